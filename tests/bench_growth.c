/* bench_growth.c -- how time and memory grow with the size of one function or file, beside clang on the same file.

   Linear means: the cost of a unit stays the same from one row to the next, of four times the size. */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZES = 4, STEP = 4 };

#define TIMEOUT "40"

/* ---- what is generated ---- */

static const char prelude[] = "#include <pthread.h>\n"
                              "#include <unistd.h>\n"
                              "extern pthread_mutex_t a, b; extern int ask(int);\n"
                              "#define LOCK(m) pthread_mutex_lock(&m)\n"
                              "#define UNLOCK(m) pthread_mutex_unlock(&m)\n";

/* A critical section now and then. */
static void section(FILE *out, int i) {
    if (i % 16 == 0)
        fputs("LOCK(a); y++; UNLOCK(a);\n", out);
}

static void branches(FILE *out, int size) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++) {
        fprintf(out, "if (x > %d) y += %d;\n", i, i);
        section(out, i);
    }
    fputs("return y; }\n", out);
}

static void flags(FILE *out, int size) {
    fputs("int f(int x, int y) {\nint held = 0;\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (x == %d) { LOCK(a); held = 1; } y++; if (held) { UNLOCK(a); held = 0; }\n", i);
    fputs("return y; }\n", out);
}

static void branches_calls(FILE *out, int size) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++) {
        fprintf(out, "if (ask(%d)) y += ask(x);\n", i);
        section(out, i);
    }
    fputs("return y; }\n", out);
}

static void branches_held(FILE *out, int size) {
    fputs("int f(int x, int y) {\nLOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (ask(%d)) y += x;\n", i);
    fputs("UNLOCK(a); return y; }\n", out);
}

static void gotos(FILE *out, int size) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++) {
        fprintf(out, "y = ask(%d); if (y < 0) goto out;\n", i);
        section(out, i);
    }
    fputs("out: return y; }\n", out);
}

static void returns(FILE *out, int size) {
    fputs("int f(int x, int y) {\nLOCK(b);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (ask(%d) != x) { UNLOCK(b); return %d; }\n", i, i);
    fputs("UNLOCK(b); return y; }\n", out);
}

static void loops(FILE *out, int size) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++) {
        fputs("for (int i = 0; i < x; i++) y += ask(i);\n", out);
        section(out, i);
    }
    fputs("return y; }\n", out);
}

static void loop_variables(FILE *out, int size) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "int v%d = x;\n", i);
    fputs("while (ask(x)) { LOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "v%d++;\n", i);
    fputs("UNLOCK(a); }\nreturn y; }\n", out);
}

static void loop_branches(FILE *out, int size) {
    fputs("int f(int x, int y) {\nwhile (ask(x)) { LOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (ask(%d)) { y++; if (y == x) continue; }\n", i);
    fputs("UNLOCK(a); }\nreturn y; }\n", out);
}

static void nested(FILE *out, int size, const char *head) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, head, i);
    fputs("LOCK(a); y++; UNLOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fputs("y++; }\n", out);
    fputs("return y; }\n", out);
}

static void nested_ifs(FILE *out, int size) {
    nested(out, size, "if (ask(%d)) {\n");
}

static void nested_loops(FILE *out, int size) {
    nested(out, size, "while (ask(%d)) {\n");
}

static void else_ifs(FILE *out, int size) {
    fputs("int f(int x, int y) {\nLOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (x == %d) y = %d;\nelse ", i, 2 * i);
    fputs("y = 0;\nUNLOCK(a); return y; }\n", out);
}

static void chain(FILE *out, int size, const char *format, const char *end) {
    fputs("int f(int x, int y) {\nLOCK(a);\nif (x", out);
    for (int i = 0; i < size; i++)
        fprintf(out, format, i);
    fprintf(out, "%s) y++;\nUNLOCK(a); return y; }\n", end);
}

static void ands(FILE *out, int size) {
    chain(out, size, " &&\nx != %d", "");
}

static void sums(FILE *out, int size) {
    chain(out, size, " +\ny * %d", "");
}

static void call_chain(FILE *out, int size) {
    fputs("static void f0(void) { LOCK(a); }\n", out);
    for (int i = 1; i < size; i++)
        fprintf(out, "static void f%d(void) { f%d(); }\n", i, i - 1);
    fprintf(out, "void f(void) { f%d(); UNLOCK(a); }\n", size - 1);
}

static void functions(FILE *out, int size) {
    for (int i = 0; i < size; i++)
        fprintf(out, "int f%d(int x) { LOCK(a); x = ask(x); if (x) x++; UNLOCK(a); return x; }\n", i);
}

