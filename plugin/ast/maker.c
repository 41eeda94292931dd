/* maker.c -- tables, entities and nodes, as both makers need them. */
#include "ast/maker.h"

#include <stdlib.h>
#include <string.h>

/* ---- a map from addresses ---- */

static lk_pointer_slot *slot_of(const lk_pointer_map *self, const void *key) {
    uint64_t hash = (uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u;
    uint32_t mask = self->capacity - 1;
    for (uint32_t i = (uint32_t)(hash >> 32) & mask;; i = (i + 1) & mask)
        if (!self->slots[i].key || self->slots[i].key == key)
            return &self->slots[i];
}

void *lk_pointer_map_get(const lk_pointer_map *self, const void *key) {
    return self->capacity && key ? slot_of(self, key)->value : NULL;
}

static void grow(lk_arena *arena, lk_pointer_map *self) {
    lk_pointer_map bigger = {.count = self->count, .capacity = self->capacity ? self->capacity * 2 : 64};
    bigger.slots = LK_NEW_ARRAY(arena, lk_pointer_slot, bigger.capacity);
    for (uint32_t i = 0; i < self->capacity; i++)
        if (self->slots[i].key)
            *slot_of(&bigger, self->slots[i].key) = self->slots[i];
    *self = bigger;
}

void lk_pointer_map_set(lk_arena *arena, lk_pointer_map *self, const void *key, void *value) {
    if (self->count * 2 >= self->capacity)
        grow(arena, self);
    lk_pointer_slot *slot = slot_of(self, key);
    self->count += !slot->key;
    *slot = (lk_pointer_slot){key, value};
}

/* ---- entities ---- */

void lk_maker_start(lk_unit *unit) {
    *unit = (lk_unit){.arena = unit->arena, .names = unit->names};
    lk_maker_add_source(unit, "", NULL, 0, false);
}

uint32_t lk_maker_add_source(lk_unit *unit, const char *path, const char *text, size_t size, bool is_system) {
    lk_source source = {
        .path = lk_intern(unit->names, path ? path : ""),
        .text = text,
        .size = text && size < UINT32_MAX ? (uint32_t)size : 0,
        .is_system = is_system,
    };
    lk_array_push(unit->arena, &unit->files, source);
    return unit->files.count - 1;
}

lk_decl *lk_maker_decl(lk_unit *unit, lk_decl_kind kind, const char *name) {
    lk_decl *decl = LK_NEW(unit->arena, lk_decl);
    decl->kind = (uint8_t)kind;
    decl->name = lk_intern(unit->names, name ? name : "");
    decl->id = unit->decl_count++;
    decl->index = kind == LK_DECL_LABEL ? unit->label_count++ : 0;
    lk_array_push(unit->arena, &unit->decls, decl);
    return decl;
}

lk_record *lk_maker_record(lk_unit *unit, const char *tag, bool is_union, lk_loc where) {
    lk_record *record = LK_NEW(unit->arena, lk_record);
    record->tag = tag && *tag ? lk_intern(unit->names, tag) : NULL;
    record->is_union = is_union;
    record->where = where;
    record->id = unit->records.count;
    lk_array_push(unit->arena, &unit->records, record);
    return record;
}

static int compare_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The texts sorted, without repetitions. */
static const char *const *sorted(lk_unit *unit, const char **items, uint32_t count, uint32_t *kept_count) {
    *kept_count = 0;
    if (!count)
        return NULL;
    qsort(items, count, sizeof *items, compare_text);
    const char **kept = LK_NEW_ARRAY(unit->arena, const char *, count);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || strcmp(items[i - 1], items[i]) != 0)
            kept[(*kept_count)++] = lk_intern(unit->names, items[i]);
    return kept;
}

void lk_maker_annotate(lk_unit *unit, lk_decl *decl, const char **items, uint32_t count) {
    decl->annotations = sorted(unit, items, count, &decl->annotation_count);
}

bool lk_maker_has_contracts(const lk_decl *decl) {
    return decl->kind == LK_DECL_FUNCTION || decl->kind == LK_DECL_FIELD || decl->kind == LK_DECL_GLOBAL ||
           decl->kind == LK_DECL_STATIC;
}

void lk_maker_contracts(lk_unit *unit, lk_decl *decl, const char **items, uint32_t count) {
    decl->contracts = sorted(unit, items, count, &decl->contract_count);
}

static int compare_values(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

void lk_maker_enumerators(lk_unit *unit, lk_type *made, const int64_t *values, uint32_t count) {
    if (!count)
        return;
    int64_t *kept = LK_NEW_ARRAY(unit->arena, int64_t, count);
    memcpy(kept, values, count * sizeof *kept);
    qsort(kept, count, sizeof *kept, compare_values);
    made->enumerators = kept;
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || kept[made->enumerator_count - 1] != kept[i])
            kept[made->enumerator_count++] = kept[i];
}

