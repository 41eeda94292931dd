/* archive_entities.c -- texts, files, types, records and declarations: their entries, and which of them are one. */
#include "ir/archive_room.h"

#include <inttypes.h>
#include <string.h>

/* ---- identity ---- */

lk_merge *lk_merge_new(lk_unit *unit) {
    lk_merge *self = LK_NEW(unit->arena, lk_merge);
    self->unit = unit;
    self->decls = lk_map_new(unit->arena);
    self->records = lk_map_new(unit->arena);
    self->files = lk_map_new(unit->arena);
    if (unit->files.count == 0)
        lk_array_push(unit->arena, &unit->files, ((lk_source){.path = ""}));
    return self;
}

lk_unit *lk_merge_unit(const lk_merge *self) {
    return self->unit;
}

/* NULL: it is nobody else's. */
static const char *decl_key(lk_arena *arena, const lk_decl *decl, uint32_t choice) {
    const lk_type *type = decl->type;
    if (decl->kind == LK_DECL_FUNCTION && !decl->is_internal)
        return lk_arena_printf(arena, "f %s %" PRIu32, decl->name, choice);
    if (decl->kind == LK_DECL_GLOBAL && !decl->is_internal)
        return lk_arena_printf(arena, "g %s", decl->name);
    if (decl->kind == LK_DECL_FIELD && decl->record)
        return lk_arena_printf(arena, "m %" PRIu32 " %" PRIu32 " %s %u %" PRIu32 " %s", decl->record->id, decl->index,
                               decl->name, type ? type->kind : 0, type ? type->bits : 0,
                               type && type->alias ? type->alias : "");
    return NULL;
}

static const char *record_key(lk_arena *arena, const lk_record *record) {
    if (!record->where.file)
        return NULL;
    return lk_arena_printf(arena, "%" PRIu32 " %" PRIu32 " %d %s", record->where.file, record->where.offset,
                           record->is_union, record->tag ? record->tag : "");
}

static uint32_t file_of(lk_merge *self, const lk_source *source) {
    lk_unit *unit = self->unit;
    const void *known = lk_map_get(self->files, source->path);
    if (known)
        return (uint32_t)((uintptr_t)known - 1);
    lk_array_push(unit->arena, &unit->files, *source);
    lk_map_put(self->files, source->path, (const void *)((uintptr_t)unit->files.count));
    return unit->files.count - 1;
}

static void know_record(lk_merge *self, const lk_type *type) {
    for (; type; type = type->target) {
        const char *key = type->record ? record_key(self->unit->arena, type->record) : NULL;
        if (key && !lk_map_get(self->records, key))
            lk_map_put(self->records, key, type->record);
    }
}

void lk_merge_know(lk_merge *self, lk_path_of *here, lk_path_of *there, void *context) {
    lk_unit *unit = self->unit;
    self->is_live = true;
    self->there = there;
    self->context = context;
    for (uint32_t i = 1; i < unit->files.count; i++) {
        const char *path = lk_intern(unit->names, here(context, unit->files.items[i].path));
        if (!lk_map_get(self->files, path))
            lk_map_put(self->files, path, (const void *)((uintptr_t)i + 1));
    }
    for (uint32_t i = 0; i < unit->decls.count; i++) {
        lk_decl *decl = unit->decls.items[i];
        const char *key = decl_key(unit->arena, decl, 0);
        know_record(self, decl->type);
        if (decl->record)
            know_record(self, &(lk_type){.record = decl->record});
        if (key && !lk_map_get(self->decls, key))
            lk_map_put(self->decls, key, decl);
    }
}

/* ---- texts and files ---- */

static void put_text(lk_archive *self, const char *text) {
    lk_bytes_text(self->out, text, strlen(text));
}

static const char *read_text(lk_archive *self) {
    size_t length = 0;
    const char *text = lk_read_text(&self->in, &length);
    return text ? lk_intern_n(self->unpacking->into->unit->names, text, length) : NULL;
}

