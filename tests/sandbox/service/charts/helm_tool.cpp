#include "service/charts/helm_tool.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

namespace ngcs::sandbox {

namespace {

constexpr int kDeadlineMs = 120000;
constexpr std::size_t kMaxIndexBytes = std::size_t{64} << 20;
constexpr std::size_t kMaxArguments = 500;  // of one call: what ARG_MAX certainly holds

}  // namespace

base::Result<void> HelmTool::run(std::vector<std::string> arguments) const {
  if (!available()) return base::Error(base::Errc::kUnavailable, "there is no Helm on this machine");
  base::ProcessSpec spec;
  const std::string what = "helm " + arguments.front();
  spec.argv = std::move(arguments);
  spec.argv.insert(spec.argv.begin(), program_);
  // Helm neither reads nor writes anything of a user's.
  spec.env = {"HOME=" + home_, "HELM_CACHE_HOME=" + home_ + "/cache", "HELM_CONFIG_HOME=" + home_ + "/config",
              "HELM_DATA_HOME=" + home_ + "/data", "PATH=/usr/bin:/bin"};
  std::string said;
  spec.on_out = [](std::string_view) {};
  spec.on_err = [&](std::string_view text) { said.append(text); };
  spec.deadline_ms = kDeadlineMs;
  auto ended = base::run_process(spec);
  if (!ended) return ended.error().with_context(what);
  if (ended->status != 0) return base::Error(base::Errc::kInvalidInput, what + ": " + base::printable(said, 500));
  return {};
}

base::Result<void> HelmTool::package(const std::vector<std::string>& sources, const std::string& destination) const {
  for (std::size_t first = 0; first < sources.size(); first += kMaxArguments) {
    std::vector<std::string> arguments = {"package", "--destination", destination};
    for (std::size_t i = first; i < std::min(sources.size(), first + kMaxArguments); ++i) {
      arguments.push_back(sources[i]);
    }
    if (auto done = run(std::move(arguments)); !done) return done;
  }
  return {};
}

base::Result<std::string> HelmTool::index(const std::string& directory, const std::string& url, bool json) const {
  std::vector<std::string> arguments = {"repo", "index", directory};
  if (!url.empty()) arguments.insert(arguments.end(), {"--url", url});
  if (json) arguments.emplace_back("--json");
  if (auto done = run(std::move(arguments)); !done) return done.error();
  auto text = base::read_file(directory + "/index.yaml", kMaxIndexBytes);
  if (!text) return text.error();
  if (!*text) return base::Error(base::Errc::kInternal, "helm repo index made no index");
  return std::move(**text);
}

}  // namespace ngcs::sandbox
