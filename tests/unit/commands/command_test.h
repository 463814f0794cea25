// A command line with doubles for everything outside: environment, stores, NGC, prompt, streams. After every run it
// checks that no key stands in the output.
#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "clients/base64.h"
#include "commands/command_line.h"
#include "fake_transport.h"
#include "store/memory_store.h"
#include "temp_dir.h"

namespace ngcs::commands {

inline const std::string kAcmeKey = "nvapi-MARKEDacme" + std::string(54, 'a');
inline const std::string kOwnKey = "nvapi-MARKEDown-" + std::string(54, 'b');
inline const std::string kCiKey = "nvapi-MARKEDci--" + std::string(54, 'c');
inline const std::string kDeadKey = "nvapi-MARKEDdead" + std::string(54, 'd');
// base64 of "MARKEDlegacyclient00000001:00000000-0000-4000-8000-000000000001": 84 characters.
inline const std::string kLegacyKey =
    "TUFSS0VEbGVnYWN5Y2xpZW50MDAwMDAwMDE6MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAx";

// Both stores in memory, under the names that the product uses.
class MemoryStores final : public auth::StoreProvider {
 public:
  [[nodiscard]] base::Result<store::CredentialStore*> open(config::StoreKind kind) override {
    return static_cast<store::CredentialStore*>(kind == config::StoreKind::kVault ? &vault : &keyring);
  }
  store::MemoryStore vault;
  store::MemoryStore keyring;
};

// For each thread of `diagnose` one, with the same script behind: one request at a time.
class TurnTransport final : public http::Transport {
 public:
  TurnTransport(http::Transport& script, std::mutex& turn) : script_(script), turn_(turn) {}
  [[nodiscard]] base::Result<http::Response> send(const http::Request& request) override {
    const std::lock_guard lock(turn_);
    return script_.send(request);
  }

 private:
  http::Transport& script_;
  std::mutex& turn_;
};

class CommandTest : public testing::Test {
 protected:
  struct Run {
    cli::ExitCode code = cli::kInternal;
    std::string out;
    std::string err;
    [[nodiscard]] json::Value json() const {
      auto parsed = json::parse(out);
      EXPECT_TRUE(parsed) << out;
      return parsed ? *parsed : json::Value();
    }
    [[nodiscard]] json::Value data() const { return json().at("data"); }
  };

  CommandTest() : clock_(1767225600) {
    std::filesystem::create_directories(dir_ / "bin");
    test::write_file(dir_ / "bin/docker-credential-ngc", "#!/bin/sh\necho docker-credential-ngc\n", 0755);
    environment_.set("HOME", dir_.path());
    environment_.set("PATH", dir_ / "bin");
    script_ngc();
  }
  ~CommandTest() override {
    if (input_ >= 0) ::close(input_);
  }

  // What stands on stdin.
  void give_stdin(const std::string& text) {
    test::write_file(dir_ / "stdin", text);
    if (input_ >= 0) ::close(input_);
    input_ = ::open((dir_ / "stdin").c_str(), O_RDONLY | O_CLOEXEC);
  }
  void type(const std::string& key) { typed_.push_back(key); }

  Run run(const std::vector<std::string>& args, bool keys_allowed = false) {
    const base::Result<base::Paths> paths = base::resolve_paths(environment_);
    Session session{.program = program_name_,
                    .environment = environment_,
                    .paths = paths,
                    .clock = clock_,
                    .stores = stores_,
                    .transport = [this]() -> http::Transport& { return transport_; },
                    .new_transport = [this] { return std::make_unique<TurnTransport>(transport_, turn_); },
                    .sleep = [](int) {},
                    .prompt = [this](std::string_view) { return prompt(); },
                    .probe_helper = [](const std::string&) { return base::Result<void>(); },
                    .keyring_answers = [this] { return keyring_open_; },
                    .in = input_,
                    .out_is_terminal = terminal_,
                    .uid = uid_,
                    .under_sudo = under_sudo_,
                    .docker_config_dir = {},
                    .client = client_,
                    .containers_dir = dir_ / "etc-containers",
                    .system_path = dir_ / "bin",
                    .run_foreground =
                        [this](const base::ForegroundSpec& spec) {
                          ran_ = spec;
                          return base::Result<base::ProcessExit>(base::ProcessExit{ends_with_});
                        },
                    .in_memory = [this](const std::string& place) { return memory_ && place.starts_with(dir_.path()); },
                    .notes = notes_};
    Captured out;
    Captured err;
    session.out = out.stream;
    session.err = err.stream;
    const Program program{"Log in to NVIDIA NGC once.", registers_};
    Run result;
    result.code =
        completing_ ? complete_command_line(session, program, args, true) : run_command_line(session, program, args);
    result.out = out.text();
    result.err = err.text();
    if (!keys_allowed) {
      for (const std::string& text : {result.out, result.err}) {
        EXPECT_EQ(text.find("MARKED"), std::string::npos) << text;
        EXPECT_EQ(text.find(kLegacyKey.substr(10, 20)), std::string::npos) << text;
      }
    }
    keep_json(args, result);
    return result;
  }

