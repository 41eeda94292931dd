/* state.c -- storing a state: small arrays, copied when a path forks. */
#include "flow/state.h"

#include <string.h>

lk_state *lk_state_new(lk_state_pool *pool) {
    lk_state *self = pool->free;
    if (!self)
        return LK_NEW(pool->arena, lk_state);
    pool->free = self->next_free;
    self->binding_count = self->fact_count = self->answer_count = self->lock_count = self->handle_count =
        self->life_count = self->owner_count = 0;
    self->trail = NULL;
    self->chooser = NULL;
    self->chosen_case = 0;
    self->is_root = self->is_odd = false;
    return self;
}

void lk_state_put_back(lk_state_pool *pool, lk_state *state) {
    state->next_free = pool->free;
    pool->free = state;
}

static void *reserve(lk_arena *arena, void *items, uint32_t count, uint32_t wanted, uint32_t *capacity, size_t size) {
    if (wanted <= *capacity)
        return items;
    uint32_t bigger = *capacity ? *capacity : 4;
    while (bigger < wanted)
        bigger *= 2;
    void *moved = lk_arena_alloc(arena, bigger * size);
    if (count)
        memcpy(moved, items, count * size);
    *capacity = bigger;
    return moved;
}

#define RESERVE(pool, self, list, wanted)                                                                              \
    ((self)->list##s = reserve((pool)->arena, (self)->list##s, (self)->list##_count, (wanted),                         \
                               &(self)->list##_capacity, sizeof *(self)->list##s))

#define COPY(pool, to, from, list)                                                                                     \
    do {                                                                                                               \
        RESERVE(pool, to, list, (from)->list##_count);                                                                 \
        if ((from)->list##_count)                                                                                      \
            memcpy((to)->list##s, (from)->list##s, (from)->list##_count * sizeof *(from)->list##s);                    \
        (to)->list##_count = (from)->list##_count;                                                                     \
    } while (0)

static void copy_lives(lk_state_pool *pool, lk_state *self, const lk_state *from) {
    self->life_count = 0;
    for (uint32_t i = 0; i < from->life_count; i++)
        lk_state_add_life(pool, self, from->lives[i]);
}

lk_state *lk_state_copy(lk_state_pool *pool, const lk_state *from) {
    lk_state *self = lk_state_new(pool);
    COPY(pool, self, from, binding);
    COPY(pool, self, from, fact);
    COPY(pool, self, from, answer);
    COPY(pool, self, from, lock);
    COPY(pool, self, from, handle);
    COPY(pool, self, from, owner);
    if (from->life_count || self->life_count)
        copy_lives(pool, self, from);
    self->trail = from->trail;
    self->chooser = from->chooser;
    self->chosen_case = from->chosen_case;
    self->is_root = from->is_root;
    self->is_odd = from->is_odd;
    return self;
}

/* ---- memory: sorted by the id of the key, so that two states compare in one walk ---- */

static uint32_t lower_bound(const lk_state *self, const lk_value *key) {
    uint32_t low = 0, high = self->binding_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (self->bindings[middle].key->id < key->id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const lk_value *lk_state_get(const lk_state *self, const lk_value *key) {
    uint32_t at = lower_bound(self, key);
    return at < self->binding_count && self->bindings[at].key == key ? self->bindings[at].value : NULL;
}

void lk_state_set(lk_state_pool *pool, lk_state *self, const lk_value *key, const lk_value *value) {
    uint32_t at = lower_bound(self, key);
    if (at < self->binding_count && self->bindings[at].key == key) {
        self->bindings[at].value = value;
        return;
    }
    RESERVE(pool, self, binding, self->binding_count + 1);
    memmove(&self->bindings[at + 1], &self->bindings[at], (self->binding_count - at) * sizeof *self->bindings);
    self->bindings[at] = (lk_binding){key, value};
    self->binding_count++;
}

void lk_state_append_binding(lk_state_pool *pool, lk_state *self, lk_binding binding) {
    RESERVE(pool, self, binding, self->binding_count + 1);
    self->bindings[self->binding_count++] = binding;
}

void lk_state_swap_bindings(lk_state *a, lk_state *b) {
    lk_binding *bindings = a->bindings;
    uint32_t count = a->binding_count, capacity = a->binding_capacity;
    a->bindings = b->bindings;
    a->binding_count = b->binding_count;
    a->binding_capacity = b->binding_capacity;
    b->bindings = bindings;
    b->binding_count = count;
    b->binding_capacity = capacity;
}

void lk_state_unset(lk_state *self, const lk_value *key) {
    uint32_t at = lower_bound(self, key);
    if (at == self->binding_count || self->bindings[at].key != key)
        return;
    self->binding_count--;
    memmove(&self->bindings[at], &self->bindings[at + 1], (self->binding_count - at) * sizeof *self->bindings);
}

/* ---- facts, locks, handles ---- */

void lk_state_add_fact(lk_state_pool *pool, lk_state *self, const lk_fact *fact) {
    if (self->fact_count == LK_MOST_FACTS) { /* the oldest gives way */
        self->fact_count--;
        memmove(self->facts, self->facts + 1, self->fact_count * sizeof *self->facts);
    }
    RESERVE(pool, self, fact, self->fact_count + 1);
    self->facts[self->fact_count++] = *fact;
}

bool lk_lock_is_over(const lk_lock_entry *self) {
    return self->status == LK_STATUS_FREE && !self->of_caller;
}

void lk_state_add_answer(lk_state_pool *pool, lk_state *self, const lk_fact *answer, uint32_t most) {
    if (self->answer_count == most) {
        self->answer_count--;
        memmove(self->answers, self->answers + 1, self->answer_count * sizeof *self->answers);
    }
    RESERVE(pool, self, answer, self->answer_count + 1);
    self->answers[self->answer_count++] = *answer;
}

lk_lock_entry *lk_state_find_lock(const lk_state *self, const lk_value *lock) {
    for (uint32_t i = 0; i < self->lock_count; i++)
        if (self->locks[i].lock == lock)
            return &self->locks[i];
    return NULL;
}

lk_lock_entry *lk_state_add_lock(lk_state_pool *pool, lk_state *self, lk_lock_entry entry) {
    if (self->lock_count == LK_MOST_LOCKS)
        lk_state_remove_over(self);
    if (self->lock_count == LK_MOST_LOCKS)
        return NULL;
    RESERVE(pool, self, lock, self->lock_count + 1);
    self->locks[self->lock_count] = entry;
    return &self->locks[self->lock_count++];
}

void lk_state_remove_lock(lk_state *self, lk_lock_entry *entry) {
    uint32_t at = (uint32_t)(entry - self->locks);
    self->lock_count--;
    memmove(entry, entry + 1, (self->lock_count - at) * sizeof *entry);
}

void lk_state_remove_over(lk_state *self) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < self->lock_count; i++)
        if (!lk_lock_is_over(&self->locks[i]))
            self->locks[kept++] = self->locks[i];
    self->lock_count = kept;
}

lk_handle_entry *lk_state_find_handle(const lk_state *self, const lk_value *handle) {
    for (uint32_t i = 0; i < self->handle_count; i++)
        if (self->handles[i].handle == handle)
            return &self->handles[i];
    return NULL;
}

void lk_state_add_handle(lk_state_pool *pool, lk_state *self, lk_handle_entry entry) {
    if (self->handle_count == LK_MOST_HANDLES || lk_state_find_handle(self, entry.handle))
        return;
    RESERVE(pool, self, handle, self->handle_count + 1);
    self->handles[self->handle_count++] = entry;
}

void lk_state_add_life(lk_state_pool *pool, lk_state *self, lk_life_entry entry) {
    if (self->life_count == LK_MOST_LIVES)
        return;
    self->lives = reserve(pool->arena, self->lives, self->life_count, self->life_count + 1, &self->life_capacity,
                          sizeof *self->lives);
    self->lives[self->life_count++] = entry;
}

void lk_state_add_owner(lk_state_pool *pool, lk_state *self, lk_owner_entry entry) {
    if (self->owner_count == LK_MOST_OWNERS)
        return;
    RESERVE(pool, self, owner, self->owner_count + 1);
    self->owners[self->owner_count++] = entry;
}

/* ---- what rules may ask ---- */

static lk_lock_view view_of(const lk_state *self, const lk_lock_entry *entry) {
    lk_lock_view view = {.lock = entry->lock,
                         .status = entry->status,
                         .mode = entry->mode,
                         .kind = entry->kind,
                         .reentrancy = entry->reentrancy,
                         .depth = entry->depth,
                         .has_failed = entry->failed != NULL,
                         .is_nested = entry->is_nested,
                         .of_caller = entry->of_caller,
                         .api = entry->api,
                         .witness = *entry->witness};
    for (uint32_t i = 0; entry->guard && i < self->binding_count; i++)
        if (self->bindings[i].value == entry->guard && self->bindings[i].key->kind == LK_VALUE_VARIABLE)
            view.guard = self->bindings[i].key->decl->name;
    return view;
}

/* Whether a lock that is, or may be, held may be this one under another name. */
static bool may_be_held(const lk_state *self, const lk_value *lock) {
    for (uint32_t i = 0; i < self->lock_count; i++)
        if (self->locks[i].lock != lock && self->locks[i].status != LK_STATUS_FREE &&
            lk_value_relation(self->locks[i].lock, lock) != LK_DIFFERENT)
            return true;
    return false;
}

/* Of a try that failed in whatever way, or in the one way that the path asked for. What is left after `== EBUSY` was
   denied may be success. */
static bool has_simply_failed(const lk_state *self, const lk_lock_entry *entry) {
    lk_fact fact;
    if (!entry->failed || !lk_state_known(self, entry->failed, &fact))
        return true;
    return fact.low == fact.high || fact.excluded_count == entry->failed_excluded;
}

/* Whether it is free without doubt: neither has anybody taken it since, nor may the caller hold it once more. */
static bool is_certainly_free(const lk_state *self, const lk_lock_entry *entry) {
    bool may_be_held_twice = entry->reentrancy != LK_REENTRANT_NO || entry->mode == LK_MODE_SHARED ||
                             (entry->of_caller && entry->kind == LK_LOCK_RWLOCK);
    return entry->is_sure && has_simply_failed(self, entry) && (self->is_root || !may_be_held_twice);
}

bool lk_state_lock(const lk_state *self, const lk_value *lock, lk_lock_view *view) {
    const lk_lock_entry *entry = lk_state_find_lock(self, lock);
    *view = (lk_lock_view){.lock = lock, .status = self->is_root ? LK_STATUS_FREE : LK_STATUS_UNKNOWN};
    if (entry)
        *view = view_of(self, entry);
    bool is_free = view->status == LK_STATUS_FREE && (!entry || is_certainly_free(self, entry));
    if (view->status == LK_STATUS_FREE && (!is_free || may_be_held(self, lock)))
        view->status = LK_STATUS_UNKNOWN;
    return entry != NULL;
}

uint32_t lk_state_held_count(const lk_state *self) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->lock_count; i++)
        count += self->locks[i].status == LK_STATUS_HELD;
    return count;
}

lk_lock_view lk_state_held(const lk_state *self, uint32_t index) {
    for (uint32_t i = 0; i < self->lock_count; i++)
        if (self->locks[i].status == LK_STATUS_HELD && index-- == 0)
            return view_of(self, &self->locks[i]);
    return (lk_lock_view){.status = LK_STATUS_UNKNOWN};
}

uint32_t lk_state_lock_count(const lk_state *self) {
    return self->lock_count;
}

lk_lock_view lk_state_lock_at(const lk_state *self, uint32_t index) {
    return view_of(self, &self->locks[index]);
}

bool lk_state_moved(const lk_state *self, const lk_value *handle, lk_witness *witness, bool *nulled) {
    const lk_handle_entry *entry = lk_state_find_handle(self, handle);
    if (!entry || entry->spent != LK_SPENT_MOVED)
        return false;
    *witness = *entry->witness;
    *nulled = handle->kind == LK_VALUE_MOVED || handle->kind == LK_VALUE_PHI;
    return true;
}

bool lk_state_dropped(const lk_state *self, const lk_value *handle, lk_witness *witness) {
    const lk_handle_entry *entry = lk_state_find_handle(self, handle);
    if (!entry || entry->spent != LK_SPENT_DROPPED)
        return false;
    *witness = *entry->witness;
    return true;
}

bool lk_state_joined(const lk_state *self, const lk_value *thread, lk_witness *witness) {
    const lk_handle_entry *entry = lk_state_find_handle(self, thread);
    if (!entry || entry->spent != LK_SPENT_JOINED)
        return false;
    *witness = *entry->witness;
    return true;
}

bool lk_state_held_beside(const lk_state *self, const lk_value *lock, lk_lock_view *view) {
    for (uint32_t i = 0; i < self->lock_count; i++)
        if (self->locks[i].status == LK_STATUS_HELD && lk_value_relation(self->locks[i].lock, lock) == LK_DIFFERENT) {
            *view = view_of(self, &self->locks[i]);
            return true;
        }
    return false;
}
