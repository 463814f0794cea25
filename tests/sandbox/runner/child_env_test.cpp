#include "runner/child_env.h"

#include <gtest/gtest.h>

namespace ngcs::sandbox {
namespace {

TEST(ChildEnvironment, KeysProxiesAndPointersOutsideAreGone) {
  for (const char* name : {"NGC_API_KEY",
                           "NGC_CLI_API_KEY",
                           "NGC_PROFILE",
                           "NGC_AUTH_HOME",
                           "NGC_API_KEY_FILE",
                           "CREDENTIALS_DIRECTORY",
                           "http_proxy",
                           "HTTPS_PROXY",
                           "https_proxy",
                           "ALL_PROXY",
                           "no_proxy",
                           "NO_PROXY",
                           "DOCKER_HOST",
                           "DOCKER_CONTEXT",
                           "DOCKER_CONFIG",
                           "DOCKER_AUTH_CONFIG",
                           "CONTAINER_HOST",
                           "CONTAINERS_CONF",
                           "CONTAINERS_STORAGE_CONF",
                           "REGISTRY_AUTH_FILE",
                           "_CONTAINERS_USERNS_CONFIGURED",
                           "XDG_CONFIG_HOME",
                           "XDG_RUNTIME_DIR",
                           "DBUS_SESSION_BUS_ADDRESS",
                           "SSH_AUTH_SOCK",
                           "HELM_REGISTRY_CONFIG",
                           "KUBECONFIG",
                           "TMPDIR",
                           "OLDPWD",
                           "NETRC"}) {
    const EnvMap result = child_environment({{name, "x"}});
    EXPECT_FALSE(result.contains(name)) << name;
  }
}

TEST(ChildEnvironment, TheRestPasses) {
  const EnvMap result = child_environment({{"LANG", "C.UTF-8"}, {"HELM_PLUGINS", "/p"}, {"MY_NGC_KEY", "y"}});
  EXPECT_EQ(result.at("LANG"), "C.UTF-8");
  EXPECT_EQ(result.at("HELM_PLUGINS"), "/p");
  EXPECT_EQ(result.at("MY_NGC_KEY"), "y");
}

TEST(ChildEnvironment, CertificateVariablesPointAtTheBundleInsideWhereTheyAreSet) {
  const EnvMap result = child_environment({{"SSL_CERT_FILE", "/etc/company.pem"}, {"SSL_CERT_DIR", "/elsewhere"}});
  EXPECT_EQ(result.at("SSL_CERT_FILE"), "/etc/ssl/certs/ca-certificates.crt");
  EXPECT_EQ(result.at("SSL_CERT_DIR"), "/etc/ssl/certs");
  EXPECT_FALSE(result.contains("CURL_CA_BUNDLE"));
}

TEST(ChildEnvironment, PathKeepsItsOrderAndEndsWithTheSandbox) {
  EXPECT_EQ(child_environment({{"PATH", "/a:/b"}}).at("PATH"), "/a:/b:/run/ngc-sandbox/bin");
  EXPECT_TRUE(child_environment({}).at("PATH").ends_with(":/usr/bin:/sbin:/bin:/run/ngc-sandbox/bin"));
}

TEST(ChildEnvironment, ListsAndMapsAreInverse) {
  const char* environment[] = {"A=1", "B=x=y", "=odd", "none", "C=", nullptr};
  EXPECT_EQ(to_env_list(to_env_map(environment)), (std::vector<std::string>{"A=1", "B=x=y", "C="}));
}

}  // namespace
}  // namespace ngcs::sandbox
