# CMake's own hook runs clang-tidy on each file that it compiles.
mkdir src build
cat >src/CMakeLists.txt <<'EOF'
cmake_minimum_required(VERSION 3.22)
project(sample C)
set(CMAKE_C_CLANG_TIDY clang-tidy-19 -load=${PLUGIN} --checks=-*,locklint-* --quiet)
add_library(sample STATIC sample.c)
EOF
cat >src/sample.c <<'EOF'
#include <pthread.h>
void again_bad(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
    pthread_mutex_unlock(m);
}
EOF
cmake -S src -B build -G Ninja -DPLUGIN="$PLUGIN" -DCMAKE_C_COMPILER=clang-19 >log.txt 2>&1 || cat log.txt
cmake --build build 2>&1 | grep -E 'warning:|note:' | sed "s:$PWD/::"
