#include "clients/docker_files.h"

#include <filesystem>
#include <system_error>

#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kPrefix = "docker-credential-";

// The file in `directory`, absolute: the undo record is found by this name, from wherever the command is run.
std::string config_in(std::string directory) {
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  std::error_code failed;
  const std::filesystem::path absolute = std::filesystem::absolute(directory, failed);
  return (failed ? directory : absolute.string()) + "/config.json";
}

std::optional<std::string> on_path(const base::Environment& environment, std::string_view name) {
  const auto path = environment.get("PATH");
  return path ? base::find_program(name, *path) : std::nullopt;
}

}  // namespace

base::Result<DockerLocation> locate_docker(const base::Environment& environment,
                                           const std::optional<std::string>& config_dir) {
  if (config_dir && !config_dir->empty()) {
    return DockerLocation{config_in(*config_dir), "--config"};
  }
  if (const auto directory = environment.get("DOCKER_CONFIG")) {
    return DockerLocation{config_in(std::string(*directory)), "DOCKER_CONFIG"};
  }
  auto home = base::home_directory(environment);
  if (!home) return std::move(home).error().with_context("docker's configuration");
  return DockerLocation{config_in(*home + "/.docker"), "HOME"};
}

std::optional<std::string> automatic_store(const base::Environment& environment) {
  const std::string_view name = on_path(environment, "pass") ? "pass" : "secretservice";
  if (!on_path(environment, std::string(kPrefix) + std::string(name))) return std::nullopt;
  return std::string(name);
}

base::Result<void> run_helper_version(const std::string& path) {
  std::string answer;
  base::ProcessSpec spec;
  spec.argv = {path, "version"};
  spec.env = base::environment_without({});
  spec.on_out = [&answer](std::string_view piece) { answer += piece; };
  spec.on_err = [](std::string_view) {};
  spec.max_output = 4096;
  spec.deadline_ms = 5000;
  auto finished = base::run_process(spec);
  if (!finished) return std::move(finished).error();
  if (finished->status != 0) {
    return Error(Errc::kUnavailable, "it ended with status " + std::to_string(finished->status), {}, finished->status);
  }
  if (answer.find("docker-credential-ngc") == std::string::npos) {
    return Error(Errc::kUnexpected, "it is another program: " + base::printable(base::trim(answer), 80));
  }
  return {};
}

base::Result<std::string> require_helper(const base::Environment& environment, std::string_view helper,
                                         const HelperProbe& probe) {
  const std::string name = std::string(kPrefix) + std::string(helper);
  const auto path = on_path(environment, name);
  if (!path) {
    if (const auto plain = on_path(environment, "docker-credential-ngc"); plain && helper != "ngc") {
      return Error(Errc::kNotFound, name + " is not on this PATH, so no client can start it",
                   "make the link: ln -s docker-credential-ngc " + plain->substr(0, plain->rfind('/') + 1) + name);
    }
    return Error(Errc::kNotFound, name + " is not on this PATH, so no client can start it",
                 "install it into a directory of PATH, for example /usr/local/bin");
  }
  // Go's exec refuses programs found through a relative part of PATH.
  if (path->empty() || path->front() != '/') {
    return Error(Errc::kUnsupported, name + " is found only through a relative directory of PATH",
                 "install it into a directory of PATH, for example /usr/local/bin");
  }
  if (auto runs = probe(*path); !runs) {
    return std::move(runs).error().with_context(*path + " does not run");
  }
  return *path;
}

}  // namespace ngcs::clients
