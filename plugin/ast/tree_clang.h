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

#ifdef __cplusplus
}

#include <clang/Basic/SourceLocation.h>

/* The clang location of a byte of the unit's files, for diagnostics through the host. */
clang::SourceLocation lk_clang_location(void *ast_context, const lk_unit *unit, lk_loc loc);
#endif

#endif