  Run login(const std::string& key, std::vector<std::string> more = {}) {
    give_stdin(key + "\n");
    more.insert(more.begin(), {"login", "--key-stdin"});
    return run(more);
  }

  [[nodiscard]] std::string stored(const std::string& profile, store::Slot slot = store::Slot::kCurrent) {
    auto key = stores_.vault.get(profile, slot);
    return key && *key ? std::string((*key)->reveal()) : std::string();
  }
  [[nodiscard]] config::Config config() {
    auto loaded = config::Config::load(*base::resolve_paths(environment_), environment_);
    EXPECT_TRUE(loaded);
    return std::move(*loaded);
  }
  [[nodiscard]] std::string docker_file() const { return dir_ / ".docker/config.json"; }
  [[nodiscard]] json::Value docker_json() const {
    auto parsed = json::parse(test::slurp(docker_file()));
    return parsed ? *parsed : json::Value();
  }
  void write_docker(const std::string& text) {
    std::filesystem::create_directories(dir_ / ".docker");
    test::write_file(docker_file(), text);
  }
  [[nodiscard]] static std::string plain_entry(const std::string& key) {
    return "{\"auth\":\"" + std::string(clients::encode_base64("$oauthtoken:" + key).reveal()) + "\"}";
  }
  [[nodiscard]] static bool warned(const json::Value& object, std::string_view code) {
    for (const json::Value& warning : object.at("warnings")) {
      if (warning.at("code") == code) return true;
    }
    return false;
  }

  // No network at all from now on.
  void cut_network() { offline_ = true; }

  test::TempDir dir_;
  base::MapEnvironment environment_;
  base::FixedClock clock_;
  MemoryStores stores_;
  test::FakeTransport transport_;
  std::mutex turn_;
  bool keyring_open_ = false;
  bool terminal_ = false;
  Client client_ = Client::kDocker;
  bool completing_ = false;
  bool under_sudo_ = false;
  uid_t uid_ = 1000;
  std::vector<std::string> notes_;
  std::optional<base::ForegroundSpec> ran_;  // what `exec` ran last
  int ends_with_ = 0;
  bool memory_ = true;
  std::string program_name_ = "docker ngc";
  std::vector<Register> registers_ = {register_common};

 private:
  struct Captured {
    Captured() : stream(::open_memstream(&data, &size)) {}
    Captured(const Captured&) = delete;
    Captured& operator=(const Captured&) = delete;
    ~Captured() {
      (void)std::fclose(stream);
      std::free(data);  // NOLINT(cppcoreguidelines-no-malloc): open_memstream's buffer
    }
    std::string text() {
      (void)std::fflush(stream);
      return {data, size};
    }
    char* data = nullptr;
    std::size_t size = 0;
    std::FILE* stream;
  };

  base::Result<secret::SecretString> prompt() {
    if (typed_.empty()) return base::Error(base::Errc::kUnavailable, "there is no terminal");
    secret::SecretString key(typed_.front());
    typed_.pop_front();
    return key;
  }

  // With NGCS_JSON_DIR set every JSON output is kept there, for the check against docs/schema.
  static void keep_json(const std::vector<std::string>& args, const Run& result) {
    const char* directory = std::getenv("NGCS_JSON_DIR");
    if (directory == nullptr || std::find(args.begin(), args.end(), "--json") == args.end()) return;
    static int number = 0;
    test::write_file(std::string(directory) + "/" + std::to_string(number++) + ".json", result.out);
  }

  using Seen = test::FakeTransport::Seen;
  using Answer = base::Result<http::Response>;

