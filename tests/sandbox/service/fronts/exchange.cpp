#include "service/fronts/exchange.h"

#include "base/text.h"

namespace ngcs::sandbox {

namespace {

// The rest of an Authorization header after its scheme; nothing where the scheme is another one.
std::optional<std::string_view> after_scheme(std::string_view header, std::string_view scheme) {
  if (!base::istarts_with(header, scheme) || header.size() <= scheme.size() || header[scheme.size()] != ' ') {
    return std::nullopt;
  }
  return base::trim(header.substr(scheme.size()));
}

}  // namespace

std::string_view Exchange::raw_path() const {
  const std::string_view target = request.target;
  return target.substr(0, target.find('?'));
}

bool Exchange::stream_body(const std::function<bool(const char*, std::size_t)>& receive) {
  if (request.is_multipart_form_data()) {
    return stream_parts([](const httplib::MultipartFormData&) { return true; }, receive);
  }
  if (reader == nullptr || body_read_) return true;
  body_read_ = true;
  return (*reader)(receive);
}

bool Exchange::stream_parts(const std::function<bool(const httplib::MultipartFormData&)>& begin,
                            const std::function<bool(const char*, std::size_t)>& receive) {
  if (reader == nullptr || body_read_) return true;
  body_read_ = true;
  return (*reader)(begin, receive);
}

std::optional<std::string> Exchange::read_body(std::size_t limit) {
  std::string body;
  bool fits = true;
  const bool whole = stream_body([&](const char* data, std::size_t size) {
    fits = fits && body.size() + size <= limit;
    if (fits) body.append(data, size);
    return true;  // what is too much is read and dropped: the connection stays usable
  });
  return whole && fits ? std::optional(std::move(body)) : std::nullopt;
}

void Exchange::discard_body() {
  stream_body([](const char*, std::size_t) { return true; });
}

void Exchange::answer(int status, const std::string& body, const std::string& content_type) {
  response.status = status;
  response.set_content(body, content_type);
}

void Exchange::answer_json(int status, const json::Value& body) {
  // What a client sent and gets back in an answer need not be UTF-8.
  answer(status, body.dump(-1, ' ', false, json::Value::error_handler_t::replace), "application/json");
}

void identify(Exchange& exchange) {
  const std::string header = exchange.request.get_header_value("Authorization");
  const World& world = exchange.world;
  if (header.empty()) return;
  if (const auto basic = after_scheme(header, "Basic")) {
    const auto pair = base64_decode(*basic).value_or("");
    const auto colon = pair.find(':');
    const std::string_view user = std::string_view(pair).substr(0, colon);
    const std::string_view password = colon == std::string::npos ? "" : std::string_view(pair).substr(colon + 1);
    exchange.credential = basic_credential(world, exchange.now, user, password);
  } else if (const auto key = after_scheme(header, "ApiKey")) {
    exchange.credential = key_credential(world, exchange.now, *key);
  } else if (const auto bearer = after_scheme(header, "Bearer")) {
    exchange.token = decode_token(exchange.state.signer(), *bearer);
    if (exchange.token) {
      exchange.credential = token_credential(world, exchange.now, exchange.token->key_id);
      exchange.token_expired = exchange.token->expires <= exchange.now;
      if (exchange.token_expired) exchange.credential.state = Credential::State::kDead;
    } else {
      exchange.credential = key_credential(world, exchange.now, *bearer);
    }
  } else {
    exchange.credential = key_credential(world, exchange.now, "");
  }
}

}  // namespace ngcs::sandbox
