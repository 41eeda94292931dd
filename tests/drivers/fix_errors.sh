# clang-tidy, too, fixes nothing in a unit with errors.
cat >bad.c <<'EOF'
#include <pthread.h>
int take(pthread_mutex_t *m, int n) {
    pthread_mutex_lock(m);
    if (n < 0)
        return -1;
    pthread_mutex_unlock(m);
    return n;
}
int broken(void) { return missing; }
EOF
cp bad.c before
clang-tidy-19 -load="$PLUGIN" --checks='-*,locklint-*' --fix bad.c -- -I"$HEADERS" >tidy.txt 2>&1
echo "clang-tidy: $?"
grep -e 'warning:' -e 'Fixes' tidy.txt
cmp bad.c before && echo 'as it was'
$LOCKLINT --quiet --fix bad.c -- -I"$HEADERS"
echo "locklint: $?"
cmp bad.c before && echo 'as it was'
