/* merge.c -- property simulation's merge: paths that agree on locks and handles become one. */
#include "flow/state.h"

/* The variable that leads to a lock's object on this path, NULL when none does any more. */
static const lk_value *name_of(const lk_state *state, const lk_value *lock) {
    const lk_value *base = lk_value_base(lock);
    if (base->kind == LK_VALUE_VARIABLE)
        return base;
    if (base->kind == LK_VALUE_LOAD && base->a->kind == LK_VALUE_VARIABLE && !lk_state_get(state, base->a))
        return base->a;
    for (uint32_t i = 0; i < state->binding_count; i++)
        if (state->bindings[i].value == base && state->bindings[i].key->kind == LK_VALUE_VARIABLE)
            return state->bindings[i].key;
    return NULL;
}

static bool same_lock(const lk_lock_entry *a, const lk_lock_entry *b) {
    return a->guard == b->guard && a->status == b->status && a->mode == b->mode && a->depth == b->depth &&
           a->of_caller == b->of_caller;
}

static bool has_history(const lk_state *self, const lk_state *of) {
    for (uint32_t i = 0; i < of->lock_count; i++) {
        const lk_lock_entry *mine = lk_lock_is_over(&of->locks[i]) ? lk_state_find_lock(self, of->locks[i].lock) : NULL;
        if (lk_lock_is_over(&of->locks[i]) && !(mine && lk_lock_is_over(mine)))
            return false;
    }
    return true;
}

static bool has_chosen(const lk_state *self) {
    uint64_t chosen = 0;
    for (uint32_t i = 0; i < self->lock_count; i++)
        chosen |= self->locks[i].chosen;
    return chosen != 0;
}

static bool chose_alike(const lk_state *a, const lk_state *b) {
    bool any = has_chosen(a) || has_chosen(b);
    for (uint32_t i = 0; any && i < a->lock_count; i++) {
        const lk_lock_entry *other = lk_state_find_lock(b, a->locks[i].lock);
        if (other && other->chosen != a->locks[i].chosen)
            return false;
    }
    return true;
}

bool lk_state_same_history(const lk_state *a, const lk_state *b) {
    return chose_alike(a, b) && has_history(a, b) && has_history(b, a) && lk_owners_same(a, b);
}

static uint32_t counting_locks(const lk_state *self) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->lock_count; i++)
        count += !lk_lock_is_over(&self->locks[i]);
    return count;
}

bool lk_state_same_key(const lk_state *a, const lk_state *b) {
    if (a->is_odd != b->is_odd || counting_locks(a) != counting_locks(b) || a->handle_count != b->handle_count)
        return false;
    for (uint32_t i = 0; i < a->lock_count; i++) {
        if (lk_lock_is_over(&a->locks[i]))
            continue;
        const lk_lock_entry *other = lk_state_find_lock(b, a->locks[i].lock);
        if (!other || !same_lock(&a->locks[i], other))
            return false;
        bool is_held = other->status == LK_STATUS_HELD;
        if (is_held && name_of(a, other->lock) != name_of(b, other->lock)) /* merged, it would lose its name */
            return false;
    }
    for (uint32_t i = 0; i < a->handle_count; i++)
        if (!lk_state_find_handle(b, a->handles[i].handle))
            return false;
    return true;
}

/* ---- facts about phis ---- */

typedef struct meeting {
    lk_state_pool *pool;
    lk_values *values;
    lk_state *self;
    const lk_state *other;
    uint32_t block;
    bool changed;
} meeting;

/* An end that moves although the phi stood already is given up at once, so that counters settle; but not while it is
   small. */
static lk_fact join_facts(const lk_fact *a, const lk_fact *b, bool is_widening) {
    lk_fact joined = lk_fact_join(a, b);
    bool is_small = joined.low >= -LK_SMALL && joined.high <= LK_SMALL;
    if (is_widening && !is_small) {
        joined.low = joined.low != a->low ? INT64_MIN : joined.low;
        joined.high = joined.high != a->high ? INT64_MAX : joined.high;
        if (lk_fact_excludes(a, 0) && lk_fact_excludes(b, 0))
            lk_fact_exclude(&joined, 0);
    }
    return joined;
}

