# ngcs_embed(TARGET HEADER NAMESPACE NAME=FILE …)
#
# Compiles text files into a target as `inline constexpr std::string_view NAME`, in the generated header HEADER
# ("diagnose/embedded.h"). The header is made again when a file changes; nothing generated lies in the source tree.
function(ngcs_embed target header namespace)
  set(root "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  set(inputs)
  foreach(pair IN LISTS ARGN)
    string(REGEX REPLACE "^[^=]*=" "" file "${pair}")
    list(APPEND inputs "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  endforeach()
  string(REPLACE ";" "," pairs "${ARGN}")
  add_custom_command(
    OUTPUT "${root}/${header}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${root}/${header}" "-DFOLDER=${CMAKE_CURRENT_SOURCE_DIR}"
            "-DNAMESPACE=${namespace}" "-DPAIRS=${pairs}" -P "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
    DEPENDS ${inputs} "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
    VERBATIM)
  # Once now as well: tools that read the sources without a build need it.
  if(NOT EXISTS "${root}/${header}")
    execute_process(
      COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${root}/${header}" "-DFOLDER=${CMAKE_CURRENT_SOURCE_DIR}"
              "-DNAMESPACE=${namespace}" "-DPAIRS=${pairs}" -P "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake")
  endif()
  target_sources(${target} PRIVATE "${root}/${header}")
  target_include_directories(${target} PRIVATE "${root}")
endfunction()
