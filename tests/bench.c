/* bench.c -- CPU time of locklint's faces beside that of clang alone, over one compilation database. */
#include "measure.h"

#include <stdio.h>

enum { ROUNDS = 3 };

/* What is measured; the first is what the others are compared with. */
typedef enum candidate { CLANG, COMMAND_LINE, FOUR_RULES, ALL_RULES, PLUGIN, TIDY_ALONE, TIDY, CANDIDATES } candidate;

static const char *const names[CANDIDATES] = {"clang-19 -fsyntax-only",
                                              "locklint",
                                              "locklint, the pitfalls' four rules",
                                              "locklint, all rules",
                                              "clang-19 -fplugin=liblocklint.so",
                                              "clang-tidy-19, one check of its own",
                                              "... and -load=liblocklint.so with it"};

/* One of clang-tidy's own checks that costs next to nothing. */
#define CHEAP "bugprone-suspicious-semicolon"

/* Those for what the pattern itself warns of. */
#define FOUR "locklint-use-after-move,locklint-double-lock,locklint-guard-across-yield,locklint-blocking-while-locked"

/* One clang for each file, as a build runs it. */
static double run_clang(const database *self, const char *plugin) {
    double total = 0;
    for (uint32_t i = 0; i < self->commands.count; i++)
        total += database_clang(self, i, plugin).seconds;
    return total;
}

/* A tool that takes all files at once. */
static double run_tool(const database *self, const char *const *tool) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    lk_words words = {0};
    for (; *tool != NULL; tool++)
        lk_array_push(self->arena, &words, *tool);
    lk_array_push(self->arena, &words, "-p");
    lk_array_push(self->arena, &words, self->folder);
    for (uint32_t i = 0; i < self->commands.count; i++)
        lk_array_push(self->arena, &words, self->commands.items[i].file);
    lk_array_push(self->arena, &words, NULL);
    double total = measure_well("/", words.items, NULL).seconds;
    lk_arena_release(self->arena, mark);
    return total;
}

/* One clang-tidy for each file, as run-clang-tidy starts them: given all at once, clang-tidy itself mixes up the
   directories of a database with relative paths. */
static double run_tidy(const database *self, bool with_plugin) {
    double total = 0;
    lk_arena_mark mark = lk_arena_save(self->arena);
    for (uint32_t i = 0; i < self->commands.count; i++) {
        const lk_command *command = &self->commands.items[i];
        lk_words words = {0};
        lk_array_push(self->arena, &words, "clang-tidy-19");
        lk_array_push(self->arena, &words, "--quiet");
        if (with_plugin)
            lk_array_push(self->arena, &words, "-load=" LK_BUILD_DIR "/liblocklint.so");
        lk_array_push(self->arena, &words, with_plugin ? "--checks=-*,locklint-*," CHEAP : "--checks=-*," CHEAP);
        lk_array_push(self->arena, &words, "-p");
        lk_array_push(self->arena, &words, self->folder);
        lk_array_push(self->arena, &words, command->file);
        lk_array_push(self->arena, &words, NULL);
        total += measure_well(command->directory, words.items, NULL).seconds;
        lk_arena_release(self->arena, mark);
    }
    return total;
}

static double run_candidate(const database *self, candidate which) {
    const char *command_line[] = {LK_BUILD_DIR "/locklint", "--quiet", "--no-cache", "-j1", NULL, NULL};
    switch (which) {
    case FOUR_RULES:
        command_line[4] = "--checks=-*," FOUR;
        return run_tool(self, command_line);
    case ALL_RULES:
        command_line[4] = "--checks=locklint-*";
        return run_tool(self, command_line);
    case COMMAND_LINE:
        return run_tool(self, command_line);
    case TIDY_ALONE:
    case TIDY:
        return run_tidy(self, which == TIDY);
    default:
        return run_clang(self, which == PLUGIN ? LK_BUILD_DIR "/liblocklint.so" : NULL);
    }
}

int main(int argc, char **argv) {
    double times[CANDIDATES][ROUNDS], ratios[CANDIDATES][ROUNDS];
    lk_arena *arena = lk_arena_new();
    database self;
    if (!database_read(&self, arena, argc == 2 ? argv[1] : LK_BUILD_DIR)) {
        fprintf(stderr, "usage: bench FOLDER, with a compile_commands.json that names C files\n");
        return 2;
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int which = 0; which < CANDIDATES; which++) {
            times[which][round] = run_candidate(&self, (candidate)which);
            ratios[which][round] = times[which][round] / times[CLANG][round];
        }
    }
    printf("%u C files of %s; CPU seconds, medians of %d rounds, each compared with clang in the same round\n\n",
           self.commands.count, self.folder, ROUNDS);
    printf("%-36s %9s %9s\n", "", "seconds", "ratio");
    for (int which = 0; which < CANDIDATES; which++)
        printf("%-36s %9.2f %9.2f\n", names[which], median(times[which], ROUNDS), median(ratios[which], ROUNDS));
    lk_arena_free(arena);
    return 0;
}
