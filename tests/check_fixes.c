/* check_fixes.c -- edits: which go together, what they make of a file; and their YAML. */
#include "cli/fixing.h"
#include "command.h"
#include "report/export.h"
#include "report/fixes.h"
#include "suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const char text[] = "lock(a);\nlock(b);\n";

static lk_arena *arena;
static lk_fixes fixes;

static void set_up(void) {
    arena = lk_arena_new();
    fixes = (lk_fixes){.arena = arena};
}

static void tear_down(void) {
    lk_arena_free(arena);
}

static lk_finding_fix edit(const char *path, uint32_t offset, uint32_t length, const char *new_text) {
    return (lk_finding_fix){.path = path,
                            .offset = offset,
                            .length = length,
                            .file_hash = lk_source_hash(text, strlen(text)),
                            .text = new_text};
}

static bool add(lk_finding_fix one) {
    return lk_fixes_add(&fixes, &(lk_finding_note){.fixes = &one, .fix_count = 1});
}

static bool add_two(lk_finding_fix one, lk_finding_fix two) {
    lk_finding_fix both[] = {one, two};
    return lk_fixes_add(&fixes, &(lk_finding_note){.fixes = both, .fix_count = 2});
}

static void expect_text(uint32_t file, const char *wanted) {
    size_t size = 0;
    const char *got = lk_fixes_apply(arena, &fixes.files.items[file], text, strlen(text), &size);
    ck_assert_ptr_nonnull(got);
    ck_assert_str_eq(lk_arena_strndup(arena, got, size), wanted);
}

START_TEST(edits_in_any_order) {
    ck_assert(add(edit("a.c", 9, 4, "unlock")));
    ck_assert(add_two(edit("a.c", 0, 0, "x = "), edit("a.c", 17, 0, " // b")));
    ck_assert(add(edit("b.c", 0, 18, "")));
    ck_assert_uint_eq(fixes.files.count, 2);
    expect_text(0, "x = lock(a);\nunlock(b); // b\n");
    expect_text(1, "");
}
END_TEST

START_TEST(edits_that_are_the_same) {
    ck_assert(add(edit("a.c", 0, 4, "x")));
    ck_assert(add(edit("a.c", 0, 4, "x")));
    ck_assert(add_two(edit("a.c", 0, 4, "x"), edit("a.c", 9, 4, "y")));
    expect_text(0, "x(a);\ny(b);\n");
}
END_TEST

START_TEST(edits_that_touch) {
    ck_assert(add(edit("a.c", 5, 3, "x")));
    ck_assert(!add(edit("a.c", 5, 3, "y")));
    ck_assert(!add(edit("a.c", 7, 4, "y")));
    ck_assert(!add(edit("a.c", 0, 6, "y")));
    ck_assert(!add(edit("a.c", 5, 0, "y")));
    ck_assert(!add(edit("a.c", 6, 0, "y")));
    ck_assert(!add_two(edit("a.c", 9, 1, "z"), edit("a.c", 6, 1, "z"))); /* none of both */
    ck_assert(add(edit("a.c", 8, 0, "y")));
    ck_assert(add(edit("a.c", 4, 1, "[")));
    expect_text(0, "lock[xy\nlock(b);\n");
}
END_TEST

START_TEST(other_contents) {
    lk_finding_fix other = edit("a.c", 0, 1, "x");
    other.file_hash++;
    ck_assert(add(edit("a.c", 9, 1, "y")));
    ck_assert(!add(other));
    size_t size;
    ck_assert_ptr_null(lk_fixes_apply(arena, &fixes.files.items[0], "lock(a);\nlock(c);\n", 18, &size));
    ck_assert(add(edit("b.c", 18, 1, "y"))); /* behind the end */
    ck_assert_ptr_null(lk_fixes_apply(arena, &fixes.files.items[1], text, strlen(text), &size));
}
END_TEST

START_TEST(the_first_note_that_proposes) {
    lk_finding_fix one = edit("a.c", 0, 1, "x");
    lk_finding_note notes[] = {{.message = "a"}, {.fixes = &one, .fix_count = 1}, {.fixes = &one, .fix_count = 1}};
    lk_finding finding = {.notes = notes, .note_count = 3};
    ck_assert_ptr_eq(lk_fixes_of(&finding), &notes[1]);
    finding.note_count = 1;
    ck_assert_ptr_null(lk_fixes_of(&finding));
}
END_TEST

/* ---- YAML ---- */

