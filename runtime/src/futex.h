/* futex.h -- sleeping on a word and waking sleepers; futex(2), within one process. */
#ifndef AM_FUTEX_H
#define AM_FUTEX_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sleeps while `*word` is `expected`. May come back early: the caller looks at the word again. */
static inline void futex_wait(_Atomic uint32_t *word, uint32_t expected) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

/* `word` may be freed by then: the address alone is used, and a sleeper bears a wake that wasn't meant for it. */
static inline void futex_wake_one(_Atomic uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

#endif
