/* generated.c -- programs out of a seed: a correct skeleton, perhaps one planted defect, and noise around it. */
#include "generated.h"

#include "dice.h"
#include "generated_files.h"
#include "generated_shapes.h"
#include "generated_threads.h"
#include "generated_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const generated_noise_names[GENERATED_NOISES] = {"helpers", "aliases", "flags",  "loops",
                                                             "gotos",   "tries",   "macros", "unknown calls"};

const char *const generated_rules[] = {"blocking-while-locked",
                                       "cond-wait",
                                       "double-drop",
                                       "double-lock",
                                       "escaped-borrow",
                                       "guarded-by",
                                       "guard-across-yield",
                                       "handle-leak",
                                       "lock-life",
                                       "lock-order",
                                       "lock-upgrade",
                                       "missing-unlock",
                                       "not-send",
                                       "thread-join",
                                       "unchecked-lock",
                                       "unlock-not-held",
                                       "use-after-move",
                                       NULL};

/* ---- the skeletons ---- */

static const char prelude[] =
    "#include \"arcmutex/arcmutex.h\"\n#include <pthread.h>\n#include <sched.h>\n#include <stddef.h>\n#include "
    "<unistd.h>\n@prelude\n"
    "struct box { @mutex mu, second; @rw rw; @cond cv; int n, limit; struct box *next; "
    "};\n"
    "typedef AM_MUTEX(int) counter;\n"
    "void unknown(void);\nint ask(int);\ncounter *borrowed(int n);\nvoid keep(counter *handle);\nvoid show(counter "
    "*handle);\nvoid *run(void *);\n"
    "#define LOCK(b) @lock((b)->mu)\n#define UNLOCK(b) @unlock((b)->mu)\n"
    "static void lock_box(struct box *b) { @lock(b->mu); }\n"
    "static void unlock_box(struct box *b) { @unlock(b->mu); }\n"
    "static void deep_lock(struct box *b) { lock_box(b); if (b->limit > 100) b->limit = 100; b->n++; }\n"
    "static void rest(struct box *b) { b->n++; sleep(1); }\n"
    "static void let_run(void) { sched_yield(); }\n"
    "static void again(struct box *b) { lock_box(b); b->n++; unlock_box(b); }\n";

typedef struct writer {
    FILE *out;
    dice fate;
    uint32_t noise;
    const char *rule; /* the defect, NULL: none */
    int depth;
    bool is_held; /* by every path */
} writer;

static bool has(const writer *self, generated_noise noise) {
    return (self->noise & (uint32_t)noise) != 0;
}

static bool plants(const writer *self, const char *rule) {
    return self->rule && strcmp(self->rule, rule) == 0;
}

static void line(writer *self, const char *text) {
    fprintf(self->out, "%*s%s\n", 4 * self->depth, "", text);
}

/* Statements that have nothing to do with locks; what they guard is touched under the lock alone. */
static void fill(writer *self) {
    for (uint32_t i = roll(&self->fate, 3); i > 0; i--) {
        if (self->is_held && roll(&self->fate, 3) == 0)
            line(self, ANY(&self->fate, "b->n += flag;", "if (b->next != NULL) sum += b->next->limit;", "b->n = sum;"));
        else
            line(self, ANY(&self->fate, "for (int k = 0; k < 4; k++) sum += k;", "if (n > 7) sum -= n;",
                           "switch (n) { case 1: sum++; break; case 2: sum += 2; default: sum--; }",
                           "sum = n > 3 ? sum + 1 : sum - n;", "do sum /= 2; while (sum > 10);",
                           "while (sum < n) sum += 3;"));
    }
    if (has(self, GENERATED_UNKNOWN) && roll(&self->fate, 2))
        line(self, ANY(&self->fate, "unknown();", "if (ask(n)) sum++;", "sum += ask(sum);"));
}

static const char *locking(writer *self) {
    if (has(self, GENERATED_HELPERS) && roll(&self->fate, 2))
        return ANY(&self->fate, "lock_box(b);", "deep_lock(b);");
    if (has(self, GENERATED_MACROS) && roll(&self->fate, 2))
        return "LOCK(b);";
    return has(self, GENERATED_ALIASES) ? "@lock(*m);" : "@lock(b->mu);";
}

