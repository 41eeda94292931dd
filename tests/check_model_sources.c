/* check_model_sources.c -- models from where they come: attributes, the shipped files, the README's examples. */
#include "model/models.h"
#include "model/shipped.h"
#include "model/yaml.h"
#include "suite.h"

#include <check.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

static lk_arena *arena;
static lk_models *models;
static lk_model_error error;

static void setup(void) {
    arena = lk_arena_new();
    models = lk_models_new(arena);
    error = (lk_model_error){0};
}

static void teardown(void) {
    lk_arena_free(arena);
}

/* ---- attributes ---- */

static const lk_model *attribute_model(const char *const *annotations, uint32_t count) {
    static const char *const names[] = {"slot", ""};
    static const lk_type type = {.kind = LK_TYPE_FUNCTION, .is_variadic = true};
    lk_decl **params = LK_NEW_ARRAY(arena, lk_decl *, 2);
    for (int i = 0; i < 2; i++) {
        params[i] = LK_NEW(arena, lk_decl);
        params[i]->name = names[i];
    }
    lk_decl *function = LK_NEW(arena, lk_decl);
    *function = (lk_decl){.kind = LK_DECL_FUNCTION,
                          .name = "am_unlock",
                          .type = &type,
                          .params = params,
                          .param_count = 2,
                          .annotations = annotations,
                          .annotation_count = count};
    return lk_attributes_model(arena, function, &error);
}

START_TEST(reads_attributes) {
    const char *const texts[] = {"acquired", "locklint: {api: arcmutex, release: {guard: '*slot'}}", "other: {x}"};
    const lk_model *model = attribute_model(texts, 3);
    ck_assert_ptr_nonnull(model);
    ck_assert_str_eq(model->name, "am_unlock");
    ck_assert_str_eq(model->api, "arcmutex");
    ck_assert_str_eq(model->params[0], "slot");
    ck_assert(model->is_variadic && !model->is_macro);
    const lk_path *guard = &model->cases[0].effects[0].object;
    ck_assert(guard->root == LK_ROOT_PARAM && guard->param == 0);
    ck_assert(guard->step_count == 1 && guard->steps[0].kind == LK_STEP_DEREF);
    ck_assert(model->cases[0].effects[0].by_guard);
}
END_TEST

START_TEST(attributes_may_have_cases) {
    const char *const texts[] = {"locklint: {api: am, cases: [{when: 'return == 0', drop: {handle: '*slot'}}, "
                                 "{nothing: yes}]}"};
    const lk_model *model = attribute_model(texts, 1);
    ck_assert_ptr_nonnull(model);
    ck_assert_uint_eq(model->case_count, 2);
}
END_TEST

START_TEST(no_attribute_is_no_error) {
    const char *const texts[] = {"locklint_like: {nothing: yes}"};
    ck_assert_ptr_null(attribute_model(texts, 1));
    ck_assert_ptr_null(error.message);
    ck_assert_ptr_null(attribute_model(NULL, 0));
    ck_assert_ptr_null(error.message);
}
END_TEST

static const struct {
    const char *text;
    unsigned column;
    const char *message;
} wrong_attributes[] = {
    {"locklint: {relase: {guard: '*slot'}}", 12, "unknown key 'relase'; did you mean 'release'?"},
    {"locklint: {release: {guard: '*slit'}}", 31, "'am_unlock' has no parameter 'slit'; did you mean 'slot'?"},
    {"locklint: {release: {guard: '*mutex'}}", 31, "'am_unlock' has no parameter 'mutex'; its parameters are: slot"},
    {"locklint: ", 10, "'am_unlock' is a mapping such as {acquire: {lock: '*mutex'}}, found a single value"},
    {"locklint:{nothing: yes}", 1, "expected 'locklint: {...}', with a space behind the colon"},
    {"locklint: {nothing: yes}\nx: y", 1, "'x' stands outside the braces of 'locklint: {...}'"},
};

START_TEST(attribute_errors_have_places) {
    ck_assert_ptr_null(attribute_model(&wrong_attributes[_i].text, 1));
    ck_assert_str_eq(error.message, wrong_attributes[_i].message);
    ck_assert_uint_eq(error.column, wrong_attributes[_i].column);
    ck_assert_str_eq(error.path, "annotation of 'am_unlock'");
}
END_TEST

START_TEST(one_attribute_a_function) {
    const char *const texts[] = {"locklint: {nothing: yes}", "locklint: {noreturn: yes}"};
    ck_assert_ptr_null(attribute_model(texts, 2));
    ck_assert_str_eq(error.message, "more than one locklint annotation; put the effects into one");
}
END_TEST

