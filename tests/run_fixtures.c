/* run_fixtures.c -- takes every fixture through every backend: each has to find what the comments expect, and the same.
 */
#include "command.h"
#include "findings.h"
#include "fixes.h"

#include <fcntl.h>
#include <getopt.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_JOBS = 64, MAX_FLAGS = 1024 };

static const int majors[] = {19, 16};
enum { MAJOR_COUNT = sizeof majors / sizeof *majors };

static struct {
    const char *locklint, *stub;
    bool update; /* write the golden files anew */
    bool has_clang[MAJOR_COUNT], has_tidy[MAJOR_COUNT];
    char folder[64]; /* for dumps; removed at the end */
    char off[1024];  /* the rules that are off by default: "prefer-atomic " each */
} settings = {.locklint = LK_BUILD_DIR "/locklint", .stub = LK_BUILD_DIR "/liblocklint.so"};

/* One fixture in work: what it is run with, and where its report goes. */
typedef struct fixture {
    const char *path;   /* "testdata/double-lock/basic.c"; or a folder */
    const char *source; /* the file that is being compared */
    char flags[MAX_FLAGS];
    char checks[1024];   /* all rules, but those that are off by default and have their fixtures elsewhere */
    char summaries[160]; /* the file of them that all are given; "" for none */
    char *reference;     /* what the command line finds, normalised */
    char *fixes;         /* and its edits */
    char dump[128];      /* prefix of its dump files */
    FILE *report;
} fixture;

/* Writes one line of the report, and below it why it failed. */
static void conclude(fixture *self, bool passed, const char *why, const char *format, ...) {
    va_list arguments;
    fprintf(self->report, "%s %-45s ", passed ? "ok  " : "FAIL", self->path + strlen("testdata/"));
    va_start(arguments, format);
    vfprintf(self->report, format, arguments);
    va_end(arguments);
    fprintf(self->report, "\n");
    if (!passed)
        fprintf(self->report, "%s%s", why, *why != '\0' && why[strlen(why) - 1] != '\n' ? "\n" : "");
}

static void choose_checks(fixture *self) {
    char off[sizeof settings.off], *rest;
    snprintf(self->checks, sizeof self->checks, "locklint-*");
    snprintf(off, sizeof off, "%s", settings.off);
    for (char *rule = strtok_r(off, " ", &rest); rule != NULL; rule = strtok_r(NULL, " ", &rest)) {
        char folder[160];
        size_t length = strlen(self->checks);
        snprintf(folder, sizeof folder, "/%s/", rule);
        if (strstr(self->path, folder) == NULL)
            snprintf(self->checks + length, sizeof self->checks - length, ",-locklint-%s", rule);
    }
}

static void skip(fixture *self, const char *program, int major) {
    fprintf(self->report, "skip %-45s %s-%d is not installed\n", self->path + strlen("testdata/"), program, major);
}

/* The fixture's own flags stand behind RUN-FLAGS: in one of its first lines. */
static void read_flags(fixture *self) {
    char line[MAX_FLAGS];
    FILE *file = fopen(self->path, "r");
    for (int number = 0; file != NULL && number < 5 && fgets(line, sizeof line, file) != NULL; number++) {
        char *found = strstr(line, "// RUN-FLAGS:");
        if (found != NULL)
            sscanf(found + strlen("// RUN-FLAGS:"), " %1023[^\n]", self->flags);
    }
    if (file != NULL)
        fclose(file);
}

static void check_locklint(fixture *self) {
    char *output;
    int status = command_run(&output, "%s --verify --checks='%s' %s -- %s 2>&1", settings.locklint, self->checks,
                             self->path, self->flags);
    conclude(self, status == 0, output, "locklint --verify");
    free(output);
}

/* What all others are compared with. */
static void make_reference(fixture *self) {
    char *output, exported[160];
    snprintf(exported, sizeof exported, "%s.yaml", self->dump);
    command_run(&output,
                "rm -f %s; %s --quiet --checks='%s' --header-filter='.*' --export-fixes=%s %s%s %s -- %s "
                "2>/dev/null",
                exported, settings.locklint, self->checks, exported, *self->summaries ? "--summaries=" : "",
                self->summaries, self->source, self->flags);
    self->reference = findings_normalize(output, LK_SOURCE_DIR "/");
    self->fixes = fixes_exported(exported);
    free(output);
}

