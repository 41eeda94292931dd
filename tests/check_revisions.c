/* check_revisions.c -- a unit that is kept through edits is judged as the same text is when it is read afresh: random
   edits of all fixtures; and that the unit is kept where it should be. */
#include "command.h"
#include "dice.h"
#include "suite.h"

#include "ast/tree_libclang.h"
#include "lint/blocking.h"
#include "lint/code.h"

#include <check.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What __LINE__ stood for in functions that are kept stays. */
static const char *const flags[] = {"-std=gnu11", "-D__LINE__=1", "-I" LK_SOURCE_DIR "/testdata/include",
                                    "-I" LK_SOURCE_DIR "/runtime/include"};
enum { FLAGS = sizeof flags / sizeof *flags, EDITS = 10 };

typedef struct reader {
    lk_editing *editing;
    lk_parse *parse;
    lk_kept *kept;
    uint32_t kept_count; /* how often the unit stayed */
} reader;

static const lk_models *models(void) {
    static lk_models *shipped;
    lk_model_error error;
    if (!shipped) {
        shipped = lk_models_new(lk_arena_new());
        ck_assert(lk_models_add_shipped(shipped, &error));
    }
    return shipped;
}

/* ---- what is known of a text ---- */

static void tell_code(FILE *out, lk_unit *unit, const lk_kept *kept) {
    for (uint32_t i = 0; i < kept->functions.count; i++) {
        const lk_code *code = &kept->functions.items[i];
        fprintf(out, "%s%s\n", code->function->name, code->has_error ? " has an error" : "");
        if (code->ir)
            lk_ir_dump(out, unit, code->ir);
    }
}

static void tell_place(FILE *out, lk_unit *unit, const lk_span *span, const char *message) {
    lk_position at = lk_unit_position(unit, span->begin);
    fprintf(out, "%u:%u+%u: %s\n", at.line, at.column, span->end - span->begin.offset, message);
}

static void tell_findings(FILE *out, lk_unit *unit, const lk_lint *lint) {
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(lint); i++) {
        const lk_diagnostic *diagnostic = lk_lint_diagnostic(lint, i);
        tell_place(out, unit, &diagnostic->span, diagnostic->message);
        fprintf(out, "%s%s\n", diagnostic->rule, diagnostic->suppressed ? " hidden" : "");
        for (uint32_t k = 0; k < diagnostic->notes.count; k++)
            tell_place(out, unit, &diagnostic->notes.items[k].span, diagnostic->notes.items[k].message);
    }
}

/* The errors, the IR and the findings. */
static char *tell(reader *self) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lk_arena *arena = lk_arena_new();
    lk_unit *unit = lk_parse_unit(self->parse);
    bool *rules = LK_NEW_ARRAY(arena, bool, lk_rule_count());
    memset(rules, true, lk_rule_count());
    const lk_lint_options options = {.blocking = lk_blocking_default(), .rule_enabled = rules};
    lk_lint *lint = lk_lint_new(arena, models(), &options);
    for (size_t i = 0; i < lk_parse_error_count(self->parse); i++) {
        lk_parse_error error = lk_parse_error_at(self->parse, i);
        fprintf(out, "%u:%u: %s\n", error.line, error.column, error.message);
    }
    lk_kept_give(self->kept, unit, lint);
    lk_lint_finish(lint, unit);
    tell_code(out, unit, self->kept);
    tell_findings(out, unit, lint);
    fclose(out);
    lk_arena_free(arena);
    return text;
}

static char *read_text(reader *self, const char *path, const char *text) {
    const char *error = NULL;
    lk_arena *arena = lk_arena_new();
    const lk_unsaved unsaved = {path, text, strlen(text)};
    self->parse = lk_editing_parse(self->editing, arena, path, flags, FLAGS, NULL, &unsaved, 1, &error);
    ck_assert_msg(self->parse != NULL, "%s", error);
    const lk_revision *revision = lk_parse_revision(self->parse);
    self->kept_count += revision != NULL;
    if (revision)
        lk_kept_move(self->kept, revision);
    else
        self->kept = LK_NEW(lk_parse_unit(self->parse)->arena, lk_kept);
    lk_parse_functions(self->parse, false, lk_kept_function, self->kept);
    char *told = tell(self);
    lk_arena_free(arena);
    return told;
}

static char *read_afresh(const char *path, const char *text) {
    reader self = {.editing = lk_editing_new(NULL)};
    char *told = read_text(&self, path, text);
    lk_editing_free(self.editing);
    return told;
}

/* ---- edits ---- */

static char *replace(const char *text, size_t from, size_t to, const char *by) {
    char *made = malloc(strlen(text) + strlen(by) + 1);
    sprintf(made, "%.*s%s%s", (int)from, text, by, text + to);
    return made;
}

