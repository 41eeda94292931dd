# Text output: snippets, notes, tabs, wide characters, bytes that are no text, suppression.
cat >a.c <<'END'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void twice(void) {
	pthread_mutex_lock(&m);
	/* 変数 */	pthread_mutex_lock(&m);
}
void hidden(void) {
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m); // NOLINT(locklint-double-lock)
}
END
printf '#include <pthread.h>\nvoid f(pthread_mutex_t *m) { pthread_mutex_lock(m); /*\377\001*/ pthread_mutex_lock(m); }\n' >b.c
$LOCKLINT a.c b.c -- -I"$HEADERS"
