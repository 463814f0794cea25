// The situations a desktop keyring can be in, each with its own error, on a private bus with a real gnome-keyring.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <filesystem>

#include "private_bus.h"
#include "secret_service/secret_service_store.h"

namespace ngcs::secret_service {
namespace {

using base::Errc;
using secret::SecretString;
using store::Slot;

constexpr std::string_view kKey = "nvapi-marked-keyring-test-key";

class KeyringTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = test::missing_program({"dbus-daemon", "gnome-keyring-daemon"});
    if (!missing.empty()) GTEST_SKIP() << missing;
  }
  [[nodiscard]] SecretServiceStore store() {
    options.child = child;
    return {bus.environment(), options};
  }
  std::string read(std::string_view profile = "default", Slot slot = Slot::kCurrent) {
    auto key = store().get(profile, slot);
    if (!key) return "error " + std::string(base::errc_name(key.error().code));
    return *key ? std::string((*key)->reveal()) : "(none)";
  }
  base::Result<bool> put(std::string_view profile, std::string_view key) {
    return store().put(profile, SecretString(key));
  }
  // Every call of the store fails with `code` and tells the remedy, and none says that there is no key.
  void expect_all_fail(Errc code) {
    const base::Error errors[] = {store().get("default", Slot::kCurrent).error(), put("default", kKey).error(),
                                  store().erase("default").error(), store().profiles().error(),
                                  store().probe().error()};
    for (const base::Error& error : errors) {
      EXPECT_EQ(error.code, code) << error.message;
      EXPECT_FALSE(error.hint.empty()) << error.message;
      EXPECT_EQ((error.message + error.hint).find('\n'), std::string::npos);
      EXPECT_EQ((error.message + error.hint).find("marked"), std::string::npos);
    }
  }

  test::PrivateBus bus;
  Options options{.deadline_ms = 20000, .may_prompt = false, .child = {}};
  std::string child = NGCS_TEST_CHILD;
};

TEST_F(KeyringTest, Unlocked) {
  bus.start_keyring();
  EXPECT_TRUE(store().probe());
  EXPECT_EQ(read(), "(none)");
  ASSERT_TRUE(put("default", kKey));
  EXPECT_EQ(read(), kKey);
  EXPECT_EQ(bus.tool({"items"}).first,
            "NGC key, profile default: application=ngc-auth profile=default slot=current xdg:schema=ngc-auth.Key\n");
}

TEST_F(KeyringTest, LockedIsNotNotFound) {
  bus.start_keyring();
  ASSERT_TRUE(put("default", kKey));
  ASSERT_EQ(bus.tool({"lock"}).second, 0);
  expect_all_fail(Errc::kLocked);
  // Nothing was recorded there either: still locked, since nobody can know.
  EXPECT_EQ(read("unknown"), "error locked");
}

TEST_F(KeyringTest, LockedWithAPromptThatNobodyCanShow) {
  bus.start_keyring();
  ASSERT_EQ(bus.tool({"lock"}).second, 0);
  options.may_prompt = true;
  bus.environment().set("DISPLAY", ":77");
  auto stored = put("default", kKey);
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().code, Errc::kLocked) << stored.error().message;
}

TEST_F(KeyringTest, APromptThatNobodyAnswersEndsAtItsDeadline) {
  bus.start_keyring();
  ASSERT_EQ(bus.tool({"lock"}).second, 0);
  bus.start_service({"mute", "org.gnome.keyring.SystemPrompter"});
  options.may_prompt = true;
  options.prompt_deadline_ms = 1500;
  bus.environment().set("WAYLAND_DISPLAY", "wayland-77");
  const auto start = std::chrono::steady_clock::now();
  auto stored = put("default", kKey);
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().code, Errc::kLocked) << stored.error().message;
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1400)) << "nobody was asked";
  // Reading never asks, whatever is allowed.
  options.prompt_deadline_ms = 600000;
  EXPECT_EQ(read(), "error locked");
}

