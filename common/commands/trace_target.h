// What `status --trace` is asked about.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ngcs::commands {

struct TraceTarget {
  enum class Kind {
    kRegistry,  // nvcr.io, an org, a team or an image of it
    kOciChart,  // oci://nvcr.io/…: Helm's own registry client
    kHelm,      // an address of helm.ngc.nvidia.com, ngc://…, or the name of a repository
  };
  Kind kind = Kind::kRegistry;
  std::string typed;  // printable
  std::string path;   // below the host, without tag and digest: "org/team/app"; may be empty
  // kHelm only.
  std::string repository;  // Helm's name for it; empty where an address was given
  std::string profile;     // of ngc://…?profile=P
  bool suite = false;      // ngc://: this suite's downloader answers, whether Helm has an entry or not
};

// kInvalidInput names what is wrong: a foreign host, an address that is none of Helm's repositories at NGC.
[[nodiscard]] base::Result<TraceTarget> parse_trace_target(std::string_view text);

}  // namespace ngcs::commands
