#include "service/world/parse.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "json/value.h"
#include "layout.h"
#include "service/world/machine_text.h"
#include "service/world/reader.h"

namespace ngcs::sandbox {

namespace {

constexpr std::int64_t kMaxPayload = std::int64_t{512} << 20;
constexpr std::int64_t kMaxIndex = std::int64_t{512} << 20;
constexpr std::int64_t kMaxBytes = std::int64_t{1} << 40;
constexpr std::int64_t kMaxSeconds = 10L * 366 * 86400;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_ngc_host(std::string_view name) {
  return std::any_of(kHosts.begin(), kHosts.end(), [&](const Host& host) { return host.name == name; });
}

bool is_name(std::string_view text) {  // of an org, a team, a tag: what a registry path or reference can hold
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '+';
  });
}

std::string name_field(ObjectReader& reader, const char* name) {
  auto text = reader.text(name);
  if (!text.empty() && !is_name(text)) reader.fail(name, "may hold letters, digits, and - _ . + only");
  return text;
}

Enablement read_enablement(ObjectReader& reader) {
  Enablement result;
  result.product = reader.text("product");
  result.type = reader.text("type");
  static const std::set<std::string, std::less<>> kEms = {"EMS_COMMERCIAL", "EMS_EVAL", "EMS_NFR"};
  if (!result.type.empty() && kEms.count(result.type) == 0 && result.type.rfind("NGC_ADMIN_", 0) != 0) {
    reader.fail("type", "must be EMS_COMMERCIAL, EMS_EVAL, EMS_NFR or NGC_ADMIN_*");
  }
  result.start = reader.optional_date("start").value_or(0);
  result.end = reader.optional_date("end", true);
  return result;
}

Org read_org(ObjectReader& reader) {
  Org org;
  org.name = name_field(reader, "name");
  org.display_name = reader.text_or("displayName", org.name);
  org.type = reader.choice<OrgType>(
      "type", {{"ENTERPRISE", OrgType::kEnterprise}, {"INDIVIDUAL", OrgType::kIndividual}}, OrgType::kEnterprise);
  org.publisher = reader.flag_or("publisher", false);
  reader.objects("teams", [&](ObjectReader& team) { org.teams.push_back(name_field(team, "name")); });
  reader.objects("enablements", [&](ObjectReader& item) { org.enablements.push_back(read_enablement(item)); });
  return org;
}

User read_user(ObjectReader& reader) {
  User user;
  user.id = reader.text("id");
  user.name = reader.text_or("name", user.id);
  user.email = reader.text_or("email", user.id + "@sandbox.example");
  user.active = reader.flag_or("active", true);
  user.terms = reader.texts_or_empty("terms");
  reader.objects("roles", [&](ObjectReader& item) {
    Role role;
    role.org = item.text("org");
    role.team = item.optional_text("team");
    role.role = item.text("role");
    role.pending = item.choice<bool>("invitation", {{"accepted", false}, {"pending", true}}, false);
    user.roles.push_back(std::move(role));
  });
  return user;
}

Key read_key(ObjectReader& reader) {
  Key key;
  key.id = reader.text("id");
  if (key.id == "none" || key.id == "foreign" || key.id == "anonymous-token") {
    reader.fail("id", "is one of the log's own words (none, foreign, anonymous-token)");
  }
  key.value = reader.text("value");
  key.kind = reader.choice<KeyKind>(
      "kind", {{"personal", KeyKind::kPersonal}, {"service", KeyKind::kService}, {"legacy", KeyKind::kLegacy}});
  key.user = reader.optional_text("user");
  key.org = reader.optional_text("org");
  key.services = reader.optional_texts("services");
  reader.objects("policies", [&](ObjectReader& item) {
    key.policies.push_back({item.text("product"), item.texts_or_empty("scopes"), item.texts_or_empty("resources")});
  });
  key.revoked = reader.choice<bool>("state", {{"active", false}, {"revoked", true}}, false);
  key.expires = reader.optional_date("expires");
  if (key.kind == KeyKind::kService) {
    if (key.user) reader.fail("user", "must be null: a service key belongs to the org");
  } else if (!key.user) {
    reader.fail("user", "is missing: only service keys have none");
  }
  if (key.kind == KeyKind::kLegacy) {
    if (key.org) reader.fail("org", "must be null: a legacy key counts in every org of its user");
    if (key.services) reader.fail("services", "must be null: a legacy key carries every service");
  } else if (!key.org) {
    reader.fail("org", "is missing: only legacy keys have none");
  }
  if (key.kind == KeyKind::kPersonal && !key.services) reader.fail("services", "is missing");
  if (key.kind != KeyKind::kService && !key.policies.empty()) {
    reader.fail("policies", "belong to service keys only");
  }
  return key;
}

