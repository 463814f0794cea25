#include "json/edit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ngcs::json {
namespace {

using base::Errc;

std::string after_set(const std::string& text, const Path& path, const Value& value) {
  auto document = Document::load(text);
  if (!document) return "load: " + document.error().message;
  const auto done = document->set(path, value);
  return done ? document->text() : "set: " + done.error().message;
}

std::string after_remove(const std::string& text, const Path& path) {
  auto document = Document::load(text);
  if (!document) return "load: " + document.error().message;
  const auto done = document->remove(path);
  return done ? document->text() : "remove: " + done.error().message;
}

struct Case {
  std::string name;
  std::string before;
  Path path;
  Value value;
  std::string after;
};

TEST(Edit, Set) {
  const std::vector<Case> cases = {
      {"new file, as docker writes it",
       "",
       {"credHelpers", "nvcr.io"},
       "ngc",
       "{\n\t\"credHelpers\": {\n\t\t\"nvcr.io\": \"ngc\"\n\t}\n}"},
      {"empty object", "{}\n", {"a"}, 1, "{\n\t\"a\": 1\n}\n"},
      {"docker's form",
       "{\n\t\"auths\": {},\n\t\"credsStore\": \"x\"\n}",
       {"credHelpers", "nvcr.io"},
       "ngc",
       "{\n\t\"auths\": {},\n\t\"credsStore\": \"x\",\n\t\"credHelpers\": {\n\t\t\"nvcr.io\": \"ngc\"\n\t}\n}"},
      {"into an existing object",
       "{\n\t\"credHelpers\": {\n\t\t\"gcr.io\": \"gcloud\"\n\t}\n}\n",
       {"credHelpers", "nvcr.io"},
       "ngc",
       "{\n\t\"credHelpers\": {\n\t\t\"gcr.io\": \"gcloud\",\n\t\t\"nvcr.io\": \"ngc\"\n\t}\n}\n"},
      {"into an empty object",
       "{\n  \"credHelpers\": {},\n  \"x\": [1,2]\n}",
       {"credHelpers", "nvcr.io"},
       "ngc",
       "{\n  \"credHelpers\": {\n    \"nvcr.io\": \"ngc\"\n  },\n  \"x\": [1,2]\n}"},
      {"four blanks",
       "{\n    \"a\": 1\n}",
       {"b", "c"},
       true,
       "{\n    \"a\": 1,\n    \"b\": {\n        \"c\": true\n    }\n}"},
      {"one line", "{\"a\":1}", {"b", "c"}, "x", "{\"a\":1,\"b\":{\"c\":\"x\"}}"},
      {"one line with blanks", "{ \"a\": 1, \"b\": 2 }", {"c", "d"}, 3, "{ \"a\": 1, \"b\": 2, \"c\": {\"d\": 3} }"},
      {"CRLF",
       "{\r\n  \"a\": 1\r\n}\r\n",
       {"b", "c"},
       2,
       "{\r\n  \"a\": 1,\r\n  \"b\": {\r\n    \"c\": 2\r\n  }\r\n}\r\n"},
      {"one-line object inside a document with lines",
       "{\n\t\"h\": {\"a\": \"b\"}\n}",
       {"h", "c"},
       "d",
       "{\n\t\"h\": {\"a\": \"b\", \"c\": \"d\"}\n}"},
      {"replacing keeps everything around",
       "{ \"a\" :  1.0e+2 , \"b\":\t\"old\" ,\"c\":3}",
       {"b"},
       "new",
       "{ \"a\" :  1.0e+2 , \"b\":\t\"new\" ,\"c\":3}"},
      {"replacing an object",
       "{\n\t\"a\": {\n\t\t\"b\": 1\n\t},\n\t\"z\": 0\n}",
       {"a"},
       Value{{"c", {1, 2}}},
       "{\n\t\"a\": {\n\t\t\"c\": [\n\t\t\t1,\n\t\t\t2\n\t\t]\n\t},\n\t\"z\": 0\n}"},
      {"a name written with an escape", "{\"nvcr\\u002eio\":1}", {"nvcr.io"}, 2, "{\"nvcr\\u002eio\":2}"},
      {"number spelling elsewhere",
       "{\"big\":12345678901234567890.50,\"a\":1}",
       {"a"},
       2,
       "{\"big\":12345678901234567890.50,\"a\":2}"},
      {"text that looks like structure",
       "{\"a\":\"}\\\",{\\\\\",\"b\":{}}",
       {"b", "c"},
       "\"}",
       "{\"a\":\"}\\\",{\\\\\",\"b\":{\"c\":\"\\\"}\"}}"},
      {"indented root",
       "  {\n    \"a\": 1\n  }",
       {"b", "c"},
       2,
       "  {\n    \"a\": 1,\n    \"b\": {\n      \"c\": 2\n    }\n  }"},
      {"names that need escapes", "{}", {"a\"b"}, 1, "{\n\t\"a\\\"b\": 1\n}"},
      {"not ASCII", "{\"a\":1}", {"\xC3\xA9"}, "\xE2\x82\xAC", "{\"a\":1,\"\xC3\xA9\":\"\xE2\x82\xAC\"}"},
      {"members without indentation", "{\n\"a\": 1\n}", {"b", "c"}, 2, "{\n\"a\": 1,\n\"b\": {\n\"c\": 2\n}\n}"},
  };
  for (const Case& c : cases) EXPECT_EQ(after_set(c.before, c.path, c.value), c.after) << c.name;
}

TEST(Edit, SettingWhatIsThereChangesNothing) {
  const std::string text = "{ \"a\" : { \"b\" : \"x\" } }";
  auto document = Document::load(text);
  ASSERT_TRUE(document);
  ASSERT_TRUE(document->set({"a", "b"}, "x"));
  EXPECT_FALSE(document->changed());
  EXPECT_EQ(document->text(), text);
  ASSERT_TRUE(document->set({"a", "b"}, "y"));
  EXPECT_TRUE(document->changed());
}

TEST(Edit, Remove) {
  EXPECT_EQ(after_remove("{\n\t\"a\": 1,\n\t\"b\": 2,\n\t\"c\": 3\n}\n", {"a"}), "{\n\t\"b\": 2,\n\t\"c\": 3\n}\n");
  EXPECT_EQ(after_remove("{\n\t\"a\": 1,\n\t\"b\": 2,\n\t\"c\": 3\n}\n", {"b"}), "{\n\t\"a\": 1,\n\t\"c\": 3\n}\n");
  EXPECT_EQ(after_remove("{\n\t\"a\": 1,\n\t\"b\": 2,\n\t\"c\": 3\n}\n", {"c"}), "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n");
  EXPECT_EQ(after_remove("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}", {"a", "b"}), "{\n\t\"a\": {}\n}");
  EXPECT_EQ(after_remove("{\"a\":1}", {"a"}), "{}");
  EXPECT_EQ(after_remove("{\"a\":{\"b\":[1,{\"c\":2}]},\"d\":4}", {"a"}), "{\"d\":4}");
}

TEST(Edit, RemovingWhatIsAbsentChangesNothing) {
  auto document = Document::load("{\"a\":{\"b\":1},\"s\":\"x\"}");
  ASSERT_TRUE(document);
  EXPECT_FALSE(document->remove({"x"}).value());
  EXPECT_FALSE(document->remove({"a", "x"}).value());
  EXPECT_FALSE(document->remove({"s", "x"}).value());
  EXPECT_FALSE(document->changed());
}

TEST(Edit, SomethingOnTheWayIsNoObject) {
  auto document = Document::load("{\"credHelpers\":[1],\"n\":null}");
  ASSERT_TRUE(document);
  const auto done = document->set({"credHelpers", "nvcr.io"}, "ngc");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::kInvalidInput);
  EXPECT_NE(done.error().message.find("credHelpers"), std::string::npos);
  EXPECT_FALSE(document->set({"n", "x"}, 1));
  EXPECT_FALSE(document->changed());
  EXPECT_FALSE(Document::load("[]")->set({"a"}, 1));
  EXPECT_FALSE(document->set({}, 1));
}

TEST(Edit, WhatCannotBeReadBackIsNotWritten) {
  auto document = Document::load("{}");
  ASSERT_TRUE(document);
  EXPECT_FALSE(document->set({"a"}, std::string("\xFF")));
  EXPECT_FALSE(document->set({"a"}, std::string("\0", 1)));
  EXPECT_FALSE(document->set({std::string("\xFF")}, 1));
  const Path deep(40, "a");
  EXPECT_FALSE(document->set(deep, 1));
  EXPECT_EQ(document->text(), "{}");
  EXPECT_FALSE(document->changed());
}

TEST(Edit, LoadIsAsStrictAsParse) {
  EXPECT_FALSE(Document::load("{\"a\":1,\"a\":2}"));
  EXPECT_FALSE(Document::load("{} x"));
  EXPECT_EQ(Document::load("{\"a\":1}", {.bytes = 3}).error().code, Errc::kTooLarge);
  EXPECT_EQ(Document::load(" \n")->text(), "{}");
}

}  // namespace
}  // namespace ngcs::json
