/* preambles.c -- a folder for what clang makes of the includes at a file's head. In memory, clang would come to it
   through one layer more after each edit, and be slower with each. A folder for each worker lies in one of the
   server's, which the server holds locked: one that nobody holds was left by a server that was killed. */
#include "lsp/room.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char name[] = "locklint-preambles.XXXXXX";

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
    (void)status, (void)kind, (void)at;
    return remove(path);
}

static void remove_all(const char *folder) {
    enum { OPEN_AT_ONCE = 4 };
    nftw(folder, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}

static int hold(const char *folder) {
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
        return file;
    if (file >= 0)
        close(file);
    return -1;
}

static bool is_mine(const char *folder) {
    struct stat status;
    return lstat(folder, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

static void sweep(lk_arena *arena, const char *where) {
    DIR *all = opendir(where);
    for (const struct dirent *one; all && (one = readdir(all));) {
        bool is_ours = strlen(one->d_name) == sizeof name - 1 && strncmp(one->d_name, name, strcspn(name, "X")) == 0;
        const char *folder = is_ours ? lk_arena_printf(arena, "%s/%s", where, one->d_name) : NULL;
        int lock = folder && is_mine(folder) ? hold(folder) : -1;
        if (lock < 0)
            continue;
        remove_all(folder);
        close(lock);
    }
    if (all)
        closedir(all);
}

/* Another server may sweep the folder away before it is held. */
static void make(lk_server *self, lk_arena *arena, const char *where) {
    enum { TRIES = 8 };
    for (int i = 0; i < TRIES && !self->preambles; i++) {
        char *folder = mkdtemp(lk_arena_printf(arena, "%s/%s", where, name));
        self->preambles_lock = folder ? hold(folder) : -1;
        if (self->preambles_lock >= 0 && is_mine(folder))
            self->preambles = strdup(folder);
        else if (self->preambles_lock >= 0)
            close(self->preambles_lock);
    }
}

void lk_preambles_begin(lk_server *self) {
    lk_arena *arena = lk_arena_new();
    const char *where = getenv("TMPDIR");
    where = where && where[0] == '/' ? where : "/tmp";
    sweep(arena, where);
    make(self, arena, where);
    lk_arena_free(arena);
}

void lk_preambles_end(lk_server *self) {
    if (!self->preambles)
        return;
    remove_all(self->preambles);
    close(self->preambles_lock);
    free(self->preambles);
}

char *lk_preambles_add(lk_server *self) {
    enum { DIGITS = 24 };
    size_t room = self->preambles ? strlen(self->preambles) + DIGITS : 0;
    char *folder = room ? malloc(room) : NULL;
    if (folder)
        snprintf(folder, room, "%s/%llu", self->preambles, (unsigned long long)++self->clock);
    if (folder && mkdir(folder, 0700) == 0)
        return folder;
    free(folder);
    return NULL;
}

void lk_preambles_remove(char *folder) {
    if (folder)
        remove_all(folder);
    free(folder);
}
