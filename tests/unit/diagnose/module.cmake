target_compile_definitions(
  unit_diagnose PRIVATE NGCS_CODES_PAGE="${PROJECT_SOURCE_DIR}/docs/codes.md"
                        NGCS_CATALOGUE="${PROJECT_SOURCE_DIR}/common/diagnose/catalogue.json")
