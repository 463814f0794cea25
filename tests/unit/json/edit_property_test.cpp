// Whatever the document and the edit: the value is what the library's own edit gives, and every byte outside the edit
// stays.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "json/edit.h"

namespace ngcs::json {
namespace {

// Random documents in every style that people and programs write.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  std::string name() {
    static const std::vector<std::string> kNames = {"a",        "b", "auths", "nvcr.io", "x\"y",
                                                    "\xC3\xA9", "{", "}",     ",",       "\\"};
    return kNames[below(kNames.size())];
  }

  std::string blanks() {
    static const std::vector<std::string> kBlanks = {"", "", "", " ", "\n", "\t", "\r\n", "\n  ", " \n\t"};
    return kBlanks[below(kBlanks.size())];
  }

  std::string value(int depth) {
    static const std::vector<std::string> kScalars = {"1.50e+1", "null", "\"text } \\\" , { \\u00e9\"", "-0", "[]"};
    const std::size_t kind = below(depth > 0 ? 8 : 6);
    if (kind < kScalars.size()) return kScalars[kind];
    if (kind == 5) return "{" + blanks() + "}";
    if (kind == 6) return array(depth - 1);
    return object(depth - 1);
  }

  std::string array(int depth) {
    std::string out = "[";
    const std::size_t count = below(3);
    for (std::size_t i = 0; i < count; ++i) {
      if (i != 0) out += ",";
      out += blanks() + value(depth) + blanks();
    }
    return out + "]";
  }

  std::string object(int depth) {
    std::string out = "{" + blanks();
    std::vector<std::string> used;
    const std::size_t count = below(5);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string member = name();
      if (std::find(used.begin(), used.end(), member) != used.end()) continue;
      if (!used.empty()) out += "," + blanks();
      used.push_back(member);
      // Sometimes another spelling of the same name.
      out += member == "a" && below(3) == 0 ? "\"\\u0061\"" : Value(member).dump();
      out += blanks() + ":" + blanks() + value(depth) + blanks();
    }
    return out + "}";
  }

  Path path() {
    Path path;
    const std::size_t count = 1 + below(3);
    for (std::size_t i = 0; i < count; ++i) path.push_back(name());
    return path;
  }

 private:
  std::mt19937_64 random_;
};

// What two texts share at both ends.
struct Shared {
  std::size_t prefix = 0;
  std::size_t suffix = 0;
};
Shared shared(const std::string& a, const std::string& b) {
  Shared result;
  const std::size_t least = std::min(a.size(), b.size());
  while (result.prefix < least && a[result.prefix] == b[result.prefix]) ++result.prefix;
  while (result.suffix < least - result.prefix && a[a.size() - 1 - result.suffix] == b[b.size() - 1 - result.suffix]) {
    ++result.suffix;
  }
  return result;
}

const Value* find(const Value& root, const Path& path) {
  const Value* at = &root;
  for (const std::string& name : path) {
    at = member(*at, name.c_str());
    if (at == nullptr) return nullptr;
  }
  return at;
}

// False where something on the way is there and no object.
bool reachable(const Value& root, const Path& path) {
  const Value* at = &root;
  for (const std::string& name : path) {
    if (!at->is_object()) return false;
    at = member(*at, name.c_str());
    if (at == nullptr) return true;
  }
  return true;
}

TEST(EditProperty, Set) {
  int added = 0;
  int replaced = 0;
  for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
    Generator generate(seed);
    const std::string before = generate.blanks() + generate.object(3) + generate.blanks();
    const Path path = generate.path();
    const Value value = Value::parse(generate.value(2));
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + before);
    auto document = Document::load(before);
    ASSERT_TRUE(document) << document.error().message;
    Value expected = document->value();
    const Value* old = find(expected, path);

    ASSERT_EQ(document->set(path, value).has_value(), reachable(expected, path));
    if (!reachable(expected, path) || (old != nullptr && *old == value)) {
      EXPECT_EQ(document->text(), before);
      EXPECT_FALSE(document->changed());
      continue;
    }
    const bool existed = old != nullptr;
    Value* target = &expected;
    for (const std::string& name : path) target = &(*target)[name];
    *target = value;
    ASSERT_EQ(document->value(), expected);
    ASSERT_EQ(parse(document->text()).value(), expected);
    if (existed) {
      ++replaced;
      continue;
    }
    ++added;
    // Nothing was taken away but blanks inside an empty object.
    const Shared same = shared(before, document->text());
    const std::string gone = before.substr(same.prefix, before.size() - same.prefix - same.suffix);
    EXPECT_EQ(gone.find_first_not_of(" \t\r\n"), std::string::npos) << "lost: " << gone;
  }
  EXPECT_GT(added, 1000);
  EXPECT_GT(replaced, 200);
}

TEST(EditProperty, ReplacingTouchesOnlyTheValue) {
  int checked = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    Generator generate(seed);
    // The old value is a text that stands nowhere else, so that its place is known without the code under test.
    std::string left = generate.blanks();
    left.append("{").append(generate.blanks()).append("\"q\"").append(generate.blanks()).append(":");
    left.append(generate.object(2)).append(",").append(generate.blanks()).append("\"p\"");
    left.append(generate.blanks()).append(":").append(generate.blanks());
    std::string right = generate.blanks();
    right.append(",").append(generate.blanks()).append("\"r\":").append(generate.value(2)).append("}");
    right.append(generate.blanks());
    auto document = Document::load(std::string(left).append("\"OLD\"").append(right));
    ASSERT_TRUE(document);
    ASSERT_TRUE(document->set({"p"}, 42));
    EXPECT_EQ(document->text(), std::string(left).append("42").append(right)) << "seed " << seed;
    ++checked;
  }
  EXPECT_EQ(checked, 2000);
}

TEST(EditProperty, Remove) {
  int removed = 0;
  for (std::uint64_t seed = 1; seed <= 12000; ++seed) {
    Generator generate(seed);
    const std::string before = generate.blanks() + generate.object(3) + generate.blanks();
    const Path path = generate.path();
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + before);
    auto document = Document::load(before);
    ASSERT_TRUE(document);
    Value expected = document->value();
    const bool there = find(expected, path) != nullptr;
    ASSERT_EQ(document->remove(path).value(), there);
    if (!there) {
      EXPECT_EQ(document->text(), before);
      continue;
    }
    Value* parent = &expected;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) parent = &(*parent)[path[i]];
    parent->erase(path.back());
    ASSERT_EQ(document->value(), expected);
    ASSERT_EQ(parse(document->text()).value(), expected);
    // A pure deletion of one stretch.
    const Shared same = shared(before, document->text());
    EXPECT_EQ(same.prefix + same.suffix, document->text().size());
    ++removed;
  }
  EXPECT_GT(removed, 500);
}

TEST(EditProperty, SetAndRemoveOfANewMemberGiveBackEveryByte) {
  int checked = 0;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    Generator generate(seed);
    const std::string before = generate.object(3);
    auto document = Document::load(before);
    ASSERT_TRUE(document);
    if (document->value().empty()) continue;
    ASSERT_TRUE(document->set({"new member"}, Value{{"x", {1, 2}}}));
    ASSERT_TRUE(document->remove({"new member"}).value());
    EXPECT_EQ(document->text(), before) << "seed " << seed;
    ++checked;
  }
  EXPECT_GT(checked, 500);
}

}  // namespace
}  // namespace ngcs::json