static void put_file(lk_archive *self, const lk_source *source) {
    put_text(self, self->packing->path_of(self->packing->context, source->path));
    uint64_t hash = source->hash ? source->hash : lk_source_hash(source->text, source->size); /* as it was when read */
    lk_code_wide(self, &hash);
    lk_bytes_number(self->out, source->is_system);
}

/* A unit that lives may be newer than what others say of its files, and so may be files that only they know. */
static bool has_changed(const lk_merge *into, uint32_t file, uint64_t hash) {
    const lk_source *source = lk_unit_source(into->unit, file);
    return !source->text || lk_source_hash(source->text, source->size) != hash;
}

static const void *read_file(lk_archive *self, uint32_t number) {
    lk_merge *into = self->unpacking->into;
    lk_source source = {.path = read_text(self), .is_deferred = true};
    lk_code_wide(self, &source.hash);
    lk_code_flag(self, &source.is_system);
    if (self->in.failed)
        return NULL;
    if (into->is_live)
        source.path = lk_intern(into->unit->names, into->there(into->context, source.path));
    uint32_t file = file_of(into, &source);
    self->is_changed[number] = into->is_live && has_changed(into, file, source.hash);
    return (const void *)((uintptr_t)file + 1);
}

/* ---- types and records ---- */

static void code_enumerator(lk_archive *self, void *item) {
    lk_code_signed(self, item);
}

/* In C a type never points to, holds or returns itself: only members of records lead back. */
static bool is_endless(const lk_type *type) {
    const lk_type *at = type->target;
    for (int steps = 0; at && at != type && steps < LK_DEEPEST_ENTITY; steps++)
        at = at->target;
    return at != NULL;
}

static void code_type(lk_archive *self, lk_type *type) {
    lk_code_byte(self, &type->kind);
    if (type->kind > LK_TYPE_RECORD)
        lk_archive_fail(self);
    lk_code_flag(self, &type->is_signed);
    lk_code_flag(self, &type->is_bool);
    lk_code_flag(self, &type->is_volatile);
    lk_code_flag(self, &type->is_atomic);
    lk_code_flag(self, &type->is_variadic);
    lk_code_flag(self, &type->is_noreturn);
    lk_code_number(self, &type->bits);
    lk_code_text(self, &type->alias);
    lk_code_type(self, &type->target);
    if (is_endless(type))
        lk_archive_fail(self);
    lk_code_signed(self, &type->count);
    lk_code_record(self, &type->record);
    if (type->kind == LK_TYPE_RECORD && !type->record)
        lk_archive_fail(self);
    LK_CODE_LIST(self, type->enumerators, type->enumerator_count, code_enumerator);
}

static void code_decl_item(lk_archive *self, void *item) {
    lk_code_decl(self, item);
}

static void code_record_head(lk_archive *self, lk_record *record) {
    lk_code_text(self, &record->tag);
    lk_code_flag(self, &record->is_union);
    lk_code_loc(self, &record->where);
    lk_code_flag(self, &record->is_lockable);
    lk_code_flag(self, &record->has_fields);
}

static void code_fields(lk_archive *self, lk_record *record) {
    lk_decl *const *fields = record->fields;
    LK_CODE_LIST(self, fields, record->field_count, code_decl_item);
    record->fields = fields;
    for (uint32_t i = 0; i < record->field_count && !self->is_writing; i++)
        if (!fields[i])
            lk_archive_fail(self);
}

static void read_record(lk_archive *self, const void **made) {
    lk_merge *into = self->unpacking->into;
    lk_record head = {0};
    code_record_head(self, &head);
    const char *key = self->in.failed ? NULL : record_key(into->unit->arena, &head);
    lk_record *record = key ? (lk_record *)(uintptr_t)lk_map_get(into->records, key) : NULL;
    if (!record) {
        record = LK_NEW(into->unit->arena, lk_record);
        *record = head;
        record->has_fields = false;
        record->id = into->unit->records.count;
        lk_array_push(into->unit->arena, &into->unit->records, record);
        if (key)
            lk_map_put(into->records, key, record);
    }
    *made = record;
    if (!head.has_fields || record->has_fields || into->is_live)
        return;
    record->has_fields = true;
    code_fields(self, record);
}

