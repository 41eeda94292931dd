# The core, one folder a layer; the command line over it.
function(lk_layer out)
  set(found)
  foreach(layer IN LISTS ARGN)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/plugin/${layer}/*.c)
    list(APPEND found ${sources})
  endforeach()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# No source of the core sees libclang; it also lives in clang-tidy and in clang, where there is none.
lk_layer(core_sources base ast ir model flow lint report)
set(libclang_sources ${core_sources})
list(FILTER core_sources EXCLUDE REGEX "/tree_libclang[^/]*\\.c$")
list(FILTER libclang_sources INCLUDE REGEX "/tree_libclang[^/]*\\.c$")

add_library(lk_core STATIC ${core_sources} ${LK_RULE_SOURCES} ${LK_GENERATED}/registry.c
                           ${LK_GENERATED}/shipped_models.c)
target_include_directories(lk_core PUBLIC ${PROJECT_SOURCE_DIR}/plugin)
target_link_libraries(lk_core PUBLIC lk_warnings PkgConfig::yaml PkgConfig::jansson PkgConfig::xxhash)
target_compile_definitions(lk_core PUBLIC LK_VERSION="${PROJECT_VERSION}")

# All of the command line but its main, so that tests can link it.
lk_layer(front_sources driver cli lsp)
list(FILTER front_sources EXCLUDE REGEX "/cli/main\\.c$")
add_library(lk_front STATIC ${libclang_sources} ${front_sources})
target_compile_definitions(lk_front PRIVATE LK_LIBRARY_FOLDER="${CMAKE_INSTALL_LIBDIR}"
                                            LK_DOCUMENT_FOLDER="${CMAKE_INSTALL_DOCDIR}")
target_link_libraries(lk_front PUBLIC lk_core libclang PkgConfig::uv Threads::Threads)

add_executable(locklint plugin/cli/main.c)
target_link_libraries(locklint PRIVATE lk_front)
target_link_options(locklint PRIVATE -Wl,--build-id=sha1)
install(TARGETS locklint RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
