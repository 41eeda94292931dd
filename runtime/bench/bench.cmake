# The benchmark against other libraries; what is not installed is left out, and said.

add_executable(bench_runtime EXCLUDE_FROM_ALL bench/runtime.c bench/peers/arcmutex.c bench/peers/c11.c
  bench/peers/pthread.c)
target_compile_definitions(bench_runtime PRIVATE _GNU_SOURCE)
target_compile_options(bench_runtime PRIVATE ${ARCMUTEX_WARNINGS})
target_include_directories(bench_runtime PRIVATE bench)
target_link_libraries(bench_runtime PRIVATE arcmutex m)

find_package(PkgConfig)
if(PkgConfig_FOUND)
  pkg_check_modules(glib IMPORTED_TARGET glib-2.0)
endif()
if(TARGET PkgConfig::glib)
  target_sources(bench_runtime PRIVATE bench/peers/glib.c)
  target_compile_definitions(bench_runtime PRIVATE BENCH_GLIB)
  target_link_libraries(bench_runtime PRIVATE PkgConfig::glib)
endif()

find_library(NSYNC_LIBRARY nsync)
find_path(NSYNC_INCLUDE nsync.h)
if(NSYNC_LIBRARY AND NSYNC_INCLUDE)
  target_sources(bench_runtime PRIVATE bench/peers/nsync.c)
  target_compile_definitions(bench_runtime PRIVATE BENCH_NSYNC)
  target_include_directories(bench_runtime SYSTEM PRIVATE ${NSYNC_INCLUDE})
  target_link_libraries(bench_runtime PRIVATE ${NSYNC_LIBRARY})
endif()

find_program(RUSTC rustc)
if(RUSTC)
  set(std ${CMAKE_CURRENT_BINARY_DIR}/libbench_std.a)
  add_custom_command(OUTPUT ${std}
    COMMAND ${RUSTC} --edition=2021 -O --crate-type=staticlib -o ${std} ${CMAKE_CURRENT_SOURCE_DIR}/bench/peers/std.rs
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bench/peers/std.rs VERBATIM)
  target_sources(bench_runtime PRIVATE bench/peers/rust.c ${std})
  target_compile_definitions(bench_runtime PRIVATE BENCH_RUST)
  target_link_libraries(bench_runtime PRIVATE ${std} gcc_s ${CMAKE_DL_LIBS})
endif()
