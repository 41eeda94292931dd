/* texts.h -- files as the editor has them, which may not be saved yet. */
#ifndef LK_LSP_TEXTS_H
#define LK_LSP_TEXTS_H

#include "ast/tree_libclang.h"
#include "lsp/place.h"

/* Texts by absolute path. */
typedef struct lk_texts {
    lk_unsaved *items; /* each with memory of its own */
    uint32_t count, capacity;
} lk_texts;

/* A copy of the bytes with a NUL behind them; the caller frees it. */
char *lk_text_copy(const char *text, size_t size);

/* Sets the text of a file; NULL: it is as on disk. Copies both. */
void lk_texts_set(lk_texts *self, const char *path, const char *text, size_t size);

/* The editor's text of the file, else what is on disk (in `arena`); NULL when there is none. */
const char *lk_texts_get(const lk_texts *self, lk_arena *arena, const char *path, size_t *size);

void lk_texts_free(lk_texts *self);

#endif
