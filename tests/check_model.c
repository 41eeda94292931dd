/* check_model.c -- the model language: every element of the schema, and the table. */
#include "model/models.h"
#include "suite.h"

#include <check.h>
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

static bool add(const char *text) {
    return lk_models_add(models, "my.yaml", text, strlen(text), &error);
}

/* The model of `f`, out of a file that has only it. */
static const lk_model *model_of(const char *signature, const char *entry) {
    ck_assert_msg(
        add(lk_arena_printf(arena, "api: my\nconstants: {A: 1, B: 0x10}\nfunctions:\n  %s: %s\n", signature, entry)),
        "%u:%u: %s", error.line, error.column, error.message);
    return lk_models_at(models, lk_models_count(models) - 1);
}

static const lk_effect *effect_of(const char *signature, const char *entry) {
    return &model_of(signature, entry)->cases[0].effects[0];
}

/* A path as text, so that it can be compared: "P0*.lock[2]". */
static const char *path_text(const lk_path *path) {
    static const char *const roots[] = {"N", "P", "R", "G"};
    const char *text = roots[path->root];
    if (path->root == LK_ROOT_PARAM)
        text = lk_arena_printf(arena, "P%u", path->param);
    if (path->name)
        text = lk_arena_printf(arena, "%s(%s)", text, path->name);
    if (path->is_keyed)
        text = lk_arena_printf(arena, "%s=", text);
    for (int i = 0; i < path->step_count; i++) {
        const lk_step *step = &path->steps[i];
        if (step->kind == LK_STEP_DEREF)
            text = lk_arena_printf(arena, "%s*", text);
        else if (step->kind == LK_STEP_ADDRESS)
            text = lk_arena_printf(arena, "%s&", text);
        else if (step->kind == LK_STEP_FIELD)
            text = lk_arena_printf(arena, "%s.%s", text, step->field);
        else if (step->index_param)
            text = lk_arena_printf(arena, "%s[P%d]", text, step->index_param - 1);
        else
            text = lk_arena_printf(arena, "%s[%ld]", text, (long)step->index);
    }
    return text;
}

/* ---- paths ---- */

static const struct {
    const char *text, *expected;
} lock_paths[] = {
    {"'*a'", "P0*"},
    {"'**b'", "P1**"},
    {"a->lock", "P0*.lock"},
    {"(*a).lock", "P0*.lock"},
    {"'(*a->next).lock'", "P0*.next*.lock"},
    {"' * a -> lock '", "P0*.lock*"},
    {"a.lock", "P0.lock"},
    {"'a[0]'", "P0*[0]"},
    {"'a->set[0x1f].lock'", "P0*.set[31].lock"},
    {"'a->set[]'", "P0*.set[-1]"},
    {"'a[b]'", "P0*[P1]"},
    {"'(*a)[b]'", "P0*[P1]"},
    {"return->mu", "R*.mu"},
    {"'*return'", "R*"},
    {"global(stats)", "G(stats)*"},
    {"global(stats).lock", "G(stats)*.lock"},
    {"'*global(slot)'", "G(slot)**"},
    {"global(p)->lock", "G(p)**.lock"},
    {"'(&global(p))->lock'", "G(p)*.lock"},
    {"'(&a->b)->lock'", "P0*.b.lock"},
    {"'*&a->lock'", "P0*.lock"},
    {"none(rcu)", "N(rcu)"},
    {"none", "N(my)"},
    {"value(b)", "P1="},
};

START_TEST(reads_lock_paths) {
    const lk_effect *effect =
        effect_of("f(a, b)", lk_arena_printf(arena, "{acquire: {lock: %s}}", lock_paths[_i].text));
    ck_assert_str_eq(path_text(&effect->object), lock_paths[_i].expected);
}
END_TEST

static const struct {
    const char *text, *expected;
} value_paths[] = {{"a", "P0"},
                   {"return", "R"},
                   {"'&a->lock'", "P0*.lock&"},
                   {"'&*a'", "P0"},
                   {"'&global(stats)'", "G(stats)"},
                   {"'&global(stats).lock'", "G(stats)*.lock&"},
                   {"'&a[2]'", "P0*[2]&"}};

