// One JSON line per request; see `ngc-sandbox log`. Key values never get into it.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "service/world/world.h"

namespace ngcs::sandbox {

struct LogEntry {
  std::int64_t time = 0;  // the service's clock
  std::string host;
  std::string method;
  std::string path;        // without the query
  std::string credential;  // none, anonymous-token, a key's id, foreign
  std::string form;        // none, key, token
  int status = 0;          // 0 = the connection ended without an answer
};

// The entry as one line, line end included. A value of a key of `world` in any field is struck out.
[[nodiscard]] std::string format_log_line(const LogEntry& entry, const World& world);

class RequestLog {
 public:
  // Begins an empty log at `path`, readable by everybody inside.
  [[nodiscard]] base::Result<void> open(const std::string& path);
  // A whole line at once, so that readers never see half of one.
  void append(const LogEntry& entry, const World& world);

 private:
  std::mutex mutex_;
  base::UniqueFd fd_;
};

}  // namespace ngcs::sandbox
