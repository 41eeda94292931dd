/* check_sarif.c -- the SARIF log: places, ways, fixes, suppressions, notifications, limits; and fingerprints. */
#include "report/fingerprint.h"
#include "report/page_text.h"
#include "report/sarif.h"
#include "suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static lk_arena *arena;
static lk_unit unit;
static lk_sarif_limits limits;
static lk_totals totals;
static json_t *parsed; /* the log of the test */

static void set_up(void) {
    arena = lk_arena_new();
    unit = (lk_unit){.arena = arena, .names = lk_interner_new(arena)};
    limits = lk_sarif_github;
    totals = (lk_totals){.arena = arena, .files = 1};
    lk_array_push(arena, &unit.files, (lk_source){0});
}

static void tear_down(void) {
    json_decref(parsed);
    parsed = NULL;
    lk_arena_free(arena);
}

static void add_file(const char *path, const char *text) {
    lk_array_push(arena, &unit.files, ((lk_source){.path = path, .text = text, .size = (uint32_t)strlen(text)}));
}

/* The span of the first `what` in the file. */
static lk_span span_of(uint32_t file, const char *what) {
    const char *text = unit.files.items[file].text, *at = strstr(text, what);
    ck_assert_ptr_nonnull(at);
    lk_span span = {.begin = {file, (uint32_t)(at - text)}};
    span.end = span.begin.offset + (uint32_t)strlen(what);
    span.spelling = span.begin;
    return span;
}

static void add_note(lk_diagnostic *diagnostic, const char *what, const char *message, lk_note_step step,
                     uint8_t thread) {
    lk_array_push(arena, &diagnostic->notes,
                  ((lk_note){.span = span_of(1, what), .message = message, .step = (uint8_t)step, .thread = thread}));
}

static lk_finding *finding_at(const char *what) {
    lk_diagnostic diagnostic = {.rule = "double-lock", .span = span_of(1, what), .message = "m", .function = "fun"};
    return lk_finding_make(arena, &unit, &diagnostic);
}

/* Writes the log and gives its run. */
static const json_t *run_of(lk_sarif *sarif, int status, lk_sarif_written *written) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const lk_sarif_run run = {"/a folder", status, "meaning", &totals};
    *written = lk_sarif_write(sarif, out, &run);
    fclose(out);
    lk_sarif_free(sarif);
    parsed = json_loadb(text, size, 0, NULL);
    free(text);
    ck_assert_ptr_nonnull(parsed);
    ck_assert_str_eq(json_string_value(json_object_get(parsed, "version")), "2.1.0");
    return json_array_get(json_object_get(parsed, "runs"), 0);
}

static const json_t *log_of(lk_sarif *sarif) {
    lk_sarif_written written;
    const json_t *run = run_of(sarif, 0, &written);
    ck_assert_uint_eq(written.left_out, 0);
    ck_assert(!written.is_over_size);
    return run;
}

/* What stands at a path like "results/0/message/text". */
static const json_t *at(const json_t *value, const char *path) {
    while (*path && value) {
        size_t length = strcspn(path, "/");
        const char *key = lk_arena_strndup(arena, path, length);
        value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10)) : json_object_get(value, key);
        path += length + (path[length] == '/');
    }
    return value;
}

static void expect(const json_t *value, const char *path, const char *json) {
    const json_t *found = at(value, path);
    char *text = found ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : strdup("(nothing)");
    ck_assert_msg(strcmp(text, json) == 0, "%s is %s, not %s", path, text, json);
    free(text);
}

static const json_t *result_of(const lk_finding *finding) {
    lk_sarif *sarif = lk_sarif_new(&limits);
    lk_sarif_finding(sarif, finding, false, LK_SARIF_COUNTS);
    return at(log_of(sarif), "results/0");
}

#define PLACE "locations/0/physicalLocation"

