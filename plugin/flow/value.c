/* value.c -- the hash-consing table and what can be folded at once. */
#include "flow/value.h"

#include <string.h>

/* Terms are walked as trees, though shared parts make them graphs: `x = x * x` would double with every turn. */
enum { FIRST_CAPACITY = 64, DEEPEST = 32, BIGGEST = 256, DEEPEST_TEXT = 6 };

/* The hash beside the value: mostly it tells without a look at the value that it is another one. */
typedef struct slot {
    const lk_value *value; /* NULL: free */
    uint64_t hash;
} slot;

struct lk_values {
    lk_arena *arena;
    slot *table;
    uint32_t count, capacity;
};

lk_values *lk_values_new(lk_arena *arena) {
    lk_values *self = LK_NEW(arena, lk_values);
    self->arena = arena;
    self->capacity = FIRST_CAPACITY;
    self->table = LK_NEW_ARRAY(arena, slot, FIRST_CAPACITY);
    return self;
}

uint32_t lk_values_count(const lk_values *self) {
    return self->count;
}

static uint64_t mix(uint64_t hash, uint64_t part) {
    hash = (hash ^ part) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

static uint64_t hash_of(const lk_value *value) {
    uint64_t hash = mix(value->kind, value->op);
    hash = mix(hash, value->site);
    hash = mix(hash, (uint64_t)value->constant);
    hash = mix(hash, value->a ? value->a->id + 1 : 0);
    return mix(hash, value->b ? value->b->id + 1 : 0);
}

static bool equal(const lk_value *a, const lk_value *b) {
    return a->kind == b->kind && a->op == b->op && a->site == b->site && a->constant == b->constant && a->a == b->a &&
           a->b == b->b;
}

/* Where it is, or would be. */
static slot *find(const lk_values *self, const lk_value *value, uint64_t hash) {
    for (uint64_t i = hash & (self->capacity - 1);; i = (i + 1) & (self->capacity - 1)) {
        slot *at = &self->table[i];
        if (!at->value || (at->hash == hash && equal(at->value, value)))
            return at;
    }
}

static void grow(lk_values *self) {
    const slot *old = self->table;
    uint32_t count = self->capacity;
    self->capacity *= 2;
    self->table = LK_NEW_ARRAY(self->arena, slot, self->capacity);
    for (uint32_t i = 0; i < count; i++)
        if (old[i].value)
            *find(self, old[i].value, old[i].hash) = old[i];
}

static const lk_value *make(lk_values *self, lk_value value) {
    unsigned a = value.a ? value.a->depth : 0, b = value.b ? value.b->depth : 0;
    unsigned size = 1u + (value.a ? value.a->size : 0) + (value.b ? value.b->size : 0);
    value.depth = (uint8_t)((a > b ? a : b) + 1);
    value.size = (uint16_t)size;
    value.is_vague = (value.a && value.a->is_vague) || (value.b && value.b->is_vague) ||
                     (value.kind == LK_VALUE_UNKNOWN && value.site == UINT32_MAX);
    uint64_t hash = hash_of(&value);
    slot *at = find(self, &value, hash);
    if (at->value)
        return at->value;
    lk_value *made = LK_NEW(self->arena, lk_value);
    *made = value;
    made->id = self->count++;
    *at = (slot){made, hash};
    if (self->count * 2 > self->capacity)
        grow(self);
    return made;
}

static lk_value plain(lk_value_kind kind) {
    return (lk_value){.kind = (uint8_t)kind, .block = LK_NO_BLOCK};
}

const lk_value *lk_value_constant(lk_values *self, int64_t constant) {
    lk_value value = plain(LK_VALUE_CONSTANT);
    value.constant = constant;
    return make(self, value);
}

const lk_value *lk_value_string(lk_values *self) {
    return make(self, plain(LK_VALUE_STRING));
}

const lk_value *lk_value_variable(lk_values *self, const lk_decl *decl) {
    lk_value value = plain(LK_VALUE_VARIABLE);
    value.decl = decl;
    return make(self, value);
}

static const lk_value *too_deep(lk_values *self, const lk_value *below) {
    return lk_value_at(self, LK_VALUE_UNKNOWN, UINT32_MAX, LK_NO_BLOCK, (int64_t)below->id); /* vague */
}

static bool is_too_big(const lk_value *a, const lk_value *b) {
    unsigned size = 1u + a->size + (b ? b->size : 0);
    return a->depth >= DEEPEST || (b && b->depth >= DEEPEST) || size > BIGGEST;
}

const lk_value *lk_value_field(lk_values *self, const lk_value *object, const lk_decl *field) {
    lk_value value = plain(LK_VALUE_FIELD);
    value.a = object->kind == LK_VALUE_CLONE ? lk_value_object(self, object) : object;
    value.decl = field;
    return is_too_big(value.a, NULL) ? too_deep(self, value.a) : make(self, value);
}

const lk_value *lk_value_index(lk_values *self, const lk_value *array, const lk_value *index) {
    if (index->kind == LK_VALUE_CONSTANT && index->constant == 0)
        return array;
    if (array->kind == LK_VALUE_INDEX && array->b->kind == LK_VALUE_CONSTANT && index->kind == LK_VALUE_CONSTANT)
        return lk_value_index(
            self, array->a,
            lk_value_constant(self, (int64_t)((uint64_t)array->b->constant + (uint64_t)index->constant)));
    lk_value value = plain(LK_VALUE_INDEX);
    value.a = array;
    value.b = index;
    return is_too_big(array, index) ? too_deep(self, array) : make(self, value);
}

const lk_value *lk_value_named(lk_values *self, const char *name, const lk_value *key) {
    lk_value value = plain(LK_VALUE_NAMED);
    value.name = name;
    value.a = key;
    return key && is_too_big(key, NULL) ? too_deep(self, key) : make(self, value);
}

const lk_value *lk_value_load(lk_values *self, const lk_value *address, const lk_value *version, const lk_type *type) {
    lk_value value = plain(LK_VALUE_LOAD);
    value.a = address;
    value.b = version;
    value.type = type;
    return is_too_big(address, version) ? too_deep(self, address) : make(self, value);
}

const lk_value *lk_value_phi(lk_values *self, uint32_t block, const lk_value *place) {
    lk_value value = plain(LK_VALUE_PHI);
    value.site = block;
    value.block = block;
    value.a = place;
    return is_too_big(place, NULL) ? too_deep(self, place) : make(self, value);
}

const lk_value *lk_value_at(lk_values *self, lk_value_kind kind, uint32_t site, uint32_t block, int64_t number) {
    lk_value value = plain(kind);
    value.site = site;
    value.block = block;
    value.constant = number;
    return make(self, value);
}

static const lk_value *of_handle(lk_values *self, lk_value_kind kind, const lk_value *handle, uint32_t site,
                                 uint32_t block) {
    lk_value value = plain(kind);
    value.a = handle;
    value.site = site;
    value.block = block;
    return is_too_big(handle, NULL) ? too_deep(self, handle) : make(self, value);
}

const lk_value *lk_value_clone(lk_values *self, const lk_value *handle, uint32_t site, uint32_t block) {
    return of_handle(self, LK_VALUE_CLONE, handle, site, block);
}

const lk_value *lk_value_moved(lk_values *self, const lk_value *handle, uint32_t site, uint32_t block) {
    return of_handle(self, LK_VALUE_MOVED, handle, site, block);
}

const lk_value *lk_value_versions(lk_values *self, const lk_value *a, const lk_value *b) {
    if (!a || !b)
        return a ? a : b;
    lk_value value = plain(LK_VALUE_VERSIONS);
    value.a = a;
    value.b = b;
    return is_too_big(a, b) ? too_deep(self, a) : make(self, value);
}

const lk_value *lk_value_memory(lk_values *self, const lk_decl *field, int64_t memory_class) {
    lk_value value = plain(LK_VALUE_MEMORY);
    if (field) {
        value.decl = field;
        value.op = 1;
    } else {
        value.constant = memory_class;
    }
    return make(self, value);
}

const lk_value *lk_value_slot(lk_values *self, uint32_t slot) {
    return lk_value_memory(self, NULL, -1 - (int64_t)slot);
}

bool lk_value_is_slot(const lk_value *key) {
    return key->kind == LK_VALUE_MEMORY && key->op == 0 && key->constant < 0;
}

/* ---- arithmetic ---- */

static bool fold(lk_operator op, int64_t x, int64_t y, int64_t *result) {
    switch (op) {
    case LK_OP_SHL:
        if (y < 0 || y >= 63)
            return false;
        *result = (int64_t)((uint64_t)x << y);
        return true;
    case LK_OP_EQ:
        *result = x == y;
        return true;
    case LK_OP_NE:
        *result = x != y;
        return true;
    case LK_OP_LT:
        *result = x < y;
        return true;
    case LK_OP_GT:
        *result = x > y;
        return true;
    case LK_OP_LE:
        *result = x <= y;
        return true;
    case LK_OP_GE:
        *result = x >= y;
        return true;
    default:
        return lk_operator_wrap(op, x, y, result);
    }
}

const lk_value *lk_value_compute(lk_values *self, lk_operator op, const lk_value *a, const lk_value *b) {
    int64_t result;
    bool constants = a->kind == LK_VALUE_CONSTANT && (!b || b->kind == LK_VALUE_CONSTANT);
    if (constants && b && fold(op, a->constant, b->constant, &result))
        return lk_value_constant(self, result);
    if (constants && !b && op == LK_OP_NEG)
        return lk_value_constant(self, (int64_t)(0 - (uint64_t)a->constant));
    if (constants && !b && op == LK_OP_COMPLEMENT)
        return lk_value_constant(self, ~a->constant);
    lk_value value = plain(LK_VALUE_COMPUTE);
    value.op = (uint8_t)op;
    value.a = a;
    value.b = b;
    return is_too_big(a, b) ? too_deep(self, a) : make(self, value);
}

/* ---- parts ---- */

const lk_value *lk_value_with_parts(lk_values *self, const lk_value *value, const lk_value *a, const lk_value *b) {
    if (a == value->a && b == value->b)
        return value;
    switch (value->kind) {
    case LK_VALUE_FIELD:
        return lk_value_field(self, a, value->decl);
    case LK_VALUE_INDEX:
        return lk_value_index(self, a, b);
    case LK_VALUE_COMPUTE:
        return lk_value_compute(self, (lk_operator)value->op, a, b);
    default: {
        lk_value copy = *value;
        copy.a = a;
        copy.b = b;
        return a && is_too_big(a, b) ? too_deep(self, a) : make(self, copy);
    }
    }
}

const lk_value *lk_value_object(lk_values *self, const lk_value *value) {
    while (value->kind == LK_VALUE_CLONE)
        value = value->a;
    if (value->kind == LK_VALUE_FIELD || value->kind == LK_VALUE_INDEX) {
        const lk_value *inner = lk_value_object(self, value->a);
        return lk_value_with_parts(self, value, inner, value->b);
    }
    return value;
}

bool lk_value_is_address(const lk_value *value) {
    return value->kind == LK_VALUE_VARIABLE || value->kind == LK_VALUE_FIELD || value->kind == LK_VALUE_INDEX ||
           value->kind == LK_VALUE_STRING || value->kind == LK_VALUE_NAMED;
}

const lk_value *lk_value_base(const lk_value *address) {
    while (address->kind == LK_VALUE_FIELD || address->kind == LK_VALUE_INDEX)
        address = address->a;
    return address;
}

const lk_decl *lk_value_root(const lk_value *address) {
    address = lk_value_base(address);
    return address->kind == LK_VALUE_VARIABLE ? address->decl : NULL;
}

/* ---- comparing addresses ---- */

/* Equal but for the versions in which memory was read and for where paths met. */
static bool similar(const lk_value *a, const lk_value *b) {
    if (a == b)
        return true;
    if (!a || !b)
        return false;
    bool a_reads = a->kind == LK_VALUE_LOAD || a->kind == LK_VALUE_PHI;
    bool b_reads = b->kind == LK_VALUE_LOAD || b->kind == LK_VALUE_PHI;
    if (a_reads && b_reads)
        return similar(a->a, b->a);
    if (a->kind != b->kind || a->op != b->op || a->site != b->site || a->constant != b->constant)
        return false;
    return similar(a->a, b->a) && similar(a->b, b->b);
}

static bool has_place(const lk_value *value) {
    return value->kind == LK_VALUE_VARIABLE || value->kind == LK_VALUE_FIELD || value->kind == LK_VALUE_INDEX ||
           value->kind == LK_VALUE_STRING;
}

static bool differ(const lk_value *a, const lk_value *b) {
    if (a == b || !has_place(a) || !has_place(b))
        return false;
    if (a->kind == LK_VALUE_INDEX && b->kind == LK_VALUE_INDEX)
        return a->a == b->a ? a->b->kind == LK_VALUE_CONSTANT && b->b->kind == LK_VALUE_CONSTANT : differ(a->a, b->a);
    if (a->kind == LK_VALUE_INDEX)
        return a->a != b && differ(a->a, b);
    if (b->kind == LK_VALUE_INDEX)
        return b->a != a && differ(a, b->a);
    if (a->kind != b->kind || a->kind == LK_VALUE_VARIABLE)
        return true;
    return a->decl != b->decl || differ(a->a, b->a);
}

/* Locks that are no objects: apart from every object, and from those of another name. */
static bool is_named_apart(const lk_value *a, const lk_value *b) {
    bool is_one = a->kind == LK_VALUE_NAMED || b->kind == LK_VALUE_NAMED;
    return is_one && (a->kind != b->kind || a->name != b->name || !a->a != !b->a);
}

lk_relation lk_value_relation(const lk_value *a, const lk_value *b) {
    if (a->is_vague || b->is_vague)
        return LK_MAY_BE_SAME;
    if (a == b)
        return LK_SAME;
    if (is_named_apart(a, b) || differ(a, b))
        return LK_DIFFERENT;
    return similar(a, b) ? LK_SIMILAR : LK_MAY_BE_SAME;
}

/* ---- text ---- */

typedef struct writing {
    int depth;
    bool is_rough; /* an index that can't be said is left out */
} writing;

static writing deeper(writing at) {
    at.depth++;
    return at;
}

static const char *pointer_text(lk_arena *arena, const lk_value *value, writing at);

static const char *object_text(lk_arena *arena, const lk_value *address, writing at) {
    if (at.depth > DEEPEST_TEXT)
        return NULL;
    switch (address->kind) {
    case LK_VALUE_VARIABLE:
        return address->decl->name;
    case LK_VALUE_NAMED:
        return address->a ? pointer_text(arena, address->a, deeper(at)) : address->name;
    case LK_VALUE_FIELD: {
        const char *base = object_text(arena, address->a, deeper(at));
        if (base)
            return lk_arena_printf(arena, "%s.%s", base, address->decl->name);
        base = pointer_text(arena, address->a, deeper(at));
        return base ? lk_arena_printf(arena, "%s->%s", base, address->decl->name) : NULL;
    }
    case LK_VALUE_INDEX: {
        const char *base = object_text(arena, address->a, deeper(at));
        if (!base)
            base = pointer_text(arena, address->a, deeper(at));
        const char *index = base ? pointer_text(arena, address->b, deeper(at)) : NULL;
        if (base && !index && at.is_rough)
            index = "...";
        return index ? lk_arena_printf(arena, "%s[%s]", base, index) : NULL;
    }
    default:
        return NULL;
    }
}

static const char *computed_text(lk_arena *arena, const lk_value *value, writing at) {
    const char *a = pointer_text(arena, value->a, at), *b = a ? pointer_text(arena, value->b, at) : NULL;
    bool is_plain = value->a->kind != LK_VALUE_COMPUTE && value->b->kind != LK_VALUE_COMPUTE;
    return b && is_plain ? lk_arena_printf(arena, "%s %s %s", a, lk_operator_name((lk_operator)value->op), b) : NULL;
}

static const char *pointer_text(lk_arena *arena, const lk_value *value, writing at) {
    if (value->kind == LK_VALUE_CONSTANT)
        return lk_arena_printf(arena, "%lld", (long long)value->constant);
    if (value->kind == LK_VALUE_LOAD || value->kind == LK_VALUE_PHI)
        return object_text(arena, value->a, at);
    if (value->kind == LK_VALUE_CLONE)
        return pointer_text(arena, value->a, at);
    if (value->kind == LK_VALUE_COMPUTE && value->b && at.depth < DEEPEST_TEXT)
        return computed_text(arena, value, deeper(at));
    return NULL;
}

static const char *text_of(lk_arena *arena, const lk_value *address, bool is_rough) {
    writing at = {.is_rough = is_rough};
    const char *text = object_text(arena, address, at);
    return text ? text : pointer_text(arena, address, at);
}

const char *lk_value_object_text(lk_arena *arena, const lk_value *address) {
    return text_of(arena, address, false);
}

const char *lk_value_object_hint(lk_arena *arena, const lk_value *address) {
    return text_of(arena, address, true);
}
