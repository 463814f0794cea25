#include "ngc/token_book.h"

#include <utility>

namespace ngcs::ngc {

base::Result<TokenBook::Obtained> TokenBook::obtain(http::Transport& transport, const std::string& scope) {
  const std::lock_guard lock(mutex_);
  if (const auto found = tokens_.find(scope); found != tokens_.end()) {
    if (found->second->fresh(clock_)) return Obtained{found->second, true};
    tokens_.erase(found);
  }
  if (!endpoint_) {
    auto endpoint = discover(transport);
    if (!endpoint) return endpoint.error();
    endpoint_ = std::move(*endpoint);
  }
  auto answer = exchange(transport, clock_, *endpoint_, key_, scope);
  if (!answer) return answer.error();
  if (!answer->token) return *answer->error;
  auto token = std::make_shared<const Token>(std::move(*answer->token));
  tokens_.insert_or_assign(scope, token);
  return Obtained{std::move(token), false};
}

void TokenBook::drop(const std::string& scope, const std::shared_ptr<const Token>& refused) {
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(scope);
  if (found == tokens_.end() || found->second != refused) return;  // another thread has a new one already
  tokens_.clear();
  endpoint_.reset();
}

}  // namespace ngcs::ngc
