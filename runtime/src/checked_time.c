/* checked_time.c -- what was over before what began: by spawns and joins, as far as orders of locks need to know. */
#include "checked_internal.h"

#include <stdlib.h>

/* Holders that ended and were not joined yet; detached ones are forgotten when there are many. */
enum { MOST_ENDED = 4096 };

static am_holder *ended;
static size_t ended_count;

bool time_is_known(const stamp *known, size_t count, uint32_t holder, uint32_t clock) {
    for (size_t i = 0; i < count; i++)
        if (known[i].holder == holder)
            return known[i].clock >= clock;
    return false;
}

static void learn(am_holder *self, uint32_t holder, uint32_t clock) {
    for (size_t i = 0; i < self->known_count; i++)
        if (self->known[i].holder == holder) {
            if (self->known[i].clock < clock)
                self->known[i].clock = clock;
            return;
        }
    self->known = checked_grow(self->known, self->known_count, &self->known_room, sizeof *self->known);
    self->known[self->known_count++] = (stamp){.holder = holder, .clock = clock};
}

/* All that `other` knows, and all that it did itself if it was seen to take locks. */
static void learn_from(am_holder *self, const am_holder *other) {
    for (size_t i = 0; i < other->known_count; i++)
        learn(self, other->known[i].holder, other->known[i].clock);
    if (other->is_witness)
        learn(self, other->number, other->clock);
}

void time_spawn(am_holder *self, am_holder *child) {
    learn_from(child, self);
    self->clock++;
}

static void forget(am_holder **link) {
    am_holder *gone = *link;
    *link = gone->next;
    free(gone->known);
    free(gone);
    ended_count--;
}

void time_end(am_holder *holder) {
    holder->next = ended;
    ended = holder;
    if (++ended_count <= MOST_ENDED)
        return;
    am_holder **oldest = &ended;
    while ((*oldest)->next != NULL)
        oldest = &(*oldest)->next;
    forget(oldest);
}

void am_checked_joined_(uint32_t number) {
    am_holder *self = checked_enter();
    am_holder **link = &ended;
    while (*link != NULL && (*link)->number != number)
        link = &(*link)->next;
    if (*link != NULL) {
        learn_from(self, *link);
        forget(link);
    }
    checked_leave();
}

void am_checked_joined_tasks_(void) {
    am_holder *self = checked_enter();
    am_holder **link = &ended;
    while (*link != NULL) {
        if ((*link)->is_task) {
            learn_from(self, *link);
            forget(link);
        } else {
            link = &(*link)->next;
        }
    }
    checked_leave();
}