START_TEST(places) {
    add_file("d/a b\xE9.c", "\t/* \xC3\xA9 \xF0\x9F\x98\x80 */ lock(\n  m);\r\n");
    const json_t *result = result_of(finding_at("lock(\n  m)"));
    expect(result, "ruleId", "\"locklint-double-lock\"");
    expect(result, "level", "\"warning\"");
    expect(result, PLACE "/artifactLocation", "{\"index\":0,\"uri\":\"d/a%20b%E9.c\",\"uriBaseId\":\"%SRCROOT%\"}");
    expect(result, PLACE "/region", "{\"endColumn\":5,\"endLine\":2,\"startColumn\":13,\"startLine\":1}");
    expect(result, "locations/0/logicalLocations", "[{\"kind\":\"function\",\"name\":\"fun\"}]");
    expect(result, "codeFlows", "(nothing)");
    expect(result, "suppressions", "(nothing)");
    const json_t *run = json_array_get(json_object_get(parsed, "runs"), 0);
    expect(run, "columnKind", "\"utf16CodeUnits\"");
    expect(run, "originalUriBaseIds", "{\"%SRCROOT%\":{\"uri\":\"file:///a%20folder/\"}}");
    expect(run, "artifacts/0/location", "{\"uri\":\"d/a%20b%E9.c\",\"uriBaseId\":\"%SRCROOT%\"}");
}
END_TEST

START_TEST(places_outside) {
    add_file("/usr/x:y.h", "f();");
    expect(result_of(finding_at("f")), PLACE "/artifactLocation", "{\"index\":0,\"uri\":\"file:///usr/x%3Ay.h\"}");
    lk_diagnostic nowhere = {.rule = "double-lock", .message = "{m}"};
    json_decref(parsed);
    const json_t *result = result_of(lk_finding_make(arena, &unit, &nowhere));
    expect(result, "locations", "(nothing)");
    expect(result, "message/text", "\"{{m}}\"");
}
END_TEST

#define FLOW "codeFlows/0/threadFlows/"

START_TEST(way_to_the_place) {
    add_file("a.c", "one();\ntwo();\nthree();\nfour();\n");
    lk_diagnostic diagnostic = {.rule = "double-lock", .span = span_of(1, "three"), .message = "m"};
    add_note(&diagnostic, "one", "first", LK_STEP_BEFORE, 0);
    add_note(&diagnostic, "two", "second", LK_STEP_BEFORE, 0);
    add_note(&diagnostic, "four", "advice", LK_STEP_NONE, 0);
    const json_t *result = result_of(lk_finding_make(arena, &unit, &diagnostic));
    ck_assert_uint_eq(json_array_size(at(result, FLOW "0/locations")), 3);
    expect(result, FLOW "0/locations/0/location/message/text", "\"first\"");
    expect(result, FLOW "0/locations/1/location/physicalLocation/region/startLine", "2");
    expect(result, FLOW "0/locations/2/location/message/text", "\"m\"");
    expect(result, FLOW "0/id", "(nothing)");
    ck_assert_uint_eq(json_array_size(at(result, "relatedLocations")), 1);
    expect(result, "relatedLocations/0/message/text", "\"advice\"");
    expect(result, "relatedLocations/0/id", "1");
}
END_TEST

START_TEST(way_through_the_place_and_threads) {
    add_file("a.c", "one();\ntwo();\nthree();\n");
    lk_diagnostic diagnostic = {.rule = "lock-order", .span = span_of(1, "two"), .message = "m"};
    add_note(&diagnostic, "one", "first", LK_STEP_INSIDE, 0);
    add_note(&diagnostic, "two", "second", LK_STEP_INSIDE, 0);
    add_note(&diagnostic, "three", "other", LK_STEP_INSIDE, 1);
    const json_t *result = result_of(lk_finding_make(arena, &unit, &diagnostic));
    ck_assert_uint_eq(json_array_size(at(result, "codeFlows/0/threadFlows")), 2);
    ck_assert_uint_eq(json_array_size(at(result, FLOW "0/locations")), 2);
    expect(result, FLOW "1/id", "\"thread 2\"");
    expect(result, FLOW "1/locations/0/location/message/text", "\"other\"");
    expect(result, "relatedLocations", "(nothing)");
}
END_TEST

