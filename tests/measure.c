/* measure.c -- what running a program costs, for the benchmarks. */
#include "measure.h"

#include "driver/arguments.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void become(const char *directory, const char *const *words, const char *output) {
    int nowhere = open("/dev/null", O_RDWR);
    dup2(output ? open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600) : nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    if (chdir(directory) == 0)
        execvp(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

cost measure(const char *directory, const char *const *words, const char *output) {
    int status;
    struct rusage usage;
    pid_t child = fork();
    if (child == 0)
        become(directory, words, output);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || (WIFEXITED(status) && WEXITSTATUS(status) == 127)) {
        fprintf(stderr, "bench: can't run %s in %s\n", words[0], directory);
        exit(2);
    }
    return (cost){.seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
                  .megabytes = (double)usage.ru_maxrss / 1024,
                  .status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
}

cost measure_well(const char *directory, const char *const *words, const char *output) {
    cost found = measure(directory, words, output);
    if (found.status >= 128) {
        fprintf(stderr, "bench: %s crashed in %s\n", words[0], directory);
        exit(2);
    }
    return found;
}

bool database_read(database *self, lk_arena *arena, const char *folder) {
    lk_compdb all = {0};
    const char *error;
    *self = (database){.arena = arena, .folder = folder};
    if (!lk_compdb_read(arena, lk_arena_printf(arena, "%s/compile_commands.json", folder), &all, &error)) {
        fprintf(stderr, "bench: %s\n", error);
        return false;
    }
    for (uint32_t i = 0; i < all.commands.count; i++) {
        lk_command command = all.commands.items[i];
        lk_arguments_expand(arena, &command.words, command.directory);
        if (lk_arguments_classify(&command.words, command.file) == LK_COMPILES_C)
            lk_array_push(arena, &self->commands, command);
    }
    if (self->commands.count == 0)
        fprintf(stderr, "bench: no C file is compiled in %s\n", folder);
    return self->commands.count > 0;
}

cost database_clang(const database *self, uint32_t index, const char *plugin) {
    const lk_command *command = &self->commands.items[index];
    lk_arena_mark mark = lk_arena_save(self->arena);
    lk_words words = {0};
    lk_array_push(self->arena, &words, "clang-19");
    lk_array_push(self->arena, &words, "-fsyntax-only");
    lk_array_push(self->arena, &words, "-Wno-everything");
    if (plugin)
        lk_array_push(self->arena, &words, lk_arena_printf(self->arena, "-fplugin=%s", plugin));
    lk_arguments_adjust(self->arena, &command->words, &words);
    lk_array_push(self->arena, &words, command->file);
    lk_array_push(self->arena, &words, NULL);
    cost found = measure_well(command->directory, words.items, NULL);
    lk_arena_release(self->arena, mark);
    return found;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[count / 2];
}