static const char *exported(const lk_finding *finding) {
    char *yaml = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&yaml, &size);
    lk_export *self = lk_export_begin(out, "/m.c", "/d");
    lk_export_finding(self, finding, true);
    ck_assert(lk_export_end(self));
    fclose(out);
    const char *copy = lk_arena_strndup(arena, yaml, size);
    free(yaml);
    return copy;
}

START_TEST(yaml) {
    lk_finding_fix one = edit("/a.c", 3, 2, "\t\"x\"\n'\\");
    lk_finding_note note = {
        .message = "do: so", .fixes = &one, .fix_count = 1, .place.path = "/a.c", .place.offset = 3};
    lk_finding finding = {.rule = "r", .message = "it's \xC3\xA9\xFF", .notes = &note, .note_count = 1};
    finding.place.path = "/a b.c";
    finding.place.offset = 7;
    ck_assert_str_eq(exported(&finding), "---\n"
                                         "MainSourceFile: \"/m.c\"\n"
                                         "Diagnostics:\n"
                                         "- DiagnosticName: \"locklint-r\"\n"
                                         "  DiagnosticMessage:\n"
                                         "    Message: \"it's \xC3\xA9\xEF\xBF\xBD\"\n"
                                         "    FilePath: \"/a b.c\"\n"
                                         "    FileOffset: 7\n"
                                         "    Replacements: []\n"
                                         "  Notes:\n"
                                         "  - Message: \"do: so\"\n"
                                         "    FilePath: \"/a.c\"\n"
                                         "    FileOffset: 3\n"
                                         "    Replacements:\n"
                                         "    - FilePath: \"/a.c\"\n"
                                         "      Offset: 3\n"
                                         "      Length: 2\n"
                                         "      ReplacementText: \"\\t\\\"x\\\"\\n'\\\\\"\n"
                                         "  Level: Error\n"
                                         "  BuildDirectory: \"/d\"\n"
                                         "...\n");
    one.text = "\xFF";
    ck_assert_ptr_null(strstr(exported(&finding), "ReplacementText"));
}
END_TEST

START_TEST(yaml_to_a_full_disk) {
    FILE *full = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(full);
    setbuf(full, NULL);
    ck_assert(!lk_export_end(lk_export_begin(full, "/m.c", "/d")));
    fclose(full);
}
END_TEST

/* ---- files ---- */

static char told[256]; /* what lk_fixing_apply told of the last failure */

static void tell(void *context, const char *path, const char *reason) {
    ck_assert_ptr_eq(context, arena);
    snprintf(told, sizeof told, "%s: %s", path, reason);
}

static void write_file(const char *path, const char *contents) {
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(contents, file);
    fclose(file);
}

START_TEST(files) {
    char folder[] = "/tmp/check_fixes.XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    const char *changed = lk_arena_printf(arena, "%s/changed.c", folder),
               *good = lk_arena_printf(arena, "%s/g.c", folder);
    write_file(changed, "else");
    write_file(good, text);
    ck_assert(add(edit(changed, 0, 4, "x")) && add(edit(good, 0, 4, "x")));
    ck_assert_uint_eq(lk_fixing_apply(&fixes, tell, arena), 1);
    ck_assert_str_eq(
        told, lk_arena_printf(arena, "%s: not fixed: it changed since it was analysed; run locklint again", changed));
    char *now = command_read_file(changed);
    ck_assert_str_eq(now, "else");
    free(now);
    now = command_read_file(good);
    ck_assert_str_eq(now, "x(a);\nlock(b);\n");
    free(now);
    fixes.files.count = 0;
    ck_assert(add(edit(lk_arena_printf(arena, "%s/none.c", folder), 0, 4, "x")));
    ck_assert_uint_eq(lk_fixing_apply(&fixes, tell, arena), 1);
    ck_assert_ptr_nonnull(strstr(told, "/none.c: cannot be fixed: No such file or directory"));
    char *listing;
    ck_assert_int_eq(command_run(&listing, "ls %s && rm -r %s", folder, folder), 0);
    ck_assert_str_eq(listing, "changed.c\ng.c\n"); /* nothing is left beside them */
    free(listing);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("fixes");
    TCase *cases = tcase_create("fixes");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, edits_in_any_order);
    tcase_add_test(cases, edits_that_are_the_same);
    tcase_add_test(cases, edits_that_touch);
    tcase_add_test(cases, other_contents);
    tcase_add_test(cases, the_first_note_that_proposes);
    tcase_add_test(cases, yaml);
    tcase_add_test(cases, files);
    tcase_add_test(cases, yaml_to_a_full_disk);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
