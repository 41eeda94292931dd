/* locks.c -- taking locks and letting them go on one path, whatever made it happen. */
#include "flow/simulator.h"

enum { DEEPEST_HOLD = 3 };

static void doubt(lk_lock_entry *entry) {
    entry->status = LK_STATUS_MAYBE;
    entry->depth = 1;
}

static void set_free(lk_lock_entry *entry, const lk_witness *witness) {
    entry->status = LK_STATUS_FREE;
    entry->is_sure = !entry->was_open;
    entry->guard = NULL;
    entry->chosen = 0;
    entry->witness = witness;
}

/* ---- taking ---- */

void lk_lock_take(lk_simulator *self, lk_state *state, lk_lock_entry taken) {
    if (state->is_odd)
        doubt(&taken);
    lk_life_relock(state);
    lk_lock_entry *known = lk_state_find_lock(state, taken.lock);
    if (!known) {
        if (!lk_state_add_lock(&self->pool, state, taken)) {
            self->incomplete = true;
            state->is_root = false;
        }
    } else if (known->status == LK_STATUS_HELD) {
        known->depth += known->depth < DEEPEST_HOLD;
        known->is_nested |= known->mode == LK_MODE_EXCLUSIVE || taken.mode == LK_MODE_EXCLUSIVE;
        if (taken.mode == LK_MODE_EXCLUSIVE)
            known->mode = taken.mode;
    } else if (known->status == LK_STATUS_FREE ||
               (taken.status == LK_STATUS_HELD && known->reentrancy == LK_REENTRANT_NO)) {
        taken.of_caller = known->of_caller && !known->is_mistake;
        taken.was_open = known->status == LK_STATUS_MAYBE;
        *known = taken;
    }
}

void lk_lock_know_object(lk_simulator *self, lk_state *state, const lk_value *lock) {
    lk_state_assume(&self->pool, state, self->values, lk_value_base(lock), LK_OP_NE,
                    lk_value_constant(self->values, 0));
}

/* ---- letting go ---- */

static void let_go(lk_simulator *self, lk_state *state, lk_lock_entry *entry, const lk_lock_entry *released) {
    if (entry->status == LK_STATUS_HELD)
        lk_choice_note_release(self, entry, released->witness);
    if (entry->status == LK_STATUS_HELD && entry->depth > 1) {
        entry->depth--;
    } else if (entry->status == LK_STATUS_MAYBE && entry->reentrancy != LK_REENTRANT_NO) {
        return;
    } else if (entry->of_caller || entry->status == LK_STATUS_HELD) {
        set_free(entry, released->witness);
    } else {
        lk_state_remove_lock(state, entry);
    }
}

/* A lock that this path did not take: whoever called must hold it. A variable of the function itself is no caller's. */
static void let_go_of_callers(lk_simulator *self, lk_state *state, lk_lock_entry released) {
    const lk_decl *root = lk_value_root(released.lock);
    if (root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM))
        return;
    released.of_caller = released.is_sure = true;
    if (!lk_state_add_lock(&self->pool, state, released))
        self->incomplete = true;
}

static bool is_of_kind(const lk_lock_entry *entry, const lk_lock_type *type) {
    return !type || entry->kind == type->kind;
}

/* What else the name may mean may be free now; gives whether there is any. */
static bool doubt_others(lk_state *state, const lk_lock_entry *released) {
    bool any = false;
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_lock_entry *entry = &state->locks[i];
        if (entry->status == LK_STATUS_FREE || !is_of_kind(entry, released->type) || entry->lock == released->lock ||
            lk_value_relation(entry->lock, released->lock) == LK_DIFFERENT)
            continue;
        doubt(entry);
        any = true;
    }
    return any;
}

/* One name read at two times is the lock that it was. */
static lk_lock_entry *find_similar(const lk_state *state, const lk_value *lock) {
    lk_lock_entry *similar = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].status != LK_STATUS_FREE && lk_value_relation(state->locks[i].lock, lock) == LK_SIMILAR) {
            similar = &state->locks[i];
            count++;
        }
    return count == 1 ? similar : NULL;
}

