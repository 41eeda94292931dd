/* generated_threads.c -- a header, two files of functions that both threads call, and the file with `main`. */
#include "generated_threads.h"

#include "generated.h"

#include <string.h>

/* ---- data that a lock guards ---- */

/* A way to touch it: a function of its own, which gets `s`. */
typedef struct access {
    const char *text; /* $ is a number of its own */
    bool is_write;
} access;

/* Under the lock: as many as a program needs, so that who goes past it stands alone. */
static const access held[] = {
    {"void touch$(struct store *s) { @lock(s->mu); s->rows++; @unlock(s->mu); }", true},
    {"void touch$(struct store *s) { @lock(s->mu); if (s->rows > 0) s->rows--; @unlock(s->mu); }", true},
    {"void touch$(struct store *s) { @lock(s->mu); int n = s->rows; @unlock(s->mu); if (n > 9) unknown(); }", false},
    {"static void bump$(struct store *s) { s->rows += 2; }\n"
     "void touch$(struct store *s) { @lock(s->mu); bump$(s); @unlock(s->mu); }",
     true},
    {"static void bump$(struct store *s, int by) { s->rows += by; if (s->rows < 0) s->rows = 0; }\n"
     "void touch$(struct store *s) { @lock(s->mu); if (ask(1)) bump$(s, 1); else bump$(s, 2); @unlock(s->mu); }",
     true},
    {"void touch$(struct store *s) { if (@got(s->mu)) { s->rows *= 2; @unlock(s->mu); } }", true},
    {"void touch$(struct store *s) { if (@failed(s->mu)) return; s->rows ^= 1; @unlock(s->mu); }", true},
    {"void touch$(struct store *s) { @lock(s->mu); if (ask(2)) { @unlock(s->mu); return; } s->rows = 3; "
     "@unlock(s->mu); }",
     true},
    {"static void in$(struct store *s) { @lock(s->mu); }\nstatic void out$(struct store *s) { @unlock(s->mu); }\n"
     "void touch$(struct store *s) { in$(s); s->rows += 5; out$(s); }",
     true},
    {"void touch$(struct store *s) { @mutex *m = &s->mu; @lock(*m); for (int i = 0; i < s->limit; i++) s->rows += i; "
     "@unlock(*m); }",
     true},
    {"void touch$(struct store *s) { for (int i = 0; i < 3; i++) { @lock(s->mu); s->rows += i; @unlock(s->mu); } }",
     true},
};

/* Without the lock, and right. `rows` is guarded, `limit` is set before the threads, `ticks` is atomic. */
static const access right[] = {
    {"void fine$(struct store *s) { if (s->limit > 3) unknown(); }", false},
    {"void fine$(struct store *s) { s->ticks++; }", true},
    {"void fine$(struct store *s) { __atomic_fetch_add(&s->beats, 1, __ATOMIC_RELAXED); (void)ask((int)s->ticks); }",
     true},
    {"void fine$(struct store *s) { struct store mine = {0}; mine.rows = ask(s->limit); mine.rows++; (void)mine; }",
     true},
    {"void fine$(struct store *s) { struct store *mine = store_new(); mine->rows = s->limit; store_free(mine); }",
     true},
    {"void fine$(struct store *s) { if (s->rows == 0) return; @lock(s->mu); if (s->rows != 0) s->rows--; "
     "@unlock(s->mu); }",
     true},
    {"void fine$(struct store *s) { @lock(s->mu); s->peak = s->rows; @unlock(s->mu); }", true},
    {"static __thread int turns$;\nvoid fine$(struct store *s) { turns$ += s->limit; }", true},
    {"static void finish$(struct store *s) { s->rows = 0; }\n"
     "void fine$(struct store *s) { @lock(s->mu); finish$(s); @unlock(s->mu); }",
     true},
};

/* Past the lock. */
static const access wrong[] = {
    {"void judged(struct store *s) { s->rows++; }", true},
    {"void judged(struct store *s) { s->rows = 0; unknown(); }", true},
    {"void judged(struct store *s) { @lock(s->mu); s->rows++; @unlock(s->mu); s->rows--; }", true},
    {"void judged(struct store *s) { s->rows += s->limit; @lock(s->mu); @unlock(s->mu); }", true},
    {"void judged(struct store *s) { @lock(s->mu); int n = s->limit; @unlock(s->mu); if (n > 3) s->rows = n; }", true},
    {"void judged(struct store *s) { if (@failed(s->mu)) { s->peak = 1; return; } s->rows++; @unlock(s->mu); "
     "s->rows++; }",
     true},
    {"static @mutex other@initial;\nvoid set_up_other(void) { @setup(other); }\n"
     "void judged(struct store *s) { int *rows = &s->limit; (void)rows; if (ask(4)) s->rows -= 2; }",
     true},
    {"static void judged_deep(struct store *s) { s->rows--; }\nvoid judged(struct store *s) { judged_deep(s); }", true},
};

enum {
    HELD = sizeof held / sizeof *held,
    RIGHT = sizeof right / sizeof *right,
    WRONG = sizeof wrong / sizeof *wrong,
    FEWEST_HELD = 5,
    MOST_TOUCHES = 16
};

