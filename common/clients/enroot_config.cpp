#include "clients/enroot_config.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "base/lock.h"
#include "base/text.h"
#include "clients/enroot_lines.h"
#include "key/key.h"
#include "registry/server_name.h"

namespace ngcs::clients {
namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::array<std::string_view, 2> kMachines = {registry::kRegistryHost, registry::kAuthnHost};
constexpr std::string_view kOurProgram = "docker-credential-ngc";
constexpr int kLockMs = 5000;

std::string our_line(std::string_view machine, const std::string& command) {
  return "machine " + std::string(machine) + " login " + std::string(registry::kUserName) + " password $(" + command +
         ")";
}

// Ours, whatever profile or directory the command names.
bool is_our_line(std::string_view line) {
  const auto machine = parse_enroot_line(line);
  return machine && machine->computed && is_ngc_machine(machine->name) &&
         line.find(kOurProgram) != std::string_view::npos && line.find("print-key") != std::string_view::npos;
}

// Lines with their line ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

void append_line(SecretString& text, std::string_view line) {
  if (!text.empty() && text.reveal().back() != '\n') text.push_back('\n');
  text.append(line);
  text.push_back('\n');
}

base::Result<EnrootPlan> read(const std::string& path, const char* verb) {
  if (path.empty()) return Error(Errc::kNotFound, "enroot's configuration has no place: HOME is not set");
  auto text = base::read_file(path, kMaxEnrootFile);
  if (!text) return std::move(text).error();
  EnrootPlan plan;
  plan.path = path;
  plan.existed = text->has_value();
  if (*text) {
    plan.before = SecretString(**text);
    secret::wipe((*text)->data(), (*text)->size());
  }
  plan.journal.client = "enroot";
  plan.journal.verb = verb;
  plan.journal.file = path;
  plan.journal.created_file = !plan.existed;
  return plan;
}

// What becomes of one line about NGC that is not ours.
class Taker {
 public:
  explicit Taker(EnrootPlan& plan) : plan_(plan) {}

  // True where the line is to go.
  bool take(EnrootMachine machine, std::size_t number) {
    const std::string where = "line " + std::to_string(number);
    const std::string name = base::lower(machine.name.substr(0, machine.name.find(':')));
    if (machine.computed) {
      occupied_.push_back(name);
      note("other-command", where + ": another command makes the password of " + name + "; it is left as it is");
      return false;
    }
    if (machine.user != registry::kUserName) {
      note(machine.matches ? "foreign-user" : "unreadable-entry",
           where + (machine.matches ? ": the user name is not $oauthtoken; the line is left, behind ours"
                                    : ": enroot does not find " + name + " in this form; the line is left"));
      return false;
    }
    auto cleaned = key::clean(std::move(machine.password));
    if (!cleaned || cleaned->key.empty()) {
      note("unreadable-entry", where + ": the password is no NGC key; the line is left, behind ours");
      return false;
    }
    // Both machines hold the same key as a rule: the second import finds the first one's profile.
    plan_.journal.keys.push_back({name, {}});
    plan_.keys.push_back({name, {}, std::move(cleaned->key)});
    return true;
  }

  [[nodiscard]] bool occupied(std::string_view machine) const {
    return std::find(occupied_.begin(), occupied_.end(), machine) != occupied_.end();
  }

 private:
  void note(const char* code, std::string text) { plan_.notes.push_back({code, std::move(text)}); }
  EnrootPlan& plan_;
  std::vector<std::string> occupied_;
};

// Lines of ours whole, of the others the machine's name alone: a key may stand in a user name, in a comment, in a
// command of somebody's, or on a line by itself.
std::string masked(std::string_view text) {
  std::string out;
  for (const std::string_view line : lines_of(text)) {
    const std::string_view content = without_end(line);
    const auto machine = parse_enroot_line(content);
    if (is_our_line(content)) {
      out += base::printable(content, 300);
    } else if (machine) {
      out += "machine " + base::printable(machine->name, 120) + " ...";
    } else if (!base::trim(content).empty()) {
      out += "...";
    }
    out += '\n';
  }
  return out;
}

base::Result<void> check_unchanged(const EnrootPlan& plan) {
  auto now = base::read_file(plan.path, kMaxEnrootFile);
  if (!now) return std::move(now).error();
  const bool exists = now->has_value();
  std::string content = exists ? std::move(**now) : std::string();
  const bool same = exists == plan.existed && content == plan.before.reveal();
  secret::wipe(content.data(), content.size());
  if (same) return {};
  return Error(Errc::kConflict, plan.path + " was changed by another program meanwhile", "run the command again");
}

}  // namespace

