// What the traces of several clients share. Internal to clients.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "clients/auth_file.h"
#include "clients/trace.h"

namespace ngcs::clients {

inline constexpr std::size_t kMaxShownName = 120;

// Writes a trace down.
class Tracer {
 public:
  Tracer(const TraceContext& context, std::string client, std::string host);

  void step(std::string file, std::string_view entry, TraceStep::Outcome outcome, std::string_view text);
  void find(std::string code, std::map<std::string, std::string> values);

  // A file that is there and cannot be read: NGC2107.
  void unreadable(const std::string& file, const base::Error& error);
  // A credential that this client comes to. It is sent where nothing is decided yet, else shadowed; one without a user
  // is taken and not sent (NGC1101). Either way nothing that comes later is sent.
  void offer(FoundCredential credential, std::string_view text);
  // A credential that lies here and that this client passes by.
  void pass_by(FoundCredential credential, TraceStep::Outcome outcome, std::string_view text);
  // Starts a helper and does with its answer what is the same for every client.
  enum class Asked {
    kCredential,
    kNothing,  // it knows none
    kFailed,   // missing, late, or another error
    kNot,      // not started: something else answers already, or no helper is to be started
  };
  Asked helper(const std::string& file, const std::string& entry, const std::string& name);
  // Names of credHelpers that never match (NGC2103), damaged entries of auths (NGC2108).
  void check_entries(const AuthFile& file);

  // Nothing that comes later is sent.
  void decide() noexcept { decided_ = true; }
  [[nodiscard]] bool decided() const noexcept { return decided_; }
  [[nodiscard]] const std::string& host() const noexcept { return trace_.host; }
  [[nodiscard]] Trace& trace() noexcept { return trace_; }
  [[nodiscard]] Trace take() &&;

 private:
  Asked helper_failed(const std::string& file, const std::string& entry, const std::string& program,
                      const HelperAnswer& answer);

  const TraceContext& context_;
  Trace trace_;
  bool decided_ = false;
  bool asked_suite_ = false;
};

// "ngc" and "ngc-NAME": a helper of this suite.
[[nodiscard]] bool is_suite_helper(std::string_view name);

[[nodiscard]] std::string helper_entry(std::string_view host);  // "credHelpers[HOST]"
[[nodiscard]] FoundCredential plain_credential(const AuthFile& file, const AuthEntry& entry);

// The host that docker and oras see in a name of auths: without scheme and path, port and letter case as they are.
[[nodiscard]] std::string_view name_host(std::string_view name);

// What follows a helper that fails: docker takes the plain entry, oras (Helm) and docker from 29.0 give up.
enum class AfterFailure { kPlainEntry, kEnd };
// One config.json by the rules that docker and oras share: credHelpers[host], else credsStore, else (in a file without
// any of the three) the store that docker chooses by itself, else auths.
void trace_docker_file(const TraceContext& context, Tracer& tracer, const AuthFile& file, AfterFailure after_failure);

}  // namespace ngcs::clients
