/* arguments.h -- from a compiler's command line to flags for clang's library. */
#ifndef LK_DRIVER_ARGUMENTS_H
#define LK_DRIVER_ARGUMENTS_H

#include "driver/words.h"

/* What a command does; all but LK_COMPILES_C is skipped. */
typedef enum lk_compile_kind {
    LK_COMPILES_C,
    LK_PREPROCESSES, /* -E, -M, -MM */
    LK_COMPILES_CXX,
    LK_ASSEMBLES,
    LK_COMPILES_OTHER, /* another language, or only linking */
    LK_COMPILE_KINDS
} lk_compile_kind;

/* How the summary names what was skipped ("C++"). */
const char *lk_compile_kind_name(lk_compile_kind kind);

/* What kind of compilation the command is for `file`. The first word is the compiler. */
lk_compile_kind lk_arguments_classify(const lk_words *words, const char *file);

/* Whether flags (without a compiler) and the file's name make a C compilation. */
lk_compile_kind lk_flags_classify(const lk_words *flags, const char *file);

/* Puts the contents of response files (@file, relative to `directory`) in their place; those that can't be read stay.
 */
void lk_arguments_expand(lk_arena *arena, lk_words *words, const char *directory);

/* Appends to `flags` what clang's library needs of the command: without compiler, launchers (ccache ...), inputs,
   outputs, dependency files, and plugins and profiles of another compiler. Strings are shared. */
void lk_arguments_adjust(lk_arena *arena, const lk_words *words, lk_words *flags);

/* The same for flags without a compiler. */
void lk_flags_adjust(lk_arena *arena, const lk_words *words, lk_words *flags);

/* The directory that the command's output goes to (-o, relative to `directory`); `directory` itself without one. */
const char *lk_arguments_output(lk_arena *arena, const lk_words *words, const char *directory);

/* Appends what every unit gets before the user's flags: no warnings (ours are enough), and as warnings what gcc lets
   pass and clang makes an error. */
void lk_flags_begin(lk_arena *arena, lk_words *flags);

#endif
