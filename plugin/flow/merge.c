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
    return a->guard == b->guard && a->status == b->status && a->mode == b->mode && a->depth == b->depth;
}

bool lk_state_same_key(const lk_state *a, const lk_state *b) {
    if (a->lock_count != b->lock_count || a->handle_count != b->handle_count)
        return false;
    for (uint32_t i = 0; i < a->lock_count; i++) {
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

/* Values up to here are told apart one by one: flags, small error codes, and loops of few turns. */
enum { SMALL = 4 };

typedef struct meeting {
    lk_state_pool *pool;
    lk_values *values;
    lk_state *self;
    const lk_state *other;
    uint32_t block;
    bool changed;
} meeting;

static bool excludes(const lk_fact *fact, int64_t constant) {
    for (uint32_t i = 0; i < fact->excluded_count; i++)
        if (fact->excluded[i] == constant)
            return true;
    return constant < fact->low || constant > fact->high;
}

/* Whether `low <= value <= high`, none of them excluded, decides the comparison with a constant. */
static bool decides(const lk_fact *fact, uint8_t op, int64_t constant, bool *is_true) {
    bool is_less = fact->high<constant, is_greater = fact->low> constant;
    bool is_equal = fact->low == constant && fact->high == constant;
    switch (op) {
    case LK_OP_EQ:
    case LK_OP_NE:
        *is_true = is_equal == (op == LK_OP_EQ);
        return is_equal || excludes(fact, constant);
    case LK_OP_LT:
    case LK_OP_GE:
        *is_true = is_less == (op == LK_OP_LT);
        return is_less || fact->low >= constant;
    default:
        *is_true = is_greater == (op == LK_OP_GT);
        return is_greater || fact->high <= constant;
    }
}

/* `found = result == 0` is 0 or 1, and which of them when the result is known. */
static void know_comparison(const lk_state *state, const lk_value *comparison, lk_fact *fact) {
    lk_fact compared;
    bool is_true;
    fact->low = 0;
    fact->high = 1;
    if (comparison->b->kind == LK_VALUE_CONSTANT && lk_state_known(state, comparison->a, &compared) &&
        decides(&compared, comparison->op, comparison->b->constant, &is_true))
        fact->low = fact->high = is_true;
}

/* `i + 1`, where something is known of i. */
static bool know_sum(const lk_state *state, const lk_value *sum, lk_fact *fact) {
    lk_fact part;
    bool is_known = sum->op == LK_OP_ADD && sum->b && sum->b->kind == LK_VALUE_CONSTANT &&
                    lk_state_known(state, sum->a, &part) && !part.other;
    int64_t more = is_known ? sum->b->constant : 0;
    is_known &= more >= -SMALL && more <= SMALL && part.low >= -SMALL && part.high <= SMALL;
    if (is_known) {
        fact->low = part.low + more;
        fact->high = part.high + more;
    }
    return is_known;
}

bool lk_state_known(const lk_state *state, const lk_value *value, lk_fact *fact) {
    *fact = (lk_fact){.low = INT64_MIN, .high = INT64_MAX, .relation = LK_ANY_RELATION};
    if (!value)
        return false;
    if (value->kind == LK_VALUE_CONSTANT || value->kind == LK_VALUE_MOVED) {
        fact->low = fact->high = value->kind == LK_VALUE_MOVED ? 0 : value->constant;
        return true;
    }
    if (lk_value_is_address(value)) {
        fact->excluded[fact->excluded_count++] = 0;
        return true;
    }
    if (value->kind == LK_VALUE_COMPUTE && value->b && value->op >= LK_OP_EQ && value->op <= LK_OP_GE) {
        know_comparison(state, value, fact);
        return true;
    }
    const lk_fact *told = lk_state_find_fact(state, value, NULL);
    if (told)
        *fact = *told;
    return told || (value->kind == LK_VALUE_COMPUTE && know_sum(state, value, fact));
}

static void keep_excluded(lk_fact *joined, const lk_fact *from, const lk_fact *also) {
    for (uint32_t i = 0; i < from->excluded_count && joined->excluded_count < LK_FACT_EXCLUDED; i++)
        if (excludes(also, from->excluded[i]) && !excludes(joined, from->excluded[i]))
            joined->excluded[joined->excluded_count++] = from->excluded[i];
}

/* What holds on both sides. An end that moves although the phi stood already is given up at once, so that
   counters settle; but not while it is small. */
static lk_fact join_facts(const lk_fact *a, const lk_fact *b, bool is_widening) {
    lk_fact joined = {.low = a->low < b->low ? a->low : b->low,
                      .high = a->high > b->high ? a->high : b->high,
                      .relation = LK_ANY_RELATION};
    bool is_small = joined.low >= -SMALL && joined.high <= SMALL;
    if (is_widening && !is_small) {
        joined.low = joined.low != a->low ? INT64_MIN : joined.low;
        joined.high = joined.high != a->high ? INT64_MAX : joined.high;
    }
    bool keeps_zero_out = excludes(a, 0) && excludes(b, 0);
    keep_excluded(&joined, a, b);
    keep_excluded(&joined, b, a);
    if (keeps_zero_out && !excludes(&joined, 0) && joined.excluded_count < LK_FACT_EXCLUDED)
        joined.excluded[joined.excluded_count++] = 0;
    return joined;
}

static bool says_something(const lk_fact *fact) {
    bool says_where = fact->low != INT64_MIN || fact->high != INT64_MAX || fact->excluded_count;
    return says_where || (fact->other && fact->relation != LK_ANY_RELATION);
}

static void meet_facts(meeting *at, const lk_value *phi, const lk_value *mine, const lk_value *theirs) {
    lk_fact a, b;
    bool both = lk_state_known(at->self, mine, &a) && lk_state_known(at->other, theirs, &b);
    if (!both) {
        at->changed |= mine == phi && a.value == phi;
        return;
    }
    lk_fact joined = join_facts(&a, &b, mine == phi);
    joined.value = phi;
    at->changed |= mine == phi && !(says_something(&joined) && lk_fact_equal(&joined, &a));
    if (says_something(&joined))
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
    return says_something(mine);
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

bool lk_state_merge(lk_state_pool *pool, lk_values *values, lk_state *self, const lk_state *other, uint32_t block) {
    meeting at = {.pool = pool, .values = values, .self = self, .other = other, .block = block};
    pool->met.count = 0;
    merge_bindings(&at);
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