static const char *unlocking(writer *self) {
    if (has(self, GENERATED_HELPERS) && roll(&self->fate, 2))
        return "unlock_box(b);";
    if (has(self, GENERATED_MACROS) && roll(&self->fate, 2))
        return "UNLOCK(b);";
    return has(self, GENERATED_ALIASES) && roll(&self->fate, 2) ? "@unlock(*m);" : "@unlock(b->mu);";
}

/* ---- what is planted while the lock is held ---- */

/* And takes what it waited for; in a loop over sections nothing else tells that it should have looked again. */
static void wait_once(writer *self) {
    line(self, ANY(&self->fate, "if (b->n == 0) @wait(b->cv, b->mu);", "if (b->n <= 0) { sum++; @wait(b->cv, b->mu); }",
                   "if (n > 1 && b->n == 0) @wait(b->cv, b->mu);"));
    if (roll(&self->fate, 2))
        line(self, ANY(&self->fate, "for (int k = 0; k < n; k++) sum += k;", "sum += b->limit;", "b->limit++;"));
    line(self, ANY(&self->fate, "b->n--;", "b->n -= 2;", "sum += b->n; b->n = b->n - 1;"));
}

static void inside(writer *self) {
    bool by_helper = has(self, GENERATED_HELPERS) && roll(&self->fate, 2);
    if (plants(self, "double-lock"))
        line(self, by_helper ? "again(b);" : "@lock(b->mu);");
    else if (plants(self, "blocking-while-locked"))
        line(self, by_helper ? "rest(b);" : "sleep(1);");
    else if (plants(self, "guard-across-yield"))
        line(self, by_helper ? "let_run();" : "sched_yield();");
    else if (plants(self, "cond-wait"))
        wait_once(self);
    else if (plants(self, "lock-life"))
        line(self, "@destroy(b->mu);");
    else if (plants(self, "missing-unlock"))
        line(self, "if (ask(b->n)) return sum;");
    else if (roll(&self->fate, 3) == 0)
        line(self, "while (b->n == 0) @wait(b->cv, b->mu);");
}

static void section(writer *self) {
    bool by_flag = has(self, GENERATED_FLAGS), tries = has(self, GENERATED_TRIES) && !by_flag;
    if (tries)
        line(self, has(self, GENERATED_GOTOS) ? "if (@failed(b->mu)) goto out;" : "if (@failed(b->mu)) return -1;");
    else
        fprintf(self->out, "%*s%s%s\n", 4 * self->depth, "", by_flag ? "if (flag) " : "", locking(self));
    self->is_held = !by_flag;
    fill(self);
    if (by_flag) {
        line(self, "if (flag) {");
        self->depth++;
    }
    inside(self);
    if (by_flag) {
        self->depth--;
        line(self, "}");
        fill(self);
    }
    fill(self);
    self->is_held = false;
    fprintf(self->out, "%*s%s%s\n", 4 * self->depth, "", by_flag ? "if (flag) " : "", unlocking(self));
    if (plants(self, "unlock-not-held"))
        fprintf(self->out, "%*s%s@unlock(b->mu);\n", 4 * self->depth, "", by_flag ? "if (flag) " : "");
}

static void mutex_function(writer *self) {
    line(self, "int judged(struct box *b, int flag, int n) {");
    self->depth++;
    line(self, "int sum = 0;");
    if (has(self, GENERATED_ALIASES))
        line(self, "struct box *same = b; @mutex *m = &same->mu; (void)m;");
    fill(self);
    if (has(self, GENERATED_LOOPS)) {
        line(self, ANY(&self->fate, "for (int i = 0; i < n; i++) {", "while (n-- > ask(0)) {",
                       "for (; b != NULL; b = b->next) {"));
        self->depth++;
        if (has(self, GENERATED_ALIASES))
            line(self, "m = &b->mu;");
    }
    section(self);
    if (has(self, GENERATED_LOOPS)) {
        self->depth--;
        line(self, "}");
    } else {
        fill(self);
    }
    if (has(self, GENERATED_GOTOS))
        fprintf(self->out, "    sum++;\nout:\n");
    line(self, "return sum;");
    self->depth--;
    line(self, "}");
}

/* ---- other kinds of locks and handles ---- */