lk_record *lk_maker_open_record(const lk_type *type) {
    while (type && type->kind == LK_TYPE_ARRAY)
        type = type->target;
    bool is_open = type && type->kind == LK_TYPE_RECORD && type->record && !type->record->has_fields;
    return is_open ? (lk_record *)type->record : NULL;
}

bool lk_maker_wants_init(const lk_type *type) {
    while (type && type->kind == LK_TYPE_ARRAY)
        type = type->target;
    if (!type)
        return false;
    bool is_pointer = type->kind == LK_TYPE_POINTER && type->target;
    return type->kind == LK_TYPE_RECORD ||
           (is_pointer && type->target->kind != LK_TYPE_INTEGER && type->target->kind != LK_TYPE_FLOAT);
}

void lk_maker_atomic(lk_type *made, const lk_type *value) {
    const char *alias = made->alias ? made->alias : value->alias;
    bool is_volatile = made->is_volatile || value->is_volatile;
    *made = *value;
    made->alias = alias;
    made->is_volatile = is_volatile;
    made->is_atomic = true;
}

const lk_type *lk_maker_decayed(lk_unit *unit, const lk_type *type) {
    if (!type || (type->kind != LK_TYPE_ARRAY && type->kind != LK_TYPE_FUNCTION))
        return type;
    lk_type *pointer = LK_NEW(unit->arena, lk_type);
    pointer->kind = LK_TYPE_POINTER;
    pointer->target = type->kind == LK_TYPE_ARRAY ? type->target : type;
    return pointer;
}

/* ---- nodes ---- */

typedef struct made_node {
    lk_node node; /* first */
    const void *origin;
} made_node;

lk_node *lk_maker_node(lk_arena *arena, lk_node_kind kind, uint32_t count, const void *origin) {
    made_node *made = LK_NEW(arena, made_node);
    made->origin = origin;
    made->node.kind = (uint8_t)kind;
    made->node.child_count = count;
    made->node.child = count ? LK_NEW_ARRAY(arena, lk_node *, count) : NULL;
    return &made->node;
}

const void *lk_maker_origin(const lk_node *node) {
    return ((const made_node *)node)->origin;
}

/* libclang shows a parameter's type as it was written, and so the types of what is computed from it: an array can't be
   the type of any of these. */
static bool is_value(const lk_node *node) {
    switch ((lk_node_kind)node->kind) {
    case LK_CALL:
    case LK_BINARY:
    case LK_ASSIGN:
    case LK_CONDITIONAL:
    case LK_CAST:
    case LK_STATEMENT_EXPRESSION:
    case LK_UNKNOWN_EXPRESSION:
        return true;
    case LK_UNARY:
        return node->op != LK_OP_DEREF && node->op != LK_OP_EXTENSION;
    default:
        return false;
    }
}

void lk_maker_type_node(lk_unit *unit, lk_node *node, const lk_type *type) {
    if (node->kind == LK_NAME && node->decl && node->decl->kind == LK_DECL_PARAM)
        type = node->decl->type;
    node->type = is_value(node) ? lk_maker_decayed(unit, type) : type;
}

void lk_maker_place_node(lk_node *node, lk_span span) {
    node->span = span;
    node->in_macro = span.begin.file != span.spelling.file || span.begin.offset != span.spelling.offset;
}

/* p->x where x is in an anonymous member of *p: the member that has no name isn't shown. */
static void skip_anonymous(lk_node *node, lk_maker_resolver *resolve, void *context) {
    lk_node *base = node->child[0];
    while (base && base->kind == LK_MEMBER) {
        resolve(context, base, lk_maker_origin(base));
        if (!base->decl || *base->decl->name)
            return;
        node->is_arrow = base->is_arrow;
        node->child[0] = base = base->child[0];
    }
}

/* A single field stands in the node itself; anonymous members are no designators. */
static void keep_designators(lk_node *node, lk_maker_resolver *resolve, void *context) {
    uint32_t kept = 1;
    for (uint32_t i = 1; i < node->child_count && !node->decl; i++) {
        lk_node *part = node->child[i];
        if (part->kind == LK_DESIGNATOR_FIELD)
            resolve(context, part, lk_maker_origin(part));
        if (part->kind != LK_DESIGNATOR_FIELD || !part->decl || *part->decl->name)
            node->child[kept++] = part;
    }
    node->child_count = kept;
}

void lk_maker_name_label(lk_arena *arena, lk_node *node, const char *name) {
    node->decl = LK_NEW(arena, lk_decl);
    node->decl->kind = LK_DECL_LABEL;
    node->decl->name = name;
}

