/* check_base.c -- arenas, arrays, interned strings, files that are replaced, and what becomes of a bug of ours. */
#include "base/array.h"
#include "base/bug.h"
#include "base/intern.h"
#include "base/replace.h"
#include "base/whole.h"
#include "command.h"
#include "suite.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(arena_gives_zeroed_aligned_memory) {
    lk_arena *arena = lk_arena_new();
    for (size_t size = 0; size < 5000; size += 7) {
        unsigned char *bytes = lk_arena_alloc(arena, size);
        ck_assert_uint_eq((uintptr_t)bytes % _Alignof(max_align_t), 0);
        size_t set = 0;
        for (size_t i = 0; i < size; i++)
            set += bytes[i] != 0;
        ck_assert_uint_eq(set, 0);
        memset(bytes, 0xAB, size);
    }
    lk_arena_free(arena);
}
END_TEST

START_TEST(arena_release_goes_back_to_the_mark) {
    lk_arena *arena = lk_arena_new();
    char *kept = lk_arena_strndup(arena, "kept text", 4);
    lk_arena_mark mark = lk_arena_save(arena);
    size_t before = lk_arena_size(arena);
    for (int i = 0; i < 100; i++)
        memset(lk_arena_alloc(arena, 100000), 1, 100000);
    ck_assert_uint_gt(lk_arena_size(arena), before);
    lk_arena_release(arena, mark);
    ck_assert_uint_eq(lk_arena_size(arena), before);
    ck_assert_str_eq(kept, "kept");
    char *again = lk_arena_alloc(arena, 16);
    ck_assert_int_eq(again[0], 0);
    lk_arena_free(arena);
}
END_TEST

START_TEST(array_keeps_its_items_when_it_grows) {
    lk_arena *arena = lk_arena_new();
    LK_ARRAY(int) numbers = {0};
    for (int i = 0; i < 1000; i++)
        lk_array_push(arena, &numbers, i * i);
    ck_assert_uint_eq(numbers.count, 1000);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(numbers.items[i], i * i);
    lk_arena_free(arena);
}
END_TEST

START_TEST(intern_gives_one_pointer_for_one_text) {
    lk_arena *arena = lk_arena_new();
    lk_interner *names = lk_interner_new(arena);
    const char *first[2000];
    char text[32];
    for (int i = 0; i < 2000; i++) {
        snprintf(text, sizeof text, "name%d", i);
        first[i] = lk_intern(names, text);
    }
    for (int i = 0; i < 2000; i++) {
        snprintf(text, sizeof text, "name%d", i);
        ck_assert_ptr_eq(lk_intern(names, text), first[i]);
        ck_assert_str_eq(first[i], text);
    }
    ck_assert_ptr_eq(lk_intern_n(names, "name1234", 5), first[1]);
    lk_arena_free(arena);
}
END_TEST

static void go_wrong(lk_bug_trap *trap, int number) {
    LK_EXPECT(trap, number < 3);
}

START_TEST(bug_jumps_to_its_trap_and_says_where) {
    lk_bug_trap trap;
    volatile int passed = 0;
    if (setjmp(trap.env) == 0) {
        for (int i = 0; i < 5; i++) {
            go_wrong(&trap, i);
            passed = passed + 1;
        }
        ck_abort_msg("the bug went unnoticed");
    }
    ck_assert_int_eq(passed, 3);
    ck_assert_ptr_nonnull(strstr(trap.message, "number < 3"));
    ck_assert_ptr_nonnull(strstr(trap.file, "check_base.c"));
    ck_assert_int_gt(trap.line, 0);
}
END_TEST

/* ---- replacing files ---- */

static lk_arena *arena;
static char folder[64];
static const char *path;

