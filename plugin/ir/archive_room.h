/* archive_room.h -- the archive's own structures. Private to its rooms. */
#ifndef LK_IR_ARCHIVE_ROOM_H
#define LK_IR_ARCHIVE_ROOM_H

#include "base/map.h"
#include "ir/archive.h"

enum { LK_DEEPEST_ENTITY = 1000 };

struct lk_merge {
    lk_unit *unit;
    lk_map *decls, *records; /* by key */
    lk_map *files;           /* by path: file + 1 as a pointer */
    bool is_live;            /* the unit has code of its own: its declarations stay as they are */
    lk_path_of *there;       /* is_live: what files of archives are called here */
    void *context;
};

/* What is known of entities while they are numbered. */
typedef struct lk_numbers {
    const void **keys;
    uint32_t *values; /* from 1 */
    uint32_t count, capacity;
} lk_numbers;

typedef struct lk_packing {
    lk_numbers numbers[LK_TABLES];
    LK_ARRAY(const void *) items[LK_TABLES]; /* by number - 1 */
    uint32_t written[LK_TABLES];
    lk_bytes tables[LK_TABLES], offsets[LK_TABLES];
    lk_interner *texts;
    const lk_unit *unit;
    lk_path_of *path_of;
    void *context;
} lk_packing;

typedef struct lk_unpacking {
    lk_merge *into;
    lk_section tables[LK_TABLES];
    uint32_t counts[LK_TABLES];
    const void **made[LK_TABLES]; /* by number - 1; files: index + 1 */
    lk_choose_function *choose;
    void *context;
    uint32_t depth;
} lk_unpacking;

struct lk_archive {
    bool is_writing;
    lk_arena *arena;
    lk_bytes *out;
    lk_byte_reader in;
    lk_packing *packing;
    lk_unpacking *unpacking;
    lk_name_model *name_model;
    lk_find_model *find_model;
    void *model_context;
    void *context;            /* of other layers */
    bool *is_changed;         /* reading into a live unit, by the number of a file */
    const char *changed_file; /* the first that was met */
};

/* The entity's number while writing (0 for NULL); what a number stands for while reading. */
uint32_t lk_archive_number(lk_archive *self, lk_table table, const void *entity);
const void *lk_archive_entity(lk_archive *self, lk_table table, uint32_t number);

/* archive_entities.c: reads the entry, whose number is given, into `made`; writes an entity. */
void lk_archive_make(lk_archive *self, lk_table table, uint32_t number);
void lk_archive_put(lk_archive *self, lk_table table, const void *entity);

#endif
