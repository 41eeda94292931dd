/* generated_files.c -- a header, files of helpers, and the file whose function is judged. */
#include "generated_files.h"

#include "generated.h"

#include <stdbool.h>
#include <string.h>

enum { MOST_HELPERS = 3 }; /* files of them */

/* ---- helpers: each stands in one of the files, in one of its ways ---- */

typedef struct helper {
    const char *declaration;
    const char *ways[4]; /* bodies */
} helper;

/* `step` and `own` are static in each file, and others in each. */
static const helper helpers[] = {
    {"void enter(struct box *b)",
     {"@lock(b->mu);", "enter_deep(b);", "@mutex *m = &b->mu; @lock(*m); b->n++;", "enter_any(&b->mu); b->n++;"}},
    {"void enter_deep(struct box *b)",
     {"@lock(b->mu); count(b);", "enter_any(&b->mu);", "if (b->limit) ask(1); @lock(b->mu);"}},
    {"void enter_any(@mutex *m)", {"@lock(*m);"}},
    {"void leave(struct box *b)",
     {"@unlock(b->mu);", "if (b->limit > 2) hits++; leave_deep(&b);", "@mutex *m = &b->mu; @unlock(*m);"}},
    {"void leave_deep(struct box **b)",
     {"@unlock((*b)->mu);", "struct box *at = *b; if (!at) return; @unlock(at->mu);"}},
    {"int begin(struct box *b, int n)",
     {"if (n < 0) return -1; @lock(b->mu); return 0;", "if (ask(n)) return -1; enter(b); return 0;",
      "enter(b); if (b->n > n) { leave(b); return -1; } return 0;"}},
    {"int try_enter(struct box *b)",
     {"return @got(b->mu);", "if (@failed(b->mu)) return 0; count(b); return 1;",
      "int is_in = 0; if (@got(b->mu)) is_in = 1; return is_in;"}},
    {"struct box *get(struct box *b, int n)",
     {"if (n < 0) return NULL; @lock(b->mu); return b;", "enter(b); if (b->n < n) { leave(b); return NULL; } return b;",
      "for (; b; b = b->next) { @lock(b->mu); if (b->n == n) return b; @unlock(b->mu); } return NULL;"}},
    {"void put(struct box *b)", {"@unlock(b->mu);", "leave(b);", "if (b) leave(b);"}},
    {"int peek(struct box *b)",
     {"@lock(b->mu); int n = b->n; @unlock(b->mu); return n;", "enter(b); int n = b->n; leave(b); return n;",
      "return peek_deep(b, 0);"}},
    {"int peek_deep(struct box *b, int more)",
     {"@lock(b->mu); b->n += more; int n = b->n; @unlock(b->mu); return n;",
      "enter(b); if (b->n > more) { leave(b); return more; } b->n = 0; leave(b); return 0;"}},
    {"void slow(struct box *b)",
     {"b->n++; sleep(1);", "slow_deep(b->n);", "while (b->n > 0) { slow_deep(1); b->n--; }"}},
    {"void slow_deep(int n)", {"sleep(n);", "if (n) usleep(10);"}},
    {"void rest(struct box *b)", {"b->n--; sched_yield();", "rest_deep();"}},
    {"void rest_deep(void)", {"sched_yield();"}},
    {"void count(struct box *b)", {"b->n++;", "b->n = b->n > 9 ? 0 : b->n + 1;"}},
    {"void end(struct box *b)", {"@destroy(b->mu);", "b->n = 0; @destroy(b->mu);"}},
    {"void pause_box(struct box *b)", {"@wait(b->cv, b->mu);", "if (b->limit) unknown(); @wait(b->cv, b->mu);"}},
    {"void view(struct box *b)", {"@read(b->rw); step(b->limit); @unread(b->rw);"}},
    {"void store(struct box *b)", {"@write(b->rw); @unwrite(b->rw);", "store_deep(b);"}},
    {"void store_deep(struct box *b)", {"@write(b->rw); unknown(); @unwrite(b->rw);"}},
    {"int try_only(struct box *b)", {"return pthread_mutex_trylock(&b->plain);"}},
    {"void stop(pthread_t thread)", {"pthread_join(thread, NULL);", "stop_deep(&thread);"}},
    {"void stop_deep(pthread_t *thread)", {"pthread_join(*thread, NULL);"}},
    {"void take(counter *handle)",
     {"am_thread thread; if (am_thread_spawn(&thread, work, handle) == AM_OK) am_thread_join(&thread);",
      "am_thread *thread = thread_of(0); am_thread_spawn(thread, work, am_move(handle));"}},
};

