/* checked_report.c -- the one report of checked mode, and the end of the process. */
#include "checked_report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPORT_SIZE = 16384, NAME_SIZE = 512, NAMES = 4 };

static _Atomic bool begun;
static _Thread_local bool is_first;
static char report[REPORT_SIZE];
static size_t length;

__attribute__((format(printf, 1, 0))) static void add_list(const char *format, va_list arguments) {
    int wanted = vsnprintf(report + length, sizeof report - length, format, arguments);
    if (wanted > 0)
        length += (size_t)wanted;
    if (length >= sizeof report)
        length = sizeof report - 1;
}

__attribute__((format(printf, 1, 2))) static void add(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_list(format, arguments);
    va_end(arguments);
}

static void add_place(const char *here, const char *severity) {
    add("%s: %s: ", here != NULL ? here : "end of a scope", severity);
}

/* The first, when it is back here, comes from the program's handler of SIGABRT. */
static _Noreturn void leave_to_the_first(void) {
    checked_leave();
    if (is_first)
        abort();
    for (;;)
        pause();
}

void report_error(const char *here, const char *rule, const char *format, ...) {
    if (atomic_exchange(&begun, true))
        leave_to_the_first();
    is_first = true;
    add_place(here, "error");
    va_list arguments;
    va_start(arguments, format);
    add_list(format, arguments);
    va_end(arguments);
    add(" [locklint-%s]\n", rule);
}

void report_note(const char *here, const char *format, ...) {
    add_place(here, "note");
    va_list arguments;
    va_start(arguments, format);
    add_list(format, arguments);
    va_end(arguments);
    add("\n");
}

void report_held(const am_holder *holder, const void *except) {
    for (size_t i = 0; i < holder->count; i++) {
        const held_lock *held = &holder->held[i];
        if (held->lock != except)
            report_note(held->here, "%s also holds a %s, locked%s here", this_holder(holder), held->kind->name,
                        held->mode == CHECKED_SHARED ? " for reading" : "");
    }
}

/* One write: nothing of stdio's, whose locks others may hold. Nor is a lock held that a handler of SIGABRT may want. */
_Noreturn void report_end(void) {
    for (size_t done = 0; done < length;) {
        ssize_t wrote = write(STDERR_FILENO, report + done, length - done);
        if (wrote < 0 && errno != EINTR)
            break;
        if (wrote > 0)
            done += (size_t)wrote;
    }
    checked_leave();
    abort();
}

const char *holder_name(const am_holder *holder) {
    static char names[NAMES][NAME_SIZE];
    static unsigned next;
    char *name = names[next++ % NAMES];
    const char *what = holder->is_task ? "task" : "thread";
    if (holder->is_main)
        snprintf(name, NAME_SIZE, "the main thread");
    else if (holder->spawned != NULL)
        snprintf(name, NAME_SIZE, "%s %u, spawned at %s,", what, (unsigned)holder->number, holder->spawned);
    else
        snprintf(name, NAME_SIZE, "%s %u", what, (unsigned)holder->number);
    return name;
}

const char *this_holder(const am_holder *holder) {
    return holder->is_task ? "this task" : "this thread";
}