START_TEST(fixes_by_file) {
    add_file("a.c", "/* \xC3\xA9 */ one();\n");
    add_file("b.c", "two();\n");
    lk_span one = span_of(1, "one"), two = span_of(2, "two");
    lk_fix fixes[] = {{one.begin, 0, "x"}, {two.begin, 3, ""}, {{1, one.end}, 2, "[]"}};
    lk_diagnostic diagnostic = {.rule = "double-lock", .span = one, .message = "m"};
    lk_note note = {.span = one, .message = "do it so", .fixes = fixes, .fix_count = 3};
    lk_array_push(arena, &diagnostic.notes, note);
    const json_t *result = result_of(lk_finding_make(arena, &unit, &diagnostic));
    expect(result, "fixes/0/description/text", "\"do it so\"");
    ck_assert_uint_eq(json_array_size(at(result, "fixes/0/artifactChanges")), 2);
    const char *change = "fixes/0/artifactChanges/0/replacements";
    ck_assert_uint_eq(json_array_size(at(result, change)), 2);
    expect(
        at(result, change), "0",
        "{\"deletedRegion\":{\"endColumn\":9,\"startColumn\":9,\"startLine\":1},\"insertedContent\":{\"text\":\"x\"}}");
    expect(at(result, change), "1/deletedRegion/endColumn", "14");
    expect(result, "fixes/0/artifactChanges/1/replacements",
           "[{\"deletedRegion\":{\"endColumn\":4,\"startColumn\":1,\"startLine\":1}}]");
}
END_TEST

START_TEST(suppressions) {
    add_file("a.c", "f();");
    lk_sarif *sarif = lk_sarif_new(&limits);
    lk_sarif_finding(sarif, finding_at("f"), true, LK_SARIF_IN_SOURCE);
    lk_sarif_finding(sarif, finding_at("f"), true, LK_SARIF_EXTERNAL);
    const json_t *run = log_of(sarif);
    expect(run, "results/0/level", "\"error\"");
    expect(run, "results/0/suppressions", "[{\"kind\":\"inSource\"}]");
    expect(run, "results/1/suppressions/0/kind", "\"external\"");
}
END_TEST

START_TEST(notifications_and_invocation) {
    lk_sarif *sarif = lk_sarif_new(&limits);
    lk_sarif_unit(sarif, "a.c");
    lk_sarif_notify(sarif, LK_SARIF_FILE_NOT_ANALYSED, "a.c", 0, "not analysed: {");
    lk_sarif_notify(sarif, LK_SARIF_JUDGED_IN_PART, "a.c", 7, "in part");
    lk_sarif_notify(sarif, LK_SARIF_LEFT_OUT, "", 0, "nowhere");
    lk_sarif_written written;
    const json_t *run = run_of(sarif, 2, &written), *invocation = at(run, "invocations/0");
    expect(invocation, "executionSuccessful", "false");
    expect(invocation, "exitCode", "2");
    const json_t *all = at(invocation, "toolExecutionNotifications");
    expect(all, "0/level", "\"error\"");
    expect(all, "0/message/text", "\"not analysed: {{\"");
    expect(all, "0/" PLACE "/region", "(nothing)");
    expect(all, "1/" PLACE "/region", "{\"startLine\":7}");
    expect(all, "2/locations", "(nothing)");
    expect(run, "artifacts",
           "[{\"location\":{\"uri\":\"a.c\",\"uriBaseId\":\"%SRCROOT%\"},\"roles\":[\"analysisTarget\"],"
           "\"sourceLanguage\":\"c\"}]");
    expect(run, "results", "[]");
    for (size_t i = 0; i < json_array_size(all); i++) { /* each is described where its index says */
        size_t index = (size_t)json_integer_value(at(json_array_get(all, i), "descriptor/index"));
        const json_t *kind = json_array_get(at(run, "tool/driver/notifications"), index);
        ck_assert_str_eq(json_string_value(at(kind, "id")),
                         json_string_value(at(json_array_get(all, i), "descriptor/id")));
    }
}
END_TEST