void read_artifact(ObjectReader& reader, Artifact& artifact) {
  artifact.path = reader.text("path");
  if (!artifact.path.empty() && !split_artifact_path(artifact.path)) {
    reader.fail("path", "must be org/name or org/team/name in lower case");
  }
  artifact.visibility = reader.choice<Visibility>(
      "visibility",
      {{"public", Visibility::kPublic}, {"private", Visibility::kPrivate}, {"gated", Visibility::kGated}});
  artifact.product = reader.optional_text("product");
  artifact.region_blocked = reader.flag_or("regionBlocked", false);
  if (artifact.visibility == Visibility::kGated && !artifact.product) {
    reader.fail("product", "is missing: a gated artefact needs the product that opens it");
  }
}

Image read_image(ObjectReader& reader) {
  Image image;
  read_artifact(reader, image);
  reader.members("tags", [&](const std::string& tag, ObjectReader& item) {
    if (!is_name(tag) || tag.find('+') != std::string::npos) item.context().fail(item.place(), "is no tag");
    auto architectures = item.texts_or_empty("architectures");
    if (architectures.empty()) item.fail("architectures", "must name at least one architecture");
    image.tags.emplace(tag, std::move(architectures));
  });
  return image;
}

// Dot-separated identifiers of a version's suffix.
bool are_identifiers(std::string_view text) {
  const auto parts = base::split(text, '.');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
  });
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What Helm packages: semantic versions as Masterminds/semver reads them, a leading v and missing parts allowed.
bool is_chart_version(std::string_view text) {
  if (text.size() > 128) return false;
  if (const auto build = text.find('+'); build != std::string_view::npos) {
    if (!are_identifiers(text.substr(build + 1))) return false;
    text = text.substr(0, build);
  }
  if (const auto suffix = text.find('-'); suffix != std::string_view::npos) {
    if (!are_identifiers(text.substr(suffix + 1))) return false;
    text = text.substr(0, suffix);
  }
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  const auto numbers = base::split(text, '.');
  return numbers.size() <= 3 && std::all_of(numbers.begin(), numbers.end(), is_number);
}

Chart read_chart(ObjectReader& reader) {
  Chart chart;
  read_artifact(reader, chart);
  for (std::string& version : reader.texts_or_empty("versions")) {
    if (!is_chart_version(version)) {
      reader.warn("versions", "\"" + version + "\" is no version that Helm packages: it is left out");
    } else if (std::find(chart.versions.begin(), chart.versions.end(), version) == chart.versions.end()) {
      chart.versions.push_back(std::move(version));
    }
  }
  chart.payload_bytes = static_cast<std::uint64_t>(reader.optional_integer("payloadBytes", 0, kMaxPayload).value_or(0));
  chart.short_description = reader.text_or("shortDescription", chart.path);
  return chart;
}

std::string url_field(ObjectReader& reader, const char* name) {
  auto text = reader.text(name);
  if (!text.empty() && text.rfind("https://", 0) != 0 && text.rfind("http://", 0) != 0) {
    reader.fail(name, "must begin with https:// or http://");
  }
  return text;
}

