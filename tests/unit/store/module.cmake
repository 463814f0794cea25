target_compile_definitions(unit_store PRIVATE
  NGCS_TEST_VAULT_VECTORS="${CMAKE_CURRENT_SOURCE_DIR}/store/vectors/vault.json")