static void put_record(lk_archive *self, const lk_record *record) {
    lk_record copy = *record;
    code_record_head(self, &copy);
    if (copy.has_fields)
        code_fields(self, &copy);
}

/* ---- declarations ---- */

static void code_text_item(lk_archive *self, void *item) {
    lk_code_text(self, item);
    if (!*(const char **)item)
        lk_archive_fail(self);
}

/* Of an initialiser, what puts functions into members: lists, designators and names. */
typedef enum part { PART_NONE, PART_FUNCTION, PART_LIST, PART_DESIGNATED } part;

static part part_of(const lk_node *node) {
    if (!node)
        return PART_NONE;
    if (node->kind == LK_NAME && node->decl && node->decl->kind == LK_DECL_FUNCTION)
        return PART_FUNCTION;
    bool may_hold = node->kind == LK_INIT_LIST || (node->kind == LK_DESIGNATED && node->decl);
    for (uint32_t i = 0; may_hold && i < node->child_count; i++)
        if (part_of(lk_node_given(node->child[i])) != PART_NONE)
            return node->kind == LK_INIT_LIST ? PART_LIST : PART_DESIGNATED;
    return PART_NONE;
}

static void put_initializer(lk_archive *self, const lk_node *node) {
    node = lk_node_given(node);
    uint8_t kind = (uint8_t)part_of(node);
    lk_code_byte(self, &kind);
    if (kind == PART_FUNCTION || kind == PART_DESIGNATED)
        lk_code_decl(self, &(const lk_decl *){node->decl});
    uint32_t count = kind == PART_LIST ? lk_code_count(self, node->child_count) : kind == PART_DESIGNATED;
    for (uint32_t i = 0; i < count; i++)
        put_initializer(self, node->child[i]);
}

static lk_node *read_initializer(lk_archive *self, uint32_t depth) {
    static const uint8_t kinds[] = {LK_EMPTY, LK_NAME, LK_INIT_LIST, LK_DESIGNATED};
    uint8_t kind = lk_read_byte(&self->in);
    if (kind > PART_DESIGNATED || depth > LK_DEEPEST_ENTITY)
        self->in.failed = true;
    if (self->in.failed || kind == PART_NONE)
        return NULL;
    lk_node *node = LK_NEW(self->arena, lk_node);
    const lk_decl *decl = NULL;
    node->kind = kinds[kind];
    if (kind != PART_LIST)
        lk_code_decl(self, &decl);
    node->decl = (lk_decl *)(uintptr_t)decl;
    if (kind != PART_LIST && !decl)
        self->in.failed = true;
    node->child_count = kind == PART_LIST ? lk_code_count(self, 0) : kind == PART_DESIGNATED;
    node->child = LK_NEW_ARRAY(self->arena, lk_node *, node->child_count);
    for (uint32_t i = 0; i < node->child_count && !self->in.failed; i++)
        node->child[i] = read_initializer(self, depth + 1);
    return node;
}

static void code_decl_head(lk_archive *self, lk_decl *decl) {
    lk_code_byte(self, &decl->kind);
    if (decl->kind > LK_DECL_ENUMERATOR)
        lk_archive_fail(self);
    lk_code_flag(self, &decl->is_internal);
    lk_code_flag(self, &decl->is_defined);
    lk_code_text(self, &decl->name);
    lk_code_number(self, &decl->index);
    lk_code_record(self, &decl->record);
    lk_code_type(self, &decl->type);
    if (!decl->name)
        lk_archive_fail(self);
}

