/* win32.c -- Win32: critical sections, slim locks, conditions, and handles that only their makers know. */
// RUN-FLAGS: -Itestdata/include/win32
#include <synch.h>

struct session {
    CRITICAL_SECTION section;
    SRWLOCK slim;
    CONDITION_VARIABLE changed, moved;
    HANDLE mutex, event, thread, either, given;
    int count;
};

static DWORD run(void *argument) {
    struct session *s = argument;

    AcquireSRWLockShared(&s->slim);
    ReleaseSRWLockShared(&s->slim);
    return 0;
}

void make(struct session *s, HANDLE given, int is_event) {
    s->mutex = CreateMutex(0, 0, 0);
    s->event = CreateEvent(0, 1, 0, 0);
    s->thread = CreateThread(0, 0, run, s, 0, 0);
    if (is_event)
        s->either = CreateEvent(0, 1, 0, 0);
    else
        s->either = CreateMutex(0, 0, 0);
    s->given = given;
}

void section_ok(struct session *s) {
    EnterCriticalSection(&s->section);
    EnterCriticalSection(&s->section);
    s->count++;
    LeaveCriticalSection(&s->section);
    LeaveCriticalSection(&s->section);
}

void section_try_ok(struct session *s) {
    if (!TryEnterCriticalSection(&s->section)) {
        Sleep(10);
        return;
    }
    s->count++;
    LeaveCriticalSection(&s->section);
}

void section_try_bad(struct session *s) {
    if (TryEnterCriticalSection(&s->section)) {
        Sleep(10); // expected-warning {{'s->section' is held across 'Sleep', which sleeps}}
        LeaveCriticalSection(&s->section);
    }
}

void section_condition_ok(struct session *s) {
    EnterCriticalSection(&s->section);
    while (s->count == 0)
        SleepConditionVariableCS(&s->changed, &s->section, INFINITE);
    LeaveCriticalSection(&s->section);
}

void slim_bad(struct session *s) {
    AcquireSRWLockExclusive(&s->slim);
    // expected-warning@+1 {{'s->slim' is write-locked while this thread already holds it for writing}}
    AcquireSRWLockExclusive(&s->slim);
    ReleaseSRWLockExclusive(&s->slim);
    ReleaseSRWLockExclusive(&s->slim);
}

void slim_both_bad(struct session *s) {
    AcquireSRWLockExclusive(&s->slim);
    // expected-warning@+1 {{'s->slim' is read-locked while this thread already holds it for writing}}
    AcquireSRWLockShared(&s->slim);
    ReleaseSRWLockShared(&s->slim);
    ReleaseSRWLockExclusive(&s->slim);
}

void slim_try_ok(struct session *s) {
    if (!TryAcquireSRWLockExclusive(&s->slim))
        AcquireSRWLockExclusive(&s->slim);
    while (s->count == 0)
        SleepConditionVariableSRW(&s->moved, &s->slim, 100, 0);
    ReleaseSRWLockExclusive(&s->slim);
    AcquireSRWLockShared(&s->slim);
    ReleaseSRWLockShared(&s->slim);
}

void slim_try_bad(struct session *s) {
    if (TryAcquireSRWLockExclusive(&s->slim)) {
        // expected-warning@+1 {{'s->slim' is write-locked while this thread already holds it for writing}}
        AcquireSRWLockExclusive(&s->slim);
        ReleaseSRWLockExclusive(&s->slim);
        ReleaseSRWLockExclusive(&s->slim);
    }
}

void mutex_ok(struct session *s) {
    WaitForSingleObject(s->mutex, INFINITE);
    WaitForSingleObject(s->mutex, INFINITE);
    s->count++;
    ReleaseMutex(s->mutex);
    ReleaseMutex(s->mutex);
}

void mutex_bad(struct session *s) {
    if (WaitForSingleObject(s->mutex, INFINITE) == WAIT_OBJECT_0) {
        Sleep(10); // expected-warning {{'s->mutex' is held across 'Sleep', which sleeps}}
        ReleaseMutex(s->mutex);
    }
}

void mutex_timeout_ok(struct session *s) {
    DWORD result = WaitForSingleObject(s->mutex, 100);

    if (result == WAIT_TIMEOUT) {
        Sleep(10);
        return;
    }
    if (result == WAIT_OBJECT_0 || result == WAIT_ABANDONED)
        ReleaseMutex(s->mutex);
}

void mutex_poll_bad(struct session *s) {
    if (WaitForSingleObject(s->mutex, 0) != WAIT_OBJECT_0)
        return;
    Sleep(10); // expected-warning {{'s->mutex' is held across 'Sleep', which sleeps}}
    ReleaseMutex(s->mutex);
}

void local_mutex_bad(void) {
    HANDLE mutex = CreateMutex(0, 0, 0);

    if (WaitForSingleObject(mutex, INFINITE) == WAIT_OBJECT_0) {
        Sleep(10); // expected-warning {{'mutex' is held across 'Sleep', which sleeps}}
        ReleaseMutex(mutex);
    }
}

/* Taking another lock is no waiting. */
void mutex_under_section_ok(struct session *s) {
    EnterCriticalSection(&s->section);
    WaitForSingleObject(s->mutex, INFINITE);
    ReleaseMutex(s->mutex);
    LeaveCriticalSection(&s->section);
}

void wait_bad(struct session *s) {
    EnterCriticalSection(&s->section);
    // expected-warning@+1 {{'s->section' is held across 'WaitForSingleObject', which waits for a signal}}
    WaitForSingleObject(s->event, INFINITE);
    // expected-warning@+1 {{'s->section' is held across 'WaitForSingleObject', which waits for a signal}}
    WaitForSingleObject(s->thread, INFINITE);
    LeaveCriticalSection(&s->section);
}

void poll_ok(struct session *s) {
    EnterCriticalSection(&s->section);
    WaitForSingleObject(s->event, 0);
    SetEvent(s->event);
    LeaveCriticalSection(&s->section);
}

/* What these are isn't known. */
void unknown_ok(struct session *s, HANDLE handle) {
    EnterCriticalSection(&s->section);
    WaitForSingleObject(handle, INFINITE);
    WaitForSingleObject(s->either, INFINITE);
    WaitForSingleObject(s->given, INFINITE);
    LeaveCriticalSection(&s->section);
    if (WaitForSingleObject(s->either, INFINITE) == WAIT_OBJECT_0)
        Sleep(10);
}

/* It gives up after a while, but until then it waits. */
void FN_wait_for_a_while(struct session *s) {
    EnterCriticalSection(&s->section);
    WaitForSingleObject(s->event, 5000);
    LeaveCriticalSection(&s->section);
}
