/* bug.h -- what can't happen: record it, give up one function, go on. */
#ifndef LK_BASE_BUG_H
#define LK_BASE_BUG_H

#include <setjmp.h>

/* Where LK_BUG goes. The owner does `if (setjmp(trap.env)) { ...trap.message... }` before the work that may fail, and
   passes the trap down; there is no global one. All state that the work touches must live in arenas. */
typedef struct lk_bug_trap {
    jmp_buf env;
    const char *file; /* of our own source */
    int line;
    char message[256];
} lk_bug_trap;

/* Records the place and message in `trap` and jumps there. */
_Noreturn void lk_bug_raise(lk_bug_trap *trap, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define LK_BUG(trap, ...) lk_bug_raise((trap), __FILE__, __LINE__, __VA_ARGS__)

/* Raises when `condition` is false. */
#define LK_EXPECT(trap, condition)                                                                                     \
    ((condition) ? (void)0 : lk_bug_raise((trap), __FILE__, __LINE__, "expected: %s", #condition))

#endif