/* ---- the shipped files ---- */

static void check_path(const lk_model *model, const lk_path *path) {
    ck_assert_msg(path->root != LK_ROOT_PARAM || path->param < model->param_count, "%s", model->name);
    ck_assert_int_le(path->step_count, LK_MAX_STEPS);
}

static void check_sane(const lk_model *model) {
    ck_assert_msg(model->api && *model->api, "%s has no api", model->name);
    ck_assert_msg(model->case_count >= 1 && model->case_count <= LK_MAX_CASES, "%s", model->name);
    for (uint32_t i = 0; i < model->case_count; i++) {
        const lk_case *one = &model->cases[i];
        ck_assert_msg(one->effect_count > 0, "%s", model->name);
        for (uint32_t j = 0; j < one->effect_count; j++) {
            check_path(model, &one->effects[j].object);
            check_path(model, &one->effects[j].second);
        }
        for (uint32_t j = 0; j < one->condition_count; j++)
            ck_assert(one->conditions[j].subject == LK_SUBJECT_RESULT || one->conditions[j].param < model->param_count);
    }
}

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "r");
    ck_assert_msg(file, "%s can't be opened", path);
    char *text = NULL;
    *size = 0;
    FILE *memory = open_memstream(&text, size);
    for (int c; (c = fgetc(file)) != EOF;)
        fputc(c, memory);
    fclose(memory);
    fclose(file);
    return text;
}

START_TEST(shipped_files_are_sane) {
    glob_t files;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/rules/models/*.yaml", 0, NULL, &files), 0);
    ck_assert_uint_ge(files.gl_pathc, 3);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        size_t size;
        char *text = read_file(files.gl_pathv[i], &size);
        bool ok = lk_models_add(models, files.gl_pathv[i], text, size, &error);
        free(text);
        ck_assert_msg(ok, "%s:%u:%u: %s", error.path, error.line, error.column, error.message);
    }
    globfree(&files);
    for (size_t i = 0; i < lk_models_count(models); i++)
        check_sane(lk_models_at(models, i));
}
END_TEST

START_TEST(shipped_models_are_compiled_in) {
    ck_assert_msg(lk_models_add_shipped(models, &error), "%s:%u:%u: %s", error.path, error.line, error.column,
                  error.message);
    const lk_model *lock = lk_models_function(models, "pthread_mutex_lock");
    ck_assert_ptr_nonnull(lock);
    ck_assert_str_eq(lock->api, "pthread");
    ck_assert_int_eq(lock->cases[0].effects[0].kind, LK_EFFECT_ACQUIRE);
    ck_assert(lock->is_shipped);
    ck_assert(lock->cases[0].rarely);
    ck_assert_int_eq(lock->cases[1].conditions[0].value, 130);
    ck_assert(lock->cases[1].is_rare);
    ck_assert_int_eq(lk_models_type(models, "pthread_mutex_t")->reentrancy, LK_REENTRANT_NO);
    ck_assert_uint_eq(lk_models_function(models, "recv")->cases[0].conditions[0].value, 0x40);
    ck_assert(!lk_models_add_shipped(models, &error));
}
END_TEST

/* Each name alone makes its file be read, and no other name does. */
START_TEST(shipped_models_are_read_when_asked_for) {
    ck_assert(lk_models_add_shipped(models, &error));
    for (size_t i = 0; i < lk_models_count(models); i++) {
        const lk_model *model = lk_models_at(models, i);
        lk_arena *own = lk_arena_new();
        lk_models *deferred = lk_models_new(own);
        lk_models_defer_shipped(deferred);
        ck_assert_ptr_null(lk_models_function(deferred, "no_such_function"));
        ck_assert_uint_eq(lk_models_count(deferred), 0);
        const lk_model *found =
            model->is_macro ? lk_models_macro(deferred, model->name) : lk_models_function(deferred, model->name);
        ck_assert_msg(found != NULL, "%s is not found", model->name);
        ck_assert_str_eq(found->api, model->api);
        ck_assert_uint_lt(lk_models_count(deferred), lk_models_count(models) / 2);
        lk_arena_free(own);
    }
}
END_TEST

static uint32_t expect_types(const lk_yaml *types) {
    for (uint32_t i = 0; i < types->count; i++) {
        lk_arena *own = lk_arena_new();
        lk_models *deferred = lk_models_new(own);
        lk_models_defer_shipped(deferred);
        ck_assert_msg(lk_models_type(deferred, types->keys[i]->text) != NULL, "%s is not found", types->keys[i]->text);
        lk_arena_free(own);
    }
    return types->count;
}

START_TEST(shipped_types_are_read_when_asked_for) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < lk_shipped_model_count; i++) {
        const lk_yaml *root = NULL;
        const lk_shipped_model *one = &lk_shipped_models[i];
        ck_assert(lk_yaml_read(arena, one->path, one->text, one->size, &root, &error));
        for (uint32_t k = 0; k < root->count; k++)
            if (strcmp(root->keys[k]->text, "types") == 0)
                count += expect_types(root->values[k]);
    }
    ck_assert_uint_gt(count, 50);
}
END_TEST

