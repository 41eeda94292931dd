/* hooks.h -- read before each source of the library that is explored: atomics and futexes go through the explorer. */
#ifndef AM_HOOKS_H
#define AM_HOOKS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* The running virtual thread is about to do `what` at `place`; another one may go on first. */
void explore_step(const char *what, const char *place);

#define EXPLORE_LINE_OF_(line) #line
#define EXPLORE_LINE_(line) EXPLORE_LINE_OF_(line)
#define EXPLORE_(what) explore_step(what, __FILE__ ":" EXPLORE_LINE_(__LINE__))

/* The operations themselves: one thread runs all virtual ones, so their memory order is of no account. */
#define EXPLORE_OPERATIONS_(T, name)                                                                                   \
    static inline T explored_exchange_##name(_Atomic(T) *object, T value) {                                            \
        return atomic_exchange_explicit(object, value, memory_order_seq_cst);                                          \
    }                                                                                                                  \
    static inline bool explored_compare_exchange_##name(_Atomic(T) *object, T *expected, T desired) {                  \
        return atomic_compare_exchange_strong_explicit(object, expected, desired, memory_order_seq_cst,                \
                                                       memory_order_seq_cst);                                          \
    }                                                                                                                  \
    static inline T explored_add_##name(_Atomic(T) *object, T value) {                                                 \
        return atomic_fetch_add_explicit(object, value, memory_order_seq_cst);                                         \
    }                                                                                                                  \
    static inline T explored_and_##name(_Atomic(T) *object, T value) {                                                 \
        return atomic_fetch_and_explicit(object, value, memory_order_seq_cst);                                         \
    }                                                                                                                  \
    static inline T explored_or_##name(_Atomic(T) *object, T value) {                                                  \
        return atomic_fetch_or_explicit(object, value, memory_order_seq_cst);                                          \
    }

EXPLORE_OPERATIONS_(uint32_t, word)
EXPLORE_OPERATIONS_(size_t, size)

static inline bool explored_compare_exchange_pointer(void *object, void *expected, void *desired) {
    return atomic_compare_exchange_strong_explicit((void *_Atomic *)object, (void **)expected, desired,
                                                   memory_order_seq_cst, memory_order_seq_cst);
}

#define EXPLORE_BY_TYPE_(object, operation)                                                                            \
    _Generic((object), _Atomic(uint32_t) *: explored_##operation##_word, _Atomic(size_t) *: explored_##operation##_size)

#undef atomic_load_explicit
#undef atomic_store_explicit
#undef atomic_exchange_explicit
#undef atomic_compare_exchange_strong_explicit
#undef atomic_compare_exchange_weak_explicit
#undef atomic_fetch_add_explicit
#undef atomic_fetch_sub_explicit
#undef atomic_fetch_and_explicit
#undef atomic_fetch_or_explicit
#define atomic_load_explicit(object, order) (EXPLORE_("load"), *(object))
#define atomic_store_explicit(object, value, order) (EXPLORE_("store"), (void)(*(object) = (value)))
#define atomic_exchange_explicit(object, value, order)                                                                 \
    (EXPLORE_("exchange"), EXPLORE_BY_TYPE_(object, exchange)(object, value))
#define atomic_compare_exchange_strong_explicit(object, expected, desired, success, failure)                           \
    (EXPLORE_("compare and exchange"), _Generic((object),                                                              \
         _Atomic(uint32_t) *: explored_compare_exchange_word,                                                          \
         _Atomic(size_t) *: explored_compare_exchange_size,                                                            \
         default: explored_compare_exchange_pointer)(object, expected, desired))
#define atomic_compare_exchange_weak_explicit atomic_compare_exchange_strong_explicit
#define atomic_fetch_add_explicit(object, value, order) (EXPLORE_("add"), EXPLORE_BY_TYPE_(object, add)(object, value))
#define atomic_fetch_sub_explicit(object, value, order)                                                                \
    (EXPLORE_("subtract"), EXPLORE_BY_TYPE_(object, add)(object, -(value)))
#define atomic_fetch_and_explicit(object, value, order) (EXPLORE_("and"), EXPLORE_BY_TYPE_(object, and)(object, value))
#define atomic_fetch_or_explicit(object, value, order) (EXPLORE_("or"), EXPLORE_BY_TYPE_(object, or)(object, value))

/* In place of src/futex.h: sleepers are virtual threads. One with a deadline may give up at any moment. */
#define AM_FUTEX_H
enum { FUTEX_ALL = INT32_MAX };
void futex_wait(_Atomic uint32_t *word, uint32_t expected);
bool futex_wait_until(_Atomic uint32_t *word, uint32_t expected, uint32_t group, const struct timespec *deadline);
void futex_wake_one(_Atomic uint32_t *word);
void futex_wake(_Atomic uint32_t *word, int count, uint32_t groups);

/* In place of src/relax.h: to look at a word many times only makes schedules longer. */
#define AM_RELAX_H
enum { SPINS = 0, YIELDS = 0 };
void relax(void); /* lets another thread go on, if one can: only one may look again and again, or two do so for ever */

#endif
