// What one question to the service came to.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/transport.h"
#include "ngc/token.h"

namespace ngcs::diagnose {

struct Outcome {
  enum class Kind {
    kNotAsked,
    kOk,            // 2xx
    kUnauthorized,  // 401
    kPayment,       // 402
    kForbidden,     // 403
    kNotFound,      // 404
    kRegion,        // 451
    kFault,         // the network or the service is at fault: `code`
    kOther,         // an answer that fits nothing
  };
  Kind kind = Kind::kNotAsked;
  int status = 0;
  bool page = false;                          // the answer is a web page
  std::string code;                           // of the catalogue for kFault: "NGC3101", "NGC4104" …
  std::map<std::string, std::string> values;  // "host", "facts", "reason" … for the catalogue's texts

  [[nodiscard]] bool ok() const noexcept { return kind == Kind::kOk; }
  [[nodiscard]] bool asked() const noexcept { return kind != Kind::kNotAsked; }
  [[nodiscard]] bool fault() const noexcept { return kind == Kind::kFault; }
  // 401, 402 or 403.
  [[nodiscard]] bool refused() const noexcept {
    return kind == Kind::kUnauthorized || kind == Kind::kPayment || kind == Kind::kForbidden;
  }
  // "ok", "401", "402", "403", "404", "451", "fault", "other", "none": the words of the decision table.
  [[nodiscard]] std::string_view word() const noexcept;
};

// `host` is the one that was asked.
[[nodiscard]] Outcome outcome_of(const base::Result<http::Response>& response, std::string_view host);
// The same for a token service; an answer 200 without a token is NGC4106.
[[nodiscard]] Outcome outcome_of(const base::Result<ngc::TokenAnswer>& answer, std::string_view host);
// Of a failed request.
[[nodiscard]] Outcome outcome_of(const base::Error& error, std::string_view host);

// An answer that cannot be read: NGC4106 with these facts.
[[nodiscard]] Outcome broken_answer(std::string_view host, std::string facts);

// Whether a name of NGC resolves to an address that cannot be NGC's: private, loopback, null. The first such address as
// text; nothing otherwise.
[[nodiscard]] std::optional<std::string> sinkhole_address(const std::string& host);

}  // namespace ngcs::diagnose
