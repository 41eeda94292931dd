/* check_ir.c -- lowering: golden dumps of small functions, and inputs that grow. */
#include "ir/ir.h"
#include "snippet.h"
#include "suite.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct lowering {
    lk_arena *arena;
    FILE *out;
    const lk_ir *last;
} lowering;

static bool lower(void *context, lk_unit *unit, const lk_function *function) {
    lowering *self = context;
    lk_bug_trap trap;
    if (setjmp(trap.env))
        ck_abort_msg("%s:%d: %s", trap.file, trap.line, trap.message);
    const lk_ir *ir = lk_lower(self->arena, unit, function, &trap);
    if (self->out)
        lk_ir_dump(self->out, unit, ir);
    self->last = ir;
    return true;
}

static char *dump_file(const char *path) {
    char *text = NULL;
    size_t size = 0;
    lowering work = {.arena = lk_arena_new(), .out = open_memstream(&text, &size)};
    snippet_visit_file(path, lower, &work);
    fclose(work.out);
    lk_arena_free(work.arena);
    return text;
}

/* tests/ir_golden/x.c gives x.ir. LK_UPDATE_GOLDEN=1 writes them anew. */
static void compare_golden(const char *path) {
    char golden[4096];
    snprintf(golden, sizeof golden, "%.*sir", (int)(strlen(path) - 1), path);
    char *got = dump_file(path + strlen(LK_SOURCE_DIR) + 1);
    expect_golden(golden, got);
    free(got);
}

START_TEST(golden_dumps) {
    glob_t found;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/tests/ir_golden/*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        compare_golden(found.gl_pathv[i]);
    globfree(&found);
}
END_TEST

/* ---- growth: neither our stack nor the number of blocks may run away ---- */

static const lk_ir *lower_text(const char *text, lowering *work) {
    *work = (lowering){.arena = lk_arena_new()};
    snippet_visit(text, lower, work);
    ck_assert_ptr_nonnull(work->last);
    return work->last;
}

static char *repeat(const char *before, const char *part, int count, const char *after) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs(before, out);
    for (int i = 0; i < count; i++)
        fputs(part, out);
    fputs(after, out);
    fclose(out);
    return text;
}

static void check_repeated(const char *before, const char *part, int count, const char *after, uint32_t least) {
    char *text = repeat(before, part, count, after);
    lowering work;
    const lk_ir *ir = lower_text(text, &work);
    ck_assert_msg(!ir->gives_up, "gave up on %d times '%s': %s", count, part, ir->reason);
    ck_assert_uint_ge(ir->blocks.count, least);
    lk_arena_free(work.arena);
    free(text);
}

START_TEST(long_chains_are_walked) {
    check_repeated("int f(int a) { return a", " && a", 10000, "; }", 10000);
    check_repeated("int f(int a) { if (a", " || a", 10000, ") return 1; return 0; }", 10000);
    check_repeated("int f(int a) { return a", " + a", 10000, "; }", 1);
    check_repeated("int f(int a) { return ", "a == 1 ? a : ", 10000, "a; }", 20000);
    check_repeated("int g(int); void f(int a) { ", "g(a), ", 10000, "g(a); }", 1);
    check_repeated("int f(int a) { ", "if (a == 1) a++; else ", 3000, "a--; return a; }", 6000);
    check_repeated("int f(int a) { switch (a) { default: ", "case __COUNTER__: ", 50000, "a++; } return a; }", 2);
    check_repeated("void f(int a) { ", "asm goto(\"\" : : : : out); ", 4000, "out: a = 1; }", 4000);
    check_repeated("void f(int a) {\n#define EACH for (; a;)\n ", "EACH a--; ", 4000, "}", 12000);
    check_repeated("int f(int a) { ", "while (a > 1) a--; ", 2000, "return a; }", 6000);
}
END_TEST

START_TEST(nesting_within_clangs_limit) {
    char *open = repeat("int f(int a) { ", "if (a) { ", 200, "a++;");
    char *text = repeat(open, "}", 201, "");
    lowering work;
    ck_assert(!lower_text(text, &work)->gives_up || work.last->reason);
    lk_arena_free(work.arena);
    free(open);
    free(text);
}
END_TEST

static void check_gives_up(const char *text, const char *reason) {
    lowering work;
    const lk_ir *ir = lower_text(text, &work);
    ck_assert(ir->gives_up);
    ck_assert_str_eq(ir->reason, reason);
    lk_arena_free(work.arena);
}

START_TEST(what_has_no_lowering_is_said) {
    check_gives_up("void f(void) { ({ __label__ l; __asm__ goto(\"\" : : : : l); l:; }); ({ __label__ l; l:; }); }",
                   "asm goto");
    check_gives_up("int setjmp(long *); void g(void); long b[8]; void f(void) { if (setjmp(b) == 0) g(); }", "setjmp");
    check_gives_up("int mine(void) __attribute__((returns_twice)); int f(void) { return mine(); }", "setjmp");
    check_gives_up("int g(int); int f(int n) { return _Generic(n, int: g(1), long: g(2)); }",
                   "a _Generic whose choice is hidden");
    check_gives_up("int g(void); void f(void) { while (({ if (g()) break; g(); })) ; }",
                   "a break or continue in the head of a loop");
}
END_TEST

static uint32_t calls_of(const lk_ir *ir, const char *name) {
    uint32_t count = 0;
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            count += op->kind == LK_IR_CALL && op->callee && strstr(op->callee->name, name);
        }
    return count;
}

static bool look_at_cleanup(void *context, lk_unit *unit, const lk_function *function) {
    lowering *work = context;
    lower(work, unit, function);
    ck_assert_msg(!work->last->gives_up, "%s", work->last->reason);
    ck_assert_uint_eq(calls_of(work->last, "release"), 1);
    ck_assert_uint_eq(calls_of(work->last, "setjmp"), 0);
    ck_assert_uint_eq(calls_of(work->last, "unwind_next"), 0);
    return true;
}

/* The system's own header, whatever its version; the stand-ins don't have these macros. */
START_TEST(cleanup_push_of_the_system) {
    if (access("/usr/include/pthread.h", R_OK) != 0)
        return;
    lowering work = {.arena = lk_arena_new()};
    snippet_visit("#include \"/usr/include/pthread.h\"\n#ifdef pthread_cleanup_push\nvoid release(void *);\n"
                  "void f(int *m) { pthread_cleanup_push(release, m); *m = 1; pthread_cleanup_pop(1); }\n#endif\n",
                  look_at_cleanup, &work);
    lk_arena_free(work.arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ir");
    TCase *tests = tcase_create("ir");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, golden_dumps);
    tcase_add_test(tests, long_chains_are_walked);
    tcase_add_test(tests, nesting_within_clangs_limit);
    tcase_add_test(tests, cleanup_push_of_the_system);
    tcase_add_test(tests, what_has_no_lowering_is_said);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