/* The expectations of the fixture, judged by clang itself. */
static void check_verify(fixture *self, int major) {
    char *output;
    int status = command_run(&output,
                             "clang-%d -fplugin=%s -fplugin-arg-locklint-checks='%s' -fsyntax-only "
                             "-Wno-everything -Xclang -verify -Xclang -verify-ignore-unexpected=note %s %s 2>&1",
                             major, settings.stub, self->checks, self->flags, self->path);
    conclude(self, status == 0, output, "clang-%d -verify", major);
    free(output);
}

/* The same findings with the same notes as the command line's, and the same edits. */
static void compare(fixture *self, const char *output, char *fixes, const char *program, int major) {
    char why[4096], *found = findings_normalize(output, LK_SOURCE_DIR "/");
    char *difference = findings_difference(self->reference, found);
    conclude(self, *difference == '\0', difference, "%s-%d finds the same", program, major);
    snprintf(why, sizeof why, "want\n%sgot\n%s", self->fixes, fixes);
    conclude(self, strcmp(self->fixes, fixes) == 0, why, "%s-%d makes the same fixes", program, major);
    free(difference);
    free(found);
    free(fixes);
}

/* Compares a dump of the command line with one of the plugin's, byte for byte. */
static void compare_dump(fixture *self, const char *what, int major) {
    char *difference;
    int status =
        command_run(&difference, "cmp -s %s.%s %s.%s-%d || { diff -u %s.%s %s.%s-%d 2>&1 | head -n 30; false; }",
                    self->dump, what, self->dump, what, major, self->dump, what, self->dump, what, major);
    conclude(self, status == 0, difference, "clang-%d makes the same %s", major, what);
    free(difference);
}

static void check_clang(fixture *self, int major) {
    char *output;
    command_run(&output,
                "clang-%d -fplugin=%s -fplugin-arg-locklint-checks='%s' %s%s "
                "-fplugin-arg-locklint-dump-tree=%s.tree-%d -fplugin-arg-locklint-dump-ir=%s.ir-%d -fsyntax-only "
                "-Wno-everything -fdiagnostics-parseable-fixits %s %s 2>&1",
                major, settings.stub, self->checks, *self->summaries ? "-fplugin-arg-locklint-summaries=" : "",
                self->summaries, self->dump, major, self->dump, major, self->flags, self->source);
    compare(self, output, fixes_printed(output), "clang", major);
    free(output);
}

static void check_tidy(fixture *self, int major) {
    char *output, exported[160];
    snprintf(exported, sizeof exported, "%s.tidy-%d.yaml", self->dump, major);
    command_run(&output,
                "rm -f %s; clang-tidy-%d -load=%s --quiet --checks='-*,%s' --header-filter='.*' "
                "--config='{CheckOptions: [{key: LocklintSummaries, value: \"%s\"}]}' --export-fixes=%s %s -- %s "
                "2>/dev/null",
                exported, major, settings.stub, self->checks, self->summaries, exported, self->source, self->flags);
    compare(self, output, fixes_exported(exported), "clang-tidy", major);
    free(output);
}

/* Takes the source through each host. */
static void check_hosts(fixture *self) {
    for (int i = 0; i < MAJOR_COUNT && settings.stub != NULL; i++) {
        if (settings.has_clang[i])
            check_clang(self, majors[i]);
        else
            skip(self, "clang", majors[i]);
        if (settings.has_tidy[i])
            check_tidy(self, majors[i]);
        else
            skip(self, "clang-tidy", majors[i]);
    }
    free(self->reference);
    free(self->fixes);
}

static void dump_reference(fixture *self) {
    command_run(NULL, "%s --quiet --dump-tree %s -- %s >%s.tree 2>/dev/null", settings.locklint, self->path,
                self->flags, self->dump);
    command_run(NULL, "%s --quiet --dump-ir %s -- %s >%s.ir 2>/dev/null", settings.locklint, self->path, self->flags,
                self->dump);
}

/* The whole text, with notes and snippets, where somebody has written it down: golden/<fixture>.txt. */
static void check_golden(fixture *self) {
    char golden[512];
    const char *slash = strrchr(self->path, '/');
    snprintf(golden, sizeof golden, "%.*s/golden/%.*s.txt", (int)(slash - self->path), self->path,
             (int)strlen(slash + 1) - 2, slash + 1);
    char *wanted = command_read_file(golden), *output;
    if (wanted == NULL)
        return;
    if (settings.update)
        command_run(NULL, "%s --quiet --checks='%s' %s -- %s >%s 2>/dev/null", settings.locklint, self->checks,
                    self->path, self->flags, golden);
    int status = command_run(&output, "%s --quiet --checks='%s' %s -- %s 2>/dev/null | diff -u %s - 2>&1",
                             settings.locklint, self->checks, self->path, self->flags, golden);
    conclude(self, status == 0, output, "golden text");
    free(output);
    free(wanted);
}

