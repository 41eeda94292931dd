/* edited.h -- the one file that a worker of the language server judges, again and again. */
#ifndef LK_LSP_EDITED_H
#define LK_LSP_EDITED_H

#include "driver/project.h"
#include "lsp/telling.h"

typedef struct lk_edited {
    const char *preambles; /* folder for those of clang; NULL: they are kept in memory */
    const char *path;
    lk_arena *arena; /* of the project; NULL: it has to be read */
    lk_options options;
    lk_project project;
    lk_worker_options worker;
    lk_job job;
    bool is_borrowed; /* the flags are another file's */
    bool is_foreign;  /* a header of a program that is no C: nothing is said of it */
    bool is_informed; /* by summaries out of the cache: that some are old is no news */
    bool *is_error;   /* by index of lk_rule_at: findings of the rule count as errors */
    lk_editing *editing;
    lk_arena *last;  /* of what was judged last; NULL: nothing */
    lk_parse *parse; /* of `editing`; NULL: none */
    lk_kept *kept;   /* the functions of `parse`, as long as it lives */
    lk_lint *lint;
    lk_unit_report *report;
} lk_edited;

/* Reads options as on the command line; false and `*error` when they are wrong, or nothing for an editor. `path` may be
   that of any file. */
bool lk_edited_options(lk_arena *arena, const char *path, const lk_words *words, lk_options *options,
                       const char **error);

/* Where the summaries are that a run over the whole program leaves for its files; NULL: nowhere. */
const char *lk_edited_summaries(const lk_project *project);

/* Reads how the file at `path` (absolute) is compiled and judged; `words` are options as on the command line. False and
   `*error`, which stays until the next call. */
bool lk_edited_read(lk_edited *self, const char *path, const lk_words *words, const char **error);

/* Judges the file with the editor's texts. False and `*error` when it can't be parsed. */
bool lk_edited_judge(lk_edited *self, const lk_texts *texts, const char **error);

/* The diagnostics of the file itself, after it was judged; those in headers belong to the headers. */
json_t *lk_edited_tell(lk_edited *self, lk_lsp_telling *telling);

/* Absolute paths of all that was read: sources; and what says how to judge. */
json_t *lk_edited_inputs(lk_edited *self);
json_t *lk_edited_settings(lk_edited *self);

/* What is held at the byte `offset` of the file; null where nothing was judged. */
json_t *lk_edited_hover(lk_edited *self, lk_lsp_telling *telling, size_t offset);

void lk_edited_free(lk_edited *self);

#endif
