/* fixes.h -- the edits that a backend proposes, in a form in which backends can be compared. */
#ifndef LK_TESTS_FIXES_H
#define LK_TESTS_FIXES_H

/* Both give a line for each edit, sorted: file (without its folder), offset, length and text. "" when there are none.
   The caller frees. */

/* Those in a file in the form of clang's TranslationUnitDiagnostics; "" also when there is no such file. */
char *fixes_exported(const char *path);

/* Those of locklint's findings in what clang writes with -fdiagnostics-parseable-fixits. Files are read for their
   lines. */
char *fixes_printed(const char *text);

#endif