static void meet_facts(meeting *at, const lk_value *phi, const lk_value *mine, const lk_value *theirs) {
    lk_fact a, b;
    bool is_known = mine && lk_state_known(at->self, mine, &a);
    if (!is_known || !theirs || !lk_state_known(at->other, theirs, &b)) {
        at->changed |= is_known && mine == phi;
        return;
    }
    lk_fact joined = join_facts(&a, &b, mine == phi);
    joined.value = phi;
    bool says_something = lk_fact_says_something(&joined);
    at->changed |= mine == phi && !(says_something && lk_fact_equal(&joined, &a));
    if (says_something)
        lk_array_push(at->pool->arena, &at->pool->met, joined); /* what both sides know of the values that meet */
}

/* ---- bindings: two sorted lists, walked together ---- */

/* What both paths bind alike stays; the rest is what the place holds where they meet. A slot lives within one
   expression: one that only one side has is spent. */
static const lk_value *met(meeting *at, const lk_value *key, const lk_value *a, const lk_value *b) {
    if (a == b)
        return a;
    if ((!a || !b) && lk_value_is_slot(key))
        return NULL;
    const lk_value *phi = lk_value_phi(at->values, at->block, key);
    lk_owner_forget(at->self, a);
    lk_owner_forget(at->self, b);
    if (key->kind != LK_VALUE_MEMORY || lk_value_is_slot(key))
        meet_facts(at, phi, a, b);
    return phi;
}

static void merge_bindings(meeting *at) {
    lk_state *self = at->self, *merged = lk_state_new(at->pool);
    const lk_state *other = at->other;
    bool changed = false;
    uint32_t i = 0, k = 0;
    while (i < self->binding_count || k < other->binding_count) {
        const lk_binding *a = i < self->binding_count ? &self->bindings[i] : NULL;
        const lk_binding *b = k < other->binding_count ? &other->bindings[k] : NULL;
        bool take_a = a && (!b || a->key->id <= b->key->id), take_b = b && (!a || b->key->id <= a->key->id);
        const lk_value *key = take_a ? a->key : b->key, *old = take_a ? a->value : NULL;
        const lk_value *value = met(at, key, old, take_b ? b->value : NULL);
        changed |= value != old;
        if (value)
            lk_state_append_binding(at->pool, merged, (lk_binding){key, value});
        i += take_a;
        k += take_b;
    }
    if (changed)
        lk_state_swap_bindings(self, merged);
    lk_state_put_back(at->pool, merged);
    at->changed |= changed;
}

/* What both sides know of a value that neither side has changed; false when that is nothing. It grows no further than
   the constants that the function compares with, so it settles without widening; but a phi of this block counts the
   turns of a loop. */
static bool share(const meeting *at, lk_fact *mine) {
    const lk_fact *theirs = lk_state_find_fact(at->other, mine->value, mine->other);
    if (!theirs)
        return false;
    bool counts = mine->value->kind == LK_VALUE_PHI && mine->value->site == at->block;
    lk_fact joined = join_facts(mine, theirs, counts);
    joined.value = mine->value;
    joined.other = mine->other;
    if (mine->other)
        joined.relation = mine->relation | theirs->relation;
    *mine = joined;
    return lk_fact_says_something(mine);
}

static bool is_of_phi(const meeting *at, const lk_fact *fact) {
    const lk_value *value = fact->value;
    return value->kind == LK_VALUE_PHI && value->site == at->block && !fact->other &&
           lk_state_get(at->self, value->a) == value && lk_state_get(at->other, value->a) != value;
}