TEST_F(KeyringTest, WithoutADisplayNobodyIsAsked) {
  bus.start_keyring();
  ASSERT_EQ(bus.tool({"lock"}).second, 0);
  bus.start_service({"mute", "org.gnome.keyring.SystemPrompter"});
  options.may_prompt = true;
  options.prompt_deadline_ms = 600000;
  EXPECT_EQ(put("default", kKey).error().code, Errc::kLocked);
}

TEST_F(KeyringTest, NoBusAtAll) {
  bus.environment().set("DBUS_SESSION_BUS_ADDRESS", "");
  // The child must not even be started.
  child = bus.dir() / "absent";
  expect_all_fail(Errc::kUnavailable);
  EXPECT_NE(store().probe().error().message.find("no D-Bus session bus"), std::string::npos);
}

TEST_F(KeyringTest, NoBusIsEverStarted) {
  // As in a session with an X display, where the library would start a bus.
  bus.environment().set("DISPLAY", ":77");
  for (const char* address : {"autolaunch:", "autolaunch:scope=*user", "disabled:"}) {
    bus.environment().set("DBUS_SESSION_BUS_ADDRESS", address);
    EXPECT_NE(store().probe().error().message.find("no D-Bus session bus"), std::string::npos) << address;
  }
  // A bus file that is none.
  bus.environment().set("DBUS_SESSION_BUS_ADDRESS", "");
  test::write_file(bus.dir() / "run/bus", "");
  EXPECT_NE(store().probe().error().message.find("no D-Bus session bus"), std::string::npos);
}

TEST_F(KeyringTest, ABusThatIsGone) {
  bus.environment().set("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + (bus.dir() / "absent"));
  expect_all_fail(Errc::kUnavailable);
}

TEST_F(KeyringTest, TheBusOfTheRuntimeDirectoryIsFound) {
  bus.start_keyring();
  ASSERT_TRUE(put("default", kKey));
  bus.environment().set("DBUS_SESSION_BUS_ADDRESS", "");
  // "unix:path=/tmp/…/dbus-XYZ,guid=…"
  const std::string address = bus.address();
  const std::size_t start = address.find('=') + 1;
  std::filesystem::create_symlink(address.substr(start, address.find(',') - start), bus.dir() / "run/bus");
  EXPECT_EQ(read(), kKey);
}

TEST_F(KeyringTest, ABusWithoutAProvider) {
  expect_all_fail(Errc::kUnavailable);
  const base::Error error = store().probe().error();
  EXPECT_NE(error.message.find("no keyring service"), std::string::npos) << error.message;
  EXPECT_NE(error.hint.find("KWallet"), std::string::npos) << error.hint;
}

TEST_F(KeyringTest, AMuteProviderEndsAtTheDeadline) {
  bus.start_service({"mute", "org.freedesktop.secrets"});
  options.deadline_ms = 700;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(read(), "error timeout");
  const auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_GE(taken, std::chrono::milliseconds(650));
  EXPECT_LT(taken, std::chrono::seconds(10)) << "D-Bus alone would wait 25 seconds";
  expect_all_fail(Errc::kTimeout);
}

TEST_F(KeyringTest, ABusThatNeverAnswersEndsAtTheDeadline) {
  const std::string path = bus.dir() / "mute-bus";
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(fd, 4), 0);
  bus.environment().set("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + path);
  options.deadline_ms = 500;
  EXPECT_EQ(read(), "error timeout");
  ::close(fd);
}

TEST_F(KeyringTest, AServiceWithoutEncryptionGetsNoKey) {
  bus.start_service({"plain"});
  auto stored = put("default", kKey);
  ASSERT_FALSE(stored);
  EXPECT_NE(stored.error().message.find("no encrypted session"), std::string::npos) << stored.error().message;
}

TEST_F(KeyringTest, NoDefaultCollection) {
  bus.start_empty_keyring();
  EXPECT_EQ(read(), "(none)");
  auto stored = put("default", kKey);
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().code, Errc::kUnavailable) << stored.error().message;
  EXPECT_NE(stored.error().message.find("no default keyring"), std::string::npos) << stored.error().message;
}

