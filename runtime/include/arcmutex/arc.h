/* arc.h -- shared ownership: a value on the heap that lives until its last handle is dropped. */
#ifndef AM_ARC_H
#define AM_ARC_H

#include "arcmutex/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A handle is a plain typed pointer to the shared value; the counts stand hidden before it. Each handle is owned by
 * exactly one variable, and each is dropped exactly once.
 *
 * To copy the pointer (`config *c = mine;`) makes no handle. Handles may be cloned and dropped in any thread; one
 * variable that holds a handle is not itself protected. The value is shared: what changes in it belongs into a mutex
 * (mutex.h). Counts are of this process; nothing here is async-signal-safe.
 *
 * Example:
 *
 *     typedef struct {
 *         int limit;
 *     } config;
 *
 *     am_arc_auto config *mine = am_arc_new(config, .limit = 3); // dropped at the end of the scope
 *     config *yours = am_arc_clone(mine);                        // a second handle to the same value
 *     config *theirs = am_move(yours);                           // handed on
 *     assert(yours == NULL && am_arc_ptr_eq(theirs, mine) && theirs->limit == 3);
 *     assert(am_arc_strong_count(mine) == 2);
 *     am_arc_drop(&theirs);
 *     assert(theirs == NULL && am_arc_strong_count(mine) == 1);
 */

/*
 * The first handle to a new T, a copy of `(T){initialisers}`; there is at least one initialiser (`{0}` is one).
 * Never NULL: ends the process when there is no memory.
 */
#define am_arc_new(T, ...) ((T *)am_arc_new_(sizeof(T), _Alignof(T), &(T){__VA_ARGS__}, NULL, AM_HERE_))

/*
 * The same with a destructor, `void destroy(void *value)`: called once with the value, in the thread that drops the
 * last handle, before the memory is given back. It does not free the value itself.
 *
 * Example:
 *
 *     typedef struct {
 *         int *ended;
 *     } session;
 *
 *     static void end_session(void *value) {
 *         session *self = value;
 *         *self->ended += 1;
 *     }
 *
 *     int ended = 0;
 *     session *one = am_arc_new_with(session, end_session, .ended = &ended);
 *     session *other = am_arc_clone(one);
 *     am_arc_drop(&one);
 *     assert(ended == 0);
 *     am_arc_drop(&other);
 *     assert(ended == 1);
 */
#define am_arc_new_with(T, destroy, ...)                                                                               \
    ((T *)am_arc_new_(sizeof(T), _Alignof(T), &(T){__VA_ARGS__}, (destroy), AM_HERE_))

/*
 * A further handle to the same value, of the same type; `handle` stays owned by its variable. A cheap count, no copy of
 * the value. Ends the process when there are more than SIZE_MAX / 2 handles.
 */
#define am_arc_clone(handle) ((__typeof__(&*(handle)))am_arc_clone_((handle), AM_HERE_))

/*
 * Gives up the handle in the variable that `slot` points to and sets that variable NULL; a NULL handle is left alone.
 * The last one destroys the value: everything that any thread did before dropping its handle is visible to the
 * destructor.
 */
#define am_arc_drop(slot) am_arc_drop_at_((__typeof__(**(slot)) **)(slot), AM_HERE_)

/*
 * Before a declaration: drops the handle at the end of the scope, unless it was moved or dropped before. When a thread
 * ends inside the scope (thread.h), only code built with -fexceptions drops it.
 */
#define am_arc_auto AM_CLEANUP_(am_arc_drop_)

/* What the variable `owner` holds, a handle or a guard; the variable is NULL afterwards. */
#define am_move(owner) ((__typeof__(&*(owner)))am_move_(&(owner), AM_HERE_))

/* The number of handles at some moment: other threads may clone and drop meanwhile. */
#define am_arc_strong_count(handle) am_arc_strong_count_(handle)

/* Whether two handles of one type share their value. Two types do not compile. */
#define am_arc_ptr_eq(left, right)                                                                                     \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(left)), __typeof__(*(right))),                              \
                 "am_arc_ptr_eq: the two handles have different types"),                                               \
     am_arc_ptr_eq_((left), (right)))

/* The functions below are what the macros above call; `here` is the place of the call (AM_HERE_). */

AM_EFFECT("create: {handle: return}")
AM_API AM_MUST_USE AM_RETURNS_NONNULL void *am_arc_new_(size_t size, size_t alignment, const void *initial,
                                                        void (*destroy)(void *value), const char *here);

/* What stands before a shared value in its allocation; its fields are the library's. */
typedef struct am_arc_header {
    _Alignas(16) _Atomic size_t strong;
    _Atomic size_t weak; /* all strong handles together count as one */
    void (*destroy)(void *value);
    size_t size;
    size_t alignment;
} am_arc_header;

/* Checked mode is on: set once, before main. */
extern AM_API bool am_checked_;

/* The rest of the way: checked mode is on, or there are too many handles. */
AM_EFFECT("clone: {handle: handle, to: return}")
AM_API AM_MUST_USE AM_RETURNS_NONNULL AM_NONNULL void *am_arc_clone_rest_(const void *handle, const char *here);

AM_EFFECT("clone: {handle: handle, to: return}")
AM_API AM_MUST_USE AM_RETURNS_NONNULL AM_NONNULL AM_INLINE_ void *am_arc_clone_(const void *handle, const char *here);

AM_EFFECT("drop: {handle: '*slot'}")
AM_API AM_NONNULL void am_arc_drop_at_(void *slot, const char *here);

/* The rest of the way: the handle was the last, or checked mode is on. */
AM_EFFECT("drop: {handle: handle}")
AM_API AM_NONNULL void am_arc_drop_rest_(void *handle);

/* At the end of a scope, which has no place of its own. The variable is not written: nobody sees it any more. */
AM_EFFECT("drop: {handle: '*slot'}")
AM_API AM_NONNULL AM_INLINE_ void am_arc_drop_(void *slot);

AM_EFFECT("move: {handle: '*slot', to: return}")
AM_API AM_MUST_USE AM_NONNULL void *am_move_(void *slot, const char *here);

AM_EFFECT("borrow: {handle: handle}")
AM_API AM_NONNULL size_t am_arc_strong_count_(const void *handle);

AM_EFFECT("borrow: [{handle: left}, {handle: right}]")
AM_API bool am_arc_ptr_eq_(const void *left, const void *right);

#ifndef __locklint__

#include <stdatomic.h>

inline void *am_arc_clone_(const void *handle, const char *here) {
    am_arc_header *header = (am_arc_header *)handle - 1;
    if (__builtin_expect(am_checked_, 0) ||
        __builtin_expect(atomic_fetch_add_explicit(&header->strong, 1, memory_order_relaxed) > SIZE_MAX / 2, 0))
        return am_arc_clone_rest_(handle, here);
    return (void *)handle;
}

inline void am_arc_drop_(void *slot) {
    void *handle;
    __builtin_memcpy(&handle, slot, sizeof handle);
    if (handle == NULL)
        return;
    am_arc_header *header = (am_arc_header *)handle - 1;
    if (__builtin_expect(am_checked_, 0) || atomic_fetch_sub_explicit(&header->strong, 1, memory_order_release) == 1)
        am_arc_drop_rest_(handle);
}

#endif

#endif