// Below HTTP nobody knows a path, and of dropped SYNs and name look-ups nobody knows a number.
void drop_what_cannot_hold(ObjectReader& reader, Fault& fault) {
  const bool no_path = fault.kind == FaultKind::kBlackhole || fault.kind == FaultKind::kDns ||
                       fault.kind == FaultKind::kSinkhole || fault.kind == FaultKind::kCertificate ||
                       fault.kind == FaultKind::kProxy;
  if (no_path && fault.path) {
    reader.warn("path", "means nothing to this kind: the fault holds for every path");
    fault.path.reset();
  }
  if (no_path && fault.method) {
    reader.warn("method", "means nothing to this kind: the fault holds for every request");
    fault.method.reset();
  }
  const bool no_times =
      fault.kind == FaultKind::kBlackhole || fault.kind == FaultKind::kDns || fault.kind == FaultKind::kSinkhole;
  if (no_times && fault.times) {
    reader.warn("times", "cannot be counted for this kind: the fault stays until the next world");
    fault.times.reset();
  }
}

Fault read_fault(ObjectReader& reader) {
  Fault fault;
  fault.host = reader.text("host");
  if (!fault.host.empty() && !is_ngc_host(fault.host) && !ends_with(fault.host, ".example")) {
    reader.fail("host",
                "must be one of the sandbox's hosts (nvcr.io, layers.nvcr.io, authn.nvidia.com, "
                "api.ngc.nvidia.com, helm.ngc.nvidia.com, xfiles.ngc.nvidia.com) or a name under .example");
  }
  fault.path = reader.optional_text("path");
  if (fault.path && fault.path->front() != '/') reader.fail("path", "must begin with /");
  fault.method = reader.optional_text("method");
  if (const auto times = reader.optional_integer("times", 1, 1000000)) fault.times = static_cast<int>(*times);
  Choices<FaultKind> kinds;
  for (int i = 0; i <= static_cast<int>(FaultKind::kProxy); ++i) {
    const auto kind = static_cast<FaultKind>(i);
    kinds.emplace_back(fault_kind_name(kind), kind);
  }
  fault.kind = reader.choice<FaultKind>("kind", kinds);
  switch (fault.kind) {
    case FaultKind::kStatus:
      fault.status = static_cast<int>(reader.integer("status", 100, 599));
      if (const auto after = reader.optional_integer("retryAfter", 0, kMaxSeconds)) {
        fault.retry_after = static_cast<int>(*after);
      }
      fault.body = reader.choice<FaultBody>(
          "body", {{"json", FaultBody::kJson}, {"html", FaultBody::kHtml}, {"empty", FaultBody::kEmpty}},
          FaultBody::kJson);
      break;
    case FaultKind::kDelay:
      fault.seconds = reader.number("seconds", 0, 3600);
      break;
    case FaultKind::kForeignRealm:
      fault.realm = url_field(reader, "realm");
      break;
    case FaultKind::kRedirect:
      fault.location = url_field(reader, "location");
      break;
    case FaultKind::kCertificate:
      fault.problem = reader.choice<CertificateProblem>("problem", {{"expired", CertificateProblem::kExpired},
                                                                    {"wrongName", CertificateProblem::kWrongName},
                                                                    {"unknownCa", CertificateProblem::kUnknownCa}});
      break;
    case FaultKind::kClock:
      fault.seconds = reader.number("seconds", -static_cast<double>(kMaxSeconds), static_cast<double>(kMaxSeconds));
      break;
    case FaultKind::kProxy:
      fault.status = static_cast<int>(reader.integer("status", 403, 407));
      if (fault.status != 403 && fault.status != 407) reader.fail("status", "must be 403 or 407");
      break;
    case FaultKind::kReset:
      if (const auto bytes = reader.optional_integer("afterBytes", 0, kMaxBytes)) {
        fault.after_bytes = static_cast<std::uint64_t>(*bytes);
      }
      break;
    case FaultKind::kSlow:
      fault.bytes_per_second = static_cast<std::uint64_t>(reader.integer("bytesPerSecond", 1, kMaxBytes));
      break;
    case FaultKind::kLostAnswer:
    case FaultKind::kBlackhole:
    case FaultKind::kDns:
    case FaultKind::kSinkhole:
    case FaultKind::kTruncate:
    case FaultKind::kWrongContentType:
      break;
  }
  drop_what_cannot_hold(reader, fault);
  return fault;
}

