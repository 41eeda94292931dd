# The tests of libarcmutex: its contract, the examples' output, and what must not compile.

find_package(PkgConfig REQUIRED)
pkg_check_modules(check REQUIRED IMPORTED_TARGET check)

add_executable(check_runtime
  ../tests/check_runtime.c
  ../tests/check_runtime_arc.c
  ../tests/check_runtime_async.c
  ../tests/check_runtime_async_channel.c
  ../tests/check_runtime_channel.c
  ../tests/check_runtime_condvar.c
  ../tests/check_runtime_mutex.c
  ../tests/check_runtime_once.c
  ../tests/check_runtime_poison.c
  ../tests/check_runtime_runtime.c
  ../tests/check_runtime_task.c
  ../tests/check_runtime_rwlock.c
  ../tests/check_runtime_thread.c
  ../tests/check_runtime_weak.c
  tests/shared.c
  tests/unwound.c)
set_source_files_properties(tests/unwound.c ../tests/check_runtime_runtime.c PROPERTIES COMPILE_OPTIONS -fexceptions)
target_compile_definitions(check_runtime PRIVATE _GNU_SOURCE)
target_compile_options(check_runtime PRIVATE ${ARCMUTEX_WARNINGS})
target_include_directories(check_runtime PRIVATE src tests)
target_link_libraries(check_runtime PRIVATE arcmutex PkgConfig::check)
add_test(NAME runtime COMMAND check_runtime)

# Checked mode: NULL goes where the declarations forbid it, which UndefinedBehaviorSanitizer would say first.
add_executable(misuse tests/misuse.c)
target_compile_definitions(misuse PRIVATE _GNU_SOURCE)
target_compile_options(misuse PRIVATE ${ARCMUTEX_WARNINGS} $<$<C_COMPILER_ID:Clang>:-fno-sanitize=nonnull-attribute>)
target_link_libraries(misuse PRIVATE arcmutex)
add_executable(run_misuse tests/run_misuse.c)
target_compile_definitions(run_misuse PRIVATE _GNU_SOURCE)
target_compile_options(run_misuse PRIVATE ${ARCMUTEX_WARNINGS})
add_test(NAME runtime_checked
  COMMAND run_misuse $<TARGET_FILE:misuse> ${CMAKE_CURRENT_SOURCE_DIR}/tests/misuse.c
          ${CMAKE_CURRENT_SOURCE_DIR}/tests/misuse.txt)

add_test(NAME runtime_example_transfer COMMAND ${CMAKE_COMMAND} -E env AM_CHECKED=1 $<TARGET_FILE:example_transfer>)
set_tests_properties(runtime_example_transfer PROPERTIES
  PASS_REGULAR_EXPRESSION "transfer.c:[0-9]+: error: two locks are taken in opposite orders.*\\[locklint-lock-order\\]")
# A sanitizer's report must not hide behind the right output.
foreach(example ${ARCMUTEX_EXAMPLES})
  add_test(NAME runtime_example_${example} COMMAND example_${example})
  set_tests_properties(runtime_example_${example} PROPERTIES FAIL_REGULAR_EXPRESSION "Sanitizer|runtime error")
  add_test(NAME runtime_checked_${example}
    COMMAND ${CMAKE_COMMAND} -E env AM_CHECKED=1 $<TARGET_FILE:example_${example}>)
  set_tests_properties(runtime_checked_${example} PROPERTIES FAIL_REGULAR_EXPRESSION "Sanitizer|runtime error|locklint-")
endforeach()
function(prints expression)
  foreach(example ${ARGN})
    set_tests_properties(runtime_example_${example} PROPERTIES PASS_REGULAR_EXPRESSION "${expression}")
  endforeach()
endfunction()
prints("^final count: 10000\n$" counter task_counter)
prints("(^|\n)recovered from poison: \\[1, 2, 3\\]\n" poison task_poison)
prints("^value = 2\n$" fix_scope task_fix_scope task_fix_async)
prints("^reader 0 sees region=us-east-1\nreader 1 sees region=us-east-1\nreader 2 sees region=us-east-1\n\
reader 3 sees region=us-east-1\n$" config)
prints("^/checkout = 2\n/login = 3\nrequests_total = 5\n$" metrics)
prints("^total = 1000\n$" total)
prints("\nfinal log: \\[\"event-1\", \"event-2\", \"event-3\"\\]\n$" event_log)
prints("^\\[\\(2, 4\\), \\(3, 9\\), \\(4, 16\\)\\]\ncache size = 3\n$" cache)

