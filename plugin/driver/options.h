/* options.h -- the command line. */
#ifndef LK_DRIVER_OPTIONS_H
#define LK_DRIVER_OPTIONS_H

#include "driver/words.h"

#include <stdio.h>

typedef enum lk_color { LK_COLOR_AUTO, LK_COLOR_ALWAYS, LK_COLOR_NEVER } lk_color;
typedef enum lk_format { LK_FORMAT_TEXT, LK_FORMAT_JSON, LK_FORMAT_SARIF } lk_format;

typedef struct lk_options {
    lk_words files;
    const lk_words *flags;          /* what stands behind `--`, NULL when there is none */
    const char *build_path;         /* -p; NULL: look for it */
    const char *config_file;        /* instead of looking for .clang-tidy; NULL: look for it */
    const char *checks;             /* NULL: the rules that are on by default */
    const char *warnings_as_errors; /* NULL: none */
    const char *blocking;           /* NULL: the usual kinds of waiting */
    lk_words extra, extra_before, models, excludes;
    const char *header_filter;  /* NULL: all headers */
    const char *line_filter;    /* JSON, NULL: all lines */
    const char *new_from;       /* a revision of git, NULL: all lines */
    const char *output;         /* NULL: stdout */
    const char *lock_graph;     /* NULL: none */
    const char *baseline;       /* NULL: none */
    const char *explain;        /* a rule's name, NULL */
    const char *emit_unit;      /* where the unit file goes; NULL: none is wanted */
    const char *depfile;        /* what it is made of; NULL: not asked for */
    const char *emit_summaries; /* where summaries go; NULL: none are wanted */
    const char *summaries;      /* the file to read them from; NULL: none */
    const char *cache;          /* the folder for unit files; NULL: the usual one */
    unsigned jobs, timeout;
    lk_color color;
    lk_format format;
    const char *export_fixes; /* NULL: none */
    bool fix, update_baseline, fail_on_stale, report_unused;
    bool drop_suppressed; /* SARIF without what is suppressed */
    bool doctor, link, no_cache, verify, coverage, dump_tree, dump_ir, dump_summaries, list_rules, quiet, verbose, help,
        version;
} lk_options;

/* Reads the arguments, and those in response files (@FILE) before `--`; strings are shared with argv. False and
   `*error` (one line, with a remedy) when they are wrong. Not reentrant: getopt(3) keeps its place in global variables.
 */
bool lk_options_read(lk_arena *arena, int argc, char **argv, lk_options *options, const char **error);

/* Writes --help. */
void lk_options_help(FILE *out);

#endif