static size_t line_at(const char *text, size_t at) {
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

/* A line is taken out, written twice, or gets something before it; or a byte is another one. */
static char *edit(dice *self, const char *text) {
    size_t size = strlen(text), at = roll(self, (uint32_t)size), from = line_at(text, at);
    size_t to = from + strcspn(text + from, "\n");
    to += text[to] == '\n';
    char line[512];
    snprintf(line, sizeof line, "%.*s", (int)(to - from), text + from);
    switch (roll(self, 16)) {
    case 0:
        return replace(text, from, to, "");
    case 1:
        return replace(text, from, from, line);
    case 2:
        return replace(text, at, at,
                       ANY(self, "{", "}", "/*", "*/", "\"", "(", ";", "a", " ", "#", "\\\n", "\xc3\xa4"));
    case 3:
        return replace(text, at, at + 1, ANY(self, "x", "0", ";", " ", "\n"));
    case 4:
        return replace(text, from, from,
                       ANY(self, "    extern int lk_elsewhere;\n", "#define LK_NEW 1\n",
                           "    { struct lk_inner { int a; } lk_it = {0}; (void)lk_it.a; }\n",
                           "    static int lk_count; lk_count++;\n", "    lk_undeclared();\n"));
    default:
        return replace(text, from, from,
                       ANY(self, "    ;\n", "\n", "    { int lk_a = 1; (void)lk_a; }\n", "    // a\n", "    return;\n",
                           "    (void)0; // NOLINT(locklint-*)\n", "    if (sizeof(int) == 3) { goto out; }\n"));
    }
}

static void write_text(const char *name, const char *text) {
    char path[4096];
    snprintf(path, sizeof path, "%s/revision.%s", LK_BUILD_DIR, name);
    FILE *out = fopen(path, "w");
    ck_assert(out && fputs(text, out) >= 0 && fclose(out) == 0);
}

static void edit_fixture(const char *path, uint64_t seed, uint32_t *kept, uint32_t *all) {
    dice fate = {seed};
    char *original = command_read_file(path), *text = strdup(original);
    reader self = {.editing = lk_editing_new(NULL)};
    free(read_text(&self, path, text));
    for (int i = 0; i < EDITS; i++) {
        bool is_broken = lk_parse_error_count(self.parse) > 0 && roll(&fate, 2);
        char *next = !is_broken && roll(&fate, 6) ? edit(&fate, text) : strdup(original);
        char *told = read_text(&self, path, next), *fresh = read_afresh(path, next);
        if (strcmp(told, fresh) != 0) {
            write_text("c", next);
            write_text("told", told);
            write_text("fresh", fresh);
            ck_abort_msg("%s, edit %d: see %s/revision.{c,told,fresh}", path, i, LK_BUILD_DIR);
        }
        free(told);
        free(fresh);
        free(text);
        text = next;
    }
    *kept += self.kept_count;
    *all += EDITS;
    lk_editing_free(self.editing);
    free(original);
    free(text);
}

START_TEST(a_kept_unit_is_as_a_fresh_one) {
    glob_t found;
    uint32_t kept = 0, all = 0;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/testdata/*/*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        edit_fixture(found.gl_pathv[i], 0x9E3779B97F4A7C15u + i, &kept, &all);
    printf("%u edits, after %u of them the unit was kept\n", all, kept);
    ck_assert_uint_gt(kept, all / 8);
    globfree(&found);
}
END_TEST

/* Versions of one text, behind a head that all have; the last one is where a unit that is kept too long would err. */
typedef struct story {
    const char *what;
    const char *versions[4];
    bool is_kept; /* for the last version */
} story;

static const char head[] = "#include <pthread.h>\nstruct s { pthread_mutex_t m; int a, b; };\nvoid other(void);\n";

#define TWICE(lock) "pthread_mutex_lock(&" lock "); pthread_mutex_lock(&" lock "); "

#define BOTH(one, two)                                                                                                 \
    "pthread_mutex_lock(&" one "); pthread_mutex_lock(&" two "); pthread_mutex_unlock(&" two                           \
    "); pthread_mutex_unlock(&" one "); "
#define ORDERS                                                                                                         \
    "#define START(i) pthread_create(&t[i], 0, run, 0);\nstatic pthread_mutex_t a, b;\nstatic void *run(void *x) "     \
    "{ " BOTH("a", "b") BOTH("b", "a") "return x; }\n"

#define USES_X "void g(void) { extern pthread_mutex_t x; pthread_mutex_lock(&x); pthread_mutex_unlock(&x); }\n"

static const story stories[] = {
    {"a line more in front",
     {"int f(void) {\n return 1;\n}\nvoid g(struct s *p) {\n if (p->a) " TWICE("p->m") "\n}\n",
      "int f(void) {\n other();\n return 1;\n}\nvoid g(struct s *p) {\n if (p->a) " TWICE("p->m") "\n}\n"},
     true},
    {"another type of the same length",
     {"void f(void) { struct s  v; (void)v; }\n", "void f(void) { struct s *v; (void)v; }\n"},
     true},
    {"a record of the body",
     {"void f(void) { struct in { int a;        } v = {1}; (void)v; }\n",
      "void f(void) { struct in { int b; int a; } v = {1, 2}; (void)v; }\n"},
     true},
    {"what made a local lock",
     {"void f(void) {\n}\nvoid g(void) { pthread_mutex_t m = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP; " TWICE("m") "}\n",
      "void f(void) {\n other();\n}\nvoid g(void) { pthread_mutex_t m = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP; " TWICE(
          "m") "}\n"},
     true},
    {"the end of a function behind",
     {"void f(void) {\n}\nvoid g(struct s *p) {\n pthread_mutex_lock(&p->m);\n if (p->a) { pthread_mutex_unlock(&p->m);"
      " return; }\n p->b++;\n}\n",
      "void f(void) {\n other();\n}\nvoid g(struct s *p) {\n pthread_mutex_lock(&p->m);\n if (p->a) {"
      " pthread_mutex_unlock(&p->m); return; }\n p->b++;\n}\n"},
     true},
    {"a call to what is defined behind",
     {"static void g(struct s *p);\nvoid f(struct s *p) { pthread_mutex_lock(&p->m);  pthread_mutex_unlock(&p->m); }\n"
      "static void g(struct s *p) { pthread_mutex_lock(&p->m); pthread_mutex_unlock(&p->m); }\n",
      "static void g(struct s *p);\nvoid f(struct s *p) { pthread_mutex_lock(&p->m); g(p); "
      "pthread_mutex_unlock(&p->m); }"
      "\nstatic void g(struct s *p) { pthread_mutex_lock(&p->m); pthread_mutex_unlock(&p->m); }\n"},
     true},
    {"the helper, not its caller",
     {"static void g(struct s *p) { p->a = 1; }\nvoid f(struct s *p) {\n pthread_mutex_lock(&p->m);\n g(p);\n"
      " pthread_mutex_unlock(&p->m);\n}\n",
      "static void g(struct s *p) { pthread_mutex_lock(&p->m); p->a = 1; pthread_mutex_unlock(&p->m); }\n"
      "void f(struct s *p) {\n pthread_mutex_lock(&p->m);\n g(p);\n pthread_mutex_unlock(&p->m);\n}\n"},
     true},
    {"a variable that a body behind declares too",
     {"void g(void);\nvoid f(void) { other(); }\n"
      "void g(void) { extern pthread_mutex_t x; pthread_mutex_lock(&x); pthread_mutex_unlock(&x); }\n",
      "void g(void);\nvoid f(void) { extern pthread_mutex_t x; pthread_mutex_lock(&x); g(); }\n"
      "void g(void) { extern pthread_mutex_t x; pthread_mutex_lock(&x); pthread_mutex_unlock(&x); }\n"},
     false},
    {"a variable that bodies behind declare, and this one no more",
     {"void f(void) { extern pthread_mutex_t x; other(); }\n" USES_X "void h(void) { other(); }\n",
      "void f(void) { other(); }\n" USES_X "void h(void) { other(); }\n",
      "void f(void) { other(); }\n" USES_X "void h(void) { extern pthread_mutex_t x; pthread_mutex_lock(&x); g(); }\n"},
     true},
    {"a macro of the body that counts behind it",
     {"void f(void) {\n#define LOCK pthread_mutex_trylock\n}\nvoid g(struct s *p) { LOCK(&p->m); LOCK(&p->m); }\n",
      "void f(void) {\n#define LOCK pthread_mutex_lock\n}\nvoid g(struct s *p) { LOCK(&p->m); LOCK(&p->m); }\n"},
     false},
    {"a macro of several lines",
     {"void f(void) {\n#define LOCK \\\n pthread_mutex_trylock\n}\nvoid g(struct s *p) { LOCK(&p->m); LOCK(&p->m); }\n",
      "void f(void) {\n#define LOCK \\\n pthread_mutex_lock\n}\nvoid g(struct s *p) { LOCK(&p->m); LOCK(&p->m); }\n"},
     false},
    {"a comment that swallows what is behind",
     {"void f(void) { other(); }\nvoid g(struct s *p) { " TWICE("p->m") "}\n/* */ void h(void) { }\n",
      "void f(void) { other(); /* }\nvoid g(struct s *p) { " TWICE("p->m") "}\n/* */ } void h(void) { }\n"},
     false},
    {"a function that ends earlier",
     {"void f(void) { }\nvoid g(struct s *p) { " TWICE("p->m") "}\n",
      "void f(void) { } void h(void) { }\nvoid g(struct s *p) { " TWICE("p->m") "}\n"},
     false},
    {"an error, and its mending",
     {"void f(struct s *p) { " TWICE("p->m") "}\nvoid g(struct s *p) {" TWICE("p->m") "}\n",
      "void f(struct s *p) { nothing; " TWICE("p->m") "}\nvoid g(struct s *p) {" TWICE("p->m") "}\n",
      "void f(struct s *p) { other(); " TWICE("p->m") "}\nvoid g(struct s *p) {" TWICE("p->m") "}\n"},
     true},
    {"an error of main, and its mending",
     {ORDERS "int main(void) { pthread_t t[2]; nothing; START(0) START(1) return 0; }\n",
      ORDERS "int main(void) { pthread_t t[2]; other(); START(0) START(1) return 0; }\n"},
     true},
    {"a lock of the body that is static",
     {"void f(void) { static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; " TWICE("m") "}\n",
      "void f(void) { static pthread_mutex_t m = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP; " TWICE("m") "}\n"},
     true},
};

static void play(const story *story) {
    const char *path = LK_BUILD_DIR "/lk_revisions.c";
    reader self = {.editing = lk_editing_new(NULL)};
    bool is_kept = false;
    for (size_t i = 0; i < 4 && story->versions[i]; i++) {
        char *text = replace(story->versions[i], 0, 0, head);
        uint32_t before = self.kept_count;
        char *told = read_text(&self, path, text), *fresh = read_afresh(path, text);
        ck_assert_msg(strcmp(told, fresh) == 0, "%s, version %zu: %s\ninstead of\n%s", story->what, i, told, fresh);
        is_kept = self.kept_count > before;
        free(text);
        free(told);
        free(fresh);
    }
    ck_assert_msg(is_kept == story->is_kept, "%s: the unit was %s", story->what, is_kept ? "kept" : "not kept");
    lk_editing_free(self.editing);
}

START_TEST(a_story_ends_well) {
    play(&stories[_i]);
}
END_TEST

/* A header that is open in the editor, by another name than the #include gives it. */
START_TEST(a_header_counts_by_any_name) {
    const char *path = LK_BUILD_DIR "/lk_revisions.c", *header = LK_BUILD_DIR "/lk_revisions.h";
    static const char *const headers[] = {"#define TAKE pthread_mutex_trylock\n", "#define TAKE pthread_mutex_lock\n"};
    static const char before[] = "#include <pthread.h>\n#include \"./lk_revisions.h\"\n"
                                 "void g(pthread_mutex_t *m) { TAKE(m); TAKE(m); }\nvoid f(void) { }\n",
                      after[] = "#include <pthread.h>\n#include \"./lk_revisions.h\"\n"
                                "void g(pthread_mutex_t *m) { TAKE(m); TAKE(m); }\nvoid f(void) { ; }\n";
    FILE *out = fopen(header, "w");
    ck_assert(out && fputs(headers[0], out) >= 0 && fclose(out) == 0);
    const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}}; /* what was just written counts as changed */
    ck_assert_int_eq(utimensat(AT_FDCWD, header, long_ago, 0), 0);
    lk_editing *editing = lk_editing_new(NULL);
    lk_arena *arena = lk_arena_new();
    const char *error = NULL, *const texts[] = {before, after};
    for (int i = 0; i < 2; i++) {
        const lk_unsaved unsaved[] = {{path, texts[i], strlen(texts[i])}, {header, headers[i], strlen(headers[i])}};
        lk_parse *parse = lk_editing_parse(editing, arena, path, flags, FLAGS, NULL, unsaved, 2, &error);
        ck_assert_ptr_nonnull(parse);
        ck_assert_ptr_null(lk_parse_revision(parse));
        lk_kept *kept = LK_NEW(lk_parse_unit(parse)->arena, lk_kept);
        lk_parse_functions(parse, false, lk_kept_function, kept);
    }
    lk_editing_free(editing);
    lk_arena_free(arena);
    remove(header);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("revisions");
    TCase *tests = tcase_create("revisions");
    tcase_add_test(tests, a_kept_unit_is_as_a_fresh_one);
    tcase_add_loop_test(tests, a_story_ends_well, 0, sizeof stories / sizeof *stories);
    tcase_add_test(tests, a_header_counts_by_any_name);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
