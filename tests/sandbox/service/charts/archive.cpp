#include "service/charts/archive.h"

#include <zlib.h>

#include <array>
#include <memory>
#include <string_view>

namespace ngcs::sandbox {

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kMaxFiles = 10000;
// POSIX ustar header: offset and length of its fields.
constexpr std::size_t kNameLength = 100;
constexpr std::size_t kSizeOffset = 124;
constexpr std::size_t kSizeLength = 12;
constexpr std::size_t kTypeOffset = 156;
constexpr std::size_t kMagicOffset = 257;
constexpr std::size_t kPrefixOffset = 345;
constexpr std::size_t kPrefixLength = 155;

using Block = std::array<char, kBlock>;

struct CloseGzip {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

std::string_view field(const Block& block, std::size_t offset, std::size_t length) {
  const std::string_view text(block.data() + offset, length);
  return text.substr(0, text.find('\0'));
}

base::Error broken() { return {base::Errc::kInvalidInput, "not a gzip'd tar archive"}; }

// Octal digits, ended by a space or NUL.
bool read_octal(std::string_view text, std::uint64_t& value) {
  value = 0;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == ' ' && digits == 0) continue;
    if (c == ' ') break;
    if (c < '0' || c > '7') return false;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
    ++digits;
  }
  return digits > 0;
}

// Reads over the content of a file, in whole blocks.
bool skip(gzFile_s* file, std::uint64_t size) {
  Block block{};
  for (std::uint64_t done = 0; done < size; done += kBlock) {
    if (gzread(file, block.data(), kBlock) != static_cast<int>(kBlock)) return false;
  }
  return true;
}

}  // namespace

base::Result<std::vector<ArchivedFile>> list_archive(const std::string& file) {
  const GzipFile archive(gzopen(file.c_str(), "rb"));
  if (archive == nullptr || gzdirect(archive.get()) == 1) return broken();
  std::vector<ArchivedFile> files;
  Block block{};
  for (;;) {
    const int count = gzread(archive.get(), block.data(), kBlock);
    if (count == 0) break;  // some writers leave out the two empty blocks at the end
    if (count != static_cast<int>(kBlock)) return broken();
    if (block[0] == '\0') break;
    std::uint64_t size = 0;
    if (field(block, kMagicOffset, 5) != "ustar" || !read_octal(field(block, kSizeOffset, kSizeLength), size)) {
      return broken();
    }
    const char type = block[kTypeOffset];
    if (type == '0' || type == '\0') {
      const auto prefix = field(block, kPrefixOffset, kPrefixLength);
      std::string path(prefix);
      if (!prefix.empty()) path += '/';
      path += field(block, 0, kNameLength);
      files.push_back({std::move(path), size});
      if (files.size() > kMaxFiles) return broken();
    }
    if (!skip(archive.get(), size)) return broken();
  }
  return files;
}

}  // namespace ngcs::sandbox
