/* fixes.h -- the edits of a run, file by file, none over another. */
#ifndef LK_REPORT_FIXES_H
#define LK_REPORT_FIXES_H

#include "report/finding.h"

/* Replace `length` bytes at `offset` by `text`. */
typedef struct lk_edit {
    uint32_t offset, length;
    const char *text;
} lk_edit;

/* A file with its edits, in no order. */
typedef struct lk_fixed_file {
    const char *path;
    uint64_t hash; /* of the contents that the edits are about */
    LK_ARRAY(lk_edit) edits;
} lk_fixed_file;

typedef struct lk_fixes {
    lk_arena *arena;
    LK_ARRAY(lk_fixed_file) files;
} lk_fixes;

/* The finding's fix: of several notes that propose one, the first. NULL when there is none. */
const lk_finding_note *lk_fixes_of(const lk_finding *finding);

/* Adds all edits of a note, or none: false when one of them touches an edit that is there, or a file is said to have
   had two contents. An edit that is there already is the same one. Paths name each file in one way. */
bool lk_fixes_add(lk_fixes *self, const lk_finding_note *note);

/* The file's contents with its edits; NULL when `text` is not what they are about. In `arena`. */
const char *lk_fixes_apply(lk_arena *arena, lk_fixed_file *file, const char *text, size_t size, size_t *new_size);

#endif
