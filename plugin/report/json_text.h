/* json_text.h -- C strings that may hold any bytes, as JSON. */
#ifndef LK_REPORT_JSON_TEXT_H
#define LK_REPORT_JSON_TEXT_H

#include "base/arena.h"

#include <jansson.h>

/* For ourselves: a JSON string, or null for NULL, or {"bytes": "..."} with a character for each byte when the text is
   no UTF-8. A new reference. */
json_t *lk_json_bytes(const char *text);

/* Reads that back; NULL for null and for anything else. In `arena`. */
const char *lk_json_bytes_read(lk_arena *arena, const json_t *value);

/* For others: a JSON string in which what is no UTF-8 stands as U+FFFD; null for NULL. A new reference. */
json_t *lk_json_text(const char *text);

#endif
