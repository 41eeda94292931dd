/* crypto.h -- stand-in: OpenSSL's locks. */
#ifndef FIXTURE_OPENSSL_CRYPTO_H
#define FIXTURE_OPENSSL_CRYPTO_H

typedef void CRYPTO_RWLOCK;

int CRYPTO_THREAD_read_lock(CRYPTO_RWLOCK *lock);
int CRYPTO_THREAD_write_lock(CRYPTO_RWLOCK *lock);
int CRYPTO_THREAD_unlock(CRYPTO_RWLOCK *lock);

#endif
