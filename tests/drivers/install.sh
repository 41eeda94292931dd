# What is installed works from where it was put: the program, the plugin, and both packages for CMake and pkg-config.
LC_ALL=C
export LC_ALL
cmake --install "$BUILD" --prefix "$PWD/put" >install.log || cat install.log
put/bin/locklint doctor | grep -E ' (headers|liblocklint.so|clang-tidy-19|clang-19) '
mkdir project build
cat >project/CMakeLists.txt <<'EOF'
cmake_minimum_required(VERSION 3.22)
project(sample C)
find_package(locklint REQUIRED)
find_package(arcmutex REQUIRED)
add_executable(sample main.c)
target_link_libraries(sample PRIVATE arcmutex::arcmutex)
locklint_add_target(lint)
locklint_add_target(lint-softly WARNINGS_AS_ERRORS "" CHECKS -*,locklint-double-lock FILES main.c)
message(STATUS "plugin ${LOCKLINT_PLUGIN}")
EOF
cat >project/main.c <<'EOF'
#include <arcmutex/arcmutex.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

typedef AM_MUTEX(int) counter;

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

int main(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 41);
    {
        AM_GUARD(int, n, shared);
        *n += 1;
        printf("%d\n", *n);
    }
    pthread_mutex_lock(&m);
    sleep(0);
    pthread_mutex_unlock(&m);
    return 0;
}
EOF
cmake -S project -B build -G Ninja -DCMAKE_PREFIX_PATH="$PWD/put" -DCMAKE_C_COMPILER=clang-19 >cmake.log 2>&1 || cat cmake.log
grep plugin cmake.log | sed 's:put/.*/:put/LIB/:'
cmake --build build >build.log || cat build.log
./build/sample
cmake --build build --target lint >lint.log 2>&1
echo "lint: $?"
grep -E 'warning: |error: ' lint.log
cmake --build build --target lint-softly >lint.log 2>&1
echo "softly: $?"
PKG_CONFIG_PATH=$(dirname "$(find put -name arcmutex.pc)")
export PKG_CONFIG_PATH
cc -o sample project/main.c $(pkg-config --cflags arcmutex) $(find put -name libarcmutex.a) -pthread && ./sample