enum { HELPERS = sizeof helpers / sizeof *helpers };

/* What `step` does in a file of helpers; where it is judged, it does nothing to locks. */
static const char *const steps[] = {"hits += n;", "@lock(own); hits++; @unlock(own);",
                                    "if (n > 3) { @lock(own); hits -= n; @unlock(own); }"};

/* ---- what is judged ---- */

/* The marks are those of the shapes: $F anything, $H held, $N just unlocked; and $E is a way to lock `b`, $L to unlock.
 */
typedef struct form {
    const char *name, *rule; /* the only defect it takes; NULL: all those of a section */
    const char *body;
} form;

static const form forms[] = {
    {"files: section", NULL, "$F\n$E\n$H\n$F\n$H\n$L\n$N\n$F\n"},
    {"files: two sections", NULL, "$E\n$H\n$F\n$L\n$N\n$F\n$E\n$F\n$H\n$L\n$N\n"},
    {"files: loop", NULL,
     "for (; b != NULL; b = b->next) {\n$F\n$E\n$H\nif (b->n > n) {\n$L\ncontinue;\n}\n$F\n$H\n$L\n$N\n}\n"},
    {"files: early return", NULL, "$E\n$F\nif (ask(b->n)) {\n$H\n$L\nreturn -1;\n}\n$F\n$H\n$L\n$N\n"},
    {"files: goto", NULL, "$E\nif (ask(n)) goto out;\n$H\n$F\nif (b->n == n) goto out;\n$H\nout:\n$L\n$N\n"},
    {"files: begin", NULL, "if (begin(b, n) != 0) return -1;\n$H\n$F\n$H\n$L\n$N\n"},
    {"files: begin, result", NULL, "int rc = begin(b, n);\n$F\nif (rc == 0) {\n$H\n$F\n$L\n$N\n}\n"},
    {"files: try", NULL, "if (!try_enter(b)) return 0;\n$F\n$H\n$L\n$N\n"},
    {"files: try, else", NULL, "if (try_enter(b)) {\n$F\n$H\n$L\n$N\n} else {\nunknown();\n}\n"},
    {"files: get and put", NULL, "b = get(b, n);\nif (!b) return -1;\n$F\n$H\nput(b);\n$N\n"},
    {"files: two locks", NULL, "$E\n@lock(b->second);\n$H\n$F\n@unlock(b->second);\n$H\n$L\n$N\n"},
    {"files: own lock beside", NULL,
     "$E\n@lock(own);\nb->used++;\n@unlock(own);\n$H\n$L\n$N\n@lock(own);\n@unlock(own);\n"},
    {"files: wait once", "cond-wait", "$E\n$H\nif (b->n == 0)\npause_box(b);\n$F\n$L\n"},
    {"files: wait once a round", "cond-wait",
     "while (ask(n)) {\n$E\n$F\nif (b->n == 0)\npause_box(b);\nb->n--;\n$F\n$L\n}\n"},
    {"files: rounds of waiting", "", "for (;;) {\n$E\nwhile (b->n == 0)\npause_box(b);\nb->n--;\n$F\n$L\n}\n"},
    {"files: wait in a loop", "", "$E\nwhile (b->n == 0)\npause_box(b);\n$F\n$L\n"},
    {"files: upgrade", "lock-upgrade", "@read(b->rw);\n$F\nstore(b);\n@unread(b->rw);\n"},
    {"files: read, then write", "", "@read(b->rw);\n$F\n@unread(b->rw);\nstore(b);\n$F\nview(b);\n"},
    {"files: try, ignored", "unchecked-lock", "try_only(b);\n$F\nb->used++;\npthread_mutex_unlock(&b->plain);\n"},
    {"files: try, asked", "", "if (try_only(b) != 0)\nreturn 0;\n$F\nb->used++;\npthread_mutex_unlock(&b->plain);\n"},
    {"files: joined twice", "thread-join",
     "pthread_t thread;\nif (pthread_create(&thread, NULL, run, NULL) != 0) return -1;\n$F\nstop(thread);\n$F\n"
     "pthread_join(thread, NULL);\n"},
    {"files: joined once", "",
     "pthread_t thread;\nif (pthread_create(&thread, NULL, run, NULL) != 0) return -1;\n$F\nstop(thread);\n$F\n"},
    {"files: moved", "use-after-move",
     "counter *mine = am_arc_new(counter, .value = 0);\n$F\ntake(mine);\n$F\nshow(mine);\n"},
    {"files: cloned", "",
     "counter *mine = am_arc_new(counter, .value = 0);\ntake(am_arc_clone(mine));\n$F\ntake(mine);\n$F\n"},
};

