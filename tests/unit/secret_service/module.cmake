pkg_check_modules(GIO REQUIRED IMPORTED_TARGET gio-2.0)
add_executable(keyring_tool "${CMAKE_CURRENT_SOURCE_DIR}/secret_service/keyring_tool.cpp")
target_link_libraries(keyring_tool PRIVATE ngcs::settings PkgConfig::GIO)
target_compile_definitions(unit_secret_service PRIVATE
  NGCS_TEST_KEYRING_TOOL="$<TARGET_FILE:keyring_tool>"
  NGCS_TEST_CHILD="$<TARGET_FILE:ngc-secret-service>")
add_dependencies(unit_secret_service keyring_tool ngc-secret-service)
