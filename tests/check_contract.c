/* check_contract.c -- clang's thread-safety attributes as models. */
#include "model/models.h"
#include "suite.h"

#include <check.h>

static lk_arena *arena;

static void set_up(void) {
    arena = lk_arena_new();
}

static void tear_down(void) {
    lk_arena_free(arena);
}

/* The model of `int f(struct s *m, int n)` with one or two contracts (the second may be NULL). */
static const lk_model *model_of(const char *contract, const char *other) {
    static const lk_type record = {.kind = LK_TYPE_RECORD}, pointer = {.kind = LK_TYPE_POINTER, .target = &record},
                         number = {.kind = LK_TYPE_INTEGER};
    static lk_decl m = {.kind = LK_DECL_PARAM, .name = "m", .type = &pointer},
                   n = {.kind = LK_DECL_PARAM, .name = "n", .type = &number, .index = 1};
    static lk_decl *const params[] = {&m, &n};
    const char **contracts = LK_NEW_ARRAY(arena, const char *, 2);
    contracts[0] = contract;
    contracts[1] = other;
    lk_decl *function = LK_NEW(arena, lk_decl);
    *function = (lk_decl){.kind = LK_DECL_FUNCTION,
                          .name = "f",
                          .params = params,
                          .param_count = 2,
                          .contracts = contracts,
                          .contract_count = other ? 2 : 1};
    return lk_contract_model(arena, function);
}

/* "acquire exclusive m *" for each effect of a case. */
static const char *text_of(const lk_case *one) {
    static const char *const steps[] = {[LK_STEP_DEREF] = "*",
                                        [LK_STEP_FIELD] = ".",
                                        [LK_STEP_INDEX] = "[]",
                                        [LK_STEP_TARGET] = "?",
                                        [LK_STEP_ADDRESS] = "&"};
    const char *text = "";
    for (uint32_t i = 0; i < one->effect_count; i++) {
        const lk_effect *effect = &one->effects[i];
        const lk_path *path = &effect->object;
        text = lk_arena_printf(arena, "%s%s%s %s %s ", text, i ? "; " : "", lk_effect_kind_name(effect->kind),
                               lk_mode_name(effect->mode), path->root == LK_ROOT_GLOBAL ? path->name : "m");
        for (uint32_t k = 0; k < path->step_count; k++)
            text = lk_arena_printf(arena, "%s%s", text, steps[path->steps[k].kind]);
    }
    return text;
}

static const struct {
    const char *contract, *effects;
    bool is_partial;
} certain[] = {
    {"acquire_capability(m)", "acquire exclusive m *", false},
    {"acquire_capability(*m)", "acquire exclusive m *?", false},
    {"acquire_capability(&m->a)", "acquire exclusive m *.", false},
    {"acquire_capability(m->a)", "acquire exclusive m *.?", false},
    {"acquire_capability(&m->a[2])", "acquire exclusive m *.[]", false},
    {"acquire_capability(big)", "acquire exclusive big *?", false},
    {"acquire_capability(&big)", "acquire exclusive big *", false},
    {"acquire_capability(big.part)", "acquire exclusive big *.?", false},
    {"acquire_capability(m, big)", "acquire exclusive m *; acquire exclusive big *?", false},
    {"acquire_shared_capability(m)", "acquire shared m *", false},
    {"exclusive_lock_function(m)", "acquire exclusive m *", false},
    {"shared_lock_function(m)", "acquire shared m *", false},
    {"release_capability(m)", "release exclusive m *", false},
    {"release_shared_capability(m)", "release shared m *", false},
    {"release_generic_capability(m)", "release any m *", false},
    {"unlock_function(m)", "release any m *", false},
    {"assert_capability(m)", "assert-held exclusive m *", false},
    {"assert_shared_lock(m)", "assert-held shared m *", false},
    {"requires_capability(m)", "assert-held exclusive m *", true},
    {"shared_locks_required(m)", "assert-held shared m *", true},
};

