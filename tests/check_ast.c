/* check_ast.c -- the tree over libclang: golden dumps, positions, macro names, source text and errors. */
#include "ast/initializer.h"
#include "command.h"
#include "snippet.h"
#include "suite.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- golden dumps ---- */

enum { MOST_FLAGS = 16 };

static bool dump(void *context, lk_unit *unit, const lk_function *function) {
    lk_tree_dump(context, unit, function);
    return true;
}

/* The words after "flags:" in the first line; "-std=gnu11" when there are none. Cuts `text` up. */
static size_t read_flags(char *text, const char *flags[MOST_FLAGS]) {
    char *at = strstr(text, "flags:"), *line_end = strchr(text, '\n');
    size_t count = 0;
    if (!at || !line_end || at > line_end) {
        flags[count++] = "-std=gnu11";
        return count;
    }
    *line_end = '\0';
    for (char *word = strtok(at + strlen("flags:"), " "); word && count < MOST_FLAGS; word = strtok(NULL, " "))
        if (*word == '-')
            flags[count++] = word;
    return count;
}

static void dump_file(const char *path, FILE *out) {
    const char *flags[MOST_FLAGS], *error = NULL;
    char *text = command_read_file(path);
    size_t count = read_flags(text, flags);
    lk_arena *arena = lk_arena_new();
    lk_parse *parse = lk_parse_file(arena, path, flags, count, NULL, &error);
    ck_assert_msg(parse != NULL, "%s", error);
    lk_parse_functions(parse, false, dump, out);
    lk_unit_dump(out, lk_parse_unit(parse));
    lk_parse_free(parse);
    lk_arena_free(arena);
    free(text);
}

/* tests/tree_golden/x.c gives x.tree. LK_UPDATE_GOLDEN=1 writes them anew. */
static void compare_golden(const char *path) {
    char golden[4096], *got = NULL;
    size_t size = 0;
    snprintf(golden, sizeof golden, "%.*stree", (int)(strlen(path) - 1), path);
    FILE *out = open_memstream(&got, &size);
    dump_file(path, out);
    fclose(out);
    expect_golden(golden, got);
    free(got);
}

