/* checked_arcs.c -- every shared value: its handles, where they were made and dropped, and its end. */
#include "checked_internal.h"
#include "checked_report.h"

#include "fatal.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Dead values are kept, so that their use is seen, until there are this many or this many bytes of them. */
enum { KEPT = 4096, KEPT_BYTES = 64 << 20, DEAD_BYTE = 0xdb };

typedef enum { MADE, CLONED, DROPPED } happened;

/* What happened to handles of one value at one place, and how often. */
typedef struct {
    happened what;
    const char *here;
    size_t times;
} tally;

typedef struct arc {
    uintptr_t start; /* first: what the tree compares */
    size_t size;
    struct arc *next; /* of those that live, or of the dead ones */
    struct arc *previous;
    size_t handles;
    tally *tallies;
    size_t count;
    size_t room;
    const char *dropped; /* where the last handle was */
    void *block;         /* to be freed; NULL: it lives */
    bool is_over;        /* its destructor is done */
    bool is_reached;     /* from static data, when leaks are looked for */
} arc;

static void *tree;
static arc living = {.next = &living, .previous = &living};
static arc dead = {.next = &dead, .previous = &dead};
static size_t kept;
static size_t kept_bytes;

static int compare(const void *left, const void *right) {
    const arc *a = left;
    const arc *b = right;
    return a->start + a->size <= b->start ? -1 : b->start + b->size <= a->start ? 1 : 0;
}

static arc *find(const void *memory) {
    arc key = {.start = (uintptr_t)memory, .size = 1};
    arc **found = tfind(&key, &tree, compare);
    return found != NULL ? *found : NULL;
}

static void append(arc *list, arc *item) {
    item->next = list;
    item->previous = list->previous;
    list->previous->next = item;
    list->previous = item;
}

static void take_out(arc *item) {
    item->previous->next = item->next;
    item->next->previous = item->previous;
}

static void count(arc *value, happened what, const char *here) {
    for (size_t i = 0; i < value->count; i++)
        if (value->tallies[i].what == what && value->tallies[i].here == here) {
            value->tallies[i].times++;
            return;
        }
    value->tallies = checked_grow(value->tallies, value->count, &value->room, sizeof *value->tallies);
    value->tallies[value->count++] = (tally){.what = what, .here = here, .times = 1};
}

static const char *made(const arc *value) {
    return value->tallies[0].here;
}

bool arc_is_dead(const void *memory, const char **dropped, const char **made_here) {
    const arc *value = find(memory);
    if (value == NULL || !value->is_over)
        return false;
    *dropped = value->dropped;
    *made_here = made(value);
    return true;
}

bool life_is_known(const void *memory) {
    return find(memory) != NULL || is_static(memory);
}

void am_checked_arc_new_(const void *value, size_t size, const char *here) {
    checked_enter();
    arc *added = calloc(1, sizeof *added);
    if (added == NULL)
        am_fatal_("no memory for checked mode");
    *added = (arc){.start = (uintptr_t)value, .size = size, .handles = 1};
    if (tsearch(added, &tree, compare) == NULL)
        am_fatal_("no memory for checked mode");
    append(&living, added);
    count(added, MADE, here);
    checked_leave();
}

void am_checked_arc_clone_(const void *value, const char *here) {
    am_checked_use_(value, here);
    am_checked_arc_upgrade_(value, here);
}

void am_checked_arc_upgrade_(const void *value, const char *here) {
    checked_enter();
    arc *known = find(value);
    if (known != NULL) {
        known->handles++;
        count(known, CLONED, here);
    }
    checked_leave();
}

static _Noreturn void report_double_drop(const am_holder *self, const arc *value, const char *here) {
    report_error(here, "double-drop",
                 "a handle is dropped that is none any more: all handles of its value were dropped");
    report_note(made(value), "the value was made here");
    for (size_t i = 1; i < value->count; i++)
        if (value->tallies[i].what == CLONED)
            report_note(value->tallies[i].here, "cloned here%s", value->tallies[i].times > 1 ? ", more than once" : "");
    report_note(value->dropped, "the last of its handles was dropped here");
    report_held(self, NULL);
    report_note(here, "to copy a handle's pointer makes no handle: clone it, or drop it once");
    report_end();
}

