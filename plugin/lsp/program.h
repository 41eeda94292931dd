/* program.h -- the whole program, by a run of the command line. */
#ifndef LK_LSP_PROGRAM_H
#define LK_LSP_PROGRAM_H

#include "driver/words.h"
#include "lsp/telling.h"

/* Runs this program over the whole database, at low priority; gives an object from absolute paths to their diagnostics.
   NULL and `*error` (in the arena of `telling`) when it fails. What it reads of single files it keeps in the usual
   cache.
   */
json_t *lk_lsp_program(lk_lsp_telling *telling, const lk_words *words, const char **error);

#endif
