/* check_report.c -- findings: resolving them, their text, the wire, JSON, the summary, and --verify. */
#include "report/glyph.h"
#include "report/json.h"
#include "report/text.h"
#include "report/wire.h"
#include "suite.h"

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static lk_arena *arena;
static lk_unit unit;

static void set_up(void) {
    arena = lk_arena_new();
    unit = (lk_unit){.arena = arena, .names = lk_interner_new(arena)};
    lk_array_push(arena, &unit.files, (lk_source){0});
}

static void tear_down(void) {
    lk_arena_free(arena);
}

static void add_file(const char *path, const char *text, size_t size) {
    lk_array_push(arena, &unit.files, ((lk_source){.path = path, .text = text, .size = (uint32_t)size}));
}

/* The span of the first `what` in the file. */
static lk_span span_of(uint32_t file, const char *what) {
    const lk_source *source = &unit.files.items[file];
    const char *at = memmem(source->text, source->size, what, strlen(what));
    ck_assert_ptr_nonnull(at);
    lk_span span = {.begin = {file, (uint32_t)(at - source->text)}};
    span.end = span.begin.offset + (uint32_t)strlen(what);
    span.spelling = span.begin;
    return span;
}

static lk_finding *finding_at(uint32_t file, const char *what) {
    lk_diagnostic diagnostic = {.rule = "double-lock", .span = span_of(file, what), .message = "'m' is locked again"};
    return lk_finding_make(arena, &unit, &diagnostic);
}

static const char *text_of(const lk_finding *finding, bool color, bool is_error) {
    char *text = NULL;
    size_t size = 0;
    lk_text writer = {.out = open_memstream(&text, &size), .scratch = lk_arena_new(), .color = color};
    lk_text_finding(&writer, finding, is_error);
    fclose(writer.out);
    lk_arena_free(writer.scratch);
    const char *copy = lk_arena_strndup(arena, text, size);
    free(text);
    return copy;
}

static const char *text_at(const char *source, const char *what) {
    unit.files.count = 1;
    add_file("a.c", source, strlen(source));
    return text_of(finding_at(1, what), false, false);
}

#define HEAD(place) "a.c:" place ": warning: 'm' is locked again [locklint-double-lock]\n"

START_TEST(snippets) {
    ck_assert_str_eq(text_at("x;\n    lock(&m);\ny;\n", "lock(&m)"), HEAD("2:5") "    2 |     lock(&m);\n"
                                                                                 "      |     ^~~~~~~~\n");
    ck_assert_str_eq(text_at("\tlock(&m);\t//\r\n", "lock(&m)"), HEAD("1:2") "    1 |         lock(&m);       //\n"
                                                                             "      |         ^~~~~~~~\n");
    ck_assert_str_eq(text_at("int 変é = lock();", "lock"), HEAD("1:13") "    1 | int 変é = lock();\n"
                                                                        "      |           ^~~~\n");
    ck_assert_str_eq(text_at("/*\xFF\x01\xE2\x80\x8B*/ f();", "f"),
                     HEAD("1:11") "    1 | /*<FF><U+0001><U+200B>*/ f();\n"
                                  "      |                          ^\n");
    ck_assert_str_eq(text_at("f(a,\n  b);", "f(a,\n  b)"), HEAD("1:1") "    1 | f(a,\n"
                                                                       "      | ^~~~\n");
    ck_assert_str_eq(text_at("f()", "f()"), HEAD("1:1") "    1 | f()\n"
                                                        "      | ^~~\n");
}
END_TEST

START_TEST(wide_gutter) {
    char *source = lk_arena_alloc(arena, 123456 + 10);
    memset(source, '\n', 123455);
    strcpy(source + 123455, "f();");
    ck_assert_str_eq(text_at(source, "f()"), HEAD("123456:1") "123456 | f();\n"
                                                              "       | ^~~\n");
}
END_TEST

