/* checked_condition.c -- who waits for which condition, and with which lock. */
#include "checked_internal.h"
#include "checked_report.h"

#include "fatal.h"

#include <stdlib.h>

typedef struct waited {
    struct waited *next;
    const void *condition;
    const void *lock;
    const char *here; /* of the first wait with the lock */
    size_t waiters;
} waited;

static waited *all;

static waited *find(const void *condition) {
    waited *each = all;
    while (each != NULL && each->condition != condition)
        each = each->next;
    return each;
}

static waited *find_or_add(const void *condition) {
    waited *known = find(condition);
    if (known != NULL)
        return known;
    known = calloc(1, sizeof *known);
    if (known == NULL)
        am_fatal_("no memory for checked mode");
    *known = (waited){.next = all, .condition = condition};
    all = known;
    return known;
}

static _Noreturn void report_other(const am_holder *self, const held_lock *other, const char *here) {
    report_error(here, "cond-wait", "this waits for a condition while another %s is held: whoever wants it waits too",
                 other->kind->name);
    report_note(other->here, "locked here");
    report_held(self, other->lock);
    report_note(other->here, "unlock it before the wait, which releases the condition's own lock alone");
    report_end();
}

static _Noreturn void report_two(const am_holder *self, const waited *known, const char *here) {
    report_error(here, "cond-wait", "one condition is waited for with two mutexes");
    report_note(known->here, "with the other one, it is waited for here");
    report_held(self, NULL);
    report_note(here, "give each condition one mutex, that of the data it speaks of");
    report_end();
}

void am_checked_waits_condition_(const void *condition, const void *lock, const void *first, const char *here) {
    am_holder *self = checked_enter();
    /* Who does not hold `lock` is reported when it is released. */
    bool is_held = held_find(self, lock) != NULL;
    for (size_t i = 0; i < self->count && is_held; i++)
        if (self->held[i].lock != lock)
            report_other(self, &self->held[i], here);
    waited *known = find_or_add(condition);
    bool is_other = known->lock != lock;
    if (is_other && (known->waiters > 0 || (first != NULL && first != lock)))
        report_two(self, known, here);
    if (is_other || known->waiters == 0) {
        known->lock = lock;
        known->here = here;
    }
    known->waiters++;
    checked_leave();
}

void am_checked_woken_(const void *condition) {
    checked_enter();
    waited *known = find(condition);
    if (known != NULL && known->waiters > 0)
        known->waiters--;
    checked_leave();
}

void condition_forget(const void *memory, size_t size) {
    waited **link = &all;
    while (*link != NULL) {
        waited *known = *link;
        if ((uintptr_t)known->condition - (uintptr_t)memory < size) {
            *link = known->next;
            free(known);
        } else {
            link = &known->next;
        }
    }
}
