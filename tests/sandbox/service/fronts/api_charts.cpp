#include "service/fronts/api_charts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "service/charts/chart_content.h"
#include "service/fronts/api_answers.h"
#include "service/fronts/chart_json.h"
#include "service/fronts/chart_search.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxBody = std::size_t{1} << 20;
constexpr std::array<const char*, 6> kTextFields = {"displayName", "publisher",        "builtBy",
                                                    "logo",        "shortDescription", "description"};

void answer_ok(Exchange& exchange, const char* name, json::Value value) {
  exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")}, {name, std::move(value)}});
}

void answer_missing(Exchange& exchange, const char* what) {
  answer_problem(exchange, 404, "artifact-not-found", "Not Found", std::string("The ") + what + " does not exist.");
}

void answer_region(Exchange& exchange) {
  answer_status(exchange, 451, "UNAVAILABLE_FOR_LEGAL_REASONS", "Unavailable For Legal Reasons");
}

void answer_invalid(Exchange& exchange, const std::string& what) {
  answer_status(exchange, 400, "INVALID_REQUEST_DATA", what);
}

void answer_not_allowed(Exchange& exchange) {
  answer_status(exchange, 405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
}

Verdict verdict_of(const Exchange& exchange, const std::string& path, Action action) {
  return decide(exchange.world, exchange.now, exchange.credential, ArtifactKind::kChart, path, action);
}

bool is_text_list(const json::Value& value) {
  return value.is_array() &&
         std::all_of(value.begin(), value.end(), [](const json::Value& item) { return item.is_string(); });
}

bool is_pair_list(const json::Value& value, const char* first, const char* second) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [&](const json::Value& item) {
           return item.is_object() && item.contains(first) && item.contains(second) && item[first].is_string();
         });
}

// The fields of a record that a client may set, out of a request's body; answers 400 and returns nothing where one is
// of another type. Fields that nobody knows are ignored.
std::optional<json::Value> settable_fields(Exchange& exchange, const json::Value& body) {
  json::Value fields = json::Value::object();
  for (const char* name : kTextFields) {
    const json::Value* value = json::member(body, name);
    if (value == nullptr) continue;
    if (!value->is_string()) {
      answer_invalid(exchange, std::string(name) + " must be a text");
      return std::nullopt;
    }
    fields[name] = *value;
  }
  if (const json::Value* labels = json::member(body, "labels")) {
    if (!is_text_list(*labels)) {
      answer_invalid(exchange, "labels must be a list of texts");
      return std::nullopt;
    }
    fields["labels"] = *labels;
  }
  if (const json::Value* labels = json::member(body, "labelsV2")) {
    if (!is_pair_list(*labels, "key", "values")) {
      answer_invalid(exchange, "labelsV2 must be a list of {key, values}");
      return std::nullopt;
    }
    fields["labelsV2"] = *labels;
  }
  if (const json::Value* attributes = json::member(body, "attributes")) {
    if (!is_pair_list(*attributes, "key", "value")) {
      answer_invalid(exchange, "attributes must be a list of {key, value}");
      return std::nullopt;
    }
    fields["attributes"] = *attributes;
  }
  return fields;
}

// The JSON object that a request carries; answers 400 and returns nothing where it carries none.
std::optional<json::Value> body_object(Exchange& exchange) {
  const auto text = exchange.read_body(kMaxBody);
  auto body = json::parse(text.value_or(""));
  if (body && body->is_object()) return std::move(*body);
  answer_status(exchange, 400, "INVALID_REQUEST", "The body is no JSON object.");
  return std::nullopt;
}