static void enter_folder(void) {
    arena = lk_arena_new();
    strcpy(folder, "/tmp/check_base.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    path = lk_arena_printf(arena, "%s/file", folder);
}

static void leave_folder(void) {
    ck_assert_int_eq(command_run(NULL, "rm -r %s", folder), 0);
    lk_arena_free(arena);
}

/* The folder holds the file alone, with this text. */
static void expect_file(const char *text) {
    size_t size = 0;
    char *listing;
    const char *now = lk_read_whole(arena, path, &size);
    ck_assert_ptr_nonnull(now);
    ck_assert_str_eq(now, text);
    ck_assert_int_eq(command_run(&listing, "ls -A %s", folder), 0);
    ck_assert_str_eq(listing, "file\n");
    free(listing);
}

static mode_t rights(void) {
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    return status.st_mode & 07777;
}

START_TEST(replacing_keeps_the_rights) {
    umask(027);
    ck_assert(lk_replace(arena, path, "one", 3));
    ck_assert_uint_eq(rights(), 0640);
    chmod(path, 0604);
    ck_assert(lk_replace(arena, path, "two", 3));
    ck_assert_uint_eq(rights(), 0604);
    expect_file("two");
    ck_assert(lk_replace(arena, path, NULL, 0));
    expect_file("");
}
END_TEST

START_TEST(replacing_is_seen_at_the_end_or_not_at_all) {
    lk_replacement other = {0};
    lk_replacement_discard(&other);
    ck_assert(lk_replace(arena, path, "one", 3));
    ck_assert(lk_replacement_open(arena, &other, path));
    fputs("two", other.file);
    fflush(other.file);
    size_t size;
    ck_assert_str_eq(lk_read_whole(arena, path, &size), "one");
    lk_replacement_discard(&other);
    expect_file("one");
}
END_TEST

/* A limit stands for a full disk: what doesn't fit is not written. */
START_TEST(what_can_not_be_written_leaves_the_file) {
    static char much[100000];
    lk_replacement other;
    ck_assert(lk_replace(arena, path, "one", 3));
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, RLIM_INFINITY}), 0);
    ck_assert(!lk_replace(arena, path, much, sizeof much));
    ck_assert_int_eq(errno, EFBIG);
    expect_file("one");
    ck_assert(lk_replacement_open(arena, &other, path)); /* here all is said at the end */
    setvbuf(other.file, NULL, _IOFBF, 2 * sizeof much);
    fwrite(much, 1, sizeof much, other.file);
    ck_assert(!lk_replacement_commit(&other));
    ck_assert_int_eq(errno, EFBIG);
    expect_file("one");
}
END_TEST

START_TEST(what_is_no_file_is_written_to) {
    ck_assert(!lk_replace(arena, folder, "one", 3));
    ck_assert_int_eq(errno, EISDIR);
    ck_assert(!lk_replace(arena, "/dev/full", "one", 3));
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert(lk_replace(arena, "/dev/null", "one", 3));
    ck_assert_int_eq(command_run(NULL, "test -c /dev/null"), 0);
    ck_assert(!lk_replace(arena, lk_arena_printf(arena, "%s/none/file", folder), "one", 3));
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base");
    TCase *tests = tcase_create("base");
    tcase_add_test(tests, arena_gives_zeroed_aligned_memory);
    tcase_add_test(tests, arena_release_goes_back_to_the_mark);
    tcase_add_test(tests, array_keeps_its_items_when_it_grows);
    tcase_add_test(tests, intern_gives_one_pointer_for_one_text);
    tcase_add_test(tests, bug_jumps_to_its_trap_and_says_where);
    suite_add_tcase(suite, tests);
    TCase *files = tcase_create("files");
    tcase_add_checked_fixture(files, enter_folder, leave_folder);
    tcase_add_test(files, replacing_keeps_the_rights);
    tcase_add_test(files, replacing_is_seen_at_the_end_or_not_at_all);
    tcase_add_test(files, what_can_not_be_written_leaves_the_file);
    tcase_add_test(files, what_is_no_file_is_written_to);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
