/* unit_file.h -- a unit's functions and what was learned of it, as a file: checked on reading, the same bytes for the
   same unit. */
#ifndef LK_LINT_UNIT_FILE_H
#define LK_LINT_UNIT_FILE_H

#include "ir/archive.h"

/* The parts, after the tables of the archive. */
typedef enum lk_part {
    LK_PART_ABOUT = LK_TABLES, /* texts: what the file was made of, and by what */
    LK_PART_DEFINITIONS,       /* external functions: name, and a hash of where they stand */
    LK_PART_FUNCTIONS,         /* what to know of each before its code is read */
    LK_PART_CODE,
    LK_PART_LEARNED,
    LK_PART_REPORT, /* what was counted, as text for the report's reader */
    LK_PART_INPUTS, /* the files that it was made of */
    LK_PARTS
} lk_part;

/* Changes whenever anything that is written does. */
enum { LK_UNIT_FILE_FORMAT = 2 };

/* Appends a whole file made of the parts. */
void lk_unit_file_write(lk_bytes *out, const lk_section parts[LK_PARTS]);

/* What lk_unit_file_open says of what is no file of ours. */
extern const char lk_unit_file_foreign[];

/* Finds the parts in a file's bytes, which have to stay. NULL when all is well, else what is wrong with it. */
const char *lk_unit_file_open(const uint8_t *data, size_t size, lk_section parts[LK_PARTS]);

#endif
