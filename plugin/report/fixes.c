/* fixes.c -- collecting edits, and making a file's new text. */
#include "report/fixes.h"

#include <stdlib.h>
#include <string.h>

const lk_finding_note *lk_fixes_of(const lk_finding *finding) {
    for (uint32_t i = 0; i < finding->note_count; i++)
        if (finding->notes[i].fix_count > 0)
            return &finding->notes[i];
    return NULL;
}

static lk_fixed_file *file_of(const lk_fixes *self, const char *path) {
    for (uint32_t i = 0; i < self->files.count; i++)
        if (strcmp(self->files.items[i].path, path) == 0)
            return &self->files.items[i];
    return NULL;
}

static bool is_same(const lk_edit *edit, const lk_finding_fix *fix) {
    return edit->offset == fix->offset && edit->length == fix->length && strcmp(edit->text, fix->text) == 0;
}

static bool is_there(const lk_fixed_file *file, const lk_finding_fix *fix) {
    for (uint32_t i = 0; file && i < file->edits.count; i++)
        if (is_same(&file->edits.items[i], fix))
            return true;
    return false;
}

/* Whether they share a byte, or one begins where the other does: then the result would depend on their order. */
static bool touches(const lk_edit *edit, const lk_finding_fix *fix) {
    return edit->offset == fix->offset ||
           (edit->offset < fix->offset + fix->length && fix->offset < edit->offset + edit->length);
}

static bool has_room(const lk_fixed_file *file, const lk_finding_fix *fix) {
    if (!file || is_there(file, fix))
        return !file || file->hash == fix->file_hash;
    for (uint32_t i = 0; i < file->edits.count; i++)
        if (touches(&file->edits.items[i], fix))
            return false;
    return file->hash == fix->file_hash;
}

bool lk_fixes_add(lk_fixes *self, const lk_finding_note *note) {
    for (uint32_t i = 0; i < note->fix_count; i++)
        if (!has_room(file_of(self, note->fixes[i].path), &note->fixes[i]))
            return false;
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const lk_finding_fix *fix = &note->fixes[i];
        lk_fixed_file *file = file_of(self, fix->path);
        if (!file) {
            const char *path = lk_arena_strndup(self->arena, fix->path, strlen(fix->path));
            lk_array_push(self->arena, &self->files, ((lk_fixed_file){.path = path, .hash = fix->file_hash}));
            file = &self->files.items[self->files.count - 1];
        }
        const char *text = lk_arena_strndup(self->arena, fix->text, strlen(fix->text));
        if (!is_there(file, fix))
            lk_array_push(self->arena, &file->edits, ((lk_edit){fix->offset, fix->length, text}));
    }
    return true;
}

static int by_offset(const void *a, const void *b) {
    const lk_edit *one = a, *two = b;
    return one->offset < two->offset ? -1 : one->offset > two->offset;
}

const char *lk_fixes_apply(lk_arena *arena, lk_fixed_file *file, const char *text, size_t size, size_t *new_size) {
    if (lk_source_hash(text, size) != file->hash)
        return NULL;
    size_t most = size + 1;
    for (uint32_t i = 0; i < file->edits.count; i++)
        most += strlen(file->edits.items[i].text);
    qsort(file->edits.items, file->edits.count, sizeof *file->edits.items, by_offset);
    char *fixed = lk_arena_alloc(arena, most), *to = fixed;
    size_t at = 0;
    for (uint32_t i = 0; i < file->edits.count; i++) {
        const lk_edit *edit = &file->edits.items[i];
        if (edit->offset < at || edit->offset > size || edit->length > size - edit->offset)
            return NULL;
        to = mempcpy(to, text + at, edit->offset - at);
        to = mempcpy(to, edit->text, strlen(edit->text));
        at = edit->offset + edit->length;
    }
    to = mempcpy(to, text + at, size - at);
    *new_size = (size_t)(to - fixed);
    return fixed;
}