START_TEST(golden_dumps) {
    glob_t found;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/tests/tree_golden/*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        compare_golden(found.gl_pathv[i]);
    globfree(&found);
}
END_TEST

/* ---- macros, text and positions ---- */

static bool look_at_call(void *context, lk_unit *unit, const lk_function *function) {
    lk_arena *arena = context;
    const lk_node *call = function->body->child[0];
    ck_assert_int_eq(call->kind, LK_CALL);
    ck_assert(call->in_macro);
    ck_assert_str_eq(lk_unit_macro(unit, &call->span), "OUTER");
    ck_assert_str_eq(lk_unit_inner_macro(unit, &call->span), "INNER");
    ck_assert_str_eq(lk_unit_text(unit, arena, &call->span, 60), "OUTER(p)");
    lk_position at = lk_unit_position(unit, call->span.begin);
    ck_assert_uint_eq(at.line, 4);
    ck_assert_uint_eq(at.column, 18);
    return true;
}

START_TEST(macros_are_named_by_the_text) {
    lk_arena *arena = lk_arena_new();
    snippet_visit("void g(int *);\n#define INNER(x) g(x)\n#define OUTER(x) INNER(x)\nvoid f(int *p) { OUTER(p); }\n",
                  look_at_call, arena);
    lk_arena_free(arena);
}
END_TEST

static bool look_at_argument(void *context, lk_unit *unit, const lk_function *function) {
    (void)context;
    const lk_node *argument = function->body->child[0]->child[1];
    ck_assert_int_eq(argument->kind, LK_NAME);
    ck_assert_str_eq(lk_unit_macro(unit, &argument->span), "OUTER");
    ck_assert_str_eq(lk_unit_inner_macro(unit, &argument->span), "OUTER"); /* it was written by the caller */
    const lk_node *plain = function->body->child[1];
    ck_assert(!plain->in_macro);
    ck_assert_ptr_null(lk_unit_macro(unit, &plain->span));
    ck_assert_ptr_null(lk_unit_inner_macro(unit, &plain->span));
    return true;
}

START_TEST(arguments_belong_to_the_outer_macro) {
    snippet_visit("void g(int *);\n#define INNER(x) \\\n    g(x)\n#define OUTER(x) \\\n    INNER(x)\n"
                  "void f(int *p) { OUTER(p); g(p); }\n",
                  look_at_argument, NULL);
}
END_TEST

static bool look_at_text(void *context, lk_unit *unit, const lk_function *function) {
    lk_arena *arena = context;
    const lk_span *span = &function->body->child[0]->span;
    ck_assert_str_eq(lk_unit_text(unit, arena, span, 60), "f( 1 + 2 )");
    ck_assert_str_eq(lk_unit_text(unit, arena, span, 6), "f( ...");
    ck_assert_str_eq(lk_unit_text(unit, arena, span, 2), "...");
    ck_assert_str_eq(lk_unit_text(unit, arena, &(lk_span){.begin = {99, 0}}, 60), "");
    return true;
}

START_TEST(text_is_one_line) {
    lk_arena *arena = lk_arena_new();
    snippet_visit("int f(int x) { f(\n  1 +\t2\n); return x; }\n", look_at_text, arena);
    lk_arena_free(arena);
}
END_TEST

START_TEST(positions_count_lines_of_every_kind) {
    static const char text[] = "a\nb\r\nc\rd";
    lk_unit unit = {.arena = lk_arena_new()};
    lk_array_push(unit.arena, &unit.files, ((lk_source){.path = ""}));
    lk_array_push(unit.arena, &unit.files, ((lk_source){.path = "x.c", .text = text, .size = sizeof text - 1}));
    static const lk_position wanted[] = {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {4, 1}, {4, 2}};
    for (uint32_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        lk_position at = lk_unit_position(&unit, (lk_loc){1, i});
        ck_assert_uint_eq(at.line, wanted[i].line);
        ck_assert_uint_eq(at.column, wanted[i].column);
    }
    ck_assert_uint_eq(lk_unit_position(&unit, (lk_loc){0, 5}).line, 0);
    ck_assert_uint_eq(lk_unit_position(&unit, (lk_loc){7, 5}).line, 0);
    ck_assert_str_eq(lk_unit_source(&unit, 7)->path, "");
    lk_arena_free(unit.arena);
}
END_TEST

START_TEST(macro_calls_end_at_their_parenthesis) {
    static const char text[] = "M (a, \")\", ')', /* ) */ (b)) c";
    lk_source source = {.text = text, .size = sizeof text - 1};
    ck_assert_uint_eq(lk_source_macro_end(&source, 0), strlen("M (a, \")\", ')', /* ) */ (b))"));
    ck_assert_uint_eq(lk_source_macro_end(&source, 3), 4);
    ck_assert_uint_eq(lk_source_macro_end(&source, 500), 500);
}
END_TEST

/* ---- errors ---- */

typedef struct seen {
    uint32_t good, bad;
    bool has_errors, lacks_include;
} seen;

static bool count_errors(void *context, lk_unit *unit, const lk_function *function) {
    (void)unit;
    seen *counts = context;
    counts->good += !function->has_error && function->body;
    counts->bad += function->has_error && !function->body;
    return true;
}

static void note_unit(void *context, lk_unit *unit) {
    seen *counts = context;
    counts->has_errors = unit->has_errors;
    counts->lacks_include = unit->lacks_include;
    ck_assert_uint_eq(unit->function_count, counts->good + counts->bad);
    ck_assert_uint_eq(unit->error_function_count, counts->bad);
}

START_TEST(errors_silence_their_function_alone) {
    seen counts = {0};
    snippet_judge("int a(void) { return 1; }\nint b(void) { return no_such_thing; }\nint c(void) { return a(); }\n",
                  count_errors, note_unit, &counts);
    ck_assert_uint_eq(counts.good, 2);
    ck_assert_uint_eq(counts.bad, 1);
    ck_assert(counts.has_errors);
    ck_assert(!counts.lacks_include);
}
END_TEST

static void note_nested(void *context, lk_unit *unit) {
    note_unit(context, unit);
    ck_assert_uint_eq(unit->nested_function_count, 2);
}

START_TEST(nested_functions_are_counted) {
    seen counts = {0};
    snippet_judge("int g(int);\nint a(int x) { return g(x); }\n"
                  "int b(int x) { int in(int y) { return x + y; } int again(void) { return 1; } return in(x); }\n"
                  "int c(int x) { return a(x); }\n",
                  count_errors, note_nested, &counts);
    ck_assert_uint_eq(counts.good, 2);
    ck_assert_uint_eq(counts.bad, 1);
}
END_TEST

START_TEST(missing_includes_are_told) {
    seen counts = {0};
    snippet_judge("#include \"no_such_header.h\"\nint a(void) { return 1; }\n", count_errors, note_unit, &counts);
    ck_assert(counts.has_errors);
    ck_assert(counts.lacks_include);
}
END_TEST

START_TEST(unreadable_files_are_told) {
    lk_arena *arena = lk_arena_new();
    const char *error = NULL;
    ck_assert_ptr_null(lk_parse_file(arena, "no/such/file.c", NULL, 0, "/tmp", &error));
    ck_assert_str_eq(error, "cannot read '/tmp/no/such/file.c': No such file or directory");
    ck_assert_ptr_null(lk_parse_file(arena, "/tmp", NULL, 0, NULL, &error));
    ck_assert_str_eq(error, "cannot read '/tmp': Is a directory");
    lk_arena_free(arena);
}
END_TEST

/* ---- initialisers ---- */

static void write_item(void *context, const lk_init_item *item) {
    FILE *out = context;
    for (uint32_t i = 0; i < item->step_count; i++) {
        const lk_init_step *step = &item->steps[i];
        if (step->field)
            fprintf(out, ".%s", step->field->name);
        else
            fprintf(out, step->first == step->last ? "[%d]" : "[%d-%d]", (int)step->first, (int)step->last);
    }
    const lk_node *value = item->value;
    while (value->kind == LK_UNARY)
        value = value->child[0];
    fprintf(out, "%s=%s ", item->is_known ? "" : "?", value->kind == LK_NAME ? value->decl->name : "");
}

static bool find_tables(void *context, lk_unit *unit, const lk_function *function) {
    (void)function;
    for (uint32_t i = 0; i < unit->decls.count; i++) {
        const lk_decl *decl = unit->decls.items[i];
        if (!decl->init)
            continue;
        fprintf(context, "%s%s: ", decl->name, decl->is_const ? " const" : "");
        lk_init_walk(decl->type, decl->init, write_item, context);
    }
    return true;
}

START_TEST(tables_tell_what_is_where) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    snippet_visit("typedef void (*fn)(void *); void a(void *); void b(void *); struct lock { int x; } l, m;\n"
                  "struct ops { const char *name; fn take, give; int : 2; union { struct lock *lock; long n; }; };\n"
                  "static const struct ops list[] = {{\"one\", a, b, {&l}}, \"two\", b, a, &m, {.give = a},\n"
                  "    [5].take = a, [6 ... 7] = {.lock = &l}, [1] = {0}};\n"
                  "fn single = a; struct lock *current = &l, *const all[2] = {&l, &m}; const char *text = \"x\";\n"
                  "void *f(int i) { return (list[i].take(all[i]), single(current), (void *)text); }\n",
                  find_tables, out);
    fclose(out);
    ck_assert_str_eq(text, "list const: [0].name= [0].take=a [0].give=b [0].lock=l [1].name= [1].take=b [1].give=a "
                           "[1].lock=m [2].give=a [5].take=a [6-7].lock=l [1].name= "
                           "all const: [0]=l [1]=m single: =a current: =l ");
    free(text);
}
END_TEST

