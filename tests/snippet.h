/* snippet.h -- a small C source, parsed for a test of one layer. */
#ifndef LK_TESTS_SNIPPET_H
#define LK_TESTS_SNIPPET_H

#include "ast/tree_libclang.h"

/* Parses `text` as a file of its own in a temporary directory, with the stand-in headers of testdata/include and the
   runtime's, and visits its functions. Everything is freed when the visits are over. */
void snippet_visit(const char *text, lk_function_visitor *visit, void *context);

/* The same for a file of the repository; `path` is relative to its root. */
void snippet_visit_file(const char *path, lk_function_visitor *visit, void *context);

/* As snippet_visit; `finish` is called after the last function, while the unit is still there. */
void snippet_judge(const char *text, lk_function_visitor *visit, void (*finish)(void *context, lk_unit *unit),
                   void *context);

/* The same for a file that is there, whose path is absolute. */
void snippet_judge_file(const char *path, lk_function_visitor *visit, void (*finish)(void *context, lk_unit *unit),
                        void *context);

#endif
