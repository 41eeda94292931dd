/* pointers.c -- collecting what is stored into function pointers. */
#include "flow/pointers.h"
#include "ir/archive.h"

typedef struct contents {
    LK_ARRAY(const lk_decl *) functions;
    bool is_open;   /* something that isn't known is stored there too */
    bool is_stored; /* by code, not by an initialiser alone */
} contents;

struct lk_pointers {
    lk_arena *arena;
    LK_ARRAY(contents) places; /* by decl id of the variable or member */
};

enum { DEEPEST = 16 };

lk_pointers *lk_pointers_new(lk_arena *arena) {
    lk_pointers *self = LK_NEW(arena, lk_pointers);
    self->arena = arena;
    return self;
}

static bool is_function_pointer(const lk_type *type) {
    while (type && type->kind == LK_TYPE_ARRAY)
        type = type->target;
    return type && type->kind == LK_TYPE_POINTER && type->target && type->target->kind == LK_TYPE_FUNCTION;
}

static contents *contents_of(lk_pointers *self, const lk_decl *place) {
    while (self->places.count <= place->id)
        lk_array_push(self->arena, &self->places, (contents){0});
    return &self->places.items[place->id];
}

static void add(lk_pointers *self, const lk_decl *place, const lk_decl *function) {
    contents *into = contents_of(self, place);
    for (uint32_t i = 0; i < into->functions.count; i++)
        if (into->functions.items[i] == function)
            return;
    lk_array_push(self->arena, &into->functions, function);
}

/* ---- code ---- */

const lk_decl *lk_pointers_place(const lk_place *place) {
    if (place->projection_count > 0) {
        const lk_projection *last = &place->projections[place->projection_count - 1];
        if (last->kind == LK_PROJECT_FIELD)
            return last->field;
    }
    return place->root == LK_PLACE_VARIABLE ? place->decl : NULL;
}

static void add_store(lk_pointers *self, const lk_op *op) {
    const lk_decl *place = lk_pointers_place(&op->place);
    if (!place || !is_function_pointer(place->type))
        return;
    contents_of(self, place)->is_stored = true;
    if (op->a.kind == LK_OPERAND_DECL)
        add(self, place, op->a.decl);
    else if (op->a.kind != LK_OPERAND_CONSTANT)
        contents_of(self, place)->is_open = true;
}

/* Who has the address of the pointer may write to it. */
static void add_address(lk_pointers *self, const lk_op *op) {
    const lk_decl *place = lk_pointers_place(&op->place);
    if (place && is_function_pointer(place->type))
        contents_of(self, place)->is_open = true;
}

void lk_pointers_add(lk_pointers *self, const lk_ir *ir) {
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            if (op->kind == LK_IR_STORE)
                add_store(self, op);
            else if (op->kind == LK_IR_ADDRESS)
                add_address(self, op);
        }
}

/* ---- initialisers ---- */

static void add_initializer(lk_pointers *self, const lk_decl *place, const lk_type *type, const lk_node *node,
                            int depth);

/* The member that an item of a list is for, by its name or in their order; `next` is the place of the one after the
   item before. NULL: none. */
static const lk_decl *field_of_item(const lk_record *record, const lk_node *item, uint32_t *next) {
    bool is_designated = item && item->kind == LK_DESIGNATED;
    const lk_decl *field = is_designated ? item->decl : NULL;
    if (field && record && record->has_fields && field->record == record)
        *next = lk_record_position(record, field) + 1;
    else if (!is_designated && record && record->has_fields && *next < record->field_count)
        field = record->fields[(*next)++];
    return field;
}

static void add_list(lk_pointers *self, const lk_decl *place, const lk_type *type, const lk_node *list, int depth) {
    const lk_record *record = type && type->kind == LK_TYPE_RECORD ? type->record : NULL;
    const lk_type *element = type && type->kind == LK_TYPE_ARRAY ? type->target : NULL;
    uint32_t next = 0;
    for (uint32_t i = 0; i < list->child_count; i++) {
        const lk_node *item = list->child[i];
        const lk_decl *field = field_of_item(record, item, &next);
        if (item)
            add_initializer(self, field ? field : place, field ? field->type : element,
                            item->kind == LK_DESIGNATED ? item->child[0] : item, depth + 1);
    }
}

static void add_initializer(lk_pointers *self, const lk_decl *place, const lk_type *type, const lk_node *node,
                            int depth) {
    node = lk_node_given(node);
    if (!node || depth > DEEPEST)
        return;
    if (node->kind == LK_NAME && node->decl->kind == LK_DECL_FUNCTION && is_function_pointer(place->type))
        add(self, place, node->decl);
    else if (node->kind == LK_INIT_LIST)
        add_list(self, place, type, node, depth);
}

void lk_pointers_add_initializers(lk_pointers *self, const lk_unit *unit) {
    for (uint32_t i = 0; i < unit->decls.count; i++) {
        const lk_decl *decl = unit->decls.items[i];
        bool is_variable = decl->kind == LK_DECL_GLOBAL || decl->kind == LK_DECL_STATIC;
        if (is_variable && decl->init)
            add_initializer(self, decl, decl->type, decl->init, 0);
    }
}

