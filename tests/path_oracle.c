/* path_oracle.c -- the walk with values: every state once. */
#include "path_oracle.h"

#include <stdlib.h>
#include <string.h>

/* ---- locks ---- */

uint32_t lock_state_index(const lock_state *self) {
    uint32_t index = 0;
    for (int i = 0; i < LOCKS; i++)
        index = index * STATUSES + self->of[i];
    return index;
}

lock_state lock_state_at(uint32_t index) {
    lock_state made;
    for (int i = LOCKS; i > 0; i--) {
        made.of[i - 1] = (uint8_t)(index % STATUSES);
        index /= STATUSES;
    }
    return made;
}

bool lock_state_is_certain(const lock_state *self) {
    for (int i = 0; i < LOCKS; i++)
        if (self->of[i] == MAYBE_HELD)
            return false;
    return true;
}

/* ---- concrete states, packed into one number ---- */

typedef struct moment {
    uint32_t at; /* step */
    uint8_t held[LOCKS];
    int8_t values[VARIABLES];
} moment;

static uint64_t pack(const moment *self) {
    uint64_t packed = self->at + 1; /* never 0 */
    for (int i = 0; i < LOCKS; i++)
        packed = packed << 2 | self->held[i];
    for (int i = 0; i < VARIABLES; i++)
        packed = packed << 3 | (uint64_t)(self->values[i] - LEAST_VALUE);
    return packed;
}

static moment unpack(uint64_t packed) {
    moment self;
    for (int i = VARIABLES; i > 0; i--, packed >>= 3)
        self.values[i - 1] = (int8_t)((int)(packed & 7) + LEAST_VALUE);
    for (int i = LOCKS; i > 0; i--, packed >>= 2)
        self.held[i - 1] = packed & 3;
    self.at = (uint32_t)packed - 1;
    return self;
}

typedef struct walk {
    const program *program;
    bool deadlocks;
    uint64_t *seen, *work;
    uint64_t seen_count, seen_capacity, work_count, work_capacity;
} walk;

static uint64_t *find(uint64_t *seen, uint64_t capacity, uint64_t packed) {
    uint64_t i = (packed * 0x9E3779B97F4A7C15u) >> 20;
    for (;; i++)
        if (!seen[i & (capacity - 1)] || seen[i & (capacity - 1)] == packed)
            return &seen[i & (capacity - 1)];
}

static void grow_seen(walk *self) {
    uint64_t bigger = self->seen_capacity ? self->seen_capacity * 4 : 4096;
    uint64_t *seen = calloc(bigger, sizeof *seen);
    if (!seen)
        abort();
    for (uint64_t i = 0; i < self->seen_capacity; i++)
        if (self->seen[i])
            *find(seen, bigger, self->seen[i]) = self->seen[i];
    free(self->seen);
    self->seen = seen;
    self->seen_capacity = bigger;
}

static void go_to(walk *self, moment next, uint32_t at) {
    next.at = at;
    uint64_t packed = pack(&next);
    if (self->seen_count * 2 >= self->seen_capacity)
        grow_seen(self);
    uint64_t *place = find(self->seen, self->seen_capacity, packed);
    if (*place)
        return;
    *place = packed;
    self->seen_count++;
    if (self->work_count == self->work_capacity) {
        self->work_capacity = self->work_capacity ? self->work_capacity * 2 : 1024;
        self->work = realloc(self->work, self->work_capacity * sizeof *self->work);
        if (!self->work)
            abort();
    }
    self->work[self->work_count++] = packed;
}

/* ---- steps ---- */

static moment with(moment self, uint8_t variable, int value) {
    self.values[variable] = (int8_t)(value > GREATEST_VALUE ? GREATEST_VALUE : value);
    return self;
}

/* Who waits for his own lock gets no further, and an attempt at it fails. */
static void go_with_lock(walk *self, const step *step, moment now) {
    uint8_t *held = &now.held[step->lock];
    if (self->deadlocks && *held)
        return;
    *held = (uint8_t)(*held + (*held < MOST_HOLD));
    go_to(self, step->kind == STEP_TRY_INTO ? with(now, step->variable, 0) : now, step->targets[0]);
}

