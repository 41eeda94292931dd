/* postgresql.c -- PostgreSQL: the mode is an argument, and a buffer is locked by its number. */
// RUN-FLAGS: -Itestdata/include/postgresql
#include <storage.h>

struct shared {
    LWLock lock, other;
    ConditionVariable cv;
    Latch *latch;
    int count;
};

void exclusive_bad(struct shared *s) {
    LWLockAcquire(&s->lock, LW_EXCLUSIVE);
    s->count++;
    // expected-warning@+1 {{'s->lock' is write-locked while this thread already holds it for writing}}
    LWLockAcquire(&s->lock, LW_EXCLUSIVE);
    LWLockRelease(&s->lock);
    LWLockRelease(&s->lock);
}

void shared_bad(struct shared *s) {
    LWLockAcquire(&s->lock, LW_EXCLUSIVE);
    // expected-warning@+1 {{'s->lock' is read-locked while this thread already holds it for writing}}
    LWLockAcquire(&s->lock, LW_SHARED);
    LWLockRelease(&s->lock);
    LWLockRelease(&s->lock);
}

/* False means that it had to wait: the lock is held all the same. */
void result_ok(struct shared *s) {
    if (!LWLockAcquire(&s->lock, LW_EXCLUSIVE))
        s->count++;
    LWLockRelease(&s->lock);
}

void result_bad(struct shared *s) {
    if (!LWLockAcquire(&s->lock, LW_EXCLUSIVE)) {
        // expected-warning@+1 {{'s->lock' is write-locked while this thread already holds it for writing}}
        LWLockAcquire(&s->lock, LW_EXCLUSIVE);
        LWLockRelease(&s->lock);
    }
    LWLockRelease(&s->lock);
}

void conditional_bad(struct shared *s) {
    if (LWLockConditionalAcquire(&s->lock, LW_EXCLUSIVE)) {
        // expected-warning@+1 {{'s->lock' is write-locked while this thread already holds it for writing}}
        LWLockAcquire(&s->lock, LW_EXCLUSIVE);
        LWLockRelease(&s->lock);
        LWLockRelease(&s->lock);
    }
}

void conditional_ok(struct shared *s) {
    if (!LWLockConditionalAcquire(&s->lock, LW_EXCLUSIVE))
        LWLockAcquire(&s->lock, LW_EXCLUSIVE);
    LWLockRelease(&s->lock);
}

void or_wait_ok(struct shared *s) {
    while (!LWLockAcquireOrWait(&s->lock, LW_EXCLUSIVE))
        s->count++;
    LWLockRelease(&s->lock);
}

void any_mode_ok(struct shared *s, LWLockMode mode) {
    LWLockAcquire(&s->lock, mode);
    LWLockRelease(&s->lock);
    LWLockAcquire(&s->lock, mode);
    LWLockAcquire(&s->other, mode);
    LWLockRelease(&s->other);
    LWLockRelease(&s->lock);
}

void buffer_bad(Buffer buffer) {
    LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
    // expected-warning@+1 {{'buffer' is write-locked while this thread already holds it for writing}}
    LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
    LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
    LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
}

void buffers_ok(Buffer left, Buffer right) {
    LockBuffer(left, BUFFER_LOCK_EXCLUSIVE);
    LockBuffer(right, BUFFER_LOCK_EXCLUSIVE);
    UnlockReleaseBuffer(right);
    LockBuffer(left, BUFFER_LOCK_UNLOCK);
    if (ConditionalLockBuffer(left))
        UnlockReleaseBuffer(left);
}

void wait_bad(struct shared *s) {
    LWLockAcquire(&s->lock, LW_SHARED);
    ConditionVariableSleep(&s->cv, 1); // expected-warning {{'s->lock' is held across 'ConditionVariableSleep'}}
    WaitLatch(s->latch, 1, -1, 2); // expected-warning {{'s->lock' is held across 'WaitLatch'}}
    LWLockRelease(&s->lock);
}

void sleep_bad(Buffer buffer) {
    LockBuffer(buffer, BUFFER_LOCK_SHARE);
    pg_usleep(1000); // expected-warning {{'buffer' is held across 'pg_usleep', which sleeps}}
    LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
}

void poll_ok(struct shared *s) {
    LWLockAcquire(&s->lock, LW_SHARED);
    WaitLatch(s->latch, 1, 0, 2);
    LWLockRelease(&s->lock);
    ConditionVariableSleep(&s->cv, 1);
}