static void readers_function(writer *self) {
    line(self, "int judged(struct box *b, int flag, int n) {");
    self->depth++;
    line(self, "int sum = 0;");
    fill(self);
    line(self, "@read(b->rw);");
    fill(self);
    if (plants(self, "lock-upgrade"))
        line(self, has(self, GENERATED_FLAGS) ? "if (flag) { @write(b->rw); @unwrite(b->rw); }"
                                              : "@write(b->rw); @unwrite(b->rw);");
    fill(self);
    line(self, "@unread(b->rw);");
    fill(self);
    if (!plants(self, "lock-upgrade"))
        line(self, "@write(b->rw); b->n = 1; @unwrite(b->rw);");
    line(self, "return sum;");
    self->depth--;
    line(self, "}");
}

static void thread_function(writer *self) {
    bool lends = plants(self, "not-send"), joins_twice = plants(self, "thread-join");
    line(self, "int judged(struct box *b, int flag, int n) {");
    self->depth++;
    line(self, "int sum = 0, given = n;");
    line(self, "pthread_t thread;");
    bool before = roll(&self->fate, 2);
    if (before)
        fill(self);
    line(self, "if (pthread_create(&thread, NULL, run, &given) != 0) return -1;");
    if (!lends)
        fill(self);
    line(self, lends ? "pthread_detach(thread);" : "pthread_join(thread, NULL);");
    if (joins_twice)
        line(self, has(self, GENERATED_FLAGS) ? "if (flag) pthread_detach(thread);" : "pthread_join(thread, NULL);");
    if (!lends)
        fill(self);
    line(self, "(void)b; (void)flag;");
    line(self, "return sum;");
    self->depth--;
    line(self, "}");
}

static void try_function(writer *self) {
    line(self, "int judged(struct box *b, int flag, int n) {");
    self->depth++;
    line(self, "int sum = 0;");
    fill(self);
    line(self, plants(self, "unchecked-lock") ? "@try(b->mu);" : "if (@got(b->mu)) {");
    fill(self);
    line(self, "b->n++;");
    line(self, "@unlock(b->mu);");
    if (!plants(self, "unchecked-lock"))
        line(self, "}");
    line(self, "return sum + flag + n;");
    self->depth--;
    line(self, "}");
}

static void handle_function(writer *self) {
    const char *condition = has(self, GENERATED_FLAGS) ? "if (flag) " : "";
    line(self, "int judged(struct box *b, int flag, int n) {");
    self->depth++;
    line(self, "int sum = 0;");
    line(self, "am_arc_auto counter *mine = am_arc_new(counter, .value = 0);");
    fill(self);
    if (plants(self, "double-drop")) {
        line(self, "counter *copy = mine;");
        fill(self);
        fprintf(self->out, "    %sam_arc_drop(&copy);\n", condition);
    } else if (plants(self, "use-after-move")) {
        fprintf(self->out, "    %skeep(am_move(mine));\n    %sshow(mine);\n", condition, condition);
    } else if (roll(&self->fate, 2)) {
        line(self, "show(mine);");
        fprintf(self->out, "    %skeep(%s);\n", condition,
                roll(&self->fate, 2) ? "am_move(mine)" : "am_arc_clone(mine)");
    }
    fill(self);
    line(self, "return sum + n;");
    self->depth--;
    line(self, "}");
}

static void leak_function(writer *self) {
    bool leaks = plants(self, "handle-leak");
    line(self, "int judged(struct box *b, int flag, int n) {");
    self->depth++;
    line(self, "int sum = 0;");
    line(self, ANY(&self->fate, "counter *mine = am_arc_new(counter, .value = 0);",
                   "counter *given = borrowed(n), *mine = am_arc_clone(given);"));
    fill(self);
    line(self, "int *value = am_lock(mine);");
    line(self, "*value += n;");
    line(self, "am_unlock(value);");
    fill(self);
    line(self, leaks ? "if (ask(n)) return -1;" : "if (ask(n)) { am_arc_drop(&mine); return -1; }");
    fill(self);
    line(self, has(self, GENERATED_FLAGS) ? "if (flag) keep(am_move(mine)); else am_arc_drop(&mine);"
                                          : "am_arc_drop(&mine);");
    line(self, "return sum + flag;");
    self->depth--;
    line(self, "}");
}

