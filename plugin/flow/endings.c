/* endings.c -- the paths that return, side by side: which of them leave a lock held that others let go.

   A function that locks for its caller does so on every path, or on those that return one kind of value. So a lock that
   is still held is told of only when another path has let it go, and the caller can't tell the two apart by what they
   return; or when the one that holds it returns what says failure. What a thread begins with has no such caller. */
#include "flow/simulator.h"

typedef struct lk_leaving {
    lk_simulator *simulator;
    const lk_ending *ending;
    uint32_t block;
    const lk_lock_entry *held;
} lk_leaving;

/* ---- who may let it go later ---- */

static bool is_part(const lk_value *lock, const lk_value *object) {
    for (; lock; lock = lock->a)
        if (lock == object)
            return true;
    return false;
}

static bool is_own_variable(const lk_value *lock) {
    const lk_decl *root = lk_value_root(lock);
    return root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM);
}

/* Whether somebody else gets the lock, held: with its object or its guard. */
static bool is_handed_on(const lk_leaving *self) {
    const lk_value *result = self->ending->result, *lock = self->held->lock;
    const lk_value *given = result ? lk_value_object(self->simulator->values, result) : NULL;
    if (self->held->guard)
        return self->held->guard == result || self->held->is_published;
    return (given && given->kind != LK_VALUE_CONSTANT && is_part(lock, given)) ||
           (self->held->is_published && !lk_choice_is_callers(lock));
}

/* ---- what the caller sees of it ---- */

static bool may_be(lk_simulator *self, const lk_state *state, const lk_value *value, lk_operator op) {
    lk_state *trial = lk_state_copy(&self->pool, state);
    bool may = lk_state_assume(&self->pool, trial, self->values, value, op, lk_value_constant(self->values, 0));
    lk_state_put_back(&self->pool, trial);
    return may;
}

static lk_fact result_of(lk_simulator *self, const lk_ending *ending) {
    lk_fact fact;
    if (!lk_state_known(ending->state, ending->result, &fact)) {
        if (!may_be(self, ending->state, ending->result, LK_OP_EQ))
            lk_fact_exclude(&fact, 0);
        else if (!may_be(self, ending->state, ending->result, LK_OP_NE))
            fact.low = fact.high = 0;
    }
    return fact;
}

/* A null pointer or a negative number. */
static bool says_failure(const lk_simulator *self, const lk_fact *result) {
    const lk_type *type = self->ir->function->type ? self->ir->function->type->target : NULL;
    bool is_pointer = type && type->kind == LK_TYPE_POINTER;
    return is_pointer ? result->low == 0 && result->high == 0 : result->high < 0;
}

/* A flag among the arguments, or where they lead, that one of them went by: the caller knows what it gave. */
static bool differ_by_argument(const lk_state *a, const lk_state *b) {
    for (uint32_t i = 0; i < a->fact_count; i++) {
        const lk_value *value = a->facts[i].value;
        const lk_fact *other = lk_choice_is_flag(value) ? lk_state_find_fact(b, value, a->facts[i].other) : NULL;
        if (other && !other->other && lk_fact_apart(&a->facts[i], other))
            return true;
    }
    return false;
}

static bool is_constant(const lk_value *value, int64_t constant) {
    return value && value->kind == LK_VALUE_CONSTANT && value->constant == constant;
}

/* What one of them left in memory for the caller: a flag that is set, or the object, where the other left 0. */
static bool differ_by_memory(const lk_leaving *self, const lk_state *other) {
    const lk_state *mine = self->ending->state;
    const lk_type *type = self->simulator->ir->function->type;
    bool gives_record = type && type->target && type->target->kind == LK_TYPE_RECORD;
    for (uint32_t i = 0; i < mine->binding_count; i++) {
        const lk_binding *binding = &mine->bindings[i];
        bool is_kept = is_constant(binding->value, 1) || is_part(self->held->lock, binding->value);
        bool is_seen = gives_record || !is_own_variable(binding->key);
        const lk_value *theirs = lk_state_get(other, binding->key);
        bool is_result = binding->key->kind == LK_VALUE_LOAD && lk_choice_is_callers(binding->key);
        if (is_kept && is_seen && (is_constant(theirs, 0) || (is_result && theirs != binding->value)))
            return true;
    }
    return false;
}

