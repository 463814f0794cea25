find_package(Threads REQUIRED)
target_link_libraries(unit_http PRIVATE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