START_TEST(long_line) {
    size_t size = 10 << 20;
    char *source = lk_arena_alloc(arena, size + 1);
    memset(source, 'x', size);
    memcpy(source + size / 2, " lock(&m) ", 10);
    const char *text = text_at(source, "lock(&m)");
    ck_assert_uint_lt(strlen(text), 1000);
    const char *line = strchr(text, '\n') + 1, *below = strchr(line, '\n') + 1;
    ck_assert_int_eq(strncmp(line, "    1 | ...xxx", 14), 0);
    ck_assert_ptr_nonnull(strstr(line, "xxx...\n"));
    ck_assert_int_eq(strstr(line, "lock") - line, strchr(below, '^') - below);
}
END_TEST

/* A finding with one note that has these fixes. */
static const char *fixed(const lk_fix *fixes, uint32_t count, const char *what) {
    lk_note note = {.span = span_of(1, what), .message = "do it so", .fixes = fixes, .fix_count = count};
    lk_diagnostic diagnostic = {.rule = "r", .span = note.span, .message = "m"};
    lk_array_push(arena, &diagnostic.notes, note);
    const char *text = text_of(lk_finding_make(arena, &unit, &diagnostic), false, false);
    return strstr(text, "do it so\n") + strlen("do it so\n");
}

START_TEST(fixes) {
    const char *source = "\tspawn(&t, move(counter));\nother();\n";
    add_file("a.c", source, strlen(source));
    lk_span argument = span_of(1, "counter"), call = span_of(1, "move"), other = span_of(1, "other");
    lk_fix wrap[] = {{argument.begin, 0, "clone("}, {{1, argument.end}, 0, ")"}};
    ck_assert_str_eq(fixed(wrap, 2, "counter"), "    1 |         spawn(&t, move(clone(counter)));\n"
                                                "      |                        ++++++       +\n");
    lk_fix replace = {call.begin, 4, "copy_of"};
    ck_assert_str_eq(fixed(&replace, 1, "counter"), "    1 |         spawn(&t, copy_of(counter));\n"
                                                    "      |                   ~~~~~~~\n");
    lk_fix take_away = {argument.begin, 7, ""};
    ck_assert_str_eq(fixed(&take_away, 1, "counter"), "    1 |         spawn(&t, move(counter));\n"
                                                      "      |                        -------\n");
    lk_fix elsewhere = {other.begin, 0, "x"}, lines = {argument.begin, 0, "a\nb"};
    ck_assert_str_eq(fixed(&elsewhere, 1, "counter"), "");
    ck_assert_str_eq(fixed(&lines, 1, "counter"), "");
}
END_TEST

START_TEST(colors) {
    add_file("a.c", "f();", 4);
    ck_assert_str_eq(text_of(finding_at(1, "f()"), true, true),
                     "\033[1ma.c:1:1: \033[0;1;31merror: \033[0m\033[1m'm' is locked again "
                     "[locklint-double-lock,-warnings-as-errors]\033[0m\n    1 | f();\n"
                     "      | \033[1;32m^~~\033[0m\n");
}
END_TEST

START_TEST(no_text_no_snippet) {
    lk_array_push(arena, &unit.files, ((lk_source){.path = "gone.c"}));
    lk_diagnostic diagnostic = {.rule = "r", .message = "a\033[31mb\n", .span = {.begin = {1, 5}, .spelling = {1, 5}}};
    const char *text = text_of(lk_finding_make(arena, &unit, &diagnostic), false, false);
    ck_assert_ptr_nonnull(strstr(text, "warning: a<U+001B>[31mb<U+000A> [locklint-r]\n"));
    diagnostic.span = (lk_span){0};
    lk_finding_make(arena, &unit, &diagnostic);
}
END_TEST

