/* telling.h -- findings as the server hands them on: JSON with the places that editors want. */
#ifndef LK_LSP_TELLING_H
#define LK_LSP_TELLING_H

#include "lint/held.h"
#include "lsp/texts.h"
#include "report/finding.h"

#include <jansson.h>

typedef struct lk_lsp_telling {
    lk_arena *arena;
    lk_texts *texts;
    lk_encoding encoding;
    const char *pages; /* the folder with the rules' pages; NULL: there is none */
} lk_lsp_telling;

/* The folder with the rules' pages beside this program; NULL when there is none. In `arena`. */
const char *lk_lsp_pages(lk_arena *arena);

/* A Diagnostic of the protocol, with `related` for its notes, and `fixes`, each with a title and edits by URI; the last
   of these is to suppress it. The finding's paths have to be absolute. A new reference. */
json_t *lk_lsp_diagnostic(lk_lsp_telling *self, const lk_finding *finding, bool is_error);

/* What stands where nothing could be analysed: at the top of the file. */
json_t *lk_lsp_not_analysed(const char *reason);

/* What is held, as a Hover of the protocol. */
json_t *lk_lsp_hover(lk_lsp_telling *self, lk_unit *unit, const lk_held *held);

#endif
