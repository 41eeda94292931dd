/* bug.c -- recording a bug of ours. */
#include "base/bug.h"

#include <stdarg.h>
#include <stdio.h>

void lk_bug_raise(lk_bug_trap *trap, const char *file, int line, const char *format, ...) {
    trap->file = file;
    trap->line = line;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trap->message, sizeof trap->message, format, arguments);
    va_end(arguments);
    longjmp(trap->env, 1);
}