/* A folder is one program: linked, whatever the order of its files. */
static void check_linked(fixture *self) {
    static const char *const orders[] = {"ls", "ls -r"};
    for (int i = 0; i < 2; i++) {
        char *output;
        int status = command_run(&output,
                                 "%s --no-cache --verify --checks='%s' $(%s %s/*.c) -- -Itestdata/include "
                                 "-Iruntime/include 2>&1",
                                 settings.locklint, self->checks, orders[i], self->path);
        conclude(self, status == 0, output, "locklint --verify, linked%s", i ? ", backwards" : "");
        free(output);
    }
}

/* Each file of the folder alone, with the summaries of the whole: then all that the files expect is found, but for the
   order of locks and what guarded-by tells, which only the whole shows, and for what the folder's misses.txt names:
   "file:line:", and why. */
static void check_summaries(fixture *self) {
    char *output, *files;
    snprintf(self->summaries, sizeof self->summaries, "%s.summaries", self->dump);
    command_run(NULL,
                "%s --quiet --no-cache --checks='%s' --emit-summaries=%s %s/*.c -- -Itestdata/include "
                "-Iruntime/include >%s.linked",
                settings.locklint, self->checks, self->summaries, self->path, self->dump);
    int status = command_run(
        &output,
        "touch %s.none; grep -h 'warning: ' %s.linked | grep -v -e 'locklint-lock-order' -e 'locklint-guarded-by' | "
        "grep -v -F -f $(ls %s/misses.txt 2>/dev/null || echo %s.none) | sort >%s.wanted; "
        "%s --quiet --checks='%s' --summaries=%s %s/*.c -- -Itestdata/include -Iruntime/include 2>&1 | "
        "grep -h 'warning: ' | sort | diff %s.wanted - 2>&1",
        self->dump, self->dump, self->path, self->dump, self->dump, settings.locklint, self->checks, self->summaries,
        self->path, self->dump);
    conclude(self, status == 0, output, "each file alone finds as much");
    free(output);
    command_run(&files, "ls %s/*.c", self->path);
    snprintf(self->flags, sizeof self->flags, "-Itestdata/include -Iruntime/include");
    for (char *path = strtok(files, "\n"); path; path = strtok(NULL, "\n")) {
        self->source = path;
        make_reference(self);
        check_hosts(self);
    }
    free(files);
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void check_fixture(fixture *self) {
    choose_checks(self);
    if (is_folder(self->path)) {
        check_linked(self);
        check_summaries(self);
        return;
    }
    snprintf(self->flags, sizeof self->flags, "%s", "");
    read_flags(self);
    size_t length = strlen(self->flags);
    snprintf(self->flags + length, sizeof self->flags - length, " -Itestdata/include -Iruntime/include");
    check_locklint(self);
    check_golden(self);
    if (settings.stub == NULL)
        return;
    self->source = self->path;
    make_reference(self);
    check_hosts(self);
    dump_reference(self);
    for (int i = 0; i < MAJOR_COUNT; i++) {
        if (!settings.has_clang[i])
            continue;
        check_verify(self, majors[i]);
        compare_dump(self, "tree", majors[i]);
        compare_dump(self, "ir", majors[i]);
    }
}

/* Starts a process for one fixture; its report goes into the folder. */
static pid_t start(const char *path, size_t index) {
    pid_t child = fork();
    if (child != 0)
        return child;
    char report[128];
    fixture self = {.path = path};
    snprintf(report, sizeof report, "%s/%zu.report", settings.folder, index);
    snprintf(self.dump, sizeof self.dump, "%s/%zu", settings.folder, index);
    self.report = fopen(report, "w");
    if (self.report == NULL)
        _exit(1);
    check_fixture(&self);
    fclose(self.report);
    _exit(0);
}

/* Prints a report and counts its lines by their first word. */
static void print_report(size_t index, size_t counts[3]) {
    static const char *const words[3] = {"ok   ", "FAIL ", "skip "};
    char report[128], line[4096];
    snprintf(report, sizeof report, "%s/%zu.report", settings.folder, index);
    FILE *file = fopen(report, "r");
    size_t lines = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        for (int i = 0; i < 3; i++)
            counts[i] += strncmp(line, words[i], strlen(words[i])) == 0;
        fputs(line, stdout);
        lines++;
    }
    counts[1] += lines == 0;
    if (file != NULL)
        fclose(file);
}