/* Whether the caller can tell the path that holds the lock from the one that doesn't. */
static bool can_be_told_apart(const lk_leaving *self, const lk_ending *other, uint32_t block) {
    const lk_ending *mine = self->ending;
    if (mine->result && other->result) {
        lk_fact a = result_of(self->simulator, mine), b = result_of(self->simulator, other);
        bool has_failed = says_failure(self->simulator, &a);
        if (lk_fact_apart(&a, &b))
            return !has_failed || says_failure(self->simulator, &b);
        if (!has_failed && says_failure(self->simulator, &b))
            return true;
    }
    if (differ_by_memory(self, other->state))
        return true;
    return block == self->block && differ_by_argument(mine->state, other->state);
}

/* ---- comparing ---- */

static bool holds(const lk_state *state, const lk_value *lock) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].lock == lock)
            return state->locks[i].status == LK_STATUS_HELD;
    return false;
}

/* Whether the other path holds the same member of another object: by hand over hand, it has gone on to that. */
static bool has_gone_on(const lk_leaving *self, const lk_state *other) {
    const lk_value *lock = self->held->lock;
    for (uint32_t i = 0; lock->kind == LK_VALUE_FIELD && i < other->lock_count; i++) {
        const lk_lock_entry *entry = &other->locks[i];
        bool is_same_member = entry->lock->kind == LK_VALUE_FIELD && entry->lock->decl == lock->decl;
        if (entry->status == LK_STATUS_HELD && !entry->of_caller && is_same_member &&
            !holds(self->ending->state, entry->lock))
            return true;
    }
    return false;
}

/* Where the other path let go of the lock that this one holds; NULL when it did not, or when it never had it. */
static const lk_lock_entry *let_go_on(const lk_leaving *self, const lk_state *other) {
    const lk_lock_entry *found = NULL;
    for (uint32_t i = 0; i < other->lock_count; i++) {
        const lk_lock_entry *entry = &other->locks[i];
        if (lk_value_relation(entry->lock, self->held->lock) > LK_SIMILAR)
            continue;
        if (!lk_lock_is_over(entry))
            return NULL;
        if (!entry->failed)
            found = entry;
    }
    return found;
}

/* The first other path on which the lock is let go, and from which the caller can't tell this one: how it lets go. What
   this path gave the object to may have let it go, unless the other path did the same. */
static const lk_witness *find_other(const lk_leaving *self) {
    const lk_simulator *simulator = self->simulator;
    const lk_lock_entry *found = NULL;
    uint64_t given = 0;
    for (uint32_t b = 0; b < simulator->ir->blocks.count; b++)
        for (uint32_t i = 0; i < simulator->states[b].endings.count; i++) {
            const lk_ending *other = &simulator->states[b].endings.items[i];
            const lk_lock_entry *entry = let_go_on(self, other->state);
            if (!entry || has_gone_on(self, other->state) || can_be_told_apart(self, other, b))
                continue;
            given |= entry->given_to;
            if (!found)
                found = entry;
        }
    return found && (self->held->given_to & ~given) == 0 ? found->witness : NULL;
}

/* ---- what a loop has gone past ---- */

static bool leads_to(const lk_simulator *simulator, uint32_t from, uint32_t to) {
    uint32_t count = simulator->ir->blocks.count;
    bool *is_reached = LK_NEW_ARRAY(simulator->arena, bool, count);
    uint32_t *queue = LK_NEW_ARRAY(simulator->arena, uint32_t, count + 1), size = 0;
    queue[size++] = from;
    for (uint32_t i = 0; i < size; i++) {
        const lk_block *block = &simulator->ir->blocks.items[queue[i]];
        for (uint32_t k = 0; k < block->target_count; k++)
            if (!is_reached[block->targets[k]]) {
                is_reached[block->targets[k]] = true;
                queue[size++] = block->targets[k];
            }
    }
    return is_reached[to];
}

