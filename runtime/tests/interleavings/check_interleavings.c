/* check_interleavings.c -- explores the real code of the library's primitives: prints how many schedules held. */
#include "programs.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif

/* AddressSanitizer is slow: there a schedule has one preemption less. */
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
enum { PREEMPTIONS_LESS = 1 };
#else
enum { PREEMPTIONS_LESS = 0 };
#endif

static bool run(const explore_program *program, bool is_wrong) {
    explore_program explored = *program;
    explored.preemptions -= is_wrong ? 0 : PREEMPTIONS_LESS;
    explore_result result = explore(&explored, !is_wrong);
    bool is_right = result.failed == is_wrong;
    printf("%s %-45s %zu schedules%s\n", is_right ? "ok  " : "FAIL", program->name, result.schedules,
           is_wrong && result.failed ? " until the failure was found" : "");
    return is_right;
}

static bool run_all(const explore_program *programs, bool are_wrong) {
    bool are_right = true;
    for (const explore_program *program = programs; program->name != NULL; program++)
        are_right &= run(program, are_wrong);
    return are_right;
}

int main(void) {
    bool is_right = run_all(wrong_programs, true);
    is_right &= run_all(lock_programs, false);
    is_right &= run_all(shared_programs, false);
    is_right &= run_all(async_programs, false);
    return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
