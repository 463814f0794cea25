#include "service/content/hello.h"

// NGCS_HELLO_FILE is the built program; the assembler takes it in whole.
asm(".section .rodata\n"
    ".balign 16\n"
    "ngcs_sandbox_hello_begin:\n"
    ".incbin \"" NGCS_HELLO_FILE
    "\"\n"
    "ngcs_sandbox_hello_end:\n"
    ".globl ngcs_sandbox_hello_begin\n"
    ".globl ngcs_sandbox_hello_end\n"
    ".previous\n");

extern "C" {
extern const char ngcs_sandbox_hello_begin[];
extern const char ngcs_sandbox_hello_end[];
}

namespace ngcs::sandbox {

std::string_view hello_program() {
  return {ngcs_sandbox_hello_begin, static_cast<std::size_t>(ngcs_sandbox_hello_end - ngcs_sandbox_hello_begin)};
}

}  // namespace ngcs::sandbox
