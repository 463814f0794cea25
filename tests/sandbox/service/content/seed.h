// Puts the world's images into the real registry.
#pragma once

#include "base/result.h"
#include "service/core/state.h"
#include "service/fronts/upstream.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

// Makes every image of the world that the registry lacks or holds otherwise. A tag that a client pushed is left alone.
[[nodiscard]] base::Result<void> seed_images(const World& world, const PushedImages& pushed,
                                             const RegistryAddress& registry);

}  // namespace ngcs::sandbox
