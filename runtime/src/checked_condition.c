/* checked_condition.c -- who waits for which condition, and with which lock. */
#include "checked_internal.h"
#include "checked_report.h"

#include "fatal.h"

#include <stdlib.h>

typedef struct waited {
    struct waited *next;
    const void *condition;
    const void *lock;
    const char *here; /* of the first that waits */
    size_t waiters;
} waited;

static waited *all;

static waited **find(const void *condition) {
    waited **link = &all;
    while (*link != NULL && (*link)->condition != condition)
        link = &(*link)->next;
    return link;
}

static void report_other(const am_holder *self, const void *lock, const held_lock *other, const char *here) {
    const held_lock *own = held_find(self, lock);
    report_error(here, "cond-wait", "this waits for a condition while another %s is held: whoever wants it waits too",
                 other->kind->name);
    report_note(other->here, "locked here");
    report_held(self, other->lock);
    report_note(own != NULL ? own->here : here,
                "unlock the other before the wait: only the condition's own is released");
    report_end();
}

void am_checked_waits_condition_(const void *condition, const void *lock, const char *here) {
    am_holder *self = checked_enter();
    for (size_t i = 0; i < self->count; i++)
        if (self->held[i].lock != lock)
            report_other(self, lock, &self->held[i], here);
    waited **link = find(condition);
    if (*link != NULL && (*link)->lock != lock) {
        report_error(here, "cond-wait", "one condition is waited for with two mutexes");
        report_note((*link)->here, "another waits for it here, with another mutex");
        report_held(self, NULL);
        report_note(here, "give each condition one mutex, that of the data it speaks of");
        report_end();
    }
    if (*link == NULL) {
        *link = calloc(1, sizeof **link);
        if (*link == NULL)
            am_fatal_("no memory for checked mode");
        **link = (waited){.condition = condition, .lock = lock, .here = here};
    }
    (*link)->waiters++;
    checked_leave();
}

void am_checked_woken_(const void *condition) {
    checked_enter();
    waited **link = find(condition);
    waited *known = *link;
    if (known != NULL && --known->waiters == 0) {
        *link = known->next;
        free(known);
    }
    checked_leave();
}
