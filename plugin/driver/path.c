/* path.c -- making paths absolute, comparable and short. */
#include "driver/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

lk_here lk_here_now(lk_arena *arena) {
    char *now = getcwd(NULL, 0);
    lk_here here = {.real = lk_arena_strndup(arena, now ? now : "/", now ? strlen(now) : 1)};
    free(now);
    here.logical = here.real;
    const char *shell = getenv("PWD");
    struct stat a, b;
    if (shell && shell[0] == '/' && stat(shell, &a) == 0 && stat(".", &b) == 0 && a.st_dev == b.st_dev &&
        a.st_ino == b.st_ino)
        here.logical = lk_path_absolute(arena, "/", shell);
    return here;
}

/* Appends the parts of `path` to the text of `length` bytes; gives the new length. "" stands for the root. */
static size_t append(char *text, size_t length, const char *path, bool folds_parents) {
    while (*path) {
        size_t part = strcspn(path, "/");
        bool is_parent = part == 2 && path[0] == '.' && path[1] == '.';
        if (is_parent && folds_parents) {
            while (length > 0 && text[--length] != '/')
                continue;
        } else if (part > 0 && !(part == 1 && path[0] == '.')) {
            text[length++] = '/';
            memcpy(text + length, path, part);
            length += part;
        }
        path += part + (path[part] == '/');
    }
    text[length] = 0;
    return length;
}

static char *join(lk_arena *arena, const char *directory, const char *path, bool folds_parents) {
    char *text = lk_arena_alloc(arena, strlen(directory) + strlen(path) + 3);
    size_t length = path[0] == '/' ? 0 : append(text, 0, directory, folds_parents);
    if (append(text, length, path, folds_parents) == 0)
        memcpy(text, "/", 2);
    return text;
}

static bool is_same_file(const char *a, const char *b) {
    struct stat one, two;
    if (stat(a, &one) != 0)
        return true;
    return stat(b, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

const char *lk_path_absolute(lk_arena *arena, const char *directory, const char *path) {
    char *exact = join(arena, directory, path, false);
    if (!strstr(exact, "/.."))
        return exact;
    char *folded = join(arena, directory, path, true);
    return is_same_file(exact, folded) ? folded : exact;
}

bool lk_path_is_below(const char *path, const char *directory) {
    size_t length = strlen(directory);
    if (length == 1 && directory[0] == '/')
        return path[0] == '/';
    return strncmp(path, directory, length) == 0 && (path[length] == '/' || path[length] == 0);
}

const char *lk_path_shown(lk_arena *arena, const lk_here *here, const char *path) {
    const char *const directories[] = {here->logical, here->real};
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(directories[i]);
        if (length > 1 && lk_path_is_below(path, directories[i]) && path[length])
            return lk_arena_strndup(arena, path + length + 1, strlen(path + length + 1));
    }
    return path;
}

const char *lk_path_real(lk_arena *arena, const char *path) {
    char *real = realpath(path, NULL);
    if (!real)
        return path;
    const char *copy = lk_arena_strndup(arena, real, strlen(real));
    free(real);
    return copy;
}

const char *lk_path_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
