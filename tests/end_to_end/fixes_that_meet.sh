# Fixes that touch the same text, and a header that is fixed from two units: what --fix and clang-apply-replacements say.
LC_ALL=C
export LC_ALL
clauses='/error:/p; /warning:/p; / fixed/p'
fix() {
    echo "--- --fix $*"
    $LOCKLINT --no-cache --report-unused-suppressions --fix "$@" -- -I"$HEADERS" >out.txt 2>&1
    echo "status $?"
    sed -n "$clauses" out.txt
}
# One export for each unit, as build engines make them.
apply() {
    echo "--- clang-apply-replacements $*"
    rm -rf apply && mkdir apply
    for i in "$@"; do
        $LOCKLINT --quiet --no-cache --report-unused-suppressions --export-fixes=apply/$i.yaml $i -- -I"$HEADERS" >/dev/null 2>&1
        echo "export $i: $?"
    done
    clang-apply-replacements-19 apply >out.txt 2>&1
    echo "status $?"
    head -n 1 out.txt # which of the two it calls the new one hangs on the order in the folder
}
changed() {
    for i in *.[ch]; do diff before/$i $i >diff.txt || { echo "$i:" && cat diff.txt; }; done
}
restore() {
    cp before/*.[ch] .
}

echo '=== one file: the comment goes where the brace comes'
cat >one.c <<'EOF'
#include <pthread.h>
int take(pthread_mutex_t *m, int n) {
    pthread_mutex_lock(m);
    if (n < 0) // NOLINT(locklint-double-lock)
        return -1;
    pthread_mutex_unlock(m);
    return n;
}
EOF
mkdir before && cp one.c before
fix one.c
changed
fix one.c
changed
fix one.c
restore
apply one.c
changed
rm one.c before/one.c

echo '=== a header: both units say the same'
cat >lib.h <<'EOF'
#include <pthread.h>
static inline int enter(pthread_mutex_t *m, int n) {
    pthread_mutex_lock(m);
    if (n < 0)
        return -1;
#ifdef SPACED
    pthread_mutex_unlock( m );
#else
    pthread_mutex_unlock(m);
#endif
    return n;
}
EOF
for i in a b; do echo '#include "lib.h"' >$i.c; done
cp ./*.[ch] before
fix a.c b.c
changed
restore
apply a.c b.c
changed
restore

echo '=== a header: the units say otherwise'
printf '#define SPACED\n#include "lib.h"\n' >b.c
cp b.c before
fix a.c b.c
changed
restore
fix b.c a.c
changed
restore
apply a.c b.c
changed
