# The credential helper as a whole: it is started as clients start it.
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/*_test.cpp")
set(helper_folder "${PROJECT_SOURCE_DIR}/docker-credential-ngc/helper")
add_executable(unit_helper ${sources} "${helper_folder}/arguments.cpp")
target_link_libraries(unit_helper PRIVATE ngcs::protocol GTest::gtest GTest::gmock GTest::gtest_main)
target_include_directories(unit_helper PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/support" "${helper_folder}")
target_compile_definitions(unit_helper PRIVATE
  NGCS_TEST_HELPER="$<TARGET_FILE:docker-credential-ngc>" NGCS_TEST_EMPTY="$<TARGET_FILE:bench_empty>"
  NGCS_TEST_MEASURE="$<TARGET_FILE:bench_measure>")
if(NGCS_SANITIZE)
  target_compile_definitions(unit_helper PRIVATE NGCS_TEST_SANITIZED)
endif()
add_dependencies(unit_helper docker-credential-ngc bench_empty bench_measure)
add_dependencies(units unit_helper)
gtest_discover_tests(unit_helper TEST_PREFIX "unit.helper." PROPERTIES LABELS unit TIMEOUT 300 DISCOVERY_TIMEOUT 60)