void am_checked_arc_drop_(const void *value, const char *here) {
    am_holder *self = checked_enter();
    arc *known = find(value);
    if (known != NULL) {
        if (known->handles == 0)
            report_double_drop(self, known, here);
        known->handles--;
        known->dropped = here;
        count(known, DROPPED, here);
    }
    if (here != NULL)
        self->moved = here;
    checked_leave();
}

void am_checked_move_(const void *value, const char *here) {
    am_holder *self = checked_enter();
    if (value != NULL)
        self->moved = here;
    checked_leave();
}

static void forget_oldest(void) {
    arc *oldest = dead.next;
    take_out(oldest);
    tdelete(oldest, &tree, compare);
    kept--;
    kept_bytes -= oldest->size;
    free(oldest->block);
    free(oldest->tallies);
    free(oldest);
}

void am_checked_arc_ended_(const void *value, size_t size, const char *here) {
    am_checked_frees_(value, size, here);
    checked_enter();
    arc *known = find(value);
    if (known != NULL)
        known->is_over = true;
    checked_leave();
}

void am_checked_arc_free_(const void *value, void *block) {
    checked_enter();
    arc *known = find(value);
    if (known == NULL) {
        free(block);
    } else {
        memset((void *)value, DEAD_BYTE, known->size);
        known->block = block;
        take_out(known);
        append(&dead, known);
        kept++;
        kept_bytes += known->size;
        while (kept > KEPT || kept_bytes > KEPT_BYTES)
            forget_oldest();
    }
    checked_leave();
}

/* Marks the values that this memory points to, and what they point to. */
__attribute__((no_sanitize("address", "thread"))) static void reach(const void *start, size_t size, void *unused) {
    const uintptr_t *word = (const uintptr_t *)(((uintptr_t)start + sizeof(uintptr_t) - 1) & ~(sizeof(uintptr_t) - 1));
    for (size_t left = ((uintptr_t)start + size - (uintptr_t)word) / sizeof *word; left > 0; left--, word++) {
        arc *value = find((const void *)*word);
        if (value == NULL || value->block != NULL || value->is_reached)
            continue;
        value->is_reached = true;
        reach((const void *)value->start, value->size, unused);
    }
}

static void report_leak(const arc *value, bool is_first) {
    size_t all = 0;
    size_t dropped = 0;
    for (size_t i = 0; i < value->count; i++)
        *(value->tallies[i].what == DROPPED ? &dropped : &all) += value->tallies[i].times;
    size_t lost = all - dropped;
    if (!is_first)
        report_note(made(value), "nor %zu of %zu handles of this value", lost, all);
    else if (all == 1)
        report_error(made(value), "handle-leak",
                     "the program ends, and the handle that was made here was never dropped");
    else
        report_error(made(value), "handle-leak",
                     "the program ends, and %zu of the %zu handles of the value that was made here %s never dropped",
                     lost, all, lost == 1 ? "was" : "were");
    for (size_t i = 1; i < value->count; i++) {
        const tally *each = &value->tallies[i];
        report_note(each->here, "a handle was %s here%s", each->what == CLONED ? "cloned" : "dropped",
                    each->times == 1 ? "" : ", more than once");
    }
}

void arc_report_leaks(void) {
    each_static(reach, NULL);
    enum { MOST = 8 };
    const arc *first = NULL;
    size_t found = 0;
    for (const arc *value = living.next; value != &living; value = value->next) {
        /* Without handles, it is kept by weak ones alone. */
        if (value->is_reached || value->handles == 0)
            continue;
        if (first == NULL)
            first = value;
        if (found++ < MOST)
            report_leak(value, value == first);
    }
    if (first == NULL)
        return;
    if (found > MOST)
        report_note(made(first), "nor handles of %zu further values", found - MOST);
    report_note(made(first), "drop each handle once: am_arc_auto at its declaration, or am_arc_drop");
    report_end();
}
