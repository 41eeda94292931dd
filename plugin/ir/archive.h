/* archive.h -- a unit's declarations, types and code as bytes, and back into any unit: each structure is described
   once, for writing and reading alike.

   Entities (texts, files, types, records, declarations) stand in tables and are named by their place in them, so only
   those that something refers to are written, and only those that are asked for are made. Entities that other units
   know too become one by identity: external functions and variables by name; records by the file, place and tag of
   their definition; members by their record, place, name and type. */
#ifndef LK_IR_ARCHIVE_H
#define LK_IR_ARCHIVE_H

#include "base/bytes.h"
#include "ir/ir.h"

/* ---- what is read goes into ---- */

/* A unit that others are put into. The unit's arena and names must be set; its files, declarations and types may be
   there already (lk_merge_know tells of them). */
typedef struct lk_merge lk_merge;
lk_merge *lk_merge_new(lk_unit *unit);
lk_unit *lk_merge_unit(const lk_merge *self);

typedef const char *lk_path_of(void *context, const char *path);

/* The entities that the unit itself has can be what others mean. A file is the same when `here` gives for its path in
   the unit what `there` gives for its path in the archive. */
void lk_merge_know(lk_merge *self, lk_path_of *here, lk_path_of *there, void *context);

/* ---- the tables ---- */

typedef enum lk_table {
    LK_TABLE_TEXTS,
    LK_TABLE_FILES,
    LK_TABLE_TYPES,
    LK_TABLE_RECORDS,
    LK_TABLE_DECLS,
    LK_TABLES
} lk_table;

/* Which of the functions of one name is meant: 0 the only one; a number of its own for each that competes; or
   LK_NOBODY, when it isn't known which. Asked for external functions. */
typedef uint32_t lk_choose_function(void *context, const char *name);
#define LK_NOBODY UINT32_MAX

typedef struct lk_archive lk_archive;

/* One that is written; `path_of` gives the paths that the files get. In `arena`. */
lk_archive *lk_archive_write(lk_arena *arena, const lk_unit *unit, lk_path_of *path_of, void *context);

/* Writes out what was referred to; then lk_archive_table gives the tables. */
void lk_archive_finish(lk_archive *self);
const lk_bytes *lk_archive_table(const lk_archive *self, lk_table table);

/* One that is read: the tables as they were written, which have to stay. */
typedef struct lk_section {
    const uint8_t *data;
    size_t size;
} lk_section;
lk_archive *lk_archive_read(lk_arena *arena, lk_merge *into, const lk_section tables[LK_TABLES],
                            lk_choose_function *choose, void *context);

/* Names of models in code: macros have theirs in each call. */
typedef const char *lk_name_model(const struct lk_model *model);
typedef const struct lk_model *lk_find_model(void *context, const char *name);
void lk_archive_models(lk_archive *self, lk_name_model *name, lk_find_model *find, void *context);

/* Where the next structures go to, or come from; one or the other, as the archive is. */
void lk_archive_to(lk_archive *self, lk_bytes *out);
void lk_archive_from(lk_archive *self, lk_arena *arena, const uint8_t *data, size_t size);

/* What structures of other layers need to know; the archive itself doesn't look at it. */
void lk_archive_set_context(lk_archive *self, void *context);
void *lk_archive_context(const lk_archive *self);

bool lk_archive_is_writing(const lk_archive *self);
bool lk_archive_failed(const lk_archive *self); /* reading: what was there can't be; what was read is not to be used */
void lk_archive_fail(lk_archive *self);
bool lk_archive_at_end(const lk_archive *self);

/* Whether something that was read since the last question stands in a file that is not any more what it was then; the
   path of that file, NULL when all is as it was. After lk_merge_know. */
const char *lk_archive_changed_file(lk_archive *self);
lk_arena *lk_archive_arena(const lk_archive *self); /* reading: of what is made */

/* ---- structures: written from, or read into, what the pointer leads to ---- */
void lk_code_number(lk_archive *self, uint32_t *number);
void lk_code_byte(lk_archive *self, uint8_t *byte);
void lk_code_flag(lk_archive *self, bool *flag);
void lk_code_signed(lk_archive *self, int64_t *number);
void lk_code_wide(lk_archive *self, uint64_t *number);
void lk_code_text(lk_archive *self, const char **text); /* interned in the unit's names; NULL is allowed */
void lk_code_decl(lk_archive *self, const lk_decl **decl);
void lk_code_type(lk_archive *self, const lk_type **type);
void lk_code_record(lk_archive *self, const lk_record **record);
void lk_code_span(lk_archive *self, lk_span *span);
void lk_code_loc(lk_archive *self, lk_loc *loc);
void lk_code_ir(lk_archive *self, lk_ir *ir);

/* The number of a list's items, each of at least one byte: gives the count, and when reading makes room for so many. */
uint32_t lk_code_count(lk_archive *self, uint32_t count);

/* A list: `each(archive, &item)` for all of them. `items` may point to const. */
#define LK_CODE_LIST(archive, list, number, each)                                                                      \
    do {                                                                                                               \
        (number) = lk_code_count((archive), (number));                                                                 \
        void *made_ = lk_archive_is_writing(archive)                                                                   \
                          ? (void *)(uintptr_t)(list)                                                                  \
                          : lk_arena_alloc(lk_archive_arena(archive), sizeof *(list) * (size_t)(number));              \
        if (!lk_archive_is_writing(archive))                                                                           \
            (list) = made_;                                                                                            \
        for (uint32_t i_ = 0; i_ < (number) && !lk_archive_failed(archive); i_++)                                      \
            each((archive), (void *)((char *)made_ + i_ * sizeof *(list)));                                            \
    } while (0)

#endif
