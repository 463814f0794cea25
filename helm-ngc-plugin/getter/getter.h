// `helm-ngc getter CERT KEY CA URL`: Helm starts it for every ngc:// address and takes what it prints.
//
// The contract of both Helms: three file names, each possibly empty, then the address; the bytes on stdout, exit 0.
// Anything else on stdout would be part of the file. Helm shows stderr to the user and drops the exit code.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "auth/resolve.h"
#include "base/clock.h"
#include "base/env.h"
#include "base/paths.h"
#include "base/result.h"
#include "http/transport.h"

namespace ngcs::helm_ngc {

// The whole program: this process's environment, stores and network. `argv` as main() got it, with "getter" at 1.
// Answers the exit code: 0, 1 for a failure, 2 for wrong arguments.
[[nodiscard]] int run_getter(int argc, char** argv);

// What it works with; tests give doubles.
struct GetterParts {
  const base::Environment& environment;
  const base::Result<base::Paths>& paths;
  const base::Clock& clock;
  auth::StoreProvider& stores;
  // With the CA bundle that Helm was given; empty = the system's.
  std::function<http::Transport&(const std::string& ca_file)> transport;
  int out = 1;  // descriptor
  std::FILE* err = nullptr;
  std::string run;  // see ngc::HelmOptions
};

// `words` behind "getter".
[[nodiscard]] int get(const std::vector<std::string>& words, const GetterParts& parts);

}  // namespace ngcs::helm_ngc
