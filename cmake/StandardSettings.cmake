# One INTERFACE target, ngcs::settings, carries the language level, warnings, hardening and sanitizers to every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

option(NGCS_WERROR "Treat warnings as errors" OFF)
option(NGCS_CCACHE "Use ccache where it is installed" ON)
set(NGCS_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")

if(NGCS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(NGCS_CCACHE_PROGRAM ccache)
  mark_as_advanced(NGCS_CCACHE_PROGRAM)
  if(NGCS_CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${NGCS_CCACHE_PROGRAM}")
    set(CMAKE_C_COMPILER_LAUNCHER "${NGCS_CCACHE_PROGRAM}")
  endif()
endif()

add_library(ngcs_settings INTERFACE)
add_library(ngcs::settings ALIAS ngcs_settings)
target_compile_options(ngcs_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-align -Woverloaded-virtual -Wimplicit-fallthrough -Wnull-dereference
  -fstack-protector-strong -ffunction-sections -fdata-sections)
# g++ 12 sees overlaps that cannot be in inlined std::string assignments at -O3 (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(ngcs_settings INTERFACE $<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:-Wno-restrict>)
endif()
target_compile_definitions(ngcs_settings INTERFACE NGCS_VERSION="${PROJECT_VERSION}")
target_include_directories(ngcs_settings INTERFACE "${PROJECT_SOURCE_DIR}/common")
target_link_options(ngcs_settings INTERFACE -Wl,-z,relro,-z,now -Wl,--gc-sections)
if(NGCS_WERROR)
  target_compile_options(ngcs_settings INTERFACE -Werror)
endif()
if(NGCS_SANITIZE)
  target_compile_options(ngcs_settings INTERFACE -fsanitize=${NGCS_SANITIZE} -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
  target_link_options(ngcs_settings INTERFACE -fsanitize=${NGCS_SANITIZE})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # glibc's checked functions need optimisation and do not mix with the sanitizers.
  target_compile_options(ngcs_settings INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
