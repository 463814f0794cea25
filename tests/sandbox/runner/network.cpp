#include "runner/network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "layout.h"

namespace ngcs::sandbox {

namespace {

void set_address(sockaddr& target, std::string_view text) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, std::string(text).c_str(), &address.sin_addr);
  std::memcpy(&target, &address, sizeof address);
}

// An alias "lo:N" is the ioctl interface's way to a further address.
base::Result<void> add_address(int socket, int number, std::string_view address) {
  ifreq request{};
  const std::string alias = "lo:" + std::to_string(number);
  std::memcpy(request.ifr_name, alias.c_str(), alias.size() + 1);
  set_address(request.ifr_addr, address);
  if (ioctl(socket, SIOCSIFADDR, &request) != 0) {
    return base::errno_error(errno, "cannot add the address " + std::string(address));
  }
  set_address(request.ifr_netmask, "255.255.255.255");
  if (ioctl(socket, SIOCSIFNETMASK, &request) != 0) {
    return base::errno_error(errno, "cannot set the netmask of " + std::string(address));
  }
  return {};
}

}  // namespace

base::Result<void> bring_up_loopback() {
  const base::UniqueFd control(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!control) return base::errno_error(errno, "cannot open a socket");
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", sizeof "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
  if (ioctl(control.get(), SIOCSIFFLAGS, &request) != 0) return base::errno_error(errno, "cannot bring up lo");

  std::vector<std::string_view> addresses;
  addresses.reserve(std::size(kHosts) + 4);
  for (const Host& host : kHosts) addresses.push_back(host.address);
  addresses.insert(addresses.end(), {kForeignAddress, kBlackholeAddress, kProxyAddress, kSinkholeAddress});
  int number = 1;
  for (const std::string_view address : addresses) {
    auto done = add_address(control.get(), number++, address);
    if (!done) return done;
  }
  return {};
}

std::string initial_hosts_file() {
  std::string text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 ngc-sandbox\n";
  const auto add = [&](std::string_view address, std::string_view name) {
    text += address;
    text += ' ';
    text += name;
    text += '\n';
  };
  for (const Host& host : kHosts) add(host.address, host.name);
  add(kForeignAddress, kForeignName);
  return text;
}

std::string private_nsswitch(const std::string& original) {
  std::string text;
  std::size_t start = 0;
  while (start < original.size()) {
    const std::size_t end = std::min(original.find('\n', start), original.size());
    const std::string line = original.substr(start, end - start);
    const std::size_t word = line.find_first_not_of(" \t");
    if (word == std::string::npos || line.compare(word, 6, "hosts:") != 0) text += line + '\n';
    start = end + 1;
  }
  return text + "hosts: files\n";
}

}  // namespace ngcs::sandbox
