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

static void pack(void *context, lk_unit *unit) {
    made *self = context;
    lk_section parts[LK_PARTS] = {0};
    lk_lint_finish(self->lint, unit);
    lk_lint_pack_summaries(self->lint, unit, same_path, NULL, parts);
    for (int i = 0; i < LK_PARTS; i++)
        self->parts[i] = copy_of(self->arena, parts[i]);
    self->count = fixed_at(&parts[LK_PART_DEFINITIONS], 0);
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
