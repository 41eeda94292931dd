// No main, other libraries: C11, read-write locks of GLib, mutexes of libarcmutex, locks that only pointers lead to.
// RUN-FLAGS: -Itestdata/include -Itestdata/include/sdl -Itestdata/include/glib -Iruntime/include
#include <SDL.h>
#include <arcmutex/arcmutex.h>
#include <glib.h>
#include <threads.h>

// ---- C11 ----

static mtx_t front, back;

void c11_forth_bad(void) {
    mtx_lock(&front);
    mtx_lock(&back); // expected-warning {{'front' and 'back' are locked in opposite orders}}
    mtx_unlock(&back);
    mtx_unlock(&front);
}

void c11_back_bad(void) {
    mtx_lock(&back);
    mtx_lock(&front);
    mtx_unlock(&front);
    mtx_unlock(&back);
}

// ---- libarcmutex: the guards hold the locks to the end of the scope ----

typedef AM_MUTEX(uint64_t) counter;
typedef AM_MUTEX(uint32_t) gauge;

void arc_forth_bad(counter *hits, gauge *load) {
    AM_GUARD(uint64_t, n, hits);
    AM_GUARD(uint32_t, now, load); // expected-warning {{'counter' and 'gauge' are locked in opposite orders}}
    *n += *now;
}

void arc_back_bad(counter *count, gauge *level) {
    AM_GUARD(uint32_t, now, level);
    AM_GUARD(uint64_t, n, count);
    *now = (uint32_t)*n;
}

typedef AM_MUTEX(int) width;
typedef AM_MUTEX(long) height;

void scope_ends_ok(width *w, height *h) {
    {
        AM_GUARD(int, x, w);
        *x = 1;
    }
    AM_GUARD(long, y, h);
    *y = 2;
}

void scope_ends_back_ok(width *w, height *h) {
    AM_GUARD(long, y, h);
    {
        AM_GUARD(int, x, w);
        *x = (int)*y;
    }
}

void released_early_ok(width *w, height *h) {
    am_guard int *x = am_lock(w);
    *x = 1;
    am_unlock(x);
    am_guard long *y = am_lock(h);
    *y = 2;
}

// ---- GLib ----

static GMutex tree;
static GRecMutex tree_state;

void glib_forth_bad(void) {
    g_mutex_lock(&tree);
    g_rec_mutex_lock(&tree_state); // expected-warning {{'tree' and 'tree_state' are locked in opposite orders}}
    g_rec_mutex_unlock(&tree_state);
    g_mutex_unlock(&tree);
}

void glib_back_bad(void) {
    g_rec_mutex_lock(&tree_state);
    g_mutex_lock(&tree);
    g_mutex_unlock(&tree);
    g_rec_mutex_unlock(&tree_state);
}

// ---- SDL: a lock is a pointer that a call has made ----

static SDL_mutex *screen, *sound;

void make_locks(void) {
    screen = SDL_CreateMutex();
    sound = SDL_CreateMutex();
}

void sdl_forth_bad(void) {
    SDL_LockMutex(screen);
    SDL_LockMutex(sound); // expected-warning {{'screen' and 'sound' are locked in opposite orders}}
    SDL_UnlockMutex(sound);
    SDL_UnlockMutex(screen);
}

void sdl_back_bad(void) {
    SDL_LockMutex(sound);
    SDL_LockMutex(screen);
    SDL_UnlockMutex(screen);
    SDL_UnlockMutex(sound);
}