enum { FORMS = sizeof forms / sizeof *forms };

static const char *defect_of(const char *rule, dice *fate) {
    if (strcmp(rule, "double-lock") == 0)
        return ANY(fate, "sum += peek(b);", "@lock(b->mu);", "enter(b);");
    if (strcmp(rule, "blocking-while-locked") == 0)
        return ANY(fate, "slow(b);", "slow_deep(2);");
    if (strcmp(rule, "guard-across-yield") == 0)
        return ANY(fate, "rest(b);", "rest_deep();");
    if (strcmp(rule, "missing-unlock") == 0)
        return ANY(fate, "if (ask(17)) return sum;", "if (b->n == 7) return -1;");
    if (strcmp(rule, "lock-life") == 0)
        return "end(b);";
    return strcmp(rule, "unlock-not-held") == 0 ? ANY(fate, "leave(b);", "put(b);", "@unlock(b->mu);") : NULL;
}

static const char *place_of(const char *rule) {
    return strcmp(rule, "unlock-not-held") == 0 ? "$N\n" : "$H\n";
}

static bool takes(const form *self, const char *rule, dice *fate) {
    if (!rule)
        return !self->rule || !*self->rule;
    return self->rule ? strcmp(self->rule, rule) == 0 : defect_of(rule, fate) && strstr(self->body, place_of(rule));
}

/* ---- writing ---- */

typedef struct writer {
    FILE *out;
    dice *fate;
    uint32_t files;            /* of helpers */
    uint32_t file_of[HELPERS]; /* where each stands */
} writer;

static void fill(writer *self, bool is_held) {
    for (uint32_t i = roll(self->fate, 3); i > 0; i--)
        fprintf(self->out, "    %s\n",
                is_held && roll(self->fate, 2)
                    ? ANY(self->fate, "count(b);", "b->n += flag;", "sum += b->n;")
                    : ANY(self->fate, "step(n);", "for (int k = 0; k < 4; k++) sum += k;", "if (n > 7) sum -= n;",
                          "unknown();", "sum += ask(sum);", "switch (n) { case 1: sum++; default: sum--; }"));
}

static void write_header(writer *self) {
    fputs(GENERATED_FILE
          "shared.h\n#ifndef SHARED_H\n#define SHARED_H\n#include \"arcmutex/arcmutex.h\"\n"
          "#include <pthread.h>\n#include <sched.h>\n#include <stddef.h>\n#include <unistd.h>\n@prelude\n"
          "struct box { @mutex mu, second; @rw rw; @cond cv; pthread_mutex_t plain; int n, limit, used; "
          "struct box *next; };\n"
          "typedef AM_MUTEX(int) counter;\n"
          "void unknown(void);\nint ask(int);\nvoid keep(counter *handle);\nvoid show(counter *handle);\n"
          "void *run(void *);\nam_thread *thread_of(int n);\n"
          "AM_THREAD_ENTRY(work, counter, handle) { am_arc_auto counter *mine = am_move(handle); }\n",
          self->out);
    for (uint32_t i = 0; i < HELPERS; i++)
        fprintf(self->out, "%s;\n", helpers[i].declaration);
    fputs("#endif\n", self->out);
}

