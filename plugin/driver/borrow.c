/* borrow.c -- who includes a header, and who lies nearest. */
#include "driver/borrow.h"
#include "base/whole.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_READ = 500 }; /* files that are searched for an #include */

/* An entry of the database, and how near it is: the greater the nearer. */
typedef struct candidate {
    const lk_command *command;
    uint32_t nearness, order;
} candidate;

bool lk_path_is_header(const char *path) {
    const char *suffix = strrchr(lk_path_base(path), '.');
    return suffix && (strcmp(suffix, ".h") == 0 || strcmp(suffix, ".inc") == 0);
}

static size_t stem_length(const char *path) {
    const char *base = lk_path_base(path), *suffix = strrchr(base, '.');
    return suffix ? (size_t)(suffix - base) : strlen(base);
}

/* Folders that they share count; then whether they are called alike, as list.c and list.h. */
static uint32_t nearness_of(const char *a, const char *b) {
    uint32_t folders = 0;
    size_t stem = stem_length(a);
    bool is_alike = stem == stem_length(b) && strncmp(lk_path_base(a), lk_path_base(b), stem) == 0;
    for (const char *x = a, *y = b; *x && *x == *y; x++, y++)
        folders += *x == '/';
    return 2 * folders + is_alike + (is_alike ? 1000 : 0);
}

static int nearest_first(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    if (a->nearness != b->nearness)
        return a->nearness > b->nearness ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* Whether a line of the text includes a file of this name. */
static bool includes(const char *text, const char *name) {
    size_t length = strlen(name);
    for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
        bool is_whole = (at[length] == '"' || at[length] == '>') && at > text && strchr("\"</", at[-1]);
        const char *line = at;
        while (line > text && line[-1] != '\n')
            line--;
        line += strspn(line, " \t");
        if (is_whole && *line == '#' && strncmp(line + 1 + strspn(line + 1, " \t"), "include", 7) == 0)
            return true;
    }
    return false;
}

static const lk_command *find_includer(const candidate *candidates, uint32_t count, const char *name) {
    const lk_command *found = NULL;
    for (uint32_t i = 0; i < count && i < MOST_READ && !found; i++) {
        lk_arena *arena = lk_arena_new();
        size_t size;
        const char *text = lk_read_whole(arena, candidates[i].command->file, &size);
        if (text && includes(text, name))
            found = candidates[i].command;
        lk_arena_free(arena);
    }
    return found;
}

static const lk_command *choose(lk_arena *arena, const lk_compdb *compdb, const char *path) {
    LK_ARRAY(candidate) candidates = {0};
    for (uint32_t i = 0; i < compdb->commands.count; i++) {
        const lk_command *command = &compdb->commands.items[i];
        if (lk_arguments_classify(&command->words, command->file) == LK_COMPILES_C)
            lk_array_push(arena, &candidates, ((candidate){command, nearness_of(path, command->file), i}));
    }
    if (candidates.count == 0)
        return NULL;
    qsort(candidates.items, candidates.count, sizeof *candidates.items, nearest_first);
    const lk_command *includer =
        lk_path_is_header(path) ? find_includer(candidates.items, candidates.count, lk_path_base(path)) : NULL;
    return includer ? includer : candidates.items[0].command;
}

bool lk_borrow(lk_arena *arena, const lk_selection *selection, const char *path, lk_job *job) {
    const lk_command *lender = choose(arena, selection->compdb, path);
    if (!lender)
        return false;
    lk_selection one = *selection;
    lk_selected selected;
    one.files = (lk_words){0};
    one.excludes = (lk_words){0};
    lk_array_push(arena, &one.files, lender->file);
    lk_select(arena, &one, &selected);
    if (selected.jobs.count == 0)
        return false;
    *job = selected.jobs.items[0];
    job->path = path;
    job->shown = lk_path_shown(arena, &selection->here, path);
    if (lk_path_is_header(path)) { /* which is no C by its name, and may rest on what lies beside the lender */
        lk_array_push(arena, &job->flags, "-xc");
        lk_array_push(
            arena, &job->flags,
            lk_arena_printf(arena, "-iquote%.*s", (int)(lk_path_base(lender->file) - lender->file), lender->file));
    }
    return true;
}
