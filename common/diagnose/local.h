// Phase L: what lies on this machine, put together: which keys there are, where, and what each client would send.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/resolve.h"
#include "base/error.h"
#include "clients/trace.h"
#include "diagnose/hygiene.h"
#include "diagnose/input.h"
#include "diagnose/observations.h"
#include "key/key.h"

namespace ngcs::diagnose {

struct ClientView {
  clients::Trace trace;
  bool named = false;  // by --client, or by the command behind "--"
  bool typed = false;  // user and password come from the command line, not from a file
  bool sends = false;  // some credential, also one with an empty user name
  std::string user;    // of what is sent
  std::string label;   // "K1" of what is sent; empty where nothing is, or nothing that may be sent on
  std::optional<Defect> user_defect;
  std::optional<Defect> key_defect;
  bool empty_password = false;
};

// What the suite itself would use for the target.
struct SuiteView {
  std::string label;  // empty = no key recorded
  std::optional<auth::Source> source;
  std::optional<base::Error> error;  // recorded but unreadable
  std::string shadowed;              // a source of the same scope with another key, behind `source`; empty = none
  std::map<std::string, std::string> profiles;  // label -> name of a stored profile that holds it
};

struct LocalView {
  std::vector<ClientView> clients;
  SuiteView suite;
  std::vector<KeyView> keys;           // in the order met; outcomes still empty
  std::string ngc_cli_label;           // of the key in the NGC CLI's configuration; empty = none
  std::vector<clients::Trace> others;  // of tools that are not asked about: NGC CLI, enroot
};

// Collects keys under their equality classes. Texts with a defect count as the key inside them, where there is one.
class LocalBuilder {
 public:
  // A client with what it would send, by its trace.
  void add_client(clients::Trace trace, bool named);
  // The same, but user and password as typed.
  void add_typed(clients::Trace trace, const Invocation& invocation);
  void add_other(clients::Trace trace);
  void set_suite(base::Result<auth::Resolution> resolved);
  // A variable that holds a key, besides the one that is used.
  void add_variable(const std::string& name, const secret::SecretString& key);
  // `same_org`: it would be chosen for the target where no variable stood before it.
  void add_profile(const std::string& profile, const secret::SecretString& key, bool same_org);
  [[nodiscard]] LocalView take() && { return std::move(view_); }

 private:
  // The label of a key; empty for a text that holds none.
  std::string label_of(const secret::SecretString& text, const std::string& source);
  void note_shadowed(const std::string& source, const std::string& label);
  void note_credential(ClientView& client, const clients::FoundCredential& credential);

  LocalView view_;
  key::EqualityClasses classes_;
};

// "~/.docker/config.json, auths[nvcr.io]", "docker-credential-ngc", "the command line".
[[nodiscard]] std::string place_of(const clients::FoundCredential& credential);

}  // namespace ngcs::diagnose
