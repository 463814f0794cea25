#include "service/fronts/image_search.h"

#include <algorithm>
#include <vector>

#include "service/fronts/api_answers.h"
#include "service/fronts/chart_search.h"

namespace ngcs::sandbox {

namespace {

SearchSubject subject_of(const Image& image) {
  const auto where = split_artifact_path(image.path);
  SearchSubject subject;
  subject.path = image.path;
  subject.org = where->org;
  subject.team = where->team.value_or("");
  subject.name = where->name;
  subject.display_name = where->name;
  return subject;
}

// Names: opendatahub-io/odh-model-controller, test data of the search; SUSE/aif-operator.
json::Value hit_of(const Image& image) {
  const auto where = split_artifact_path(image.path);
  json::Value body = {{"resourceId", image.path},
                      {"resourceType", "CONTAINER"},
                      {"orgName", where->org},
                      {"name", where->name},
                      {"displayName", where->name},
                      {"isPublic", true},
                      {"guestAccess", image.visibility == Visibility::kPublic},
                      {"labels", json::Value::array()},
                      {"attributes", json::Value::array()}};
  if (where->team) body["teamName"] = *where->team;
  if (image.product) body["labels"].push_back({{"key", "productNames"}, {"values", {*image.product}}});
  if (!image.tags.empty()) {
    body["attributes"].push_back({{"key", "latestTag"}, {"value", image.tags.rbegin()->first}});
  }
  return body;
}

}  // namespace

void serve_image_search(Exchange& exchange) {
  if (exchange.credential.state == Credential::State::kDead) return answer_refusal(exchange, 401);
  const auto query = parse_search_query(exchange.request.get_param_value("q"));
  if (!query) return answer_problem(exchange, 400, "bad-request", "Bad Request", "The parameter q must be JSON.");
  std::vector<const Image*> hits;
  for (const Image& image : exchange.world.images) {
    const bool listed = image.visibility != Visibility::kPrivate && !image.region_blocked;
    if (listed && split_artifact_path(image.path) && matches(*query, subject_of(image))) hits.push_back(&image);
  }
  const std::size_t total = hits.size();
  const std::size_t first = std::min(query->page * query->page_size, total);
  const std::size_t last = std::min(first + query->page_size, total);
  json::Value resources = json::Value::array();
  for (std::size_t i = first; i < last; ++i) resources.push_back(hit_of(*hits[i]));
  json::Value results = json::Value::array();
  if (total > 0) {
    results.push_back({{"groupValue", "CONTAINER"}, {"totalCount", total}, {"resources", std::move(resources)}});
  }
  exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")},
                             {"resultTotal", total},
                             {"resultPageTotal", (total + query->page_size - 1) / query->page_size},
                             {"params", {{"page", query->page}, {"pageSize", query->page_size}}},
                             {"results", std::move(results)}});
}

}  // namespace ngcs::sandbox
