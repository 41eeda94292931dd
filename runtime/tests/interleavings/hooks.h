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

/*
 * The operations themselves. One thread runs all virtual ones, so memory orders change nothing that they see; where
 * ThreadSanitizer looks on, it takes the orders at their word.
 */
#ifdef __clang__
#define EXPLORE_LOAD_ __c11_atomic_load
#define EXPLORE_STORE_ __c11_atomic_store
#define EXPLORE_EXCHANGE_ __c11_atomic_exchange
#define EXPLORE_COMPARE_(object, expected, desired, success, failure)                                                  \
    __c11_atomic_compare_exchange_strong(object, expected, desired, success, failure)
#define EXPLORE_FETCH_(operation) __c11_atomic_fetch_##operation
#else
#define EXPLORE_LOAD_ __atomic_load_n
#define EXPLORE_STORE_ __atomic_store_n
#define EXPLORE_EXCHANGE_ __atomic_exchange_n
#define EXPLORE_COMPARE_(object, expected, desired, success, failure)                                                  \
    __atomic_compare_exchange_n(object, expected, desired, false, success, failure)
#define EXPLORE_FETCH_(operation) __atomic_fetch_##operation
#endif

#undef atomic_load_explicit
#undef atomic_store_explicit
#undef atomic_exchange_explicit
#undef atomic_compare_exchange_strong_explicit
#undef atomic_compare_exchange_weak_explicit
#undef atomic_fetch_add_explicit
#undef atomic_fetch_sub_explicit
#undef atomic_fetch_and_explicit
#undef atomic_fetch_or_explicit
#define atomic_load_explicit(object, order) (EXPLORE_("load"), EXPLORE_LOAD_(object, order))
#define atomic_store_explicit(object, value, order) (EXPLORE_("store"), EXPLORE_STORE_(object, value, order))
#define atomic_exchange_explicit(object, value, order) (EXPLORE_("exchange"), EXPLORE_EXCHANGE_(object, value, order))
#define atomic_compare_exchange_strong_explicit(object, expected, desired, success, failure)                           \
    (EXPLORE_("compare and exchange"), EXPLORE_COMPARE_(object, expected, desired, success, failure))
#define atomic_compare_exchange_weak_explicit atomic_compare_exchange_strong_explicit
#define atomic_fetch_add_explicit(object, value, order) (EXPLORE_("add"), EXPLORE_FETCH_(add)(object, value, order))
#define atomic_fetch_sub_explicit(object, value, order)                                                                \
    (EXPLORE_("subtract"), EXPLORE_FETCH_(sub)(object, value, order))
#define atomic_fetch_and_explicit(object, value, order) (EXPLORE_("and"), EXPLORE_FETCH_(and)(object, value, order))
#define atomic_fetch_or_explicit(object, value, order) (EXPLORE_("or"), EXPLORE_FETCH_(or)(object, value, order))

/* What the library knows of the running virtual thread: each has its own. */
struct am_self *explore_self(void);
#define am_self_ (*explore_self())

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
