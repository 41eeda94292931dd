/* tree_libclang.h -- the tree, made over libclang's C API: for the command line and the language server. */
#ifndef LK_AST_TREE_LIBCLANG_H
#define LK_AST_TREE_LIBCLANG_H

#include "ast/revision.h"
#include "ast/tree.h"

typedef struct lk_parse lk_parse;

/* One message of clang's own, error or worse. Strings are owned by the parse. */
typedef struct lk_parse_error {
    const char *path;
    uint32_t line, column;
    const char *message;
    bool is_fatal;
} lk_parse_error;

/* Parses one file. `arguments` are compiler flags without the compiler's name and without the file (as clang wants
   them; -o, -c and dependency flags may be in it). `directory` is the working directory of the flags, NULL for the
   present one. Gives NULL and `*error` (in `arena`) when clang could make no unit at all; errors in the source are no
   failure. The caller frees the result with lk_parse_free, after all use of the unit. */
lk_parse *lk_parse_file(lk_arena *arena, const char *path, const char *const *arguments, size_t argument_count,
                        const char *directory, const char **error);
void lk_parse_free(lk_parse *self);

/* A text that stands in for the file of this name. */
typedef struct lk_unsaved {
    const char *path;
    const char *text;
    size_t size; /* bytes */
} lk_unsaved;

/* A file that is parsed again and again while it is edited: what it includes at its head is kept, so that only the rest
   is read anew. */
typedef struct lk_editing lk_editing;

/* What is kept lies in the folder `preambles`, or in memory, which clang reads a little slower after each parse (NULL).
   The caller frees it with lk_editing_free, after all parses of it. */
lk_editing *lk_editing_new(const char *preambles);
void lk_editing_free(lk_editing *self);

/* As lk_parse_file, with `unsaved` for what is on disk; these texts have to stay until the next call. The parse is
   owned by `self`, and gone or changed with the next call; `arena` is that of `*error`. Path, arguments and directory
   may change from one call to the next, at the price of a whole parse. Where the only edit since the last call is
   within the body of one function, the unit is the same one as before, with all places moved (lk_parse_revision). */
lk_parse *lk_editing_parse(lk_editing *self, lk_arena *arena, const char *path, const char *const *arguments,
                           size_t argument_count, const char *directory, const lk_unsaved *unsaved,
                           uint32_t unsaved_count, const char **error);

/* The edit that made this text of the text before, where only one function has a new tree: lk_parse_functions visits
   that one alone. NULL where all of the unit is new. */
const lk_revision *lk_parse_revision(const lk_parse *self);

/* The unit; owned by the parse. */
lk_unit *lk_parse_unit(lk_parse *self);

/* Errors in order of appearance. */
size_t lk_parse_error_count(const lk_parse *self);
lk_parse_error lk_parse_error_at(const lk_parse *self, size_t index);

/* Tells of each file that was read: the file itself and all that it includes. Texts cost time: without `with_texts`
   they are NULL. */
typedef void lk_input_visitor(void *context, const char *path, const char *text, size_t size);
void lk_parse_inputs(lk_parse *self, bool with_texts, lk_input_visitor *visit, void *context);

/* Visits the function definitions (not those in system headers, unless `with_system`). */
void lk_parse_functions(lk_parse *self, bool with_system, lk_function_visitor *visit, void *context);

#endif
