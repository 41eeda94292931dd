/* checked_locks.c -- who holds which lock: relocking, strangers, yields, and memory that goes while it is locked. */
#include "checked_internal.h"
#include "checked_report.h"

#include <string.h>

/* Where locks were let go: the newest of each slot, for the report of a second release. */
enum { RELEASES = 256 };

typedef struct {
    const void *lock;
    const char *locked;
    const char *here;
    uint32_t holder;
} release;

static release releases[RELEASES];

static release *release_of(const void *lock) {
    return &releases[((uintptr_t)lock >> 4) % RELEASES];
}

held_lock *held_find(const am_holder *holder, const void *lock) {
    for (size_t i = holder->count; i > 0; i--)
        if (holder->held[i - 1].lock == lock)
            return &holder->held[i - 1];
    return NULL;
}

/* Somebody who holds a lock in this memory; NULL: nobody. */
static const held_lock *held_within(const void *memory, size_t size, const am_holder **who) {
    for (const am_holder *holder = checked_holders(); holder != NULL; holder = holder->next)
        for (size_t i = 0; i < holder->count; i++)
            if ((uintptr_t)holder->held[i].lock - (uintptr_t)memory < size) {
                *who = holder;
                return &holder->held[i];
            }
    return NULL;
}

void am_checked_use_(const void *object, const char *here) {
    /* The callers promise not to pass NULL, and a compiler may believe them. */
    const void *volatile unknown = object;
    const void *used = unknown;
    am_holder *self = checked_enter();
    const char *dropped;
    const char *made;
    if (used == NULL) {
        report_error(here, "use-after-move", "this handle is NULL: it was moved or dropped before");
        if (self->moved != NULL)
            report_note(self->moved, "the last that %s moved or dropped", this_holder(self));
        report_held(self, NULL);
        report_note(here, "clone the handle before the move, and use the clone here");
        report_end();
    }
    if (arc_is_dead(used, &dropped, &made)) {
        report_error(here, "use-after-move", "this value is used after its last handle was dropped");
        report_note(made, "made here");
        report_note(dropped, "its last handle was dropped here");
        report_held(self, NULL);
        report_note(here, "use a handle of its own here: clone it before the drop");
        report_end();
    }
    checked_leave();
}

static _Noreturn void report_again(const am_holder *self, const held_lock *held, am_checked_mode mode,
                                   const char *here) {
    const char *name = held->kind->name;
    const char *me = this_holder(self);
    if (held->mode == CHECKED_SHARED && mode == CHECKED_EXCLUSIVE) {
        report_error(here, "lock-upgrade", "this %s is locked for writing while %s still reads; it waits here for ever",
                     name, me);
        report_note(held->here, "locked for reading here");
        report_held(self, held->lock);
        report_note(here,
                    "release the read guard before this, and look at the data again; or lock for writing at once");
    } else {
        report_error(here, "double-lock", "this %s is locked again while %s already holds it; it waits here for ever",
                     name, me);
        report_note(held->here, "first locked here");
        report_held(self, held->lock);
        report_note(here, "unlock it before this, or do both steps under the first lock");
    }
    report_end();
}

void am_checked_waits_(const void *lock, const am_lock_kind *kind, am_checked_mode mode, const char *here) {
    (void)kind;
    am_holder *self = checked_enter();
    const held_lock *held = held_find(self, lock);
    if (held != NULL)
        report_again(self, held, mode, here);
    order_note(self, lock, mode, here);
    checked_leave();
}

void am_checked_acquired_(const void *lock, const am_lock_kind *kind, am_checked_mode mode, bool tried,
                          const char *here) {
    am_holder *self = checked_enter();
    const held_lock *before = held_find(self, lock);
    if (before != NULL && (before->mode == CHECKED_EXCLUSIVE || mode == CHECKED_EXCLUSIVE)) {
        report_error(here, "lock-life", "the memory of a locked %s was used anew: this one is at its place",
                     kind->name);
        report_note(before->here, "the first was locked here, and %s never unlocked it", this_holder(self));
        report_held(self, lock);
        report_note(before->here, "unlock it before its scope ends or its memory is written again");
        report_end();
    }
    if (!tried && before == NULL)
        order_note(self, lock, mode, here);
    self->held = checked_grow(self->held, self->count, &self->room, sizeof *self->held);
    self->held[self->count++] = (held_lock){.lock = lock, .kind = kind, .mode = mode, .here = here};
    checked_leave();
}

