/* checked_internal.h -- what the parts of checked mode share. */
#ifndef AM_CHECKED_INTERNAL_H
#define AM_CHECKED_INTERNAL_H

#include "checked.h"

#include <stdint.h>

typedef struct held_lock {
    const void *lock;
    const am_lock_kind *kind;
    am_checked_mode mode;
    const char *here;
} held_lock;

/* All that a holder did until its clock stood so. */
typedef struct stamp {
    uint32_t holder;
    uint32_t clock;
} stamp;

struct am_holder {
    am_holder *next; /* of all that live */
    uint32_t number; /* 1 is the first thread that did anything; no two have the same */
    bool is_main;
    bool is_task;
    const char *spawned; /* NULL: not by the library */
    const char *moved;   /* where it last moved or dropped a handle; NULL: not yet */
    held_lock *held;     /* in the order of their taking */
    size_t count;
    size_t room;
    bool is_witness; /* of an order of locks */
    uint32_t clock;  /* goes on with each spawn */
    stamp *known;    /* what was over before it does what it does now; no holder twice */
    size_t known_count;
    size_t known_room;
};

/* All that checked mode knows stands under one lock. Enters it; gives who runs, never NULL. */
am_holder *checked_enter(void);
void checked_leave(void);

/* The list of all holders; under the lock. */
am_holder *checked_holders(void);

/* Whether this process was forked from one in checked mode. */
bool checked_is_child(void);

/* The array with room for one more; never NULL, ends the process when there is no memory. */
void *checked_grow(void *array, size_t count, size_t *room, size_t size);

/* `self` spawns `child`: what it did so far comes before all that the child will do. Under the lock. */
void time_spawn(am_holder *self, am_holder *child);

/* Takes the holder over; it ended, and somebody may join it. Under the lock. */
void time_end(am_holder *holder);

/* Whether what a holder did at `clock` is among the known. */
bool time_is_known(const stamp *known, size_t count, uint32_t holder, uint32_t clock);

/* Finds what a holder holds; NULL: it does not. */
held_lock *held_find(const am_holder *holder, const void *lock);

/* `memory` may be a value that is dead: then where its last handle was dropped, and by whom. Under the lock. */
bool arc_is_dead(const void *memory, const char **dropped, const char **made);

/* Whether the library learns of the end of this memory: a shared value that lives, or static data. Under the lock. */
bool life_is_known(const void *memory);

/* Whether the address is static data of the program or of a library that was there at its start. */
bool is_static(const void *memory);

/* Calls `look` with each part of static data that can be written. */
void each_static(void (*look)(const void *start, size_t size, void *context), void *context);

/* `holder` is about to wait for `lock`, or took it: notes the order, and reports a circle. Under the lock. */
void order_note(am_holder *holder, const void *lock, am_checked_mode mode, const char *here);

/* Forgets the locks in this memory. Under the lock. */
void order_forget(const void *memory, size_t size);

/* Forgets the conditions in this memory. Under the lock. */
void condition_forget(const void *memory, size_t size);

/* Reports handles that were never dropped. Under the lock. */
void arc_report_leaks(void);

#endif
