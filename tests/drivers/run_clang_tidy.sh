# run-clang-tidy, clang-tidy-diff, exported fixes and CMake's own hook, over a small project with a .clang-tidy.
LC_ALL=C
export LC_ALL
mkdir -p src/old src/net build
cat >src/lock.h <<'EOF'
#include <pthread.h>
static inline void twice(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
    pthread_mutex_unlock(m);
}
EOF
cat >src/net/send.c <<'EOF'
#include "../lock.h"
#include <unistd.h>
void send_bad(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    sleep(1);
    pthread_mutex_unlock(m);
}
int leave_bad(pthread_mutex_t *m, int n) {
    pthread_mutex_lock(m);
    if (n < 0)
        return -1;
    pthread_mutex_unlock(m);
    return n;
}
EOF
cat >src/old/legacy.c <<'EOF'
#include <pthread.h>
void again_bad(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
    pthread_mutex_unlock(m);
}
EOF
cat >.clang-tidy <<'EOF'
Checks: '-*,locklint-*'
WarningsAsErrors: 'locklint-missing-unlock'
EOF
cat >src/old/.clang-tidy <<'EOF'
InheritParentConfig: true
Checks: '-locklint-double-lock'
EOF
cat >build/compile_commands.json <<EOF
[{"directory": "$PWD/build", "file": "../src/net/send.c", "command": "cc -c ../src/net/send.c"},
 {"directory": "$PWD/build", "file": "../src/old/legacy.c", "command": "cc -c ../src/old/legacy.c"}]
EOF
findings() {
    grep -E '(warning|error): .*\[locklint' | sed "s:$PWD/::" | sort
}
echo "== run-clang-tidy: .clang-tidy counts, and is inherited"
run-clang-tidy-19 -quiet -load "$PLUGIN" -p build >out.txt 2>err.txt
echo "status $?"
findings <out.txt
echo "== -header-filter, -checks, -warnings-as-errors"
run-clang-tidy-19 -quiet -load "$PLUGIN" -p build -header-filter='lock\.h' -checks='-*,locklint-double-lock' \
    -warnings-as-errors='*' >out.txt 2>err.txt
echo "status $?"
findings <out.txt
echo "== -line-filter"
run-clang-tidy-19 -quiet -load "$PLUGIN" -p build -line-filter='[{"name": "send.c", "lines": [[1, 7]]}]' >out.txt 2>err.txt
echo "status $?"
findings <out.txt
echo "== clang-tidy-diff"
cp src/net/send.c before.c
sed 's/sleep(1);/sleep(1), usleep(9);/' before.c >src/net/send.c
diff -U0 --label a/src/net/send.c --label b/src/net/send.c before.c src/net/send.c >change.diff
clang-tidy-diff-19.py -p1 -quiet -load "$PLUGIN" -path build -clang-tidy-binary clang-tidy-19 <change.diff >out.txt 2>err.txt
echo "status $?"
findings <out.txt
mv before.c src/net/send.c
echo "== --verify-config"
clang-tidy-19 -load="$PLUGIN" --verify-config src/net/send.c --
echo "== LocklintModels and a wrong one"
cat >.clang-tidy <<'EOF'
Checks: '-*,locklint-*'
CheckOptions: {LocklintModels: '../my.yaml;../none.yaml'}
EOF
printf 'api: my\nfunctions:\n  my_nap(): {block: slep}\n' >my.yaml
clang-tidy-19 -load="$PLUGIN" -p build --quiet src/net/send.c 2>/dev/null
echo "status $?"
printf 'api: my\nfunctions:\n  my_nap(): {block: sleep}\n' >my.yaml
clang-tidy-19 -load="$PLUGIN" -p build --quiet src/net/send.c 2>/dev/null
echo "status $?"
