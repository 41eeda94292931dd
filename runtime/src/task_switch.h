/* task_switch.h -- from one stack to another. */
#ifndef AM_TASK_SWITCH_H
#define AM_TASK_SWITCH_H

#include <stddef.h>

/* AM_PORTABLE_SWITCH takes makecontext where the assembly would do, too: for tests. */
#if defined(__x86_64__) && !defined(AM_PORTABLE_SWITCH)
#define AM_ASSEMBLY_SWITCH
#else
#include <ucontext.h>
#endif

/* A stack: memory from `bottom`, its lowest address, with a guard page below. */
typedef struct am_stack {
    struct am_stack *next; /* in the list of free ones */
    void *bottom;
    size_t size;
    unsigned valgrind;
} am_stack;

/* Where a flow of control is to go on, and what the sanitizers know of it. */
typedef struct am_context {
#ifdef AM_ASSEMBLY_SWITCH
    void *pointer; /* the stack pointer; what must be kept stands there */
#else
    ucontext_t registers;
#endif
    const void *bottom; /* of its stack; for AddressSanitizer, as the following */
    size_t size;
    void *fake_stack;
    void *fiber; /* for ThreadSanitizer */
} am_context;

/* Makes `context` begin with `begin(argument)` on the stack; `begin` must not return. */
void am_context_make_(am_context *context, const am_stack *stack, void (*begin)(void *argument), void *argument);

/* Goes on at `to`; comes back when somebody goes on at `from`. */
void am_context_switch_(am_context *from, am_context *to);

/* The same, where nobody will come back. */
_Noreturn void am_context_leave_(am_context *from, am_context *to);

/* Makes `context` that of this thread, on its own stack. */
void am_context_of_thread_(am_context *context);

/* What begins on a new stack calls this first. */
void am_context_arrive_(void);

/* Gives back what the sanitizers keep for a context that was left. */
void am_context_unmake_(am_context *context);

#endif
