# --report-unused-suppressions: comments that hide nothing, in sources, headers and macros, by one file and by many.
cat >a.c <<'END'
#include "b.h"
void used(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m); // NOLINT(locklint-double-lock, locklint-cond-wait)
    // NOLINTNEXTLINE(locklint-double-lock)
    pthread_mutex_unlock(m);
    pthread_mutex_unlock(m);
}
#define TWICE(m) (pthread_mutex_lock(m), pthread_mutex_lock(m)) // NOLINT(locklint-double-lock)
void in_macro(pthread_mutex_t *m) {
    TWICE(m);
}
void other(void) {} // NOLINT(bugprone-*)
void nothing(void) {} // NOLINT(locklint-*)
void typo(void) {} // NOLINT(locklint-dubble-lock)
END
cat >b.h <<'END'
#include <pthread.h>
static inline void twice(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m); // NOLINT(locklint-double-lock)
}
static inline void once(pthread_mutex_t *m) {
    pthread_mutex_lock(m); // NOLINT(locklint-double-lock)
}
END
lint() {
    echo "--- $*" | sed "s|$HEADERS|(headers)|"
    $LOCKLINT --no-cache --report-unused-suppressions "$@" 2>&1
    echo "status $?"
}
lint a.c -- -I"$HEADERS"
# Across files: the sleep is in another one. A file with errors, and what is off, is not judged.
printf '#include <pthread.h>\nvoid far(void);\nvoid f(pthread_mutex_t *m) {\n    pthread_mutex_lock(m);\n    far(); // NOLINT(locklint-blocking-while-locked)\n    pthread_mutex_unlock(m);\n    far(); // NOLINT(locklint-blocking-while-locked)\n}\n' >c.c
printf '#include <unistd.h>\nvoid far(void) { sleep(1); }\n' >d.c
printf '#include "b.h"\nint x = ; // NOLINT(locklint-double-lock)\n' >e.c
lint --warnings-as-errors=locklint-unused-suppression c.c d.c -- -I"$HEADERS"
lint a.c e.c --checks=-locklint-cond-wait -- -I"$HEADERS"
lint --header-filter=none --format=sarif a.c -- -I"$HEADERS" | grep -e '"ruleId": "locklint-unused' -e '"startLine"' -e inSource
printf '[{"directory": "%s", "file": "c.c", "command": "cc c.c"}]' "$PWD" >compile_commands.json
lint c.c
lint --verify c.c --
lint --checks=locklint-unused-suppression c.c --