int one_of(ObjectReader& reader, const char* name, int first, int second) {
  const auto value = reader.optional_integer(name, 0, 999).value_or(first);
  if (value != first && value != second) {
    reader.fail(name, "must be " + std::to_string(first) + " or " + std::to_string(second));
  }
  return static_cast<int>(value);
}

Variants read_variants(ObjectReader& reader) {
  Variants variants;
  variants.gated_anonymous = one_of(reader, "gatedAnonymous", 403, 401);
  variants.realm_after_expiry_authn = reader.choice<bool>("realmAfterExpiry", {{"authn", true}, {"nvcr", false}}, true);
  variants.token_lifetime = static_cast<int>(reader.optional_integer("tokenLifetime", 1, kMaxSeconds).value_or(300));
  variants.duplicate_push = one_of(reader, "duplicatePush", 409, 400);
  variants.members_see_enablements = reader.flag_or("membersSeeEnablements", true);
  variants.users_me_accepts_personal_key = reader.flag_or("usersMeAcceptsPersonalKey", true);
  variants.missing_entitlement = reader.choice<int>("missingEntitlement", {{"402", 402}, {"403", 403}}, 402);
  variants.key_outside_on_public = reader.choice<int>("keyOutsideOnPublic", {{"200", 200}, {"403", 403}}, 200);
  variants.chart_download_redirect =
      reader.choice<bool>("chartDownload", {{"direct", false}, {"redirect", true}}, false);
  variants.force_push = reader.choice<bool>("forcePush", {{"allowed", true}, {"refused", false}}, true);
  variants.upload_delay = reader.number_or("uploadDelay", 0, 3600, 1);
  if (const auto limit = reader.optional_integer("uploadLimit", 1, kMaxBytes)) {
    variants.upload_limit = static_cast<std::uint64_t>(*limit);
  }
  variants.chart_urls = reader.choice<ChartUrls>(
      "chartUrls",
      {{"relative", ChartUrls::kRelative}, {"absolute", ChartUrls::kAbsolute}, {"foreign", ChartUrls::kForeign}},
      ChartUrls::kRelative);
  variants.index_form = reader.choice<IndexForm>(
      "indexForm", {{"yaml", IndexForm::kYaml}, {"json", IndexForm::kJson}, {"malformed", IndexForm::kMalformed}},
      IndexForm::kYaml);
  variants.index_digest = reader.choice<IndexDigest>(
      "indexDigest", {{"right", IndexDigest::kRight}, {"wrong", IndexDigest::kWrong}, {"absent", IndexDigest::kAbsent}},
      IndexDigest::kRight);
  variants.index_bytes = static_cast<std::uint64_t>(reader.optional_integer("indexBytes", 0, kMaxIndex).value_or(0));
  variants.index_gzip = reader.flag_or("indexGzip", true);
  variants.pending_invitation_listed =
      reader.choice<bool>("pendingInvitation", {{"listed", true}, {"absent", false}}, true);
  variants.inactive_user_listed = reader.choice<bool>("inactiveUser", {{"401", false}, {"listed", true}}, false);
  return variants;
}

