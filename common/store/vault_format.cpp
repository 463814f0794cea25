#include "store/vault_format.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "key/key.h"

namespace ngcs::store {

namespace {

using base::Errc;
using base::Error;
using secret::SecretString;

constexpr std::string_view kMagic = "NGCVAULT";
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kMaxProfileBytes = 64;
constexpr std::size_t kSmallestClass = 1024;
constexpr std::uint8_t kScryptR = 8;
constexpr std::uint8_t kScryptP = 1;

// All numbers are big-endian.
template <typename T>
void put_number(unsigned char* at, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    at[i] = static_cast<unsigned char>((static_cast<std::uint64_t>(value) >> (8 * (sizeof(T) - 1 - i))) & 0xFFU);
  }
}

template <typename T>
T get_number(const char* at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = (value << 8U) | static_cast<unsigned char>(at[i]);
  return static_cast<T>(value);
}

template <typename T>
void append_number(SecretString& out, T value) {
  std::array<unsigned char, sizeof(T)> bytes{};
  put_number(bytes.data(), value);
  out.append(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::size_t size_class(std::size_t bytes) {
  std::size_t size = kSmallestClass;
  while (size < bytes) size *= 2;
  return size;
}

Error damaged(std::string_view why) { return {Errc::kDamaged, std::string(why)}; }

// Reads forward through a plaintext; every step is checked.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  bool number(T& value) {
    if (rest_.size() < sizeof(T)) return false;
    value = get_number<T>(rest_.data());
    rest_.remove_prefix(sizeof(T));
    return true;
  }
  bool bytes(std::size_t count, std::string_view& value) {
    if (rest_.size() < count) return false;
    value = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return true;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

bool all_zero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

// The fields 10..15 and 108..127.
base::Result<void> decode_key_source(std::string_view bytes, Header& header) {
  const auto byte = [&bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  const auto source = static_cast<KeySource>(byte(10));
  const auto kdf = static_cast<Kdf>(byte(11));
  if (source == KeySource::kMachineKey && kdf == Kdf::kHkdfSha256) {
    if (!all_zero(bytes.substr(12, 4)) || !all_zero(bytes.substr(108, 20))) {
      return damaged("reserved bytes of the header are set");
    }
    return {};
  }
  if (source != KeySource::kPassphrase || kdf != Kdf::kScrypt) {
    return Error{Errc::kUnsupported, "the vault's kind of key is not known",
                 "use the version of the suite that wrote it"};
  }
  header.source = source;
  header.scrypt.log_n = byte(12);
  std::memcpy(header.scrypt.salt.data(), bytes.data() + 108, header.scrypt.salt.size());
  if (header.scrypt.log_n < Scrypt::kMinLogN || header.scrypt.log_n > Scrypt::kMaxLogN || byte(13) != kScryptR ||
      byte(14) != kScryptP) {
    return Error{Errc::kUnsupported, "the vault's passphrase would cost more or less work than is allowed"};
  }
  if (byte(15) != 0 || !all_zero(bytes.substr(124, 4))) return damaged("reserved bytes of the header are set");
  return {};
}

}  // namespace

std::array<unsigned char, kHeaderBytes> encode_header(const Header& header) {
  std::array<unsigned char, kHeaderBytes> out{};
  std::memcpy(out.data(), kMagic.data(), kMagic.size());
  put_number(out.data() + 8, kVersion);
  out[10] = static_cast<unsigned char>(header.source);
  out[11] = static_cast<unsigned char>(Kdf::kHkdfSha256);
  // 12..15: parameters of the KDF; HKDF has none.
  if (header.source == KeySource::kPassphrase) {
    out[11] = static_cast<unsigned char>(Kdf::kScrypt);
    out[12] = header.scrypt.log_n;
    out[13] = kScryptR;
    out[14] = kScryptP;
    std::memcpy(out.data() + 108, header.scrypt.salt.data(), header.scrypt.salt.size());
  }
  std::memcpy(out.data() + 16, header.vault_id.data(), header.vault_id.size());
  std::memcpy(out.data() + 32, header.salt.data(), header.salt.size());
  std::memcpy(out.data() + 64, header.commitment.data(), header.commitment.size());
  put_number(out.data() + 96, header.written_at);
  put_number(out.data() + 104, header.body_bytes);
  // 108..123: salt of scrypt, else zero. 124..127: reserved, zero.
  return out;
}

base::Result<Header> decode_header(std::string_view bytes, std::size_t file_bytes) {
  if (bytes.size() < kHeaderBytes) return damaged("the file is cut off");
  if (bytes.substr(0, kMagic.size()) != kMagic) return damaged("the file is not a vault");
  const auto version = get_number<std::uint16_t>(bytes.data() + 8);
  if (version != kVersion) {
    return Error{Errc::kUnsupported, "version " + std::to_string(version) + " of the vault is not known",
                 "use the version of the suite that wrote it"};
  }
  Header header;
  if (auto source = decode_key_source(bytes, header); !source) return source.error();
  std::memcpy(header.vault_id.data(), bytes.data() + 16, header.vault_id.size());
  std::memcpy(header.salt.data(), bytes.data() + 32, header.salt.size());
  std::memcpy(header.commitment.data(), bytes.data() + 64, header.commitment.size());
  header.written_at = get_number<std::int64_t>(bytes.data() + 96);
  header.body_bytes = get_number<std::uint32_t>(bytes.data() + 104);
  if (header.body_bytes < kSmallestClass || header.body_bytes > kMaxVaultBytes ||
      size_class(header.body_bytes) != header.body_bytes ||
      file_bytes != kHeaderBytes + header.body_bytes + kTagBytes) {
    return damaged("the file does not have the size its header says");
  }
  return header;
}

base::Result<SecretString> encode_records(const std::vector<Record>& records) {
  std::size_t needed = sizeof(std::uint16_t);
  for (const Record& record : records) {
    if (record.profile.empty() || record.profile.size() > kMaxProfileBytes) {
      return Error{Errc::kInternal, "a profile name in the vault is empty or too long"};
    }
    if (record.secret.size() > key::kMaxKeyBytes) {
      return Error{Errc::kTooLarge, "the key has " + std::to_string(record.secret.size()) + " bytes; at most " +
                                        std::to_string(key::kMaxKeyBytes) + " can be stored"};
    }
    needed += 1 + 1 + record.profile.size() + 8 + 4 + record.secret.size();
  }
  if (records.size() > kMaxRecords || size_class(needed) + kHeaderBytes + kTagBytes > kMaxVaultBytes) {
    return Error{Errc::kTooLarge, "the vault is full", "remove a profile that is no longer needed: docker ngc logout"};
  }
  SecretString plain;
  plain.reserve(size_class(needed));
  append_number(plain, static_cast<std::uint16_t>(records.size()));
  for (const Record& record : records) {
    append_number(plain, static_cast<std::uint8_t>(record.slot == Slot::kPrevious ? 1 : 0));
    append_number(plain, static_cast<std::uint8_t>(record.profile.size()));
    plain.append(record.profile);
    append_number(plain, record.stored_at);
    append_number(plain, static_cast<std::uint32_t>(record.secret.size()));
    plain.append(record.secret.reveal());
  }
  const std::string padding(size_class(needed) - plain.size(), '\0');
  plain.append(padding);
  return plain;
}

base::Result<std::vector<Record>> decode_records(const SecretString& plain) {
  Reader reader(plain.reveal());
  std::uint16_t count = 0;
  if (!reader.number(count) || count > kMaxRecords) return damaged("the list of keys is not readable");
  std::vector<Record> records;
  records.reserve(count);
  for (std::uint16_t i = 0; i < count; ++i) {
    std::uint8_t slot = 0;
    std::uint8_t name_bytes = 0;
    std::string_view name;
    std::uint32_t secret_bytes = 0;
    std::string_view secret;
    Record record;
    if (!reader.number(slot) || slot > 1 || !reader.number(name_bytes) || name_bytes == 0 ||
        name_bytes > kMaxProfileBytes || !reader.bytes(name_bytes, name) || !reader.number(record.stored_at) ||
        !reader.number(secret_bytes) || secret_bytes > key::kMaxKeyBytes || !reader.bytes(secret_bytes, secret)) {
      return damaged("a key record is not readable");
    }
    record.profile = name;
    record.slot = slot == 1 ? Slot::kPrevious : Slot::kCurrent;
    record.secret = SecretString(secret);
    records.push_back(std::move(record));
  }
  if (!all_zero(reader.rest())) return damaged("there is text behind the last key record");
  return records;
}

}  // namespace ngcs::store