/* Whether nothing that the function took is, or may be, held. */
static bool is_free_of_locks(const lk_state *state) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].status != LK_STATUS_FREE && !state->locks[i].of_caller)
            return false;
    return true;
}

static bool has_way_out(const lk_leaving *self, uint32_t from) {
    const lk_simulator *simulator = self->simulator;
    for (uint32_t b = 0; b < simulator->ir->blocks.count; b++)
        for (uint32_t i = 0; i < simulator->states[b].endings.count; i++) {
            const lk_ending *other = &simulator->states[b].endings.items[i];
            if (is_free_of_locks(other->state) && !can_be_told_apart(self, other, b) && leads_to(simulator, from, b))
                return true;
        }
    return false;
}

/* In `for (; c; c = c->next)` the locks of those that were passed have lost their name when the loop ends. What was
   taken by the same call is let go in the loop, and from there a way leads out with no lock held. */
static const lk_witness *find_passed(const lk_leaving *self) {
    const lk_simulator *simulator = self->simulator;
    for (uint32_t i = 0; i < simulator->releases.count; i++) {
        const lk_release *passed = &simulator->releases.items[i];
        lk_loc taken = self->held->witness->span.begin;
        bool is_same = passed->taken.begin.file == taken.file && passed->taken.begin.offset == taken.offset;
        if (is_same && lk_loops_has(&simulator->loops, passed->block) &&
            (self->held->given_to & ~passed->given_to) == 0 && has_way_out(self, passed->block))
            return passed->witness;
    }
    return NULL;
}

/* Whether all paths that end where this one does hold the lock. */
static bool is_sure(const lk_leaving *self) {
    const lk_simulator *simulator = self->simulator;
    for (uint32_t i = 0; i < simulator->states[self->block].endings.count; i++)
        if (!holds(simulator->states[self->block].endings.items[i].state, self->held->lock))
            return false;
    return true;
}

static void tell(const lk_leaving *self, const lk_witness *other) {
    lk_simulator *simulator = self->simulator;
    const lk_block *block = &simulator->ir->blocks.items[self->block];
    simulator->block = self->block;
    lk_event event = {.kind = LK_EVENT_LEAVE,
                      .span = block->span.begin.file ? block->span : simulator->ir->end,
                      .object = self->held->lock,
                      .name = self->held->witness->name,
                      .other = other,
                      .is_sure = is_sure(self)};
    lk_tell(simulator, self->ending->state, event);
}

static void judge(lk_leaving *self) {
    const lk_knowledge *knowledge = self->simulator->knowledge;
    const lk_decl *function = self->simulator->ir->function;
    bool is_entry = lk_knowledge_is_entry(knowledge, function);
    if (lk_knowledge_is_root(knowledge, function) && !is_entry && !lk_knowledge_is_handler(knowledge, function))
        return; /* with `main`, all ends */
    if (self->held->status != LK_STATUS_HELD || self->held->of_caller || self->held->is_nested ||
        is_own_variable(self->held->lock))
        return;
    if (is_handed_on(self) || lk_choice_kept(self->simulator, self->held))
        return;
    const lk_witness *other = find_other(self);
    if (!other)
        other = find_passed(self);
    if (other || (is_entry && !self->held->given_to))
        tell(self, other);
}

void lk_endings_compare(lk_simulator *simulator) {
    for (uint32_t b = 0; b < simulator->ir->blocks.count; b++)
        for (uint32_t i = 0; i < simulator->states[b].endings.count; i++) {
            const lk_ending *ending = &simulator->states[b].endings.items[i];
            for (uint32_t k = 0; k < ending->state->lock_count; k++) {
                lk_leaving leaving = {simulator, ending, b, &ending->state->locks[k]};
                judge(&leaving);
            }
        }
}