foreach(example pipeline tree)
  add_test(NAME runtime_example_${example} COMMAND example_${example})
  set_tests_properties(runtime_example_${example} PROPERTIES FAIL_REGULAR_EXPRESSION "Sanitizer|runtime error")
endforeach()
set_tests_properties(runtime_example_pipeline PROPERTIES
  PASS_REGULAR_EXPRESSION "^settings are read\nsum: 1001000\n$")
set_tests_properties(runtime_example_tree PROPERTIES
  PASS_REGULAR_EXPRESSION "leaf: branch\nbranch: 1 owner, 1 weak\nbranch goes\nleaf goes\nleaf: no parent\nleaf goes\n$")

# What locklint says of the pitfalls stands in their comments, what checked mode says in a file beside them.
foreach(example ${ARCMUTEX_PITFALLS})
  add_test(NAME runtime_checked_${example}
    COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:example_${example}>
            -DEXPECTED=${CMAKE_CURRENT_SOURCE_DIR}/examples/${example}.txt -P ${CMAKE_CURRENT_SOURCE_DIR}/tests/pitfall.cmake)
  if(NOT PROJECT_IS_TOP_LEVEL)
    add_test(NAME lint_example_${example}
      COMMAND locklint --verify ${CMAKE_CURRENT_SOURCE_DIR}/examples/${example}.c -- -I${CMAKE_CURRENT_SOURCE_DIR}/include)
  endif()
endforeach()
add_test(NAME runtime_example_pitfall_await COMMAND example_pitfall_await)
add_test(NAME runtime_example_pitfall_relock
  COMMAND ${CMAKE_COMMAND} -E env AM_CHECKED=0 $<TARGET_FILE:example_pitfall_relock>)
set_tests_properties(runtime_example_pitfall_relock PROPERTIES
  PASS_REGULAR_EXPRESSION "^arcmutex: this thread already holds the mutex that it locks: it would wait for itself for ever\n")

