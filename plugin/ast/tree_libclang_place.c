/* tree_libclang_place.c -- files, locations and spans by libclang. */
#include "ast/tree_libclang_room.h"

#include <ctype.h>
#include <string.h>

#define FIRST_MACRO_LOCATION (1u << 31)

const char *lk_libclang_text(lk_parse *self, CXString string) {
    const char *text = clang_getCString(string);
    const char *kept = lk_intern(self->unit.names, text ? text : "");
    clang_disposeString(string);
    return kept;
}

static uint32_t add_file(lk_parse *self, CXFile file) {
    size_t size = 0;
    const char *text = clang_getFileContents(self->tu, file, &size);
    bool is_system = clang_Location_isInSystemHeader(clang_getLocationForOffset(self->tu, file, 0));
    const char *path = lk_libclang_text(self, clang_getFileName(file));
    uint32_t index = lk_maker_add_source(&self->unit, path, text, size, is_system);
    lk_pointer_map_set(self->cursors, &self->files, file, (void *)(uintptr_t)index);
    return index;
}

static uint32_t file_index(lk_parse *self, CXFile file) {
    if (!file)
        return 0;
    void *known = lk_pointer_map_get(&self->files, file);
    return known ? (uint32_t)(uintptr_t)known : add_file(self, file);
}

/* Locations outside macros are numbered through within a file, so those of the main file need no call. */
void lk_libclang_start_places(lk_parse *self, const char *path) {
    CXFile file = clang_getFile(self->tu, path);
    if (!file)
        return;
    CXSourceLocation first = clang_getLocationForOffset(self->tu, file, 0);
    uint32_t index = file_index(self, file), size = self->unit.files.items[index].size;
    CXSourceLocation last = clang_getLocationForOffset(self->tu, file, size);
    if (size && last.int_data > first.int_data && last.int_data - first.int_data == size &&
        last.int_data < FIRST_MACRO_LOCATION)
        self->main_base = first.int_data;
}

static bool is_in_main(const lk_parse *self, CXSourceLocation location) {
    return self->main_base && location.int_data >= self->main_base &&
           location.int_data - self->main_base <= self->unit.files.items[1].size;
}

static lk_loc expansion(lk_parse *self, CXSourceLocation location) {
    CXFile file = NULL;
    unsigned offset = 0;
    clang_getExpansionLocation(location, &file, NULL, NULL, &offset);
    lk_loc where = {file_index(self, file), offset};
    return where.file ? where : (lk_loc){0, 0};
}

static lk_loc spelling(lk_parse *self, CXSourceLocation location) {
    CXFile file = NULL;
    unsigned offset = 0;
    clang_getSpellingLocation(location, &file, NULL, NULL, &offset);
    lk_loc where = {file_index(self, file), offset};
    return where.file ? where : (lk_loc){0, 0};
}

place lk_libclang_place(lk_parse *self, CXSourceLocation location) {
    if (is_in_main(self, location)) {
        lk_loc where = {1, location.int_data - self->main_base};
        return (place){where, where};
    }
    known_place *known = &self->known_places[location.int_data % KNOWN_PLACES];
    if (known->location != location.int_data || location.int_data == 0) {
        known->location = location.int_data;
        known->place = (place){expansion(self, location), spelling(self, location)};
    }
    return known->place;
}

static bool is_in_macro(place at) {
    return at.where.file != at.spelling.file || at.where.offset != at.spelling.offset;
}

lk_span lk_libclang_span(lk_parse *self, CXSourceRange range) {
    place begin = lk_libclang_place(self, clang_getRangeStart(range));
    place end = lk_libclang_place(self, clang_getRangeEnd(range));
    if (is_in_macro(end))
        end.where.offset = lk_source_macro_end(lk_unit_source(&self->unit, end.where.file), end.where.offset);
    return lk_maker_span(begin.where, begin.spelling, end.where);
}

static bool is_name_byte(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

static uint32_t word_end(const lk_source *source, uint32_t i) {
    while (i < source->size && is_name_byte(source->text[i]))
        i++;
    return i;
}

const char *lk_libclang_word(lk_parse *self, CXSourceLocation location) {
    place at = lk_libclang_place(self, location);
    const lk_source *source = lk_unit_source(&self->unit, at.spelling.file);
    if (!source->text || at.spelling.file == 0)
        return NULL;
    uint32_t begin = at.spelling.offset, end = word_end(source, begin);
    if (end + 2 < source->size && source->text[end] == ':' && source->text[end + 1] == ':') {
        begin = end + 2;
        end = word_end(source, begin);
    }
    return end > begin ? lk_intern_n(self->unit.names, source->text + begin, end - begin) : NULL;
}
