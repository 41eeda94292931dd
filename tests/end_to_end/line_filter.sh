# --line-filter, in clang-tidy's format: place or note in these lines; names are ends of paths.
mkdir src
cat >src/a.c <<'E'
#include "b.h"
void one(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
}
void two(pthread_mutex_t *m) { twice(m); }
E
cat >src/b.h <<'E'
#include <pthread.h>
static inline void twice(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
}
E
run() {
    echo "$1" | sed "s|$PWD|(here)|"
    $LOCKLINT --warnings-as-errors='*' --line-filter="$1" src/a.c -- -I"$HEADERS" | grep error:
}
run '[{"name": "a.c", "lines": [[1, 2], [4, 4]]}]'
run '[{"name": "a.c", "lines": [[3, 3]]}]' # a note's line
run '[{"name": "a.c", "lines": [[5, 6]]}]'
run '[{"name": "a.c"}, {"name": "/src/b.h"}]'
run "[{\"name\": \"$PWD/src/b.h\"}]"
run '[{"name": "c.c"}]'
run '[]'
$LOCKLINT --quiet --warnings-as-errors='*' --line-filter='[{"name": "c.c"}]' src/a.c -- -I"$HEADERS"
echo "nothing shown: $?"
$LOCKLINT --quiet --format=json --line-filter='[{"name": "b.h"}]' src/a.c -- -I"$HEADERS" |
    grep -e '"path"' -e '"findings": [0-9]' -e changed
for wrong in '[{name: a.c}]' '[{"name": "a.c", "lines": [[3, 1]]}]' x; do
    $LOCKLINT --line-filter="$wrong" src/a.c -- -I"$HEADERS"
    echo "$wrong: $?"
done
$LOCKLINT --line-filter='[]' --new-from=HEAD src/a.c --
echo "both: $?"
$LOCKLINT --line-filter='[]' --verify src/a.c --
