/* memory.c -- what places hold: stores bind cells, loads read them, and what may have changed gets a new version. */
#include "flow/simulator.h"

const lk_value *lk_memory_operand(lk_simulator *self, const lk_operand *operand) {
    switch (operand->kind) {
    case LK_OPERAND_CONSTANT:
        return lk_value_constant(self->values, operand->constant);
    case LK_OPERAND_TEMP:
        if (self->temps[operand->temp])
            return self->temps[operand->temp];
        return lk_value_at(self->values, LK_VALUE_UNKNOWN, UINT32_MAX, LK_NO_BLOCK, -(int64_t)operand->temp - 1);
    case LK_OPERAND_STRING:
        return lk_value_string(self->values);
    case LK_OPERAND_DECL:
        return lk_value_variable(self->values, operand->decl);
    default:
        return lk_value_at(self->values, LK_VALUE_UNKNOWN, UINT32_MAX, LK_NO_BLOCK, 0);
    }
}

static const lk_value *root_address(lk_simulator *self, const lk_place *place) {
    switch (place->root) {
    case LK_PLACE_VARIABLE:
        return lk_value_variable(self->values, place->decl);
    case LK_PLACE_POINTER:
        return lk_memory_operand(self, &place->pointer);
    case LK_PLACE_SLOT:
        return lk_value_slot(self->values, place->slot);
    default:
        return NULL;
    }
}

const lk_value *lk_memory_address(lk_simulator *self, const lk_place *place) {
    const lk_value *address = root_address(self, place);
    for (uint32_t i = 0; address && i < place->projection_count; i++) {
        const lk_projection *step = &place->projections[i];
        address = step->kind == LK_PROJECT_FIELD
                      ? lk_value_field(self->values, address, step->field)
                      : lk_value_index(self->values, address, lk_memory_operand(self, &step->index));
    }
    return address;
}

/* ---- classes of memory ---- */

bool lk_memory_is_private(const lk_simulator *self, const lk_value *address) {
    if (lk_value_is_slot(address))
        return true;
    const lk_decl *root = lk_value_root(address);
    bool is_local = root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM);
    uint32_t index = is_local ? root->id - self->first_local : UINT32_MAX;
    return index < self->local_count && !self->escapes[index];
}

bool lk_memory_is_named(const lk_simulator *self, const lk_decl *variable) {
    uint32_t index = variable ? variable->id - self->first_local : UINT32_MAX;
    return index < self->local_count && self->is_named[index];
}

bool lk_memory_is_ignored(const lk_simulator *self, const lk_decl *variable) {
    uint32_t index = variable ? variable->id - self->first_local : UINT32_MAX;
    return index < self->local_count && self->is_ignored[index];
}

static const lk_type *type_at(const lk_value *address) {
    return address->kind == LK_VALUE_FIELD || address->kind == LK_VALUE_VARIABLE ? address->decl->type : NULL;
}

/* Keys of the versions: stores to a field count for that field and for reads of its type through bare pointers; stores
   through bare pointers count for everything of that type. */
static const lk_value *field_key(lk_simulator *self, const lk_value *address) {
    return address->kind == LK_VALUE_FIELD ? lk_value_memory(self->values, address->decl, 0) : NULL;
}

static const lk_value *any_store_key(lk_simulator *self, int64_t memory_class) {
    return lk_value_memory(self->values, NULL, memory_class);
}

static const lk_value *bare_store_key(lk_simulator *self, int64_t memory_class) {
    return lk_value_memory(self->values, NULL, memory_class + 1);
}

static bool is_bare(const lk_value *address) {
    return address->kind != LK_VALUE_FIELD && address->kind != LK_VALUE_VARIABLE;
}

static const lk_value *version(lk_simulator *self, const lk_state *state, const lk_value *address,
                               const lk_type *type) {
    const lk_value *calls = lk_state_get(state, lk_memory_is_pointer(type) ? self->pointers_key : self->scalars_key);
    int64_t memory_class = lk_memory_class(type);
    const lk_value *field = field_key(self, address);
    const lk_value *own = field ? lk_state_get(state, field) : NULL;
    const lk_value *type_key =
        is_bare(address) ? any_store_key(self, memory_class) : bare_store_key(self, memory_class);
    const lk_value *others = lk_state_get(state, type_key);
    return lk_value_versions(self->values, lk_value_versions(self->values, calls, own), others);
}

const lk_value *lk_memory_load(lk_simulator *self, const lk_state *state, const lk_value *address,
                               const lk_type *type) {
    if (lk_memory_is_ignored(self, lk_value_root(address)))
        return lk_value_at(self->values, LK_VALUE_UNKNOWN, UINT32_MAX, LK_NO_BLOCK, 0);
    const lk_value *bound = lk_state_get(state, address);
    if (bound)
        return bound;
    if (type_at(address))
        type = type_at(address);
    if (lk_memory_is_private(self, address))
        return lk_value_load(self->values, address, NULL, type);
    return lk_value_load(self->values, address, version(self, state, address, type), type);
}

/* ---- what a store may change ---- */

