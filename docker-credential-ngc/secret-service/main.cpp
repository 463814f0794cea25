// ngc-secret-service: a child of the suite's programs that talks to the desktop keyring, so that they need neither
// libsecret nor patience. Not for people: verb in argv, values in frames on stdin and stdout (secret_service/frame.h).
#include <gio/gio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "keyring.h"
#include "secret/secret_string.h"
#include "secret_service/frame.h"

namespace ngcs::secret_service_child {
namespace {

using secret::SecretString;
using secret_service::get_fields;
using secret_service::put_field;

// The library would start a bus of its own where it finds none; nobody would ever unlock the keyring behind it. So the
// address is always given to it, and one that asks for such a start counts as none.
bool name_session_bus() {
  const char* address = std::getenv("DBUS_SESSION_BUS_ADDRESS");  // NOLINT(concurrency-mt-unsafe)
  if (address != nullptr && *address != '\0') {
    const std::string_view text(address);
    return text.find("autolaunch:") == std::string_view::npos && text.find("disabled:") == std::string_view::npos;
  }
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (runtime == nullptr) return false;
  const std::string socket = std::string(runtime) + "/bus";
  struct stat info {};
  if (::stat(socket.c_str(), &info) != 0 || !S_ISSOCK(info.st_mode)) return false;
  g_autofree char* escaped = g_dbus_address_escape_value(socket.c_str());
  return g_setenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + std::string(escaped)).c_str(), TRUE) != FALSE;
}

SecretString reply(const Outcome& outcome, const std::vector<std::string_view>& fields = {}) {
  SecretString out;
  const char status = static_cast<char>(outcome.status);
  put_field(out, std::string_view(&status, 1));
  if (outcome.status == Status::kFailed) put_field(out, std::string_view(outcome.message).substr(0, 1024));
  if (outcome.status == Status::kOk) {
    for (const std::string_view field : fields) put_field(out, field);
  }
  return out;
}

// Nothing where verb and fields do not fit: a bug of the caller.
std::optional<SecretString> serve(Keyring& keyring, std::string_view verb,
                                  const std::vector<std::string_view>& fields) {
  if (verb == "probe" && fields.empty()) return reply({Status::kOk, {}});
  if (verb == "get" && fields.size() == 2) {
    SecretString key;
    const Outcome outcome = keyring.get(fields[0], fields[1], key);
    return reply(outcome, {key.reveal()});
  }
  if (verb == "put" && fields.size() == 2) {
    bool changed = false;
    const Outcome outcome = keyring.put(fields[0], SecretString(fields[1]), changed);
    return reply(outcome, {changed ? "1" : "0"});
  }
  if (verb == "restore" && fields.size() == 1) return reply(keyring.restore(fields[0]));
  if (verb == "erase" && fields.size() == 1) {
    bool changed = false;
    const Outcome outcome = keyring.erase(fields[0], changed);
    return reply(outcome, {changed ? "1" : "0"});
  }
  if (verb == "rename" && fields.size() == 2) return reply(keyring.rename(fields[0], fields[1]));
  if (verb == "list" && fields.empty()) {
    std::vector<std::string> profiles;
    const Outcome outcome = keyring.list(profiles);
    return reply(outcome, std::vector<std::string_view>(profiles.begin(), profiles.end()));
  }
  return std::nullopt;
}

int run(int argc, char** argv) {
  if (!base::harden_process()) return 1;
  if (argc < 2 || argc > 3 || (argc == 3 && std::string_view(argv[2]) != "--prompt")) {
    std::fputs("ngc-secret-service is started by docker-credential-ngc and docker ngc, not by hand\n", stderr);
    return 2;
  }
  auto input = secret::read_secret(STDIN_FILENO, secret_service::kMaxFrameBytes);
  if (!input) return 1;
  const auto fields = get_fields(input->reveal());
  if (!fields) return 2;

  std::optional<SecretString> out;
  if (!name_session_bus()) {
    out = reply({Status::kAbsent, {}});
  } else {
    Keyring keyring;
    const std::string_view verb = argv[1];
    const bool writes = verb == "put" || verb == "restore" || verb == "rename";
    const Outcome opened = keyring.open(writes ? Access::kWrite : Access::kRead, argc == 3);
    out = opened.status == Status::kOk ? serve(keyring, argv[1], *fields) : reply(opened);
  }
  if (!out) return 2;
  return base::write_all(STDOUT_FILENO, out->reveal()) ? 0 : 1;
}

}  // namespace
}  // namespace ngcs::secret_service_child

int main(int argc, char** argv) {
  try {
    return ngcs::secret_service_child::run(argc, argv);
  } catch (...) {
    return 70;
  }
}
