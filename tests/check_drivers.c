/* check_drivers.c -- the programs that drive clang-tidy and clang, with the plugin in them, by the scripts of
   tests/drivers. */
#include "command.h"
#include "scenarios.h"

#include <stdio.h>
#include <unistd.h>

int main(void) {
    static const char *const programs[] = {"run-clang-tidy-19", "clang-tidy-diff-19.py", "clang-apply-replacements-19",
                                           "clang-tidy-19", "clang-19"};
    enum { SKIPPED = 77 };
    if (access(LK_BUILD_DIR "/liblocklint.so", F_OK) != 0) {
        puts("skipped: the plugins are not built");
        return SKIPPED;
    }
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!command_exists(programs[i])) {
            printf("skipped: %s is not installed\n", programs[i]);
            return SKIPPED;
        }
    return scenarios_run("drivers");
}
