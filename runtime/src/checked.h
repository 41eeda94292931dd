/* checked.h -- checked mode (AM_CHECKED=1): what a primitive tells of itself, so that misuse is reported, not waited
 * for. */
#ifndef AM_CHECKED_H
#define AM_CHECKED_H

#include "arcmutex/arc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * A primitive calls the hooks below at the places that they name; each costs one predicted branch as long as the mode
 * is off. `here` is the place of the user's call, AM_HERE_, or NULL at the end of a scope. A lock:
 *
 *     static const am_lock_kind kind = {.name = "rwlock"};
 *
 *     void *am_rwlock_read_(am_rwlock *lock, const char *here) {
 *         checked_use(lock, here);                               before the memory is touched
 *         if (!quick(lock)) {
 *             checked_waits(lock, &kind, CHECKED_SHARED, here);  before each wait: it reports what would hang
 *             slow(lock);
 *         }
 *         checked_acquired(lock, &kind, CHECKED_SHARED, here);   now it is held
 *         ...
 *     checked_released(lock, here);                              before it is let go, and before the list of held locks
 *
 * `lock` is the address that all of these calls share, and it stands for the lock in reports; it lies in the lock's own
 * memory. A try that fails calls nothing but checked_use. A quick path may ask `checked_is_on()` once, and leave to a
 * path of its own.
 *
 * A hook that finds misuse does not return: it writes one report to stderr and aborts. No hook may be called while the
 * primitive holds a lock of its own that others need in order to come to an end. Hooks are for one program with any
 * number of threads and tasks; they are not async-signal-safe.
 */

/* From the environment: AM_CHECKED, unless it is empty or 0. */
static inline bool checked_is_on(void) {
    return __builtin_expect(am_checked_, 0);
}

/* For functions of checked mode that a quick path ends in: they don't take its registers. */
#define AM_COLD __attribute__((noinline, cold))

/* For quick paths: each begins on a cache line of its own, and is as quick wherever it comes to stand. */
#define AM_QUICK __attribute__((aligned(64)))

typedef struct am_lock_kind {
    const char *name;  /* in reports: "mutex" */
    bool is_for_tasks; /* may be held across an await */
} am_lock_kind;

typedef enum am_checked_mode { CHECKED_EXCLUSIVE, CHECKED_SHARED } am_checked_mode;

/* Who holds locks: a thread or a task. */
typedef struct am_holder am_holder;

/* What the hooks below call when the mode is on. */
void am_checked_use_(const void *object, const char *here);
void am_checked_waits_(const void *lock, const am_lock_kind *kind, am_checked_mode mode, const char *here);
void am_checked_acquired_(const void *lock, const am_lock_kind *kind, am_checked_mode mode, bool tried,
                          const char *here);
void am_checked_converted_(const void *lock, am_checked_mode mode, const char *here);
void am_checked_released_(const void *lock, const char *here);
void am_checked_waits_condition_(const void *condition, const void *lock, const void *first, const char *here);
void am_checked_woken_(const void *condition);
void am_checked_yields_(const char *what, const char *here);
void am_checked_joins_(bool is_joinable, const char *what, const char *here);
void am_checked_frees_(const void *memory, size_t size, const char *here);
void am_checked_arc_new_(const void *value, size_t size, const char *here);
void am_checked_arc_clone_(const void *value, const char *here);
void am_checked_arc_upgrade_(const void *value, const char *here);
void am_checked_arc_drop_(const void *value, const char *here);
void am_checked_arc_ended_(const void *value, size_t size, const char *here);
void am_checked_arc_free_(const void *value, void *block);
void am_checked_move_(const void *value, const char *here);
am_holder *am_checked_spawn_(const char *here);
void am_checked_begin_(am_holder *holder);
void am_checked_run_(am_holder *holder);
void am_checked_end_(am_holder *holder);

/* A lock or handle is about to be used: reports NULL, and a value whose last handle was dropped. */
static inline void checked_use(const void *object, const char *here) {
    if (checked_is_on())
        am_checked_use_(object, here);
}

/* The lock can't be had at once: reports a lock that this thread holds already, and an order that can deadlock. */
static inline void checked_waits(const void *lock, const am_lock_kind *kind, am_checked_mode mode, const char *here) {
    if (checked_is_on())
        am_checked_waits_(lock, kind, mode, here);
}

/* The lock is held now. */
static inline void checked_acquired(const void *lock, const am_lock_kind *kind, am_checked_mode mode,
                                    const char *here) {
    if (checked_is_on())
        am_checked_acquired_(lock, kind, mode, false, here);
}

/* The lock is held now by a try, which waits for nobody and so is in no order. */
static inline void checked_tried(const void *lock, const am_lock_kind *kind, am_checked_mode mode, const char *here) {
    if (checked_is_on())
        am_checked_acquired_(lock, kind, mode, true, here);
}

/* The held lock is held in another mode from now on: downgrade, upgrade. */
static inline void checked_converted(const void *lock, am_checked_mode mode, const char *here) {
    if (checked_is_on())
        am_checked_converted_(lock, mode, here);
}

/* The lock is about to be let go: reports one that this thread does not hold. */
static inline void checked_released(const void *lock, const char *here) {
    if (checked_is_on())
        am_checked_released_(lock, here);
}

/*
 * This thread is about to wait for the condition with `lock`: reports other locks that it holds, and a condition that
 * others wait for with another lock, or that belongs to `first`, another lock (NULL: to none). Then come
 * checked_released(lock), the wait, checked_acquired(lock), and checked_woken.
 */
static inline void checked_waits_condition(const void *condition, const void *lock, const void *first,
                                           const char *here) {
    if (checked_is_on())
        am_checked_waits_condition_(condition, lock, first, here);
}

static inline void checked_woken(const void *condition) {
    if (checked_is_on())
        am_checked_woken_(condition);
}

/* The task or thread is about to give up its turn; `what` completes "across this": "await". Reports held guards. */
static inline void checked_yields(const char *what, const char *here) {
    if (checked_is_on())
        am_checked_yields_(what, here);
}

/* A thread or task is about to be joined, or detached (`what`); false: it was before, or never was one. */
static inline void checked_joins(bool is_joinable, const char *what, const char *here) {
    if (checked_is_on())
        am_checked_joins_(is_joinable, what, here);
}

/* Memory is about to be destroyed or freed: reports locks in it that somebody holds, and forgets their order. */
static inline void checked_frees(const void *memory, size_t size, const char *here) {
    if (checked_is_on())
        am_checked_frees_(memory, size, here);
}

/* A first handle to a value of `size` bytes was made. */
static inline void checked_arc_new(const void *value, size_t size, const char *here) {
    if (checked_is_on())
        am_checked_arc_new_(value, size, here);
}

/* A further handle is about to be made: reports NULL and dropped values. */
static inline void checked_arc_clone(const void *value, const char *here) {
    if (checked_is_on())
        am_checked_arc_clone_(value, here);
}

/* A further handle was made of a weak one, for which somebody else had one at that moment. */
static inline void checked_arc_upgrade(const void *value, const char *here) {
    if (checked_is_on())
        am_checked_arc_upgrade_(value, here);
}

/* A handle is about to be dropped: reports more drops than handles. */
static inline void checked_arc_drop(const void *value, const char *here) {
    if (checked_is_on())
        am_checked_arc_drop_(value, here);
}

/* The value's destructor is done, which may still have locked it: from now on its use is reported. */
static inline void checked_arc_ended(const void *value, size_t size, const char *here) {
    if (checked_is_on())
        am_checked_arc_ended_(value, size, here);
}

/* The value is destroyed: frees `block`, its allocation; in checked mode later, so that its use is seen. */
static inline void checked_arc_free(const void *value, void *block) {
    if (checked_is_on())
        am_checked_arc_free_(value, block);
    else
        free(block);
}

/* What a variable held was handed on; NULL too. */
static inline void checked_move(const void *value, const char *here) {
    if (checked_is_on())
        am_checked_move_(value, here);
}

/*
 * A thread or task that is being spawned at `here`; NULL when the mode is off, and the other calls then do nothing.
 * A thread begins with am_checked_begin_ in itself. Whoever runs tasks says by am_checked_run_ which task this thread
 * runs from now on (NULL: none, its own code). Each ends once; a thread that began ends by itself.
 */
static inline am_holder *checked_spawn(const char *here) {
    return checked_is_on() ? am_checked_spawn_(here) : NULL;
}

static inline void checked_begin(am_holder *holder) {
    if (holder != NULL)
        am_checked_begin_(holder);
}

static inline void checked_run(am_holder *holder) {
    if (checked_is_on())
        am_checked_run_(holder);
}

static inline void checked_end(am_holder *holder) {
    if (holder != NULL)
        am_checked_end_(holder);
}

/* This thread ends: its locks were released. */
void am_checked_thread_ends_(void);
uint32_t am_checked_number_(const am_holder *holder);
void am_checked_joined_(uint32_t number);
void am_checked_joined_tasks_(void);

/* By which checked_joined knows the holder when it is gone; 0 for NULL. */
static inline uint32_t checked_number(const am_holder *holder) {
    return holder != NULL ? am_checked_number_(holder) : 0;
}

/* The thread or task has ended, and the one that calls waited for that: what it did is over. */
static inline void checked_joined(uint32_t number) {
    if (checked_is_on())
        am_checked_joined_(number);
}

/* All tasks have ended, and the thread that calls waited for that. */
static inline void checked_joined_tasks(void) {
    if (checked_is_on())
        am_checked_joined_tasks_();
}

static inline void checked_thread_ends(void) {
    if (checked_is_on())
        am_checked_thread_ends_();
}

#endif
