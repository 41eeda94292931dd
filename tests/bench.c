/* bench.c -- CPU time of locklint's faces beside that of clang alone, over one compilation database. */
#include "driver/arguments.h"
#include "driver/compdb.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 3 };

/* What is measured; the first is what the others are compared with. */
typedef enum candidate { CLANG, COMMAND_LINE, PLUGIN, TIDY, CANDIDATES } candidate;

static const char *const names[CANDIDATES] = {"clang-19 -fsyntax-only", "locklint", "clang-19 -fplugin=liblocklint.so",
                                              "clang-tidy-19 -load=liblocklint.so"};

typedef struct suite {
    lk_arena *arena;
    const char *folder; /* of compile_commands.json */
    LK_ARRAY(lk_command) commands;
} suite;

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Runs a program with its output thrown away; gives the CPU seconds of it and of all its children. */
static double run(const char *directory, lk_arena *arena, lk_words *words) {
    int status;
    struct rusage usage;
    lk_array_push(arena, words, NULL);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_RDWR);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        if (chdir(directory) == 0)
            execvp(words->items[0], (char *const *)(uintptr_t)words->items);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || (WIFEXITED(status) && WEXITSTATUS(status) == 127)) {
        fprintf(stderr, "bench: can't run %s in %s\n", words->items[0], directory);
        exit(2);
    }
    if (WIFSIGNALED(status)) {
        fprintf(stderr, "bench: %s crashed in %s\n", words->items[0], directory);
        exit(2);
    }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/* One clang for each file, as a build runs it. */
static double run_clang(const suite *self, bool with_plugin) {
    double total = 0;
    lk_arena_mark mark = lk_arena_save(self->arena);
    for (uint32_t i = 0; i < self->commands.count; i++) {
        lk_words words = {0};
        lk_array_push(self->arena, &words, "clang-19");
        lk_array_push(self->arena, &words, "-fsyntax-only");
        lk_array_push(self->arena, &words, "-Wno-everything");
        if (with_plugin)
            lk_array_push(self->arena, &words, "-fplugin=" LK_BUILD_DIR "/liblocklint.so");
        lk_arguments_adjust(self->arena, &self->commands.items[i].words, &words);
        lk_array_push(self->arena, &words, self->commands.items[i].file);
        total += run(self->commands.items[i].directory, self->arena, &words);
        lk_arena_release(self->arena, mark);
    }
    return total;
}

/* A tool that takes all files at once. */
static double run_tool(const suite *self, const char *const *tool) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    lk_words words = {0};
    for (; *tool != NULL; tool++)
        lk_array_push(self->arena, &words, *tool);
    lk_array_push(self->arena, &words, "-p");
    lk_array_push(self->arena, &words, self->folder);
    for (uint32_t i = 0; i < self->commands.count; i++)
        lk_array_push(self->arena, &words, self->commands.items[i].file);
    double total = run("/", self->arena, &words);
    lk_arena_release(self->arena, mark);
    return total;
}

/* One clang-tidy for each file, as run-clang-tidy starts them: given all at once, clang-tidy itself mixes up the
   directories of a database with relative paths. */
static double run_tidy(const suite *self) {
    double total = 0;
    lk_arena_mark mark = lk_arena_save(self->arena);
    for (uint32_t i = 0; i < self->commands.count; i++) {
        const lk_command *command = &self->commands.items[i];
        lk_words words = {0};
        lk_array_push(self->arena, &words, "clang-tidy-19");
        lk_array_push(self->arena, &words, "-load=" LK_BUILD_DIR "/liblocklint.so");
        lk_array_push(self->arena, &words, "--quiet");
        lk_array_push(self->arena, &words, "--checks=-*,locklint-*");
        lk_array_push(self->arena, &words, "-p");
        lk_array_push(self->arena, &words, self->folder);
        lk_array_push(self->arena, &words, command->file);
        total += run(command->directory, self->arena, &words);
        lk_arena_release(self->arena, mark);
    }
    return total;
}

static double measure(const suite *self, candidate which) {
    static const char *const command_line[] = {LK_BUILD_DIR "/locklint", "--quiet", "-j1", NULL};
    switch (which) {
    case COMMAND_LINE:
        return run_tool(self, command_line);
    case TIDY:
        return run_tidy(self);
    default:
        return run_clang(self, which == PLUGIN);
    }
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values) {
    qsort(values, ROUNDS, sizeof *values, compare);
    return values[ROUNDS / 2];
}

/* Reads the database; keeps what is a C compilation. */
static bool read_commands(suite *self) {
    lk_compdb database = {0};
    const char *error;
    if (!lk_compdb_read(self->arena, lk_arena_printf(self->arena, "%s/compile_commands.json", self->folder), &database,
                        &error)) {
        fprintf(stderr, "bench: %s\n", error);
        return false;
    }
    for (uint32_t i = 0; i < database.commands.count; i++) {
        lk_command command = database.commands.items[i];
        lk_arguments_expand(self->arena, &command.words, command.directory);
        if (lk_arguments_classify(&command.words, command.file) == LK_COMPILES_C)
            lk_array_push(self->arena, &self->commands, command);
    }
    return self->commands.count > 0;
}

int main(int argc, char **argv) {
    double times[CANDIDATES][ROUNDS], ratios[CANDIDATES][ROUNDS];
    suite self = {.arena = lk_arena_new(), .folder = argc == 2 ? argv[1] : LK_BUILD_DIR};
    if (!read_commands(&self)) {
        fprintf(stderr, "usage: bench FOLDER, with a compile_commands.json that names C files\n");
        return 2;
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int which = 0; which < CANDIDATES; which++) {
            times[which][round] = measure(&self, (candidate)which);
            ratios[which][round] = times[which][round] / times[CLANG][round];
        }
    }
    printf("%u C files of %s; CPU seconds, medians of %d rounds, each compared with clang in the same round\n\n",
           self.commands.count, self.folder, ROUNDS);
    printf("%-36s %9s %9s\n", "", "seconds", "ratio");
    for (int which = 0; which < CANDIDATES; which++)
        printf("%-36s %9.2f %9.2f\n", names[which], median(times[which]), median(ratios[which]));
    lk_arena_free(self.arena);
    return 0;
}
