/* summary.c -- whether two summaries say the same, and a summary as text. */
#include "flow/summary.h"

/* ---- comparing ---- */

static bool same_facts(const lk_fact *a, uint32_t a_count, const lk_fact *b, uint32_t b_count) {
    bool same = a_count == b_count;
    for (uint32_t i = 0; same && i < a_count; i++)
        same = lk_fact_equal(&a[i], &b[i]);
    return same;
}

static bool same_values(const lk_value *const *a, uint32_t a_count, const lk_value *const *b, uint32_t b_count) {
    bool same = a_count == b_count;
    for (uint32_t i = 0; same && i < a_count; i++)
        same = a[i] == b[i];
    return same;
}

static bool same_happening(const lk_happening *a, const lk_happening *b) {
    return a->is_call == b->is_call && a->event.kind == b->event.kind && a->event.object == b->event.object &&
           a->event.is_dispatched == b->event.is_dispatched && a->event.chooser == b->event.chooser &&
           same_facts(a->conditions, a->condition_count, b->conditions, b->condition_count) &&
           same_values(a->released, a->released_count, b->released, b->released_count);
}

static bool same_exit(const lk_exit *a, const lk_exit *b) {
    bool same = a->result == b->result && a->gives == b->gives && a->change_count == b->change_count &&
                a->moved_count == b->moved_count && a->store_count == b->store_count &&
                same_facts(a->facts, a->fact_count, b->facts, b->fact_count);
    for (uint32_t i = 0; same && i < a->change_count; i++)
        same = a->changes[i].change == b->changes[i].change && a->changes[i].entry.lock == b->changes[i].entry.lock;
    for (uint32_t i = 0; same && i < a->moved_count; i++)
        same = a->moved[i].handle == b->moved[i].handle;
    for (uint32_t i = 0; same && i < a->store_count; i++)
        same = a->stores[i].address == b->stores[i].address && a->stores[i].value == b->stores[i].value;
    return same;
}

static bool same_writes(const lk_writes *a, const lk_writes *b) {
    return a->pointers == b->pointers && a->scalars == b->scalars && a->variables.count == b->variables.count &&
           a->fields.count == b->fields.count && a->types.count == b->types.count && a->bare.count == b->bare.count;
}

bool lk_summary_equal(const lk_summary *a, const lk_summary *b) {
    bool same = a->is_unknown == b->is_unknown && a->releases_unknown == b->releases_unknown &&
                a->calls_unknown == b->calls_unknown && a->touches_guards == b->touches_guards &&
                a->keeps == b->keeps && a->takes == b->takes && a->happening_count == b->happening_count &&
                a->exit_count == b->exit_count && same_values(a->given, a->given_count, b->given, b->given_count) &&
                same_writes(&a->writes, &b->writes);
    for (uint32_t i = 0; same && i < a->happening_count; i++)
        same = same_happening(&a->happenings[i], &b->happenings[i]);
    for (uint32_t i = 0; same && i < a->exit_count; i++)
        same = same_exit(&a->exits[i], &b->exits[i]);
    return same;
}

/* ---- what the result tells ---- */

bool lk_summary_gives(const lk_summary *self) {
    bool gives = self->exit_count > 0 && !self->is_unknown;
    for (uint32_t i = 0; i < self->exit_count; i++)
        gives &= self->exits[i].gives;
    return gives;
}

const lk_fact *lk_exit_result(const lk_exit *self) {
    for (uint32_t i = 0; i < self->fact_count; i++)
        if (self->facts[i].value->kind == LK_VALUE_RESULT)
            return &self->facts[i];
    return NULL;
}

static bool takes(const lk_exit *one, const lk_value *lock) {
    for (uint32_t i = 0; i < one->change_count; i++)
        if (one->changes[i].entry.lock == lock)
            return true;
    return false;
}

static bool tells_apart(const lk_exit *with, const lk_exit *without, const lk_value *lock) {
    return !takes(without, lock) && lk_exit_result(without) && lk_exit_result(with);
}

const lk_lock_change *lk_summary_find_try(const lk_summary *self) {
    for (uint32_t e = 0; e < self->exit_count; e++)
        for (uint32_t i = 0; i < self->exits[e].change_count; i++) {
            const lk_lock_change *change = &self->exits[e].changes[i];
            for (uint32_t k = 0; change->change == LK_CHANGE_TAKEN && k < self->exit_count; k++)
                if (tells_apart(&self->exits[e], &self->exits[k], change->entry.lock))
                    return change;
        }
    return NULL;
}
