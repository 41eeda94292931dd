/* root.c -- asking git for the root of the work tree. */
#include "driver/root.h"
#include "driver/git.h"

#include <string.h>

/* `folder` without the parts that `below` has more than `root`: both names of one directory end alike. */
static const char *without_end(lk_arena *arena, const char *folder, const char *below, const char *root) {
    size_t more = strlen(below) - strlen(root), length = strlen(folder);
    bool ends_alike = more <= length && strcmp(folder + length - more, below + strlen(root)) == 0;
    if (!ends_alike)
        return root;
    return length > more ? lk_arena_strndup(arena, folder, length - more) : "/";
}

lk_here lk_root_find(lk_arena *arena, const lk_here *here) {
    lk_git_answer answer = lk_git_ask(arena, NULL, (const char *const[]){"rev-parse", "--show-toplevel", NULL});
    const char *root = answer.status == 0 ? lk_git_line(arena, &answer) : "";
    lk_git_end(&answer);
    if (!root[0])
        return *here;
    root = lk_path_real(arena, root);
    if (!lk_path_is_below(here->real, root))
        return *here;
    return (lk_here){.real = root, .logical = without_end(arena, here->logical, here->real, root)};
}
