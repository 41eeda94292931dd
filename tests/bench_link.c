/* bench_link.c -- what it costs to judge many files as one program: anew, with nothing changed, with one file changed,
   and the linking alone; beside clang over the same files.

   bench_link [DIR or COUNT]...: without one, for generated programs of three sizes. In these it also checks that what
   was planted is found, and nothing else. */
#include "measure.h"

#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 3, MOST_CLANGS = 500, MOST_PROGRAMS = 16 };

/* What is measured. */
typedef enum part { CLANG, COLD, UNCHANGED, ONE_EDIT, LINK, PARTS } part;

static const char *const names[PARTS] = {"clang-19 -fsyntax-only", "locklint, cold", "  nothing changed",
                                         "  one file edited", "  link alone"};

/* One program, and what it cost. */
typedef struct program {
    const char *name;
    bool is_generated;
    database files;
    const char *folder; /* for the cache, lists and findings; and for the program, when it is generated */
    uint32_t clangs;    /* so many files went through clang */
    cost costs[PARTS];
} program;

static const char *in(const program *self, const char *name) {
    return lk_arena_printf(self->files.arena, "%s/%s", self->folder, name);
}

static void fail(const char *what, const char *why) {
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

/* ---- what was found ---- */

static int compare(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* FILE:LINE:RULE of a finding's first line; NULL for other lines. */
static const char *place_of(lk_arena *arena, const char *line) {
    const char *warning = strstr(line, ": warning: "), *rule = strrchr(line, '[');
    char file[4096];
    unsigned row;
    if (!warning || !rule || sscanf(line, "%4095[^:]:%u:", file, &row) != 2)
        return NULL;
    return lk_arena_printf(arena, "%s:%u:%.*s\n", file, row, (int)strcspn(rule + 1, "]"), rule + 1);
}

/* The lines of a file, sorted; of findings, what place_of makes of them. */
static lk_words read_lines(lk_arena *arena, const char *path, bool are_findings) {
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    lk_words lines = {0};
    FILE *file = fopen(path, "r");
    while (file && (length = getline(&line, &capacity, file)) > 0) {
        const char *kept = are_findings ? place_of(arena, line) : lk_arena_strndup(arena, line, (size_t)length);
        if (kept)
            lk_array_push(arena, &lines, kept);
    }
    free(line);
    if (file)
        fclose(file);
    if (lines.count)
        qsort(lines.items, lines.count, sizeof *lines.items, compare);
    return lines;
}

/* Ends the benchmark when it isn't what was planted. */
static void check_findings(const program *self) {
    if (!self->is_generated)
        return;
    lk_words planted = read_lines(self->files.arena, in(self, "planted.txt"), false);
    lk_words found = read_lines(self->files.arena, in(self, "findings.txt"), true);
    uint32_t i = 0, k = 0;
    while (i < planted.count || k < found.count) {
        int order = i == planted.count ? 1 : k == found.count ? -1 : strcmp(planted.items[i], found.items[k]);
        if (order < 0)
            fail("not found, but planted", planted.items[i]);
        if (order > 0)
            fail("found, but not planted", found.items[k]);
        i++;
        k++;
    }
}

/* ---- runs ---- */

/* Runs locklint with these words behind those that all of its runs get. */
static cost run(const program *self, const char *const *more) {
    lk_arena *arena = self->files.arena;
    const char *const usual[] = {LK_BUILD_DIR "/locklint", "--quiet", "-j1",
                                 lk_arena_printf(arena, "--output=%s", in(self, "findings.txt"))};
    lk_words words = {0};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        lk_array_push(arena, &words, usual[i]);
    for (; *more; more++)
        lk_array_push(arena, &words, *more);
    lk_array_push(arena, &words, NULL);
    unlink(in(self, "findings.txt"));
    cost found = measure_well(self->files.folder, words.items, NULL);
    check_findings(self);
    return found;
}

static cost run_database(const program *self) {
    const char *const words[] = {"-p", self->files.folder,
                                 lk_arena_printf(self->files.arena, "--cache=%s", in(self, "cache")), NULL};
    return run(self, words);
}

/* As many files as are worth the time, from everywhere in the program. */
static void run_clang(program *self) {
    uint32_t count = self->files.commands.count, step = (count + MOST_CLANGS - 1) / MOST_CLANGS;
    cost *total = &self->costs[CLANG];
    for (uint32_t i = 0; i < count; i += step) {
        cost one = database_clang(&self->files, i, NULL);
        total->seconds += one.seconds;
        total->megabytes = one.megabytes > total->megabytes ? one.megabytes : total->megabytes;
        self->clangs++;
    }
    total->seconds *= (double)count / self->clangs;
}

/* Adds a line to a file. In a program that isn't ours, what was kept of a file is thrown away instead, which is as much
   work: the file is read anew, and all are linked. */
static void edit(const program *self) {
    glob_t kept;
    const lk_command *command = &self->files.commands.items[self->files.commands.count / 2];
    if (self->is_generated) {
        FILE *file = fopen(command->file, "a");
        if (!file || fputs("extern int added;\n", file) < 0 || fclose(file) != 0)
            fail(command->file, "cannot write it");
    } else if (glob(in(self, "cache/*.unit"), 0, NULL, &kept) == 0) {
        unlink(kept.gl_pathv[kept.gl_pathc / 2]);
        unlink(in(self, "cache/last.report"));
        globfree(&kept);
    }
}

static cost run_link(const program *self) {
    glob_t kept;
    const char *const words[] = {"--link", lk_arena_printf(self->files.arena, "@%s", in(self, "list.txt")), NULL};
    FILE *list = fopen(in(self, "list.txt"), "w");
    if (!list || glob(in(self, "cache/*.unit"), 0, NULL, &kept) != 0)
        fail(self->folder, "no unit files");
    for (size_t i = 0; i < kept.gl_pathc; i++)
        fprintf(list, "'%s'\n", kept.gl_pathv[i]);
    fclose(list);
    globfree(&kept);
    return run(self, words);
}

/* The median of some rounds: these are short. */
static cost run_often(const program *self, part which) {
    double times[ROUNDS];
    cost found = {0};
    for (int round = 0; round < ROUNDS; round++) {
        if (which == ONE_EDIT)
            edit(self);
        found = which == LINK ? run_link(self) : run_database(self);
        times[round] = found.seconds;
    }
    found.seconds = median(times, ROUNDS);
    return found;
}

/* ---- the tables ---- */

static void measure_program(program *self) {
    const char *remark = self->is_generated ? "; all that was planted was found, and nothing else" : "";
    uint32_t count = self->files.commands.count;
    run_clang(self);
    self->costs[COLD] = run_database(self);
    for (int which = UNCHANGED; which < PARTS; which++)
        self->costs[which] = run_often(self, (part)which);
    printf("%s, %u files%s\n\n", self->name, count, remark);
    printf("%-28s %10s %10s %10s %10s %8s\n", "", "seconds", "ms a file", "of clang", "of cold", "MB");
    for (int which = 0; which < PARTS; which++) {
        const cost *one = &self->costs[which];
        printf("%-28s %9.2f%s %10.3f %10.3f", names[which], one->seconds,
               which == CLANG && self->clangs < count ? "*" : " ", one->seconds / count * 1e3,
               one->seconds / self->costs[CLANG].seconds);
        if (which == CLANG)
            printf(" %10s", "");
        else
            printf(" %9.1f%%", one->seconds / self->costs[COLD].seconds * 100);
        printf(" %8.0f\n", one->megabytes);
    }
    if (self->clangs < count)
        printf("* from %u of the files\n", self->clangs);
    printf("\n");
    fflush(stdout);
}

/* Linear means: the numbers of a row are the same. */
static void show_growth(const program *programs, int count) {
    printf("How it grows: milliseconds for each file\n\n%-28s", "files");
    for (int i = 0; i < count; i++)
        printf(" %10u", programs[i].files.commands.count);
    for (int which = 0; which < PARTS; which++) {
        printf("\n%-28s", names[which]);
        for (int i = 0; i < count; i++)
            printf(" %10.3f", programs[i].costs[which].seconds / programs[i].files.commands.count * 1e3);
    }
    printf("\n%-28s", "MB of the link");
    for (int i = 0; i < count; i++)
        printf(" %10.0f", programs[i].costs[LINK].megabytes);
    printf("\n");
}

/* ---- the programs ---- */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
    (void)status, (void)kind, (void)at;
    return remove(path);
}

static const char *make_folder(lk_arena *arena) {
    char *folder = lk_arena_printf(arena, "/tmp/locklint-link-XXXXXX");
    if (!mkdtemp(folder))
        fail(folder, "cannot make it");
    return folder;
}

static bool is_count(const char *word) {
    return word[0] && word[strspn(word, "0123456789")] == 0;
}

static bool prepare(program *self, lk_arena *arena, const char *word) {
    const char *const generate[] = {LK_BUILD_DIR "/generate_units", word, self->folder, NULL};
    self->is_generated = is_count(word);
    self->name = self->is_generated ? "generated program, calls 50 files deep" : word;
    if (self->is_generated && measure_well("/", generate, NULL).status != 0)
        fail(word, "generate_units fails");
    return database_read(&self->files, arena, self->is_generated ? self->folder : word);
}

int main(int argc, char **argv) {
    static const char *const usual[] = {"100", "1000", "10000"};
    program programs[MOST_PROGRAMS] = {0};
    lk_arena *arena = lk_arena_new();
    int count = argc > 1 ? argc - 1 : 3;
    bool is_right = count <= MOST_PROGRAMS;
    printf("Many files judged as one program: CPU seconds of all processes, memory of the largest one\n\n");
    for (int i = 0; i < count && is_right; i++) {
        programs[i].folder = make_folder(arena);
        is_right = prepare(&programs[i], arena, argc > 1 ? argv[i + 1] : usual[i]);
        if (is_right)
            measure_program(&programs[i]);
        nftw(programs[i].folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    if (is_right && count > 1)
        show_growth(programs, count);
    lk_arena_free(arena);
    return is_right ? 0 : 2;
}
