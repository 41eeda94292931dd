/* output.c -- standard output, or a file that is replaced. */
#include "cli/output.h"

#include <errno.h>
#include <string.h>

static bool fail(lk_arena *arena, const char *path, const char **error) {
    *error = lk_arena_printf(arena, "cannot write '%s': %s", path ? path : "standard output", strerror(errno));
    return false;
}

bool lk_output_open(lk_arena *arena, lk_output *self, const char *path, const char **error) {
    *self = (lk_output){.file = stdout};
    if (!path)
        return true;
    bool is_open = lk_replacement_open(arena, &self->replacement, path);
    self->file = self->replacement.file;
    return is_open || fail(arena, path, error);
}

bool lk_output_commit(lk_arena *arena, lk_output *self, const char **error) {
    const char *path = self->replacement.path;
    bool is_written = path ? lk_replacement_commit(&self->replacement) : fflush(self->file) == 0 && !ferror(self->file);
    return is_written || fail(arena, path, error);
}

void lk_output_discard(lk_output *self) {
    lk_replacement_discard(&self->replacement);
}