static bool may_overlap(const lk_simulator *self, const lk_value *cell, const lk_value *address, int64_t memory_class) {
    if (cell == address || cell->kind == LK_VALUE_MEMORY)
        return false;
    if (lk_memory_is_private(self, cell) || lk_memory_is_private(self, address))
        return lk_value_root(cell) == lk_value_root(address) && lk_value_relation(cell, address) != LK_DIFFERENT;
    if (lk_value_relation(cell, address) == LK_DIFFERENT)
        return false;
    const lk_type *type = type_at(cell);
    return !type || lk_memory_class(type) == memory_class || memory_class == LK_MEMORY_FIRST_TYPE;
}

static void forget_overlapping(lk_simulator *self, lk_state *state, const lk_value *address, int64_t memory_class) {
    for (uint32_t i = state->binding_count; i > 0; i--)
        if (may_overlap(self, state->bindings[i - 1].key, address, memory_class))
            lk_state_unset(state, state->bindings[i - 1].key);
}

static void new_version(lk_simulator *self, lk_state *state, const lk_value *key, uint32_t site) {
    lk_state_set(&self->pool, state, key, lk_value_at(self->values, LK_VALUE_VERSION, site, self->block, 0));
}

static void count_store(lk_simulator *self, lk_state *state, const lk_value *address, int64_t memory_class,
                        uint32_t site) {
    const lk_value *field = field_key(self, address);
    if (field)
        new_version(self, state, field, site);
    new_version(self, state, any_store_key(self, memory_class), site);
    if (is_bare(address))
        new_version(self, state, bare_store_key(self, memory_class), site);
}

void lk_memory_store(lk_simulator *self, lk_state *state, const lk_value *address, const lk_type *type,
                     const lk_value *value, uint32_t site) {
    if (lk_value_is_slot(address)) {
        lk_state_set(&self->pool, state, address, value);
        return;
    }
    if (lk_memory_is_ignored(self, lk_value_root(address)))
        return;
    int64_t memory_class = lk_memory_class(type_at(address) ? type_at(address) : type);
    bool is_private = lk_memory_is_private(self, address);
    forget_overlapping(self, state, address, memory_class);
    if (!is_private && state->lock_count && value->kind != LK_VALUE_CONSTANT)
        lk_lock_note_stored(state, value);
    if (!is_private)
        count_store(self, state, address, memory_class, site);
    bool is_own = is_private && address->kind == LK_VALUE_VARIABLE;
    if (is_own || state->binding_count < LK_MOST_BINDINGS)
        lk_state_set(&self->pool, state, address, value);
    else
        lk_memory_clobber(self, state, site, true, true);
}

void lk_memory_clobber(lk_simulator *self, lk_state *state, uint32_t site, bool pointers, bool scalars) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->binding_count; i++) {
        lk_binding at = state->bindings[i];
        bool stays;
        if (at.key->kind == LK_VALUE_MEMORY)
            stays = lk_value_is_slot(at.key) || !pointers;
        else
            stays = lk_memory_is_private(self, at.key) || !(lk_memory_is_pointer(type_at(at.key)) ? pointers : scalars);
        if (stays)
            state->bindings[kept++] = at;
    }
    state->binding_count = kept;
    if (pointers)
        new_version(self, state, self->pointers_key, site);
    if (scalars)
        new_version(self, state, self->scalars_key, site);
}

void lk_memory_forget_variable(lk_simulator *self, lk_state *state, const lk_decl *variable) {
    (void)self;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->binding_count; i++)
        if (state->bindings[i].key->kind == LK_VALUE_MEMORY || lk_value_root(state->bindings[i].key) != variable)
            state->bindings[kept++] = state->bindings[i];
    state->binding_count = kept;
}

static void forget_cells(lk_simulator *self, lk_state *state, const lk_decl *field, int64_t memory_class) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->binding_count; i++) {
        const lk_value *key = state->bindings[i].key;
        bool is_hit = key->kind != LK_VALUE_MEMORY && !lk_memory_is_private(self, key);
        const lk_type *type = type_at(key);
        if (field)
            is_hit = is_hit && (is_bare(key) || (key->kind == LK_VALUE_FIELD && key->decl == field));
        else
            is_hit = is_hit && (!type || lk_memory_class(type) == memory_class);
        if (!is_hit)
            state->bindings[kept++] = state->bindings[i];
    }
    state->binding_count = kept;
}

void lk_memory_write(lk_simulator *self, lk_state *state, const lk_writes *writes, uint32_t site) {
    if (writes->pointers || writes->scalars)
        lk_memory_clobber(self, state, site, writes->pointers, writes->scalars);
    for (uint32_t i = 0; i < writes->fields.count; i++) {
        const lk_decl *field = writes->fields.items[i];
        forget_cells(self, state, field, 0);
        new_version(self, state, lk_value_memory(self->values, field, 0), site);
        new_version(self, state, any_store_key(self, lk_memory_class(field->type)), site);
    }
    for (uint32_t i = 0; i < writes->bare.count; i++) {
        forget_cells(self, state, NULL, writes->bare.items[i]);
        new_version(self, state, any_store_key(self, writes->bare.items[i]), site);
        new_version(self, state, bare_store_key(self, writes->bare.items[i]), site);
    }
    for (uint32_t i = 0; i < writes->variables.count; i++)
        lk_memory_store(self, state, lk_value_variable(self->values, writes->variables.items[i]), NULL,
                        lk_value_at(self->values, LK_VALUE_UNKNOWN, site, self->block, -1 - (int64_t)i), site);
}
