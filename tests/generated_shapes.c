/* generated_shapes.c -- the table of shapes, and planting. */
#include "generated_shapes.h"

#include <string.h>

#define HEAD "int judged(struct box *b, int flag, int n) {\n    int sum = 0;\n$F\n"
#define MU "@lock(b->mu);"
#define UNMU "@unlock(b->mu);"
#define TAIL "$F\n    return sum + flag + n;\n}\n"

const generated_shape generated_shapes[] = {
    {"hand over hand", MU, UNMU,
     HEAD "    " MU "\n$H\n    while (b->next != NULL && b->n != n) {\n        struct box *next = b->next;\n"
          "        @lock(next->mu);\n        " UNMU "\n$N\n        b = next;\n$F\n$H\n    }\n"
          "    sum = b->n;\n$H\n    " UNMU "\n$N\n" TAIL,
     false},
    {"unlock in each case", MU, UNMU,
     HEAD "    " MU "\n    switch (n) {\n    case 1:\n$H\n        b->n++;\n        " UNMU "\n$N\n        break;\n"
          "    case 2:\n$H\n        /* fall through */\n    case 3:\n        b->n--;\n        " UNMU
          "\n        return sum;\n"
          "    default:\n$F\n$H\n        " UNMU "\n    }\n" TAIL,
     false},
    {"ladder", MU, UNMU,
     HEAD "    " MU "\n    if (ask(n) != 0) goto out;\n    @lock(b->second);\n$H\n"
          "    if (ask(n + 1) != 0) goto out_second;\n$F\nout_second:\n    @unlock(b->second);\n$H\n"
          "out:\n    " UNMU "\n$N\n" TAIL,
     false},
    {"flag that says locked", MU, UNMU,
     HEAD "    int locked = 0;\n    if (n > 3) {\n        " MU
          "\n        locked = 1;\n$H\n    }\n$F\n    if (ask(n)) {\n"
          "        if (!locked) {\n            " MU "\n            locked = 1;\n        }\n$H\n    }\n$F\n"
          "    if (locked) {\n$H\n        " UNMU "\n$N\n    }\n" TAIL,
     false},
    {"unless already locked", MU, UNMU,
     HEAD "    if (!flag) " MU "\n$F\n    b->n++;\n    if (!flag) {\n$H\n        " UNMU "\n$N\n    }\n" TAIL, true},
    {"result of a try", MU, UNMU,
     "@pthread\n" HEAD
     "    int rc = pthread_mutex_trylock(&b->mu);\n$F\n    if (rc != 0) {\n        sum = rc;\n        goto "
     "done;\n    }\n"
     "$H\n    " UNMU "\n$N\ndone:\n" TAIL,
     false},
    {"try in a loop", MU, UNMU, HEAD "    while (@failed(b->mu)) sched_yield();\n$H\n$F\n    " UNMU "\n$N\n" TAIL,
     false},
    {"worker", MU, UNMU,
     HEAD "    " MU "\n    for (;;) {\n        while (b->n == 0 && !b->limit) @wait(b->cv, b->mu);\n"
          "        if (b->limit) break;\n        b->n--;\n$H\n        " UNMU "\n$N\n        unknown();\n$F\n        " MU
          "\n$H\n    }\n    " UNMU "\n$N\n" TAIL,
     false},
    {"get and put", "@lock(got->mu);", "@unlock(got->mu);",
     "static struct box *get(struct box *b, int n) {\n    " MU "\n    if (b->n < n) {\n        " UNMU
     "\n        return NULL;\n    }\n    return b;\n}\nstatic void put(struct box *b) { " UNMU " }\n" HEAD
     "    struct box *got = get(b, n);\n    if (!got) return -1;\n$F\n$H\n    put(got);\n$N\n" TAIL,
     false},
    {"success means locked", MU, UNMU,
     "static int begin(struct box *b, int n) {\n    if (n < 0) return -1;\n    " MU "\n    return 0;\n}\n" HEAD
     "    if (begin(b, n) != 0) return -1;\n$H\n$F\n    " UNMU "\n$N\n" TAIL,
     false},
    {"pointer to function", MU, UNMU,
     HEAD "    void (*enter)(struct box *) = lock_box, (*leave)(struct box *) = unlock_box;\n    enter(b);\n$H\n$F\n"
          "    leave(b);\n$N\n" TAIL,
     false},
    {"struct in struct", "@lock(d->mid.in[1].mu);", "@unlock(d->mid.in[1].mu);",
     "struct deep { struct { struct { @mutex mu; int n; } in[2]; } mid; struct deep *up; };\n"
     "int judged(struct deep *d, int flag, int n) {\n    int sum = 0;\n    @mutex *m = &d->mid.in[1].mu;\n$F\n"
     "    @lock(*m);\n$H\n    d->mid.in[1].n++;\n    @lock(d->mid.in[0].mu);\n$H\n"
     "    @unlock(d->mid.in[0].mu);\n    @unlock(*m);\n$N\n" TAIL,
     false},
    {"by address", NULL, NULL,
     HEAD "    struct box *other = b->next, *first = b < other ? b : other, *last = b < other ? other : b;\n"
          "    @lock(first->mu);\n    if (first != last) @lock(last->mu);\n$F\n$H\n"
          "    if (first != last) @unlock(last->mu);\n    @unlock(first->mu);\n" TAIL,
     false},
    {"all of an array", NULL, NULL,
     HEAD "    for (int i = 0; i < n; i++) @lock(b[i].mu);\n$F\n"
          "    for (int i = n - 1; i >= 0; i--) @unlock(b[i].mu);\n" TAIL,
     true},
    {"recursive", NULL, NULL,
     "static pthread_mutex_t again_mu = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;\n"
     "@pthread\n" HEAD
     "    pthread_mutex_lock(&again_mu);\n$F\n    if (n > 3) {\n        pthread_mutex_lock(&again_mu);\n$F\n"
     "        pthread_mutex_unlock(&again_mu);\n    }\n$H\n    pthread_mutex_unlock(&again_mu);\n" TAIL,
     false},
    {"tried or waited for", MU, UNMU,
     HEAD "    if (flag) {\n        if (@failed(b->mu)) return -1;\n$H\n    } else {\n        " MU
          "\n$H\n    }\n$F\n    b->n++;\n$H\n    " UNMU "\n$N\n" TAIL,
     false},
    {"do once", MU, UNMU,
     HEAD "    do {\n        " MU
          "\n        if (ask(n)) break;\n$H\n        if (b->n > n) break;\n$F\n        b->n++;\n"
          "    } while (0);\n$H\n    " UNMU "\n$N\n" TAIL,
     false},
    {"read or write", NULL, "pthread_rwlock_unlock(&b->rw);",
     "@pthread\n" HEAD "    if (flag) @read(b->rw);\n    else @write(b->rw);\n$F\n"
     "    if (flag) sum = b->n;\n    else b->n = n;\n$H\n    pthread_rwlock_unlock(&b->rw);\n$N\n" TAIL,
     false},
    {"pointer moves on", MU, UNMU,
     HEAD "    struct box *at = b;\n    @lock(at->mu);\n    b = b->next;\n$F\n"
          "    @unlock(at->mu);\n    if (b != NULL) {\n        " MU "\n        at = b;\n$H\n"
          "        @unlock(at->mu);\n$N\n    }\n    at = NULL;\n    (void)at;\n" TAIL,
     false},
    {"checked lock", MU, UNMU,
     "@pthread\n" HEAD
     "    int rc;\n    if ((rc = pthread_mutex_lock(&b->mu)) != 0) return rc;\n$H\n$F\n    rc = ask(b->n);\n$H\n  "
     "  " UNMU "\n$N\n    sum += rc;\n" TAIL,
     false},
    {"helpers of helpers", MU, UNMU,
     "static void enter1(struct box *b) { " MU " }\nstatic void enter2(struct box *b) { if (b->limit) enter1(b); else "
     "lock_box(b); }\nstatic void enter3(struct box *b) { enter2(b); b->n++; }\n"
     "static void leave1(struct box **b) { @unlock((*b)->mu); }\n"
     "static void leave2(struct box *b) { leave1(&b); }\n" HEAD "    enter3(b);\n$H\n$F\n    leave2(b);\n$N\n" TAIL,
     false},
    {"again from the start", MU, UNMU,
     HEAD "retry:\n    " MU "\n    if (ask(n)) {\n$H\n        " UNMU "\n        goto retry;\n    }\n$F\n$H\n    " UNMU
          "\n$N\n" TAIL,
     false},
    {"one of two", NULL, NULL,
     HEAD "    @mutex *m = flag ? &b->mu : &b->second;\n    @lock(*m);\n$F\n$H\n"
          "    @unlock(*(flag ? &b->mu : &b->second));\n" TAIL,
     false},
    {"perhaps a try", MU, UNMU,
     HEAD "    int got = flag && @got(b->mu);\n$F\n    if (got) {\n$H\n        b->n++;\n    }\n$F\n"
          "    if (got) " UNMU "\n" TAIL,
     false},
    {"wait where the try fails", MU, NULL,
     "@pthread\n" HEAD "    int rc = pthread_mutex_trylock(&b->mu);\n    if (rc != 0) {\n$F\n        rc = "
     "pthread_mutex_lock(&b->mu);\n    }\n$F\n    sum += rc;\n    " UNMU "\n" TAIL,
     true},
    {"result of a second lock", NULL, NULL,
     "@pthread\n" HEAD "    " MU "\n$H\n    " UNMU "\n    int rc = pthread_mutex_lock(&b->mu);\n$F\n$H\n    " UNMU
     "\n    if (rc != 0) return rc;\n" TAIL,
     true},
    {"guards in scopes", "{ int *once_more = am_lock(&shared); am_unlock(once_more); }", NULL,
     "static counter shared;\n" HEAD
     "    for (int i = 0; i < n; i++) {\n        am_guard int *value = am_lock(&shared);\n"
     "        if (*value == i) continue;\n$H\n        if (*value > n) break;\n$F\n        ++*value;\n    }\n    {\n"
     "        am_guard int *value = am_lock(&shared);\n        *value = 0;\n$H\n    }\n    (void)b;\n" TAIL,
     true},
    {"guard given back early", NULL, NULL,
     "static counter shared;\n" HEAD "    am_guard int *value = am_lock(&shared);\n    sum = *value;\n$H\n"
     "    am_unlock(value);\n    if (ask(sum)) {\n        value = am_lock(&shared);\n        *value = n;\n$F\n$H\n    "
     "}\n"
     "    (void)b;\n" TAIL,
     true},
    {0}};

