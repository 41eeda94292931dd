/* changes.c -- which git is asked what, to know the new lines. */
#include "driver/changes.h"
#include "driver/diff.h"
#include "driver/git.h"
#include "driver/path.h"

#include <stdlib.h>
#include <string.h>

#define ASK(arena, directory, ...) lk_git_ask((arena), (directory), (const char *const[]){__VA_ARGS__, NULL})

/* Sets `*top` to the work tree's first directory; false and `*error` when there is none. */
static bool find_top(lk_arena *arena, const char **top, const char **error) {
    lk_git_answer answer = ASK(arena, NULL, "rev-parse", "--show-toplevel");
    bool is_found = answer.status == 0;
    if (is_found)
        *top = lk_path_real(arena, lk_git_line(arena, &answer));
    else if (answer.status < 0)
        *error = lk_arena_printf(arena,
                                 "git, which has to say what is new, does not run: %s; install it, or name the "
                                 "lines with --line-filter",
                                 answer.message);
    else
        *error = lk_arena_printf(arena,
                                 "git finds no work tree around the present directory (%s); run locklint inside of "
                                 "one, or name the lines with --line-filter",
                                 answer.message);
    lk_git_end(&answer);
    return is_found;
}

/* Sets `*commit` to the hash of the commit that `revision` means. */
static bool find_commit(lk_arena *arena, const char *revision, const char **commit, const char **error) {
    if (!revision[0]) {
        *error = "it is empty; name a commit, branch or tag, as in --new-from=origin/main";
        return false;
    }
    if (strstr(revision, "..")) {
        *error = lk_arena_printf(arena,
                                 "'%s' is a range; name one commit, branch or tag: what is new since then, up to "
                                 "the files as they are now",
                                 revision);
        return false;
    }
    /* No revision begins with a hyphen; so none is taken for an option. */
    const char *wanted = lk_arena_printf(arena, "%s^{commit}", revision);
    bool is_found = false;
    if (revision[0] != '-') {
        lk_git_answer answer = ASK(arena, NULL, "rev-parse", "--quiet", "--verify", wanted);
        is_found = answer.status == 0;
        *commit = lk_git_line(arena, &answer);
        lk_git_end(&answer);
    }
    if (!is_found)
        *error = lk_arena_printf(arena,
                                 "git knows no commit '%s'; name a commit, branch or tag (git log and git branch -a "
                                 "show them), and in a clone that lacks it, fetch it first: git fetch origin BRANCH",
                                 revision);
    return is_found;
}

/* Where the present branch left the commit. */
static const char *find_base(lk_arena *arena, const char *commit) {
    lk_git_answer answer = ASK(arena, NULL, "merge-base", commit, "HEAD");
    const char *base = answer.status == 0 ? lk_git_line(arena, &answer) : commit;
    lk_git_end(&answer);
    return base;
}

/* The lines that differ from the commit. Every option that the user's configuration could change is given. */
static bool add_changed(lk_arena *arena, const char *top, const char *commit, lk_line_filter *filter,
                        const char **error) {
    lk_git_answer answer = ASK(arena, top, "diff", "--patch", "--unified=0", "--inter-hunk-context=0", "--no-color",
                               "--no-ext-diff", "--no-textconv", "--find-renames", "--ignore-submodules=all",
                               "--src-prefix=a/", "--dst-prefix=b/", commit, "--");
    bool is_read = answer.status == 0;
    if (!is_read)
        *error = lk_arena_printf(arena, "git diff fails: %s", answer.message);
    else
        is_read = lk_diff_read(arena, answer.output, top, filter, error);
    lk_git_end(&answer);
    return is_read;
}

/* The files that git does not track and that no .gitignore names. */
static bool add_untracked(lk_arena *arena, const char *top, lk_line_filter *filter, const char **error) {
    lk_git_answer answer = ASK(arena, top, "ls-files", "-z", "--others", "--exclude-standard");
    char *path = NULL;
    size_t capacity = 0;
    const char *below = strcmp(top, "/") == 0 ? "" : top;
    while (answer.status == 0 && getdelim(&path, &capacity, 0, answer.output) > 0)
        lk_array_push(arena, &filter->files, (lk_line_file){.name = lk_arena_printf(arena, "%s/%s", below, path)});
    free(path);
    if (answer.status != 0)
        *error = lk_arena_printf(arena, "git ls-files fails: %s", answer.message);
    lk_git_end(&answer);
    return answer.status == 0;
}

bool lk_changes_since(lk_arena *arena, const char *revision, lk_line_filter *filter, const char **error) {
    const char *top, *commit;
    *filter = (lk_line_filter){.has_whole_paths = true};
    if (!find_top(arena, &top, error) || !find_commit(arena, revision, &commit, error) ||
        !add_changed(arena, top, find_base(arena, commit), filter, error) || !add_untracked(arena, top, filter, error))
        return false;
    lk_line_filter_sort(filter);
    return true;
}
