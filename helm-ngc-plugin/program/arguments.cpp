#include "program/arguments.h"

namespace ngcs::helm_ngc {
namespace {

Mode mode_of(const std::vector<std::string>& args) {
  if (args.empty()) return Mode::kRun;
  if (args[0] == "getter") return Mode::kGetter;
  if (args[0] == "__complete") return Mode::kComplete;
  if (args[0] == "__completeNoDesc") return Mode::kCompleteWithoutDescriptions;
  return Mode::kRun;
}

}  // namespace

Arguments parse_arguments(const std::vector<std::string>& args, const base::Environment& environment) {
  Arguments parsed;
  parsed.mode = mode_of(args);
  parsed.as_plugin = environment.get("HELM_PLUGIN_NAME") == "ngc";
  parsed.words.assign(args.begin() + (parsed.mode == Mode::kRun ? 0 : 1), args.end());
  return parsed;
}

}  // namespace ngcs::helm_ngc