// --- docker-credential-secretservice -------------------------------------------------------------------------------

class DockersEntryTest : public KeyringTest {
 protected:
  void SetUp() override {
    KeyringTest::SetUp();
    const std::string missing = test::missing_program({"docker-credential-secretservice"});
    if (!missing.empty()) GTEST_SKIP() << missing;
    bus.start_keyring();
  }
  std::pair<std::string, int> docker(const char* verb, const std::string& input) {
    return bus.run({"docker-credential-secretservice", verb}, input);
  }
  void docker_stores(const std::string& server, const std::string& user, const std::string& secret) {
    const auto result = docker(
        "store", R"({"ServerURL":")" + server + R"(","Username":")" + user + R"(","Secret":")" + secret + "\"}\n");
    ASSERT_EQ(result.second, 0) << result.first;
  }
};

TEST_F(DockersEntryTest, IsReadForTheDefaultProfileOnly) {
  docker_stores("nvcr.io", "$oauthtoken", "nvapi-from-docker");
  EXPECT_EQ(read(), "nvapi-from-docker");
  EXPECT_EQ(read("acme"), "(none)");
  EXPECT_EQ(read("default", Slot::kPrevious), "(none)");
}

TEST_F(DockersEntryTest, OtherUserNamesAndOtherServersAreNotOurs) {
  docker_stores("nvcr.io", "somebody", "not a key");
  docker_stores("nvcr.io.example", "$oauthtoken", "nvapi-of-another-host");
  EXPECT_EQ(read(), "(none)");
  docker_stores("nvcr.io", "$oauthtoken", "nvapi-from-docker");
  EXPECT_EQ(read(), "nvapi-from-docker");
}

TEST_F(DockersEntryTest, AReplacedKeyIsKeptAsThePreviousOneAndErasedWithIt) {
  docker_stores("https://nvcr.io", "$oauthtoken", "nvapi-from-docker");
  ASSERT_TRUE(put("default", kKey));
  EXPECT_EQ(read(), kKey);
  EXPECT_EQ(read("default", Slot::kPrevious), "nvapi-from-docker");
  auto erased = store().erase("default");
  ASSERT_TRUE(erased);
  EXPECT_TRUE(*erased);
  EXPECT_EQ(bus.tool({"items"}).first, "");
}

TEST_F(DockersEntryTest, OursAreNoAnswerToDocker) {
  ASSERT_TRUE(put("default", kKey));
  ASSERT_TRUE(put("acme", "another"));
  EXPECT_EQ(docker("get", "nvcr.io").first, "credentials not found in native keychain\n");
  EXPECT_EQ(docker("list", "").first, "{}\n");
}

TEST_F(DockersEntryTest, EraseLeavesDockersOtherEntries) {
  docker_stores("nvcr.io", "somebody", "not a key");
  docker_stores("registry.example", "user", "password");
  ASSERT_TRUE(put("default", kKey));
  ASSERT_TRUE(store().erase("default"));
  EXPECT_EQ(docker("get", "registry.example").second, 0);
  EXPECT_EQ(docker("get", "nvcr.io").second, 0);
}

TEST_F(KeyringTest, OneItemForASlotHoweverOftenItIsReplaced) {
  bus.start_keyring();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(put("default", "key " + std::to_string(i)));
  const std::string items = bus.tool({"items"}).first;
  EXPECT_EQ(std::count(items.begin(), items.end(), '\n'), 2) << items;
}

// --- the child -----------------------------------------------------------------------------------------------------

