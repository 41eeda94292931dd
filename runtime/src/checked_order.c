/* checked_order.c -- in which order locks are taken: a graph over the run, and the circles in it. */
#include "checked_internal.h"
#include "checked_report.h"

#include "fatal.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { WITNESSES = 4, GATES = 6, LONGEST = 8 };

/* Who took the second lock while it held the first. Some of different holders are kept: one alone does not deadlock. */
typedef struct {
    uint32_t holder; /* its number; 0: none */
    const char *spawned;
    bool is_main;
    bool is_task;
    am_checked_mode first_mode;
    am_checked_mode second_mode;
    const char *first_here;
    const char *second_here;
    uint32_t clock;
    stamp *known; /* what was over before */
    size_t known_count;
    bool is_crowded;
    size_t gate_count;
    const void *gates[GATES]; /* what was held beside the two, exclusively */
} witness;

typedef struct node node;

typedef struct edge {
    struct edge *next;
    node *to;
    witness seen[WITNESSES];
} edge;

struct node {
    uintptr_t start; /* first: what the tree compares */
    size_t size;
    node *next;
    edge *out;
    uint32_t visited;
};

static void *tree;
static node *nodes;
static uint32_t visit;

static int compare(const void *left, const void *right) {
    const node *a = left;
    const node *b = right;
    return a->start + a->size <= b->start ? -1 : b->start + b->size <= a->start ? 1 : 0;
}

static node *find(const void *memory, size_t size) {
    node key = {.start = (uintptr_t)memory, .size = size};
    node **found = tfind(&key, &tree, compare);
    return found != NULL ? *found : NULL;
}

static node *find_or_add(const void *lock) {
    node *found = find(lock, 1);
    if (found != NULL)
        return found;
    found = calloc(1, sizeof *found);
    if (found == NULL)
        am_fatal_("no memory for checked mode");
    *found = (node){.start = (uintptr_t)lock, .size = 1, .next = nodes};
    if (tsearch(found, &tree, compare) == NULL)
        am_fatal_("no memory for checked mode");
    nodes = found;
    return found;
}

static edge *edge_of(node *from, node *to) {
    for (edge *out = from->out; out != NULL; out = out->next)
        if (out->to == to)
            return out;
    edge *added = calloc(1, sizeof *added);
    if (added == NULL)
        am_fatal_("no memory for checked mode");
    *added = (edge){.next = from->out, .to = to};
    from->out = added;
    return added;
}

typedef struct {
    const node *end;
    const witness *way[LONGEST];
    size_t length;
} circle;

static bool share_gate(const witness *left, const witness *right) {
    if (left->is_crowded || right->is_crowded)
        return true;
    for (size_t i = 0; i < left->gate_count; i++)
        for (size_t j = 0; j < right->gate_count; j++)
            if (left->gates[i] == right->gates[j])
                return true;
    return false;
}

static bool is_before(const witness *first, const witness *second) {
    return time_is_known(second->known, second->known_count, first->holder, first->clock);
}

/* Whether they can be at work at once: of different holders, neither over before the other, under no common lock. */
static bool are_at_once(const witness *left, const witness *right) {
    return left->holder != right->holder && !is_before(left, right) && !is_before(right, left) &&
           !share_gate(left, right);
}

/* Whether the two can wait for each other, too: one wants what the other has. */
static bool can_meet(const witness *arrives, const witness *leaves) {
    return are_at_once(arrives, leaves) &&
           (arrives->second_mode == CHECKED_EXCLUSIVE || leaves->first_mode == CHECKED_EXCLUSIVE);
}

static bool is_hindered(const circle *found, const witness *next) {
    for (size_t i = 0; i + 1 < found->length; i++)
        if (!are_at_once(found->way[i], next))
            return true;
    return false;
}

/* Goes on from `from`, where way[length - 1] arrives, until the circle is closed. */
static bool close_circle(node *from, circle *found) {
    if (found->length == LONGEST || from->visited == visit)
        return false;
    from->visited = visit;
    const witness *arrives = found->way[found->length - 1];
    for (const edge *out = from->out; out != NULL; out = out->next)
        for (size_t i = 0; i < WITNESSES; i++) {
            const witness *next = &out->seen[i];
            if (next->holder == 0 || !can_meet(arrives, next) || is_hindered(found, next))
                continue;
            found->way[found->length++] = next;
            if (out->to == found->end ? can_meet(next, found->way[0]) : close_circle(out->to, found))
                return true;
            found->length--;
        }
    return false;
}

