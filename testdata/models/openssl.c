/* openssl.c -- OpenSSL's locks: void behind a pointer, and 1 is success. */
// RUN-FLAGS: -Itestdata/include/openssl
#include <crypto.h>
#include <unistd.h>

struct store {
    CRYPTO_RWLOCK *lock;
    int count;
};

int write_write_bad(struct store *s) {
    if (!CRYPTO_THREAD_write_lock(s->lock))
        return 0;
    // expected-warning@+1 {{'s->lock' is write-locked while this thread already holds it for writing}}
    if (CRYPTO_THREAD_write_lock(s->lock))
        CRYPTO_THREAD_unlock(s->lock);
    CRYPTO_THREAD_unlock(s->lock);
    return 1;
}

void write_read_bad(struct store *s) {
    CRYPTO_THREAD_write_lock(s->lock);
    // expected-warning@+1 {{'s->lock' is read-locked while this thread already holds it for writing}}
    CRYPTO_THREAD_read_lock(s->lock);
    CRYPTO_THREAD_unlock(s->lock);
    CRYPTO_THREAD_unlock(s->lock);
}

int failed_ok(struct store *s) {
    if (CRYPTO_THREAD_write_lock(s->lock) != 1) {
        CRYPTO_THREAD_write_lock(s->lock);
        CRYPTO_THREAD_unlock(s->lock);
        return 0;
    }
    s->count++;
    CRYPTO_THREAD_unlock(s->lock);
    return 1;
}

void sleep_bad(struct store *s) {
    CRYPTO_THREAD_read_lock(s->lock);
    sleep(1); // expected-warning {{'s->lock' is held across 'sleep', which sleeps}}
    CRYPTO_THREAD_unlock(s->lock);
}
