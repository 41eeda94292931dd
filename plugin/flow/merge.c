/* merge.c -- property simulation's merge: paths that agree on locks and handles become one. */
#include "flow/state.h"

static bool same_lock(const lk_lock_entry *a, const lk_lock_entry *b) {
    return a->guard == b->guard && a->status == b->status && a->mode == b->mode && a->depth == b->depth;
}

bool lk_state_same_key(const lk_state *a, const lk_state *b) {
    if (a->lock_count != b->lock_count || a->handle_count != b->handle_count)
        return false;
    for (uint32_t i = 0; i < a->lock_count; i++) {
        const lk_lock_entry *other = lk_state_find_lock(b, a->locks[i].lock);
        if (!other || !same_lock(&a->locks[i], other))
            return false;
    }
    for (uint32_t i = 0; i < a->handle_count; i++)
        if (!lk_state_find_handle(b, a->handles[i].handle))
            return false;
    return true;
}

/* Independent of the order of the entries. */
uint64_t lk_state_key_hash(const lk_state *self) {
    uint64_t hash = self->lock_count * 31u + self->handle_count;
    for (uint32_t i = 0; i < self->lock_count; i++) {
        const lk_lock_entry *lock = &self->locks[i];
        uint64_t part = lock->lock->id * 64u + lock->status * 16u + lock->mode * 4u + lock->depth;
        hash += part * 0x9E3779B97F4A7C15u;
    }
    for (uint32_t i = 0; i < self->handle_count; i++)
        hash += (self->handles[i].handle->id + 1u) * 0xC2B2AE3D27D4EB4Fu;
    return hash;
}

/* ---- bindings: two sorted lists, walked together ---- */

/* What both paths bind alike stays; the rest is what the place holds where they meet. A slot lives within one
   expression: one that only one side has is spent. */
static const lk_value *met(lk_values *values, const lk_value *key, const lk_value *a, const lk_value *b,
                           uint32_t block) {
    if (a == b)
        return a;
    if ((!a || !b) && lk_value_is_slot(key))
        return NULL;
    return lk_value_phi(values, block, key);
}

static bool merge_bindings(lk_state_pool *pool, lk_values *values, lk_state *self, const lk_state *other,
                           uint32_t block) {
    lk_state *merged = lk_state_new(pool);
    bool changed = false;
    uint32_t i = 0, k = 0;
    while (i < self->binding_count || k < other->binding_count) {
        const lk_binding *a = i < self->binding_count ? &self->bindings[i] : NULL;
        const lk_binding *b = k < other->binding_count ? &other->bindings[k] : NULL;
        bool take_a = a && (!b || a->key->id <= b->key->id), take_b = b && (!a || b->key->id <= a->key->id);
        const lk_value *key = take_a ? a->key : b->key, *old = take_a ? a->value : NULL;
        const lk_value *value = met(values, key, old, take_b ? b->value : NULL, block);
        changed |= value != old;
        if (value)
            lk_state_append_binding(pool, merged, (lk_binding){key, value});
        i += take_a;
        k += take_b;
    }
    if (changed)
        lk_state_swap_bindings(self, merged);
    lk_state_put_back(pool, merged);
    return changed;
}

static bool has_fact(const lk_state *state, const lk_fact *fact) {
    for (uint32_t i = 0; i < state->fact_count; i++)
        if (lk_fact_equal(&state->facts[i], fact))
            return true;
    return false;
}

static bool merge_facts(lk_state *self, const lk_state *other) {
    uint32_t kept = 0, before = self->fact_count;
    for (uint32_t i = 0; i < before; i++)
        if (has_fact(other, &self->facts[i]))
            self->facts[kept++] = self->facts[i];
    self->fact_count = kept;
    return kept != before;
}

bool lk_state_merge(lk_state_pool *pool, lk_values *values, lk_state *self, const lk_state *other, uint32_t block) {
    bool changed = merge_bindings(pool, values, self, other, block);
    return merge_facts(self, other) || changed;
}

/* ---- joining what differs ---- */

static void join_lock(lk_state_pool *pool, lk_state *into, const lk_lock_entry *lock) {
    lk_lock_entry *mine = lk_state_find_lock(into, lock->lock);
    if (mine && same_lock(mine, lock))
        return;
    lk_lock_entry maybe = *lock;
    maybe.status = LK_STATUS_MAYBE;
    maybe.mode = LK_MODE_EXCLUSIVE;
    maybe.depth = 0;
    maybe.guard = NULL;
    if (mine)
        *mine = maybe;
    else
        lk_state_add_lock(pool, into, maybe);
}

void lk_state_join_keys(lk_state_pool *pool, lk_state *a, lk_state *b) {
    for (uint32_t i = 0; i < b->lock_count; i++)
        join_lock(pool, a, &b->locks[i]);
    for (uint32_t i = 0; i < a->lock_count; i++)
        join_lock(pool, b, &a->locks[i]);
    for (uint32_t i = 0; i < b->lock_count; i++)
        join_lock(pool, a, &b->locks[i]);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < a->handle_count; i++)
        if (lk_state_find_handle(b, a->handles[i].handle))
            a->handles[kept++] = a->handles[i];
    a->handle_count = kept;
    kept = 0;
    for (uint32_t i = 0; i < b->handle_count; i++)
        if (lk_state_find_handle(a, b->handles[i].handle))
            b->handles[kept++] = b->handles[i];
    b->handle_count = kept;
}
