// Faults of an answer's body. Each works on bodies in memory and on those that come in pieces.
#pragma once

#include <httplib.h>

#include <cstdint>
#include <functional>

namespace ngcs::sandbox {

// Half of what the header promises, then the end of the connection.
void truncate_body(httplib::Response& response);

// `bytes` of the body, then `reset`.
void reset_in_body(httplib::Response& response, std::uint64_t bytes, std::function<void()> reset);

// The body at this speed; `sleep` waits for the seconds and returns false where the service ends.
void slow_body(httplib::Response& response, std::uint64_t bytes_per_second, std::function<bool(double)> sleep);

}  // namespace ngcs::sandbox