START_TEST(any_byte_is_a_glyph) {
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            char text[4] = {(char)first, (char)second, (char)0x80, (char)0x80};
            for (size_t left = 1; left <= 4; left++) {
                lk_glyph glyph = lk_glyph_at(text, left, 3);
                ck_assert_uint_ge(glyph.bytes, 1);
                ck_assert_uint_le(glyph.bytes, left);
                ck_assert_uint_lt(strlen(glyph.text), sizeof glyph.text);
            }
        }
    }
}
END_TEST

/* ---- the wire ---- */

static lk_unit_report *there_and_back(const lk_unit_report *report) {
    char *text = lk_wire_write(report);
    ck_assert_ptr_nonnull(text);
    size_t size = strlen(text);
    lk_unit_report *read = lk_wire_read(arena, text, size);
    ck_assert_ptr_nonnull(read);
    for (size_t cut = 0; cut < size; cut += 1 + size / 200)
        ck_assert_ptr_null(lk_wire_read(arena, text, cut));
    char *again = lk_wire_write(read);
    ck_assert_str_eq(text, again);
    free(text);
    free(again);
    return read;
}

START_TEST(wire) {
    lk_unit_report report = {.dump = "tree\xFF\n", .error_count = 9, .failure = NULL};
    add_file("d\xE9j\xE0.c", "f(\xFF);\n", 6);
    lk_fix fix = {{1, 0}, 1, "g\xC3"};
    lk_note note = {.span = span_of(1, "f"), .message = "note", .fixes = &fix, .fix_count = 1};
    lk_diagnostic diagnostic = {
        .rule = "r", .span = note.span, .message = "m\xC3\xA9", .function = "fun", .suppressed = true};
    note.step = LK_STEP_INSIDE;
    note.thread = 3;
    lk_array_push(arena, &diagnostic.notes, note);
    lk_array_push(arena, &report.findings, lk_finding_make(arena, &unit, &diagnostic));
    lk_array_push(arena, &report.marked, "h\xFF.h");
    lk_array_push(arena, &report.errors, ((lk_unit_error){"a.c", 1, 2, "e"}));
    lk_array_push(arena, &report.verify_failures, ((lk_verify_failure){"a.c", 3, 0, "v"}));
    report.statistics = (lk_lint_statistics){
        .functions = 1, .with_errors = 2, .incomplete = 3, .bugs = 4, .followed = 5, .unjudged = 6};
    lk_named_param param = {"m\xFF", "pointer to mu", "mu", LK_SHAPE_POINTER, true, true};
    lk_array_push(arena, &report.statistics.coverage.known, ((lk_lock_function){"api", "lock", true, 7}));
    lk_array_push(arena, &report.statistics.coverage.named,
                  ((lk_named_function){"mu_lock", LK_NAMED_POINTER, LK_SHAPE_BOOL, true, true, 8, &param, 1}));
    lk_array_push(arena, &report.statistics.partly_judged, ((lk_partly_judged){"f", "p\xFF", 3, 4, NULL}));
    lk_array_push(arena, &report.statistics.apis, ((lk_api_count){"pthread", 5}));
    lk_array_push(arena, &report.lock_graph.locks, ((lk_drawn_lock){"m\xFF", "a.c", 1, true}));
    lk_array_push(arena, &report.lock_graph.orders, ((lk_drawn_order){0, 0, "b.c", "f", 2, true}));
    lk_array_push(arena, &report.statistics.bug_messages, "bug");
    lk_array_push(arena, &report.statistics.annotation_errors, ((lk_model_error){"h.h", 1, 2, "annotation"}));

    const lk_unit_report *read = there_and_back(&report);
    const lk_finding *finding = read->findings.items[0];
    ck_assert_str_eq(finding->place.path, "d\xE9j\xE0.c");
    ck_assert_str_eq(finding->place.text, "f(\xFF);");
    ck_assert_str_eq(finding->message, "m\xC3\xA9");
    ck_assert_ptr_null(finding->place.macro);
    ck_assert(finding->suppressed);
    ck_assert_str_eq(finding->notes[0].fixes[0].text, "g\xC3");
    ck_assert_str_eq(read->dump, "tree\xFF\n");
    ck_assert_ptr_null(read->failure);
    ck_assert_uint_eq(read->statistics.bugs, 4);
    ck_assert_uint_eq(read->statistics.unjudged, 6);
    ck_assert_str_eq(finding->function, "fun");
    ck_assert_str_eq(finding->spelling_path, finding->place.path);
    ck_assert_str_eq(read->marked.items[0], "h\xFF.h");
    ck_assert_uint_ne(finding->line_hash, 0);
    ck_assert_uint_eq(finding->place.range.end_column, 2);
    ck_assert_uint_eq(finding->notes[0].step, LK_STEP_INSIDE);
    ck_assert_uint_eq(finding->notes[0].thread, 3);
    ck_assert_uint_eq(finding->notes[0].fixes[0].range.end_line, 1);
    ck_assert_str_eq(read->statistics.partly_judged.items[0].path, "p\xFF");
    ck_assert_ptr_null(read->statistics.partly_judged.items[0].reason);
    ck_assert_uint_eq(read->statistics.coverage.known.items[0].calls, 7);
    const lk_named_function *named = &read->statistics.coverage.named.items[0];
    ck_assert_uint_eq(named->state, LK_NAMED_POINTER);
    ck_assert_uint_eq(named->calls, 8);
    ck_assert(named->is_internal && named->is_variadic && named->params[0].is_record && named->params[0].is_lock);
    ck_assert_str_eq(named->params[0].name, "m\xFF");
    ck_assert_str_eq(read->lock_graph.locks.items[0].label, "m\xFF");
    ck_assert(read->lock_graph.locks.items[0].is_class && read->lock_graph.orders.items[0].in_cycle);
    ck_assert_str_eq(read->lock_graph.orders.items[0].function, "f");
    ck_assert_ptr_null(lk_wire_read(arena, "{}", 2));
    ck_assert_ptr_null(lk_wire_read(arena, "[1]", 3));
}
END_TEST

