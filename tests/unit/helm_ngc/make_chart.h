// Packaged charts, good and bad, written with libarchive.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <vector>

namespace ngcs::test {

struct Entry {
  std::string path;
  std::string content = {};
  unsigned type = AE_IFREG;
  std::string link = {};
  unsigned mode = 0644;
};

inline void write_tgz(const std::string& path, const std::vector<Entry>& entries, bool gzip = true) {
  archive* out = archive_write_new();
  if (gzip) archive_write_add_filter_gzip(out);
  archive_write_set_format_pax_restricted(out);
  archive_write_open_filename(out, path.c_str());
  for (const Entry& one : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, one.path.c_str());
    archive_entry_set_filetype(entry, one.type);
    archive_entry_set_perm(entry, static_cast<__LA_MODE_T>(one.mode));
    archive_entry_set_size(entry, one.type == AE_IFREG ? static_cast<la_int64_t>(one.content.size()) : 0);
    if (one.type == AE_IFLNK) archive_entry_set_symlink(entry, one.link.c_str());
    if (one.type == AE_IFREG && !one.link.empty()) archive_entry_set_hardlink(entry, one.link.c_str());
    archive_write_header(out, entry);
    if (one.type == AE_IFREG && one.link.empty()) archive_write_data(out, one.content.data(), one.content.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
}

inline std::string chart_yaml(const std::string& name, const std::string& version) {
  return "apiVersion: v2\nname: " + name + "\nversion: " + version + "\ndescription: Plans things\n";
}

inline void write_chart(const std::string& path, const std::string& name, const std::string& version,
                        const std::string& more = "x") {
  write_tgz(path, {{name + "/Chart.yaml", chart_yaml(name, version)},
                   {name + "/charts/dep/Chart.yaml", chart_yaml("dep", "9.9.9")},
                   {name + "/values.yaml", more}});
}

}  // namespace ngcs::test
