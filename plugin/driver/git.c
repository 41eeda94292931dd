/* git.c -- running git without a shell. */
#include "driver/git.h"
#include "base/array.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* The whole file; "" when it is empty or can't be read. */
static char *read_all(lk_arena *arena, FILE *file) {
    char *text = NULL;
    size_t capacity = 0;
    rewind(file);
    ssize_t length = getdelim(&text, &capacity, -1, file);
    char *copy = lk_arena_strndup(arena, length > 0 ? text : "", length > 0 ? (size_t)length : 0);
    free(text);
    return copy;
}

/* What git said, in one line. */
static const char *message_of(lk_arena *arena, FILE *errors) {
    const char *from = read_all(arena, errors);
    if (strncmp(from, "fatal: ", 7) == 0)
        from += 7;
    char *line = lk_arena_strndup(arena, from, strlen(from)), *to = line;
    for (; *from; from++) {
        char c = strchr("\n\r\t", *from) ? ' ' : *from;
        if (c != ' ' || (to > line && to[-1] != ' '))
            *to++ = c;
    }
    while (to > line && to[-1] == ' ')
        to--;
    *to = 0;
    return line;
}

/* An unnamed file in memory that may become as large as it needs to: git never waits for us to read. */
static FILE *open_memory(void) {
    int file = memfd_create("git", MFD_CLOEXEC);
    FILE *opened = file >= 0 ? fdopen(file, "w+") : NULL;
    if (file >= 0 && !opened)
        close(file);
    return opened;
}

static int spawn(char *const *arguments, FILE *output, FILE *errors, pid_t *process) {
    extern char **environ;
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed)
        return failed;
    failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO);
    failed = failed ? failed : posix_spawnp(process, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static char *const *arguments_of(lk_arena *arena, const char *directory, const char *const *words) {
    LK_ARRAY(char *) all = {0};
    const char *const first[] = {"git", "--no-pager", "--no-optional-locks", "-C", directory ? directory : "."};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        lk_array_push(arena, &all, lk_arena_strndup(arena, first[i], strlen(first[i])));
    for (; *words; words++)
        lk_array_push(arena, &all, lk_arena_strndup(arena, *words, strlen(*words)));
    lk_array_push(arena, &all, NULL);
    return all.items;
}

lk_git_answer lk_git_ask(lk_arena *arena, const char *directory, const char *const *words) {
    lk_git_answer answer = {.status = -1, .output = open_memory(), .message = ""};
    FILE *errors = open_memory();
    pid_t process;
    int failed = answer.output && errors ? 0 : errno, status;
    if (!failed)
        failed = spawn(arguments_of(arena, directory, words), answer.output, errors, &process);
    if (failed) {
        answer.message = strerror(failed);
        answer.message = lk_arena_strndup(arena, answer.message, strlen(answer.message));
    } else {
        while (waitpid(process, &status, 0) < 0 && errno == EINTR)
            continue;
        answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        answer.message = WIFSIGNALED(status) ? lk_arena_printf(arena, "signal %d ended it", WTERMSIG(status))
                                             : message_of(arena, errors);
        rewind(answer.output);
    }
    if (errors)
        fclose(errors);
    return answer;
}

const char *lk_git_line(lk_arena *arena, lk_git_answer *answer) {
    char *line = answer->output ? read_all(arena, answer->output) : lk_arena_strndup(arena, "", 0);
    size_t length = strlen(line);
    if (length && line[length - 1] == '\n')
        line[length - 1] = 0;
    return line;
}

void lk_git_end(lk_git_answer *answer) {
    if (answer->output)
        fclose(answer->output);
    answer->output = NULL;
}