// "~/a/b": a path below the home, without a way out of it.
std::string home_path(ObjectReader& reader) {
  const std::string text = reader.text("path");
  if (text.empty()) return {};
  const auto parts = base::split(text, '/');
  const bool good = parts.size() > 1 && parts.front() == "~" &&
                    std::none_of(parts.begin() + 1, parts.end(),
                                 [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
  if (good) return text.substr(2);
  reader.fail("path", "must begin with ~/ and stay below it");
  return {};
}

bool is_variable_name(std::string_view text) {
  return !text.empty() && !(text.front() >= '0' && text.front() <= '9') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

// As the suite has it (common/config/settings.h).
bool is_profile_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest && text.front() != '-' && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

Machine read_machine(ObjectReader& reader) {
  Machine machine;
  reader.objects("profiles", [&](ObjectReader& item) {
    MachineProfile profile{item.text("name"), item.text("key"), item.flag_or("default", false)};
    if (!profile.name.empty() && !is_profile_name(profile.name)) item.fail("name", "is no name of a profile");
    machine.profiles.push_back(std::move(profile));
  });
  reader.objects("files", [&](ObjectReader& item) {
    MachineFile file;
    file.path = home_path(item);
    for (const std::string& line : item.texts_or_empty("lines")) file.text += line + '\n';
    file.executable = item.flag_or("executable", false);
    machine.files.push_back(std::move(file));
  });
  reader.objects("environment", [&](ObjectReader& item) {
    MachineVariable variable{item.text("name"), item.text_or("value", "")};
    if (!variable.name.empty() && !is_variable_name(variable.name)) item.fail("name", "is no name of a variable");
    machine.environment.push_back(std::move(variable));
  });
  return machine;
}

// References between the parts: what no schema can say.
class References {
 public:
  References(ReadContext& context, const World& world) : context_(context), world_(world) {}

  void check() {
    unique(world_.orgs, &Org::name, "orgs", "name");
    unique(world_.users, &User::id, "users", "id");
    unique(world_.keys, &Key::id, "keys", "id");
    unique(world_.keys, &Key::value, "keys", "value");
    unique(world_.images, &Image::path, "images", "path");
    unique(world_.charts, &Chart::path, "charts", "path");
    for (std::size_t i = 0; i < world_.users.size(); ++i) {
      for (std::size_t r = 0; r < world_.users[i].roles.size(); ++r) {
        const Role& role = world_.users[i].roles[r];
        space(at("users", i) + at(".roles", r), role.org, role.team);
      }
    }
    for (std::size_t i = 0; i < world_.keys.size(); ++i) {
      const Key& key = world_.keys[i];
      if (key.user && world_.user(*key.user) == nullptr) context_.fail(at("keys", i) + ".user", "no such user");
      if (key.org && world_.org(*key.org) == nullptr) context_.fail(at("keys", i) + ".org", "no such org");
    }
    for (std::size_t i = 0; i < world_.images.size(); ++i) artifact(at("images", i), world_.images[i]);
    for (std::size_t i = 0; i < world_.charts.size(); ++i) artifact(at("charts", i), world_.charts[i]);
    machine();
    controls();
  }

 private:
  static std::string at(const char* list, std::size_t index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
  }

  template <typename T>
  void unique(const std::vector<T>& items, std::string T::*member, const char* list, const char* name) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < items.size(); ++i) check_seen(seen, items[i].*member, at(list, i) + "." + name);
  }
  template <typename T>
  void unique(const std::vector<T>& items, std::string Artifact::*member, const char* list, const char* name) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < items.size(); ++i) check_seen(seen, items[i].*member, at(list, i) + "." + name);
  }
  void check_seen(std::set<std::string_view>& seen, std::string_view value, const std::string& place) {
    if (!seen.insert(value).second) context_.fail(place, "stands twice");
  }

  void space(const std::string& place, const std::string& org_name, const std::optional<std::string>& team) {
    const Org* org = world_.org(org_name);
    if (org == nullptr) {
      context_.fail(place + ".org", "no such org");
    } else if (team && std::find(org->teams.begin(), org->teams.end(), *team) == org->teams.end()) {
      context_.fail(place + ".team", "no such team in this org");
    }
  }

  void artifact(const std::string& place, const Artifact& artifact) {
    const auto path = split_artifact_path(artifact.path);
    if (!path) return;  // already reported
    const Org* org = world_.org(path->org);
    if (org == nullptr) {
      context_.fail(place + ".path", "no such org");
    } else if (path->team && std::find(org->teams.begin(), org->teams.end(), *path->team) == org->teams.end()) {
      context_.fail(place + ".path", "no such team in this org");
    }
  }

  void machine() {
    const Machine& machine = world_.machine;
    unique(machine.profiles, &MachineProfile::name, "machine.profiles", "name");
    std::size_t defaults = 0;
    for (std::size_t i = 0; i < machine.profiles.size(); ++i) {
      const MachineProfile& profile = machine.profiles[i];
      if (world_.key_by_id(profile.key) == nullptr) {
        context_.fail(at("machine.profiles", i) + ".key", "names a key that is not there");
      }
      if (profile.is_default && ++defaults > 1) {
        context_.fail(at("machine.profiles", i) + ".default", "is true for two of them");
      }
    }
    for (std::size_t i = 0; i < machine.files.size(); ++i) keys_in(at("machine.files", i), machine.files[i].text);
    for (std::size_t i = 0; i < machine.environment.size(); ++i) {
      keys_in(at("machine.environment", i), machine.environment[i].value);
    }
  }

  void keys_in(const std::string& place, std::string_view text) {
    for (const std::string_view id : keys_named_in(text)) {
      if (world_.key_by_id(id) == nullptr) context_.fail(place, "names a key that is not there");
    }
  }

  // The anonymous controls of diagnosis use these two; a world without them is legal but unlike NGC.
  void controls() {
    const Image* cuda = world_.image("nvidia/cuda");
    if (cuda == nullptr || cuda->visibility != Visibility::kPublic) {
      context_.warn("images", "the public image nvidia/cuda is missing: every NGC has it");
    }
    const bool index = std::any_of(world_.charts.begin(), world_.charts.end(), [](const Chart& chart) {
      return chart.visibility == Visibility::kPublic && chart.path.rfind("nvidia/", 0) == 0 &&
             std::count(chart.path.begin(), chart.path.end(), '/') == 1;
    });
    if (!index) context_.warn("charts", "no public chart in nvidia: every NGC has a public index there");
  }

  ReadContext& context_;
  const World& world_;
};

}  // namespace