static void switch_cases(FILE *out, int size) {
    fputs("int f(int x, int y) {\nLOCK(a);\nswitch (x) {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "case %d: y += %d; break;\n", i, i);
    fputs("}\nUNLOCK(a); return y; }\n", out);
}

static void pairs(FILE *out, int size) {
    fputs("void f(int y) {\n", out);
    for (int i = 0; i < size; i++)
        fputs("LOCK(a);\ny++;\nUNLOCK(a);\n", out);
    fputs("}\n", out);
}

static void held_at_once(FILE *out, int size) {
    fprintf(out, "extern pthread_mutex_t locks[%d];\nvoid f(int y) {\n", size);
    for (int i = 0; i < size; i++)
        fprintf(out, "LOCK(locks[%d]);\n", i);
    fputs("y++;\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "UNLOCK(locks[%d]);\n", i);
    fputs("}\n", out);
}

static void variables(FILE *out, int size) {
    fputs("int f(int x, int y) {\nLOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "int v%d = x;\n", i);
    fputs("UNLOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (v%d) y++;\n", i);
    fputs("return y; }\n", out);
}

static void fields(FILE *out, int size) {
    fputs("struct s {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "int v%d;\n", i);
    fputs("};\nvoid f(struct s *p, int x) {\nLOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "p->v%d = x;\n", i);
    fputs("UNLOCK(a); }\n", out);
}

static void table(FILE *out, int size) {
    for (int i = 0; i < size; i++)
        fprintf(out, "int g%d(int);\n", i);
    fputs("int (*const table[])(int) = {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "g%d,\n", i);
    fputs("};\nint f(int x) { LOCK(a); x = table[x](x); UNLOCK(a); return x; }\n", out);
}

static void many_locks(FILE *out, int size) {
    fprintf(out, "extern pthread_mutex_t locks[%d];\nvoid f(int y) {\n", size);
    for (int i = 0; i < size; i++)
        fprintf(out, "LOCK(locks[%d]); y++; UNLOCK(locks[%d]);\n", i, i);
    fputs("}\n", out);
}

static void under_many_locks(FILE *out, int size) {
    fputs("extern pthread_mutex_t locks[60];\nint f(int x, int y) {\n", out);
    for (int i = 0; i < 60; i++)
        fprintf(out, "LOCK(locks[%d]);\n", i);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (ask(%d)) y += x;\n", i);
    fputs("return y; }\n", out);
}

static void many_states(FILE *out, int size) {
    fputs("extern pthread_mutex_t locks[6];\nint f(int x, int y) {\n", out);
    for (int i = 0; i < 6; i++)
        fprintf(out, "if (ask(%d)) LOCK(locks[%d]);\n", i, i);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (ask(%d)) y += x;\n", i);
    fputs("return y; }\n", out);
}

static void machine(FILE *out, int size) {
    fputs("int f(int x, int y) {\nfor (;;) { switch (x) {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "case %d: LOCK(a); x = ask(y) ? %d : %d; UNLOCK(a); break;\n", i, i + 1, i / 2);
    fputs("default: return y; } } }\n", out);
}

static void fields_perhaps(FILE *out, int size) {
    fputs("struct s {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "int v%d;\n", i);
    fputs("};\nvoid f(struct s *p, int x) {\nLOCK(a);\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (p->v%d) p->v%d = x;\n", i, i / 2);
    fputs("UNLOCK(a); }\n", out);
}

static void ternaries(FILE *out, int size) {
    fputs("int f(int x, int y) {\nLOCK(a);\ny = ", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "x == %d ? %d :\n", i, 2 * i);
    fputs("0;\nUNLOCK(a); return y; }\n", out);
}

static void loops_lock(FILE *out, int size) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "while (ask(%d)) { LOCK(a); if (y++ > x) { UNLOCK(a); break; } UNLOCK(a); }\n", i);
    fputs("return y; }\n", out);
}

static void list(FILE *out, int size) {
    fputs("struct node { pthread_mutex_t mu; struct node *next; };\nvoid f(struct node *p) {\n", out);
    for (int i = 0; i < size; i++)
        fputs("LOCK(p->mu); UNLOCK(p->mu); p = p->next; if (!p) return;\n", out);
    fputs("}\n", out);
}

static void findings(FILE *out, int size) {
    fputs("void f(int y) {\n", out);
    for (int i = 0; i < size; i++)
        fputs("if (ask(y)) { LOCK(a); LOCK(a); UNLOCK(a); UNLOCK(a); }\n", out);
    fputs("}\n", out);
}

static void suppressed(FILE *out, int size) {
    fputs("void f(int y) {\n", out);
    for (int i = 0; i < size; i++)
        fputs("if (ask(y)) { LOCK(a); LOCK(a); /* NOLINT(locklint-double-lock) */ UNLOCK(a); UNLOCK(a); }\n", out);
    fputs("}\n", out);
}

static void one_line(FILE *out, int size) {
    fputs("int f(int x, int y) {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "if (ask(%d)) { LOCK(a); y += x; UNLOCK(a); } ", i);
    fputs("return y; }\n", out);
}

static void computed_gotos(FILE *out, int size) {
    fputs("int f(int x, int y) {\nstatic const void *const labels[] = {\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "&&l%d,\n", i);
    fputs("};\n", out);
    for (int i = 0; i < size; i++)
        fprintf(out, "l%d: LOCK(a); x = ask(y); UNLOCK(a); goto *labels[x];\n", i);
    fputs("}\n", out);
}

static const struct shape {
    const char *name;
    void (*write)(FILE *out, int size);
    int greatest; /* the others are a quarter of it, and so on */
} shapes[] = {
    {"ifs in sequence", branches, 64000},
    {"ifs that lock, flags that unlock", flags, 16000},
    {"ifs with calls", branches_calls, 64000},
    {"ifs under a lock", branches_held, 64000},
    {"gotos to one label", gotos, 64000},
    {"returns under a lock", returns, 16000},
    {"loops in sequence", loops, 16000},
    {"variables that a loop writes", loop_variables, 4000},
    {"ifs in a loop", loop_branches, 4000},
    {"nested ifs", nested_ifs, 200},
    {"nested loops", nested_loops, 200},
    {"else if", else_ifs, 4000},
    {"operands of &&", ands, 10000},
    {"operands of +", sums, 10000},
    {"functions, each calls the next", call_chain, 10000},
    {"functions", functions, 64000},
    {"cases of a switch", switch_cases, 50000},
    {"locks and unlocks", pairs, 16000},
    {"locks held at once", held_at_once, 1000},
    {"locks in turn", many_locks, 16000},
    {"ifs under 60 locks", under_many_locks, 4000},
    {"ifs in 24 states", many_states, 16000},
    {"states of a machine in a loop", machine, 4000},
    {"loops that lock", loops_lock, 16000},
    {"nodes of a list", list, 16000},
    {"findings", findings, 4000},
    {"findings, suppressed", suppressed, 4000},
    {"ifs on one line", one_line, 16000},
    {"computed gotos", computed_gotos, 1000},
    {"operands of ?:", ternaries, 2500},
    {"fields assigned perhaps", fields_perhaps, 16000},
    {"variables", variables, 16000},
    {"fields assigned", fields, 16000},
    {"functions in a table", table, 64000},
};

/* ---- running ---- */

/* The number behind `key` in locklint's JSON, 0 when it isn't there. */
static int number_in(const char *path, const char *key) {
    char line[1024];
    int number = 0;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *at = strstr(line, key);
        if (at)
            number = atoi(at + strlen(key) + 2);
    }
    if (file)
        fclose(file);
    return number;
}

static const char *remark(const cost *clang, const cost *ours, const char *output) {
    if (clang->status >= 128)
        return "clang crashes";
    if (number_in(output, "\"not_analysed\""))
        return "not analysed: crash or time-out";
    if (ours->status > 1)
        return "failed";
    if (number_in(output, "\"functions_given_up\""))
        return "given up";
    if (number_in(output, "\"functions_judged_in_part\""))
        return "in part";
    return "";
}

/* One row. The cost of a unit is that of what was added since the row before, which leaves out what every run costs.
   False when a greater size is not worth trying. */
static bool measure_row(const struct shape *shape, int size, const char *folder, cost *before) {
    char source[256], output[256];
    snprintf(source, sizeof source, "%s/growth.c", folder);
    snprintf(output, sizeof output, "%s/growth.json", folder);
    FILE *out = fopen(source, "w");
    if (!out)
        exit(2);
    fputs(prelude, out);
    shape->write(out, size);
    fclose(out);
    const char *const clang[] = {"clang-19", "-fsyntax-only", "-Wno-everything", "-fbracket-depth=100000", source,
                                 NULL};
    const char *const ours[] = {LK_BUILD_DIR "/locklint",
                                "--format=json",
                                "-j1",
                                "--timeout=" TIMEOUT,
                                source,
                                "--",
                                "-fbracket-depth=100000",
                                NULL};
    cost base = measure(folder, clang, output), cost = measure(folder, ours, output);
    printf("%-34s %6d %8.2f %8.1f %7.1f  ", shape->name, size, cost.seconds, cost.megabytes,
           cost.seconds / base.seconds);
    if (before->seconds > 0)
        printf("%8.1f %8.2f", (cost.seconds - before->seconds) / (size - size / STEP) * 1e6,
               (cost.megabytes - before->megabytes) * 1024 / (size - size / STEP));
    printf("  %s\n", remark(&base, &cost, output));
    fflush(stdout);
    *before = cost;
    unlink(source);
    unlink(output);
    return cost.seconds < atof(TIMEOUT);
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/locklint-growth-XXXXXX";
    if (!mkdtemp(folder))
        return 2;
    printf("%-34s %6s %8s %8s %7s  %8s %8s\n", "", "size", "seconds", "MB", "clangs", "us more", "KB more");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        int size = shapes[i].greatest;
        cost before = {0};
        bool goes_on = argc < 2 || strstr(shapes[i].name, argv[1]);
        for (int k = 1; k < SIZES; k++)
            size /= STEP;
        for (; goes_on && size <= shapes[i].greatest; size *= STEP)
            goes_on = measure_row(&shapes[i], size, folder, &before);
    }
    rmdir(folder);
    return 0;
}
