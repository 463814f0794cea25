# What `cmake --install` puts where, below the prefix:
#
#   bin/docker-credential-ngc                 the credential helper; must be on the PATH of every client
#   bin/podman-auth                           beside podman, buildah and skopeo
#   bin/ngc-sandbox                           the local NGC (with NGCS_SANDBOX)
#   lib/docker/cli-plugins/docker-ngc         `docker ngc`; docker searches this folder of /usr/local and /usr
#   lib/ngc-auth/helm-plugins/ngc/            `helm ngc`: a Helm plugin directory, ready for `helm plugin install`
#   lib/ngc-auth/helm-plugins/ngc-getter/     Helm's downloader for ngc://, likewise
#   libexec/ngc-auth/ngc-secret-service       the child that speaks to the desktop keyring
#   share/ngc-auth/world.json                 the sandbox's example world
#   share/ngc-auth/install-manifest           what was installed; install/uninstall.sh reads it
#   share/bash-completion/completions/podman-auth
#   share/doc/ngc-auth/, share/man/man1/
#
# Programs are named here and not beside their targets, so that this page is the whole answer to "what is installed".
# docker searches lib/docker/cli-plugins, not the multi-arch folder of CMAKE_INSTALL_LIBDIR.
function(ngcs_install_program target folder)
  if(TARGET ${target})
    install(TARGETS ${target} RUNTIME DESTINATION "${folder}")
  endif()
endfunction()

ngcs_install_program(docker-credential-ngc bin)
ngcs_install_program(docker-ngc lib/docker/cli-plugins)
ngcs_install_program(ngc-secret-service libexec/ngc-auth)
ngcs_install_program(podman-auth bin)
ngcs_install_program(ngc-sandbox bin)
install(FILES "${PROJECT_SOURCE_DIR}/podman-auth/completion.bash" DESTINATION share/bash-completion/completions
        RENAME podman-auth)

foreach(plugin ngc ngc-getter)
  set(helm_plugin lib/ngc-auth/helm-plugins/${plugin})
  ngcs_install_program(helm-ngc ${helm_plugin}/bin)
  install(FILES "${PROJECT_BINARY_DIR}/helm-plugins/${plugin}/plugin.yaml" DESTINATION ${helm_plugin})
endforeach()
install(FILES "${PROJECT_BINARY_DIR}/helm-plugins/ngc/completion.yaml" DESTINATION lib/ngc-auth/helm-plugins/ngc)
install(PROGRAMS "${PROJECT_BINARY_DIR}/helm-plugins/ngc/plugin.complete" DESTINATION lib/ngc-auth/helm-plugins/ngc)

if(NGCS_SANDBOX)
  install(FILES "${PROJECT_SOURCE_DIR}/examples/world.json" DESTINATION share/ngc-auth OPTIONAL)
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
        DESTINATION share/doc/ngc-auth)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION share/doc/ngc-auth
        FILES_MATCHING PATTERN "*.md" PATTERN "*.json")
file(GLOB manuals CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/man/*.1")
if(manuals)
  install(FILES ${manuals} DESTINATION share/man/man1)
endif()

# Last: CMake runs install steps in the order of their declaration, so the list is complete here.
install(CODE [[
  set(manifest "${CMAKE_INSTALL_PREFIX}/share/ngc-auth/install-manifest")
  list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${manifest}")
  # What an earlier installation put here and this one did not (the sandbox is optional) is still ours to take away.
  if(EXISTS "$ENV{DESTDIR}${manifest}")
    file(STRINGS "$ENV{DESTDIR}${manifest}" earlier)
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES ${earlier})
    list(REMOVE_DUPLICATES CMAKE_INSTALL_MANIFEST_FILES)
  endif()
  string(REPLACE ";" "\n" lines "${CMAKE_INSTALL_MANIFEST_FILES}")
  file(WRITE "$ENV{DESTDIR}${manifest}" "${lines}\n")
]])
