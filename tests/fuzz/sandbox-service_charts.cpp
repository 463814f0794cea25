// What clients send about charts: paths, search queries, uploaded packages.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "service/charts/archive.h"
#include "service/fronts/chart_search.h"
#include "service/fronts/helm_route.h"

using namespace ngcs::sandbox;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

// The input as an archive's content: compressed, so that it gets past gzip.
void list(std::string_view tar) {
  const int fd = memfd_create("archive", 0);
  if (fd < 0) std::abort();
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  gzFile file = gzopen(path.c_str(), "wb1");
  if (file == nullptr) std::abort();
  if (!tar.empty()) gzwrite(file, tar.data(), static_cast<unsigned>(tar.size()));
  gzclose(file);
  if (const auto files = list_archive(path)) {
    require(files->size() * 512 <= tar.size());
    std::uint64_t total = 0;
    for (const ArchivedFile& one : *files) total += one.size;
    require(total <= tar.size());
  }
  close(fd);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const HelmRoute route = parse_helm_path(text);
  if (route.kind != HelmRoute::Kind::kUnknown) {
    require(!route.org.empty() && route.org.find('/') == std::string::npos);
    require(!route.team || (!route.team->empty() && route.team->find('/') == std::string::npos));
    require((route.kind == HelmRoute::Kind::kFile) == !route.file.empty());
  }
  if (const auto name = chart_name_of(text)) require(!name->empty() && name->size() < text.size());

  if (const auto query = parse_search_query(text)) {
    require(query->page_size > 0);
    (void)matches(*query, {"acme/zoom/planner", "acme", "zoom", "planner", "Planner", "Plans"});
  }
  require(fits_pattern(text, text));  // a star stands for itself, too
  list(text);
  return 0;
}
