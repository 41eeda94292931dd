# --fix leaves alone what is in a unit with errors: nobody knows what clang would make of the edit.
cat >lib.h <<'EOF'
#include <pthread.h>
static inline int take(pthread_mutex_t *m, int n) {
    pthread_mutex_lock(m);
    if (n < 0)
        return -1;
    pthread_mutex_unlock(m);
    return n;
}
EOF
sed 's/^#.*//; s/static inline int take/int give/' lib.h >body
{ echo '#include "lib.h"' && cat body; } >good.c
{ echo '#include "lib.h"' && cat body && echo 'int broken(void) { return missing; }'; } >bad.c
{ echo '#include <pthread.h>' && sed s/give/alone/ body; } >alone.c
mkdir before && cp ./*.[ch] before
lint() {
    echo "--- $*" | sed "s|$HEADERS|(headers)|"
    $LOCKLINT --no-cache "$@" 2>&1 | grep -e error: -e warning: -e ' fixed'
    $LOCKLINT --no-cache --quiet "$@" >/dev/null 2>&1
    echo "status $?"
}
same() {
    for i in *.[ch]; do cmp -s $i before/$i && echo "$i is as it was"; done
    cp before/*.[ch] .
}
$LOCKLINT --fix --quiet bad.c -- -I"$HEADERS" >/dev/null
echo "one file: $?"
same
# Each by itself, and all as one program; what other units include stays too, wherever the errors come in the order.
lint --fix good.c bad.c alone.c -- -I"$HEADERS"
same
$LOCKLINT --fix --quiet bad.c alone.c good.c -- -I"$HEADERS" >/dev/null
echo "in another order: $?"
same
# From unit files, which remember it.
for i in good bad alone; do $LOCKLINT --quiet --emit-unit=$i.unit $i.c -- -I"$HEADERS" 2>/dev/null; done
$LOCKLINT --fix --quiet --link good.unit bad.unit alone.unit >/dev/null
echo "linked: $?"
same
# Errors that hinder nothing are none.
$LOCKLINT --fix --quiet alone.c -- -I"$HEADERS" -funknown-to-clang >/dev/null
echo "a strange flag: $?"
same
