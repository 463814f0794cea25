// Command lines and targets as words, one a line: whatever is understood lies at a host of NGC, and what is shown of it
// is printable.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "diagnose/input.h"

namespace {

using namespace ngcs;
using Kind = diagnose::Target::Kind;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_error(const base::Error& error) {
  check(error.code == base::Errc::kInvalidInput && !error.message.empty());
  check(!base::has_control(error.message) && !base::has_control(error.hint) && error.message.size() < 4096);
}

void check_target(const diagnose::Target& target) {
  check(!base::has_control(target.typed) && target.typed.size() < 1024);
  for (const std::string& part :
       {target.space.org, target.space.team, target.name, target.reference, target.repository, target.profile}) {
    check(!base::has_control(part) && part.size() <= 4096);
  }
  const bool named = target.kind == Kind::kImage || target.kind == Kind::kHelmChart || target.kind == Kind::kOciChart;
  check(!named || (!target.name.empty() && !target.space.org.empty()));
  check(target.kind != Kind::kHelmRepository || !target.space.org.empty());
  check(!target.kind_name().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::pair<std::string, std::string>> repositories = {{"nvaie", "https://helm.ngc.nvidia.com/nvaie"},
                                                                         {"mine", "ngc://acme?profile=work"},
                                                                         {"other", "https://x.example"}};
  std::vector<std::string> words;
  for (const std::string_view line : base::split(text, '\n')) words.emplace_back(line);
  if (const auto invocation = diagnose::parse_invocation(words, repositories)) {
    check(invocation->argv == words && !invocation->client.empty());
    check_target(invocation->target);
    check(invocation->target.kind != Kind::kMachine);
  } else {
    check_error(invocation.error());
  }
  if (words.size() > 3) words.resize(3);
  for (const char* client : {"", "helm"}) {
    if (const auto target = diagnose::parse_target({words, client, repositories})) {
      check_target(*target);
    } else {
      check_error(target.error());
    }
  }
  return 0;
}
