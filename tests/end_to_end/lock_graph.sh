# --lock-graph: one drawing of all files, whatever rules run and however many at once.
cat >locks.h <<'C'
#include <pthread.h>
struct conn {
    pthread_mutex_t mu;
};
extern pthread_mutex_t table;
C
cat >a.c <<'C'
#include "locks.h"
static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;
void a(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    pthread_mutex_lock(&table);
    pthread_mutex_unlock(&table);
    pthread_mutex_lock(&own);
    pthread_mutex_unlock(&own);
    pthread_mutex_unlock(&c->mu);
}
C
cat >b.c <<'C'
#include "locks.h"
static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
void b(struct conn *c) {
    pthread_mutex_lock(&own);
    pthread_mutex_lock(&c->mu);
    pthread_mutex_unlock(&c->mu);
    pthread_mutex_lock(&other);
    pthread_mutex_unlock(&other);
    pthread_mutex_unlock(&own);
    pthread_mutex_lock(&table);
    pthread_mutex_unlock(&table);
}
void back(void) {
    pthread_mutex_lock(&other);
    pthread_mutex_lock(&own);
    pthread_mutex_unlock(&own);
    pthread_mutex_unlock(&other);
}
C
$LOCKLINT --quiet --lock-graph=graph.dot a.c b.c -- -I"$HEADERS"
echo "status $?"
cat graph.dot
$LOCKLINT --quiet -j1 '--checks=-*,locklint-double-lock' --lock-graph=again.dot a.c b.c -- -I"$HEADERS"
$LOCKLINT --quiet -j4 --output=all.txt --lock-graph=all.dot b.c a.c -- -I"$HEADERS"
cmp graph.dot again.dot && cmp graph.dot all.dot && ls
$LOCKLINT --output=kept.txt --lock-graph=none/x a.c --
ls | grep kept