bool is_chart_name(const std::string& name) {
  return !name.empty() && name.size() <= 250 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

// Records of the space that the credential may read; `with_teams` also those of the org's teams.
std::vector<ChartRecord> readable_records(const Exchange& exchange, const ChartSpace& space, bool with_teams) {
  std::vector<ChartRecord> records;
  for (const std::string& path : exchange.state.charts().paths(exchange.world)) {
    const auto where = split_artifact_path(path);
    if (!where || where->org != space.org) continue;
    if (where->team != space.team && !(with_teams && !space.team)) continue;
    if (verdict_of(exchange, path, Action::kPull) != Verdict::kAllowed) continue;
    auto record = exchange.state.charts().find(exchange.world, path);
    if (record && !(record->of_world != nullptr && record->of_world->region_blocked)) {
      records.push_back(std::move(*record));
    }
  }
  return records;
}

// One call of Helm for all, where it is there; what fails is then missing in the answer.
void make_packages(ChartShelf& shelf, const std::vector<ChartRecord>& records, const State& state) {
  if (shelf.available()) static_cast<void>(packages_of(shelf, records, state.monotonic_ms()).has_value());
}

void list_charts(Exchange& exchange, ChartShelf& shelf, const ChartSpace& space) {
  if (api_key(exchange) == nullptr) return;
  const auto records = readable_records(exchange, space, false);
  if (records.empty() && !may_read_space(exchange.world, exchange.credential, space.org, space.team)) {
    return answer_refusal(exchange, 403);
  }
  make_packages(shelf, records, exchange.state);
  const ChartJson json(exchange.state, shelf);
  json::Value list = json::Value::array();
  for (const ChartRecord& record : records) list.push_back(json.record(record));
  answer_page(exchange, "artifacts", list);
}

void create_chart(Exchange& exchange, ChartShelf& shelf, const ChartSpace& space) {
  const Key* key = api_key(exchange);
  if (key == nullptr) return;
  const Verdict verdict = verdict_of(exchange, space.path_of("new"), Action::kPush);
  if (verdict != Verdict::kAllowed) return answer_refusal(exchange, api_status(verdict));
  const auto body = body_object(exchange);
  if (!body) return;
  const std::string name = json::string_or(*body, "name");
  if (!is_chart_name(name)) return answer_invalid(exchange, "name is missing or no name of a chart");
  // Registry guide, section 6.3.2: at least the short description.
  if (json::string_or(*body, "shortDescription").empty()) {
    return answer_invalid(exchange, "shortDescription is missing");
  }
  auto fields = settable_fields(exchange, *body);
  if (!fields) return;
  const User* user = key->user ? exchange.world.user(*key->user) : nullptr;
  if (user != nullptr) (*fields)["createdByUser"] = user->name;
  const std::string path = space.path_of(name);
  ChartStore& store = exchange.state.charts();
  if (!store.create(exchange.world, path, std::move(*fields), exchange.now)) {
    return answer_status(exchange, 409, "EXISTS", "The chart exists already.");
  }
  const auto record = store.find(exchange.world, path);
  if (!record) return answer_missing(exchange, "chart");
  answer_ok(exchange, "artifact", ChartJson(exchange.state, shelf).record(*record));
}

// The record that a path names, if the key may do `action` with it; else the refusal is answered.
std::optional<ChartRecord> allowed_record(Exchange& exchange, const std::string& path, Action action) {
  if (api_key(exchange) == nullptr) return std::nullopt;
  const Verdict verdict = verdict_of(exchange, path, action);
  if (verdict != Verdict::kAllowed) {
    answer_refusal(exchange, api_status(verdict));
    return std::nullopt;
  }
  auto record = exchange.state.charts().find(exchange.world, path);
  if (!record) {
    answer_missing(exchange, "chart");
    return std::nullopt;
  }
  if (action == Action::kPull && record->of_world != nullptr && record->of_world->region_blocked) {
    answer_region(exchange);
    return std::nullopt;
  }
  return record;
}

void change_chart(Exchange& exchange, ChartShelf& shelf, const std::string& path) {
  if (!allowed_record(exchange, path, Action::kPush)) return;
  const auto body = body_object(exchange);
  if (!body) return;
  const auto fields = settable_fields(exchange, *body);
  if (!fields) return;
  exchange.state.charts().change(exchange.world, path, *fields, exchange.now);
  const auto record = exchange.state.charts().find(exchange.world, path);
  if (!record) return answer_missing(exchange, "chart");
  answer_ok(exchange, "artifact", ChartJson(exchange.state, shelf).record(*record));
}

void one_chart(Exchange& exchange, ChartShelf& shelf, const std::string& path) {
  const std::string& method = exchange.request.method;
  if (method == "PATCH") return change_chart(exchange, shelf, path);
  if (method == "DELETE") {
    // Registry guide: whoever may delete a chart deletes its versions with it.
    if (!allowed_record(exchange, path, Action::kDelete)) return;
    exchange.state.charts().remove(exchange.world, path);
    return exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")}});
  }
  if (method != "GET") return answer_not_allowed(exchange);
  if (const auto record = allowed_record(exchange, path, Action::kPull)) {
    answer_ok(exchange, "artifact", ChartJson(exchange.state, shelf).record(*record));
  }
}

void answer_versions(Exchange& exchange, ChartShelf& shelf, const ChartRecord& record) {
  make_packages(shelf, {record}, exchange.state);
  const ChartJson json(exchange.state, shelf);
  json::Value list = json::Value::array();
  // The newest first, as the CLI and the web page show them.
  for (auto version = record.versions.rbegin(); version != record.versions.rend(); ++version) {
    list.push_back(json.version(record, *version));
  }
  answer_page(exchange, "artifactVersions", list);
}

void answer_version(Exchange& exchange, ChartShelf& shelf, const ChartRecord& record, std::string_view wanted,
                    bool files) {
  const ChartVersion* version = record.version(wanted);
  if (version == nullptr) return answer_missing(exchange, "version");
  const ChartJson json(exchange.state, shelf);
  if (!files) return answer_ok(exchange, "artifactVersion", json.version(record, *version));
  auto list = json.files(record, *version);
  if (!list) return answer_status(exchange, 503, "SERVICE_UNAVAILABLE", list.error().message);
  answer_page(exchange, "artifactFiles", *list);
}

// versions[/VERSION[/files]]
void versions_of(Exchange& exchange, ChartShelf& shelf, const std::string& path, const PathParts& rest) {
  const std::string& method = exchange.request.method;
  const bool files = rest.size() == 3;
  if (rest.size() == 2 && method == "DELETE") {
    if (!allowed_record(exchange, path, Action::kDelete)) return;
    if (!exchange.state.charts().remove_version(exchange.world, path, std::string(rest[1]), exchange.now)) {
      return answer_missing(exchange, "version");
    }
    return exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")}});
  }
  if (method != "GET") return answer_not_allowed(exchange);
  const auto record = allowed_record(exchange, path, Action::kPull);
  if (!record) return;
  if (rest.size() == 1) return answer_versions(exchange, shelf, *record);
  answer_version(exchange, shelf, *record, rest[1], files);
}

SearchSubject subject_of(const ChartRecord& record) {
  const auto where = split_artifact_path(record.path);
  SearchSubject subject;
  subject.path = record.path;
  subject.org = where->org;
  subject.team = where->team.value_or("");
  subject.name = where->name;
  subject.display_name = json::string_or(record.fields, "displayName", where->name);
  subject.description = json::string_or(record.fields, "shortDescription");
  return subject;
}

void answer_search(Exchange& exchange, ChartShelf& shelf, const std::vector<ChartRecord>& records) {
  const auto query = parse_search_query(exchange.request.get_param_value("q"));
  if (!query) return answer_problem(exchange, 400, "bad-request", "Bad Request", "The parameter q must be JSON.");
  std::vector<ChartRecord> hits;
  for (const ChartRecord& record : records) {
    if (matches(*query, subject_of(record))) hits.push_back(record);
  }
  const std::size_t total = hits.size();
  const std::size_t first = std::min(query->page * query->page_size, total);
  const std::size_t last = std::min(first + query->page_size, total);
  hits = std::vector<ChartRecord>(hits.begin() + static_cast<std::ptrdiff_t>(first),
                                  hits.begin() + static_cast<std::ptrdiff_t>(last));
  make_packages(shelf, hits, exchange.state);
  const ChartJson json(exchange.state, shelf);
  json::Value resources = json::Value::array();
  for (const ChartRecord& record : hits) resources.push_back(json.hit(record));
  json::Value results = json::Value::array();
  if (total > 0) {
    results.push_back({{"groupValue", "HELM_CHART"}, {"totalCount", total}, {"resources", std::move(resources)}});
  }
  exchange.answer_json(200, {{"requestStatus", request_status("SUCCESS")},
                             {"resultTotal", total},
                             {"resultPageTotal", (total + query->page_size - 1) / query->page_size},
                             {"params", {{"page", query->page}, {"pageSize", query->page_size}}},
                             {"results", std::move(results)}});
}

// Whether what follows the chart's name is versions[/VERSION[/files]].
bool is_versions(const PathParts& rest) {
  return !rest.empty() && rest.size() <= 3 && rest[0] == "versions" && (rest.size() < 3 || rest[2] == "files");
}

}  // namespace