static void merge_facts(meeting *at) {
    lk_state *self = at->self;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < self->fact_count; i++) {
        if (is_of_phi(at, &self->facts[i]))
            continue;
        lk_fact fact = self->facts[i];
        bool stays = share(at, &fact);
        at->changed |= !stays || !lk_fact_equal(&fact, &self->facts[i]);
        if (stays)
            self->facts[kept++] = fact;
    }
    self->fact_count = kept;
    for (uint32_t i = 0; i < at->pool->met.count; i++)
        lk_state_add_fact(at->pool, self, &at->pool->met.items[i]);
}

/* ---- locks ---- */

static void meet_lock(meeting *at, lk_lock_entry *mine, const lk_lock_entry *theirs) {
    bool is_sure = mine->is_sure && theirs->is_sure && mine->failed == theirs->failed;
    bool is_nested = mine->is_nested || theirs->is_nested;
    mine->was_open |= theirs->was_open;
    bool is_published = mine->is_published || theirs->is_published;
    uint64_t given_to = mine->given_to | theirs->given_to, chosen = mine->chosen | theirs->chosen;
    bool is_mistake = mine->is_mistake && theirs->is_mistake;
    if (mine->failed && !theirs->failed) { /* one of them has let it go */
        mine->failed = NULL;
        mine->witness = theirs->witness;
        at->changed = true;
    }
    at->changed |= is_mistake != mine->is_mistake || is_nested != mine->is_nested || is_sure != mine->is_sure ||
                   given_to != mine->given_to || is_published != mine->is_published || chosen != mine->chosen;
    mine->is_sure = is_sure;
    mine->is_mistake = is_mistake;
    mine->is_nested = is_nested;
    mine->is_published = is_published;
    mine->given_to = given_to;
    mine->chosen = chosen;
}

/* What only one side has let go is still told of, but is not sure. */
static void merge_locks(meeting *at) {
    lk_state *self = at->self;
    for (uint32_t i = 0; i < self->lock_count; i++) {
        const lk_lock_entry *theirs = lk_state_find_lock(at->other, self->locks[i].lock);
        if (theirs && theirs->status == self->locks[i].status) {
            meet_lock(at, &self->locks[i], theirs);
        } else {
            at->changed |= self->locks[i].is_sure;
            self->locks[i].is_sure = false;
        }
    }
    for (uint32_t i = 0; i < at->other->lock_count; i++) {
        lk_lock_entry theirs = at->other->locks[i];
        if (lk_state_find_lock(self, theirs.lock) || self->lock_count == LK_MOST_LOCKS)
            continue;
        theirs.is_sure = false;
        lk_state_add_lock(at->pool, self, theirs);
        at->changed = true;
    }
}

/* Behind a switch, it doesn't matter any more which case was followed. */
static void merge_cases(meeting *at) {
    lk_state *self = at->self;
    if (self->chosen_case == 0 || (self->chosen_case == at->other->chosen_case && self->chooser == at->other->chooser))
        return;
    self->chooser = NULL;
    self->chosen_case = 0;
    at->changed = true;
}

bool lk_state_merge(lk_state_pool *pool, lk_values *values, lk_state *self, const lk_state *other, uint32_t block) {
    meeting at = {.pool = pool, .values = values, .self = self, .other = other, .block = block};
    at.changed = self->is_root && !other->is_root;
    self->is_root &= other->is_root;
    pool->met.count = 0;
    merge_locks(&at);
    merge_cases(&at);
    at.changed |= lk_life_meet(self, other);
    at.changed |= lk_answers_meet(self, other);
    at.changed |= lk_owners_meet(self, other);
    uint32_t owners = self->owner_count;
    merge_bindings(&at);
    at.changed |= owners != self->owner_count;
    merge_facts(&at);
    return at.changed;
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
    a->is_odd |= b->is_odd;
    b->is_odd = a->is_odd;
    lk_state_remove_over(a);
    lk_state_remove_over(b);
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
