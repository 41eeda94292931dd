/* task_switch.c -- from one stack to another: in assembly on x86-64, by makecontext elsewhere. */
#include "task_switch.h"

#include "sanitizers.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef AM_ASSEMBLY_SWITCH

/* Keeps what a callee must keep (System V ABI for AMD64, 3.2.1), SSE and x87 control words too, and changes stacks. */
void am_switch_stacks_(void **from, void *to) __attribute__((visibility("hidden")));
/* The first frame of a stack: calls %rbx with %r12. Unwinding ends here. */
void am_switch_first_(void) __attribute__((visibility("hidden")));

__asm__(".text\n"
        ".p2align 4\n"
        ".globl am_switch_stacks_\n"
        ".hidden am_switch_stacks_\n"
        ".type am_switch_stacks_, @function\n"
        "am_switch_stacks_:\n"
        "    .cfi_startproc\n"
        "    pushq %rbp\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    pushq %rbx\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    pushq %r12\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    pushq %r13\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    pushq %r14\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    pushq %r15\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    subq $8, %rsp\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    movq %rsp, (%rdi)\n"
        "    movq %rsi, %rsp\n"
        "    ldmxcsr (%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    addq $8, %rsp\n"
        "    .cfi_adjust_cfa_offset -8\n"
        "    popq %r15\n"
        "    .cfi_adjust_cfa_offset -8\n"
        "    popq %r14\n"
        "    .cfi_adjust_cfa_offset -8\n"
        "    popq %r13\n"
        "    .cfi_adjust_cfa_offset -8\n"
        "    popq %r12\n"
        "    .cfi_adjust_cfa_offset -8\n"
        "    popq %rbx\n"
        "    .cfi_adjust_cfa_offset -8\n"
        "    popq %rbp\n"
        "    .cfi_adjust_cfa_offset -8\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size am_switch_stacks_, .-am_switch_stacks_\n"
        ".p2align 4\n"
        ".globl am_switch_first_\n"
        ".hidden am_switch_first_\n"
        ".type am_switch_first_, @function\n"
        "am_switch_first_:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined rip\n"
        "    movq %r12, %rdi\n"
        "    callq *%rbx\n"
        "    ud2\n"
        "    .cfi_endproc\n"
        ".size am_switch_first_, .-am_switch_first_\n");

/* What am_switch_stacks_ finds on a stack on which it goes on. */
typedef struct {
    uint32_t mxcsr;
    uint32_t x87;
    uintptr_t r15, r14, r13, r12, rbx, rbp;
    uintptr_t resume;
    uintptr_t end; /* a return address that there isn't */
} saved;

static void make(am_context *context, const am_stack *stack, void (*begin)(void *argument), void *argument) {
    /* am_switch_first_ calls with its stack at a multiple of 16: that is where `end` stands. */
    saved *first = (saved *)((uintptr_t)stack->bottom + stack->size - 16 - offsetof(saved, end));
    *first = (saved){
        .r12 = (uintptr_t)argument,
        .rbx = (uintptr_t)begin,
        .resume = (uintptr_t)am_switch_first_,
    };
    __asm__ volatile("stmxcsr %0" : "=m"(first->mxcsr));
    uint16_t x87;
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    first->x87 = x87;
    context->pointer = first;
}

static inline __attribute__((always_inline)) void change(am_context *from, am_context *to) {
    am_switch_stacks_(&from->pointer, to->pointer);
}

#else

/* makecontext passes integers. */
static void begin_by_halves(unsigned begin_high, unsigned begin_low, unsigned argument_high, unsigned argument_low) {
    uintptr_t begin = (uintptr_t)((uint64_t)begin_high << 32 | begin_low);
    uintptr_t argument = (uintptr_t)((uint64_t)argument_high << 32 | argument_low);
    ((void (*)(void *))begin)((void *)argument);
}

static unsigned high(uintptr_t word) {
    return (unsigned)((uint64_t)word >> 32);
}

static void make(am_context *context, const am_stack *stack, void (*begin)(void *argument), void *argument) {
    getcontext(&context->registers);
    context->registers.uc_stack.ss_sp = stack->bottom;
    context->registers.uc_stack.ss_size = stack->size;
    context->registers.uc_link = NULL;
    makecontext(&context->registers, (void (*)(void))begin_by_halves, 4, high((uintptr_t)begin),
                (unsigned)(uintptr_t)begin, high((uintptr_t)argument), (unsigned)(uintptr_t)argument);
}

static inline __attribute__((always_inline)) void change(am_context *from, am_context *to) {
    swapcontext(&from->registers, &to->registers);
}

#endif

void am_context_make_(am_context *context, const am_stack *stack, void (*begin)(void *argument), void *argument) {
    make(context, stack, begin, argument);
    context->bottom = stack->bottom;
    context->size = stack->size;
    context->fake_stack = NULL;
    context->fiber = fiber_make();
}

void am_context_switch_(am_context *from, am_context *to) {
    stack_switch_starts(&from->fake_stack, to->bottom, to->size);
    fiber_switch(to->fiber);
    change(from, to);
    stack_switch_ends(from->fake_stack);
}

_Noreturn void am_context_leave_(am_context *from, am_context *to) {
    stack_switch_starts(NULL, to->bottom, to->size);
    fiber_switch(to->fiber);
    change(from, to);
    abort();
}

void am_context_of_thread_(am_context *context) {
    context->fiber = fiber_of_thread();
    stack_of_thread(&context->bottom, &context->size);
}

void am_context_arrive_(void) {
    stack_switch_ends(NULL);
}

void am_context_unmake_(am_context *context) {
    fiber_unmake(context->fiber);
    context->fiber = NULL;
}