typedef struct writer {
    FILE *out;
    dice *fate;
    const access *touches[MOST_TOUCHES];
    const char *names[MOST_TOUCHES]; /* of the functions, without their number */
    uint32_t count;
} writer;

static void add(writer *self, const access *it, const char *name) {
    uint32_t at = roll(self->fate, self->count + 1);
    memmove(self->touches + at + 1, self->touches + at, (self->count - at) * sizeof *self->touches);
    memmove(self->names + at + 1, self->names + at, (self->count - at) * sizeof *self->names);
    self->touches[at] = it;
    self->names[at] = name;
    self->count++;
}

static void choose(writer *self, bool is_planted) {
    for (uint32_t i = FEWEST_HELD + roll(self->fate, 4); i > 0; i--)
        add(self, &held[roll(self->fate, HELD)], "touch");
    for (uint32_t i = 1 + roll(self->fate, 4); i > 0; i--)
        add(self, &right[roll(self->fate, RIGHT)], "fine");
    if (is_planted)
        add(self, &wrong[roll(self->fate, WRONG)], "judged");
}

/* The number of a function that is judged is not written. */
static void write_name(writer *self, uint32_t i) {
    bool is_judged = strcmp(self->names[i], "judged") == 0;
    fprintf(self->out, is_judged ? "%s" : "%s%u", self->names[i], (unsigned)i);
}

static void write_numbered(writer *self, const char *text, uint32_t number) {
    for (; *text; text++)
        if (*text == '$')
            fprintf(self->out, "%u", (unsigned)number);
        else
            fputc(*text, self->out);
    fputc('\n', self->out);
}

static void write_header(writer *self) {
    fputs(GENERATED_FILE "shared.h\n#ifndef SHARED_H\n#define SHARED_H\n#include <pthread.h>\n#include <stddef.h>\n"
                         "#include <stdlib.h>\n@prelude\n"
                         "struct store { int limit; @mutex mu; int rows, peak, beats; _Atomic int ticks; @cond cv; };\n"
                         "void unknown(void);\nint ask(int);\nstruct store *store_new(void);\n"
                         "void store_free(struct store *s);\n",
          self->out);
    for (uint32_t i = 0; i < self->count; i++) {
        fputs("void ", self->out);
        write_name(self, i);
        fputs("(struct store *s);\n", self->out);
    }
    fputs("#endif\n", self->out);
}

static void write_touches(writer *self, const char *file, uint32_t from, uint32_t to) {
    fprintf(self->out, GENERATED_FILE "%s.c\n#include \"shared.h\"\n", file);
    for (uint32_t i = from; i < to; i++)
        write_numbered(self, self->touches[i]->text, i);
}

static void write_store(writer *self) {
    fputs(GENERATED_FILE "store.c\n#include \"shared.h\"\n"
                         "static void set(struct store *s, int rows) { s->rows = rows; s->peak = rows; }\n"
                         "struct store *store_new(void) {\n    struct store *s = calloc(1, sizeof *s);\n"
                         "    if (!s) abort();\n    s->limit = 9;\n",
          self->out);
    fputs(ANY(self->fate, "    s->rows = 0;\n    @init(s->mu);\n", "    @init(s->mu);\n    s->rows = 1;\n",
              "    set(s, 2);\n    @init(s->mu);\n"),
          self->out);
    fputs("    return s;\n}\nvoid store_free(struct store *s) {\n", self->out);
    fputs(ANY(self->fate, "    @destroy(s->mu);\n    s->rows = -1;\n", "    set(s, 0);\n    @destroy(s->mu);\n",
              "    if (s->rows) unknown();\n    @destroy(s->mu);\n"),
          self->out);
    fputs("    free(s);\n}\n", self->out);
}

static void write_main(writer *self) {
    fputs(GENERATED_FILE "main.c\n#include \"shared.h\"\nstatic void *work(void *given) {\n"
                         "    struct store *s = given;\n",
          self->out);
    for (uint32_t i = 0; i < self->count; i++) {
        fputs(ANY(self->fate, "    ", "    if (ask(7)) ", "    for (int i = 0; i < 9; i++) "), self->out);
        write_name(self, i);
        fputs("(s);\n", self->out);
    }
    fputs("    return NULL;\n}\nint main(void) {\n    pthread_t one, two;\n    struct store *s = store_new();\n",
          self->out);
    fputs(ANY(self->fate, "", "    s->rows = 5;\n", "    if (ask(1)) s->rows++;\n"), self->out);
    fputs("    if (pthread_create(&one, NULL, work, s) != 0) return 1;\n"
          "    if (pthread_create(&two, NULL, work, s) != 0) return 1;\n"
          "    pthread_join(one, NULL);\n    pthread_join(two, NULL);\n",
          self->out);
    fputs(ANY(self->fate, "", "    s->rows = 0;\n", "    if (s->rows) unknown();\n"), self->out);
    fputs("    store_free(s);\n    return 0;\n}\n", self->out);
}