START_TEST(json_document) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lk_totals totals = {.arena = arena, .files = 2};
    add_file("d\xE9.c", "f();\n", 5);
    lk_json *json = lk_json_new();
    lk_json_finding(json, finding_at(1, "f()"), true, "0123456789abcdef");
    lk_json_failure(json, "b.c", "why");
    lk_json_write(json, out, &totals, false);
    fclose(out);
    lk_json_free(json);
    json_t *root = json_loadb(text, size, 0, NULL);
    ck_assert_ptr_nonnull(root);
    const json_t *finding = json_array_get(json_object_get(root, "findings"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(finding, "check")), "locklint-double-lock");
    ck_assert_str_eq(json_string_value(json_object_get(finding, "level")), "error");
    ck_assert_str_eq(json_string_value(json_object_get(finding, "path")), "d\xEF\xBF\xBD.c");
    ck_assert_int_eq(json_integer_value(json_object_get(finding, "end_column")), 4);
    ck_assert_str_eq(json_string_value(json_object_get(finding, "fingerprint")), "0123456789abcdef");
    json_decref(root);
    free(text);
}
END_TEST

/* ---- the summary ---- */

static const char *summary(lk_totals *totals) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    totals->arena = arena;
    lk_totals_finish(totals);
    lk_totals_write(totals, out);
    fclose(out);
    const char *copy = lk_arena_strndup(arena, text, size);
    free(text);
    return copy;
}

