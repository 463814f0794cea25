// What the tests of the desktop keyring need to see and do on a bus, as a program of its own: GLib starts threads, and
// the test program forks.
//
//   keyring_tool wait NAME          until somebody owns NAME; exit 1 after 10 seconds
//   keyring_tool lock               locks the default collection
//   keyring_tool items              one line for each item: label, then NAME=VALUE of its attributes, sorted
//   keyring_tool mute NAME          owns NAME and never answers anything; prints "ready"
//   keyring_tool plain              owns org.freedesktop.secrets as a service that knows no encryption; prints "ready"
#include <gio/gio.h>

#include <cstdio>
#include <cstring>
#include <map>
#include <string>

namespace {

constexpr const char* kSecrets = "org.freedesktop.secrets";
constexpr const char* kSecretsPath = "/org/freedesktop/secrets";

GDBusConnection* bus() {
  GError* error = nullptr;
  GDBusConnection* connection = g_bus_get_sync(G_BUS_TYPE_SESSION, nullptr, &error);
  if (connection == nullptr) g_error("%s", error->message);
  g_dbus_connection_set_exit_on_close(connection, TRUE);
  return connection;
}

GVariant* call(const char* destination, const char* path, const char* interface, const char* method,
               GVariant* arguments) {
  GError* error = nullptr;
  GVariant* reply = g_dbus_connection_call_sync(bus(), destination, path, interface, method, arguments, nullptr,
                                                G_DBUS_CALL_FLAGS_NO_AUTO_START, 10000, nullptr, &error);
  if (reply == nullptr) g_error("%s: %s", method, error->message);
  return reply;
}

int wait_for(const char* name) {
  for (int i = 0; i < 1000; ++i) {
    GVariant* reply = call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                           g_variant_new("(s)", name));
    gboolean owned = FALSE;
    g_variant_get(reply, "(b)", &owned);
    if (owned != FALSE) return 0;
    g_usleep(10000);
  }
  return 1;
}

int lock() {
  GVariant* reply =
      call(kSecrets, kSecretsPath, "org.freedesktop.Secret.Service", "ReadAlias", g_variant_new("(s)", "default"));
  const char* path = nullptr;
  g_variant_get(reply, "(&o)", &path);
  GVariantBuilder paths;
  g_variant_builder_init(&paths, G_VARIANT_TYPE("ao"));
  g_variant_builder_add(&paths, "o", path);
  call(kSecrets, kSecretsPath, "org.freedesktop.Secret.Service", "Lock", g_variant_new("(ao)", &paths));
  return 0;
}

GVariant* property(const char* path, const char* name) {
  GVariant* reply = call(kSecrets, path, "org.freedesktop.DBus.Properties", "Get",
                         g_variant_new("(ss)", "org.freedesktop.Secret.Item", name));
  GVariant* value = nullptr;
  g_variant_get(reply, "(v)", &value);
  return value;
}

int items() {
  GVariant* reply = call(kSecrets, kSecretsPath, "org.freedesktop.Secret.Service", "SearchItems",
                         g_variant_new_parsed("(@a{ss} {},)"));
  GVariantIter* lists[2] = {nullptr, nullptr};
  g_variant_get(reply, "(aoao)", &lists[0], &lists[1]);
  for (GVariantIter* list : lists) {
    const char* path = nullptr;
    while (g_variant_iter_next(list, "&o", &path) != FALSE) {
      std::map<std::string, std::string> attributes;
      GVariantIter iter;
      g_variant_iter_init(&iter, property(path, "Attributes"));
      const char* name = nullptr;
      const char* value = nullptr;
      while (g_variant_iter_next(&iter, "{&s&s}", &name, &value) != FALSE) attributes[name] = value;
      std::printf("%s:", g_variant_get_string(property(path, "Label"), nullptr));
      for (const auto& [key, text] : attributes) std::printf(" %s=%s", key.c_str(), text.c_str());
      std::printf("\n");
    }
  }
  return 0;
}

GDBusMessage* swallow(GDBusConnection* /*connection*/, GDBusMessage* message, gboolean incoming, gpointer /*data*/) {
  if (incoming != FALSE && g_dbus_message_get_message_type(message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL) {
    g_object_unref(message);
    return nullptr;
  }
  return message;
}

void refuse_encryption(GDBusConnection* connection, const char* /*sender*/, const char* /*path*/,
                       const char* /*interface*/, const char* method, GVariant* arguments,
                       GDBusMethodInvocation* invocation, gpointer /*data*/) {
  const char* algorithm = nullptr;
  if (std::strcmp(method, "OpenSession") == 0) g_variant_get(arguments, "(&sv)", &algorithm, nullptr);
  if (algorithm != nullptr && std::strcmp(algorithm, "plain") == 0) {
    g_dbus_method_invocation_return_value(invocation, g_variant_new_parsed("(<''>, objectpath '/session')"));
  } else {
    g_dbus_method_invocation_return_dbus_error(invocation, "org.freedesktop.DBus.Error.NotSupported", "no encryption");
  }
  (void)connection;
}

void own(const char* name) {
  GVariant* reply = call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                         g_variant_new("(su)", name, 0U));
  (void)reply;
}

[[noreturn]] void serve() {
  std::printf("ready\n");
  std::fflush(stdout);
  g_main_loop_run(g_main_loop_new(nullptr, FALSE));
  std::abort();
}

[[noreturn]] void mute(const char* name) {
  own(name);
  g_dbus_connection_add_filter(bus(), swallow, nullptr, nullptr);
  serve();
}

[[noreturn]] void plain() {
  GDBusNodeInfo* node = g_dbus_node_info_new_for_xml(
      "<node><interface name='org.freedesktop.Secret.Service'><method name='OpenSession'><arg type='s' direction='in'/>"
      "<arg type='v' direction='in'/><arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
      "<method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/>"
      "<arg type='ao' direction='out'/></method><property name='Collections' type='ao' access='read'/>"
      "</interface></node>",
      nullptr);
  static const GDBusInterfaceVTable table = {refuse_encryption, nullptr, nullptr, {}};
  g_dbus_connection_register_object(bus(), kSecretsPath, node->interfaces[0], &table, nullptr, nullptr, nullptr);
  own(kSecrets);
  serve();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "wait" && argc == 3) return wait_for(argv[2]);
  if (verb == "lock") return lock();
  if (verb == "items") return items();
  if (verb == "mute" && argc == 3) mute(argv[2]);
  if (verb == "plain") plain();
  return 2;
}
