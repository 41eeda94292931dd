/* guards_judge.c -- which lock guards what, from all accesses, and which accesses go without it. */
#include "lint/guards_context.h"
#include "lint/guards_text.h"

#include <string.h>

/* A lock counts as the guard of something when so many accesses hold it, in so many functions, for each one that holds
   nothing: fewer may be chance, as what happens to be done in a section that is there for something else. A library,
   whose threads nobody sees, has to show more; and so has a read, which is often meant to take what it gets. */
enum {
    LEAST_HOLDING = 3,
    LEAST_FUNCTIONS = 2,
    HOLDING_EACH = 3,
    LEAST_HOLDING_LIBRARY = 5,
    LEAST_HOLDING_READ = 8,
    HOLDING_EACH_READ = 8,
    MOST_CANDIDATES = 8,
    MOST_HELD = 32
};

typedef enum standing { STANDING_NONE, STANDING_HOLDING, STANDING_BARE, STANDING_UNCLEAR } standing;

typedef struct judging {
    lk_guards *guards;
    lk_unit *unit;
    const lk_threads *threads;
    lk_ir *const *functions; /* as the acts of the threads number them */
    lk_guard_contexts contexts;
    bool *is_addressed; /* by decl id: the address of the member or variable goes somewhere */
} judging;

/* All accesses of one subject against one lock. */
typedef struct tally {
    const lk_value *guard;
    bool is_declared;
    uint32_t holding, writes, functions, bare, bare_writes, unclear;
} tally;

static bool has(const lk_value *const *items, uint32_t count, const lk_value *item) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i] == item)
            return true;
    return false;
}

/* ---- what is left out ---- */

static void mark_addressed(judging *self, lk_ir *const *functions, uint32_t count) {
    self->is_addressed = LK_NEW_ARRAY(self->guards->arena, bool, self->unit->decls.count);
    for (uint32_t f = 0; f < count; f++)
        for (uint32_t b = 0; b < functions[f]->blocks.count; b++)
            for (uint32_t i = 0; i < functions[f]->blocks.items[b].ops.count; i++) {
                const lk_op *op = &functions[f]->blocks.items[b].ops.items[i];
                uint32_t steps = op->place.projection_count;
                const lk_decl *decl = NULL;
                if (op->kind == LK_IR_ADDRESS && steps)
                    decl = op->place.projections[steps - 1].field;
                else if (op->kind == LK_IR_ADDRESS && op->place.root == LK_PLACE_VARIABLE)
                    decl = op->place.decl;
                if (decl && decl->id < self->unit->decls.count)
                    self->is_addressed[decl->id] = true;
            }
}

/* On one line, perhaps of a file that is compiled twice: what a macro or a condition does there is one decision to take
 * the lock, or not to. */
static bool same_place(const lk_guard_access *a, const lk_guard_access *b) {
    return a->span.begin.file == b->span.begin.file && a->line == b->line;
}

/* `x++` reads and writes: it counts once, as a write. */
static bool is_repeated(const judging *self, const lk_guard_subject *subject, uint32_t index) {
    const lk_guard_access *one = &self->guards->accesses.items[subject->accesses.items[index]];
    for (uint32_t i = 0; i < subject->accesses.count; i++) {
        const lk_guard_access *other = &self->guards->accesses.items[subject->accesses.items[i]];
        bool is_first = other->is_write > one->is_write || (other->is_write == one->is_write && i < index);
        if (i != index && is_first && same_place(one, other))
            return true;
    }
    return false;
}

/* ---- one access against one lock ---- */

static const lk_value *lock_beside(judging *self, const lk_value *guard, const lk_value *base) {
    return lk_guard_replace(&self->guards->terms, guard, self->guards->terms.any, base);
}

