#include "service/faults/hosts_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "layout.h"

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kMaxHosts = std::size_t{1} << 20;

bool has_fault(const World& world, FaultKind kind, std::string_view host) {
  return std::any_of(world.faults.begin(), world.faults.end(),
                     [&](const Fault& fault) { return fault.kind == kind && base::iequals(fault.host, host); });
}

// The host part of a URL, lower case; empty where there is none.
std::string url_host(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  return base::lower(url.substr(0, url.find(':')));
}

bool is_example(std::string_view name) {
  constexpr std::string_view kEnd = ".example";
  return name.size() > kEnd.size() && name.substr(name.size() - kEnd.size()) == kEnd &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos;
}

}  // namespace

std::string hosts_text(const World& world) {
  std::set<std::string> foreign = {std::string(kForeignName)};
  for (const Fault& fault : world.faults) {
    for (const auto& name : {base::lower(fault.host), url_host(fault.realm), url_host(fault.location)}) {
      if (is_example(name)) foreign.insert(name);
    }
  }
  std::string text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 ngc-sandbox\n";
  const auto add = [&](std::string_view name, std::string_view address) {
    if (has_fault(world, FaultKind::kDns, name)) return;
    const bool sunk = has_fault(world, FaultKind::kSinkhole, name);
    text += std::string(sunk ? kSinkholeAddress : address) + " " + std::string(name) + "\n";
  };
  for (const Host& host : kHosts) add(host.name, host.address);
  for (const std::string& name : foreign) add(name, kForeignAddress);
  return text;
}

base::Result<bool> write_hosts(const std::string& path, const std::string& text) {
  auto old = base::read_file(path, kMaxHosts);
  if (!old) return old.error();
  if (*old && **old == text) return false;
  const base::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) return base::errno_error(errno, "cannot write " + path);
  // Padded to the old length first and cut after, so that a reader between the two steps sees whole lines only.
  std::string padded = text;
  if (*old && padded.size() < (*old)->size()) padded.resize((*old)->size(), '\n');
  if (auto done = base::write_all(fd.get(), padded); !done) return done.error();
  if (::ftruncate(fd.get(), static_cast<off_t>(text.size())) != 0) {
    return base::errno_error(errno, "cannot write " + path);
  }
  return true;
}

}  // namespace ngcs::sandbox