TEST_F(KeyringTest, NoKeyInTheChildsArgumentsOrEnvironment) {
  bus.start_keyring();
  child = bus.dir() / "spy";
  test::write_file(child,
                   "#!/bin/sh\ntr '\\0' '\\n' </proc/$$/cmdline >>'" + (bus.dir() / "cmdline") +
                       "'\ntr '\\0' '\\n' </proc/$$/environ >>'" + (bus.dir() / "environ") +
                       "'\nexec '" NGCS_TEST_CHILD "' \"$@\"\n",
                   0700);
  bus.environment().set("NGC_API_KEY", "nvapi-marked-in-the-environment");
  bus.environment().set("LD_PRELOAD", "/tmp/evil.so");
  bus.environment().set("PATH", "/tmp/evil");
  ASSERT_TRUE(put("default", kKey));
  EXPECT_EQ(read(), kKey);
  ASSERT_TRUE(store().erase("default"));
  const std::string seen = test::slurp(bus.dir() / "cmdline") + test::slurp(bus.dir() / "environ");
  EXPECT_NE(seen.find("put"), std::string::npos);
  EXPECT_NE(seen.find("DBUS_SESSION_BUS_ADDRESS="), std::string::npos);
  for (const char* bad : {"marked", "LD_PRELOAD", "evil"}) EXPECT_EQ(seen.find(bad), std::string::npos) << bad;
}

TEST_F(KeyringTest, ABrokenChildIsAnErrorAndNotAnEmptyKeyring) {
  child = bus.dir() / "child";
  for (const char* script :
       {"#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 70\n", "#!/bin/sh\nprintf '\\0\\0\\0\\1n'; exit 1\n",
        "#!/bin/sh\nprintf 'garbage'\n", "#!/bin/sh\nprintf '\\0\\0\\0\\1z'\n",
        "#!/bin/sh\nprintf '\\377\\377\\377\\377o'\n", "#!/bin/sh\nprintf '\\0\\0\\0\\2oo'\n",
        "#!/bin/sh\ncat /dev/zero\n", "#!/bin/sh\nkill -9 $$\n"}) {
    test::write_file(child, script, 0700);
    EXPECT_EQ(read().substr(0, 5), "error") << script;
    EXPECT_FALSE(put("default", kKey)) << script;
  }
  child = bus.dir() / "absent";
  EXPECT_EQ(read().substr(0, 5), "error");
}

TEST_F(KeyringTest, APutWithoutItsAnswerIsNoSuccess) {
  child = bus.dir() / "child";
  test::write_file(child, "#!/bin/sh\ncat >/dev/null\nprintf '\\0\\0\\0\\1o'\n", 0700);
  EXPECT_FALSE(put("default", kKey));
  EXPECT_FALSE(store().erase("default"));
  EXPECT_EQ(read().substr(0, 5), "error");
}

TEST(ChildProgram, MustBelongToRootOrThisUserAndBeWritableByNobodyElse) {
  const test::TempDir dir;
  const std::string program = dir / "ngc-secret-service";
  EXPECT_EQ(trusted_child_in(dir.path()), "");
  test::write_file(program, "#!/bin/sh\n", 0755);
  EXPECT_EQ(trusted_child_in(dir.path()), program);
  for (const mode_t mode : {mode_t{0775}, mode_t{0757}, mode_t{0644}}) {
    ASSERT_EQ(::chmod(program.c_str(), mode), 0);
    EXPECT_EQ(trusted_child_in(dir.path()), "") << std::oct << mode;
  }
  ASSERT_EQ(::chmod(program.c_str(), 0755), 0);
  for (const mode_t mode : {mode_t{0777}, mode_t{0775}, mode_t{01777}}) {
    ASSERT_EQ(::chmod(dir.path().c_str(), mode), 0);
    EXPECT_EQ(trusted_child_in(dir.path()), "") << std::oct << mode;
  }
  ASSERT_EQ(::chmod(dir.path().c_str(), 0700), 0);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(program.c_str(), 65534, 65534), 0);
    EXPECT_EQ(trusted_child_in(dir.path()), "") << "a file of nobody's";
    ASSERT_EQ(::chown(program.c_str(), 0, 0), 0);
  }
  EXPECT_EQ(trusted_child_in(dir.path()), program);
}

}  // namespace
}  // namespace ngcs::secret_service
