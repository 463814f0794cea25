#include "cli/diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace ngcs::cli {

namespace {

constexpr std::size_t kMaxCells = 4'000'000;  // of the table of common subsequences: 16 MB
constexpr std::size_t kMaxLine = 4096;

struct Line {
  std::string_view text;
  bool has_end = true;  // ended by a line feed
  bool operator==(const Line& other) const { return text == other.text && has_end == other.has_end; }
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const bool has_end = end != std::string_view::npos;
    lines.push_back({text.substr(0, end), has_end});
    text.remove_prefix(has_end ? end + 1 : text.size());
  }
  return lines;
}

struct Edit {
  char kind;        // ' ', '-' or '+'
  std::size_t old;  // index of the line in the old text; for '+', where it comes to stand
  std::size_t now;  // the same in the new text
};

// The edits between two ranges by the longest common subsequence.
void compare(const std::vector<Line>& old, const std::vector<Line>& now, std::size_t begin, std::size_t old_end,
             std::size_t now_end, std::vector<Edit>& edits) {
  const std::size_t rows = old_end - begin;
  const std::size_t columns = now_end - begin;
  std::size_t i = 0;
  std::size_t j = 0;
  if (rows != 0 && columns != 0 && rows < kMaxCells / columns) {
    const std::size_t stride = columns + 1;
    std::vector<std::uint32_t> common((rows + 1) * stride, 0);
    for (std::size_t r = rows; r-- > 0;) {
      for (std::size_t c = columns; c-- > 0;) {
        common[r * stride + c] = old[begin + r] == now[begin + c]
                                     ? common[(r + 1) * stride + c + 1] + 1
                                     : std::max(common[(r + 1) * stride + c], common[r * stride + c + 1]);
      }
    }
    while (i < rows && j < columns) {
      if (old[begin + i] == now[begin + j]) {
        edits.push_back({' ', begin + i++, begin + j++});
      } else if (common[(i + 1) * stride + j] >= common[i * stride + j + 1]) {
        edits.push_back({'-', begin + i++, begin + j});
      } else {
        edits.push_back({'+', begin + i, begin + j++});
      }
    }
  }
  while (i < rows) edits.push_back({'-', begin + i++, begin + j});
  while (j < columns) edits.push_back({'+', begin + i, begin + j++});
}

void append_range(std::string& out, char sign, std::size_t first, std::size_t count) {
  out += sign;
  // diff's own convention: an empty range names the line before it.
  out += std::to_string(count == 0 ? first : first + 1);
  if (count != 1) out += ',' + std::to_string(count);
}

void append_hunk(std::string& out, const std::vector<Line>& old, const std::vector<Line>& now, const Edit* begin,
                 const Edit* end) {
  std::size_t old_count = 0;
  std::size_t now_count = 0;
  for (const Edit* edit = begin; edit != end; ++edit) {
    if (edit->kind != '+') ++old_count;
    if (edit->kind != '-') ++now_count;
  }
  out += "@@ ";
  append_range(out, '-', begin->old, old_count);
  out += ' ';
  append_range(out, '+', begin->now, now_count);
  out += " @@\n";
  for (const Edit* edit = begin; edit != end; ++edit) {
    const Line& line = edit->kind == '+' ? now[edit->now] : old[edit->old];
    out += edit->kind;
    // Tabs are how docker indents.
    std::string_view rest = line.text;
    while (rest.starts_with('\t')) {
      out += '\t';
      rest.remove_prefix(1);
    }
    out += base::printable(rest, kMaxLine);
    out += '\n';
    if (!line.has_end) out += "\\ No newline at end of file\n";
  }
}

}  // namespace

std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view old_text,
                         std::string_view new_text, std::size_t context) {
  if (old_text == new_text) return {};
  const std::vector<Line> old = lines_of(old_text);
  const std::vector<Line> now = lines_of(new_text);
  std::size_t same = 0;
  while (same < old.size() && same < now.size() && old[same] == now[same]) ++same;
  std::size_t tail = 0;
  while (tail < old.size() - same && tail < now.size() - same &&
         old[old.size() - 1 - tail] == now[now.size() - 1 - tail]) {
    ++tail;
  }

  std::vector<Edit> edits;
  for (std::size_t i = 0; i < same; ++i) edits.push_back({' ', i, i});
  compare(old, now, same, old.size() - tail, now.size() - tail, edits);
  for (std::size_t i = tail; i > 0; --i) edits.push_back({' ', old.size() - i, now.size() - i});

  std::string out =
      "--- " + base::printable(old_name, kMaxLine) + "\n+++ " + base::printable(new_name, kMaxLine) + "\n";
  const auto changed = [&edits](std::size_t i) { return edits[i].kind != ' '; };
  for (std::size_t at = 0; at < edits.size();) {
    if (!changed(at)) {
      ++at;
      continue;
    }
    const std::size_t begin = at - std::min(at, context);
    // A hunk goes on while the next change is within twice the context.
    std::size_t last = at;
    for (std::size_t i = at; i < edits.size() && i - last <= 2 * context; ++i) {
      if (changed(i)) last = i;
    }
    const std::size_t end = std::min(last + 1 + context, edits.size());
    append_hunk(out, old, now, edits.data() + begin, edits.data() + end);
    at = end;
  }
  return out;
}

}  // namespace ngcs::cli
