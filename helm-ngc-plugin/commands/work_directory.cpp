#include "commands/work_directory.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/text.h"

namespace ngcs::helm_ngc {

base::Result<WorkDirectory> WorkDirectory::make(const base::Environment& environment) {
  return make_in(std::string(environment.get("TMPDIR").value_or("/tmp")), "ngc-chart-");
}

base::Result<WorkDirectory> WorkDirectory::make_in(const std::string& parent, const std::string& prefix) {
  std::string path = parent + "/" + prefix + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr)
    return base::errno_error(errno, "cannot write into " + base::printable(parent));
  return WorkDirectory(std::move(path));
}

WorkDirectory::~WorkDirectory() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace ngcs::helm_ngc
