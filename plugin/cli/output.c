/* output.c -- writing beside the file, then renaming. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(lk_arena *arena, const char *path, const char **error) {
    *error = lk_arena_printf(arena, "cannot write '%s': %s", path ? path : "standard output", strerror(errno));
    return false;
}

bool lk_output_open(lk_arena *arena, lk_output *self, const char *path, const char **error) {
    *self = (lk_output){.path = path};
    struct stat status;
    if (!path) {
        self->file = stdout;
        return true;
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) { /* a terminal, a pipe: nothing to rename */
        self->file = S_ISDIR(status.st_mode) ? NULL : fopen(path, "we");
        errno = S_ISDIR(status.st_mode) ? EISDIR : errno;
        return self->file || fail(arena, path, error);
    }
    char *beside = lk_arena_printf(arena, "%s.XXXXXX", path);
    int file = mkostemp(beside, O_CLOEXEC);
    if (file < 0)
        return fail(arena, path, error);
    mode_t mask = umask(0);
    umask(mask);
    fchmod(file, 0666 & ~mask);
    self->beside = beside;
    self->file = fdopen(file, "w");
    return self->file || fail(arena, path, error);
}

bool lk_output_commit(lk_arena *arena, lk_output *self, const char **error) {
    bool is_written = fflush(self->file) == 0 && !ferror(self->file);
    if (!self->path)
        return is_written || fail(arena, NULL, error);
    is_written &= fclose(self->file) == 0;
    if (is_written && self->beside)
        is_written = rename(self->beside, self->path) == 0;
    if (is_written)
        return true;
    fail(arena, self->path, error);
    if (self->beside)
        unlink(self->beside);
    return false;
}

void lk_output_discard(lk_output *self) {
    if (self->beside)
        unlink(self->beside);
}
