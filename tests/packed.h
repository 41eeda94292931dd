/* packed.h -- small sources as unit files in memory, and programs linked of them. */
#ifndef LK_TESTS_PACKED_H
#define LK_TESTS_PACKED_H

#include "lint/unit.h"
#include "lint/unit_file.h"

/* All rules and the shipped models. */
typedef struct packing_tools {
    lk_arena *arena;
    lk_models *models;
    lk_lint_options options;
} packing_tools;
packing_tools packing_begin(void);
void packing_end(packing_tools *self);

/* One unit: the bytes of its file, and the dump of its functions as they were before. */
typedef struct packed_unit {
    uint8_t *data;
    size_t size;
    char *dump;
    bool lacks_include; /* it holds no function then */
    bool has_errors;    /* of clang */
} packed_unit;

/* Packs the file at an absolute path; packed_free frees what it gives. */
packed_unit packed_file(const packing_tools *tools, const char *path);
void packed_free(packed_unit *self);

/* The dump of all functions that the file holds, read out of it again; "cannot be read" when it can't. The caller frees
   it. */
char *packed_dump(const packing_tools *tools, const packed_unit *unit);

typedef void packed_visitor(void *context, lk_unit *unit, const lk_diagnostic *diagnostic);

/* Links the units, whose objects go to the `outputs` (NULL: all to one directory), judges the program and visits what
   is found. `is_broken` tells of each unit whether it was left out. */
void packed_link(const packing_tools *tools, const packed_unit *units, const char *const *outputs,
                 const uint64_t *commands, uint32_t count, bool *is_broken, packed_visitor *visit, void *context);

/* The same as a text. Gives the findings, each as `file:line
   rule` and a line end, then `broken N` for each unit that is left out. The caller frees it. */
char *packed_judge(const packing_tools *tools, const packed_unit *units, const char *const *outputs,
                   const uint64_t *commands, uint32_t count);

/* Makes the checksum of a file's bytes right again. */
void packed_mend(packed_unit *self);

#endif
