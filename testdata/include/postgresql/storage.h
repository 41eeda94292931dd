/* storage.h -- stand-in: PostgreSQL's lightweight locks, buffers and latches. */
#ifndef FIXTURE_PG_STORAGE_H
#define FIXTURE_PG_STORAGE_H

typedef struct LWLock {
    unsigned state;
} LWLock;

typedef enum LWLockMode { LW_EXCLUSIVE, LW_SHARED, LW_WAIT_UNTIL_FREE } LWLockMode;

_Bool LWLockAcquire(LWLock *lock, LWLockMode mode);
_Bool LWLockConditionalAcquire(LWLock *lock, LWLockMode mode);
_Bool LWLockAcquireOrWait(LWLock *lock, LWLockMode mode);
void LWLockRelease(LWLock *lock);

typedef int Buffer;
#define BUFFER_LOCK_UNLOCK 0
#define BUFFER_LOCK_SHARE 1
#define BUFFER_LOCK_EXCLUSIVE 2
void LockBuffer(Buffer buffer, int mode);
_Bool ConditionalLockBuffer(Buffer buffer);
void UnlockReleaseBuffer(Buffer buffer);

typedef struct ConditionVariable {
    int waiters;
} ConditionVariable;
void ConditionVariableSleep(ConditionVariable *cv, unsigned event);

typedef struct Latch Latch;
int WaitLatch(Latch *latch, int events, long timeout, unsigned event);
void pg_usleep(long microseconds);

#endif