/* What is planted, by rule. */
static const char *defect_of(const generated_shape *self, const char *rule) {
    if (strcmp(rule, "double-lock") == 0)
        return self->lock;
    if (strcmp(rule, "unlock-not-held") == 0)
        return self->unlock;
    if (strcmp(rule, "missing-unlock") == 0)
        return self->is_silent_on_return ? NULL : "if (ask(17)) return sum + flag + n;";
    if (strcmp(rule, "blocking-while-locked") == 0)
        return "sleep(1);";
    return strcmp(rule, "guard-across-yield") == 0 ? "sched_yield();" : NULL;
}

/* The mark before which the rule's defect stands. */
static const char *place_of(const char *rule) {
    return strcmp(rule, "unlock-not-held") == 0 ? "$N\n" : "$H\n";
}

static uint32_t count_places(const char *body, const char *mark) {
    uint32_t count = 0;
    for (const char *at = strstr(body, mark); at; at = strstr(at + 1, mark))
        count++;
    return count;
}

bool generated_shape_takes(const generated_shape *self, const char *rule) {
    return !rule || (defect_of(self, rule) && count_places(self->body, place_of(rule)) > 0);
}

static void fill(dice *fate, FILE *out) {
    for (uint32_t i = roll(fate, 3); i > 0; i--)
        fprintf(out, "    %s\n",
                ANY(fate, "for (int k = 0; k < 4; k++) sum += k;", "if (n > 7) sum -= n;", "if (flag) sum++;",
                    "switch (n) { case 1: sum++; break; case 2: sum += 2; default: sum--; }", "unknown();",
                    "sum = n > 3 ? sum + 1 : sum - n;", "do sum /= 2; while (sum > 10);", "sum += ask(sum);"));
}