/* ---- size ---- */

static bool count_nodes(void *context, lk_unit *unit, const lk_function *function) {
    (void)unit;
    *(uint32_t *)context = function->node_count;
    return true;
}

/* `head`, `count` times `part`, `tail`. */
static uint32_t nodes_of(const char *head, const char *part, size_t count, const char *tail) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs(head, out);
    for (size_t i = 0; i < count; i++)
        fputs(part, out);
    fputs(tail, out);
    fclose(out);
    uint32_t nodes = 0;
    snippet_visit(text, count_nodes, &nodes);
    free(text);
    return nodes;
}

START_TEST(deep_trees_are_no_deeper_than_clang) {
    ck_assert_uint_eq(nodes_of("int f(int a) { return ", "a && ", 10000, "a; }"), 20003);
    ck_assert_uint_eq(nodes_of("int f(int a) { return ", "a ?: ", 1000, "a; }"), 2003);
    ck_assert_uint_eq(nodes_of("void f(int a) { ", "if (a) ; else ", 3000, "; }"), 9002);
    ck_assert_uint_eq(nodes_of("int f(int a) { return ", "(", 20000, "a; }"), 0);
}
END_TEST

START_TEST(garbage_is_no_crash) {
    nodes_of("\x7f"
             "ELF",
             "\x01\xff\x80{(", 500, "");
    nodes_of("", "", 0, "");
    nodes_of("int f(void) { return 1;", "}", 100, "");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ast");
    TCase *tests = tcase_create("ast");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, golden_dumps);
    tcase_add_test(tests, macros_are_named_by_the_text);
    tcase_add_test(tests, arguments_belong_to_the_outer_macro);
    tcase_add_test(tests, text_is_one_line);
    tcase_add_test(tests, positions_count_lines_of_every_kind);
    tcase_add_test(tests, macro_calls_end_at_their_parenthesis);
    tcase_add_test(tests, errors_silence_their_function_alone);
    tcase_add_test(tests, nested_functions_are_counted);
    tcase_add_test(tests, tables_tell_what_is_where);
    tcase_add_test(tests, missing_includes_are_told);
    tcase_add_test(tests, unreadable_files_are_told);
    tcase_add_test(tests, deep_trees_are_no_deeper_than_clang);
    tcase_add_test(tests, garbage_is_no_crash);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