const char *generated_guarded_write(bool is_planted, dice *fate, FILE *out) {
    writer self = {.out = out, .fate = fate};
    choose(&self, is_planted);
    write_header(&self);
    uint32_t middle = roll(fate, self.count);
    write_touches(&self, "a", 0, middle);
    write_store(&self);
    write_touches(&self, "b", middle, self.count);
    write_main(&self);
    return "guarded data";
}

/* ---- orders of locks ---- */

/* In left.c and right.c the lock is called `own`; each has a function `judged`, `judged_too`, which a thread runs. */
typedef struct order {
    const char *name, *left, *right;
    bool is_planted;
} order;

#define THEN(call) "@lock(own); hits++;\n$" call "\n@unlock(own);\n"
#define FIRST "@lock(own); hits++; @unlock(own);\n"

static const order orders[] = {
    {"orders over files: opposite", THEN("right_touch();"), THEN("left_touch();"), true},
    {"orders over files: opposite, deep", THEN("right_deep(1);"), THEN("if (ask(2)) left_deep(0);"), true},
    {"orders over files: opposite, held on return", "left_enter();\nright_deep(0);\nleft_leave();\n",
     "right_enter();\n$left_touch();\nright_leave();\n", true},
    {"orders over files: opposite, by pointers", THEN("void (*next)(void) = right_touch; next();"),
     THEN("left_touch();"), true},
    {"orders over files: left first", THEN("right_touch();"), "left_enter();\n$right_touch();\nleft_leave();\n", false},
    {"orders over files: one at a time", FIRST "$right_touch();\n", FIRST "$left_touch();\n", false},
    {"orders over files: by a try", THEN("right_touch();"), THEN("left_try();"), false},
    {"orders over files: left first, deep", THEN("right_deep(3);"), FIRST "left_deep(2);\n$right_touch();\n", false},
};

enum { ORDERS = sizeof orders / sizeof *orders };

static void write_side(const char *name, const char *judged, const char *body, dice *fate, FILE *out) {
    fprintf(out, GENERATED_FILE "%s.c\n#include \"shared.h\"\nstatic @mutex own@initial;\nstatic int hits;\n", name);
    fprintf(out,
            "void %s_set_up(void) { @setup(own); }\nvoid %s_enter(void) { @lock(own); }\n"
            "void %s_leave(void) { @unlock(own); }\nvoid %s_try(void) { if (@got(own)) { hits++; @unlock(own); } }\n",
            name, name, name, name);
    fprintf(out, "static void step(void) { %s }\n",
            ANY(fate, "@lock(own); hits += 2; @unlock(own);", "if (ask(1)) { @lock(own); hits--; @unlock(own); }"));
    fprintf(out, "void %s_touch(void) { step(); }\nvoid %s_deep(int n) { if (n > ask(0)) %s_touch(); else step(); }\n",
            name, name, name);
    fprintf(out, "void %s(void) {\n", judged);
    for (const char *at = body; *at; at += strcspn(at, "\n") + 1) {
        if (*at == '$' && roll(fate, 2))
            fputs("    if (ask(5)) unknown();\n", out);
        fprintf(out, "    %.*s\n", (int)strcspn(at, "\n") - (*at == '$'), at + (*at == '$'));
    }
    fputs("}\n", out);
}

const char *generated_orders_write(bool is_planted, dice *fate, FILE *out) {
    const order *chosen;
    do
        chosen = &orders[roll(fate, ORDERS)];
    while (chosen->is_planted != is_planted);
    fputs(GENERATED_FILE "shared.h\n#ifndef SHARED_H\n#define SHARED_H\n#include <pthread.h>\n#include <stddef.h>\n"
                         "@prelude\nvoid unknown(void);\nint ask(int);\nvoid judged(void);\nvoid judged_too(void);\n",
          out);
    for (int i = 0; i < 2; i++) {
        const char *name = i ? "right" : "left";
        fprintf(out,
                "void %s_set_up(void);\nvoid %s_enter(void);\nvoid %s_leave(void);\nvoid %s_try(void);\n"
                "void %s_touch(void);\nvoid %s_deep(int n);\n",
                name, name, name, name, name, name);
    }
    fputs("#endif\n", out);
    bool is_turned = roll(fate, 2);
    write_side(is_turned ? "right" : "left", is_turned ? "judged_too" : "judged",
               is_turned ? chosen->right : chosen->left, fate, out);
    write_side(is_turned ? "left" : "right", is_turned ? "judged" : "judged_too",
               is_turned ? chosen->left : chosen->right, fate, out);
    fputs(GENERATED_FILE "main.c\n#include \"shared.h\"\n"
                         "static void *one(void *given) { judged(); return given; }\n"
                         "static void *two(void *given) { judged_too(); return given; }\n"
                         "int main(void) {\n    pthread_t a, b;\n    left_set_up();\n    right_set_up();\n"
                         "    if (pthread_create(&a, NULL, one, NULL) != 0) return 1;\n"
                         "    if (pthread_create(&b, NULL, two, NULL) != 0) return 1;\n"
                         "    pthread_join(a, NULL);\n    pthread_join(b, NULL);\n    return 0;\n}\n",
          out);
    return chosen->name;
}