void generated_shape_write(const generated_shape *self, const char *rule, dice *fate, FILE *out) {
    const char *mark = rule ? place_of(rule) : "$H\n", *at = self->body;
    uint32_t place = rule ? roll(fate, count_places(self->body, mark)) : UINT32_MAX, seen = 0;
    while (*at) {
        size_t length = strcspn(at, "\n") + 1;
        if (*at != '$')
            fwrite(at, 1, length, out);
        else if (at[1] == 'F')
            fill(fate, out);
        else if (strncmp(at, mark, length) == 0 && seen++ == place)
            fprintf(out, "    %s\n", defect_of(self, rule));
        at += length;
    }
}

/* ---- orders ---- */

typedef struct order_form {
    const char *name, *first, *second; /* bodies of the two threads */
    bool is_planted, is_one_by_one;
} order_form;

#define A_THEN(second) "    @lock(a);\n" second "    @unlock(a);\n"
#define C_THEN(second) "    @lock(c);\n" second "    @unlock(c);\n"
#define JUST(lock) "    @lock(" lock ");\n    @unlock(" lock ");\n"
#define TRY(lock) "    if (@got(" lock ")) @unlock(" lock ");\n"
#define GATED(body) "    @lock(gate);\n" body "    @unlock(gate);\n"

static const order_form order_forms[] = {
    {"order: the same", A_THEN(JUST("c")), A_THEN(JUST("c")), false, false},
    {"order: by a try", A_THEN(JUST("c")), C_THEN(TRY("a")), false, false},
    {"order: under a gate", GATED(A_THEN(JUST("c"))), GATED(C_THEN(JUST("a"))), false, false},
    {"order: one after the other", A_THEN("") JUST("c"), C_THEN("") JUST("a"), false, false},
    {"order: one by one", A_THEN(JUST("c")), C_THEN(JUST("a")), false, true},
    {"order: helpers, the same", A_THEN("    take_c();\n"), A_THEN("    if (ask(1)) take_c();\n"), false, false},
    {"order: opposite", A_THEN(JUST("c")), C_THEN(JUST("a")), true, false},
    {"order: opposite, helpers", A_THEN("    take_c();\n"), C_THEN("    if (ask(1)) take_a();\n"), true, false},
    {"order: opposite, in a loop", A_THEN("    while (ask(2)) {\n    take_c();\n    }\n"), C_THEN(JUST("a")), true,
     false},
    {"order: opposite, one gate", GATED(A_THEN(JUST("c"))), C_THEN(JUST("a")), true, false},
    {"order: opposite, aliases",
     "    @mutex *m = &a, *k = &c;\n    @lock(*m);\n"
     "    @lock(*k);\n    @unlock(*k);\n    @unlock(*m);\n",
     C_THEN(JUST("a")), true, false},
};

