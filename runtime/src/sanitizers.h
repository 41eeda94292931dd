/* sanitizers.h -- what AddressSanitizer, ThreadSanitizer and Valgrind have to be told of stacks; else nothing. */
#ifndef AM_SANITIZERS_H
#define AM_SANITIZERS_H

#include <stddef.h>

#if defined(__has_feature)
#define AM_HAS_FEATURE_(name) __has_feature(name)
#else
#define AM_HAS_FEATURE_(name) 0
#endif

#if defined(__SANITIZE_THREAD__) || AM_HAS_FEATURE_(thread_sanitizer)
#define AM_UNDER_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if defined(__SANITIZE_ADDRESS__) || AM_HAS_FEATURE_(address_sanitizer)
#define AM_UNDER_ASAN
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif

/* Requests to Valgrind are a few instructions without effect where it does not run. */
#if defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#define AM_KNOWS_VALGRIND
#include <valgrind/valgrind.h>
#endif
#endif

static inline void *fiber_make(void) {
#ifdef AM_UNDER_TSAN
    return __tsan_create_fiber(0);
#else
    return NULL;
#endif
}

static inline void *fiber_of_thread(void) {
#ifdef AM_UNDER_TSAN
    return __tsan_get_current_fiber();
#else
    return NULL;
#endif
}

/*
 * Inlined: ThreadSanitizer keeps a list of calls for each fibre, and this call begins in one and ends in another. The
 * switch is an order to it: what the worker and its tasks know of each other is the library's own (am_self_), and has
 * to be in order. So it misses races of tasks that took turns on one worker.
 */
static inline __attribute__((always_inline)) void fiber_switch(void *fiber) {
#ifdef AM_UNDER_TSAN
    __tsan_switch_to_fiber(fiber, 0);
#else
    (void)fiber;
#endif
}

/* The same for tests: the switch is no order, and what is before and after what is said by the two below. */
static inline __attribute__((always_inline)) void fiber_switch_unordered(void *fiber) {
#ifdef AM_UNDER_TSAN
    __tsan_switch_to_fiber(fiber, __tsan_switch_to_fiber_no_sync);
#else
    (void)fiber;
#endif
}

/* What is done before order_before(place) in any thread is done before what comes after order_after(place). */
static inline void order_before(void *place) {
#ifdef AM_UNDER_TSAN
    __tsan_release(place);
#else
    (void)place;
#endif
}

static inline void order_after(void *place) {
#ifdef AM_UNDER_TSAN
    __tsan_acquire(place);
#else
    (void)place;
#endif
}

static inline void fiber_unmake(void *fiber) {
#ifdef AM_UNDER_TSAN
    if (fiber != NULL)
        __tsan_destroy_fiber(fiber);
#else
    (void)fiber;
#endif
}

/* `fake_stack` NULL: the stack that is left will not be used again. */
static inline void stack_switch_starts(void **fake_stack, const void *bottom, size_t size) {
#ifdef AM_UNDER_ASAN
    __sanitizer_start_switch_fiber(fake_stack, bottom, size);
#else
    (void)fake_stack;
    (void)bottom;
    (void)size;
#endif
}

static inline void stack_switch_ends(void *fake_stack) {
#ifdef AM_UNDER_ASAN
    __sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
#else
    (void)fake_stack;
#endif
}

/* The bounds of the stack that the system gave to this thread. */
static inline void stack_of_thread(const void **bottom, size_t *size) {
#ifdef AM_UNDER_ASAN
    pthread_attr_t attributes;
    void *lowest = NULL;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &lowest, size);
    pthread_attr_destroy(&attributes);
    *bottom = lowest;
#else
    *bottom = NULL;
    *size = 0;
#endif
}

/* A stack that comes into use: none of its bytes is poisoned by those who used it before. */
static inline void stack_is_fresh(void *bottom, size_t size) {
#ifdef AM_UNDER_ASAN
    __asan_unpoison_memory_region(bottom, size);
#else
    (void)bottom;
    (void)size;
#endif
}

/* Handles on the stack of a task that is suspended when the process ends are no leaks. */
static inline void stack_is_root(void *bottom, size_t size) {
#ifdef AM_UNDER_ASAN
    __lsan_register_root_region(bottom, size);
#else
    (void)bottom;
    (void)size;
#endif
}

static inline void stack_is_no_root(void *bottom, size_t size) {
#ifdef AM_UNDER_ASAN
    __lsan_unregister_root_region(bottom, size);
#else
    (void)bottom;
    (void)size;
#endif
}

/* Names a stack to Valgrind, from its lowest address to the first behind it; the number to name it by. */
static inline unsigned stack_register(void *bottom, void *end) {
#ifdef AM_KNOWS_VALGRIND
    return VALGRIND_STACK_REGISTER(bottom, end);
#else
    (void)bottom;
    (void)end;
    return 0;
#endif
}

static inline void stack_deregister(unsigned number) {
#ifdef AM_KNOWS_VALGRIND
    VALGRIND_STACK_DEREGISTER(number);
#else
    (void)number;
#endif
}

/* The frames above are left without their ends. */
static inline void stack_unwinds(void) {
#ifdef AM_UNDER_ASAN
    __asan_handle_no_return();
#endif
}

#endif
