/* witness_world.h -- what a driver of a fixture is linked with: it calls each function in worlds that are made up. A
   world is a number; whatever a function can't know of its callers, of unknown functions and of other threads is
   chosen by the bits of that number. */
#ifndef LK_TESTS_WITNESS_WORLD_H
#define LK_TESTS_WITNESS_WORLD_H

#include <stdbool.h>
#include <stddef.h>

/* One function of the fixture, as the driver describes it. */
typedef struct world_function {
    const char *name;
    void (*call)(void);        /* makes up the arguments, calls it and tells what it returned */
    bool is_root;              /* a thread's entry, a handler or main: who calls it holds no lock */
    const long long *numbers;  /* what integers are chosen from */
    const char *const *fields; /* the integer fields that it, or what it calls, names; the others are 0 */
    size_t number_count, field_count;
} world_function;

extern const world_function world_functions[];
extern const size_t world_function_count;

/* One of `count` possibilities, from 0. */
size_t world_choose(size_t count);

/* The id of a thread that the caller had started: another each time. */
unsigned long world_thread(void);

/* An integer of the function's numbers. */
long long world_number(void);

/* The same for a field of that name, which other threads may write while this one waits, unless `where` is NULL. */
long long world_field(const char *name, void *where, size_t size);

/* Zeroed memory for an object of the type of that number. Where worlds run one after another in one process, they meet
   the same objects. */
void *world_object(unsigned type, size_t size);

/* Zeroed memory that lives as long as the world. */
void *world_memory(size_t size);

/* Just before the function is called, and just after: what it returned, 0 where it returns nothing, and -1 for NULL. */
void world_enter(void);
void world_return(long long value);

/* Whether a tool watches. Without one a wait that has no end is left out. */
bool world_is_watched(void);

/* Ends the world here, and says why. */
_Noreturn void world_end(const char *why);

/* Wakes one who waits: other threads have written what they share. */
void world_wake(void);

/* Something is done to the lock of that number: worlds in which the same is done are the same world. */
void world_trace(unsigned event, size_t lock);

/* The function that is being called; whether `object` is on the stack of the thread that calls it. */
const world_function *world_current(void);
bool world_is_local(const void *object);

/* The function has returned: ends the world when it left a lock of its own held (witness_locks.c). */
void world_leave(void);

/* How many locks the function holds that it has taken itself (witness_locks.c). */
unsigned world_count_held(void);

/* Unlocks what the thread still holds, and forgets all locks (witness_locks.c). */
void world_release(void);

/* Locks that the function got and that it found held, for the line that world_return writes (witness_locks.c). */
extern unsigned world_acquired, world_adopted;

#endif
