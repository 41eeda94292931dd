/* futex.h -- sleeping on a word and waking sleepers; futex(2), within one process. */
#ifndef AM_FUTEX_H
#define AM_FUTEX_H

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { FUTEX_ALL = INT_MAX };

/* Sleeps while `*word` is `expected`. May come back early: the caller looks at the word again. */
static inline void futex_wait(_Atomic uint32_t *word, uint32_t expected) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

/*
 * The same, as one of the sleepers of `group` (a set of bits), until `deadline` (CLOCK_MONOTONIC; NULL: for ever).
 * False: the deadline has passed, and no wake was meant for this sleeper.
 */
static inline bool futex_wait_until(_Atomic uint32_t *word, uint32_t expected, uint32_t group,
                                    const struct timespec *deadline) {
    return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, deadline, NULL, group) == 0 ||
           errno != ETIMEDOUT;
}

/* `word` may be freed by then: the address alone is used, and a sleeper bears a wake that wasn't meant for it. */
static inline void futex_wake_one(_Atomic uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* Wakes so many sleepers of these groups. `word` as above. */
static inline void futex_wake(_Atomic uint32_t *word, int count, uint32_t groups) {
    syscall(SYS_futex, word, FUTEX_WAKE_BITSET_PRIVATE, count, NULL, NULL, groups);
}

/* The same for one sleeper of any group; whether there was one. */
static inline bool futex_wake_any(_Atomic uint32_t *word) {
    return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0) > 0;
}

#endif
