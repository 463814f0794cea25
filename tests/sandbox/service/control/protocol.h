// What `ngc-sandbox set` and the service say to each other: one JSON object a line over a unix socket.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace ngcs::sandbox {

inline constexpr std::size_t kMaxControlLine = std::size_t{16} << 20;  // a world as a JSON text, escapes included

struct SetAnswer {
  std::vector<std::string> warnings;
  bool names_changed = false;  // the hosts file is another one now
  std::string proxy;           // "http://ADDRESS:PORT" where the world has a proxy fault
};

[[nodiscard]] std::string format_set_request(const std::string& world_text);
[[nodiscard]] std::string format_set_answer(const base::Result<SetAnswer>& answer);
// The world text of a request.
[[nodiscard]] base::Result<std::string> parse_set_request(const std::string& line);
[[nodiscard]] base::Result<SetAnswer> parse_set_answer(const std::string& line);

// One line from a socket, without its end; kTooLarge above `limit`, kIo where the peer closed before a line end.
[[nodiscard]] base::Result<std::string> read_line(int fd, std::size_t limit);

}  // namespace ngcs::sandbox
