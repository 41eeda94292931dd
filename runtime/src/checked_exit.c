/* checked_exit.c -- the end of the program: locks that are still held, and handles that nobody dropped. */
#include "checked_internal.h"
#include "checked_report.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uintptr_t start;
    size_t size;
} part;

static part *parts;
static size_t part_count;
static size_t part_room;

static int add_parts(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size;
    (void)unused;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) == 0)
            continue;
        parts = checked_grow(parts, part_count, &part_room, sizeof *parts);
        parts[part_count++] = (part){.start = object->dlpi_addr + segment->p_vaddr, .size = segment->p_memsz};
    }
    return 0;
}

/* What is loaded later stays unknown: it can be unloaded, too. */
static void find_parts(void) {
    if (parts == NULL)
        dl_iterate_phdr(add_parts, NULL);
}

bool is_static(const void *memory) {
    find_parts();
    for (size_t i = 0; i < part_count; i++)
        if ((uintptr_t)memory - parts[i].start < parts[i].size)
            return true;
    return false;
}

void each_static(void (*look)(const void *start, size_t size, void *context), void *context) {
    find_parts();
    for (size_t i = 0; i < part_count; i++)
        look((const void *)parts[i].start, parts[i].size, context);
}

static bool is_of(const void *address, const void *base) {
    Dl_info info;
    return dladdr((const char *)address - 1, &info) != 0 && info.dli_fbase == base;
}

/*
 * Whether the program came to its end by main's return, or by pthread_exit: exit() was then called by the C library.
 * Called by the program, the scopes that it was called in never end, and what they own is no leak.
 */
static bool scopes_have_ended(void) {
    enum { DEEPEST = 64 };
    void *frames[DEEPEST];
    int depth = backtrace(frames, DEEPEST);
    Dl_info library;
    if (depth == DEEPEST || dladdr((const void *)(uintptr_t)exit, &library) == 0)
        return false;
    int i = 0;
    while (i < depth && !is_of(frames[i], library.dli_fbase))
        i++;
    int first = i;
    while (i < depth && is_of(frames[i], library.dli_fbase))
        i++;
    /* What is left is _start, or nothing. */
    return first < i && depth - i <= 1;
}

__attribute__((destructor(101))) static void end(void) {
    if (!am_checked_ || !scopes_have_ended())
        return;
    const am_holder *self = checked_enter();
    if (self->count > 0) {
        const held_lock *held = &self->held[0];
        report_error(held->here, "missing-unlock", "the program ends with this %s still locked", held->kind->name);
        report_held(self, held->lock);
        report_note(held->here, "unlock it on every path: a guard at its declaration does so at the end of the scope");
        report_end();
    }
    /* Others still run, and handles are theirs. */
    if (checked_holders()->next == NULL && !checked_is_child())
        arc_report_leaks();
    checked_leave();
}
