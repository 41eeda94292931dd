/* settings.h -- what the command line and the project's .clang-tidy say together. */
#ifndef LK_DRIVER_SETTINGS_H
#define LK_DRIVER_SETTINGS_H

#include "driver/config.h"
#include "driver/job.h"
#include "driver/options.h"

typedef struct lk_settings {
    lk_arena *arena;
    const lk_options *options;
    lk_here here;
    lk_configs *configs;
    bool *enabled; /* by index of lk_rule_at: on for at least one file */
    lk_words models;
    const char *blocking;      /* kinds, NULL: the usual ones */
    const char *blocking_from; /* for messages: where that stands */
    const char *summaries;     /* NULL: none */
    bool is_asked;             /* `summaries` by the command line: there have to be some */
    const char *header_filter; /* NULL: all headers */
} lk_settings;

/* Reads the configuration of all jobs' folders (without jobs, of the present one). Lists of the command line go on
   where those of the configuration end; its single values count instead of theirs. Options of checks hold for the whole
   run: those of the first file do, and their relative paths start at `build` (absolute). False and `*error` when a
   configuration can't be read, a pattern of the command line names no rule, or no rule is left. */
bool lk_settings_make(lk_settings *self, lk_arena *arena, const lk_options *options, const lk_here *here,
                      const lk_jobs *jobs, const char *build, const char **error);

/* Whether findings of the rule (without "locklint-") in the file at `path`, as shown, are told, and count as errors. */
bool lk_settings_tells(const lk_settings *self, const char *path, const char *rule);
bool lk_settings_is_error(const lk_settings *self, const char *path, const char *rule);

#endif
