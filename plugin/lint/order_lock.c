/* order_lock.c -- the identity of locks across functions: storage, members, classes. */
#include "lint/order_lock.h"

typedef struct place {
    const lk_value *key; /* NULL: anywhere */
    bool is_own;         /* of one thread alone */
} place;

static const lk_value *any_index(lk_values *to) {
    return lk_value_at(to, LK_VALUE_UNKNOWN, 0, LK_NO_BLOCK, 0);
}

static bool is_shared(const lk_decl *variable) {
    return (variable->kind == LK_DECL_GLOBAL || variable->kind == LK_DECL_STATIC) && !variable->is_thread_local;
}

/* Where the object is. */
static place place_of(lk_values *to, const lk_value *address) {
    place inside;
    switch (address->kind) {
    case LK_VALUE_VARIABLE:
        return is_shared(address->decl) ? (place){lk_value_variable(to, address->decl), false} : (place){NULL, true};
    case LK_VALUE_FIELD:
        inside = place_of(to, address->a);
        if (!inside.is_own)
            inside.key =
                inside.key ? lk_value_field(to, inside.key, address->decl) : lk_value_memory(to, address->decl, 0);
        return inside;
    case LK_VALUE_INDEX:
        inside = place_of(to, address->a);
        if (inside.key)
            inside.key = lk_value_index(
                to, inside.key,
                address->b->kind == LK_VALUE_CONSTANT ? lk_value_constant(to, address->b->constant) : any_index(to));
        return inside;
    case LK_VALUE_LOAD:
        if (address->a->kind == LK_VALUE_VARIABLE && is_shared(address->a->decl))
            return (place){lk_value_load(to, lk_value_variable(to, address->a->decl), NULL, NULL), false};
        return (place){0};
    default:
        return (place){0};
    }
}

/* The type of an object that has a lock of its own, as its first member; NULL for locks, and for what is no object. */
static const lk_type *owner(const lk_knowledge *knowledge, const lk_type *type) {
    bool is_object = type && type->kind == LK_TYPE_RECORD && type->record;
    return is_object && !lk_knowledge_type(knowledge, type) ? type : NULL;
}

static const lk_type *pointed_at(const lk_value *pointer) {
    const lk_type *type = pointer->type;
    if (pointer->kind == LK_VALUE_LOAD && pointer->a->kind == LK_VALUE_VARIABLE)
        type = pointer->a->decl->type;
    return type && type->kind == LK_TYPE_POINTER ? type->target : NULL;
}

/* Whether it lies in a variable, or in what a global pointer leads to, and all indexes are known. */
static bool is_certain(const lk_value *key) {
    for (; key->kind == LK_VALUE_FIELD || key->kind == LK_VALUE_INDEX; key = key->a)
        if (key->kind == LK_VALUE_INDEX && key->b->kind != LK_VALUE_CONSTANT)
            return false;
    return key->kind == LK_VALUE_VARIABLE || key->kind == LK_VALUE_LOAD;
}

const lk_value *lk_order_key(lk_values *to, const lk_knowledge *knowledge, const lk_value *lock, const lk_type **type) {
    *type = NULL;
    if (lock->kind == LK_VALUE_NAMED)
        return lk_value_named(to, lock->name, lock->a ? any_index(to) : NULL);
    if (lock->kind == LK_VALUE_LOAD) {
        *type = owner(knowledge, pointed_at(lock));
        return *type ? lk_value_memory(to, NULL, (*type)->record->id) : NULL;
    }
    const lk_value *key = place_of(to, lock).key;
    if (!key || key->kind == LK_VALUE_LOAD || key->is_vague)
        return NULL;
    return is_certain(key) ? key : lk_order_class(to, knowledge, key);
}

const lk_value *lk_order_class(lk_values *to, const lk_knowledge *knowledge, const lk_value *key) {
    const lk_type *type = key->kind == LK_VALUE_VARIABLE ? owner(knowledge, key->decl->type) : NULL;
    if (type)
        return lk_value_memory(to, NULL, type->record->id);
    if (key->kind == LK_VALUE_INDEX)
        return lk_value_index(to, lk_order_class(to, knowledge, key->a), any_index(to));
    if (key->kind != LK_VALUE_FIELD)
        return key;
    bool is_inside = key->a->kind == LK_VALUE_FIELD || key->a->kind == LK_VALUE_MEMORY;
    return is_inside ? lk_value_field(to, lk_order_class(to, knowledge, key->a), key->decl)
                     : lk_value_memory(to, key->decl, 0);
}

bool lk_order_is_member(const lk_value *key) {
    return key->kind == LK_VALUE_FIELD || (key->kind == LK_VALUE_MEMORY && key->op != 0);
}

bool lk_order_is_exact(const lk_value *key) {
    for (; key; key = key->a) {
        if (key->kind == LK_VALUE_VARIABLE)
            return true;
        if (key->kind == LK_VALUE_NAMED)
            return !key->a;
        bool is_certain =
            key->kind == LK_VALUE_FIELD || (key->kind == LK_VALUE_INDEX && key->b->kind == LK_VALUE_CONSTANT);
        if (!is_certain)
            return false;
    }
    return false;
}

bool lk_order_is_within(const lk_value *outer, const lk_value *inner) {
    while (lk_order_is_member(outer) && lk_order_is_member(inner) && outer->decl == inner->decl) {
        if (inner->kind == LK_VALUE_MEMORY)
            return outer->kind == LK_VALUE_FIELD;
        if (outer->kind == LK_VALUE_MEMORY)
            return false;
        outer = outer->a;
        inner = inner->a;
    }
    return false;
}

static const char *record_text(lk_arena *arena, const lk_record *record) {
    return lk_arena_printf(arena, "%s %s", record->is_union ? "union" : "struct", record->tag);
}

static const char *text_of(lk_arena *arena, const lk_value *key) {
    const char *inside = NULL;
    switch (key->kind) {
    case LK_VALUE_VARIABLE:
        return key->decl->name;
    case LK_VALUE_NAMED:
        return key->name;
    case LK_VALUE_MEMORY:
        if (!lk_order_is_member(key) || !key->decl->record || !key->decl->record->tag)
            return NULL;
        return lk_arena_printf(arena, "%s.%s", record_text(arena, key->decl->record), key->decl->name);
    case LK_VALUE_FIELD:
        inside = text_of(arena, key->a->kind == LK_VALUE_LOAD ? key->a->a : key->a);
        return inside ? lk_arena_printf(arena, "%s%s%s", inside, key->a->kind == LK_VALUE_LOAD ? "->" : ".",
                                        key->decl->name)
                      : NULL;
    case LK_VALUE_INDEX:
        inside = text_of(arena, key->a->kind == LK_VALUE_LOAD ? key->a->a : key->a);
        if (inside && key->b->kind == LK_VALUE_CONSTANT)
            return lk_arena_printf(arena, "%s[%lld]", inside, (long long)key->b->constant);
        return inside ? lk_arena_printf(arena, "%s[]", inside) : NULL;
    default:
        return NULL;
    }
}

const char *lk_order_label(lk_arena *arena, const lk_value *key, const lk_type *type, const char *written) {
    if (type && type->alias)
        return type->alias;
    if (type && type->record->tag)
        return record_text(arena, type->record);
    const char *text = text_of(arena, key);
    return text ? text : written;
}
