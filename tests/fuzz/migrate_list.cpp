// Lists of images, and rules about paths: what comes out is fit for a URL of the registry, and errors show nothing of
// what came in.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "migrate/image_list.h"
#include "migrate/path_map.h"

namespace {

using namespace ngcs;

void check_path(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.back() == '/' || path.find("//") != std::string::npos) std::abort();
  if (path.find_first_of("%?#\\ :@\n\r\t") != std::string::npos || base::has_control(path)) std::abort();
  if (path.find("/../") != std::string::npos || path.starts_with("../")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto list = migrate::parse_image_list(text);
  const std::string rule(text.substr(0, text.find('\n')));
  const auto map = migrate::PathMap::parse({rule}, "acme");
  if (!list) {
    if (base::has_control(list.error().message) || list.error().message.size() > 200) std::abort();
  } else {
    for (const migrate::Wanted& one : *list) {
      check_path(one.repository);
      if (!one.tag.empty() && one.tag.find_first_of("/%?#\\ :@") != std::string::npos) std::abort();
      if (!one.digest.empty() && (one.digest.size() != 71 || !one.digest.starts_with("sha256:"))) std::abort();
      if (!map) continue;
      if (const auto target = map->target_of(one.repository)) check_path(*target);
    }
  }
  if (map) {
    for (const char* repository : {"old/app", "old/team/app"}) {
      if (const auto target = map->target_of(repository)) check_path(*target);
    }
  }
  return 0;
}
