/* SDL.h -- what fixtures need of SDL 2, and with STAND_IN_SDL3 of SDL 3, in words of our own. */
#ifndef STAND_IN_SDL_H
#define STAND_IN_SDL_H

typedef unsigned int Uint32;
typedef int SDL_SpinLock;
typedef struct SDL_Thread SDL_Thread;
typedef int (*SDL_ThreadFunction)(void *data);

#ifdef STAND_IN_SDL3
typedef struct SDL_Mutex SDL_Mutex;
typedef struct SDL_RWLock SDL_RWLock;
typedef struct SDL_Condition SDL_Condition;
void SDL_LockMutex(SDL_Mutex *mutex);
_Bool SDL_TryLockMutex(SDL_Mutex *mutex);
void SDL_UnlockMutex(SDL_Mutex *mutex);
void SDL_LockRWLockForReading(SDL_RWLock *lock);
void SDL_LockRWLockForWriting(SDL_RWLock *lock);
_Bool SDL_TryLockRWLockForReading(SDL_RWLock *lock);
_Bool SDL_TryLockRWLockForWriting(SDL_RWLock *lock);
void SDL_UnlockRWLock(SDL_RWLock *lock);
_Bool SDL_WaitConditionTimeout(SDL_Condition *cond, SDL_Mutex *mutex, int milliseconds);
#else
typedef struct SDL_mutex SDL_mutex;
typedef struct SDL_semaphore SDL_sem;
typedef struct SDL_cond SDL_cond;
typedef enum { SDL_FALSE, SDL_TRUE } SDL_bool;
SDL_mutex *SDL_CreateMutex(void);
void SDL_DestroyMutex(SDL_mutex *mutex);
int SDL_LockMutex(SDL_mutex *mutex);
int SDL_TryLockMutex(SDL_mutex *mutex);
int SDL_UnlockMutex(SDL_mutex *mutex);
int SDL_SemWait(SDL_sem *semaphore);
int SDL_SemWaitTimeout(SDL_sem *semaphore, Uint32 milliseconds);
int SDL_SemPost(SDL_sem *semaphore);
int SDL_CondWait(SDL_cond *cond, SDL_mutex *mutex);
int SDL_CondWaitTimeout(SDL_cond *cond, SDL_mutex *mutex, Uint32 milliseconds);
SDL_bool SDL_AtomicTryLock(SDL_SpinLock *lock);
void SDL_AtomicLock(SDL_SpinLock *lock);
void SDL_AtomicUnlock(SDL_SpinLock *lock);
SDL_Thread *SDL_CreateThread(SDL_ThreadFunction entry, const char *name, void *data);
void SDL_LockAudioDevice(Uint32 device);
void SDL_UnlockAudioDevice(Uint32 device);
void SDL_LockJoysticks(void);
void SDL_UnlockJoysticks(void);
#endif

void SDL_WaitThread(SDL_Thread *thread, int *status);
void SDL_Delay(Uint32 milliseconds);

#endif