  void play(http::Method method, const std::string& url, const std::function<Answer(const Seen&)>& answer) {
    transport_.on(method, url, [this, answer](const Seen& seen) -> Answer {
      if (offline_) return base::Error(base::Errc::kNetwork, "no route to NGC", "", http::kConnect);
      return answer(seen);
    });
  }

  static bool alive(const std::string& key) {
    return key == kAcmeKey || key == kOwnKey || key == kCiKey || key == kLegacyKey;
  }

  // The service, as far as login needs it.
  void script_ngc() {
    const std::string api = "https://api.ngc.nvidia.com";
    play(http::Method::kGet, "https://nvcr.io/v2/", [](const Seen&) -> Answer { return test::challenge(); });
    play(http::Method::kGet, "https://nvcr.io/proxy_auth", [](const Seen& seen) -> Answer {
      return alive(seen.secret) ? test::json_answer(200, R"({"token":"t","expires_in":300})") : test::answer(401);
    });
    play(http::Method::kGet, "https://authn.nvidia.com/token", [](const Seen& seen) -> Answer {
      return alive(seen.secret) ? test::json_answer(200, R"({"token":"jwt","expires_in":3600})") : test::answer(401);
    });
    play(http::Method::kPost, api + "/v3/keys/get-caller-info", [](const Seen& seen) -> Answer {
      const auto has = [&seen](const std::string& key) { return seen.secret.find(key) != std::string::npos; };
      const std::string user = R"(,"user":{"name":"Ada Example","email":"ada@acme.example","roles":[]}})";
      if (has(kAcmeKey)) {
        return test::json_answer(
            200, R"({"type":"PERSONAL_KEY","orgName":"mxa8oi8djw7m","products":["private-registry"])" + user);
      }
      if (has(kOwnKey)) {
        return test::json_answer(
            200, R"({"type":"PERSONAL_KEY","orgName":"k2p9xq4tz1aa","products":["artifact-catalog"])" + user);
      }
      if (has(kCiKey)) {
        return test::json_answer(200, R"({"type":"SERVICE_KEY","orgName":"mxa8oi8djw7m","products":[],"user":null})");
      }
      return test::answer(401);
    });
    play(http::Method::kPost, api + "/v3/keys/get-sak-info", [](const Seen&) -> Answer {
      return test::json_answer(
          200, R"({"apiKey":{"keyId":"k","policies":[{"product":"private-registry","resources":[{"id":"*"}]}]}})");
    });
    const auto with_user = [](const Seen& seen) {
      return seen.secret == kAcmeKey || seen.secret == kOwnKey || seen.secret == "jwt";
    };
    play(http::Method::kGet, api + "/v2/users/me", [with_user](const Seen& seen) -> Answer {
      if (!with_user(seen)) return test::answer(403);
      return test::json_answer(200,
                               R"({"user":{"name":"Ada Example","email":"ada@acme.example","isActive":true,"roles":[
        {"org":{"name":"mxa8oi8djw7m","displayName":"Acme Robotics","type":"ENTERPRISE",
                "productEnablements":[{"productName":"nv-ai-enterprise","type":"EMS_NFR","expirationDate":"2027-01-31"}]},
         "orgRoles":["REGISTRY_READ"]},
        {"org":{"name":"mxa8oi8djw7m"},"team":{"name":"zoom","isDeleted":false},"teamRoles":["REGISTRY_USER"]},
        {"org":{"name":"k2p9xq4tz1aa","displayName":"ada's individual org","type":"INDIVIDUAL","productEnablements":[]},
         "orgRoles":["ORG_OWNER"]}]}})");
    });
    play(http::Method::kGet, api + "/v2/orgs", [with_user](const Seen& seen) -> Answer {
      if (!with_user(seen)) return test::answer(403);
      return test::json_answer(200, R"({"organizations":[{"name":"mxa8oi8djw7m","displayName":"Acme Robotics"},
        {"name":"k2p9xq4tz1aa","displayName":"ada's individual org"}]})");
    });
    for (const char* org : {"mxa8oi8djw7m", "k2p9xq4tz1aa"}) {
      play(http::Method::kGet, api + "/v2/org/" + org + "/teams", [with_user](const Seen& seen) -> Answer {
        if (!with_user(seen)) return test::answer(403);
        return test::json_answer(200, R"({"teams":[{"name":"zoom"},{"name":"perception"}]})");
      });
    }
  }

  std::deque<std::string> typed_;
  int input_ = -1;
  bool offline_ = false;
};

}  // namespace ngcs::commands
