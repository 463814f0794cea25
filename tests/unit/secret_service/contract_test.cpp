// The desktop keyring keeps the contract of every store, with a real gnome-keyring.
#include "private_bus.h"
#include "secret_service/secret_service_store.h"
#include "store_contract.h"

namespace ngcs::store {
namespace {

struct KeyringMaker {
  static std::string missing() { return test::missing_program({"dbus-daemon", "gnome-keyring-daemon"}); }

  test::PrivateBus bus;
  secret_service::SecretServiceStore store = make();

 private:
  secret_service::SecretServiceStore make() {
    if (missing().empty()) bus.start_keyring();
    secret_service::Options options;
    options.deadline_ms = 20000;  // the machine may be busy; deadlines have their own tests
    options.child = NGCS_TEST_CHILD;
    return {bus.environment(), options};
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Keyring, Contract, KeyringMaker);

}  // namespace
}  // namespace ngcs::store
