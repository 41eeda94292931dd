/* shared.c -- what the suites share: misuse has to abort with its message. */
#include "suites.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void read_all(int from, char *text, size_t size) {
    size_t length = 0;
    ssize_t got;
    while (length + 1 < size && (got = read(from, text + length, size - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
}

void expect_abort(void (*wrong)(void *argument), void *argument, const char *text) {
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        wrong(argument);
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    char said[4096];
    read_all(ends[0], said, sizeof said);
    close(ends[0]);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "no abort, but status %d: %s", status, said);
    ck_assert_msg(strstr(said, text) != NULL, "'%s' is not in: %s", text, said);
}

Suite *suite_of(const char *name, const TTest *const *tests) {
    Suite *suite = suite_create(name);
    TCase *cases = tcase_create(name);
    tcase_set_timeout(cases, TEST_TIMEOUT);
    for (; *tests != NULL; tests++)
        tcase_add_test(cases, *tests);
    suite_add_tcase(suite, cases);
    return suite;
}
