/* sarif_place.h -- files and places of a SARIF log. Private to the writer. */
#ifndef LK_REPORT_SARIF_PLACE_H
#define LK_REPORT_SARIF_PLACE_H

#include "base/map.h"
#include "report/finding.h"

#include <jansson.h>

/* The files that a log speaks of. */
typedef struct lk_sarif_files {
    lk_arena *arena;
    lk_map *known;     /* by path: the index of the artifact, from 1 */
    json_t *artifacts; /* borrowed */
} lk_sarif_files;

/* A path as a URI: relative to the root of the sources, or absolute; whatever is not plain is percent-encoded. In
   `arena`. */
const char *lk_sarif_uri(lk_arena *arena, const char *path);

/* An artifactLocation; adds the file to the artifacts. A new reference. */
json_t *lk_sarif_file(lk_sarif_files *self, const char *path);

/* Notes that the file was asked to be analysed. */
void lk_sarif_target(lk_sarif_files *self, const char *path);

/* A region; NULL when the range has no line. */
json_t *lk_sarif_region(const lk_finding_range *range);

/* A location; NULL when it has no file. `message` may be NULL. A new reference. */
json_t *lk_sarif_location(lk_sarif_files *self, const char *path, const lk_finding_range *range, const char *message);

/* A message object: braces mean something in SARIF, and are doubled. A new reference. */
json_t *lk_sarif_message(const char *text);

#endif
