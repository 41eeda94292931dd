/* scan.h -- a cursor over the small texts inside a model: signatures, paths, conditions. */
#ifndef LK_MODEL_SCAN_H
#define LK_MODEL_SCAN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct lk_scan {
    lk_arena *arena;
    const char *text;
    size_t at;           /* byte of the next character */
    size_t token;        /* byte where the last token began */
    const char *message; /* the first failure, NULL so far */
    size_t where;        /* its byte */
} lk_scan;

/* Takes white space and then `token`, or takes nothing and gives false. */
bool lk_scan_take(lk_scan *self, const char *token);

/* Takes a C identifier; NULL when there is none. */
const char *lk_scan_name(lk_scan *self);

/* Takes an integer: decimal, 0x, 0 (octal), with a sign. False when there is none, or (a failure) it has no place in
   64 bits. */
bool lk_scan_integer(lk_scan *self, int64_t *value);

/* True when only white space is left. */
bool lk_scan_at_end(lk_scan *self);

/* Records a failure at the next character, or at the byte `where`; keeps the first one. Gives false. */
bool lk_scan_fail(lk_scan *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool lk_scan_fail_at(lk_scan *self, size_t where, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What stands at the cursor, for messages: "'x'" or "the end". */
const char *lk_scan_found(lk_scan *self);

#endif
