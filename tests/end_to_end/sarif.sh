# --format=sarif: the log without its rules; suppressed findings, files that fail, the root of the sources.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES="${PWD%/*}"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
mkdir 'a dir'
cat >'a dir/a.c' <<'END'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void twice(int n) {
	pthread_mutex_lock(&m);
	/* 変数😀 */ if (n > 3) pthread_mutex_lock(&m);
	pthread_mutex_unlock(&m);
}
void hidden(void) {
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m); // NOLINT(locklint-double-lock)
}
void wrong(void) { nothing(; }
END
echo '#include "none.h"' >b.c
show() {
    sed -e '/"rules": \[/,/^          \]/d' -e '/"notifications": \[/,/^          \]/d' -e "s|$PWD|(here)|"
}
$LOCKLINT --format=sarif --output=out.sarif --warnings-as-errors='*' 'a dir/a.c' b.c -- -I"$HEADERS"
echo "status: $?"
show <out.sarif
echo "without what is suppressed:"
$LOCKLINT --quiet --format=sarif --drop-suppressed 'a dir/a.c' -- -I"$HEADERS" 2>/dev/null | grep -e '"suppressions"' -e '"exitCode"'
git init --quiet . && cd 'a dir' && $LOCKLINT --quiet --format=sarif a.c -- -I"$HEADERS" 2>/dev/null >../out.sarif
cd .. && echo "below git's root:" && grep -m 1 '"uri": "a' out.sarif
show <out.sarif | grep 'file:'
for wrong in --verify --dump-ir --coverage --emit-unit=x; do
    $LOCKLINT --format=sarif $wrong b.c --
    echo "$wrong: $?"
done 2>&1
$LOCKLINT --drop-suppressed b.c -- 2>&1
echo "--drop-suppressed: $?"
$LOCKLINT --format=sarif --output=none/x b.c --
echo "no folder: $?"