START_TEST(reads_value_paths) {
    const lk_effect *effect =
        effect_of("f(a, b)", lk_arena_printf(arena, "{call: {entry: b, argument: %s}}", value_paths[_i].text));
    ck_assert(effect->has_second);
    ck_assert_str_eq(path_text(&effect->second), value_paths[_i].expected);
}
END_TEST

START_TEST(special_words_may_be_parameters) {
    const lk_effect *effect = effect_of("f(none, value, global)", "{acquire: {lock: none->mu}, move: {handle: value}, "
                                                                  "drop: {handle: global}}");
    ck_assert_str_eq(path_text(&effect[0].object), "P0*.mu");
    ck_assert_str_eq(path_text(&effect[1].object), "P1");
    ck_assert_str_eq(path_text(&effect[2].object), "P2");
}
END_TEST

START_TEST(macros_name_objects) {
    ck_assert(add("macros:\n  LOCK(m): {acquire: {lock: m}}\n  RUN(f, x): {call: {entry: f, argument: '&x'}}\n"));
    const lk_model *model = lk_models_macro(models, "LOCK");
    ck_assert(model->is_macro);
    ck_assert_str_eq(model->api, "");
    ck_assert_str_eq(path_text(&model->cases[0].effects[0].object), "P0");
    ck_assert_str_eq(path_text(&lk_models_macro(models, "RUN")->cases[0].effects[0].second), "P1&");
    ck_assert_ptr_null(lk_models_function(models, "LOCK"));
}
END_TEST

/* ---- conditions ---- */

static const struct {
    const char *text;
    int subject, op, negated;
    long value;
} conditions[] = {
    {"return == 0", LK_SUBJECT_RESULT, LK_OP_EQ, 0, 0},
    {"return != NULL", LK_SUBJECT_RESULT, LK_OP_NE, 0, 0},
    {"return == true", LK_SUBJECT_RESULT, LK_OP_EQ, 0, 1},
    {"return == false", LK_SUBJECT_RESULT, LK_OP_EQ, 0, 0},
    {"return", LK_SUBJECT_RESULT, LK_OP_NE, 0, 0},
    {"!return", LK_SUBJECT_RESULT, LK_OP_EQ, 0, 0},
    {"p < -1", LK_SUBJECT_PARAM, LK_OP_LT, 0, -1},
    {"p <= 0x10", LK_SUBJECT_PARAM, LK_OP_LE, 0, 16},
    {"p > 010", LK_SUBJECT_PARAM, LK_OP_GT, 0, 8},
    {"p >= A", LK_SUBJECT_PARAM, LK_OP_GE, 0, 1},
    {"p == 0xffffffffffffffff", LK_SUBJECT_PARAM, LK_OP_EQ, 0, -1},
    {"p & B", LK_SUBJECT_PARAM, LK_OP_AND, 0, 16},
    {"(p & B)", LK_SUBJECT_PARAM, LK_OP_AND, 0, 16},
    {"!(p & B)", LK_SUBJECT_PARAM, LK_OP_AND, 1, 16},
    {"!(p&(A|B))", LK_SUBJECT_PARAM, LK_OP_AND, 1, 17},
    {"(p & A) == 0", LK_SUBJECT_PARAM, LK_OP_AND, 1, 1},
    {"(p & A) != 0", LK_SUBJECT_PARAM, LK_OP_AND, 0, 1},
    {"!(p == 3)", LK_SUBJECT_PARAM, LK_OP_NE, 0, 3},
    {"!(p < 3)", LK_SUBJECT_PARAM, LK_OP_GE, 0, 3},
    {"!(p >= 3)", LK_SUBJECT_PARAM, LK_OP_LT, 0, 3},
};