static void begin_file(writer *self, const char *name, const char *step) {
    fprintf(self->out, GENERATED_FILE "%s.c\n#include \"shared.h\"\n", name);
    fprintf(self->out, "static @mutex own@initial;\nstatic int hits;\n");
    fprintf(self->out, "void set_up_%s(void) { @setup(own); }\nstatic void step(int n) { %s }\n", name, step);
}

static void write_helper(writer *self, const helper *it) {
    uint32_t ways = 0;
    while (ways < sizeof it->ways / sizeof *it->ways && it->ways[ways])
        ways++;
    fprintf(self->out, "%s { %s }\n", it->declaration, it->ways[roll(self->fate, ways)]);
}

static void write_helpers(writer *self) {
    for (uint32_t i = 0; i < HELPERS; i++)
        self->file_of[i] = roll(self->fate, self->files);
    for (uint32_t file = 0; file < self->files; file++) {
        char name[] = {"abc"[file], '\0'};
        begin_file(self, name, any(self->fate, steps, sizeof steps / sizeof *steps));
        for (uint32_t i = 0; i < HELPERS; i++)
            if (self->file_of[i] == file)
                write_helper(self, &helpers[i]);
    }
}

static uint32_t count_places(const char *body, const char *mark) {
    uint32_t count = 0;
    for (const char *at = strstr(body, mark); at; at = strstr(at + 1, mark))
        count++;
    return count;
}

static void write_judged(writer *self, const form *it, const char *rule) {
    bool plants = rule && !it->rule, is_held = false;
    const char *mark = plants ? place_of(rule) : "";
    uint32_t place = plants ? roll(self->fate, count_places(it->body, mark)) : 0, seen = 0;
    begin_file(self, "judged", "hits += n;");
    fputs("int judged(struct box *b, int flag, int n) {\n    int sum = 0;\n", self->out);
    for (const char *at = it->body; *at; at += strcspn(at, "\n") + 1) {
        if (*at != '$')
            fprintf(self->out, "    %.*s\n", (int)strcspn(at, "\n"), at);
        else if (at[1] == 'F')
            fill(self, is_held);
        else if (at[1] == 'E')
            fprintf(self->out, "    %s\n", ANY(self->fate, "enter(b);", "enter_deep(b);", "@lock(b->mu);"));
        else if (at[1] == 'L')
            fprintf(self->out, "    %s\n", ANY(self->fate, "leave(b);", "put(b);", "@unlock(b->mu);"));
        if (plants && strncmp(at, mark, strlen(mark)) == 0 && seen++ == place)
            fprintf(self->out, "    %s\n", defect_of(rule, self->fate));
        if (*at == '$' && at[1] != 'F')
            is_held = at[1] == 'E' || at[1] == 'H';
    }
    fputs("    return sum + flag;\n}\n", self->out);
}

const char *generated_files_write(const char *rule, dice *fate, FILE *out) {
    const form *chosen = NULL;
    uint32_t fit = 0;
    for (const form *at = forms; at < forms + FORMS; at++)
        if (takes(at, rule, fate) && roll(fate, ++fit) == 0)
            chosen = at;
    if (!chosen)
        return NULL;
    writer self = {.out = out, .fate = fate, .files = 1 + roll(fate, MOST_HELPERS)};
    write_header(&self);
    if (roll(fate, 2)) {
        write_judged(&self, chosen, rule);
        write_helpers(&self);
    } else {
        write_helpers(&self);
        write_judged(&self, chosen, rule);
    }
    return chosen->name;
}
