/* fixing.c -- reading, changing and replacing files. */
#include "cli/fixing.h"

#include "base/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_whole(int file, const char *text, size_t size) {
    FILE *out = fdopen(file, "w");
    if (!out) {
        close(file);
        return false;
    }
    bool is_written = fwrite(text, 1, size, out) == size;
    return (fclose(out) == 0) & is_written;
}

/* NULL when the file has its new text. */
static const char *replace(lk_arena *arena, const char *path, const char *text, size_t size) {
    struct stat status;
    char *beside = lk_arena_printf(arena, "%s.XXXXXX", path);
    int file = stat(path, &status) == 0 ? mkostemp(beside, O_CLOEXEC) : -1;
    if (file < 0)
        return lk_arena_printf(arena, "cannot be fixed: %s", strerror(errno));
    fchmod(file, status.st_mode & 07777);
    if (write_whole(file, text, size) && rename(beside, path) == 0)
        return NULL;
    const char *reason = lk_arena_printf(arena, "cannot be fixed: %s", strerror(errno));
    unlink(beside);
    return reason;
}

static const char *fix(lk_arena *arena, lk_fixed_file *file) {
    size_t size = 0, new_size = 0;
    const char *text = lk_read_whole(arena, file->path, &size);
    if (!text)
        return lk_arena_printf(arena, "cannot be fixed: %s", strerror(errno));
    const char *fixed = lk_fixes_apply(arena, file, text, size, &new_size);
    if (!fixed)
        return "not fixed: it changed since it was analysed; run locklint again";
    return replace(arena, file->path, fixed, new_size);
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