START_TEST(reads_conditions) {
    const lk_model *model =
        model_of("f(q, p)", lk_arena_printf(arena, "{block: sleep, when: '%s'}", conditions[_i].text));
    ck_assert_uint_eq(model->cases[0].condition_count, 1);
    const lk_condition *condition = &model->cases[0].conditions[0];
    ck_assert_int_eq(condition->subject, conditions[_i].subject);
    ck_assert_int_eq(condition->op, conditions[_i].op);
    ck_assert_int_eq(condition->negated, conditions[_i].negated);
    ck_assert_int_eq(condition->value, conditions[_i].value);
    ck_assert_int_eq(condition->param, conditions[_i].subject == LK_SUBJECT_PARAM);
}
END_TEST

START_TEST(joins_conditions) {
    const lk_case *one = model_of("f(p)", "{block: sleep, when: 'return == 0 && p & A && !(p & B)&&p'}")->cases;
    ck_assert_uint_eq(one->condition_count, 4);
    ck_assert_int_eq(one->conditions[1].op, LK_OP_AND);
    ck_assert_int_eq(one->conditions[2].negated, true);
    ck_assert_int_eq(one->conditions[3].op, LK_OP_NE);
}
END_TEST

/* ---- effects ---- */

START_TEST(reads_lock_effects) {
    const lk_effect *e =
        effect_of("f(a, b, c)", "\n    acquire: {lock: '*a', mode: shared, kind: spin, reentrant: yes}\n"
                                "    release: [{lock: '*a'}, {lock: '*b', mode: exclusive}, {guard: c}]\n"
                                "    wait: {cond: '*b', lock: '*a'}\n"
                                "    convert: {lock: '*a', from: upgradable, to: exclusive}\n"
                                "    assert-held: {lock: '*a'}\n"
                                "    poison: [{lock: '*a'}, {guard: c}]\n"
                                "    destroy: {lock: '*a'}");
    ck_assert_int_eq(e[0].kind, LK_EFFECT_ACQUIRE);
    ck_assert_int_eq(e[0].mode, LK_MODE_SHARED);
    ck_assert_int_eq(e[0].lock_kind, LK_LOCK_SPIN);
    ck_assert_int_eq(e[0].reentrancy, LK_REENTRANT_YES);
    ck_assert(e[0].waits);
    ck_assert_int_eq(e[1].mode, LK_MODE_ANY);
    ck_assert_int_eq(e[2].mode, LK_MODE_EXCLUSIVE);
    ck_assert(e[3].by_guard && !e[2].by_guard);
    ck_assert_str_eq(path_text(&e[3].object), "P2");
    ck_assert_int_eq(e[4].kind, LK_EFFECT_WAIT);
    ck_assert_str_eq(path_text(&e[4].object), "P0*");
    ck_assert_str_eq(path_text(&e[4].second), "P1*");
    ck_assert_int_eq(e[5].from_mode, LK_MODE_UPGRADABLE);
    ck_assert_int_eq(e[5].mode, LK_MODE_EXCLUSIVE);
    ck_assert_int_eq(e[6].mode, LK_MODE_ANY);
    ck_assert(e[8].kind == LK_EFFECT_POISON && e[8].by_guard);
    ck_assert_int_eq(e[9].kind, LK_EFFECT_DESTROY);
}
END_TEST

START_TEST(acquire_has_defaults) {
    const lk_effect *effect = effect_of("f(a)", "{acquire: {lock: '*a'}}");
    ck_assert_int_eq(effect->mode, LK_MODE_EXCLUSIVE);
    ck_assert_int_eq(effect->reentrancy, LK_REENTRANT_UNKNOWN);
    ck_assert_int_eq(effect->lock_kind, LK_LOCK_MUTEX);
    ck_assert(!effect->has_second);
}
END_TEST