/* Runs all fixtures, `jobs` at a time, and prints their reports in order. */
static void run_all(char **paths, size_t count, size_t jobs, size_t counts[3]) {
    pid_t *children = calloc(count + 1, sizeof *children);
    size_t started = 0;
    for (size_t i = 0; i < count; i++) {
        for (; started < count && started < i + jobs; started++)
            children[started] = start(paths[started], started);
        waitpid(children[i], NULL, 0);
        print_report(i, counts);
        fflush(stdout);
    }
    free(children);
}

/* As the pages of the rules say. */
static void find_off(void) {
    char *output;
    command_run(&output, "grep -l '^default: off' rules/*.md | sed 's|rules/||; s|\\.md||; s|_|-|g' | tr '\\n' ' '");
    snprintf(settings.off, sizeof settings.off, "%s", output);
    free(output);
}

static void find_hosts(void) {
    if (settings.stub == NULL || access(settings.stub, F_OK) != 0)
        settings.stub = NULL;
    for (int i = 0; i < MAJOR_COUNT; i++) {
        char name[32];
        snprintf(name, sizeof name, "clang-%d", majors[i]);
        settings.has_clang[i] = command_exists(name);
        snprintf(name, sizeof name, "clang-tidy-%d", majors[i]);
        settings.has_tidy[i] = command_exists(name);
    }
}

/* All fixtures, but not the stand-in headers and the demonstration, and the folders of those that are linked; the array
   belongs to the caller, the paths to `found`. */
static char **find_fixtures(glob_t *found, size_t *count) {
    static const char *const others[] = {"testdata/include/", "testdata/demo/"};
    *count = 0;
    if (glob("testdata/*/*.c", 0, NULL, found) != 0 || glob("testdata/linked/*", GLOB_APPEND, NULL, found) != 0)
        return calloc(1, sizeof(char *));
    char **paths = calloc(found->gl_pathc + 1, sizeof *paths);
    for (size_t i = 0; i < found->gl_pathc; i++) {
        char *path = found->gl_pathv[i];
        if (strncmp(path, others[0], strlen(others[0])) != 0 && strncmp(path, others[1], strlen(others[1])) != 0)
            paths[(*count)++] = path;
    }
    return paths;
}

static size_t read_options(int argc, char **argv) {
    static const struct option options[] = {{"update", no_argument, NULL, 'u'},
                                            {"locklint", required_argument, NULL, 'l'},
                                            {"stub", required_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    size_t jobs = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    for (int option; (option = getopt_long(argc, argv, "j:", options, NULL)) != -1;) {
        if (option == 'u')
            settings.update = true;
        else if (option == 'l')
            settings.locklint = optarg;
        else if (option == 's')
            settings.stub = optarg;
        else if (option == 'j')
            jobs = (size_t)atoi(optarg);
        else {
            fprintf(stderr, "usage: run_fixtures [--update] [--locklint FILE] [--stub FILE] [-j N] [fixture...]\n");
            exit(2);
        }
    }
    return jobs < 1 ? 1 : jobs > MAX_JOBS ? MAX_JOBS : jobs;
}

/* The one line that tells it all. */
static void print_summary(size_t fixtures, const size_t counts[3]) {
    printf("%zu fixtures through locklint", fixtures);
    for (int i = 0; i < MAJOR_COUNT && settings.stub != NULL; i++) {
        if (settings.has_clang[i])
            printf(", clang-%d", majors[i]);
        if (settings.has_tidy[i])
            printf(", clang-tidy-%d", majors[i]);
    }
    printf(": %zu comparisons, %zu differences", counts[0] + counts[1], counts[1]);
    if (counts[2] > 0)
        printf(", %zu skipped", counts[2]);
    putchar('\n');
}

int main(int argc, char **argv) {
    glob_t found = {0};
    size_t counts[3] = {0}, jobs = read_options(argc, argv);
    snprintf(settings.folder, sizeof settings.folder, "/tmp/run_fixtures.XXXXXX");
    if (chdir(LK_SOURCE_DIR) != 0 || mkdtemp(settings.folder) == NULL) {
        perror(LK_SOURCE_DIR);
        return 2;
    }
    find_hosts();
    find_off();
    size_t fixture_count;
    char **fixtures = find_fixtures(&found, &fixture_count);
    if (optind < argc)
        run_all(argv + optind, (size_t)(argc - optind), jobs, counts);
    else
        run_all(fixtures, fixture_count, jobs, counts);
    free(fixtures);
    globfree(&found);
    command_run(NULL, "rm -rf %s", settings.folder);
    print_summary(optind < argc ? (size_t)(argc - optind) : fixture_count, counts);
    return counts[1] == 0 && counts[0] > 0 ? 0 : 1;
}
