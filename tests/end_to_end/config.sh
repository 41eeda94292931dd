# The project's .clang-tidy: the nearest one, those above, options on top, and what is wrong with one.
LC_ALL=C
export LC_ALL
mkdir -p build src/net src/third
cat >src/net/a.c <<'EOF'
#include <pthread.h>
#include <unistd.h>
#include "../shared.h"
void a(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
    sleep(1);
    my_nap();
    pthread_mutex_unlock(m);
}
EOF
sed 's/void a/void b/' src/net/a.c >src/third/b.c
cat >src/shared.h <<'EOF'
void my_nap(void);
static inline void twice(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
}
EOF
cat >build/compile_commands.json <<EOF
[{"directory": "$PWD/build", "file": "../src/net/a.c", "command": "cc -I$HEADERS -c ../src/net/a.c -o a.o"},
 {"directory": "$PWD/build", "file": "../src/third/b.c", "command": "cc -I$HEADERS -c ../src/third/b.c -o b.o"}]
EOF
say() {
    echo "== $1"
    shift
    $LOCKLINT -p build --no-cache --quiet "$@" 2>&1 | grep -E 'warning: |error: '
}
say "none"
cat >.clang-tidy <<'EOF'
Checks: >
  -*,
  locklint-double-lock,
  locklint-blocking-while-locked
WarningsAsErrors: 'locklint-double*'
FormatStyle: none
CheckOptions:
  - key: LocklintModels
    value: '../naps.yaml'
EOF
printf 'api: my\nfunctions:\n  my_nap(): {block: sleep}\n' >naps.yaml
say "one for all"
echo "Checks: '-*'" >src/third/.clang-tidy
say "nothing in third"
printf 'InheritParentConfig: true\nChecks: -locklint-double-lock\n' >src/third/.clang-tidy
say "inherited in third"
say "the command line goes on from there" --checks='locklint-double-lock' --warnings-as-errors='locklint-blocking*'
printf "Checks: '-*,locklint-*'\nHeaderFilterRegex: nowhere\nCheckOptions: {LocklintBlocking: -sleep}\n" >other.yaml
say "another file" --config-file=other.yaml
say "the command line before it" --config-file=other.yaml --blocking=sleep --header-filter=shared
rm src/third/.clang-tidy
echo "Checks: '-*,bugprone-*'" >.clang-tidy
say "no rule of locklint"
say "but by the command line" --checks=locklint-double-lock
printf "Checks: '-*\nFormatStyle: none\n" >.clang-tidy
say "broken"
echo "- Checks" >other.yaml
say "no mapping" --config-file=other.yaml
say "not there" --config-file=nowhere.yaml
echo "CheckOptions: {LocklintBlocking: slep}" >other.yaml
say "wrong option" --config-file=other.yaml
echo "CheckOptions: {LocklintModels: nowhere.yaml}" >other.yaml
say "no model" --config-file=other.yaml
echo "HeaderFilterRegex: '('" >other.yaml
say "wrong expression" --config-file=other.yaml
echo "CheckOptions: {LocklintSummaries: nowhere.summaries}" >other.yaml
say "no summaries yet" --config-file=other.yaml --checks='-*,locklint-double-lock' src/net/a.c
