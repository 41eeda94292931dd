/* synch.h -- stand-in: Win32's locks, handles and threads. */
#ifndef FIXTURE_WIN32_SYNCH_H
#define FIXTURE_WIN32_SYNCH_H

typedef void *HANDLE;
typedef unsigned int DWORD;
typedef int BOOL;
typedef struct _RTL_CRITICAL_SECTION {
    int count;
} CRITICAL_SECTION;
typedef struct _RTL_SRWLOCK {
    void *word;
} SRWLOCK;
typedef struct {
    void *word;
} CONDITION_VARIABLE;

#define INFINITE 0xFFFFFFFF
#define WAIT_OBJECT_0 0x00000000L
#define WAIT_ABANDONED 0x00000080L
#define WAIT_TIMEOUT 0x00000102L

void EnterCriticalSection(CRITICAL_SECTION *section);
BOOL TryEnterCriticalSection(CRITICAL_SECTION *section);
void LeaveCriticalSection(CRITICAL_SECTION *section);
void AcquireSRWLockExclusive(SRWLOCK *lock);
void AcquireSRWLockShared(SRWLOCK *lock);
BOOL TryAcquireSRWLockExclusive(SRWLOCK *lock);
void ReleaseSRWLockExclusive(SRWLOCK *lock);
void ReleaseSRWLockShared(SRWLOCK *lock);
BOOL SleepConditionVariableCS(CONDITION_VARIABLE *cond, CRITICAL_SECTION *section, DWORD milliseconds);
BOOL SleepConditionVariableSRW(CONDITION_VARIABLE *cond, SRWLOCK *lock, DWORD milliseconds, DWORD flags);

HANDLE CreateMutexA(void *attributes, BOOL is_owned, const char *name);
HANDLE CreateEventA(void *attributes, BOOL is_manual, BOOL is_set, const char *name);
#define CreateMutex CreateMutexA
#define CreateEvent CreateEventA
BOOL ReleaseMutex(HANDLE mutex);
BOOL SetEvent(HANDLE event);
DWORD WaitForSingleObject(HANDLE handle, DWORD milliseconds);
void Sleep(DWORD milliseconds);

typedef DWORD (*LPTHREAD_START_ROUTINE)(void *argument);
HANDLE CreateThread(void *attributes, unsigned long stack, LPTHREAD_START_ROUTINE entry, void *argument, DWORD flags,
                    DWORD *id);

#endif
