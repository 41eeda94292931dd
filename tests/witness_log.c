/* witness_log.c -- which words of which witness mean which rule. */
#include "witness_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Helgrind's, of Valgrind 3.19, but for the last, which are witness_locks.c's: what it reads in the C library's lock or
   has written down of it. Checked mode names the rule itself. */
static const struct {
    const char *words, *rule;
} meanings[] = {
    {"Attempt to re-lock a non-recursive lock I already hold", "double-lock"},
    {"EDEADLK", "double-lock"}, /* below "call to pthread_mutex_lock failed" */
    {"unlocked a not-locked lock", "unlock-not-held"},
    {"unlocked an invalid lock", "unlock-not-held"},
    {"cond_{timed}wait called with un-held mutex", "unlock-not-held"},
    {"cond_{timed}wait called with invalid mutex", "unlock-not-held"},
    {"destroy of a locked mutex", "lock-life"},
    {"EINVAL", "lock-life"},                /* the same below: it was destroyed */
    {"with invalid argument", "lock-life"}, /* destroyed twice */
    {"lock order \"", "lock-order"},
    {"@ends: held for reading", "lock-upgrade"},
    {"@ends: begun twice", "lock-life"},
    {"@ends: freed while it is held", "lock-life"},
    {"@ends: waits while it holds a lock", "blocking-while-locked"},
    {"@ends: joined or detached twice", "thread-join"},
    {"@ends: yields while it holds a lock", "guard-across-yield"},
    {"@ends: out of scope while it is held", "lock-life"},
};

/* Lines above what is worth reading, and the end of a world that crashed, which says nothing. */
static const char *const preambles[] = {"Thread-Announcement", "is the program's root thread",
                                        "was created",         "Exit program on first error",
                                        "---------",           "call to ",
                                        "Exiting thread",      "Process terminating"};

/* What checked mode can say of one thread that comes to its end. */
static const char *const checked[] = {"double-lock", "unlock-not-held", "lock-life", "lock-upgrade",
                                      "double-drop", "use-after-move",  "cond-wait", "guard-across-yield"};

bool witness_log_knows(const char *rule, bool is_checked) {
    for (size_t i = 0; i < sizeof checked / sizeof *checked && is_checked; i++)
        if (strcmp(checked[i], rule) == 0)
            return true;
    if (is_checked)
        return false;
    bool is_known = strcmp(rule, "missing-unlock") == 0; /* from what is held at the ends of worlds */
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        is_known |= strcmp(meanings[i].rule, rule) == 0;
    return is_known;
}

/* What no run shows. */
static const struct {
    const char *rule, *why;
    bool when_checked_only; /* helgrind or witness_locks.c show it, but not of libarcmutex's locks */
} unseen[] = {
    {"cond-wait", "a wake for no reason is rare, and the code is wrong without one", false},
    {"guarded-by", "each world has one thread: nothing races", false},
    {"not-send", "each world has one thread: what crosses is not used", false},
    {"handle-copy", "the second owner drops it later, in another function", false},
    {"handle-leak", "leaks are looked for at the end of the process, not of a function", false},
    {"escaped-borrow", "neither witness looks at reads of the data", false},
    {"unchecked-lock", "shown only where the lock is unlocked all the same", false},
    {"prefer-atomic", "practice: nothing goes wrong", false},
    {"rwlock-misuse", "practice: nothing goes wrong", false},
    {"long-section", "practice: nothing goes wrong", false},
    {"stale-check", "practice: nothing goes wrong in one thread", false},
    {"blocking-while-locked", "checked mode lets threads wait", true},
    {"lock-order", "the other order is another function's, which runs in another process", true},
    {"missing-unlock", "guards are looked for at the end of the process, not of a function", true},
    {"thread-join", "checked mode knows libarcmutex's threads only", true},
};

const char *witness_log_unseen(const char *rule, bool is_checked) {
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (strcmp(unseen[i].rule, rule) == 0 && (is_checked || !unseen[i].when_checked_only))
            return unseen[i].why;
    return NULL;
}

static bool is_preamble(const char *line) {
    for (size_t i = 0; i < sizeof preambles / sizeof *preambles; i++)
        if (strstr(line, preambles[i]))
            return true;
    return false;
}

static void set_rule(witness_world *self, const char *rule, size_t length, const char *words) {
    if (*self->rule)
        return;
    snprintf(self->rule, sizeof self->rule, "%.*s", (int)length, rule);
    snprintf(self->words, sizeof self->words, "%.90s", words);
}

/* A line of a tool's report. */
static void take_words(witness_world *self, const char *line) {
    const char *named = strstr(line, "[locklint-"), *says = strstr(line, "== ");
    unsigned held;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strstr(line, meanings[i].words))
            set_rule(self, meanings[i].rule, strlen(meanings[i].rule), says ? says + 3 : line);
    if (named)
        set_rule(self, named + 10, strcspn(named + 10, "]"), line);
    if (strstr(line, "Process terminating"))
        snprintf(self->end, sizeof self->end, "by a signal");
    says = strstr(line, "Exiting thread still holds ");
    if (says && sscanf(says, "Exiting thread still holds %u", &held) == 1)
        self->held = held;
}

static void take_line(witness_world *self, const char *line) {
    int returned;
    if (strcmp(line, "@enters root") == 0)
        self->is_root = true;
    if (strncmp(line, "@ends", 5) == 0)
        snprintf(self->end, sizeof self->end, "%.60s", line + 6);
    if (strncmp(line, "@over ", 6) == 0)
        self->trace = strtoull(line + 6, NULL, 16);
    if (sscanf(line, "@returns %d acquired %u adopted %u kept %u", &returned, &self->acquired, &self->adopted,
               &self->kept) == 4) {
        self->returned = returned;
        self->has_returned = true;
    }
    if (*line != '@' || strncmp(line, "@ends:", 6) == 0)
        take_words(self, line);
    /* Helgrind indents what belongs to the line above. */
    const char *says = strncmp(line, "==", 2) == 0 ? strstr(line, "== ") : NULL;
    if (says && says[3] != ' ' && says[3] != '\0' && !is_preamble(says) && !self->has_returned && !*self->end)
        set_rule(self, "?", 1, says + 3);
}

witness_world *witness_log_read(const char *text, size_t *count) {
    size_t room = 1;
    for (const char *at = text; (at = strstr(at, "@world ")) != NULL; at++)
        room++;
    witness_world *worlds = calloc(room, sizeof *worlds), *world = NULL;
    *count = 0;
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        char line[512];
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
        if (strncmp(line, "@world ", 7) == 0) {
            world = &worlds[(*count)++];
            sscanf(line, "@world %95s %u %u", world->function, &world->function_index, &world->number);
        } else if (world) {
            take_line(world, line);
        }
    }
    return worlds;
}
