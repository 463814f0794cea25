# The plugin has no module of its own; its arguments are tested here.
if(TARGET docker_ngc_arguments)
  target_link_libraries(unit_commands PRIVATE docker_ngc_arguments)
endif()
if(TARGET docker_ngc_images)
  target_link_libraries(unit_commands PRIVATE docker_ngc_images)
endif()
if(TARGET podman_auth_commands)
  target_link_libraries(unit_commands PRIVATE podman_auth_commands)
endif()
if(TARGET helm_ngc_repos)
  target_link_libraries(unit_commands PRIVATE helm_ngc_repos)
endif()
target_compile_definitions(unit_commands PRIVATE NGCS_GOLDEN_DIR="${CMAKE_CURRENT_LIST_DIR}/golden")
# Every JSON output that the tests make, against its schema in docs/schema.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME unit.commands.json_schemas
           COMMAND "${Python3_EXECUTABLE}" "${CMAKE_CURRENT_LIST_DIR}/validate_json.py" "$<TARGET_FILE:unit_commands>"
                   "$<TARGET_FILE:unit_helm_ngc>" "${PROJECT_SOURCE_DIR}/docs/schema")
  set_tests_properties(unit.commands.json_schemas PROPERTIES LABELS unit SKIP_RETURN_CODE 77)
endif()