void serve_charts(Exchange& exchange, ChartShelf& shelf, const ChartSpace& space, const PathParts& rest) {
  const std::string& method = exchange.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_charts(exchange, shelf, space);
    if (method == "POST") return create_chart(exchange, shelf, space);
    return answer_not_allowed(exchange);
  }
  const std::string path = space.path_of(rest[0]);
  if (rest.size() == 1) return one_chart(exchange, shelf, path);
  const PathParts below(rest.begin() + 1, rest.end());
  if (is_versions(below)) return versions_of(exchange, shelf, path, below);
  answer_problem(exchange, 404, "not-found", "Not Found");
}

// The forms for guests: probes of 2026-07 collected by stackql-provider-nvidia.
void serve_guest_chart(Exchange& exchange, ChartShelf& shelf, const PathParts& parts) {
  const auto versions = std::find(parts.begin(), parts.end(), "versions");
  const auto before = versions - parts.begin();
  const PathParts below(versions, parts.end());
  if (exchange.request.method != "GET" || before < 2 || before > 3 || (!below.empty() && !is_versions(below))) {
    return answer_problem(exchange, 404, "not-found", "Not Found");
  }
  std::string path;
  for (auto part = parts.begin(); part != versions; ++part) path += (path.empty() ? "" : "/") + std::string(*part);
  if (exchange.credential.state == Credential::State::kDead) return answer_refusal(exchange, 401);
  const auto record = exchange.state.charts().find(exchange.world, path);
  // Also where there is none: existence is not revealed.
  if (!record || record->of_world == nullptr || record->of_world->visibility != Visibility::kPublic) {
    return answer_status(exchange, 403, "FORBIDDEN", "Artifact is not Guest accessible!");
  }
  if (record->of_world->region_blocked) return answer_region(exchange);
  if (below.empty()) return answer_ok(exchange, "artifact", ChartJson(exchange.state, shelf).record(*record));
  if (below.size() == 1) return answer_versions(exchange, shelf, *record);
  answer_version(exchange, shelf, *record, below[1], below.size() == 3);
}

void serve_space_search(Exchange& exchange, ChartShelf& shelf, const ChartSpace& space) {
  if (api_key(exchange) == nullptr) return;
  const auto records = readable_records(exchange, space, true);
  if (records.empty() && !may_read_space(exchange.world, exchange.credential, space.org, space.team)) {
    return answer_refusal(exchange, 403);
  }
  answer_search(exchange, shelf, records);
}

void serve_catalog_search(Exchange& exchange, ChartShelf& shelf) {
  if (exchange.credential.state == Credential::State::kDead) return answer_refusal(exchange, 401);
  std::vector<ChartRecord> records;
  for (const std::string& path : exchange.state.charts().paths(exchange.world)) {
    auto record = exchange.state.charts().find(exchange.world, path);
    // What is gated is listed too: its label names the product that opens it.
    const bool listed = record && record->of_world != nullptr && record->of_world->visibility != Visibility::kPrivate;
    if (listed && !record->of_world->region_blocked) records.push_back(std::move(*record));
  }
  answer_search(exchange, shelf, records);
}

}  // namespace ngcs::sandbox