START_TEST(rules) {
    add_file("a.c", "f();");
    lk_sarif *sarif = lk_sarif_new(&limits);
    lk_sarif_finding(sarif, finding_at("f"), false, LK_SARIF_COUNTS);
    const json_t *run = log_of(sarif), *rule;
    rule = json_array_get(at(run, "tool/driver/rules"), (size_t)json_integer_value(at(run, "results/0/ruleIndex")));
    expect(rule, "id", "\"locklint-double-lock\"");
    expect(rule, "name", "\"DoubleLock\"");
    expect(rule, "shortDescription/text", "\"locking what this thread already holds\"");
    expect(rule, "defaultConfiguration", "{\"enabled\":true,\"level\":\"warning\"}");
    expect(rule, "properties/tags",
           "[\"concurrency\",\"external/cwe/cwe-764\",\"external/cwe/cwe-833\",\"external/cert/id/con56-cpp\","
           "\"external/cert/id/pos04-c\",\"external/misra/id/rule-22-18\",\"external/misra/id/dir-5-2\"]");
    ck_assert_int_eq(strncmp(json_string_value(at(rule, "fullDescription/text")), "A call that waits", 17), 0);
    ck_assert_ptr_nonnull(strstr(json_string_value(at(rule, "help/markdown")), "## What it reports"));
    ck_assert_ptr_null(strstr(json_string_value(at(rule, "help/text")), "##"));
}
END_TEST

START_TEST(too_many_results) {
    add_file("a.c", "one();\ntwo();\nthree();\nfour();\n");
    limits.results = 2;
    lk_sarif *sarif = lk_sarif_new(&limits);
    lk_sarif_finding(sarif, finding_at("one"), false, LK_SARIF_IN_SOURCE);
    lk_sarif_finding(sarif, finding_at("two"), false, LK_SARIF_COUNTS);
    lk_sarif_finding(sarif, finding_at("three"), false, LK_SARIF_COUNTS);
    lk_sarif_finding(sarif, finding_at("four"), true, LK_SARIF_COUNTS);
    lk_sarif_written written;
    const json_t *run = run_of(sarif, 1, &written);
    ck_assert_uint_eq(written.left_out, 2);
    ck_assert_uint_eq(json_array_size(at(run, "results")), 2);
    expect(run, "results/0/" PLACE "/region/startLine", "2");
    expect(run, "results/1/" PLACE "/region/startLine", "4");
    expect(run, "invocations/0/toolExecutionNotifications/0/message/text",
           "\"2 findings are left out, to stay within what GitHub code scanning takes\"");
}
END_TEST

START_TEST(too_many_places) {
    add_file("a.c", "one();\ntwo();\nthree();\nfour();\n");
    limits.locations = 2;
    limits.steps = 1;
    limits.tags = 5;
    limits.bytes = 10;
    lk_diagnostic diagnostic = {.rule = "double-lock", .span = span_of(1, "three"), .message = "m"};
    add_note(&diagnostic, "one", "a", LK_STEP_BEFORE, 0);
    add_note(&diagnostic, "one", "b", LK_STEP_NONE, 0);
    add_note(&diagnostic, "one", "c", LK_STEP_NONE, 0);
    lk_sarif *sarif = lk_sarif_new(&limits);
    lk_sarif_finding(sarif, lk_finding_make(arena, &unit, &diagnostic), false, LK_SARIF_COUNTS);
    lk_sarif_written written;
    const json_t *run = run_of(sarif, 0, &written);
    ck_assert_uint_eq(json_array_size(at(run, "results/0/relatedLocations")), 1);
    ck_assert_uint_eq(json_array_size(at(run, "results/0/" FLOW "0/locations")), 1);
    char tags[64];
    json_int_t rule = json_integer_value(at(run, "results/0/ruleIndex"));
    snprintf(tags, sizeof tags, "tool/driver/rules/%d/properties/tags", (int)rule);
    ck_assert_uint_eq(json_array_size(at(run, tags)), 5);
    ck_assert(written.left_out > 2 && written.is_over_size);
    expect(run, "invocations/0/toolExecutionNotifications/0/message/text",
           "\"2 places are left out, to stay within what GitHub code scanning takes\"");
    ck_assert_ptr_nonnull(at(run, "invocations/0/toolExecutionNotifications/1"));
}
END_TEST