/* What a model does when nothing else in the unit does more: then there is nothing to find. */
static bool is_harmless(const lk_model *model) {
    bool harmless = true;
    for (uint32_t c = 0; c < model->case_count; c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++) {
            lk_effect_kind kind = (lk_effect_kind)model->cases[c].effects[i].kind;
            harmless &= kind == LK_EFFECT_NOTHING || kind == LK_EFFECT_BLOCK || kind == LK_EFFECT_CALL ||
                        kind == LK_EFFECT_NORETURN || kind == LK_EFFECT_RETURNS || kind == LK_EFFECT_WRITES ||
                        kind == LK_EFFECT_FREES;
        }
    return harmless;
}

static bool is_marked(const char *name) {
    for (uint32_t i = 0; i < lk_shipped_word_count; i++)
        if (lk_shipped_words[i].touches && strcmp(lk_shipped_names + lk_shipped_words[i].name, name) == 0)
            return true;
    return false;
}

START_TEST(what_touches_locks_is_marked) {
    uint32_t harmless = 0;
    ck_assert(lk_models_add_shipped(models, &error));
    for (size_t i = 0; i < lk_models_count(models); i++) {
        const lk_model *model = lk_models_at(models, i);
        ck_assert_msg(is_harmless(model) || is_marked(model->name), "%s is not marked", model->name);
        harmless += !is_marked(model->name);
    }
    ck_assert_uint_gt(harmless, 200);
    ck_assert(!is_marked("recv"));
    ck_assert(!is_marked("qsort"));
}
END_TEST

START_TEST(models_of_headers_say_so) {
    const char *text = "functions:\n  f(): {nothing: yes}\ninline: yes\n", *other = "functions: {g(): {nothing: yes}}";
    ck_assert(lk_models_add(models, "a.yaml", text, strlen(text), &error));
    ck_assert(lk_models_add(models, "b.yaml", other, strlen(other), &error));
    ck_assert(lk_models_function(models, "f")->is_inline);
    ck_assert(!lk_models_function(models, "g")->is_inline);
}
END_TEST

/* The README's entries in back quotes: "`sleep(seconds): {block: sleep}`". */
START_TEST(documented_entries_can_be_read) {
    size_t size;
    char *text = read_file(LK_SOURCE_DIR "/rules/models/README.md", &size);
    unsigned count = 0;
    for (char *start = strstr(text, "## How to say it"); (start = strchr(start, '`')) != NULL;) {
        char *end = strchr(start + 1, '`');
        const char *entry = lk_arena_strndup(arena, start + 1, (size_t)(end - start - 1));
        start = end + 1;
        if (!strstr(entry, "): {"))
            continue;
        lk_models *fresh = lk_models_new(arena);
        const char *file = lk_arena_printf(arena, "functions:\n  %s\n", entry);
        ck_assert_msg(lk_models_add(fresh, "README.md", file, strlen(file), &error), "%s: %s", entry, error.message);
        count++;
    }
    free(text);
    ck_assert_uint_ge(count, 10);
}
END_TEST

#define LENGTH(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void) {
    TCase *tests = tcase_create("sources");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, reads_attributes);
    tcase_add_test(tests, attributes_may_have_cases);
    tcase_add_test(tests, no_attribute_is_no_error);
    tcase_add_loop_test(tests, attribute_errors_have_places, 0, LENGTH(wrong_attributes));
    tcase_add_test(tests, one_attribute_a_function);
    tcase_add_test(tests, shipped_files_are_sane);
    tcase_add_test(tests, shipped_models_are_compiled_in);
    tcase_add_test(tests, shipped_models_are_read_when_asked_for);
    tcase_add_test(tests, shipped_types_are_read_when_asked_for);
    tcase_add_test(tests, what_touches_locks_is_marked);
    tcase_add_test(tests, models_of_headers_say_so);
    tcase_add_test(tests, documented_entries_can_be_read);
    Suite *suite = suite_create("model sources");
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
