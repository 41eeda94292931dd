/* suite.c -- running a suite, and comparing with golden text. */
#include "suite.h"
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 600 };

int run_suite(Suite *suite) {
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static void update(const char *golden, const char *got) {
    FILE *out = fopen(golden, "w");
    ck_assert_msg(out != NULL, "can't write %s", golden);
    fputs(got, out);
    fclose(out);
}

void expect_golden(const char *golden, const char *got) {
    if (getenv("LK_UPDATE_GOLDEN"))
        update(golden, got);
    char *wanted = command_read_file(golden);
    ck_assert_msg(wanted != NULL, "%s is missing", golden);
    size_t same = 0;
    while (wanted[same] && wanted[same] == got[same])
        same++;
    ck_assert_msg(strcmp(got, wanted) == 0, "%s differs at byte %zu\nwant: %.*s\ngot:  %.*s", golden, same, SHOWN,
                  wanted + same, SHOWN, got + same);
    free(wanted);
}