# must_not_compile(<file> <expression>): the compiler's error for tests/compile_fail/<file>.c says this.
function(must_not_compile name expression)
  add_test(NAME runtime_compile_fail_${name}
    COMMAND ${CMAKE_C_COMPILER} -std=c11 -Wall -Wextra -Werror=unused-result -Werror=incompatible-pointer-types -O1 -c -o /dev/null
            -I${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/tests/compile_fail/${name}.c)
  set_tests_properties(runtime_compile_fail_${name} PROPERTIES PASS_REGULAR_EXPRESSION "error: ${expression}")
endfunction()

must_not_compile(guard_type "static assertion failed.*AM_GUARD: the mutex holds data of another type")
must_not_compile(not_a_mutex ".*no member named .*raw")
must_not_compile(entry_type "static assertion failed.*am_thread_spawn: the entry takes a handle of another type")
must_not_compile(plain_entry "unknown type name .*add_handle_")
must_not_compile(compare_types "static assertion failed.*am_arc_ptr_eq: the two handles have different types")
must_not_compile(drop_handle "(indirection requires pointer operand|invalid type argument of unary)")
must_not_compile(data_alignment "static assertion failed.*AM_MUTEX: the data wants an alignment of more than 16")
must_not_compile(write_through_read ".*(read-only|const-qualified)")
must_not_compile(write_guard_type "static assertion failed.*AM_WRITE_GUARD: the lock holds data of another type")
must_not_compile(mutex_guard_on_rwlock ".*(_Generic|controlling expression).*not compatible with any")
must_not_compile(wait_with_rwlock ".*(_Generic|controlling expression).*not compatible with any")
must_not_compile(send_type "static assertion failed.*am_send: the channel carries values of another type")
must_not_compile(channel_ends "static assertion failed.*am_channel: the two ends carry different types")
must_not_compile(channel_kind "static assertion failed.*am_channel: the sender is of the other kind")
must_not_compile(lost_send "ignoring return value.*warn_unused_result")
must_not_compile(weak_type "static assertion failed.*am_arc_downgrade: the weak handle is for another type")
must_not_compile(weak_is_no_handle ".*no member named .*(value|raw)")
must_not_compile(cell_type "static assertion failed.*am_cell_get_or_init: the function makes a value of another type")
must_not_compile(task_entry_type "static assertion failed.*am_task_spawn: the entry takes a handle of another type")
must_not_compile(task_gives_type
  "static assertion failed.*am_task_spawn_giving: the entry gives a result of another type")
must_not_compile(task_result_type
  "static assertion failed.*am_task_await_result: the task gives a result of another type")
must_not_compile(large_result "static assertion failed.*AM_TASK_ENTRY_GIVING: the result is too large")
must_not_compile(async_guard_type "static assertion failed.*AM_ASYNC_GUARD: the mutex holds data of another type")
must_not_compile(mutex_guard_on_async ".*not compatible with any")
must_not_compile(async_payload "static assertion failed.*am_async_send: the channel carries values of another type")
must_not_compile(lost_spawn "ignoring return value.*warn_unused_result")

# Tasks once more, with the context switch of other processors; sanitizers follow the usual one only.
if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
  get_target_property(sources arcmutex_objects SOURCES)
  get_target_property(tests check_runtime SOURCES)
  add_executable(check_runtime_portable ${sources} ${tests})
  target_compile_definitions(check_runtime_portable PRIVATE _GNU_SOURCE AM_PORTABLE_SWITCH)
  target_compile_options(check_runtime_portable PRIVATE ${ARCMUTEX_WARNINGS})
  target_include_directories(check_runtime_portable PRIVATE include src tests)
  target_link_libraries(check_runtime_portable PRIVATE Threads::Threads PkgConfig::check)
  foreach(suite task runtime async)
    add_test(NAME runtime_portable_${suite} COMMAND check_runtime_portable)
    set_tests_properties(runtime_portable_${suite} PROPERTIES ENVIRONMENT CK_RUN_SUITE=${suite})
  endforeach()
endif()

foreach(header ${ARCMUTEX_PUBLIC_HEADERS})
  add_test(NAME runtime_header_alone_${header}
    COMMAND ${CMAKE_C_COMPILER} -std=c11 ${ARCMUTEX_WARNINGS} -I${CMAKE_CURRENT_SOURCE_DIR}/include
            -fsyntax-only -include arcmutex/${header} ${CMAKE_CURRENT_SOURCE_DIR}/tests/one_name.c)
endforeach()

add_test(NAME runtime_effects
  COMMAND ${CMAKE_COMMAND} -DNM=${CMAKE_NM} -DLIBRARY=$<TARGET_FILE:arcmutex_shared>
          -DINCLUDE=${CMAKE_CURRENT_SOURCE_DIR}/include/arcmutex -P ${CMAKE_CURRENT_SOURCE_DIR}/tests/effects.cmake)

# The library's own sources, read behind hooks.h, in all schedules of small programs.
set(explored arc.c async_mutex.c async_rwlock.c async_semaphore.c channel.c condvar.c mutex.c once.c permits.c rwlock.c
             self.c wait_list.c weak.c)
list(TRANSFORM explored PREPEND src/)
add_library(explored_objects OBJECT ${explored})
target_compile_options(explored_objects PRIVATE -include ${CMAKE_CURRENT_SOURCE_DIR}/tests/interleavings/hooks.h)
add_executable(check_interleavings tests/interleavings/async_programs.c tests/interleavings/check_interleavings.c
                                   tests/interleavings/explorer.c tests/interleavings/lock_programs.c
                                   tests/interleavings/shared_programs.c
                                   $<TARGET_OBJECTS:explored_objects>)
foreach(target explored_objects check_interleavings)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
  target_compile_options(${target} PRIVATE ${ARCMUTEX_WARNINGS})
  target_include_directories(${target} PRIVATE include src)
endforeach()
# Checked mode, which is off here, comes from the library.
target_link_libraries(check_interleavings PRIVATE arcmutex)
add_test(NAME interleavings COMMAND check_interleavings)
set_tests_properties(interleavings PROPERTIES TIMEOUT 120)

add_test(NAME runtime_documented
  COMMAND ${CMAKE_COMMAND} -DPAGE=${CMAKE_CURRENT_SOURCE_DIR}/docs/from_rust.md
          -DINCLUDE=${CMAKE_CURRENT_SOURCE_DIR}/include/arcmutex -P ${CMAKE_CURRENT_SOURCE_DIR}/tests/documented.cmake)

include(tests/header_examples.cmake)

# All examples once more under Valgrind, which sanitized programs do not run in.
if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
  find_program(VALGRIND valgrind REQUIRED)
  set(examples ${ARCMUTEX_EXAMPLES} pipeline tree)
  list(TRANSFORM examples PREPEND example_)
  set(of_headers ${ARCMUTEX_HEADER_EXAMPLES})
  list(TRANSFORM of_headers PREPEND header_example_)
  foreach(example ${examples} ${of_headers})
    add_test(NAME runtime_valgrind_${example}
      COMMAND ${VALGRIND} --quiet --error-exitcode=9 --leak-check=full --fair-sched=yes
              --suppressions=${CMAKE_CURRENT_SOURCE_DIR}/tests/valgrind.supp $<TARGET_FILE:${example}>)
  endforeach()
endif()
