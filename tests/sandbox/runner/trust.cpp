#include "runner/trust.h"

#include <unistd.h>

#include <filesystem>

#include "runner/files.h"
#include "runner/mounts.h"

namespace ngcs::sandbox {

namespace fs = std::filesystem;

base::Result<void> install_trust(const std::string& directory, const std::string& ca_pem, const std::string& ca_hash) {
  const std::string system = "/etc/ssl/certs";
  const auto bundle = read_small_file(system + "/ca-certificates.crt");
  if (!bundle) {
    return base::Error(base::Errc::kUnavailable, system + "/ca-certificates.crt is missing",
                       "install the package ca-certificates");
  }
  std::error_code code;
  for (const fs::directory_entry& entry : fs::directory_iterator(system, code)) {
    if (entry.path().filename() == "ca-certificates.crt" || (entry.is_directory(code) && !entry.is_symlink(code))) {
      continue;
    }
    // A file that only root may read is no use to anybody inside either.
    std::error_code unreadable;
    fs::copy(entry.path(), fs::path(directory) / entry.path().filename(), fs::copy_options::copy_symlinks, unreadable);
  }
  if (code) return base::Error(base::Errc::kIo, "cannot read " + system + ": " + code.message());

  auto done =
      write_small_file(directory + "/ca-certificates.crt", *bundle + (bundle->ends_with('\n') ? "" : "\n") + ca_pem);
  int number = 0;
  const auto hashed = [&] { return directory + '/' + ca_hash + '.' + std::to_string(number); };
  while (fs::is_symlink(hashed(), code) || fs::exists(hashed(), code)) ++number;
  if (done) done = write_small_file(hashed(), ca_pem);
  if (done) done = bind(directory, system);
  return done;
}

}  // namespace ngcs::sandbox
