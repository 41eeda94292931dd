# --verify: a missed and an extra finding both fail.
cat >good.c <<'END'
#include <pthread.h>
void f(pthread_mutex_t *m) {
    pthread_mutex_lock(m); // expected-note {{first locked here}}
    pthread_mutex_lock(m); // expected-warning {{'m' is locked again}}
}
END
sed 's/again/twice/' good.c >bad.c
$LOCKLINT --quiet --verify good.c -- -I"$HEADERS"
echo "good: $?"
$LOCKLINT --verify bad.c -- -I"$HEADERS"