START_TEST(summaries) {
    lk_totals none = {.seconds = 0.04};
    ck_assert_str_eq(summary(&none), "0 files, 0 locks taken, 0 findings, 0.0 s\n");
    lk_totals some = {.arena = arena, .files = 412, .findings = 3, .failed = 2, .seconds = 4.14};
    lk_lint_statistics statistics = {0};
    lk_array_push(arena, &statistics.apis, ((lk_api_count){"arcmutex", 54}));
    lk_array_push(arena, &statistics.apis, ((lk_api_count){"pthread", 1000}));
    lk_totals_add(&some, &statistics);
    statistics.apis.items[0].acquires = 0;
    statistics.apis.items[1].acquires = 150;
    lk_totals_add(&some, &statistics);
    ck_assert_str_eq(summary(&some), "412 files, 1,204 locks taken (pthread 1,150, arcmutex 54), 3 findings, 2 files "
                                     "not analysed (see above), 4.1 s\n");
    lk_totals one = {.files = 1,
                     .findings = 1,
                     .failed = 1,
                     .suppressed = 1,
                     .given_up = 1,
                     .incomplete = 1,
                     .with_errors = 1,
                     .skipped_cxx = 1};
    ck_assert_str_eq(summary(&one),
                     "1 file, 0 locks taken, 1 finding, 1 suppressed, 1 file not analysed (see above), 1 "
                     "file with errors, 1 function judged in part, 1 function given up, 1 entry skipped "
                     "(C++ 1), 0.0 s\n");
    lk_totals looks = {.arena = arena, .files = 1};
    lk_lint_statistics unit_statistics = {0};
    lk_array_push(arena, &unit_statistics.coverage.named, ((lk_named_function){.name = "big_lock", .calls = 1}));
    lk_array_push(arena, &unit_statistics.coverage.named, ((lk_named_function){.name = "big_unlock", .calls = 1}));
    lk_totals_add(&looks, &unit_statistics);
    ck_assert_str_eq(summary(&looks), "1 file, 0 locks taken, 0 findings, 2 functions look like locks and have no "
                                      "model: see --coverage, 0.0 s\n");
    lk_totals many = {.files = 1234567, .skipped_assembler = 2, .skipped_other = 1};
    ck_assert_str_eq(summary(&many),
                     "1,234,567 files, 0 locks taken, 0 findings, 3 entries skipped (assembler 2, other "
                     "1), 0.0 s\n");
}
END_TEST

/* ---- --verify ---- */

/* What --verify says of a file in which every `again()` is a warning with a note at the same place; one a line. */
static const char *verify(const char *source) {
    lk_verify_failures failures = {0};
    lk_verify_seen_list seen = {0};
    LK_ARRAY(lk_finding *) findings = {0};
    unit.files.count = 1;
    add_file("dir/a.c", source, strlen(source));
    for (const char *at = source; (at = strstr(at, "again()")); at++) {
        lk_span span = {.begin = {1, (uint32_t)(at - source)}, .end = (uint32_t)(at - source) + 7};
        span.spelling = span.begin;
        lk_diagnostic diagnostic = {.rule = "double-lock", .span = span, .message = "'m' is locked again"};
        lk_array_push(arena, &diagnostic.notes, ((lk_note){.span = span, .message = "first locked here"}));
        lk_array_push(arena, &findings, lk_finding_make(arena, &unit, &diagnostic));
    }
    lk_verify_unit(arena, &unit, findings.items, findings.count, &seen, &failures);
    const char *text = "";
    for (uint32_t i = 0; i < failures.count; i++)
        text = lk_arena_printf(arena, "%s%u: %s\n", text, failures.items[i].line, failures.items[i].message);
    return text;
}

