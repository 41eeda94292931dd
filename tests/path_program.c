/* path_program.c -- the grammar. Every statement is written as C and as steps in one go, a line for each event. */
#include "path_program.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 4, MOST_LOOPS = 2, MOST_LABELS = 300, NO_LABEL = UINT16_MAX };

typedef struct writer {
    program_file *file;
    program *program;
    uint64_t random;
    uint32_t first_lock, lock_count; /* those that this function uses */
    uint16_t labels[MOST_LABELS];    /* the step at which each stands */
    uint32_t label_count;
    uint32_t depth, loops, statements_left;
    uint16_t out, on_break, on_continue;
    bool uses_out, takes_relations;
} writer;

/* ---- chance (splitmix64) ---- */

static uint32_t chance(writer *self, uint32_t below) {
    uint64_t z = self->random += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ (z >> 31)) >> 33) % below;
}

/* ---- writing ---- */

static void text(writer *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void text(writer *self, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(self->file->out, format, arguments);
    va_end(arguments);
    for (const char *c = format; *c; c++)
        self->file->line += *c == '\n';
}

static uint16_t new_label(writer *self) {
    if (self->label_count == MOST_LABELS)
        abort();
    self->labels[self->label_count] = NO_LABEL;
    return (uint16_t)self->label_count++;
}

static void place(writer *self, uint16_t label) {
    self->labels[label] = (uint16_t)self->program->count;
}

static step *add(writer *self, step_kind kind) {
    if (self->program->count == MOST_STEPS)
        abort();
    step *made = &self->program->steps[self->program->count++];
    *made = (step){.kind = (uint8_t)kind, .targets = {NO_LABEL, NO_LABEL}, .line = self->file->line};
    return made;
}

static void jump(writer *self, uint16_t label) {
    add(self, STEP_JUMP)->targets[0] = label;
}

static step *fork_to(writer *self, step_kind kind, uint16_t yes, uint16_t no) {
    step *made = add(self, kind);
    made->targets[0] = yes;
    made->targets[1] = no;
    return made;
}

/* ---- names ---- */

static const char *const variables[VARIABLES] = {"x", "y", "z", "f", "g", "i", "j"};
static const char *const lock_names[LOCKS] = {"a", "b", "p->mu", "q->mu"};
static const char *const operators[] = {"==", "!=", "<", ">", "<=", ">="};

const char *program_lock_name(unsigned lock) {
    return lock_names[lock];
}

int program_compare(int a, step_operator op, int b) {
    switch (op) {
    case IS_EQUAL:
        return a == b;
    case IS_UNEQUAL:
        return a != b;
    case IS_LESS:
        return a < b;
    case IS_GREATER:
        return a > b;
    case IS_AT_MOST:
        return a <= b;
    default:
        return a >= b;
    }
}

static uint8_t some_lock(writer *self) {
    return (uint8_t)((self->first_lock + chance(self, self->lock_count)) % LOCKS);
}

static uint8_t some_variable(writer *self) {
    return (uint8_t)(chance(self, 2) ? VARIABLE_F + chance(self, 2) : VARIABLE_X + chance(self, 3));
}

static uint8_t some_flag(writer *self) {
    return (uint8_t)(VARIABLE_F + chance(self, 2));
}

/* ---- conditions ---- */

static void condition(writer *self, uint16_t yes, uint16_t no, uint32_t depth);

static void compare(writer *self, uint16_t yes, uint16_t no) {
    step *made = fork_to(self, STEP_COMPARE, yes, no);
    made->variable = some_variable(self);
    uint32_t form = chance(self, 4);
    if (form == 0) {
        made->op = IS_UNEQUAL;
        text(self, "%s", variables[made->variable]);
    } else if (form == 1) {
        made->op = IS_EQUAL;
        text(self, "!%s", variables[made->variable]);
    } else {
        made->op = (uint8_t)chance(self, 6);
        made->constant = (int8_t)chance(self, 4);
        text(self, "%s %s %d", variables[made->variable], operators[made->op], made->constant);
    }
}

/* Only x and y, which are never counted up: their values need room for one more beyond every constant. */
static void relate(writer *self, uint16_t yes, uint16_t no) {
    step *made = fork_to(self, STEP_RELATE, yes, no);
    made->variable = VARIABLE_X;
    made->other = VARIABLE_Y;
    made->op = (uint8_t)chance(self, 6);
    text(self, "x %s y", operators[made->op]);
}

static void both(writer *self, uint16_t yes, uint16_t no, uint32_t depth) {
    uint16_t second = new_label(self);
    bool is_and = chance(self, 2);
    text(self, "(");
    condition(self, is_and ? second : yes, is_and ? no : second, depth + 1);
    text(self, is_and ? " && " : " || ");
    place(self, second);
    condition(self, yes, no, depth + 1);
    text(self, ")");
}

static void condition(writer *self, uint16_t yes, uint16_t no, uint32_t depth) {
    uint32_t form = chance(self, 20);
    if (form < 3 && depth < 2) {
        both(self, yes, no, depth);
    } else if (form < 4 && depth < 2) {
        text(self, "!(");
        condition(self, no, yes, depth + 1);
        text(self, ")");
    } else if (form < 7) {
        text(self, "ask()");
        fork_to(self, STEP_ASK, yes, no);
    } else if (form < 9 && self->takes_relations) {
        relate(self, yes, no);
    } else {
        compare(self, yes, no);
    }
}

/* ---- statements ---- */

static void statement(writer *self);

static void statements(writer *self, uint32_t most) {
    self->depth++;
    for (uint32_t i = 1 + chance(self, most); i > 0 && self->statements_left > 0; i--)
        statement(self);
    self->depth--;
}

static void lock_or_unlock(writer *self) {
    static const struct {
        step_kind kind;
        const char *function;
    } forms[] = {{STEP_LOCK, "lock"}, {STEP_UNLOCK, "unlock"}};
    uint32_t form = chance(self, 2);
    step *made = add(self, forms[form].kind);
    made->lock = some_lock(self);
    text(self, "pthread_mutex_%s(&%s);\n", forms[form].function, lock_names[made->lock]);
}

static void probe(writer *self) {
    add(self, STEP_PROBE);
    text(self, "sleep(1);\n");
}

static void assign(writer *self) {
    static const step_kind kinds[] = {STEP_SET, STEP_SET, STEP_SET, STEP_COPY, STEP_TEST, STEP_ANY};
    step_kind kind = kinds[chance(self, 6)];
    step *made = add(self, kind);
    made->variable = some_flag(self);
    made->other = (uint8_t)(VARIABLE_X + chance(self, 3));
    made->constant = (int8_t)chance(self, kind == STEP_SET ? 3 : 4);
    made->op = (uint8_t)chance(self, 6);
    const char *name = variables[made->variable], *other = variables[made->other];
    if (kind == STEP_SET)
        text(self, "%s = %d;\n", name, made->constant);
    else if (kind == STEP_COPY)
        text(self, "%s = %s;\n", name, other);
    else if (kind == STEP_TEST)
        text(self, "%s = %s %s %d;\n", name, other, operators[made->op], made->constant);
    else
        text(self, "%s = ask();\n", name);
}

static void take_into(writer *self) {
    step *made = add(self, STEP_TRY_INTO);
    made->lock = some_lock(self);
    made->variable = some_flag(self);
    text(self, "%s = pthread_mutex_trylock(&%s);\n", variables[made->variable], lock_names[made->lock]);
}

static void leave(writer *self) {
    uint32_t form = chance(self, 4);
    if (form == 0 && self->on_break != NO_LABEL) {
        text(self, "break;\n");
        jump(self, self->on_break);
    } else if (form == 1 && self->on_continue != NO_LABEL) {
        text(self, "continue;\n");
        jump(self, self->on_continue);
    } else if (form == 2) {
        text(self, "return;\n");
        add(self, STEP_RETURN);
    } else {
        self->uses_out = true;
        text(self, "goto out;\n");
        jump(self, self->out);
    }
}

/* The head of an `if`, up to its opening brace: a condition, or an attempt to take a lock. */
static void decide(writer *self, uint16_t yes, uint16_t no) {
    static const struct {
        step_kind kind;
        const char *format;
        bool is_taken; /* on the first way */
    } attempts[] = {{STEP_TRY, "if (pthread_mutex_trylock(&%s) == 0) {\n", true},
                    {STEP_TRY, "if (!pthread_mutex_trylock(&%s)) {\n", true},
                    {STEP_TRY, "if (pthread_mutex_trylock(&%s)) {\n", false},
                    {STEP_LOCK_CHECKED, "if (pthread_mutex_lock(&%s) != 0) {\n", false}};
    if (chance(self, 6) > 0) {
        text(self, "if (");
        condition(self, yes, no, 0);
        text(self, ") {\n");
        return;
    }
    uint32_t form = chance(self, 4);
    bool is_taken = attempts[form].is_taken;
    step *made = fork_to(self, attempts[form].kind, is_taken ? yes : no, is_taken ? no : yes);
    made->lock = some_lock(self);
    fprintf(self->file->out, attempts[form].format, lock_names[made->lock]);
    self->file->line++;
}

static void choose(writer *self) {
    uint16_t yes = new_label(self), no = new_label(self), after = new_label(self);
    decide(self, yes, no);
    place(self, yes);
    statements(self, 3);
    if (chance(self, 5) == 0)
        leave(self);
    jump(self, after);
    place(self, no);
    if (chance(self, 2)) {
        text(self, "} else {\n");
        statements(self, 3);
    }
    text(self, "}\n");
    place(self, after);
}

static void choose_among(writer *self) {
    uint32_t count = 2 + chance(self, 2), first = chance(self, 2);
    uint16_t bodies[4], after = new_label(self), outer = self->on_break;
    uint8_t variable = some_variable(self);
    text(self, "switch (%s) {\n", variables[variable]);
    for (uint32_t i = 0; i < count; i++) {
        uint16_t next = new_label(self);
        bodies[i] = new_label(self);
        step *made = fork_to(self, STEP_COMPARE, bodies[i], next);
        made->variable = variable;
        made->op = IS_EQUAL;
        made->constant = (int8_t)(first + i);
        place(self, next);
    }
    bool has_default = chance(self, 2);
    bodies[count] = has_default ? new_label(self) : after;
    jump(self, bodies[count]);
    self->on_break = after;
    for (uint32_t i = 0; i < count + has_default; i++) {
        place(self, bodies[i]);
        if (i < count)
            text(self, "case %u:\n", first + i);
        else
            text(self, "default:\n");
        statements(self, 2);
        if (chance(self, 3) > 0) {
            text(self, "break;\n");
            jump(self, after);
        }
    }
    text(self, "}\n");
    place(self, after);
    self->on_break = outer;
}

static void loop_body(writer *self, uint16_t on_continue, uint16_t after) {
    uint16_t outer_break = self->on_break, outer_continue = self->on_continue;
    self->on_break = after;
    self->on_continue = on_continue;
    self->loops++;
    statements(self, 3);
    self->loops--;
    self->on_break = outer_break;
    self->on_continue = outer_continue;
}

static void count_up(writer *self) {
    uint16_t head = new_label(self), body = new_label(self), next = new_label(self), after = new_label(self);
    uint8_t counter = (uint8_t)(VARIABLE_I + self->loops);
    int8_t bound = (int8_t)(1 + chance(self, 3));
    const char *name = variables[counter];
    text(self, "for (int %s = 0; %s < %d; %s++) {\n", name, name, bound, name);
    add(self, STEP_SET)->variable = counter;
    place(self, head);
    step *test = fork_to(self, STEP_COMPARE, body, after);
    test->variable = counter;
    test->op = IS_LESS;
    test->constant = bound;
    place(self, body);
    loop_body(self, next, after);
    place(self, next);
    add(self, STEP_ADD)->variable = counter;
    jump(self, head);
    text(self, "}\n");
    place(self, after);
}

static void repeat(writer *self) {
    uint16_t head = new_label(self), body = new_label(self), after = new_label(self);
    place(self, head);
    text(self, "while (");
    condition(self, body, after, 0);
    text(self, ") {\n");
    place(self, body);
    loop_body(self, head, after);
    jump(self, head);
    text(self, "}\n");
    place(self, after);
}

static void repeat_once_at_least(writer *self) {
    uint16_t head = new_label(self), test = new_label(self), after = new_label(self);
    place(self, head);
    text(self, "do {\n");
    loop_body(self, test, after);
    place(self, test);
    text(self, "} while (");
    condition(self, head, after, 0);
    text(self, ");\n");
    place(self, after);
}

static void statement(writer *self) {
    self->statements_left--;
    bool is_deep = self->depth >= DEEPEST;
    uint32_t form = chance(self, is_deep ? 11 : 20);
    if (form < 6)
        lock_or_unlock(self);
    else if (form < 8)
        probe(self);
    else if (form < 10)
        assign(self);
    else if (form < 11)
        take_into(self);
    else if (form < 16)
        choose(self);
    else if (form < 17)
        choose_among(self);
    else if (self->loops == MOST_LOOPS)
        choose(self);
    else if (form < 18)
        count_up(self);
    else if (form < 19)
        repeat(self);
    else
        repeat_once_at_least(self);
}

/* ---- whole functions ---- */

static uint16_t end_of_jumps(const writer *self, uint16_t label) {
    const program *made = self->program;
    uint16_t at = self->labels[label];
    for (uint32_t hops = 0; made->steps[at].kind == STEP_JUMP && hops < MOST_STEPS; hops++)
        at = self->labels[made->steps[at].targets[0]];
    return at;
}

/* Labels become steps; ways that lead on through jumps alone lead there at once. */
static void resolve(writer *self) {
    static step resolved[MOST_STEPS];
    program *made = self->program;
    for (uint32_t i = 0; i < made->count; i++) {
        resolved[i] = made->steps[i];
        for (uint32_t k = 0; k < 2; k++)
            if (resolved[i].targets[k] != NO_LABEL)
                resolved[i].targets[k] = end_of_jumps(self, resolved[i].targets[k]);
    }
    memcpy(made->steps, resolved, made->count * sizeof *resolved);
    for (uint32_t i = 0; i < made->count; i++)
        if (made->steps[i].targets[0] == NO_LABEL && made->steps[i].kind != STEP_RETURN) {
            uint16_t next = (uint16_t)(i + 1);
            made->steps[i].targets[0] = made->steps[next].kind == STEP_JUMP ? made->steps[next].targets[0] : next;
        }
}

void program_write_prelude(program_file *file) {
    static const char prelude[] = "#include <pthread.h>\n"
                                  "#include <unistd.h>\n"
                                  "struct node { pthread_mutex_t mu; };\n"
                                  "extern pthread_mutex_t a, b;\n"
                                  "int ask(void);\n";
    fputs(prelude, file->out);
    file->line = 6;
}

void program_write(program_file *file, uint32_t number, program *into) {
    writer self = {.file = file, .program = into, .random = number, .on_break = NO_LABEL, .on_continue = NO_LABEL};
    into->count = 0;
    into->first_line = file->line;
    self.first_lock = chance(&self, LOCKS);
    self.lock_count = 1 + chance(&self, 3);
    self.takes_relations = chance(&self, 4) == 0;
    self.statements_left = 5 + chance(&self, 20);
    self.out = new_label(&self);
    text(&self, "void function_%u(struct node *p, struct node *q, int x, int y, int z) {\n", number);
    text(&self, "int f = 0, g = 0;\n");
    add(&self, STEP_SET)->variable = VARIABLE_F;
    add(&self, STEP_SET)->variable = VARIABLE_G;
    while (self.statements_left > 0)
        statement(&self);
    place(&self, self.out);
    if (self.uses_out)
        text(&self, "out:\n");
    probe(&self);
    add(&self, STEP_RETURN);
    text(&self, "}\n");
    into->last_line = file->line - 1;
    resolve(&self);
}
