/* tree_clang.h -- the tree, made over the ASTContext that a host (clang-tidy, clang -fplugin) already has. */
#ifndef LK_AST_TREE_CLANG_H
#define LK_AST_TREE_CLANG_H

#include "ast/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `unit` (its arena and names are set by the caller, the rest zeroed) from a clang::ASTContext and visits the
   function definitions as lk_parse_functions does. `ast_context` is a `clang::ASTContext *`. */
void lk_clang_functions(void *ast_context, lk_unit *unit, bool with_system, lk_function_visitor *visit, void *context);

/* Whether the unit may have to do with the functions and macros of these names: false when it refers to none of them,
   and has none of the attributes that say what functions do to locks. Far cheaper than lk_clang_functions. */
bool lk_clang_mentions(void *ast_context, const char *const *names, size_t count);

#ifdef __cplusplus
}

#include <clang/Basic/SourceLocation.h>

/* The clang location of a byte of the unit's files, for diagnostics through the host. */
clang::SourceLocation lk_clang_location(void *ast_context, const lk_unit *unit, lk_loc loc);
#endif

#endif
