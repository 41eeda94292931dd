/* fixing.h -- --fix: applying edits to files. */
#ifndef LK_CLI_FIXING_H
#define LK_CLI_FIXING_H

#include "report/fixes.h"

/* Applies all edits. Each file is written beside and renamed, with the rights that it had. Gives how many files could
   not be fixed, which are as they were; tells `fail` of each, whose texts (and what it puts into the arena of `fixes`)
   are gone when it returns. */
uint32_t lk_fixing_apply(lk_fixes *fixes, void (*fail)(void *context, const char *path, const char *reason),
                         void *context);

#endif