START_TEST(verify_meets) {
    static const char *const sources[] = {
        "again(); // expected-warning {{locked again}}",
        "again(); // expected-warning{{locked again}} expected-note{{first locked}}",
        "again(); again(); // expected-warning 2 {{locked again}}",
        "again(); again(); // expected-warning2{{locked again}}",
        "again(); again(); // expected-warning + {{locked again}}",
        "again(); again(); // expected-warning 1+ {{locked again}}",
        "again(); // expected-warning 0-1 {{locked again}} expected-warning 0+ {{none}}",
        "// expected-warning@+1 {{locked again}}\nagain();",
        "again();\n// expected-warning@-1 {{locked again}}",
        "\nagain(); // expected-warning@2 {{locked again}}",
        "again();\n\n// expected-warning@* {{locked again}}",
        "again();\n\n// expected-warning@*:* {{locked again}}",
        "again();\n// expected-warning@a.c:1 {{locked again}}",
        "again();\n// expected-warning@dir/a.c:* {{locked again}}",
        "again(); // #here\n// expected-warning@#here {{locked again}}",
        "// expected-warning@#there {{locked again}}\nagain(); // #there",
        "again(); // expected-warning-re {{'{{[a-z]}}' is locked}}",
        "again(); // expected-warning {{{locked again}}}",
        "again(); // expected-warning {{[locklint-double-lock]}}",
        "again(); /* expected-warning {{locked again}} */",
        "/* one\n expected-warning@+2 {{locked again}} */\nagain();",
        "// expected-war\\\nning@+2 {{locked again}}\nagain();",
        "again(); // why: expected-warning {{locked again}}",
        "const char *s = \"// expected-warning {{x}}\"; // expected-no-diagnostics",
        "char c = '\"'; // expected-no-diagnostics",
        "// expected-no-diagnostics",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const char *said = verify(sources[i]);
        ck_assert_msg(*said == 0, "%s\n%s", sources[i], said);
    }
}
END_TEST

START_TEST(verify_differs) {
    static const struct {
        const char *source, *said;
    } cases[] = {
        {"f();", "1: no expected-... comment; a file without findings says so with 'expected-no-diagnostics'\n"},
        {"\n// expected-warning {{x}}", "2: expected warning is missing: 'x'\n"},
        {"// expected-warning@+1 {{x}}\n", "2: expected warning is missing: 'x' (said at dir/a.c:1)\n"},
        {"// expected-error 2 {{x}}", "1: expected error is missing: 'x'\n1: expected error is missing: 'x'\n"},
        {"// expected-note {{x}}", "1: expected note is missing: 'x'\n"},
        {"again(); // expected-no-diagnostics", "1: unexpected warning: 'm' is locked again [locklint-double-lock]\n"},
        {"again(); again(); // expected-warning {{again}}",
         "1: unexpected warning: 'm' is locked again [locklint-double-lock]\n"},
        {"again(); // xexpected-warning {{again}} expected-no-diagnostics",
         "1: unexpected warning: 'm' is locked again [locklint-double-lock]\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(verify(cases[i].source), cases[i].said);
}
END_TEST

START_TEST(verify_wrong_comments) {
    static const char *const sources[] = {"// expected-warning",
                                          "// expected-warning {{x",
                                          "// expected-warning@ {{x}}",
                                          "// expected-warning@-1 {{x}}",
                                          "// expected-warning@0 {{x}}",
                                          "// expected-warning@b.c:1 {{x}}",
                                          "// expected-warning@*:1 {{x}}",
                                          "// expected-warning 2-1 {{x}}",
                                          "// expected-warning * {{x}}",
                                          "// expected-warning-re {{x}}",
                                          "// expected-warning-re {{{{(}}}}",
                                          "// expected-warning@#x {{x}}",
                                          "// #x\n// #x\n// expected-note@#x {{x}}",
                                          "// expected-note 0-1 {{x}}\n// expected-no-diagnostics",
                                          "// expected-no-diagnostics\n// expected-note 0-1 {{x}}"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        ck_assert_msg(*verify(sources[i]) != 0, "%s", sources[i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("report");
    TCase *cases = tcase_create("report");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, snippets);
    tcase_add_test(cases, wide_gutter);
    tcase_add_test(cases, long_line);
    tcase_add_test(cases, fixes);
    tcase_add_test(cases, colors);
    tcase_add_test(cases, no_text_no_snippet);
    tcase_add_test(cases, any_byte_is_a_glyph);
    tcase_add_test(cases, wire);
    tcase_add_test(cases, json_document);
    tcase_add_test(cases, summaries);
    tcase_add_test(cases, verify_meets);
    tcase_add_test(cases, verify_differs);
    tcase_add_test(cases, verify_wrong_comments);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
