#include "migrate/image_list.h"

#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "registry/reference.h"

namespace ngcs::migrate {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kBlanks = " \t";

// Without a comment: a # inside a word belongs to the word.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || kBlanks.find(line[at - 1]) != std::string_view::npos) return line.substr(0, at);
  }
  return line;
}

}  // namespace

base::Result<std::vector<Wanted>> parse_image_list(std::string_view text) {
  if (text.size() > kMaxListBytes) {
    return Error(Errc::kUsage, "the list is larger than 4 MiB", "copy in several runs");
  }
  std::vector<Wanted> wanted;
  std::set<std::tuple<std::string, std::string, std::string>> known;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = base::trim(without_comment(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.empty()) continue;
    auto image = registry::parse_image(line, true);
    if (!image) {
      return Error(Errc::kUsage, "line " + std::to_string(number) + " of the list is no image of nvcr.io",
                   "write one image a line: ORG/[TEAM/]NAME, ORG/[TEAM/]NAME:TAG or ORG/[TEAM/]NAME@sha256:…");
    }
    if (wanted.size() == kMaxListed) {
      return Error(Errc::kUsage, "the list names more than " + std::to_string(kMaxListed) + " images",
                   "copy in several runs");
    }
    Wanted one{image->repository(), std::move(image->tag), std::move(image->digest)};
    if (known.emplace(one.repository, one.tag, one.digest).second) wanted.push_back(std::move(one));
  }
  return wanted;
}

}  // namespace ngcs::migrate
