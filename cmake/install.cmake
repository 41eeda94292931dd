# What `cmake --install` adds to the programs: packages for CMake and pkg-config, and documents; CPack makes them a .deb.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/locklint)
set(LOCKLINT_PROGRAM_FOLDER ${CMAKE_INSTALL_BINDIR})
set(LOCKLINT_PLUGIN_FOLDER ${CMAKE_INSTALL_LIBDIR})
configure_package_config_file(cmake/locklintConfig.cmake.in ${PROJECT_BINARY_DIR}/package/locklintConfig.cmake
                              INSTALL_DESTINATION ${package_folder}
                              PATH_VARS LOCKLINT_PROGRAM_FOLDER LOCKLINT_PLUGIN_FOLDER)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/locklintConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/package/locklintConfig.cmake ${PROJECT_BINARY_DIR}/package/locklintConfigVersion.cmake
        DESTINATION ${package_folder})

install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${LK_GENERATED}/rules DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY rules/models DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.yaml")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME locklint)
set(CPACK_PACKAGE_CONTACT "the locklint developers <locklint@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "finds lock misuse in C, for clang-tidy, clang and the command line")
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# clang's own headers; the hosts are the user's choice.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libclang-common-19-dev")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libc6-dev")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "clang-tidy-19, clang-19, git, graphviz")
include(CPack)