START_TEST(reads_init_and_guard) {
    const lk_effect *e = effect_of("f(a, b)", "{init: [{lock: '*a'}, {lock: '*a', kind: semaphore, reentrant: unknown, "
                                              "attribute: '*b'}], attribute: {object: '*b', reentrant: yes}, "
                                              "guard: {object: return, lock: '*a', mode: shared}, waits: no}");
    ck_assert_int_eq(e[0].reentrancy, LK_REENTRANT_NO);
    ck_assert_int_eq(e[1].reentrancy, LK_REENTRANT_UNKNOWN);
    ck_assert_int_eq(e[1].lock_kind, LK_LOCK_SEMAPHORE);
    ck_assert_str_eq(path_text(&e[1].second), "P1*");
    ck_assert_int_eq(e[2].kind, LK_EFFECT_ATTRIBUTE);
    ck_assert_int_eq(e[2].reentrancy, LK_REENTRANT_YES);
    ck_assert_str_eq(path_text(&e[3].object), "R");
    ck_assert_str_eq(path_text(&e[3].second), "P0*");
    ck_assert_int_eq(e[3].mode, LK_MODE_SHARED);
    ck_assert(!e[3].waits);
}
END_TEST

START_TEST(reads_handle_effects) {
    const lk_model *model = model_of("f(slot, h)", "{create: {handle: return}, move: [{handle: '*slot', to: return}, "
                                                   "{handle: h}], clone: {handle: h, to: return}, borrow: {handle: h}, "
                                                   "drop: {handle: '*slot'}, join: {thread: h}}");
    static const int kinds[] = {LK_EFFECT_CREATE, LK_EFFECT_MOVE, LK_EFFECT_MOVE, LK_EFFECT_CLONE,
                                LK_EFFECT_BORROW, LK_EFFECT_DROP, LK_EFFECT_JOIN};
    ck_assert_uint_eq(model->cases[0].effect_count, 7);
    for (int i = 0; i < 7; i++)
        ck_assert_int_eq(model->cases[0].effects[i].kind, kinds[i]);
    ck_assert(model->cases[0].effects[1].has_second && !model->cases[0].effects[2].has_second);
    ck_assert_str_eq(path_text(&model->cases[0].effects[3].second), "R");
}
END_TEST

START_TEST(reads_other_effects) {
    const lk_effect *e = effect_of("f(fn, arg)", "\n    spawn: {entry: fn, argument: arg}\n    call: {entry: fn}\n"
                                                 "    block: [socket, loader]\n    yield: await\n    noreturn: yes\n"
                                                 "    nothing: true\n    returns: arg\n    writes: ['*arg', '*fn']\n"
                                                 "    frees: '*arg'");
    ck_assert(e[0].kind == LK_EFFECT_SPAWN && e[0].has_second);
    ck_assert(e[1].kind == LK_EFFECT_CALL && !e[1].has_second);
    ck_assert(e[2].block == LK_BLOCK_SOCKET && e[3].block == LK_BLOCK_LOADER);
    ck_assert_int_eq(e[4].yield, LK_YIELD_AWAIT);
    ck_assert_int_eq(e[5].kind, LK_EFFECT_NORETURN);
    ck_assert_int_eq(e[6].kind, LK_EFFECT_NOTHING);
    ck_assert_str_eq(path_text(&e[7].object), "P1");
    ck_assert_str_eq(path_text(&e[8].object), "P1*");
    ck_assert_str_eq(path_text(&e[9].object), "P0*");
    ck_assert_int_eq(e[10].kind, LK_EFFECT_FREES);
}
END_TEST

START_TEST(no_writes_is_an_effect) {
    const lk_model *model = model_of("f()", "{writes: []}");
    ck_assert_uint_eq(model->cases[0].effect_count, 1);
    ck_assert_int_eq(model->cases[0].effects[0].kind, LK_EFFECT_WRITES);
    ck_assert_str_eq(path_text(&model->cases[0].effects[0].object), "N");
}
END_TEST

