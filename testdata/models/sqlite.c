/* sqlite.c -- SQLite: whether a mutex can be entered twice, its allocation tells. */
// RUN-FLAGS: -Itestdata/include/sqlite
#include <sqlite3.h>

struct cache {
    sqlite3_mutex *fixed, *nested, *fast, *given;
    int count;
};

void make(struct cache *c, sqlite3_mutex *given) {
    c->fixed = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_MAIN);
    c->nested = sqlite3_mutex_alloc(SQLITE_MUTEX_RECURSIVE);
    c->fast = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
    c->given = given;
}

void static_bad(struct cache *c) {
    sqlite3_mutex_enter(c->fixed);
    c->count++;
    sqlite3_mutex_enter(c->fixed); // expected-warning {{'c->fixed' is locked again while this thread already holds it}}
    sqlite3_mutex_leave(c->fixed);
    sqlite3_mutex_leave(c->fixed);
}

void local_bad(void) {
    sqlite3_mutex *mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_MAIN);

    sqlite3_mutex_enter(mutex);
    sqlite3_mutex_enter(mutex); // expected-warning {{'mutex' is locked again while this thread already holds it}}
    sqlite3_mutex_leave(mutex);
    sqlite3_mutex_leave(mutex);
}

void recursive_ok(struct cache *c) {
    sqlite3_mutex_enter(c->nested);
    sqlite3_mutex_enter(c->nested);
    sqlite3_mutex_leave(c->nested);
    sqlite3_mutex_leave(c->nested);
}

void unknown_ok(struct cache *c, sqlite3_mutex *given) {
    sqlite3_mutex_enter(given);
    sqlite3_mutex_enter(given);
    sqlite3_mutex_leave(given);
    sqlite3_mutex_leave(given);
    sqlite3_mutex_enter(c->fast);
    sqlite3_mutex_enter(c->fast);
    sqlite3_mutex_leave(c->fast);
    sqlite3_mutex_leave(c->fast);
}

void try_bad(struct cache *c) {
    if (sqlite3_mutex_try(c->fixed) == SQLITE_OK) {
        // expected-warning@+1 {{'c->fixed' is locked again while this thread already holds it}}
        sqlite3_mutex_enter(c->fixed);
        sqlite3_mutex_leave(c->fixed);
        sqlite3_mutex_leave(c->fixed);
    }
}

void try_failed_ok(struct cache *c) {
    if (sqlite3_mutex_try(c->fixed) != SQLITE_OK)
        sqlite3_mutex_enter(c->fixed);
    sqlite3_mutex_leave(c->fixed);
}

void sleep_bad(struct cache *c) {
    sqlite3_mutex_enter(c->given);
    sqlite3_sleep(10); // expected-warning {{'c->given' is held across 'sqlite3_sleep', which sleeps}}
    sqlite3_mutex_leave(c->given);
}