/* Who declares which lock guards something means all who may come. */
static standing stand(judging *self, const lk_guard_access *access, const lk_value *guard, bool is_declared) {
    const lk_decl *function = access->stand.function;
    const lk_value *lock = lock_beside(self, guard, access->base);
    if (lk_threads_is_alone(self->threads, &access->stand) ||
        lk_guard_is_own(&self->contexts, function, lock, access->base))
        return STANDING_NONE;
    if (has(access->held.items, access->held.count, guard))
        return STANDING_HOLDING;
    if (access->is_locked || lk_guards_may_be(access->maybe.items, access->maybe.count, guard) ||
        lk_guards_function(self->guards, function)->is_partial ||
        lk_guard_is_given(&self->contexts, function, lock, access->base))
        return STANDING_UNCLEAR;
    unsigned found = lk_guard_ask(&self->contexts, function, lock, access->base);
    if (found == 0)
        return STANDING_NONE;
    if (found & LK_CONTEXT_CLEAR)
        return found & LK_CONTEXT_LOCKED ? STANDING_UNCLEAR : STANDING_BARE;
    if (found == LK_CONTEXT_OPEN && is_declared)
        return STANDING_BARE;
    return found == LK_CONTEXT_HELD ? STANDING_HOLDING : STANDING_UNCLEAR;
}

/* Looks before it takes the lock, to look again under it. */
static bool is_double_checked(const judging *self, const lk_guard_subject *subject, const lk_guard_access *bare,
                              const lk_value *guard) {
    if (bare->is_write || has(bare->over.items, bare->over.count, guard))
        return false;
    for (uint32_t i = 0; i < subject->accesses.count; i++) {
        const lk_guard_access *other = &self->guards->accesses.items[subject->accesses.items[i]];
        if (other->stand.function == bare->stand.function && has(other->held.items, other->held.count, guard))
            return true;
    }
    return false;
}

static const bool *find_repeated(const judging *self, const lk_guard_subject *subject) {
    bool *found = LK_NEW_ARRAY(self->guards->arena, bool, subject->accesses.count);
    for (uint32_t i = 0; i < subject->accesses.count; i++) {
        lk_guard_access *access = &self->guards->accesses.items[subject->accesses.items[i]];
        access->line = lk_unit_position(self->unit, access->span.begin).line;
    }
    for (uint32_t i = 0; i < subject->accesses.count; i++)
        found[i] = is_repeated(self, subject, i);
    return found;
}

static tally count_up(judging *self, const lk_guard_subject *subject, tally found, const bool *repeated,
                      uint8_t *standings) {
    const lk_decl *last = NULL;
    for (uint32_t i = 0; i < subject->accesses.count; i++) {
        const lk_guard_access *access = &self->guards->accesses.items[subject->accesses.items[i]];
        standings[i] = repeated[i] ? STANDING_NONE : (uint8_t)stand(self, access, found.guard, found.is_declared);
        if (standings[i] == STANDING_BARE && !found.is_declared &&
            is_double_checked(self, subject, access, found.guard))
            standings[i] = STANDING_NONE;
        found.bare += standings[i] == STANDING_BARE;
        found.bare_writes += standings[i] == STANDING_BARE && access->is_write;
        found.unclear += standings[i] == STANDING_UNCLEAR;
        if (standings[i] != STANDING_HOLDING)
            continue;
        found.holding++;
        found.writes += access->is_write;
        found.functions += access->stand.function != last;
        last = access->stand.function;
    }
    return found;
}

/* ---- the lock that most hold ---- */

/* A lock beside the object, or for variables a global one. */
static bool fits(const judging *self, const lk_guard_subject *subject, const lk_value *key) {
    bool is_beside = lk_guard_base(key) == self->guards->terms.any ||
                     (key->kind == LK_VALUE_LOAD && lk_guard_base(key->a) == self->guards->terms.any);
    return key->kind != LK_VALUE_NAMED && is_beside != subject->is_global;
}

static uint32_t find_candidates(judging *self, const lk_guard_subject *subject, const lk_value **found) {
    const lk_value *all[MOST_HELD];
    uint32_t count = 0, kept = 0;
    for (uint32_t i = 0; i < subject->accesses.count; i++) {
        const lk_guard_access *access = &self->guards->accesses.items[subject->accesses.items[i]];
        for (uint32_t k = 0; k < access->held.count && count < MOST_HELD; k++)
            if (!has(all, count, access->held.items[k]))
                all[count++] = access->held.items[k];
    }
    lk_guard_begin(&self->contexts);
    for (uint32_t i = 0; count > 0 && i < subject->accesses.count; i++) {
        const lk_guard_access *access = &self->guards->accesses.items[subject->accesses.items[i]];
        count = lk_guard_held_above(&self->contexts, access->stand.function, access->base, all, count, MOST_HELD);
    }
    for (uint32_t i = 0; i < count && kept < MOST_CANDIDATES; i++)
        if (fits(self, subject, all[i]))
            found[kept++] = all[i];
    return kept;
}