/* ---- archives ---- */

static bool is_met(const contents *known) {
    return known->functions.count > 0 || known->is_open || known->is_stored;
}

static void code_flags(lk_archive *archive, contents *known) {
    bool is_open = known->is_open, is_stored = known->is_stored;
    lk_code_flag(archive, &is_open);
    lk_code_flag(archive, &is_stored);
    known->is_open |= is_open;
    known->is_stored |= is_stored;
}

static void write_place(lk_archive *archive, const lk_decl *place, contents *known) {
    lk_code_decl(archive, &place);
    code_flags(archive, known);
    lk_code_count(archive, known->functions.count);
    for (uint32_t i = 0; i < known->functions.count; i++)
        lk_code_decl(archive, &(const lk_decl *){known->functions.items[i]});
}

static void read_place(lk_pointers *self, lk_archive *archive) {
    const lk_decl *place = NULL, *function = NULL;
    contents ignored = {0};
    lk_code_decl(archive, &place);
    code_flags(archive, place ? contents_of(self, place) : &ignored);
    for (uint32_t count = lk_code_count(archive, 0); count > 0 && !lk_archive_failed(archive); count--) {
        lk_code_decl(archive, &function);
        if (place && function)
            add(self, place, function);
    }
}

void lk_pointers_code(lk_pointers *self, lk_archive *archive, const lk_unit *unit) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->places.count; i++)
        count += is_met(&self->places.items[i]);
    count = lk_code_count(archive, count);
    if (lk_archive_is_writing(archive)) {
        for (uint32_t i = 0; i < self->places.count; i++)
            if (is_met(&self->places.items[i]))
                write_place(archive, unit->decls.items[i], &self->places.items[i]);
        return;
    }
    for (uint32_t i = 0; i < count && !lk_archive_failed(archive); i++)
        read_place(self, archive);
}

/* ---- questions ---- */

static const contents *look_up(const lk_pointers *self, const lk_decl *place) {
    return place->id < self->places.count ? &self->places.items[place->id] : NULL;
}

/* A variable that no other unit can write to: its initialiser and the code here are all there is. */
static bool is_ours(const lk_decl *variable) {
    return variable->kind == LK_DECL_STATIC || (variable->kind == LK_DECL_GLOBAL && variable->is_internal);
}

/* Whether the item begins what stands in the member, without braces of its own: then the order says no more. */
static bool lacks_braces(const lk_decl *field, const lk_node *item) {
    bool is_whole = field && field->type && field->type->kind != LK_TYPE_RECORD && field->type->kind != LK_TYPE_ARRAY;
    return item->kind != LK_DESIGNATED && !is_whole && item->kind != LK_INIT_LIST;
}

static const lk_node *item_of(const lk_node *list, const lk_decl *field) {
    uint32_t next = 0;
    list = lk_node_given(list);
    for (uint32_t i = 0; list && list->kind == LK_INIT_LIST && i < list->child_count; i++) {
        const lk_node *item = list->child[i];
        const lk_decl *its = item ? field_of_item(field->record, item, &next) : NULL;
        if (!item || lacks_braces(its, item))
            return NULL;
        if (its == field)
            return item->kind == LK_DESIGNATED ? item->child[0] : item;
    }
    return NULL;
}

/* The initialiser of the member at `address` in a variable that the unit alone knows. */
static const lk_node *initializer_at(const lk_value *address) {
    if (address->kind == LK_VALUE_VARIABLE)
        return is_ours(address->decl) ? address->decl->init : NULL;
    const lk_node *outer = address->kind == LK_VALUE_FIELD ? initializer_at(address->a) : NULL;
    return outer ? item_of(outer, address->decl) : NULL;
}

const lk_decl *lk_pointers_target(const lk_pointers *self, const lk_value *value) {
    const lk_value *address = value->a;
    const lk_decl *place = address->kind == LK_VALUE_FIELD || address->kind == LK_VALUE_VARIABLE ? address->decl : NULL;
    const contents *known = place ? look_up(self, place) : NULL;
    if (!known || known->is_open || known->functions.count == 0)
        return NULL;
    const lk_node *initial = known->is_stored ? NULL : lk_node_given(initializer_at(address));
    if (initial && initial->kind == LK_NAME && initial->decl->kind == LK_DECL_FUNCTION)
        return initial->decl;
    return place->kind != LK_DECL_FIELD && is_ours(place) && known->functions.count == 1 ? known->functions.items[0]
                                                                                         : NULL;
}

uint32_t lk_pointers_count(const lk_pointers *self, const lk_decl *place) {
    const contents *known = look_up(self, place);
    return known ? known->functions.count : 0;
}

const lk_decl *lk_pointers_at(const lk_pointers *self, const lk_decl *place, uint32_t index) {
    return look_up(self, place)->functions.items[index];
}
