#include "diagnose/local.h"

#include <utility>

namespace ngcs::diagnose {
namespace {

using secret::SecretString;

std::string source_name(const auth::Source& source) {
  if (source.kind == auth::SourceKind::kStore) return "profile " + source.profile + " (" + source.store + ")";
  return source.name;
}

}  // namespace

std::string place_of(const clients::FoundCredential& credential) {
  if (!credential.helper.empty()) return credential.helper;
  return credential.file.empty() ? credential.entry : credential.file + ", " + credential.entry;
}

std::string LocalBuilder::label_of(const SecretString& text, const std::string& source) {
  auto key = mended_key(text);
  if (!key || key->empty()) return {};
  std::string label = classes_.name(*key);
  for (KeyView& known : view_.keys) {
    if (known.label != label) continue;
    for (const std::string& one : known.sources) {
      if (one == source) return label;
    }
    known.sources.push_back(source);
    return label;
  }
  KeyView view;
  view.label = label;
  view.kind = key::classify(*key);
  view.key = std::move(*key);
  view.sources.push_back(source);
  view_.keys.push_back(std::move(view));
  return label;
}

void LocalBuilder::note_credential(ClientView& client, const clients::FoundCredential& credential) {
  client.sends = true;
  client.user = credential.user;
  client.user_defect = user_defect(credential.user);
  client.key_defect = key_defect(credential.secret);
  client.empty_password = credential.secret.empty();
  if (!client.empty_password) client.label = label_of(credential.secret, place_of(credential));
}

void LocalBuilder::add_client(clients::Trace trace, bool named) {
  ClientView client;
  client.named = named;
  if (trace.sends) note_credential(client, *trace.sends);
  for (const clients::FoundCredential& other : trace.shadowed) {
    if (!other.secret.empty()) (void)label_of(other.secret, place_of(other));
  }
  client.trace = std::move(trace);
  view_.clients.push_back(std::move(client));
}

void LocalBuilder::add_typed(clients::Trace trace, const Invocation& invocation) {
  if (!invocation.user && !invocation.password) return add_client(std::move(trace), true);
  clients::FoundCredential credential;
  credential.entry = "the command line";
  credential.user = invocation.user.value_or("");
  if (invocation.password) credential.secret = invocation.password->copy();
  ClientView client;
  client.named = true;
  client.typed = true;
  note_credential(client, credential);
  // A password that comes by stdin or a prompt is not seen here.
  if (!invocation.password) client.empty_password = false;
  if (!invocation.user) client.user_defect.reset();
  if (trace.sends && !trace.sends->secret.empty()) (void)label_of(trace.sends->secret, place_of(*trace.sends));
  client.trace = std::move(trace);
  view_.clients.push_back(std::move(client));
}

void LocalBuilder::add_other(clients::Trace trace) {
  if (trace.sends && !trace.sends->secret.empty()) {
    const std::string label = label_of(trace.sends->secret, place_of(*trace.sends));
    if (trace.client == "ngc-cli") view_.ngc_cli_label = label;
  }
  view_.others.push_back(std::move(trace));
}

void LocalBuilder::set_suite(base::Result<auth::Resolution> resolved) {
  if (!resolved) {
    view_.suite.error = resolved.error();
    return;
  }
  view_.suite.source = resolved->source;
  if (resolved->key) view_.suite.label = label_of(*resolved->key, source_name(resolved->source));
}

void LocalBuilder::add_variable(const std::string& name, const SecretString& key) {
  note_shadowed(name, label_of(key, name));
}

// A key in the environment, or in a file that it names, is asked before every stored one.
void LocalBuilder::note_shadowed(const std::string& source, const std::string& label) {
  SuiteView& suite = view_.suite;
  const bool from_store = !suite.source || suite.source->kind == auth::SourceKind::kStore;
  if (from_store || label.empty() || label == suite.label || !suite.shadowed.empty()) return;
  suite.shadowed = source;
}

void LocalBuilder::add_profile(const std::string& profile, const SecretString& key, bool same_org) {
  const std::string label = label_of(key, "profile " + profile);
  if (same_org) note_shadowed("profile " + profile, label);
  if (!label.empty()) view_.suite.profiles.emplace(label, profile);
}

}  // namespace ngcs::diagnose
