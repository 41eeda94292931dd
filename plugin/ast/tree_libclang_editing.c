/* tree_libclang_editing.c -- parsing a file again and again, with clang's precompiled preamble. */
#include "ast/tree_libclang_room.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* A file as it was on disk. */
typedef struct input {
    const char *path;
    struct timespec changed;
    off_t size;
} input;

struct lk_editing {
    lk_arena *arena; /* of what the unit was made with; emptied with it */
    CXIndex index;
    CXTranslationUnit tu; /* NULL: none */
    lk_argument_list arguments;
    const char *path;
    lk_parse *parse;   /* the last one, NULL: none */
    lk_arena *parsed;  /* of the parse and its inputs */
    size_t first_size; /* of `parsed`, when the parse was whole */
    char *text;        /* of the main file; NULL: not known */
    uint64_t others;   /* a hash of the texts that stood in for other files */
    LK_ARRAY(input) inputs;
};

/* ---- what was read ---- */

typedef struct reading {
    lk_editing *editing;
    const char *directory; /* that relative names start from; NULL: the present one */
    time_t begun;
} reading;

static const lk_unsaved *unsaved_of(const lk_unsaved *unsaved, uint32_t count, const char *path) {
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(unsaved[i].path, path) == 0)
            return &unsaved[i];
    return NULL;
}

/* Of all unsaved texts but the main file's: by which name an #include reaches one is clang's affair. */
static uint64_t others_of(const lk_unsaved *unsaved, uint32_t count, const char *main) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(unsaved[i].path, main) != 0) {
            hash = XXH3_64bits_withSeed(unsaved[i].path, strlen(unsaved[i].path), hash);
            hash = XXH3_64bits_withSeed(unsaved[i].text, unsaved[i].size, hash);
        }
    return hash;
}

static input input_now(const char *path) {
    input now = {.path = path};
    struct stat status;
    if (stat(path, &status) == 0)
        now = (input){.path = path, .changed = status.st_mtim, .size = status.st_size};
    return now;
}

/* A file that was written about when it was read may have been read half: it counts as changed the next time. */
static void note_input(void *context, const char *path, const char *text, size_t size) {
    (void)text, (void)size;
    reading *self = context;
    lk_editing *editing = self->editing;
    if (strcmp(path, editing->path) == 0)
        return;
    const char *full = self->directory && *path != '/'
                           ? lk_arena_printf(editing->parsed, "%s/%s", self->directory, path)
                           : lk_arena_strndup(editing->parsed, path, strlen(path));
    input now = input_now(full);
    if (now.changed.tv_sec + 1 >= self->begun)
        now.size = -1;
    lk_array_push(editing->parsed, &editing->inputs, now);
}

static bool is_unchanged(const lk_editing *self) {
    for (uint32_t i = 0; i < self->inputs.count; i++) {
        const input *was = &self->inputs.items[i], now = input_now(was->path);
        if (was->size != now.size || was->changed.tv_sec != now.changed.tv_sec ||
            was->changed.tv_nsec != now.changed.tv_nsec)
            return false;
    }
    return true;
}

/* ---- the unit ---- */

static void forget_parse(lk_editing *self) {
    lk_parse_free(self->parse);
    lk_arena_free(self->parsed);
    free(self->text);
    self->parse = NULL;
    self->parsed = NULL;
    self->text = NULL;
    memset(&self->inputs, 0, sizeof self->inputs);
}

static void forget(lk_editing *self) {
    if (self->tu)
        clang_disposeTranslationUnit(self->tu);
    self->tu = NULL;
}

lk_editing *lk_editing_new(const char *preambles) {
    lk_arena *arena = lk_arena_new();
    lk_editing *self = LK_NEW(arena, lk_editing);
    const CXIndexOptions options = {
        .Size = sizeof options, .StorePreamblesInMemory = !preambles, .PreambleStoragePath = preambles};
    self->arena = arena;
    self->index = clang_createIndexWithOptions(&options);
    return self;
}

void lk_editing_free(lk_editing *self) {
    if (!self)
        return;
    forget_parse(self);
    forget(self);
    clang_disposeIndex(self->index);
    lk_arena_free(self->arena);
}

static bool is_same(const lk_editing *self, const char *path, const lk_argument_list *arguments) {
    if (!self->tu || strcmp(self->path, path) != 0 || self->arguments.count != arguments->count)
        return false;
    for (size_t i = 0; i < arguments->count; i++)
        if (strcmp(self->arguments.items[i], arguments->items[i]) != 0)
            return false;
    return true;
}