static void release_by_name(lk_simulator *self, lk_state *state, lk_lock_entry released) {
    lk_lock_entry *similar = find_similar(state, released.lock);
    if (similar) {
        let_go(self, state, similar, &released);
        return;
    }
    if (doubt_others(state, &released))
        released.status = LK_STATUS_MAYBE;
    let_go_of_callers(self, state, released);
}

void lk_lock_release(lk_simulator *self, lk_state *state, lk_lock_entry released) {
    lk_lock_entry *entry = lk_state_find_lock(state, released.lock);
    if (entry && lk_lock_is_over(entry)) {
        lk_lock_view view;
        lk_state_lock(state, released.lock, &view);
        released.is_mistake = view.status == LK_STATUS_FREE && entry->reentrancy == LK_REENTRANT_NO;
        lk_state_remove_lock(state, entry); /* so it is the caller's, if anybody's */
        entry = NULL;
    }
    if (!entry) {
        release_by_name(self, state, released);
        return;
    }
    if (entry->status != LK_STATUS_HELD)
        doubt_others(state, &released); /* it may be one of them that was meant */
    if (released.status == LK_STATUS_MAYBE && entry->status == LK_STATUS_HELD)
        doubt(entry);
    else if (entry->status != LK_STATUS_FREE)
        let_go(self, state, entry, &released);
}

/* ---- doubts ---- */

void lk_lock_doubt_all(lk_state *state) {
    lk_state_remove_over(state);
    state->is_root = false;
    for (uint32_t i = 0; i < state->lock_count; i++)
        doubt(&state->locks[i]);
}

void lk_lock_doubt_given(lk_state *state, const lk_value *given) {
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_lock_entry *entry = &state->locks[i];
        if (lk_lock_is_over(entry))
            continue;
        if (lk_value_relation(entry->lock, given) <= LK_SIMILAR || entry->guard == given)
            entry->status = LK_STATUS_MAYBE;
    }
}

bool lk_lock_open(lk_state *state, const lk_value *lock) {
    lk_lock_entry *same = lk_state_find_lock(state, lock);
    if (same) {
        same->status = LK_STATUS_MAYBE;
        return true;
    }
    bool is_known = false;
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_relation relation = lk_value_relation(state->locks[i].lock, lock);
        is_known |= relation <= LK_SIMILAR;
        if (relation != LK_DIFFERENT)
            state->locks[i].status = LK_STATUS_MAYBE;
    }
    return is_known;
}

void lk_lock_doubt_called_back(lk_simulator *self, lk_state *state) {
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_lock_entry *entry = &state->locks[i];
        const lk_decl *root = lk_value_root(entry->lock);
        bool is_global = root && root->kind == LK_DECL_GLOBAL && entry->lock->decl;
        if (entry->status == LK_STATUS_HELD && is_global &&
            lk_knowledge_is_released(self->knowledge, entry->lock->decl))
            doubt(entry);
    }
}

/* ---- out of sight ---- */

static bool lies_in(const lk_value *lock, const lk_value *object) {
    for (; lock; lock = lock->a)
        if (lock == object)
            return true;
    return false;
}

void lk_lock_note_unknown(lk_state *state) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        state->locks[i].is_sure = false;
    state->is_root = false;
}

/* With `&c->node` goes c, and so does what was stored where the one who gets it may look. */
void lk_lock_note_given(lk_state *state, const lk_value *given, uint32_t site) {
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_lock_entry *entry = &state->locks[i];
        bool is_address = given->kind == LK_VALUE_FIELD || given->kind == LK_VALUE_INDEX;
        bool has_it = entry->is_published || lies_in(entry->lock, given) ||
                      (is_address && lk_value_base(entry->lock) == lk_value_base(given));
        if (entry->status == LK_STATUS_HELD && has_it)
            entry->given_to |= (uint64_t)1 << site % 64;
    }
}

void lk_lock_note_stored(lk_state *state, const lk_value *value) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        state->locks[i].is_published |= state->locks[i].guard == value || lies_in(state->locks[i].lock, value);
}