static void go_with_any(walk *self, const step *step, moment now, bool zero_too) {
    for (int value = LEAST_VALUE; value <= GREATEST_VALUE; value++)
        if (value || zero_too)
            go_to(self, with(now, step->variable, value), step->targets[0]);
}

static void decide(walk *self, const step *step, moment now) {
    int value = now.values[step->variable];
    int other = step->kind == STEP_RELATE ? now.values[step->other] : step->constant;
    go_to(self, now, step->targets[!program_compare(value, (step_operator)step->op, other)]);
}

static void advance(walk *self, moment now) {
    const step *step = &self->program->steps[now.at];
    uint32_t next = step->targets[0];
    switch ((step_kind)step->kind) {
    case STEP_LOCK:
        go_with_lock(self, step, now);
        return;
    case STEP_LOCK_CHECKED:
    case STEP_TRY:
        go_with_lock(self, step, now);
        go_to(self, now, step->targets[1]);
        return;
    case STEP_TRY_INTO:
        go_with_lock(self, step, now);
        go_with_any(self, step, now, false);
        return;
    case STEP_UNLOCK:
        now.held[step->lock] = (uint8_t)(now.held[step->lock] - (now.held[step->lock] > 0));
        go_to(self, now, next);
        return;
    case STEP_SET:
        go_to(self, with(now, step->variable, step->constant), next);
        return;
    case STEP_COPY:
        go_to(self, with(now, step->variable, now.values[step->other]), next);
        return;
    case STEP_TEST:
        go_to(self,
              with(now, step->variable,
                   program_compare(now.values[step->other], (step_operator)step->op, step->constant)),
              next);
        return;
    case STEP_ADD:
        go_to(self, with(now, step->variable, now.values[step->variable] + 1), next);
        return;
    case STEP_ANY:
        go_with_any(self, step, now, true);
        return;
    case STEP_ASK:
        go_to(self, now, next);
        go_to(self, now, step->targets[1]);
        return;
    case STEP_COMPARE:
    case STEP_RELATE:
        decide(self, step, now);
        return;
    case STEP_PROBE:
    case STEP_JUMP:
        go_to(self, now, next);
        return;
    case STEP_RETURN:
        return;
    }
}

/* ---- all entries ---- */

static bool reads(const program *self, uint8_t variable) {
    for (uint32_t i = 0; i < self->count; i++) {
        const step *step = &self->steps[i];
        bool compares = step->kind == STEP_COMPARE || step->kind == STEP_RELATE;
        bool reads_other = step->kind == STEP_RELATE || step->kind == STEP_COPY || step->kind == STEP_TEST;
        if ((compares && step->variable == variable) || (reads_other && step->other == variable))
            return true;
    }
    return false;
}

static void enter(walk *self) {
    int most[3];
    for (uint8_t i = 0; i < 3; i++)
        most[i] = reads(self->program, i) ? GREATEST_VALUE : LEAST_VALUE;
    for (int x = LEAST_VALUE; x <= most[0]; x++)
        for (int y = LEAST_VALUE; y <= most[1]; y++)
            for (int z = LEAST_VALUE; z <= most[2]; z++)
                go_to(self, (moment){.values = {(int8_t)x, (int8_t)y, (int8_t)z}}, 0);
}

uint64_t oracle_walk(const program *self, bool deadlocks, reached *into) {
    walk work = {.program = self, .deadlocks = deadlocks};
    memset(into, 0, sizeof *into);
    enter(&work);
    while (work.work_count > 0) {
        moment now = unpack(work.work[--work.work_count]);
        lock_state held;
        memcpy(held.of, now.held, sizeof held.of);
        into->at[now.at][lock_state_index(&held)] = true;
        advance(&work, now);
    }
    free(work.seen);
    free(work.work);
    return work.seen_count;
}
