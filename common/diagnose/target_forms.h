// The single forms that a target can have, for parse_target and for command lines. Internal to diagnose.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "diagnose/address.h"
#include "diagnose/input.h"

namespace ngcs::diagnose {

// Helm's repositories as (name, url).
using RepositoryList = std::vector<std::pair<std::string, std::string>>;

// A word as it may be shown: no keys, printable, short.
[[nodiscard]] std::string shown_word(std::string_view word);

// Without blanks and line ends around it. kInvalidInput for what no target is: empty, too long, control characters,
// broken UTF-8.
[[nodiscard]] base::Result<std::string_view> checked_word(std::string_view word);

// A word that starts with a host or a scheme. Errors as parse_target.
[[nodiscard]] base::Result<Target> parse_address_target(const Address& address);

// What Helm takes for a repository: "https://helm.ngc.nvidia.com/ORG[/TEAM]" or "ngc://ORG[/TEAM]". Addresses of an
// index or a chart are kHelmForm here, since Helm appends "/index.yaml" itself.
[[nodiscard]] base::Result<Target> parse_repository_url(std::string_view url);

// The repository of that name; kNotFound where the list has none, kInvalidInput where its address is not NGC's.
[[nodiscard]] base::Result<Target> find_repository(std::string_view name, const RepositoryList& repositories);

// "CHART[:VERSION]" of a repository of NGC. A target of another kind than kHelmRepository stays as it is.
[[nodiscard]] base::Result<Target> chart_in(Target repository, std::string_view chart);

// "ORG/[TEAM/]CHART[:VERSION]"
[[nodiscard]] base::Result<Target> parse_chart_path(std::string_view text);

// "app-1.2.3.tgz" as ("app", "1.2.3"); the version is empty where none can be told apart.
[[nodiscard]] std::pair<std::string, std::string> split_chart_file(std::string_view file);

// True for hosts with which a target can begin: nvcr.io, Helm's, and the web site's.
[[nodiscard]] bool is_target_host(std::string_view host);

}  // namespace ngcs::diagnose
