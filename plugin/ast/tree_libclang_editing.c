/* tree_libclang_editing.c -- parsing a file again and again, with clang's precompiled preamble. */
#include "ast/tree_libclang_room.h"

#include <string.h>

struct lk_editing {
    lk_arena *arena; /* of what the unit was made with; emptied with it */
    CXIndex index;
    CXTranslationUnit tu; /* NULL: none */
    lk_argument_list arguments;
    const char *path;
};

lk_editing *lk_editing_new(void) {
    lk_arena *arena = lk_arena_new();
    lk_editing *self = LK_NEW(arena, lk_editing);
    /* In memory: a process that is killed leaves no file behind. */
    const CXIndexOptions options = {.Size = sizeof options, .StorePreamblesInMemory = 1};
    self->arena = arena;
    self->index = clang_createIndexWithOptions(&options);
    return self;
}

static void forget(lk_editing *self) {
    if (self->tu)
        clang_disposeTranslationUnit(self->tu);
    self->tu = NULL;
}

void lk_editing_free(lk_editing *self) {
    if (!self)
        return;
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

static bool is_unsaved(const char *path, const lk_unsaved *unsaved, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(unsaved[i].path, path) == 0)
            return true;
    return false;
}

lk_parse *lk_editing_parse(lk_editing *self, lk_arena *arena, const char *path, const char *const *arguments,
                           size_t argument_count, const char *directory, const lk_unsaved *unsaved,
                           uint32_t unsaved_count, const char **error) {
    if (!is_unsaved(path, unsaved, unsaved_count) && !lk_libclang_is_readable(arena, path, directory, error))
        return NULL;
    lk_argument_list list = lk_libclang_arguments(arena, arguments, argument_count, directory);
    struct CXUnsavedFile *files = LK_NEW_ARRAY(arena, struct CXUnsavedFile, unsaved_count + 1);
    for (uint32_t i = 0; i < unsaved_count; i++)
        files[i] = (struct CXUnsavedFile){unsaved[i].path, unsaved[i].text, (unsigned long)unsaved[i].size};
    enum CXErrorCode code = CXError_Success;
    /* After a failed reparse the unit can only be thrown away. */
    if (is_same(self, path, &list) && clang_reparseTranslationUnit(self->tu, unsaved_count, files, 0) != 0)
        forget(self);
    if (!is_same(self, path, &list)) {
        forget(self);
        remember(self, path, &list);
        code = clang_parseTranslationUnit2(self->index, path, list.items, (int)list.count, files, unsaved_count,
                                           CXTranslationUnit_KeepGoing | CXTranslationUnit_PrecompiledPreamble |
                                               CXTranslationUnit_CreatePreambleOnFirstParse,
                                           &self->tu);
    }
    if (code != CXError_Success || !self->tu) {
        self->tu = NULL;
        *error = lk_libclang_failure(arena, path, code);
        return NULL;
    }
    lk_parse *parse = lk_libclang_begin(arena, self->index, self->tu, path);
    parse->is_lent = true;
    return parse;
}
