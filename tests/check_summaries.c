/* check_summaries.c -- files of summaries: what is read is what was written, and damage is survived. */
#include "snippet.h"
#include "suite.h"

#include "base/bytes.h"
#include "flow/summary_archive.h"
#include "lint/blocking.h"
#include "lint/rule.h"
#include "lint/summaries.h"

#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* What is made of one source: the parts of its file, in memory of their own. */
typedef struct made {
    lk_arena *arena;
    lk_models *models;
    lk_lint_options options;
    lk_lint *lint;
    lk_section parts[LK_PARTS];
    uint32_t count; /* of summaries */
} made;

static const char *same_path(void *context, const char *path) {
    (void)context;
    return path;
}

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    return lk_lint_function(((made *)context)->lint, unit, function);
}

static lk_section copy_of(lk_arena *arena, lk_section from) {
    uint8_t *data = lk_arena_alloc(arena, from.size + 1);
    if (from.size)
        memcpy(data, from.data, from.size);
    return (lk_section){data, from.size};
}

static uint32_t fixed_at(const lk_section *section, size_t index) {
    const uint8_t *at = section->data + 4 * index;
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* ---- one summary beside another ---- */

/* Declarations that no other unit means are made anew: they are compared by name. */
static bool same_decl(const lk_decl *a, const lk_decl *b) {
    return a == b || (a && b && a->kind == b->kind && strcmp(a->name, b->name) == 0);
}

static bool has_decl(const lk_value *term) {
    return term->kind == LK_VALUE_VARIABLE || term->kind == LK_VALUE_FIELD;
}

static bool same_term(const lk_value *a, const lk_value *b) {
    if (a == b || !a || !b)
        return a == b;
    bool same_own = has_decl(a) ? same_decl(a->decl, b->decl) : a->constant == b->constant;
    return a->kind == b->kind && a->op == b->op && a->site == b->site && same_own && same_term(a->a, b->a) &&
           same_term(a->b, b->b);
}

static bool same_text(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_span(lk_span a, lk_span b) {
    return a.begin.file == b.begin.file && a.begin.offset == b.begin.offset && a.end == b.end &&
           a.spelling.file == b.spelling.file && a.spelling.offset == b.spelling.offset;
}

static bool same_way(const lk_via *a, const lk_via *b) {
    for (; a && b; a = a->next, b = b->next)
        if (!same_decl(a->callee, b->callee) || !same_span(a->call, b->call))
            return false;
    return !a && !b;
}

static bool same_witness(const lk_witness *a, const lk_witness *b) {
    return same_span(a->span, b->span) && same_span(a->call, b->call) && same_way(a->via, b->via) &&
           same_span(a->place, b->place) && same_text(a->callee, b->callee) && same_text(a->name, b->name) &&
           same_text(a->into, b->into) && a->into_thread == b->into_thread && a->is_asserted == b->is_asserted;
}

static bool same_entry(const lk_lock_entry *a, const lk_lock_entry *b) {
    return same_term(a->lock, b->lock) && same_term(a->guard, b->guard) && a->status == b->status &&
           a->mode == b->mode && a->kind == b->kind && a->reentrancy == b->reentrancy && a->of_caller == b->of_caller &&
           a->is_sure == b->is_sure && a->was_open == b->was_open && a->is_nested == b->is_nested &&
           a->is_published == b->is_published && a->depth == b->depth && same_text(a->api, b->api) &&
           a->type == b->type && same_witness(a->witness, b->witness);
}

static bool same_fact(const lk_fact *a, const lk_fact *b) {
    return same_term(a->value, b->value) && a->low == b->low && a->high == b->high &&
           a->excluded_count == b->excluded_count &&
           memcmp(a->excluded, b->excluded, a->excluded_count * sizeof *a->excluded) == 0;
}

static bool same_event(const lk_event *a, const lk_event *b) {
    return a->kind == b->kind && a->mode == b->mode && a->block == b->block && a->yield == b->yield &&
           a->reentrancy == b->reentrancy && a->waits == b->waits && a->is_robust == b->is_robust &&
           a->is_held == b->is_held && a->is_uncertain == b->is_uncertain && a->is_dying == b->is_dying &&
           a->is_dispatched == b->is_dispatched && same_term(a->chooser, b->chooser) && same_span(a->span, b->span) &&
           same_way(a->via, b->via) && same_span(a->place, b->place) && same_text(a->callee, b->callee) &&
           a->in_loop == b->in_loop && same_term(a->object, b->object) && same_text(a->name, b->name) &&
           same_text(a->place_name, b->place_name) && same_text(a->cond, b->cond) &&
           same_decl(a->cond_class, b->cond_class) && same_decl(a->lock_class, b->lock_class);
}

#define SAME_LISTS(a, b, items, count, same)                                                                           \
    do {                                                                                                               \
        if ((a)->count != (b)->count)                                                                                  \
            return false;                                                                                              \
        for (uint32_t i_ = 0; i_ < (a)->count; i_++)                                                                   \
            if (!same(&(a)->items[i_], &(b)->items[i_]))                                                               \
                return false;                                                                                          \
    } while (0)

static bool same_terms(const lk_value *const *a, const lk_value *const *b) {
    return same_term(*a, *b);
}

static bool same_happening(const lk_happening *a, const lk_happening *b) {
    SAME_LISTS(a, b, arguments, argument_count, same_terms);
    SAME_LISTS(a, b, held, held_count, same_entry);
    SAME_LISTS(a, b, conditions, condition_count, same_fact);
    SAME_LISTS(a, b, released, released_count, same_terms);
    return a->is_call == b->is_call && same_event(&a->event, &b->event);
}

static bool same_change(const lk_lock_change *a, const lk_lock_change *b) {
    return a->change == b->change && same_entry(&a->entry, &b->entry);
}

static bool same_moved(const lk_handle_entry *a, const lk_handle_entry *b) {
    return same_term(a->handle, b->handle) && a->spent == b->spent && same_witness(a->witness, b->witness);
}

static bool same_store(const lk_store *a, const lk_store *b) {
    return same_term(a->address, b->address) && same_term(a->value, b->value);
}

static bool same_exit(const lk_exit *a, const lk_exit *b) {
    SAME_LISTS(a, b, facts, fact_count, same_fact);
    SAME_LISTS(a, b, changes, change_count, same_change);
    SAME_LISTS(a, b, moved, moved_count, same_moved);
    SAME_LISTS(a, b, stores, store_count, same_store);
    return same_term(a->result, b->result);
}

static bool same_summary(const lk_summary *a, const lk_summary *b) {
    SAME_LISTS(a, b, happenings, happening_count, same_happening);
    SAME_LISTS(a, b, exits, exit_count, same_exit);
    SAME_LISTS(a, b, given, given_count, same_terms);
    return a->is_unknown == b->is_unknown && a->releases_unknown == b->releases_unknown &&
           a->calls_unknown == b->calls_unknown && a->may_release == b->may_release &&
           a->touches_guards == b->touches_guards && a->has_effects == b->has_effects &&
           a->has_orders == b->has_orders && a->keeps == b->keeps &&
           a->writes.variables.count == b->writes.variables.count && a->writes.fields.count == b->writes.fields.count &&
           a->writes.types.count == b->writes.types.count && a->writes.bare.count == b->writes.bare.count &&
           a->writes.pointers == b->writes.pointers && a->writes.scalars == b->writes.scalars;
}

/* Where the summary of a function lies. */
static bool find_summary(const lk_section parts[LK_PARTS], const char *name, lk_section *found) {
    const lk_section *index = &parts[LK_PART_DEFINITIONS], *code = &parts[LK_PART_CODE];
    uint32_t count = fixed_at(index, 0);
    for (uint32_t i = 0; i < count; i++) {
        size_t length = 0, first = 4 + 4 * (size_t)count;
        lk_byte_reader in = {.at = index->data + first + fixed_at(index, 1 + i), .end = index->data + index->size};
        const char *other = lk_read_text(&in, &length);
        uint32_t begin = lk_read_small(&in), size = lk_read_small(&in);
        *found = (lk_section){code->data + begin, size};
        if (strlen(name) == length && memcmp(name, other, length) == 0)
            return true;
    }
    return false;
}

/* Into the unit itself: then each has to be what it was, but for what speaks of no caller's business. */
static void compare_all(const made *self, lk_unit *unit) {
    lk_knowledge *knowledge = lk_lint_knowledge(self->lint);
    lk_merge *merge = lk_merge_new(unit);
    uint32_t count = 0, compared = 0;
    lk_ir *const *functions = lk_lint_functions(self->lint, &count);
    lk_merge_know(merge, same_path, same_path, NULL);
    lk_archive *archive = lk_archive_read(unit->arena, merge, self->parts, NULL, NULL);
    lk_summary_coder *coder = lk_summary_coder_new(knowledge, unit);
    for (uint32_t i = 0; i < count; i++) {
        lk_section found;
        lk_span defined;
        lk_summary back = {0};
        const lk_decl *function = functions[i]->function;
        const lk_summary *wanted = function->is_internal ? NULL : lk_knowledge_summary(knowledge, function);
        if (!wanted || !find_summary(self->parts, function->name, &found))
            continue;
        lk_archive_from(archive, unit->arena, found.data, found.size);
        lk_code_span(archive, &defined);
        lk_summary_code(coder, archive, &back);
        ck_assert_msg(!lk_archive_failed(archive) && same_summary(wanted, &back), "%s is not what it was",
                      function->name);
        ck_assert(same_span(defined, function->span));
        compared++;
    }
    ck_assert_uint_eq(compared, self->count);
}

static void pack(void *context, lk_unit *unit) {
    made *self = context;
    lk_section parts[LK_PARTS] = {0};
    lk_lint_finish(self->lint, unit);
    lk_lint_pack_summaries(self->lint, unit, same_path, NULL, parts);
    for (int i = 0; i < LK_PARTS; i++)
        self->parts[i] = copy_of(self->arena, parts[i]);
    self->count = fixed_at(&parts[LK_PART_DEFINITIONS], 0);
    compare_all(self, unit);
}

static made *begin(void) {
    lk_arena *arena = lk_arena_new();
    made *self = LK_NEW(arena, made);
    lk_model_error error;
    self->arena = arena;
    self->options = (lk_lint_options){.blocking = lk_blocking_default(), .wants_summaries = true};
    self->models = lk_models_new(arena);
    ck_assert(lk_models_add_shipped(self->models, &error));
    self->lint = lk_lint_new(arena, self->models, &self->options);
    return self;
}

/* ---- reading ---- */

typedef struct read_summary {
    lk_span defined;
    lk_summary summary;
} read_summary;

typedef struct reading {
    lk_arena *arena;
    lk_unit unit;
    lk_archive *archive;
    lk_knowledge *knowledge;
    lk_summary_coder *coder;
    LK_ARRAY(read_summary) found;
    bool failed;
} reading;

static void read_one(reading *self, const lk_section *code, uint32_t begin, uint32_t size) {
    read_summary read = {0};
    if (begin > code->size || size > code->size - begin) {
        self->failed = true;
        return;
    }
    lk_archive_from(self->archive, self->arena, code->data + begin, size);
    lk_code_span(self->archive, &read.defined);
    lk_summary_code(self->coder, self->archive, &read.summary);
    self->failed |= lk_archive_failed(self->archive) || !lk_archive_at_end(self->archive);
    lk_array_push(self->arena, &self->found, read);
}

static void read_all(reading *self, const lk_section parts[LK_PARTS]) {
    const lk_section *index = &parts[LK_PART_DEFINITIONS];
    uint32_t count = index->size >= 4 ? fixed_at(index, 0) : 0;
    if (index->size < 4 || count > (index->size - 4) / 4) {
        self->failed = true;
        return;
    }
    size_t first = 4 + 4 * (size_t)count;
    for (uint32_t i = 0; i < count && !self->failed; i++) {
        size_t length = 0, offset = fixed_at(index, 1 + i);
        if (offset > index->size - first) {
            self->failed = true;
            return;
        }
        lk_byte_reader in = {.at = index->data + first + offset, .end = index->data + index->size};
        lk_read_text(&in, &length);
        uint32_t begin = lk_read_small(&in), size = lk_read_small(&in);
        self->failed |= in.failed;
        if (!in.failed)
            read_one(self, &parts[LK_PART_CODE], begin, size);
    }
}

/* Into a unit that has nothing of its own. */
static reading *read_into_nothing(lk_arena *arena, const made *from, const lk_section parts[LK_PARTS]) {
    reading *self = LK_NEW(arena, reading);
    self->arena = arena;
    self->unit = (lk_unit){.arena = arena, .names = lk_interner_new(arena)};
    self->archive = lk_archive_read(arena, lk_merge_new(&self->unit), parts, NULL, NULL);
    self->knowledge = lk_knowledge_new(arena, from->models);
    self->coder = lk_summary_coder_new(self->knowledge, &self->unit);
    read_all(self, parts);
    return self;
}

static lk_bytes write_again(reading *self) {
    lk_bytes again = {.arena = self->arena};
    lk_archive *archive = lk_archive_write(self->arena, &self->unit, same_path, NULL);
    lk_summary_coder *coder = lk_summary_coder_new(self->knowledge, &self->unit);
    lk_archive_to(archive, &again);
    for (uint32_t i = 0; i < self->found.count; i++) {
        lk_code_span(archive, &self->found.items[i].defined);
        lk_summary_code(coder, archive, &self->found.items[i].summary);
    }
    return again;
}

/* ---- tests ---- */

START_TEST(fixtures_come_back) {
    glob_t found;
    uint32_t summaries = 0;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/testdata/[a-hj-z]*-*/*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        made *one = begin();
        snippet_judge_file(found.gl_pathv[i], take_in, pack, one);
        lk_arena *arena = lk_arena_new();
        reading *back = read_into_nothing(arena, one, one->parts);
        const lk_section *code = &one->parts[LK_PART_CODE];
        ck_assert_msg(!back->failed, "%s can't be read", found.gl_pathv[i]);
        lk_bytes again = write_again(back);
        ck_assert_msg(again.size == code->size && (again.size == 0 || memcmp(again.data, code->data, again.size) == 0),
                      "%s is not what it was: %zu bytes, %zu", found.gl_pathv[i], again.size, code->size);
        summaries += one->count;
        lk_arena_free(arena);
        lk_arena_free(one->arena);
    }
    ck_assert_uint_gt(summaries, 500);
    globfree(&found);
}
END_TEST

static const char source[] =
    "#include <pthread.h>\n#include <unistd.h>\n"
    "struct node { pthread_mutex_t mu; struct node *next; int n; void (*call)(struct node *); };\n"
    "extern pthread_mutex_t a, b; void unknown(struct node *);\n"
    "void wait(struct node *n) { pthread_mutex_unlock(&n->mu); sleep(1); pthread_mutex_lock(&n->mu); }\n"
    "int try(struct node *n) { if (n->n > 3 && pthread_mutex_trylock(&n->next->mu)) return -1; n->n = 2; return 1; }\n"
    "void back(struct node *n) { pthread_mutex_lock(&a); n->call(n->next); pthread_mutex_unlock(&a); }\n"
    "struct node *both(struct node *n, int i) { pthread_mutex_lock(&n[i].mu); pthread_mutex_lock(&b); unknown(n);\n"
    "    return n->next; }\n"
    "void deep(struct node *n, pthread_cond_t *c) { wait(n); back(n); pthread_cond_wait(c, &n->mu); try(n); }\n";

START_TEST(what_lies_is_survived) {
    made *one = begin();
    snippet_judge(source, take_in, pack, one);
    ck_assert_uint_eq(one->count, 5);
    uint32_t refused = 0, tried = 0;
    for (int part = 0; part < LK_PARTS; part++) {
        uint8_t *data = (uint8_t *)(uintptr_t)one->parts[part].data;
        for (size_t i = 0; i < one->parts[part].size; i++)
            for (int bit = 0; bit < 8; bit += 3) {
                lk_arena *arena = lk_arena_new();
                data[i] ^= (uint8_t)(1 << bit);
                reading *back = read_into_nothing(arena, one, one->parts);
                data[i] ^= (uint8_t)(1 << bit);
                refused += back->failed;
                tried++;
                lk_arena_free(arena);
            }
    }
    ck_assert_uint_gt(tried, 3000);
    ck_assert_uint_gt(refused, tried / 10);
    lk_arena_free(one->arena);
}
END_TEST

START_TEST(what_is_cut_is_refused) {
    made *one = begin();
    snippet_judge(source, take_in, pack, one);
    lk_section parts[LK_PARTS];
    memcpy(parts, one->parts, sizeof parts);
    for (parts[LK_PART_CODE].size = 0; parts[LK_PART_CODE].size < one->parts[LK_PART_CODE].size;
         parts[LK_PART_CODE].size++) {
        lk_arena *arena = lk_arena_new();
        ck_assert(read_into_nothing(arena, one, parts)->failed);
        lk_arena_free(arena);
    }
    lk_arena_free(one->arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("summaries");
    TCase *tests = tcase_create("summaries");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, fixtures_come_back);
    tcase_add_test(tests, what_lies_is_survived);
    tcase_add_test(tests, what_is_cut_is_refused);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
