// The two parsers of a vault: the header, whose bytes anybody may have written, and the records behind the decryption.
// What they accept keeps its limits and survives being written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "key/key.h"
#include "store/vault_format.h"

namespace {

using ngcs::store::Record;

void check_header(std::string_view text) {
  const auto header = ngcs::store::decode_header(text, text.size());
  if (!header) return;
  if (header->body_bytes > ngcs::store::kMaxVaultBytes || header->scrypt.log_n > ngcs::store::Scrypt::kMaxLogN)
    std::abort();
  const auto again = ngcs::store::encode_header(*header);
  const std::string_view written(reinterpret_cast<const char*>(again.data()), again.size());
  if (written != text.substr(0, written.size())) std::abort();
}

bool same(const Record& a, const Record& b) {
  return a.profile == b.profile && a.slot == b.slot && a.stored_at == b.stored_at && a.secret == b.secret;
}

void check_records(std::string_view text) {
  const auto records = ngcs::store::decode_records(ngcs::secret::SecretString(text));
  if (!records) return;
  if (records->size() > ngcs::store::kMaxRecords) std::abort();
  for (const Record& record : *records) {
    if (record.profile.empty() || record.secret.size() > ngcs::key::kMaxKeyBytes) std::abort();
  }
  const auto written = ngcs::store::encode_records(*records);
  if (!written) std::abort();
  const auto again = ngcs::store::decode_records(*written);
  if (!again || again->size() != records->size()) std::abort();
  for (std::size_t i = 0; i < records->size(); ++i) {
    if (!same((*records)[i], (*again)[i])) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_header(text);
  check_records(text);
  return 0;
}