static void remember(lk_editing *self, const char *path, const lk_argument_list *arguments) {
    self->path = lk_arena_strndup(self->arena, path, strlen(path));
    self->arguments = (lk_argument_list){LK_NEW_ARRAY(self->arena, const char *, arguments->count), arguments->count};
    for (size_t i = 0; i < arguments->count; i++)
        self->arguments.items[i] = lk_arena_strndup(self->arena, arguments->items[i], strlen(arguments->items[i]));
}

/* Parses, or parses again what was. False: there is no unit. */
static bool parse_unit(lk_editing *self, const char *path, const lk_argument_list *list, const lk_unsaved *unsaved,
                       uint32_t count, enum CXErrorCode *code) {
    lk_arena *scratch = lk_arena_new();
    struct CXUnsavedFile *files = LK_NEW_ARRAY(scratch, struct CXUnsavedFile, count + 1);
    for (uint32_t i = 0; i < count; i++)
        files[i] = (struct CXUnsavedFile){unsaved[i].path, unsaved[i].text, (unsigned long)unsaved[i].size};
    *code = CXError_Success;
    /* After a failed reparse the unit can only be thrown away. */
    if (is_same(self, path, list) && clang_reparseTranslationUnit(self->tu, count, files, 0) != 0)
        forget(self);
    if (!is_same(self, path, list)) {
        forget(self);
        remember(self, path, list);
        *code = clang_parseTranslationUnit2(self->index, path, list->items, (int)list->count, files, count,
                                            CXTranslationUnit_KeepGoing | CXTranslationUnit_PrecompiledPreamble |
                                                CXTranslationUnit_CreatePreambleOnFirstParse,
                                            &self->tu);
    }
    if (*code != CXError_Success)
        self->tu = NULL;
    lk_arena_free(scratch);
    return self->tu != NULL;
}

/* ---- the text ---- */

/* What is kept grows a little with each edit. */
static bool has_grown(const lk_editing *self) {
    enum { LITTLE = 1 << 20 };
    return lk_arena_size(self->parsed) > 2 * self->first_size + LITTLE;
}

/* The edit since the last parse, where it is such that the unit may stay. */
static bool find_edit(const lk_editing *self, const char *path, const lk_argument_list *list, const lk_unsaved *unsaved,
                      uint32_t count, lk_revision *edit) {
    const lk_unsaved *text = unsaved_of(unsaved, count, path);
    if (!self->parse || !self->text || !text || text->size >= UINT32_MAX || !is_same(self, path, list) ||
        has_grown(self) || self->others != others_of(unsaved, count, path) || !is_unchanged(self))
        return false;
    uint32_t size = (uint32_t)strlen(self->text), now = (uint32_t)text->size;
    *edit = lk_revision_between(self->text, size, text->text, now);
    return lk_revision_is_plain(edit, self->text, size, text->text, now) && lk_libclang_may_renew(self->parse, edit);
}

/* Texts with a NUL byte inside are not kept. */
static void keep_text(lk_editing *self, const lk_unsaved *text) {
    free(self->text);
    self->text = text && !memchr(text->text, 0, text->size) ? strndup(text->text, text->size) : NULL;
}

lk_parse *lk_editing_parse(lk_editing *self, lk_arena *arena, const char *path, const char *const *arguments,
                           size_t argument_count, const char *directory, const lk_unsaved *unsaved,
                           uint32_t unsaved_count, const char **error) {
    const lk_unsaved *text = unsaved_of(unsaved, unsaved_count, path);
    lk_revision edit;
    lk_argument_list list = lk_libclang_arguments(arena, arguments, argument_count, directory);
    if (self->parse && !lk_parse_revision(self->parse))
        self->first_size = lk_arena_size(self->parsed);
    bool is_edit = find_edit(self, path, &list, unsaved, unsaved_count, &edit);
    if (!is_edit)
        forget_parse(self);
    if (!text && !lk_libclang_is_readable(arena, path, directory, error))
        return NULL;
    enum CXErrorCode code;
    reading work = {self, directory, time(NULL)};
    bool is_parsed = parse_unit(self, path, &list, unsaved, unsaved_count, &code);
    if (is_parsed && is_edit && lk_libclang_renew(self->parse, self->path, &edit)) {
        keep_text(self, text);
        return self->parse;
    }
    forget_parse(self);
    if (!is_parsed) {
        *error = lk_libclang_failure(arena, path, code);
        return NULL;
    }
    self->parsed = lk_arena_new();
    self->parse = lk_libclang_begin(self->parsed, self->index, self->tu, path);
    self->parse->is_lent = true;
    keep_text(self, text);
    self->others = others_of(unsaved, unsaved_count, path);
    lk_parse_inputs(self->parse, false, note_input, &work);
    return self->parse;
}
