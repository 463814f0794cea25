// The catalogue's search over images: GET /v2/search/catalog/resources/CONTAINER?q=JSON, for anybody.
#pragma once

#include "service/fronts/exchange.h"

namespace ngcs::sandbox {

// Public and gated images are listed, private ones are not.
void serve_image_search(Exchange& exchange);

}  // namespace ngcs::sandbox
