/* sdl3.c -- SDL 3: the same names as in SDL 2, but true means that the lock was taken. */
// RUN-FLAGS: -DSTAND_IN_SDL3 -Itestdata/include/sdl
#include <SDL.h>
#include <stddef.h>

struct mixer {
    SDL_Mutex *mutex;
    SDL_RWLock *rw;
    SDL_Condition *changed;
    int count;
};

void sleep_bad(struct mixer *m) {
    SDL_LockMutex(m->mutex);
    SDL_LockMutex(m->mutex);
    SDL_UnlockMutex(m->mutex);
    SDL_Delay(10); // expected-warning {{'m->mutex' is held across 'SDL_Delay', which sleeps}}
    SDL_UnlockMutex(m->mutex);
}

void tried_bad(struct mixer *m) {
    if (SDL_TryLockMutex(m->mutex)) {
        SDL_Delay(10); // expected-warning {{'m->mutex' is held across 'SDL_Delay', which sleeps}}
        SDL_UnlockMutex(m->mutex);
    }
}

void tried_in_vain_ok(struct mixer *m) {
    while (!SDL_TryLockMutex(m->mutex))
        SDL_Delay(10);
    m->count++;
    SDL_UnlockMutex(m->mutex);
}

void write_bad(struct mixer *m) {
    SDL_LockRWLockForWriting(m->rw);
    m->count++;
    // expected-warning@+1 {{'m->rw' is write-locked while this thread already holds it for writing}}
    SDL_LockRWLockForWriting(m->rw);
    SDL_UnlockRWLock(m->rw);
    SDL_UnlockRWLock(m->rw);
}

int read_ok(struct mixer *m) {
    int count;

    SDL_LockRWLockForReading(m->rw);
    count = m->count;
    SDL_UnlockRWLock(m->rw);
    return count;
}

void tried_modes_bad(struct mixer *m) {
    if (SDL_TryLockRWLockForReading(m->rw)) {
        SDL_Delay(1); // expected-warning {{'m->rw' is held across 'SDL_Delay', which sleeps}}
        SDL_UnlockRWLock(m->rw);
    }
    if (!SDL_TryLockRWLockForWriting(m->rw))
        return;
    SDL_Delay(2); // expected-warning {{'m->rw' is held across 'SDL_Delay', which sleeps}}
    SDL_UnlockRWLock(m->rw);
}

void wait_ok(struct mixer *m) {
    SDL_LockMutex(m->mutex);
    while (m->count == 0)
        SDL_WaitConditionTimeout(m->changed, m->mutex, 10);
    m->count--;
    SDL_UnlockMutex(m->mutex);
}
