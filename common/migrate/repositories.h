// The registry's questions that copying asks, each with the right key: the source's to read, the target's to write.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "http/transport.h"
#include "migrate/manifest.h"
#include "migrate/patience.h"
#include "ngc/registry_session.h"
#include "ngc/token_book.h"

namespace ngcs::migrate {

struct FetchedManifest {
  std::string body;
  std::string digest;  // of the body
  Manifest parsed;
};

// Reading with one key. For one thread.
class Source {
 public:
  Source(http::Transport& transport, const base::Clock& clock, std::shared_ptr<ngc::TokenBook> book,
         std::function<void(int ms)> sleep)
      : session_(transport, std::move(book)), clock_(clock), patience_(std::move(sleep)) {}

  // By tag or digest. The bytes are held to the digest that was asked for, and to the one that the registry states.
  [[nodiscard]] base::Result<FetchedManifest> manifest(const std::string& repository, const std::string& reference);

  // Streams a blob once; nothing is repeated here, since what went on cannot be taken back. The redirect to the blob
  // host is followed without the token.
  [[nodiscard]] base::Result<void> blob(const std::string& repository, const std::string& digest,
                                        const std::function<bool(std::string_view)>& sink);

 private:
  [[nodiscard]] base::Result<FetchedManifest> manifest_once(const std::string& repository,
                                                            const std::string& reference);
  ngc::RegistrySession session_;
  const base::Clock& clock_;
  Patience patience_;
};

// Writing with one key. For one thread.
class Target {
 public:
  Target(http::Transport& transport, const base::Clock& clock, std::shared_ptr<ngc::TokenBook> book,
         std::function<void(int ms)> sleep)
      : session_(transport, std::move(book)), clock_(clock), patience_(std::move(sleep)) {}

  // The digest that the registry states for a tag or digest; nothing where there is no such manifest.
  [[nodiscard]] base::Result<std::optional<std::string>> manifest_digest(const std::string& repository,
                                                                         const std::string& reference);
  [[nodiscard]] base::Result<bool> has_blob(const std::string& repository, const std::string& digest);

  struct Begun {
    bool mounted = false;  // the blob is there: nothing is to be sent
    std::string location;  // else where it is to be sent
  };
  // Begins an upload. With `from`, the registry is asked to take the blob over from that repository: only for a source
  // that this key may read.
  [[nodiscard]] base::Result<Begun> begin(const std::string& repository, const std::string& digest,
                                          const std::string& from);
  // Sends everything to where begin() said, once.
  [[nodiscard]] base::Result<void> complete(const std::string& repository, const std::string& digest,
                                            const std::string& location, const http::BodySource& source);

  // Byte for byte, under a tag or its digest; the registry's word on the digest is compared.
  [[nodiscard]] base::Result<void> put_manifest(const std::string& repository, const std::string& reference,
                                                const FetchedManifest& manifest);

  // Whether this key may read that repository: a token says so.
  [[nodiscard]] bool may_read(const std::string& repository);

 private:
  [[nodiscard]] base::Result<http::Response> ask(http::Method method, const std::string& repository,
                                                 const std::string& rest, http::Request request = {});
  ngc::RegistrySession session_;
  const base::Clock& clock_;
  Patience patience_;
};

}  // namespace ngcs::migrate