/* The locks are A, B and so on, in the order of the circle. */
static _Noreturn void report(const am_holder *self, const circle *found, const held_lock *first, const char *here) {
    report_error(here, "lock-order",
                 found->length == 2
                     ? "two locks are taken in opposite orders; two %s can wait for each other for ever"
                     : "locks are taken in a circle of orders; these %s can wait for each other for ever",
                 self->is_task ? "tasks" : "threads");
    report_note(first->here, "%s took A, a %s, here", this_holder(self), first->kind->name);
    report_note(here, "... and takes B, with A held");
    for (size_t i = 1; i < found->length; i++) {
        const witness *other = found->way[i];
        am_holder who = {
            .number = other->holder, .spawned = other->spawned, .is_main = other->is_main, .is_task = other->is_task};
        report_note(other->first_here, "before, %s took %c here", holder_name(&who), (int)('A' + i));
        report_note(other->second_here, "... and then %c", i + 1 == found->length ? 'A' : (int)('B' + i));
    }
    report_held(self, first->lock);
    report_note(here, "take them in the same order everywhere");
    report_end();
}

/* Under more locks than fit, the pair is taken for one that meets nothing. */
static void add_gates(witness *seen, const am_holder *self, const void *first) {
    for (size_t i = 0; i < self->count; i++) {
        const held_lock *gate = &self->held[i];
        if (gate->lock == first || gate->mode == CHECKED_SHARED)
            continue;
        if (seen->gate_count == GATES) {
            seen->is_crowded = true;
            return;
        }
        seen->gates[seen->gate_count++] = gate->lock;
    }
}

static void remember_time(witness *seen, am_holder *self) {
    self->is_witness = true;
    seen->clock = self->clock;
    if (self->known_count == 0)
        return;
    seen->known = malloc(self->known_count * sizeof *seen->known);
    if (seen->known == NULL)
        am_fatal_("no memory for checked mode");
    memcpy(seen->known, self->known, self->known_count * sizeof *seen->known);
    seen->known_count = self->known_count;
}

/*
 * The place for what `self` does; NULL: it is known already, or there is no room. It may take that of what was over
 * before: whoever could meet the older one, and can't meet this, has been seen already.
 */
static witness *place_for(edge *pair, const am_holder *self) {
    witness *place = NULL;
    for (size_t i = 0; i < WITNESSES; i++) {
        witness *seen = &pair->seen[i];
        bool is_over = seen->holder == 0 || time_is_known(self->known, self->known_count, seen->holder, seen->clock);
        if (seen->holder == self->number) {
            if (seen->clock == self->clock && seen->known_count == self->known_count)
                return NULL;
            place = seen;
            break;
        }
        if (place == NULL && is_over)
            place = seen;
    }
    if (place != NULL)
        free(place->known);
    return place;
}

static void note_pair(am_holder *self, const held_lock *first, node *to, am_checked_mode mode, const char *here) {
    node *from = find_or_add(first->lock);
    witness *mine = place_for(edge_of(from, to), self);
    if (mine == NULL)
        return;
    *mine = (witness){
        .holder = self->number,
        .spawned = self->spawned,
        .is_main = self->is_main,
        .is_task = self->is_task,
        .first_mode = first->mode,
        .second_mode = mode,
        .first_here = first->here,
        .second_here = here,
    };
    remember_time(mine, self);
    add_gates(mine, self, first->lock);
    visit++;
    circle found = {.end = from, .way = {mine}, .length = 1};
    if (close_circle(to, &found))
        report(self, &found, first, here);
}

void order_note(am_holder *self, const void *lock, am_checked_mode mode, const char *here) {
    if (self->count == 0 || !life_is_known(lock))
        return;
    node *to = find_or_add(lock);
    for (size_t i = 0; i < self->count; i++)
        if (self->held[i].lock != lock && life_is_known(self->held[i].lock))
            note_pair(self, &self->held[i], to, mode, here);
}

static void edge_free(edge *gone) {
    for (size_t i = 0; i < WITNESSES; i++)
        free(gone->seen[i].known);
    free(gone);
}

static void remove_edges_into(node *from, const void *memory, size_t size) {
    edge **link = &from->out;
    while (*link != NULL) {
        edge *out = *link;
        if (out->to->start - (uintptr_t)memory < size) {
            *link = out->next;
            edge_free(out);
        } else {
            link = &out->next;
        }
    }
}

void order_forget(const void *memory, size_t size) {
    if (find(memory, size) == NULL)
        return;
    for (node *each = nodes; each != NULL; each = each->next)
        remove_edges_into(each, memory, size);
    node **link = &nodes;
    while (*link != NULL) {
        node *gone = *link;
        if (gone->start - (uintptr_t)memory >= size) {
            link = &gone->next;
            continue;
        }
        *link = gone->next;
        tdelete(gone, &tree, compare);
        while (gone->out != NULL) {
            edge *out = gone->out;
            gone->out = out->next;
            edge_free(out);
        }
        free(gone);
    }
}
