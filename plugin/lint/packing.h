/* packing.h -- the parts of a unit file that hold functions and what was learned. Private to lint/. */
#ifndef LK_LINT_PACKING_H
#define LK_LINT_PACKING_H

#include "flow/knowledge.h"
#include "lint/unit_file.h"

/* What is known of a function before its code is read. */
typedef struct lk_packed_function {
    const lk_decl *decl;
    bool holds, happens;     /* lk_interest */
    uint32_t begin, size;    /* of its code in LK_PART_CODE */
    const lk_decl **callees; /* functions, and the places of pointers that it calls */
    uint32_t callee_count;
    const lk_decl **members, **globals; /* lk_touched */
    uint32_t member_count, global_count;
} lk_packed_function;

/* Fills the tables and DEFINITIONS, FUNCTIONS, CODE and LEARNED. `knowledge` must have taken in everything, and have
   drawn no conclusions yet. */
void lk_pack(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, lk_ir *const *functions, uint32_t count,
             lk_path_of *path_of, void *context, lk_section parts[LK_PARTS]);

/* One entry of LK_PART_FUNCTIONS, written or read. */
void lk_code_packed_function(lk_archive *archive, lk_packed_function *function);

/* Models of macros by their names, for lk_archive_models; `context` is the lk_models. */
lk_name_model lk_packed_model_name;
lk_find_model lk_packed_model_find;

#endif