void am_checked_converted_(const void *lock, am_checked_mode mode, const char *here) {
    am_holder *self = checked_enter();
    held_lock *held = held_find(self, lock);
    if (held != NULL) {
        held->mode = mode;
        held->here = here;
    }
    checked_leave();
}

static _Noreturn void report_not_held(const am_holder *self, const void *lock, const char *here) {
    const am_holder *other = NULL;
    const held_lock *held = held_within(lock, 1, &other);
    const release *last = release_of(lock);
    const char *me = this_holder(self);
    if (held != NULL) {
        report_error(here, "unlock-not-held", "this %s is unlocked by %s, which does not hold it", held->kind->name,
                     me);
        report_note(held->here, "%s locked it here, and still holds it", holder_name(other));
        report_held(self, NULL);
        report_note(here, "a guard belongs to who locked: release it there");
    } else {
        report_error(here, "unlock-not-held", "a lock is unlocked that %s does not hold", me);
        if (last->lock == lock) {
            report_note(last->locked, "it was locked here");
            report_note(last->here, "%s unlocked it here before", last->holder == self->number ? me : "another");
        }
        report_held(self, NULL);
        report_note(here, "release each guard once, and hand it on by am_move");
    }
    report_end();
}

void am_checked_released_(const void *lock, const char *here) {
    am_holder *self = checked_enter();
    held_lock *held = held_find(self, lock);
    if (held == NULL)
        report_not_held(self, lock, here);
    *release_of(lock) = (release){.lock = lock, .locked = held->here, .here = here, .holder = self->number};
    size_t after = (size_t)(self->held + self->count - held) - 1;
    memmove(held, held + 1, after * sizeof *held);
    self->count--;
    checked_leave();
}

void am_checked_yields_(const char *what, const char *here) {
    am_holder *self = checked_enter();
    const held_lock *held = NULL;
    for (size_t i = 0; i < self->count && held == NULL; i++)
        if (!self->held[i].kind->is_for_tasks)
            held = &self->held[i];
    if (held != NULL) {
        const char *wakes = self->is_task ? "the task can wake on another thread, and " : "";
        const char *instead = self->is_task ? ", or use a lock made for tasks" : "";
        report_error(
            here, "guard-across-yield",
            "the guard of a %s is still alive across this %s: %severyone who wants the lock waits as long as it "
            "lasts",
            held->kind->name, what, wakes);
        report_note(held->here, "locked here");
        report_held(self, held->lock);
        report_note(held->here, "end the critical section before the %s (a block around the lines that need it)%s",
                    what, instead);
        report_end();
    }
    checked_leave();
}

void am_checked_joins_(bool is_joinable, const char *what, const char *here) {
    if (is_joinable)
        return;
    am_holder *self = checked_enter();
    report_error(here, "thread-join",
                 "there is nothing to %s: it was joined, awaited or detached before, or never spawned", what);
    report_held(self, NULL);
    report_note(here, "do it once, on each path");
    report_end();
}

void am_checked_frees_(const void *memory, size_t size, const char *here) {
    am_holder *self = checked_enter();
    const am_holder *who;
    const held_lock *held = held_within(memory, size, &who);
    if (held != NULL) {
        report_error(here, "lock-life", "a %s is destroyed while it is locked", held->kind->name);
        report_note(held->here, "%s locked it here, and still holds it",
                    who == self ? this_holder(self) : holder_name(who));
        report_held(self, held->lock);
        report_note(held->here, "release the guard before the last handle is dropped");
        report_end();
    }
    order_forget(memory, size);
    condition_forget(memory, size);
    checked_leave();
}
