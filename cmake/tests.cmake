# Every tests/check_*.c is one executable and one test; run_fixtures takes every fixture through every backend.
pkg_check_modules(check REQUIRED IMPORTED_TARGET check)

set(LK_TEST_DEFINITIONS LK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" LK_BUILD_DIR="${PROJECT_BINARY_DIR}"
                        LK_LIBCLANG_INCLUDE="${LIBCLANG_INCLUDE}" LK_C_COMPILER="${CMAKE_C_COMPILER}")

add_library(lk_test_support STATIC tests/command.c tests/editor.c tests/generated.c tests/generated_files.c tests/generated_idioms.c tests/generated_judge.c tests/generated_shapes.c tests/generated_threads.c tests/generated_words.c tests/judged.c tests/packed.c tests/scenarios.c tests/snippet.c tests/suite.c tests/path_program.c
                                   tests/path_oracle.c tests/path_oracle_merged.c)
target_link_libraries(lk_test_support PUBLIC lk_warnings lk_front PkgConfig::check)
target_compile_definitions(lk_test_support PUBLIC ${LK_TEST_DEFINITIONS})

file(GLOB check_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/check_*.c)
list(FILTER check_sources EXCLUDE REGEX "/check_runtime[^/]*\\.c$") # built by runtime/
foreach(source IN LISTS check_sources)
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE lk_front lk_test_support PkgConfig::check)
  add_test(NAME ${name} COMMAND ${name})
  # A test that waits in vain ends; none is too slow for a machine that is busy.
  set_tests_properties(${name} PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77 ENVIRONMENT CK_DEFAULT_TIMEOUT=240)
endforeach()

add_dependencies(check_cli locklint generate_units)
add_dependencies(check_lsp locklint)
add_dependencies(check_lsp_fuzz locklint)
add_dependencies(check_lsp_texts locklint)

# What drivers of fixtures are linked with, which the test makes, compiles and runs.
add_library(lk_witness_world STATIC tests/witness_library.c tests/witness_locks.c tests/witness_waits.c tests/witness_world.c)
target_link_libraries(lk_witness_world PRIVATE lk_warnings)
target_sources(check_fixture_witnesses PRIVATE tests/witness_driver.c tests/witness_log.c tests/witness_pins.c
                                               tests/witness_reach.c tests/witness_run.c)
target_link_libraries(check_fixture_witnesses PRIVATE libclang)
add_dependencies(check_fixture_witnesses lk_witness_world arcmutex_shared)
set_tests_properties(check_fixture_witnesses PROPERTIES TIMEOUT 1500)

add_executable(run_fixtures tests/run_fixtures.c tests/findings.c tests/fixes.c)
target_link_libraries(run_fixtures PRIVATE lk_test_support)
add_test(NAME fixtures COMMAND run_fixtures)
set_tests_properties(fixtures PROPERTIES TIMEOUT 900 PROCESSORS 2)

# clang's own graphs as an oracle for lowering: cfg_oracle FOLDER takes any compilation database.
add_executable(cfg_oracle tests/cfg_oracle.c tests/cfg_graph.c tests/cfg_text.c)
target_link_libraries(cfg_oracle PRIVATE lk_test_support)
add_test(NAME cfg_oracle COMMAND cfg_oracle)
set_tests_properties(cfg_oracle PROPERTIES TIMEOUT 300)

# Editors, and a bare client, with the language server.
add_executable(run_editors tests/run_editors.c)
target_link_libraries(run_editors PRIVATE lk_test_support)
add_dependencies(run_editors locklint)
foreach(client neovim screen ale eglot flymake lsp_mode bare)
  add_test(NAME editor_${client} COMMAND run_editors ${client})
  set_tests_properties(editor_${client} PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77)
endforeach()