static void write_thread(const char *name, const char *body, dice *fate, FILE *out) {
    fprintf(out, "static void *%s(void *given) {\n    int sum = 0, flag = ask(3), n = ask(4);\n", name);
    fill(fate, out);
    fputs(body, out);
    fill(fate, out);
    fputs("    (void)sum; (void)flag; (void)n;\n    return given;\n}\n", out);
}

const char *generated_order_write(bool is_planted, dice *fate, FILE *out) {
    const order_form *form;
    do
        form = &order_forms[roll(fate, sizeof order_forms / sizeof *order_forms)];
    while (form->is_planted != is_planted);
    fputs("static @mutex a@initial, c@initial;\n"
          "static @mutex gate@initial;\n"
          "static void take_a(void) { @lock(a); unknown(); @unlock(a); }\n"
          "static void take_c2(void) { @lock(c); @unlock(c); }\n"
          "static void take_c(void) { take_c2(); }\n"
          "void *others(void *given) { take_a(); take_c(); " JUST("gate") " return given; }\n",
          out);
    write_thread("judged", form->first, fate, out);
    write_thread("judged_too", form->second, fate, out);
    fprintf(out,
            "int main(void) {\n    pthread_t one, two;\n"
            "    if (pthread_create(&one, NULL, judged, NULL) != 0) return 1;\n%s"
            "    if (pthread_create(&two, NULL, judged_too, NULL) != 0) return 1;\n%s"
            "    pthread_join(two, NULL);\n    return 0;\n}\n",
            form->is_one_by_one ? "    pthread_join(one, NULL);\n" : "",
            form->is_one_by_one ? "" : "    pthread_join(one, NULL);\n");
    return form->name;
}
