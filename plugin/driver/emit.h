/* emit.h -- a unit's file, made instead of its findings. */
#ifndef LK_DRIVER_EMIT_H
#define LK_DRIVER_EMIT_H

#include "ast/tree_libclang.h"
#include "driver/store.h"
#include "lint/unit.h"
#include "report/unit_report.h"

/* What the file says of itself, and where it goes. */
typedef struct lk_emission {
    const char *path, *spare; /* `spare` is written when `path` can't be; NULL: none */
    const char *depfile;      /* what the file is made of goes there; NULL: nowhere */
    const lk_words *made_of;  /* files to be named there beside those that clang read */
    lk_about about;
    const lk_job *job;
    lk_here here;
} lk_emission;

/* Writes the depfile, then the file: what `lint` took in, and `report`, which has to have its counts. False and
   `*error` when one can't be written. */
bool lk_emit(lk_arena *arena, const lk_emission *emission, lk_parse *parse, lk_lint *lint, lk_unit_report *report,
             const char **error);

#endif