/* ---- fingerprints ---- */

/* Of the finding at the first "lock" of the source. */
static const char *print_of(const char *path, const char *source, const char *function, const char *message) {
    unit.files.count = 1;
    add_file(path, source);
    lk_diagnostic diagnostic = {
        .rule = "double-lock", .span = span_of(1, "lock"), .message = message, .function = function};
    return lk_fingerprint(arena, lk_finding_make(arena, &unit, &diagnostic));
}

START_TEST(fingerprints) {
    const char *one = print_of("a.c", "  lock(&m);\n", "f", "locked at b.c:12:5 too");
    ck_assert_uint_eq(strlen(one), LK_FINGERPRINT_LENGTH);
    ck_assert_str_eq(one, print_of("a.c", "int x;\n\n\t\tlock( &m );\r\nint y;", "f", "locked at b.c:99:1 too"));
    ck_assert_str_ne(one, print_of("b.c", "  lock(&m);\n", "f", "locked at b.c:12:5 too"));
    ck_assert_str_ne(one, print_of("a.c", "  lock(&n);\n", "f", "locked at b.c:12:5 too"));
    ck_assert_str_ne(one, print_of("a.c", "  lock(&m);\n", "g", "locked at b.c:12:5 too"));
    ck_assert_str_ne(one, print_of("a.c", "  lock(&m);\n", "f", "locked at c.c:12:5 too"));
    ck_assert_str_ne(print_of("a.c", "lock();", "f", "a[1]"), print_of("a.c", "lock();", "f", "a[2]"));
    ck_assert_str_ne(print_of("a.c", "lock();", "fa", "b"), print_of("a.c", "lock();", "f", "ab"));
}
END_TEST

START_TEST(fingerprints_stay) { /* people keep them in files: they may change only with the format's version */
    ck_assert_str_eq(print_of("src/a.c", "lock(&m);\n", "f", "'m' is locked again"), "89afeac18cc551c0");
}
END_TEST

START_TEST(page_sections) {
    const char *page = "\n## One\n\nfirst `x`\nline\n\nsecond\n\n## Two\n\nthird\n";
    ck_assert_str_eq(lk_page_section(arena, page, "One", 100), "first 'x'\nline\n\nsecond");
    ck_assert_str_eq(lk_page_section(arena, page, "One", 20), "first 'x'\nline");
    ck_assert_str_eq(lk_page_section(arena, page, "One", 1), "first 'x'\nline");
    ck_assert_str_eq(lk_page_section(arena, page, "Two", 100), "third");
    ck_assert_str_eq(lk_page_section(arena, page, "Three", 100), "");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sarif");
    TCase *cases = tcase_create("sarif");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, places);
    tcase_add_test(cases, places_outside);
    tcase_add_test(cases, way_to_the_place);
    tcase_add_test(cases, way_through_the_place_and_threads);
    tcase_add_test(cases, fixes_by_file);
    tcase_add_test(cases, suppressions);
    tcase_add_test(cases, notifications_and_invocation);
    tcase_add_test(cases, rules);
    tcase_add_test(cases, too_many_results);
    tcase_add_test(cases, too_many_places);
    tcase_add_test(cases, fingerprints);
    tcase_add_test(cases, fingerprints_stay);
    tcase_add_test(cases, page_sections);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