START_TEST(says_what_happens) {
    const lk_model *model = model_of(certain[_i].contract, NULL);
    ck_assert_ptr_nonnull(model);
    ck_assert_uint_eq(model->case_count, 1);
    ck_assert_uint_eq(model->cases[0].condition_count, 0);
    ck_assert_str_eq(text_of(&model->cases[0]), certain[_i].effects);
    ck_assert(model->is_partial == certain[_i].is_partial);
    ck_assert_str_eq(model->api, "attributes");
}
END_TEST

static const struct {
    const char *contract;
    int op;
    const char *effects;
} tries[] = {
    {"try_acquire_capability(1, m)", LK_OP_NE, "acquire exclusive m *"},
    {"try_acquire_capability(true, m)", LK_OP_NE, "acquire exclusive m *"},
    {"try_acquire_capability(0, m)", LK_OP_EQ, "acquire exclusive m *"},
    {"try_acquire_shared_capability(false, m)", LK_OP_EQ, "acquire shared m *"},
    {"exclusive_trylock_function(1, m, big)", LK_OP_NE, "acquire exclusive m *; acquire exclusive big *?"},
    {"shared_trylock_function(1, m)", LK_OP_NE, "acquire shared m *"},
};

START_TEST(says_when_a_try_succeeds) {
    const lk_model *model = model_of(tries[_i].contract, NULL);
    ck_assert_ptr_nonnull(model);
    ck_assert_uint_eq(model->case_count, 1);
    const lk_case *success = &model->cases[0];
    ck_assert_uint_eq(success->condition_count, 1);
    ck_assert_int_eq(success->conditions[0].op, tries[_i].op);
    ck_assert_int_eq(success->conditions[0].value, 0);
    ck_assert_str_eq(text_of(success), tries[_i].effects);
    ck_assert(!success->effects[0].waits);
}
END_TEST

START_TEST(adds_up) {
    const lk_model *model = model_of("acquire_capability(big)", "release_capability(m)");
    ck_assert_str_eq(text_of(&model->cases[0]), "release exclusive m *; acquire exclusive big *?");
    model = model_of("requires_capability(big)", "try_acquire_capability(1, m)");
    ck_assert(!model->is_partial);
    ck_assert_uint_eq(model->case_count, 2);
    ck_assert_str_eq(text_of(&model->cases[0]), "assert-held exclusive big *?; acquire exclusive m *");
    ck_assert_str_eq(text_of(&model->cases[1]), "assert-held exclusive big *?");
    model = model_of("locks_excluded(?)", "requires_capability(m, !big)");
    ck_assert_str_eq(text_of(&model->cases[0]), "assert-held exclusive m *");
}
END_TEST

static const char *const silent[] = {
    "acquire_capability(?)",        "acquire_capability()",      "acquire_capability(n)",
    "acquire_capability(OF(m))",    "acquire_capability(m + 1)", "try_acquire_capability(SUCCESS, m)",
    "try_acquire_capability(1)",    "locks_excluded(m)",         "requires_capability(!m)",
    "acquire_capability(m, OF(m))", "capability(\"mutex\")",     "try_acquire_capability()",
};

START_TEST(unknown_is_silent) {
    ck_assert_msg(!model_of(silent[_i], NULL), "%s", silent[_i]);
}
END_TEST

START_TEST(one_unknown_spoils_all) {
    ck_assert_ptr_null(model_of("acquire_capability(m)", "release_capability(?)"));
    ck_assert_ptr_null(model_of("try_acquire_capability(0, m)", "try_acquire_shared_capability(1, m)"));
}
END_TEST

#define LENGTH(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void) {
    Suite *suite = suite_create("contract");
    TCase *cases = tcase_create("contract");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, says_what_happens, 0, LENGTH(certain));
    tcase_add_loop_test(cases, says_when_a_try_succeeds, 0, LENGTH(tries));
    tcase_add_test(cases, adds_up);
    tcase_add_loop_test(cases, unknown_is_silent, 0, LENGTH(silent));
    tcase_add_test(cases, one_unknown_spoils_all);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
