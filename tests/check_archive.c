/* check_archive.c -- unit files: what is read is what was written, what is damaged is refused, and which function of a
   name is meant. */
#include "packed.h"
#include "snippet.h"
#include "suite.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static packing_tools tools;
static char folder[32];
static char *written[64]; /* paths */
static uint32_t written_count;

static const char *keep_path(void *context, const char *path) {
    (void)context;
    return path;
}

static void set_up(void) {
    tools = packing_begin();
    strcpy(folder, "/tmp/check_archive.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0); /* the bytes of a unit file don't depend on where it is */
    written_count = 0;
}

static void tear_down(void) {
    for (uint32_t i = 0; i < written_count; i++) {
        unlink(written[i]);
        free(written[i]);
    }
    ck_assert_int_eq(chdir("/"), 0);
    rmdir(folder);
    packing_end(&tools);
}

/* Writes a file into the folder; gives its path. */
static const char *source(const char *name, const char *text) {
    char **path = &written[written_count++];
    *path = strdup(name);
    ck_assert_ptr_nonnull(*path);
    FILE *out = fopen(*path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    return *path;
}

/* ---- there and back ---- */

static const char prelude[] =
    "#include <pthread.h>\n#include <stdlib.h>\n#include <unistd.h>\n#include <signal.h>\n"
    "struct node { pthread_mutex_t mu; struct node *next; int flag; pthread_mutex_t *pmu; };\n"
    "extern pthread_mutex_t a, b, table[8]; extern pthread_rwlock_t rw; extern struct node *root;\n"
    "void unknown(void); void give(void *); int ask(void); struct node *find(int);\n";

static const char *const snippets[] = {
    "",
    "int x; int y = 3; struct later; struct later *get(void);",
    "void f(void) {}",
    "int f(int n) { switch (n) { case 1: case 2 ... 7: return 3; case -1: break; default: n++; } return n; }",
    "int f(int n) { return n == -9223372036854775807LL - 1 ? -1 : 2147483647; }",
    "void f(struct node *n) { pthread_mutex_lock(&n->next->next->mu); n->flag = 7; pthread_mutex_unlock(n->pmu); }",
    "void f(int i, int j) { pthread_mutex_lock(&table[i]); pthread_mutex_unlock(&table[j + 1]); }",
    "static void g(struct node *n) { pthread_mutex_unlock(&n->mu); }\n"
    "void f(void) { __attribute__((cleanup(g))) struct node n; pthread_mutex_lock(&n.mu); if (ask()) return; ask(); }",
    "void f(int n) { void *to[] = {&&one, &&two}; goto *to[n]; one: unknown(); two: unknown(); }",
    "static void *run(void *p) { return p; }\n"
    "void f(void) { pthread_t t; pthread_create(&t, NULL, run, NULL); pthread_join(t, NULL); }",
    "struct ops { void (*lock)(struct node *); int (*ask)(void); };\n"
    "static void lock(struct node *n) { pthread_mutex_lock(&n->mu); }\n"
    "static const struct ops all[2] = {{lock, ask}, {.ask = ask, .lock = lock}};\n"
    "void f(int i, struct node *n) { all[i].lock(n); if (all[i].ask()) all[i].lock(n); }",
    "union u { int a; struct { pthread_mutex_t m; } in; }; enum e { ONE = 1, TWO };\n"
    "int f(union u *u, enum e e) { pthread_mutex_lock(&u->in.m); return e == TWO ? (int)sizeof *u : ONE; }",
    "_Thread_local int own; __attribute__((annotate(\"locklint: {acquire: {lock: '*x'}}\"))) void mine(int *x);\n"
    "__attribute__((noreturn)) void die(const char *why); void f(void) { mine(&own); die(\"no \\x01 way\"); }",
    "#define TWICE(x) do { pthread_mutex_lock(x); pthread_mutex_lock(x); } while (0)\n"
    "void f(struct node *n) { TWICE(&n->mu); ({ int i = ask(); i; }); __asm__ volatile(\"\" ::: \"memory\"); }",
    "int f(int n) { return _Generic(n, int: 1, default: 2) + (n ? ask() : (unknown(), 2)) + (n && ask() || !n); }",
};
enum { SNIPPETS = sizeof snippets / sizeof *snippets };

static packed_unit pack_snippet(const char *name, const char *text) {
    char *whole = NULL;
    ck_assert_int_gt(asprintf(&whole, "%s%s\n", prelude, text), 0);
    packed_unit unit = packed_file(&tools, source(name, whole));
    free(whole);
    return unit;
}

static void expect_back(const packed_unit *unit, const char *name) {
    char *dump = packed_dump(&tools, unit);
    ck_assert_msg(strcmp(dump, unit->dump) == 0, "for %s\nwant\n%s\ngot\n%s", name, unit->dump, dump);
    free(dump);
}

START_TEST(snippets_come_back) {
    packed_unit unit = pack_snippet("a.c", snippets[_i]);
    expect_back(&unit, snippets[_i]);
    packed_free(&unit);
}
END_TEST

START_TEST(fixtures_come_back) {
    glob_t found;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/testdata/[a-hj-z]*-*/*.c", 0, NULL, &found), 0);
    uint32_t compared = 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        packed_unit unit = packed_file(&tools, found.gl_pathv[i]);
        if (!unit.lacks_include) /* some have flags of their own */
            expect_back(&unit, found.gl_pathv[i]);
        compared += !unit.lacks_include;
        packed_free(&unit);
    }
    ck_assert_uint_gt(compared, found.gl_pathc / 2);
    globfree(&found);
}
END_TEST

START_TEST(the_same_unit_gives_the_same_bytes) {
    for (int i = 0; i < SNIPPETS; i++) {
        packed_unit one = pack_snippet("a.c", snippets[i]), two = packed_file(&tools, written[0]);
        ck_assert_uint_eq(one.size, two.size);
        ck_assert_msg(memcmp(one.data, two.data, one.size) == 0, "for %s", snippets[i]);
        packed_free(&one);
        packed_free(&two);
        unlink(written[--written_count]);
        free(written[written_count]);
    }
}
END_TEST

/* ---- damage ---- */

static const char damaged[] = "static void lock(struct node *n) { if (n->flag) pthread_mutex_lock(&n->mu); }\n"
                              "struct ops { void (*lock)(struct node *); };\n"
                              "static const struct ops all = {.lock = lock};\n"
                              "void *run(void *p) { pthread_mutex_lock(&a); give(p); return 0; }\n"
                              "int twice(struct node *n, int i) {\n"
                              "    pthread_t t; pthread_create(&t, 0, run, n);\n"
                              "    all.lock(n); pthread_rwlock_rdlock(&rw); sleep(1);\n"
                              "    switch (i) { case 1: pthread_mutex_lock(&table[i]); break; case 2 ... 5: i++; }\n"
                              "    while (i--) if (pthread_mutex_trylock(n->pmu) == 0) return -1;\n"
                              "    lock(n); pthread_mutex_unlock(&n->mu); return i; }\n";

START_TEST(what_is_cut_or_damaged_is_refused) {
    packed_unit unit = pack_snippet("a.c", damaged);
    lk_section parts[LK_PARTS];
    ck_assert_ptr_null(lk_unit_file_open(unit.data, unit.size, parts));
    for (size_t size = 0; size < unit.size; size++) {
        uint8_t *cut = malloc(size + !size); /* of just that size: reading past it is seen */
        memcpy(cut, unit.data, size);
        ck_assert_msg(lk_unit_file_open(cut, size, parts), "cut to %zu of %zu", size, unit.size);
        free(cut);
    }
    for (size_t at = 0; at < unit.size; at++) {
        unit.data[at] ^= (uint8_t)(1u << at % 8);
        ck_assert_msg(lk_unit_file_open(unit.data, unit.size, parts), "byte %zu of %zu", at, unit.size);
        unit.data[at] ^= (uint8_t)(1u << at % 8);
    }
    ck_assert_ptr_null(lk_unit_file_open(unit.data, unit.size, parts));
    packed_free(&unit);
}
END_TEST

START_TEST(longer_is_refused) {
    packed_unit unit = pack_snippet("a.c", damaged);
    lk_section parts[LK_PARTS];
    unit.data = realloc(unit.data, unit.size + 1);
    unit.data[unit.size++] = 0;
    packed_mend(&unit);
    ck_assert_ptr_nonnull(lk_unit_file_open(unit.data, unit.size, parts));
    packed_free(&unit);
}
END_TEST

/* Reads the file with other bytes in it, beside one that is whole. */
static void survive(packed_unit *unit, const packed_unit *whole, size_t at, uint8_t value) {
    uint8_t before = unit->data[at];
    unit->data[at] = value;
    packed_mend(unit);
    free(packed_dump(&tools, unit));
    free(packed_judge(&tools, (packed_unit[]){*unit, *whole}, NULL, NULL, 2));
    unit->data[at] = before;
}

/* LK_EVERY=1 takes every byte. */
START_TEST(what_lies_is_survived) {
    static const uint8_t values[] = {0x00, 0x7f, 0xff};
    const char *every = getenv("LK_EVERY");
    packed_unit unit = pack_snippet("a.c", damaged), whole = pack_snippet("b.c", "void g(void) { ask(); }");
    for (size_t at = 20, turn = 0; at < unit.size; at += every ? 1 : 7, turn++) {
        for (size_t i = 0; i < sizeof values && (every || i == turn % 3); i++)
            survive(&unit, &whole, at, values[i]);
        survive(&unit, &whole, at, (uint8_t)(unit.data[at] ^ 1u << turn % 8));
        survive(&unit, &whole, at, (uint8_t)(unit.data[at] + 1));
    }
    packed_free(&unit);
    packed_free(&whole);
}
END_TEST

START_TEST(a_broken_unit_is_left_out_alone) {
    packed_unit units[] = {pack_snippet("a.c", damaged), pack_snippet("b.c", "void g(void) { pthread_mutex_lock(&a);\n"
                                                                             "pthread_mutex_lock(&a); }")};
    lk_section parts[LK_PARTS];
    ck_assert_ptr_null(lk_unit_file_open(units[0].data, units[0].size, parts));
    memset((uint8_t *)(uintptr_t)parts[LK_TABLE_DECLS].data + 4, 0xff, 8);
    packed_mend(&units[0]);
    char *said = packed_judge(&tools, units, NULL, NULL, 2);
    ck_assert_str_eq(said, "b.c:9 double-lock\nbroken 0\n");
    free(said);
    packed_free(&units[0]);
    packed_free(&units[1]);
}
END_TEST

/* What the engine takes for granted of code is looked at when it is read. */
typedef struct bending {
    void (*bend)(lk_ir *ir);
    bool is_refused;
} bending;

static void write_code(lk_arena *arena, lk_unit *unit, lk_ir *ir, lk_bytes *code, lk_section tables[LK_TABLES]) {
    lk_archive *archive = lk_archive_write(arena, unit, keep_path, NULL);
    lk_archive_to(archive, code);
    lk_code_ir(archive, ir);
    lk_archive_finish(archive);
    for (int i = 0; i < LK_TABLES; i++) {
        const lk_bytes *table = lk_archive_table(archive, (lk_table)i);
        tables[i] = (lk_section){table->data, table->size};
    }
}

static bool bend(void *context, lk_unit *unit, const lk_function *function) {
    bending *self = context;
    lk_arena *arena = lk_arena_new();
    lk_bug_trap trap;
    lk_bytes code = {.arena = arena};
    lk_section tables[LK_TABLES];
    lk_unit into = {.arena = arena, .names = lk_interner_new(arena)};
    lk_ir read = {0}, *ir = lk_lower(arena, unit, function, &trap);
    self->bend(ir);
    write_code(arena, unit, ir, &code, tables);
    lk_archive *archive = lk_archive_read(arena, lk_merge_new(&into), tables, NULL, NULL);
    lk_archive_from(archive, arena, code.data, code.size);
    lk_code_ir(archive, &read);
    self->is_refused = lk_archive_failed(archive);
    lk_arena_free(arena);
    return false;
}

static void leave_it(lk_ir *ir) {
    (void)ir;
}

static void leave_a_block_behind(lk_ir *ir) {
    ir->blocks.items[0].targets[1] = ir->blocks.items[0].targets[0];
}

static void go_nowhere(lk_ir *ir) {
    ir->blocks.items[0].targets[1] = ir->blocks.count;
}

static void use_no_temp(lk_ir *ir) {
    ir->blocks.items[0].a = (lk_operand){.kind = LK_OPERAND_TEMP, .temp = ir->temp_count};
}

static void have_no_block(lk_ir *ir) {
    ir->blocks.count = 0;
}

START_TEST(code_that_cannot_be_is_refused) {
    static const struct {
        void (*bend)(lk_ir *ir);
        bool is_refused;
    } cases[] = {{leave_it, false},
                 {leave_a_block_behind, true},
                 {go_nowhere, true},
                 {use_no_temp, true},
                 {have_no_block, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bending work = {.bend = cases[i].bend};
        snippet_visit("int g(void); int f(int n) { if (n) return g(); return 0; }", bend, &work);
        ck_assert_msg(work.is_refused == cases[i].is_refused, "case %zu", i);
    }
}
END_TEST

/* ---- which definition ---- */

typedef struct part {
    const char *name, *output, *text;
} part;

static void expect_linked(const part *program, const uint64_t *commands, uint32_t count, const char *wanted) {
    packed_unit units[8];
    const char *outputs[8];
    for (uint32_t i = 0; i < count; i++) {
        units[i] = packed_file(&tools, source(program[i].name, program[i].text));
        outputs[i] = program[i].output;
    }
    char *said = packed_judge(&tools, units, outputs, commands, count);
    ck_assert_msg(strcmp(said, wanted) == 0, "want\n%s\ngot\n%s", wanted, said);
    free(said);
    for (uint32_t i = 0; i < count; i++)
        packed_free(&units[i]);
}

#define EXPECT_LINKED(wanted, ...)                                                                                     \
    expect_linked((const part[]){__VA_ARGS__}, NULL, sizeof((const part[]){__VA_ARGS__}) / sizeof(part), wanted)

#define LOCKS "#include <pthread.h>\nextern pthread_mutex_t m; void enter(void);\n"
#define LOCKING LOCKS "void enter(void) { pthread_mutex_lock(&m); }\n"
#define HARMLESS LOCKS "void enter(void) { }\n"
#define TWICE "void f(void) {\n pthread_mutex_lock(&m);\n enter();\n pthread_mutex_unlock(&m); }\n"

START_TEST(the_only_definition) {
    EXPECT_LINKED("use.c:5 double-lock\n", {"use.c", "/o", LOCKS TWICE}, {"enter.c", "/o", LOCKING});
    EXPECT_LINKED("use.c:5 double-lock\n", {"enter.c", "/o", LOCKING}, {"use.c", "/o", LOCKS TWICE});
    EXPECT_LINKED("", {"use.c", "/o", LOCKS TWICE}, {"enter.c", "/o", HARMLESS});
    EXPECT_LINKED("", {"use.c", "/o", LOCKS TWICE});
}
END_TEST

START_TEST(the_own_definition_is_meant) {
    EXPECT_LINKED("use.c:6 double-lock\n", {"use.c", "/o/a", LOCKING TWICE}, {"enter.c", "/o/a", HARMLESS});
    EXPECT_LINKED("", {"use.c", "/o/a", HARMLESS TWICE}, {"enter.c", "/o/a", LOCKING});
}
END_TEST

START_TEST(the_nearest_definition_is_meant) {
    part use = {"use.c", "/o/a", LOCKS TWICE};
    EXPECT_LINKED("use.c:5 double-lock\n", use, {"x.c", "/o/a", LOCKING}, {"y.c", "/o/b", HARMLESS});
    EXPECT_LINKED("", use, {"x.c", "/o/b", LOCKING}, {"y.c", "/o/a", HARMLESS});
    EXPECT_LINKED("use.c:5 double-lock\n", use, {"x.c", "/o/a/in", LOCKING}, {"y.c", "/o/b", HARMLESS});
    EXPECT_LINKED("use.c:5 double-lock\n", use, {"y.c", "/o/ab", HARMLESS}, {"x.c", "/o/a", LOCKING});
}
END_TEST

START_TEST(two_as_near_are_nobody) {
    part use = {"use.c", "/o/a", LOCKS TWICE};
    EXPECT_LINKED("", use, {"x.c", "/o/a", LOCKING}, {"y.c", "/o/a", HARMLESS});
    EXPECT_LINKED("", use, {"x.c", "/o/a", LOCKING}, {"y.c", "/o/a", "\n" LOCKING});
    EXPECT_LINKED("", use, {"x.c", "/o/b", HARMLESS}, {"y.c", "/o/c", LOCKING});
    EXPECT_LINKED("", use, {"x.c", "/o/b", LOCKING}, {"y.c", "/o/c", HARMLESS}, {"z.c", "/o/b", "\n" LOCKING});
    EXPECT_LINKED("use.c:5 double-lock\n", use, {"x.c", "/o/b", HARMLESS}, {"y.c", "/o/c", HARMLESS "\n"},
                  {"z.c", "/o/a", LOCKING});
}
END_TEST

START_TEST(of_two_as_near_the_one_compiled_alike_is_meant) {
    const part program[] = {{"use.c", "/o", LOCKS TWICE}, {"x.c", "/o", HARMLESS}, {"y.c", "/o", LOCKING}};
    expect_linked(program, (uint64_t[]){1, 2, 1}, 3, "use.c:5 double-lock\n");
    expect_linked(program, (uint64_t[]){1, 1, 2}, 3, "");
    expect_linked(program, (uint64_t[]){1, 2, 3}, 3, "");
    const part apart[] = {{"use.c", "/o", LOCKS TWICE}, {"x.c", "/o", HARMLESS}, {"y.c", "/p", LOCKING}};
    expect_linked(apart, (uint64_t[]){1, 2, 1}, 3, "");
}
END_TEST

START_TEST(each_program_means_its_own) {
    EXPECT_LINKED("one.c:5 double-lock\n", {"one.c", "/o/one", LOCKS TWICE}, {"two.c", "/o/two", LOCKS TWICE},
                  {"x.c", "/o/one", LOCKING}, {"y.c", "/o/two", HARMLESS});
}
END_TEST

START_TEST(a_function_of_a_header_is_one) {
    source("enter.h", LOCKING);
    EXPECT_LINKED("use.c:5 double-lock\n", {"use.c", "/o/a", LOCKS TWICE}, {"x.c", "/o/a", "#include \"enter.h\"\n"},
                  {"y.c", "/o/a", "#include \"enter.h\"\nint y;\n"});
}
END_TEST

START_TEST(internal_ones_of_one_name_stay_two) {
#define INTERNAL "#include <pthread.h>\nstatic pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
#define ENTER "static void enter(void) { pthread_mutex_lock(&m); }\n"
    EXPECT_LINKED("",
                  {"one.c", "/o", INTERNAL "void enter_two(void);\nstatic void enter(void) { enter_two(); }\n" TWICE},
                  {"two.c", "/o", INTERNAL ENTER "void enter_two(void) { enter(); pthread_mutex_unlock(&m); }\n"});
    EXPECT_LINKED("", {"one.c", "/o", INTERNAL "static void enter(void) { }\n" TWICE},
                  {"two.c", "/o", INTERNAL ENTER "void g(void) { enter(); pthread_mutex_unlock(&m); }\n"});
    EXPECT_LINKED("one.c:6 double-lock\n", {"two.c", "/o", INTERNAL "static void enter(void) { }\n" TWICE},
                  {"one.c", "/o", INTERNAL ENTER TWICE});
}
END_TEST

int main(void) {
    Suite *suite = suite_create("archive");
    TCase *tests = tcase_create("archive");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, snippets_come_back, 0, SNIPPETS);
    tcase_add_test(tests, fixtures_come_back);
    tcase_add_test(tests, the_same_unit_gives_the_same_bytes);
    tcase_add_test(tests, what_is_cut_or_damaged_is_refused);
    tcase_add_test(tests, longer_is_refused);
    tcase_add_test(tests, what_lies_is_survived);
    tcase_add_test(tests, a_broken_unit_is_left_out_alone);
    tcase_add_test(tests, code_that_cannot_be_is_refused);
    tcase_add_test(tests, the_only_definition);
    tcase_add_test(tests, the_own_definition_is_meant);
    tcase_add_test(tests, the_nearest_definition_is_meant);
    tcase_add_test(tests, two_as_near_are_nobody);
    tcase_add_test(tests, of_two_as_near_the_one_compiled_alike_is_meant);
    tcase_add_test(tests, each_program_means_its_own);
    tcase_add_test(tests, a_function_of_a_header_is_one);
    tcase_add_test(tests, internal_ones_of_one_name_stay_two);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
