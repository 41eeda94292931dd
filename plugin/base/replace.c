/* replace.c -- writing beside the file, then renaming. */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static mode_t usual_rights(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_beside(lk_arena *arena, lk_replacement *self, mode_t rights) {
    char *beside = lk_arena_printf(arena, "%s.XXXXXX", self->path);
    int file = mkostemp(beside, O_CLOEXEC);
    if (file < 0)
        return false;
    fchmod(file, rights);
    self->beside = beside;
    self->file = fdopen(file, "w");
    if (self->file)
        return true;
    int reason = errno;
    close(file);
    unlink(beside);
    *self = (lk_replacement){0};
    errno = reason;
    return false;
}

bool lk_replacement_open(lk_arena *arena, lk_replacement *self, const char *path) {
    struct stat status;
    *self = (lk_replacement){.path = path};
    bool is_there = stat(path, &status) == 0;
    if (!is_there || S_ISREG(status.st_mode))
        return open_beside(arena, self, is_there ? status.st_mode & 07777 : usual_rights());
    if (!S_ISDIR(status.st_mode))
        self->file = fopen(path, "we");
    else
        errno = EISDIR;
    return self->file;
}

bool lk_replacement_commit(lk_replacement *self) {
    bool had_failed = ferror(self->file);
    bool is_written = (fclose(self->file) == 0) & !had_failed;
    int reason = is_written || errno ? errno : EIO;
    if (is_written && self->beside && rename(self->beside, self->path) != 0) {
        is_written = false;
        reason = errno;
    }
    if (!is_written && self->beside)
        unlink(self->beside);
    *self = (lk_replacement){0};
    errno = reason;
    return is_written;
}

void lk_replacement_discard(lk_replacement *self) {
    if (self->file)
        fclose(self->file);
    if (self->beside)
        unlink(self->beside);
    *self = (lk_replacement){0};
}

bool lk_replace(lk_arena *arena, const char *path, const void *bytes, size_t size) {
    lk_replacement self;
    if (!lk_replacement_open(arena, &self, path))
        return false;
    if (size && fwrite(bytes, 1, size, self.file) != size) {
        int reason = errno;
        lk_replacement_discard(&self);
        errno = reason;
        return false;
    }
    return lk_replacement_commit(&self);
}
