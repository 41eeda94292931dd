/* check_interleavings.c -- explores the real code of the library's primitives: prints how many schedules held. */
#include "programs.h"

#include <stdio.h>
#include <stdlib.h>

static bool run(const explore_program *program, bool is_wrong) {
    explore_result result = explore(program, !is_wrong);
    bool is_right = result.failed == is_wrong;
    printf("%s %-45s %zu schedules%s\n", is_right ? "ok  " : "FAIL", program->name, result.schedules,
           is_wrong && result.failed ? " until the failure was found" : "");
    return is_right;
}

int main(void) {
    bool is_right = true;
    for (const explore_program *program = wrong_programs; program->name != NULL; program++)
        is_right &= run(program, true);
    for (const explore_program *program = lock_programs; program->name != NULL; program++)
        is_right &= run(program, false);
    for (const explore_program *program = shared_programs; program->name != NULL; program++)
        is_right &= run(program, false);
    return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
