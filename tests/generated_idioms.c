/* generated_idioms.c -- the second half of the shapes: what projects make of a language without scopes for locks. */
#include "generated_shapes.h"

#define HEAD "int judged(struct box *b, int flag, int n) {\n    int sum = 0;\n$F\n"
#define MU "@lock(b->mu);"
#define UNMU "@unlock(b->mu);"
#define TAIL "$F\n    return sum + flag + n;\n}\n"

const generated_shape generated_idioms[] = {
    {"table of functions", MU, UNMU,
     "static const struct ops { void (*enter)(struct box *); void (*leave)(struct box *); } ops = {lock_box, "
     "unlock_box};\n" HEAD "    ops.enter(b);\n$H\n$F\n    ops.leave(b);\n$N\n" TAIL,
     false},
    {"one of the functions of a table", NULL, NULL,
     "struct ops { void (*enter)(struct box *); void (*leave)(struct box *); };\n"
     "static const struct ops all[] = {{lock_box, unlock_box}, {deep_lock, unlock_box}};\n" HEAD
     "    const struct ops *ops = &all[flag != 0];\n    ops->enter(b);\n$F\n    ops->leave(b);\n" TAIL,
     true},
    {"switch on the stage", MU, UNMU,
     HEAD "    int stage = 0;\n    if (n < 0) goto out;\n    " MU "\n    stage = 1;\n$H\n    if (ask(n)) goto out;\n"
          "    @lock(b->second);\n    stage = 2;\n$F\n$H\nout:\n    switch (stage) {\n    case 2:\n"
          "        @unlock(b->second);\n        /* fall through */\n    case 1:\n        " UNMU
          "\n$N\n        break;\n    default:\n        break;\n    }\n" TAIL,
     false},
    {"begin and end, as macros", MU, UNMU,
     "#define BEGIN(b) do { @lock((b)->mu);\n#define END(b) @unlock((b)->mu); } while (0)\n" HEAD
     "    BEGIN(b);\n$H\n    b->n++;\n$F\n$H\n    END(b);\n$N\n" TAIL,
     false},
    {"macro around the code", MU, UNMU,
     "#define WITH(b, code) do { @lock((b)->mu); code; @unlock((b)->mu); } while (0)\n" HEAD
     "    WITH(b, sum += b->n);\n$N\n    WITH(b, if (b->n > n) b->n = n);\n$F\n    " MU "\n$H\n    " UNMU "\n" TAIL,
     false},
    {"unlock and return, as a macro", MU, UNMU,
     "#define DONE(b, value) do { @unlock((b)->mu); return (value); } while (0)\n" HEAD "    " MU
     "\n    if (ask(n)) DONE(b, -1);\n$H\n    if (b->n == n) DONE(b, b->n);\n$F\n$H\n    b->n++;\n    DONE(b, "
     "sum);\n}\n",
     true},
    {"array of locks", "@lock(t->mu[at]);", "@unlock(t->mu[at]);",
     "struct stripes { @mutex mu[8]; int n[8]; };\nint judged(struct stripes *t, int flag, int n) {\n    int sum = 0, "
     "at = n & 7;\n$F\n    @lock(t->mu[at]);\n$H\n    t->n[at]++;\n$F\n    @unlock(t->mu[at]);\n$N\n" TAIL,
     false},
    {"array of locks, by a hash", "@lock(*m);", "@unlock(*m);",
     "struct stripes { @mutex mu[8]; int n[8]; };\nint judged(struct stripes *t, int flag, int n) {\n    int sum = 0;\n"
     "    @mutex *m = &t->mu[ask(n) % 8];\n$F\n    @lock(*m);\n$H\n$F\n    @unlock(*m);\n$N\n" TAIL,
     false},
    {"recursion after the section", MU, UNMU,
     HEAD "    if (b == NULL) return 0;\n    " MU "\n    struct box *next = b->next;\n$H\n    sum = b->n;\n    " UNMU
          "\n$N\n    if (n > 0) sum += judged(next, flag, n - 1);\n" TAIL,
     false},
    {"recursion with the lock", MU, UNMU,
     "static int deeper(struct box *b, int n) { if (n <= 0) return b->n; b->n++; return deeper(b, n - 1) + deeper(b, n "
     "- "
     "2); }\n" HEAD "    " MU "\n    sum = deeper(b, n);\n$H\n    " UNMU "\n$N\n" TAIL,
     false},
    {"error codes", MU, UNMU,
     HEAD "    int error;\n    " MU "\n    if ((error = ask(n)) != 0) {\n$H\n        " UNMU
          "\n        return -error;\n    }\n$F\n    error = ask(n + 1);\n    if (error < 0) {\n        " UNMU
          "\n$N\n        return error;\n    }\n$H\n    " UNMU "\n" TAIL,
     false},
    {"by void pointers", MU, UNMU,
     "static void take(void *given) { @mutex *m = given; @lock(*m); }\n"
     "static void give(void *given) { @mutex *m = given; @unlock(*m); }\n" HEAD
     "    take(&b->mu);\n$H\n$F\n    give(&b->mu);\n$N\n" TAIL,
     false},
    {"object by a void pointer", MU, UNMU,
     "static void take(void *given) { struct box *b = given; @lock(b->mu); b->n++; }\n"
     "static void give(void *given) { @unlock(((struct box *)given)->mu); }\n" HEAD
     "    void *any = b;\n    take(any);\n$H\n$F\n    give(any);\n$N\n" TAIL,
     false},
    {"callback with its context", NULL, UNMU,
     "struct context { struct box *b; int sum; };\n"
     "static void visit(void *given) { struct context *c = given; c->sum += c->b->n; }\n"
     "static void each(struct box *b, void (*f)(void *), void *given) { @lock(b->mu); f(given); @unlock(b->mu); "
     "}\n" HEAD "    struct context c = {b, 0};\n    each(b, visit, &c);\n$N\n    sum = c.sum;\n    " MU
     "\n$H\n    " UNMU "\n" TAIL,
     false},
    {"callback that sees the lock held", NULL, NULL,
     "static void each(struct box *b, void (*f)(struct box *, int *), int *sum) { @lock(b->mu); f(b, sum); "
     "@unlock(b->mu); }\nstatic void judged_visit(struct box *b, int *sum) { *sum += b->n;\n$H\n}\n" HEAD
     "    each(b, judged_visit, &sum);\n" TAIL,
     true},
    {"ternary on a try", MU, UNMU,
     HEAD "    int rc = @got(b->mu) ? 0 : -1;\n    if (rc < 0) return rc;\n$H\n$F\n    " UNMU "\n$N\n" TAIL, false},
    {"comma", MU, UNMU,
     HEAD
     "    if (sum++, @failed(b->mu)) return -1;\n$H\n    sum = (b->n++, b->n);\n    unlock_box(b), sum++;\n$N\n" TAIL,
     false},
    {"in the head of a loop", MU, UNMU,
     HEAD "    for (lock_box(b); b->n < n; b->n++) {\n$F\n$H\n    }\n$H\n    " UNMU "\n$N\n" TAIL, false},
    {"loop that goes once", MU, UNMU,
     HEAD "    for (int once = (lock_box(b), 1); once; once = (unlock_box(b), 0)) {\n$H\n        b->n++;\n$F\n    "
          "}\n$N\n" TAIL,
     false},
    {"in a condition", MU, UNMU,
     HEAD "    if (flag && (lock_box(b), b->n > n)) {\n        b->n--;\n$H\n    }\n    if (flag) {\n$H\n        " UNMU
          "\n$N\n    }\n" TAIL,
     true},
    {"cleanup", MU, NULL,
     "static void leave_scope(struct box **b) { @unlock((*b)->mu); }\n" HEAD
     "    struct box *scope __attribute__((cleanup(leave_scope))) = b;\n    " MU
     "\n$H\n    if (ask(n)) return -1;\n$F\n$H\n    b->n++;\n" TAIL,
     true},
    {"cleanup in a loop", NULL, NULL,
     "static void leave_mutex(@mutex **m) { if (*m) @unlock(**m); }\n" HEAD
     "    for (int i = 0; i < n; i++) {\n        @mutex *scope __attribute__((cleanup(leave_mutex))) = &b->mu;\n"
     "        @lock(*scope);\n        if (b->n == i) continue;\n$H\n        if (b->n > n) break;\n$F\n        "
     "b->n++;\n    "
     "}\n" TAIL,
     true},
    {"true means locked", MU, UNMU,
     "static _Bool enter_if(struct box *b) { @lock(b->mu); if (b->n > 9) { @unlock(b->mu); return 0; } return 1; "
     "}\n" HEAD "    if (!enter_if(b)) return -1;\n$H\n$F\n    " UNMU "\n$N\n" TAIL,
     false},
    {"checked twice", MU, UNMU,
     "static struct box *volatile single;\n" HEAD "    if (single == NULL) {\n        " MU
     "\n        if (single == NULL) single = b->next;\n$H\n        " UNMU "\n$N\n    }\n" TAIL,
     false},
    {"with a deadline", MU, UNMU,
     "@pthread\n#include <time.h>\n" HEAD "    struct timespec deadline = {n, 0};\n"
     "    if (pthread_mutex_timedlock(&b->mu, &deadline) != 0) return -1;\n$H\n$F\n    " UNMU "\n$N\n" TAIL,
     false},
    {"a few tries", MU, UNMU,
     HEAD
     "    int tries = 0;\n    while (@failed(b->mu)) {\n        if (++tries > 3) return -1;\n        sched_yield();\n"
     "    }\n$H\n$F\n    " UNMU "\n$N\n" TAIL,
     false},
    {"lock of a function", MU, UNMU,
     "static @mutex *mutex_of(struct box *b) { return &b->mu; }\n" HEAD
     "    @lock(*mutex_of(b));\n$H\n$F\n    @unlock(*mutex_of(b));\n$N\n" TAIL,
     false},
    {"state machine", MU, UNMU,
     HEAD "    for (int state = 0; state != 3;) switch (state) {\n    case 0:\n        " MU
          "\n        state = 1;\n        break;\n    case 1:\n        b->n++;\n$H\n        state = 2;\n        break;\n"
          "    default:\n        " UNMU "\n        state = 3;\n    }\n" TAIL,
     false},
    {"pointer in a struct", MU, UNMU,
     HEAD "    struct { struct box *b; int n; } view = {.b = b, .n = n};\n    @lock(view.b->mu);\n$H\n$F\n"
          "    @unlock(view.b->mu);\n$N\n    sum += view.n;\n" TAIL,
     false},
    {"array of pointers", NULL, NULL,
     HEAD "    struct box *pair[2] = {b, b->next};\n    for (int i = 0; i < 2; i++) @lock(pair[i]->mu);\n$F\n"
          "    for (int i = 2; i-- > 0;) @unlock(pair[i]->mu);\n" TAIL,
     true},
    {"mode by an argument", MU, UNMU,
     "static void enter_mode(struct box *b, int takes) { if (takes) @lock(b->mu); }\n"
     "static void leave_mode(struct box *b, int takes) { if (takes) @unlock(b->mu); }\n" HEAD
     "    enter_mode(b, 1);\n$H\n$F\n    leave_mode(b, 1);\n$N\n    enter_mode(b, flag);\n$F\n    leave_mode(b, "
     "flag);\n" TAIL,
     false},
    {"break and continue", MU, UNMU,
     HEAD "    while (n-- > 0) {\n        " MU "\n        if (b->n < 0) {\n            " UNMU
          "\n$N\n            continue;\n        }\n$H\n        if (b->n > 9) {\n            " UNMU
          "\n            break;\n        }\n$F\n        b->n++;\n        " UNMU "\n$N\n    }\n" TAIL,
     false},
    {"let go in between", MU, UNMU,
     HEAD "    " MU "\n    while (b->n > 0) {\n        b->n--;\n$H\n        " UNMU
          "\n        unknown();\n$F\n        " MU "\n    }\n$H\n    " UNMU "\n$N\n" TAIL,
     false},
    {"helper that lets go in between", NULL, UNMU,
     "static void breathe(struct box *b) { @unlock(b->mu); sleep(1); @lock(b->mu); }\n" HEAD "    " MU
     "\n    while (b->n > n) breathe(b);\n$H\n$F\n    " UNMU "\n$N\n" TAIL,
     false},
    {"lock of the parent", "@lock(b->next->mu);", "@unlock(b->next->mu);",
     HEAD "    if (b->next == NULL) return 0;\n    @lock(b->next->mu);\n    b->next->n = n;\n$H\n$F\n"
          "    @unlock(b->next->mu);\n$N\n" TAIL,
     false},
    {"nested by a chain of conditions", MU, UNMU,
     HEAD
     "    if (n > 0) {\n        " MU "\n        if (n > 1) {\n            @lock(b->second);\n$H\n            b->n++;\n"
     "            @unlock(b->second);\n        } else if (n == 1) {\n            b->n--;\n        }\n$H\n        " UNMU
     "\n$N\n    }\n" TAIL,
     false},
    {0}};
