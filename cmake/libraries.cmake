# The libraries from outside.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(jansson REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(uv REQUIRED IMPORTED_TARGET libuv)

# libclang's C API, of the one major that the command line is built on.
set(LOCKLINT_LLVM_ROOT /usr/lib/llvm-19 CACHE PATH "where LLVM 19 is")
find_path(LIBCLANG_INCLUDE clang-c/Index.h PATHS ${LOCKLINT_LLVM_ROOT}/include NO_DEFAULT_PATH)
find_library(LIBCLANG_LIBRARY NAMES clang-19 clang PATHS ${LOCKLINT_LLVM_ROOT}/lib NO_DEFAULT_PATH)
if(NOT LIBCLANG_INCLUDE OR NOT LIBCLANG_LIBRARY)
  message(FATAL_ERROR "libclang 19 is not in ${LOCKLINT_LLVM_ROOT}: apt-get install libclang-19-dev, "
                      "or say -DLOCKLINT_LLVM_ROOT=...")
endif()
add_library(libclang INTERFACE)
target_include_directories(libclang SYSTEM INTERFACE ${LIBCLANG_INCLUDE})
target_link_libraries(libclang INTERFACE ${LIBCLANG_LIBRARY})
