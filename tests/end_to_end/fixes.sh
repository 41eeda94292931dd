# --fix and --export-fixes: a fixed file is clean; headers once; links stay links.
cat >a.c <<'END'
#include "b.h"
static void clean(pthread_mutex_t *m) {
    pthread_mutex_lock(m); // NOLINT(locklint-double-lock)
    pthread_mutex_unlock(m);
}
END
cat >b.h <<'END'
#include <pthread.h>
static inline void once(pthread_mutex_t *m) {
    // NOLINTNEXTLINE(locklint-double-lock)
    pthread_mutex_lock(m);
    pthread_mutex_unlock(m);
}
END
echo '#include "b.h"' >c.c
chmod 640 b.h
cp -p a.c a.before && cp -p b.h b.before
lint() {
    echo "--- $*" | sed "s|$HEADERS|(headers)|"
    $LOCKLINT --report-unused-suppressions --no-cache "$@" 2>&1 | grep -e error: -e warning: -e files,
}
lint --export-fixes=fixes.yaml a.c c.c -- -I"$HEADERS"
sed "s|$PWD|(here)|" fixes.yaml
lint --fix a.c c.c -- -I"$HEADERS"
cat a.c b.h
stat -c %a b.h
lint a.c c.c -- -I"$HEADERS"
mkdir fixed && cp a.c b.h fixed
cp a.before a.c && cp b.before b.h
clang-apply-replacements-19 .
diff a.c fixed/a.c && diff b.h fixed/b.h && echo 'clang-apply-replacements makes the same'
# A link to a file: the file is fixed, the link stays.
rm -f ./*.yaml
cp b.before b.h
cp a.before real.c && rm a.c && ln -s real.c a.c
lint --fix a.c c.c -- -I"$HEADERS"
test -L a.c && grep -c NOLINT real.c
# What can't be.
for wrong in --verify --coverage --dump-ir '--update-baseline --baseline=x' '--output=x --export-fixes=x' --export-fixes=none/x; do
    $LOCKLINT --fix $wrong c.c --
    echo "$wrong: $?"
done 2>&1
ls
