/* fixing.c -- reading, changing and replacing files. */
#include "cli/fixing.h"

#include "base/replace.h"
#include "base/whole.h"

#include <errno.h>
#include <string.h>

static const char *fix(lk_arena *arena, lk_fixed_file *file) {
    size_t size = 0, new_size = 0;
    const char *text = lk_read_whole(arena, file->path, &size);
    if (!text)
        return lk_arena_printf(arena, "cannot be fixed: %s", strerror(errno));
    const char *fixed = lk_fixes_apply(arena, file, text, size, &new_size);
    if (!fixed)
        return "not fixed: it changed since it was analysed; run locklint again";
    if (!lk_replace(arena, file->path, fixed, new_size))
        return lk_arena_printf(arena, "cannot be fixed: %s", strerror(errno));
    return NULL;
}

uint32_t lk_fixing_apply(lk_fixes *fixes, void (*fail)(void *context, const char *path, const char *reason),
                         void *context) {
    uint32_t failed = 0;
    for (uint32_t i = 0; i < fixes->files.count; i++) {
        lk_arena_mark mark = lk_arena_save(fixes->arena);
        const char *reason = fix(fixes->arena, &fixes->files.items[i]);
        if (reason)
            fail(context, fixes->files.items[i].path, reason);
        failed += reason != NULL;
        lk_arena_release(fixes->arena, mark);
    }
    return failed;
}
