/* sdl.c -- SDL 2: recursive mutexes, spin locks, semaphores, and locks that a number or nothing names. */
// RUN-FLAGS: -Itestdata/include/sdl
#include <SDL.h>
#include <stddef.h>

struct mixer {
    SDL_mutex *mutex;
    SDL_cond *changed;
    SDL_sem *slots;
    SDL_SpinLock spin;
    Uint32 device;
    int count;
};

/* ---- mutexes ---- */

void recursive_ok(struct mixer *m) {
    SDL_LockMutex(m->mutex);
    SDL_LockMutex(m->mutex);
    m->count++;
    SDL_UnlockMutex(m->mutex);
    SDL_UnlockMutex(m->mutex);
    SDL_Delay(10);
}

void sleep_bad(struct mixer *m) {
    SDL_LockMutex(m->mutex);
    m->count++;
    SDL_Delay(10); // expected-warning {{'m->mutex' is held across 'SDL_Delay', which sleeps}}
    SDL_UnlockMutex(m->mutex);
}

/* 0 means that it was taken. */
void tried_bad(struct mixer *m) {
    if (SDL_TryLockMutex(m->mutex) == 0) {
        SDL_Delay(10); // expected-warning {{'m->mutex' is held across 'SDL_Delay', which sleeps}}
        SDL_UnlockMutex(m->mutex);
    }
}

void tried_in_vain_ok(struct mixer *m) {
    if (SDL_TryLockMutex(m->mutex)) {
        SDL_Delay(10);
        SDL_LockMutex(m->mutex);
    }
    m->count++;
    SDL_UnlockMutex(m->mutex);
}

/* ---- spin locks ---- */

void spin_bad(struct mixer *m) {
    SDL_AtomicLock(&m->spin);
    m->count++;
    SDL_AtomicLock(&m->spin); // expected-warning {{'m->spin' is locked again while this thread already holds it; a spin}}
    SDL_AtomicUnlock(&m->spin);
    SDL_AtomicUnlock(&m->spin);
}

void spin_tried_bad(struct mixer *m) {
    if (!SDL_AtomicTryLock(&m->spin))
        return;
    SDL_Delay(1); // expected-warning {{'m->spin' is held across 'SDL_Delay', which sleeps}}
    SDL_AtomicUnlock(&m->spin);
}

void spin_tried_in_vain_ok(struct mixer *m) {
    while (SDL_AtomicTryLock(&m->spin) == SDL_FALSE)
        SDL_Delay(1);
    m->count++;
    SDL_AtomicUnlock(&m->spin);
}

/* ---- conditions and semaphores ---- */

void wait_ok(struct mixer *m) {
    SDL_LockMutex(m->mutex);
    while (m->count == 0)
        SDL_CondWait(m->changed, m->mutex);
    m->count--;
    SDL_UnlockMutex(m->mutex);
    SDL_SemWait(m->slots);
    SDL_SemWait(m->slots);
    SDL_SemPost(m->slots);
}

int timed_wait_bad(struct mixer *m) {
    SDL_LockMutex(m->mutex);
    while (m->count == 0)
        if (SDL_CondWaitTimeout(m->changed, m->mutex, 100) != 0) {
            SDL_Delay(1); // expected-warning {{'m->mutex' is held across 'SDL_Delay', which sleeps}}
            SDL_UnlockMutex(m->mutex);
            return -1;
        }
    SDL_UnlockMutex(m->mutex);
    return 0;
}

void semaphore_bad(struct mixer *m) {
    SDL_LockMutex(m->mutex);
    SDL_SemWaitTimeout(m->slots, 0);
    SDL_SemWait(m->slots); // expected-warning {{'m->mutex' is held across 'SDL_SemWait', which waits for a signal}}
    SDL_UnlockMutex(m->mutex);
}

/* ---- a device's number is its lock ---- */

void device_bad(struct mixer *m, Uint32 device) {
    SDL_LockAudioDevice(device);
    m->count++;
    SDL_Delay(1); // expected-warning {{'device' is held across 'SDL_Delay', which sleeps}}
    SDL_UnlockAudioDevice(device);
}

void device_of_mixer_ok(struct mixer *m) {
    SDL_LockAudioDevice(m->device);
    m->count++;
    SDL_UnlockAudioDevice(m->device);
    SDL_Delay(1);
}

static void enter(const struct mixer *m) {
    SDL_LockAudioDevice(m->device);
}

static void leave(const struct mixer *m) {
    SDL_UnlockAudioDevice(m->device);
}

void device_in_helpers_bad(struct mixer *m) {
    enter(m);
    SDL_Delay(1); // expected-warning {{'m->device' is held across 'SDL_Delay', which sleeps}}
    leave(m);
    SDL_Delay(1);
}

/* The two may be one. */
void two_devices_ok(struct mixer *m, Uint32 other) {
    SDL_LockAudioDevice(m->device);
    SDL_LockAudioDevice(other);
    m->count++;
    SDL_UnlockAudioDevice(other);
    SDL_UnlockAudioDevice(m->device);
}

void joysticks_bad(void) {
    SDL_LockJoysticks();
    SDL_LockJoysticks();
    SDL_UnlockJoysticks();
    SDL_Delay(1); // expected-warning {{'joysticks' is held across 'SDL_Delay', which sleeps}}
    SDL_UnlockJoysticks();
}

/* ---- threads ---- */

static int run(void *data) {
    struct mixer *m = data;

    SDL_LockMutex(m->mutex);
    m->count++;
    SDL_UnlockMutex(m->mutex);
    return 0;
}

void join_bad(struct mixer *m) {
    SDL_Thread *thread = SDL_CreateThread(run, "mixer", m);

    SDL_LockMutex(m->mutex);
    SDL_WaitThread(thread, NULL); // expected-warning {{'m->mutex' is held across 'SDL_WaitThread', which waits for}}
    SDL_UnlockMutex(m->mutex);
}