/* The statements that wait for the labels of the whole function. */
typedef struct label_search {
    LK_ARRAY(lk_decl *) labels;
    LK_ARRAY(lk_node *) asms;
} label_search;

/* NULL if no label has this name, or more than one: there are __label__s. */
static lk_decl *only_label(const label_search *self, const char *name) {
    lk_decl *found = NULL;
    for (uint32_t i = 0; i < self->labels.count; i++) {
        if (strcmp(self->labels.items[i]->name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = self->labels.items[i];
    }
    return found;
}

static void find_labels(const label_search *self, lk_node *node) {
    uint32_t kept = 0;
    while (kept < node->child_count && node->child[kept]->kind != LK_GOTO)
        kept++;
    for (uint32_t i = kept; i < node->child_count; i++) {
        node->child[i]->decl = only_label(self, node->child[i]->decl->name);
        if (!node->child[i]->decl)
            node->value = 2;
    }
    if (node->value == 2)
        node->child_count = kept;
}

uint32_t lk_maker_finish(lk_arena *scratch, lk_node *root, lk_maker_resolver *resolve, void *context) {
    LK_ARRAY(lk_node *) stack = {0};
    label_search search = {0};
    uint32_t count = 0;
    if (root)
        lk_array_push(scratch, &stack, root);
    while (stack.count) {
        lk_node *now = stack.items[--stack.count];
        count++;
        resolve(context, now, lk_maker_origin(now));
        if (now->kind == LK_MEMBER)
            skip_anonymous(now, resolve, context);
        if (now->kind == LK_DESIGNATED)
            keep_designators(now, resolve, context);
        if (now->kind == LK_LABEL)
            lk_array_push(scratch, &search.labels, now->decl);
        if (now->kind == LK_ASM && now->value == 1)
            lk_array_push(scratch, &search.asms, now);
        for (uint32_t i = now->child_count; i-- > 0;)
            if (now->child[i])
                lk_array_push(scratch, &stack, now->child[i]);
    }
    for (uint32_t i = 0; i < search.asms.count; i++)
        find_labels(&search, search.asms.items[i]);
    return count;
}

uint8_t lk_maker_binary_operator(unsigned number) {
    static const uint8_t table[] = {
        LK_OP_NONE, LK_OP_NONE, LK_OP_MUL, LK_OP_DIV,          LK_OP_REM, LK_OP_ADD,   LK_OP_SUB, LK_OP_SHL, LK_OP_SHR,
        LK_OP_NONE, LK_OP_LT,   LK_OP_GT,  LK_OP_LE,           LK_OP_GE,  LK_OP_EQ,    LK_OP_NE,  LK_OP_AND, LK_OP_XOR,
        LK_OP_OR,   LK_OP_LAND, LK_OP_LOR, LK_OP_NONE /* = */, LK_OP_MUL, LK_OP_DIV,   LK_OP_REM, LK_OP_ADD, LK_OP_SUB,
        LK_OP_SHL,  LK_OP_SHR,  LK_OP_AND, LK_OP_XOR,          LK_OP_OR,  LK_OP_COMMA,
    };
    _Static_assert(sizeof table == LK_CLANG_COMMA + 1, "one entry for each of clang's operators");
    return number < sizeof table ? table[number] : LK_OP_NONE;
}

uint8_t lk_maker_unary_operator(unsigned number) {
    static const uint8_t table[] = {
        LK_OP_POST_INC, LK_OP_POST_DEC,   LK_OP_PRE_INC, LK_OP_PRE_DEC,   LK_OP_ADDRESS,   LK_OP_DEREF,     LK_OP_PLUS,
        LK_OP_NEG,      LK_OP_COMPLEMENT, LK_OP_NOT,     LK_OP_EXTENSION, LK_OP_EXTENSION, LK_OP_EXTENSION,
    };
    _Static_assert(sizeof table == LK_CLANG_EXTENSION + 1, "one entry for each of clang's operators");
    return number < sizeof table ? table[number] : LK_OP_NONE;
}

lk_span lk_maker_span(lk_loc begin, lk_loc spelling, lk_loc end) {
    lk_span span = {.begin = begin, .end = begin.offset, .spelling = spelling};
    if (end.file == begin.file && end.offset > begin.offset)
        span.end = end.offset;
    return span;
}

lk_span lk_maker_name_span(const lk_unit *unit, lk_loc begin, lk_loc spelling, size_t length) {
    lk_loc end = begin;
    if (begin.file == spelling.file && begin.offset == spelling.offset)
        end.offset += (uint32_t)length;
    else
        end.offset = lk_source_macro_end(lk_unit_source(unit, begin.file), begin.offset);
    return lk_maker_span(begin, spelling, end);
}