static void guard_function(writer *self) {
    line(self, "int judged(struct box *b, int flag, int n) {");
    self->depth++;
    line(self, "int sum = 0;");
    line(self, "static counter shared;");
    fill(self);
    line(self, "int *value = am_lock(&shared), *other = value;");
    fill(self);
    line(self, "*other += 1;");
    line(self, has(self, GENERATED_FLAGS) ? "if (flag) { sum = *value; }" : "sum = *value;");
    line(self, "am_unlock(value);");
    if (plants(self, "escaped-borrow"))
        line(self, ANY(&self->fate, "sum += *other;", "*other = 0;", "if (flag) *other = n;"));
    fill(self);
    line(self, "return sum + n;");
    self->depth--;
    line(self, "}");
}

/* ---- one program ---- */

static const char *any_rule(dice *fate) {
    size_t count = sizeof generated_rules / sizeof *generated_rules - 1;
    return generated_rules[roll(fate, (uint32_t)count)];
}

typedef void function_writer(writer *self);

static function_writer *kind_of(const char *rule, dice *fate) {
    static const struct {
        const char *rule;
        function_writer *write;
    } kinds[] = {{"lock-upgrade", readers_function}, {"thread-join", thread_function},
                 {"not-send", thread_function},      {"unchecked-lock", try_function},
                 {"double-drop", handle_function},   {"use-after-move", handle_function},
                 {"escaped-borrow", guard_function}, {"handle-leak", leak_function}};
    static function_writer *const clean[] = {mutex_function,  mutex_function, readers_function, thread_function,
                                             handle_function, guard_function, leak_function,    try_function};
    for (size_t i = 0; rule && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].rule, rule) == 0)
            return kinds[i].write;
    return rule ? mutex_function : clean[roll(fate, sizeof clean / sizeof *clean)];
}

/* One that takes a defect of the rule; NULL: there is none. */
static const generated_shape *any_shape(const char *rule, dice *fate) {
    const generated_shape *chosen = NULL;
    uint32_t fit = 0;
    const generated_shape *const tables[] = {generated_shapes, generated_idioms};
    for (int i = 0; i < 2; i++)
        for (const generated_shape *at = tables[i]; at->name; at++)
            if (generated_shape_takes(at, rule) && roll(fate, ++fit) == 0)
                chosen = at;
    return chosen;
}

/* Gives the name of its shape. */
static const char *write_program(writer *self) {
    const generated_shape *shape;
    const char *name;
    bool orders = plants(self, "lock-order") || (!self->rule && roll(&self->fate, 8) == 0);
    if (plants(self, "guarded-by") || (!self->rule && !orders && roll(&self->fate, 8) == 0))
        return generated_guarded_write(self->rule, &self->fate, self->out);
    if (orders && roll(&self->fate, 2))
        return generated_orders_write(self->rule, &self->fate, self->out);
    if (!orders && roll(&self->fate, 3) == 0 && (name = generated_files_write(self->rule, &self->fate, self->out)))
        return name;
    fputs(prelude, self->out);
    if (roll(&self->fate, 2))
        fputs("void set_up(struct box *b) { @init(b->mu); @init(b->second); }\n", self->out);
    if (orders)
        return generated_order_write(self->rule, &self->fate, self->out);
    if (roll(&self->fate, 2) && (shape = any_shape(self->rule, &self->fate))) {
        generated_shape_write(shape, self->rule, &self->fate, self->out);
        return shape->name;
    }
    kind_of(self->rule, &self->fate)(self);
    return NULL;
}

generated generated_program(uint64_t seed) {
    writer self = {.fate = {seed}};
    generated made = {0};
    char *text = NULL;
    size_t size = 0;
    for (int i = 0; i < 8; i++)
        roll(&self.fate, 2);
    made.rule = self.rule = roll(&self.fate, 2) ? any_rule(&self.fate) : NULL;
    made.noise = self.noise = roll(&self.fate, 1u << GENERATED_NOISES) & roll(&self.fate, 1u << GENERATED_NOISES);
    self.out = open_memstream(&text, &size);
    made.shape = write_program(&self);
    made.noise = made.shape ? 0 : self.noise;
    fclose(self.out);
    const generated_family *family = generated_family_for(text, &self.fate);
    made.family = family->name;
    made.text = generated_words_replace(text, family);
    free(text);
    return made;
}
