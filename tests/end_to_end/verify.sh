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
printf '#include <pthread.h>\nvoid take(pthread_mutex_t *m) {\n    pthread_mutex_lock(m);\n}\n' >take.c
cat >use.c <<'EOF'
#include <pthread.h>
void take(pthread_mutex_t *m);
void use(pthread_mutex_t *m) {
    take(m);
    pthread_mutex_lock(m); // expected-warning {{'m' is locked again}}
}
EOF
$LOCKLINT --quiet --verify take.c use.c -- -I"$HEADERS"
echo "as one program: $?"
echo 'int wrong(void) { return nowhere; }' >>take.c
$LOCKLINT --verify take.c use.c -- -I"$HEADERS"
echo "with an error in one: $?"