/* ---- who can come there at the same time ---- */

static bool meet(const judging *self, const lk_guard_access *a, const lk_guard_access *b) {
    uint64_t of_a = lk_threads_of(self->threads, a->stand.function);
    uint64_t of_b = lk_threads_of(self->threads, b->stand.function);
    for (uint32_t one = 0; one < LK_MOST_THREADS; one++)
        for (uint32_t other = 0; of_a >> one & 1 && other < LK_MOST_THREADS; other++)
            if (of_b >> other & 1 && lk_threads_meet(self->threads, one, &a->stand, other, &b->stand))
                return true;
    return false;
}

static bool same_function(const lk_guard_access *a, const lk_guard_access *b) {
    return a->stand.function->span.begin.file == b->stand.function->span.begin.file &&
           a->stand.function->span.begin.offset == b->stand.function->span.begin.offset;
}

/* A read races with a write. One who alone writes needs no lock to read: only writes elsewhere count. */
static bool meets_holder(const judging *self, const lk_guard_subject *subject, const lk_guard_access *bare,
                         const uint8_t *standings) {
    for (uint32_t i = 0; i < subject->accesses.count; i++) {
        const lk_guard_access *other = &self->guards->accesses.items[subject->accesses.items[i]];
        bool races = bare->is_write || (other->is_write && !same_function(other, bare));
        if (standings[i] == STANDING_HOLDING && races && meet(self, bare, other))
            return true;
    }
    return false;
}

/* ---- telling ---- */

static lk_guarded_place place_of(const lk_guard_access *access) {
    return (lk_guarded_place){access->span, access->stand.function, access->is_write};
}

/* Writers are the better witnesses. */
static void show_holders(const judging *self, const lk_guard_subject *subject, const uint8_t *standings,
                         lk_guarded *found) {
    for (int wants_write = 1; wants_write >= 0; wants_write--)
        for (uint32_t i = 0; i < subject->accesses.count && found->holder_count < LK_MOST_HOLDERS; i++) {
            const lk_guard_access *access = &self->guards->accesses.items[subject->accesses.items[i]];
            bool is_told = found->holder_count && found->holders[0].function == access->stand.function;
            if (standings[i] == STANDING_HOLDING && access->is_write == wants_write && !is_told)
                found->holders[found->holder_count++] = place_of(access);
        }
}

static void tell(judging *self, const lk_guard_subject *subject, const lk_guard_access *bare, const tally *sum,
                 const uint8_t *standings) {
    const lk_value *lock = lock_beside(self, sum->guard, bare->base);
    const lk_ir *ir = self->functions[lk_acts_index(lk_threads_acts(self->threads), bare->stand.function)];
    lk_guarded found = {.access = place_of(bare),
                        .name = lk_guard_text(self->guards, ir, bare, subject->key),
                        .lock = lk_guard_text(self->guards, ir, bare, sum->guard),
                        .holding = sum->holding,
                        .total = sum->holding + sum->bare,
                        .is_after = has(bare->over.items, bare->over.count, sum->guard)};
    if (!found.name || !found.lock)
        return;
    if (sum->is_declared)
        found.declared = subject->decl->span;
    show_holders(self, subject, standings, &found);
    lk_guard_ask(&self->contexts, bare->stand.function, lock, bare->base);
    for (uint32_t i = 0; i < self->contexts.clear_count && i < LK_MOST_CALLERS; i++) {
        const lk_guard_call *call = &self->guards->calls.items[self->contexts.clear[i]];
        found.callers[found.caller_count++] = (lk_guarded_place){call->span, call->stand.function, false};
    }
    lk_array_push(self->guards->arena, &self->guards->found, found);
}