base::Result<ParsedWorld> parse_world(std::string_view text, std::int64_t machine_now) {
  json::Limits limits;
  limits.bytes = kMaxWorldBytes;
  auto document = json::parse(text, limits);
  if (!document) return document.error();

  ReadContext context(machine_now);
  ParsedWorld parsed;
  World& world = parsed.world;
  ObjectReader root(context, *document, "");
  if (root.text("schema") != "ngc-world/1") root.fail("schema", "must be ngc-world/1");
  world.time = root.optional_date("time");
  context.set_now(world.time.value_or(machine_now));
  root.objects("orgs", [&](ObjectReader& item) { world.orgs.push_back(read_org(item)); });
  root.objects("users", [&](ObjectReader& item) { world.users.push_back(read_user(item)); });
  root.objects("keys", [&](ObjectReader& item) { world.keys.push_back(read_key(item)); });
  root.objects("images", [&](ObjectReader& item) { world.images.push_back(read_image(item)); });
  root.objects("charts", [&](ObjectReader& item) { world.charts.push_back(read_chart(item)); });
  root.objects("faults", [&](ObjectReader& item) { world.faults.push_back(read_fault(item)); });
  root.object("variants", [&](ObjectReader& item) { world.variants = read_variants(item); });
  root.object("machine", [&](ObjectReader& item) { world.machine = read_machine(item); });
  root.finish();
  if (!context.error()) References(context, world).check();
  if (context.error()) return *context.error();
  parsed.warnings = context.take_warnings();
  return parsed;
}

}  // namespace ngcs::sandbox