base::Result<EnrootPlan> plan_enroot(const std::string& path, const std::string& command) {
  auto read_plan = read(path, "configure");
  if (!read_plan) return read_plan;
  EnrootPlan& plan = *read_plan;
  Taker taker(plan);
  std::vector<std::string_view> kept;
  std::optional<std::size_t> place;  // before that many kept lines: the first match decides for enroot
  std::size_t number = 0;
  for (const std::string_view line : lines_of(plan.before.reveal())) {
    ++number;
    auto machine = parse_enroot_line(without_end(line));
    const bool about_ngc = machine && is_ngc_machine(machine->name);
    if (about_ngc && !place) place = kept.size();
    if (about_ngc && (is_our_line(without_end(line)) || taker.take(std::move(*machine), number))) continue;
    kept.push_back(line);
  }
  for (std::size_t i = 0; i <= kept.size(); ++i) {
    if (i == place.value_or(kept.size())) {
      for (const std::string_view machine : kMachines) {
        if (!taker.occupied(machine)) append_line(plan.after, our_line(machine, command));
      }
    }
    if (i < kept.size()) plan.after.append(kept[i]);
  }
  return read_plan;
}

base::Result<EnrootPlan> plan_enroot_undo(const std::string& path, const std::optional<Journal>& configured,
                                          const KeyLookup& restore_plain) {
  auto read_plan = read(path, "unconfigure");
  if (!read_plan) return read_plan;
  EnrootPlan& plan = *read_plan;
  bool had_ours = false;
  for (const std::string_view line : lines_of(plan.before.reveal())) {
    const bool ours = is_our_line(without_end(line));
    had_ours = had_ours || ours;
    if (!ours) plan.after.append(line);
  }
  plan.remove_file = had_ours && configured && configured->created_file && plan.after.empty();
  if (!configured || !restore_plain) return read_plan;
  for (const MovedKey& moved : configured->keys) {
    auto key = restore_plain(moved.profile);
    if (!key) return std::move(key).error();
    if (!*key) continue;
    SecretString line("machine " + moved.entry + " login " + std::string(registry::kUserName) + " password ");
    line.append((*key)->reveal());
    append_line(plan.after, line.reveal());
  }
  plan.remove_file = plan.remove_file && plan.after.empty();
  return read_plan;
}

base::Result<void> apply_enroot(EnrootPlan& plan, const base::Paths& paths, const KeyImport& import, std::string now) {
  const std::string journal = journal_path(paths, "enroot", "configure", plan.path);
  auto lock = base::FileLock::acquire(paths.state_dir + "/undo/lock", kLockMs);
  if (!lock) return std::move(lock).error();
  if (auto same = check_unchanged(plan); !same) return same;
  for (std::size_t i = 0; i < plan.keys.size(); ++i) {
    auto profile = import(plan.keys[i]);
    if (!profile) return std::move(profile).error().with_context("the key in " + plan.path);
    plan.journal.keys[i].profile = std::move(*profile);
  }
  if (plan.journal.verb == "configure") {
    auto known = read_journal(journal);
    if (!known) return std::move(known).error();
    plan.journal.written_at = std::move(now);
    Journal whole = known->value_or(plan.journal);
    if (*known) whole.merge(plan.journal);
    if (auto written = write_journal(journal, whole); !written) return written;
  }
  if (plan.remove_file) {
    if (auto removed = base::remove_file(plan.path); !removed) return std::move(removed).error();
  } else if (auto written =
                 base::replace_file(plan.path, plan.after.reveal(), {.keep_mode = true, .follow_symlink = true});
             !written) {
    return written;
  }
  // A record that stays behind harms nothing: lines of ours are recognised by themselves.
  if (plan.journal.verb != "configure") (void)base::remove_file(journal);
  return {};
}

std::pair<std::string, std::string> masked_texts(const EnrootPlan& plan) {
  return {masked(plan.before.reveal()), plan.remove_file ? std::string() : masked(plan.after.reveal())};
}

}  // namespace ngcs::clients