/* Reads that take what they get are no excuse for a write. In a library, where nobody sees which thread may come, one
   is told of only where the lock was let go just before. */
static bool is_enough(const judging *self, const tally *sum, const lk_guard_access *bare) {
    uint32_t least = self->contexts.is_library ? LEAST_HOLDING_LIBRARY : LEAST_HOLDING;
    if (sum->holding < sum->bare || sum->unclear > sum->holding)
        return false;
    if (!bare->is_write && self->contexts.is_library && !has(bare->over.items, bare->over.count, sum->guard))
        return false;
    return bare->is_write ? sum->holding >= least && sum->holding >= HOLDING_EACH * sum->bare_writes
                          : sum->holding >= LEAST_HOLDING_READ && sum->holding >= HOLDING_EACH_READ * sum->bare;
}

/* How well the lock explains the accesses. */
static int64_t score(const tally *sum) {
    return (int64_t)sum->holding - HOLDING_EACH * (int64_t)sum->bare;
}

static void judge_declared(judging *self, const lk_guard_subject *subject, const lk_value *guard) {
    uint8_t *standings = LK_NEW_ARRAY(self->guards->arena, uint8_t, subject->accesses.count);
    tally sum =
        count_up(self, subject, (tally){.guard = guard, .is_declared = true}, find_repeated(self, subject), standings);
    for (uint32_t i = 0; i < subject->accesses.count; i++)
        if (standings[i] == STANDING_BARE)
            tell(self, subject, &self->guards->accesses.items[subject->accesses.items[i]], &sum, standings);
}

static void judge(judging *self, const lk_guard_subject *subject) {
    const lk_value *candidates[MOST_CANDIDATES];
    uint32_t count = find_candidates(self, subject, candidates);
    if (count == 0)
        return;
    const bool *repeated = find_repeated(self, subject);
    uint8_t *standings = LK_NEW_ARRAY(self->guards->arena, uint8_t, subject->accesses.count);
    tally best = {0};
    for (uint32_t i = 0; i < count; i++) {
        tally one = count_up(self, subject, (tally){.guard = candidates[i]}, repeated, standings);
        if (!best.guard || score(&one) > score(&best))
            best = one;
    }
    if (best.bare == 0 || best.writes == 0 || best.functions < LEAST_FUNCTIONS)
        return;
    count_up(self, subject, (tally){.guard = best.guard}, repeated, standings);
    for (uint32_t i = 0; i < subject->accesses.count; i++) {
        const lk_guard_access *bare = &self->guards->accesses.items[subject->accesses.items[i]];
        if (standings[i] == STANDING_BARE && is_enough(self, &best, bare) &&
            meets_holder(self, subject, bare, standings))
            tell(self, subject, bare, &best, standings);
    }
}

void lk_guards_judge(lk_guards *guards, lk_unit *unit, const lk_threads *threads, lk_ir *const *functions,
                     uint32_t count) {
    judging self = {.guards = guards, .unit = unit, .threads = threads, .functions = functions};
    self.contexts = (lk_guard_contexts){.guards = guards, .threads = threads, .is_library = true};
    for (uint32_t i = 0; i < unit->decls.count; i++)
        self.contexts.is_library &= !(lk_knowledge_is_main(unit->decls.items[i]) && unit->decls.items[i]->is_defined);
    mark_addressed(&self, functions, count);
    for (uint32_t f = 0; f < count; f++)
        if (!functions[f]->has_error && !lk_guards_function(guards, functions[f]->function)->is_followed)
            lk_guards_walk(guards, functions[f]);
    for (uint32_t i = 0; i < guards->subjects.count; i++) {
        const lk_decl *decl = guards->subjects.items[i].decl;
        const lk_value *declared = lk_guards_declared(guards, &guards->subjects.items[i]);
        if (declared)
            judge_declared(&self, &guards->subjects.items[i], declared);
        else if (!guards->subjects.items[i].is_pointee && decl->id < unit->decls.count && !self.is_addressed[decl->id])
            judge(&self, &guards->subjects.items[i]);
    }
}
