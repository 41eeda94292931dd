/* archive.c -- the tables of an archive, and the plain structures. */
#include "ir/archive_room.h"

#include <string.h>

/* ---- numbers of entities ---- */

static uint32_t *number_of(lk_numbers *self, const void *key) {
    uint64_t hash = (uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u;
    uint32_t mask = self->capacity - 1, i = (uint32_t)(hash >> 32) & mask;
    while (self->keys[i] && self->keys[i] != key)
        i = (i + 1) & mask;
    self->keys[i] = key;
    return &self->values[i];
}

static void make_room(lk_arena *arena, lk_numbers *self) {
    if (self->capacity && self->count * 2 < self->capacity)
        return;
    lk_numbers old = *self;
    self->capacity = old.capacity ? 2 * old.capacity : 64;
    self->keys = LK_NEW_ARRAY(arena, const void *, self->capacity);
    self->values = LK_NEW_ARRAY(arena, uint32_t, self->capacity);
    for (uint32_t i = 0; i < old.capacity; i++)
        if (old.keys[i])
            *number_of(self, old.keys[i]) = old.values[i];
}

uint32_t lk_archive_number(lk_archive *self, lk_table table, const void *entity) {
    lk_packing *packing = self->packing;
    if (!entity)
        return 0;
    make_room(self->arena, &packing->numbers[table]);
    uint32_t *number = number_of(&packing->numbers[table], entity);
    if (!*number) {
        packing->numbers[table].count++;
        lk_array_push(self->arena, &packing->items[table], entity);
        *number = packing->items[table].count;
    }
    return *number;
}

/* ---- writing ---- */

lk_archive *lk_archive_write(lk_arena *arena, const lk_unit *unit, lk_path_of *path_of, void *context) {
    lk_archive *self = LK_NEW(arena, lk_archive);
    self->is_writing = true;
    self->arena = arena;
    self->packing = LK_NEW(arena, lk_packing);
    *self->packing =
        (lk_packing){.texts = lk_interner_new(arena), .unit = unit, .path_of = path_of, .context = context};
    for (int i = 0; i < LK_TABLES; i++)
        self->packing->tables[i].arena = self->packing->offsets[i].arena = arena;
    return self;
}

static bool write_pending(lk_archive *self, lk_table table) {
    lk_packing *packing = self->packing;
    bool any = false;
    for (; packing->written[table] < packing->items[table].count; packing->written[table]++) {
        any = true;
        lk_bytes_fixed(&packing->offsets[table], (uint32_t)packing->tables[table].size);
        self->out = &packing->tables[table];
        lk_archive_put(self, table, packing->items[table].items[packing->written[table]]);
    }
    return any;
}

/* A table is the number of its entries, where each begins, and the entries. */
void lk_archive_finish(lk_archive *self) {
    lk_packing *packing = self->packing;
    bool any = true;
    while (any) {
        any = false;
        for (int i = LK_TABLES; i-- > 0;)
            any |= write_pending(self, (lk_table)i);
    }
    for (int i = 0; i < LK_TABLES; i++) {
        lk_bytes whole = {.arena = self->arena};
        lk_bytes_fixed(&whole, packing->items[i].count);
        lk_bytes_put(&whole, packing->offsets[i].data, packing->offsets[i].size);
        lk_bytes_put(&whole, packing->tables[i].data, packing->tables[i].size);
        packing->tables[i] = whole;
    }
}

const lk_bytes *lk_archive_table(const lk_archive *self, lk_table table) {
    return &self->packing->tables[table];
}

void lk_archive_to(lk_archive *self, lk_bytes *out) {
    self->out = out;
}

/* ---- reading ---- */

static uint32_t fixed_at(const lk_section *section, size_t index) {
    const uint8_t *at = section->data + 4 * index;
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

lk_archive *lk_archive_read(lk_arena *arena, lk_merge *into, const lk_section tables[LK_TABLES],
                            lk_choose_function *choose, void *context) {
    lk_archive *self = LK_NEW(arena, lk_archive);
    self->arena = arena;
    self->unpacking = LK_NEW(arena, lk_unpacking);
    *self->unpacking = (lk_unpacking){.into = into, .choose = choose, .context = context};
    for (int i = 0; i < LK_TABLES; i++) {
        uint32_t count = tables[i].size >= 4 ? fixed_at(&tables[i], 0) : UINT32_MAX;
        if (count > (tables[i].size < 4 ? 0 : tables[i].size - 4) / 4) {
            self->in.failed = true;
            count = 0;
        }
        self->unpacking->tables[i] = tables[i];
        self->unpacking->counts[i] = count;
        self->unpacking->made[i] = LK_NEW_ARRAY(arena, const void *, count);
    }
    self->is_changed = LK_NEW_ARRAY(arena, bool, self->unpacking->counts[LK_TABLE_FILES] + 1);
    return self;
}

void lk_archive_from(lk_archive *self, lk_arena *arena, const uint8_t *data, size_t size) {
    bool failed = self->in.failed;
    self->arena = arena;
    self->in = (lk_byte_reader){.at = data, .end = data + size, .failed = failed};
}

/* Reads the entry of a table, wherever the reading is now. */
const void *lk_archive_entity(lk_archive *self, lk_table table, uint32_t number) {
    lk_unpacking *unpacking = self->unpacking;
    if (number == 0 || self->in.failed)
        return NULL;
    if (number > unpacking->counts[table] || unpacking->depth > LK_DEEPEST_ENTITY) {
        self->in.failed = true;
        return NULL;
    }
    const void **made = &unpacking->made[table][number - 1];
    if (*made)
        return *made;
    const lk_section *section = &unpacking->tables[table];
    size_t begin = 4 + 4 * (size_t)unpacking->counts[table], offset = fixed_at(section, number);
    if (offset > section->size - begin) {
        self->in.failed = true;
        return NULL;
    }
    lk_byte_reader outer = self->in;
    lk_arena *arena = self->arena;
    self->arena = unpacking->into->unit->arena;
    self->in = (lk_byte_reader){section->data + begin + offset, section->data + section->size, false};
    unpacking->depth++;
    lk_archive_make(self, table, number);
    unpacking->depth--;
    outer.failed |= self->in.failed;
    self->in = outer;
    self->arena = arena;
    return self->in.failed ? NULL : *made;
}

void lk_archive_models(lk_archive *self, lk_name_model *name, lk_find_model *find, void *context) {
    self->name_model = name;
    self->find_model = find;
    self->model_context = context;
}

void lk_archive_set_context(lk_archive *self, void *context) {
    self->context = context;
}

void *lk_archive_context(const lk_archive *self) {
    return self->context;
}

const char *lk_archive_changed_file(lk_archive *self) {
    const char *path = self->changed_file;
    self->changed_file = NULL;
    return path;
}

bool lk_archive_is_writing(const lk_archive *self) {
    return self->is_writing;
}

bool lk_archive_failed(const lk_archive *self) {
    return self->in.failed;
}

void lk_archive_fail(lk_archive *self) {
    self->in.failed = true;
}

bool lk_archive_at_end(const lk_archive *self) {
    return self->in.failed || self->in.at == self->in.end;
}

lk_arena *lk_archive_arena(const lk_archive *self) {
    return self->arena;
}

/* ---- plain structures ---- */

void lk_code_wide(lk_archive *self, uint64_t *number) {
    if (self->is_writing)
        lk_bytes_number(self->out, *number);
    else
        *number = lk_read_number(&self->in);
}

void lk_code_number(lk_archive *self, uint32_t *number) {
    if (self->is_writing)
        lk_bytes_number(self->out, *number);
    else
        *number = lk_read_small(&self->in);
}

void lk_code_byte(lk_archive *self, uint8_t *byte) {
    if (self->is_writing)
        lk_bytes_put(self->out, byte, 1);
    else
        *byte = lk_read_byte(&self->in);
}

void lk_code_flag(lk_archive *self, bool *flag) {
    uint8_t byte = self->is_writing && *flag;
    lk_code_byte(self, &byte);
    if (!self->is_writing) {
        self->in.failed |= byte > 1;
        *flag = byte == 1;
    }
}

void lk_code_signed(lk_archive *self, int64_t *number) {
    if (self->is_writing)
        lk_bytes_signed(self->out, *number);
    else
        *number = lk_read_signed(&self->in);
}

uint32_t lk_code_count(lk_archive *self, uint32_t count) {
    if (!self->is_writing)
        return lk_read_count(&self->in, 1);
    lk_bytes_number(self->out, count);
    return count;
}

static const void *code_entity(lk_archive *self, lk_table table, const void *entity) {
    if (!self->is_writing)
        return lk_archive_entity(self, table, lk_read_small(&self->in));
    lk_bytes_number(self->out, lk_archive_number(self, table, entity));
    return entity;
}

void lk_code_text(lk_archive *self, const char **text) {
    const char *same = self->is_writing && *text ? lk_intern(self->packing->texts, *text) : NULL;
    same = code_entity(self, LK_TABLE_TEXTS, same);
    if (!self->is_writing)
        *text = same;
}

void lk_code_decl(lk_archive *self, const lk_decl **decl) {
    *decl = code_entity(self, LK_TABLE_DECLS, *decl);
}

void lk_code_type(lk_archive *self, const lk_type **type) {
    *type = code_entity(self, LK_TABLE_TYPES, *type);
}

void lk_code_record(lk_archive *self, const lk_record **record) {
    *record = code_entity(self, LK_TABLE_RECORDS, *record);
}

static void write_file_number(lk_archive *self, uint32_t file) {
    const void *entity = file ? &self->packing->unit->files.items[file] : NULL;
    lk_bytes_number(self->out, lk_archive_number(self, LK_TABLE_FILES, entity));
}

static uint32_t read_file_number(lk_archive *self) {
    uint32_t number = lk_read_small(&self->in);
    const void *entity = lk_archive_entity(self, LK_TABLE_FILES, number);
    uint32_t file = entity ? (uint32_t)((uintptr_t)entity - 1) : 0;
    if (file && self->is_changed[number] && !self->changed_file)
        self->changed_file = self->unpacking->into->unit->files.items[file].path;
    return file;
}

static void code_file(lk_archive *self, uint32_t *file) {
    if (self->is_writing)
        write_file_number(self, *file);
    else
        *file = read_file_number(self);
}

void lk_code_loc(lk_archive *self, lk_loc *loc) {
    code_file(self, &loc->file);
    if (loc->file || !self->is_writing)
        lk_code_number(self, &loc->offset);
    else
        lk_bytes_number(self->out, 0);
}

void lk_code_span(lk_archive *self, lk_span *span) {
    bool is_plain = span->begin.file == span->spelling.file && span->begin.offset == span->spelling.offset;
    int64_t length = (int64_t)span->end - span->begin.offset;
    lk_code_loc(self, &span->begin);
    lk_code_signed(self, &length);
    lk_code_flag(self, &is_plain);
    if (!is_plain)
        lk_code_loc(self, &span->spelling);
    if (!self->is_writing) {
        span->end = (uint32_t)(span->begin.offset + length);
        if (is_plain)
            span->spelling = span->begin;
    }
}
