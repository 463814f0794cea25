# The commands of helm-ngc, with doubles for everything outside.
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/*_test.cpp")
add_executable(unit_helm_ngc ${sources})
target_link_libraries(unit_helm_ngc PRIVATE helm_ngc_commands helm_ngc_repos GTest::gtest GTest::gmock GTest::gtest_main)
target_include_directories(unit_helm_ngc PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/support"
                                                 "${CMAKE_CURRENT_SOURCE_DIR}/commands")
target_compile_definitions(unit_helm_ngc PRIVATE NGCS_GOLDEN_DIR="${CMAKE_CURRENT_LIST_DIR}/golden")
add_dependencies(units unit_helm_ngc)
gtest_discover_tests(unit_helm_ngc TEST_PREFIX "unit.helm_ngc." PROPERTIES LABELS unit DISCOVERY_TIMEOUT 60)
