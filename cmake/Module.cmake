# ngcs_module(NAME [DEPS module…] [LIBS library…])
#
# Makes the static library ngcs_NAME (alias ngcs::NAME) of all *.cpp in the current folder of common/. A module may
# depend only on modules that stand before it in NGCS_MODULE_ORDER: the order of the design's table.
set(NGCS_MODULE_ORDER base secret json config registry key store auth protocol cli secret_service http ngc
                      entitlement migrate clients diagnose commands)

function(ngcs_module name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  list(FIND NGCS_MODULE_ORDER ${name} position)
  if(position EQUAL -1)
    message(FATAL_ERROR "common/${name} is not in NGCS_MODULE_ORDER")
  endif()
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(scope PUBLIC)
  if(sources)
    add_library(ngcs_${name} STATIC ${sources})
  else()
    add_library(ngcs_${name} INTERFACE)  # headers only
    set(scope INTERFACE)
  endif()
  add_library(ngcs::${name} ALIAS ngcs_${name})
  target_link_libraries(ngcs_${name} ${scope} ngcs::settings)
  foreach(dep IN LISTS ARG_DEPS)
    list(FIND NGCS_MODULE_ORDER ${dep} dep_position)
    if(dep_position EQUAL -1 OR dep_position GREATER_EQUAL position)
      message(FATAL_ERROR "common/${name} may not depend on common/${dep}: only on folders above it")
    endif()
    target_link_libraries(ngcs_${name} ${scope} ngcs::${dep})
  endforeach()
  target_link_libraries(ngcs_${name} ${scope} ${ARG_LIBS})
endfunction()
