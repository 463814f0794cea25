# Helm's downloader for ngc://, and the manifests of the two plugin directories.
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/*_test.cpp")
add_executable(unit_helm_getter ${sources})
target_link_libraries(unit_helm_getter PRIVATE helm_ngc_getter "${NGCS_LIBYAML_STATIC}" GTest::gtest GTest::gmock
                                               GTest::gtest_main)
target_include_directories(unit_helm_getter PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/support" "${NGCS_LIBYAML_INCLUDE}")
target_compile_definitions(unit_helm_getter PRIVATE NGCS_TEST_HELM_PLUGINS="${PROJECT_BINARY_DIR}/helm-plugins")
add_dependencies(units unit_helm_getter)
gtest_discover_tests(unit_helm_getter TEST_PREFIX "unit.helm_getter." PROPERTIES LABELS unit DISCOVERY_TIMEOUT 60)