static void code_decl(lk_archive *self, lk_decl *decl) {
    lk_decl *const *params = decl->params;
    lk_code_flag(self, &decl->is_noreturn);
    lk_code_flag(self, &decl->returns_twice);
    lk_code_flag(self, &decl->is_thread_local);
    lk_code_flag(self, &decl->is_const);
    lk_code_span(self, &decl->span);
    lk_code_signed(self, &decl->value);
    LK_CODE_LIST(self, decl->annotations, decl->annotation_count, code_text_item);
    LK_CODE_LIST(self, decl->contracts, decl->contract_count, code_text_item);
    lk_code_decl(self, &decl->cleanup);
    LK_CODE_LIST(self, params, decl->param_count, code_decl_item);
    decl->params = params;
    for (uint32_t i = 0; i < decl->param_count && !self->is_writing; i++)
        if (!params[i])
            lk_archive_fail(self);
    if (self->is_writing)
        put_initializer(self, decl->init);
    else
        decl->init = read_initializer(self, 0);
}

static lk_decl *add_decl(lk_merge *into, const lk_decl *head, const char *key) {
    lk_unit *unit = into->unit;
    lk_decl *decl = LK_NEW(unit->arena, lk_decl);
    *decl = *head;
    decl->id = unit->decl_count++;
    lk_array_push(unit->arena, &unit->decls, decl);
    if (key)
        lk_map_put(into->decls, key, decl);
    return decl;
}

/* One that is known already learns only from its definition. */
static void read_decl(lk_archive *self, const void **made) {
    lk_unpacking *unpacking = self->unpacking;
    lk_merge *into = unpacking->into;
    lk_decl head = {0};
    code_decl_head(self, &head);
    if (self->in.failed)
        return;
    if (*made) /* it was met again on the way */
        return;
    bool may_compete = head.kind == LK_DECL_FUNCTION && !head.is_internal && unpacking->choose;
    uint32_t choice = may_compete ? unpacking->choose(unpacking->context, head.name) : 0;
    head.is_defined &= choice != LK_NOBODY && !into->is_live;
    const char *key = decl_key(into->unit->arena, &head, choice);
    lk_decl *decl = key ? (lk_decl *)(uintptr_t)lk_map_get(into->decls, key) : NULL;
    bool is_new = !decl;
    if (is_new)
        decl = add_decl(into, &head, key);
    *made = decl;
    if (!is_new && (!head.is_defined || decl->is_defined || into->is_live))
        return;
    lk_decl body = head;
    body.id = decl->id;
    code_decl(self, &body);
    if (!is_new && body.annotation_count == 0) {
        body.annotations = decl->annotations;
        body.annotation_count = decl->annotation_count;
    }
    if (!is_new && body.contract_count == 0) {
        body.contracts = decl->contracts;
        body.contract_count = decl->contract_count;
    }
    if (!self->in.failed)
        *decl = body;
}

static void put_decl(lk_archive *self, const lk_decl *decl) {
    lk_decl copy = *decl;
    code_decl_head(self, &copy);
    code_decl(self, &copy);
}

/* ---- one entry ---- */

void lk_archive_put(lk_archive *self, lk_table table, const void *entity) {
    lk_type type;
    switch (table) {
    case LK_TABLE_TEXTS:
        put_text(self, entity);
        return;
    case LK_TABLE_FILES:
        put_file(self, entity);
        return;
    case LK_TABLE_TYPES:
        type = *(const lk_type *)entity;
        code_type(self, &type);
        return;
    case LK_TABLE_RECORDS:
        put_record(self, entity);
        return;
    default:
        put_decl(self, entity);
    }
}

void lk_archive_make(lk_archive *self, lk_table table, uint32_t number) {
    const void **made = &self->unpacking->made[table][number - 1];
    lk_type *type;
    switch (table) {
    case LK_TABLE_TEXTS:
        *made = read_text(self);
        return;
    case LK_TABLE_FILES:
        *made = read_file(self, number);
        return;
    case LK_TABLE_TYPES:
        *made = type = LK_NEW(self->arena, lk_type);
        code_type(self, type);
        return;
    case LK_TABLE_RECORDS:
        read_record(self, made);
        return;
    default:
        read_decl(self, made);
    }
}
