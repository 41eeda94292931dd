# What doesn't compile: said, counted, and judged as far as possible.
cat >errors.c <<'END'
#include <pthread.h>
void f(pthread_mutex_t *m) { pthread_mutex_lock(m); pthread_mutex_lock(m); }
int g(void) { return missing; }
END
printf '#include "none.h"\nint x;\n' >include.c
: >empty.c
$LOCKLINT errors.c empty.c -- -I"$HEADERS"
echo "errors: $?"
$LOCKLINT include.c errors.c --
echo "include: $?"
$LOCKLINT none.c . --
echo "none: $?"