START_TEST(effects_can_come_twice_in_order) {
    const lk_case *one =
        model_of("f(a)", "{effects: [{release: {lock: '*a'}}, {block: sleep}, {acquire: {lock: '*a'}}, "
                         "{release: {lock: '*a'}, block: wait}]}")
            ->cases;
    static const int kinds[] = {LK_EFFECT_RELEASE, LK_EFFECT_BLOCK, LK_EFFECT_ACQUIRE, LK_EFFECT_RELEASE,
                                LK_EFFECT_BLOCK};
    ck_assert_uint_eq(one->effect_count, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(one->effects[i].kind, kinds[i]);
}
END_TEST

START_TEST(wait_may_leave_the_lock_to_its_condition) {
    const lk_effect *effect = effect_of("f(c)", "{wait: {cond: '*c'}}");
    ck_assert_str_eq(path_text(&effect->object), "N");
    ck_assert_str_eq(path_text(&effect->second), "P0*");
}
END_TEST

/* ---- cases, entries, files ---- */

START_TEST(reads_cases) {
    const lk_model *model =
        model_of("f(lock, mode)", "\n    api: pg\n    cases:\n"
                                  "      - {when: mode == A, acquire: {lock: '*lock', mode: shared}}\n"
                                  "      - {when: return == 2, happens: rarely, nothing: yes}\n"
                                  "      - {when: return == 0, acquire: {lock: none}, waits: no, "
                                  "fails: rarely}");
    ck_assert_str_eq(model->api, "pg");
    ck_assert_uint_eq(model->case_count, 3);
    ck_assert(!model->cases[0].rarely && !model->cases[0].is_rare);
    ck_assert(model->cases[1].is_rare);
    ck_assert(model->cases[2].rarely && !model->cases[2].effects[0].waits);
    ck_assert_str_eq(path_text(&model->cases[2].effects[0].object), "N(pg)");
    ck_assert_str_eq(model->params[1], "mode");
    ck_assert_uint_eq(model->param_count, 2);
    ck_assert(!model->is_variadic);
    ck_assert_str_eq(model->path, "my.yaml");
    ck_assert_uint_eq(model->line, 4);
    ck_assert_uint_eq(model->column, 3);
}
END_TEST

START_TEST(reads_signatures) {
    ck_assert(model_of("f( a , ... )", "{nothing: yes}")->is_variadic);
    ck_assert_uint_eq(lk_models_function(models, "f")->param_count, 1);
    ck_assert_uint_eq(model_of("g()", "{nothing: yes}")->param_count, 0);
}
END_TEST

START_TEST(reads_types) {
    ck_assert(add("types:\n  t: {kind: rwlock}\n  r: {kind: spin, reentrant: yes, reentrant-initializers: [A, B]}\n"
                  "api: my\n"));
    const lk_lock_type *type = lk_models_type(models, "r");
    ck_assert_int_eq(type->kind, LK_LOCK_SPIN);
    ck_assert_int_eq(type->reentrancy, LK_REENTRANT_YES);
    ck_assert_uint_eq(type->reentrant_initializer_count, 2);
    ck_assert_str_eq(type->reentrant_initializers[1], "B");
    ck_assert_str_eq(type->api, "my");
    ck_assert_int_eq(lk_models_type(models, "t")->reentrancy, LK_REENTRANT_NO);
    ck_assert_ptr_null(lk_models_type(models, "u"));
}
END_TEST

START_TEST(anchors_share_an_entry) {
    ck_assert(add("functions:\n  f(m): &lock {acquire: {lock: '*m'}}\n  g(m): *lock\n"));
    ck_assert_int_eq(lk_models_function(models, "g")->cases[0].effects[0].kind, LK_EFFECT_ACQUIRE);
}
END_TEST

START_TEST(empty_files_say_nothing) {
    ck_assert(add(""));
    ck_assert(add("# nothing yet\n"));
    ck_assert(add("\xEF\xBB\xBF\n"));
    ck_assert(add("{}"));
    ck_assert_uint_eq(lk_models_count(models), 0);
}
END_TEST

START_TEST(wrong_files_add_nothing) {
    ck_assert(!add("types: {t: {kind: mutex}}\nfunctions:\n  f(a): {block: sleep}\n  g(a): {blok: sleep}\n"));
    ck_assert_ptr_null(lk_models_function(models, "f"));
    ck_assert_ptr_null(lk_models_type(models, "t"));
    ck_assert(add("functions: {f(a): {block: sleep}}"));
}
END_TEST

START_TEST(other_files_are_named) {
    ck_assert(add("\nfunctions:\n  f(a): {block: sleep}\ntypes: {t: {kind: mutex}}\n"));
    const char *text = "functions:\n    f(): {block: wait}\n";
    ck_assert(!lk_models_add(models, "other.yaml", text, strlen(text), &error));
    ck_assert_str_eq(error.path, "other.yaml");
    ck_assert_uint_eq(error.line, 2);
    ck_assert_uint_eq(error.column, 5);
    ck_assert_str_eq(error.message, "'f' is modelled twice; the other model is at my.yaml:3:3");
    ck_assert(!add("types:\n  t: {kind: spin}"));
    ck_assert_uint_eq(error.line, 2);
    ck_assert_str_eq(error.message, "'t' is modelled twice; the other model is at my.yaml:4:9");
}
END_TEST

START_TEST(many_functions_load) {
    enum { MANY = 10000 };
    char *text = malloc(MANY * 64), *end = text;
    end += sprintf(end, "functions:\n");
    for (int i = 0; i < MANY; i++)
        end += sprintf(end, "  f%d(m): {acquire: {lock: '*m'}}\n", i);
    ck_assert(add(text));
    free(text);
    ck_assert_uint_eq(lk_models_count(models), MANY);
    for (int i = 0; i < MANY; i++) {
        const lk_model *model = lk_models_function(models, lk_arena_printf(arena, "f%d", i));
        ck_assert_ptr_eq(model, lk_models_at(models, (size_t)i));
        ck_assert_uint_eq(model->line, (unsigned)i + 2);
    }
}
END_TEST

START_TEST(words_have_names) {
    ck_assert_str_eq(lk_effect_kind_name(LK_EFFECT_ASSERT_HELD), "assert-held");
    ck_assert_str_eq(lk_effect_kind_name(LK_EFFECT_JOIN), "join");
    ck_assert_str_eq(lk_mode_name(LK_MODE_UPGRADABLE), "upgradable");
    ck_assert_str_eq(lk_block_kind_name(LK_BLOCK_LOADER), "loader");
    ck_assert_str_eq(lk_yield_kind_name(LK_YIELD_AWAIT), "await");
    ck_assert_str_eq(lk_lock_kind_name(LK_LOCK_SEMAPHORE), "semaphore");
    ck_assert_str_eq(lk_reentrancy_name(LK_REENTRANT_UNKNOWN), "unknown");
    ck_assert_str_eq(lk_mode_name((lk_mode)77), "unknown");
}
END_TEST

#define LENGTH(table) ((int)(sizeof(table) / sizeof *(table)))

static TCase *language_tests(void) {
    TCase *tests = tcase_create("language");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, reads_lock_paths, 0, LENGTH(lock_paths));
    tcase_add_loop_test(tests, reads_value_paths, 0, LENGTH(value_paths));
    tcase_add_test(tests, special_words_may_be_parameters);
    tcase_add_test(tests, macros_name_objects);
    tcase_add_loop_test(tests, reads_conditions, 0, LENGTH(conditions));
    tcase_add_test(tests, joins_conditions);
    tcase_add_test(tests, reads_lock_effects);
    tcase_add_test(tests, acquire_has_defaults);
    tcase_add_test(tests, reads_init_and_guard);
    tcase_add_test(tests, reads_handle_effects);
    tcase_add_test(tests, reads_other_effects);
    tcase_add_test(tests, no_writes_is_an_effect);
    tcase_add_test(tests, effects_can_come_twice_in_order);
    tcase_add_test(tests, wait_may_leave_the_lock_to_its_condition);
    tcase_add_test(tests, reads_cases);
    tcase_add_test(tests, reads_signatures);
    tcase_add_test(tests, reads_types);
    tcase_add_test(tests, words_have_names);
    return tests;
}

static TCase *table_tests(void) {
    TCase *tests = tcase_create("table");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, anchors_share_an_entry);
    tcase_add_test(tests, empty_files_say_nothing);
    tcase_add_test(tests, wrong_files_add_nothing);
    tcase_add_test(tests, other_files_are_named);
    tcase_add_test(tests, many_functions_load);
    return tests;
}

int main(void) {
    Suite *suite = suite_create("model");
    suite_add_tcase(suite, language_tests());
    suite_add_tcase(suite, table_tests());
    return run_suite(suite);
}
