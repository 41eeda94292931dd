/* known.c -- what a path knows of one value against constants, and what two paths know of it together. */
#include "flow/state.h"

/* Whether `low <= value <= high`, none of them excluded, decides the comparison with a constant. */
static bool decides(const lk_fact *fact, uint8_t op, int64_t constant, bool *is_true) {
    bool is_less = fact->high<constant, is_greater = fact->low> constant;
    bool is_equal = fact->low == constant && fact->high == constant;
    switch (op) {
    case LK_OP_EQ:
    case LK_OP_NE:
        *is_true = is_equal == (op == LK_OP_EQ);
        return is_equal || lk_fact_excludes(fact, constant);
    case LK_OP_LT:
    case LK_OP_GE:
        *is_true = is_less == (op == LK_OP_LT);
        return is_less || fact->low >= constant;
    default:
        *is_true = is_greater == (op == LK_OP_GT);
        return is_greater || fact->high <= constant;
    }
}

/* `found = result == 0` is 0 or 1, and which of them when the result is known. */
static void know_comparison(const lk_state *state, const lk_value *comparison, lk_fact *fact) {
    lk_fact compared;
    bool is_true;
    fact->low = 0;
    fact->high = 1;
    if (comparison->b->kind == LK_VALUE_CONSTANT && lk_state_known(state, comparison->a, &compared) &&
        decides(&compared, comparison->op, comparison->b->constant, &is_true))
        fact->low = fact->high = is_true;
}

/* `i + 1`, where something is known of i. */
static bool know_sum(const lk_state *state, const lk_value *sum, lk_fact *fact) {
    lk_fact part;
    bool is_known = sum->op == LK_OP_ADD && sum->b && sum->b->kind == LK_VALUE_CONSTANT &&
                    lk_state_known(state, sum->a, &part) && !part.other;
    int64_t more = is_known ? sum->b->constant : 0;
    is_known &= more >= -LK_SMALL && more <= LK_SMALL && part.low >= -LK_SMALL && part.high <= LK_SMALL;
    if (is_known) {
        fact->low = part.low + more;
        fact->high = part.high + more;
    }
    return is_known;
}

bool lk_state_known(const lk_state *state, const lk_value *value, lk_fact *fact) {
    *fact = (lk_fact){.value = value, .low = INT64_MIN, .high = INT64_MAX, .relation = LK_ANY_RELATION};
    if (value->kind == LK_VALUE_CONSTANT || value->kind == LK_VALUE_MOVED) {
        fact->low = fact->high = value->kind == LK_VALUE_MOVED ? 0 : value->constant;
        return true;
    }
    if (lk_value_is_address(value)) {
        fact->excluded[fact->excluded_count++] = 0;
        return true;
    }
    if (value->kind == LK_VALUE_COMPUTE && value->b && value->op >= LK_OP_EQ && value->op <= LK_OP_GE) {
        know_comparison(state, value, fact);
        return true;
    }
    const lk_fact *told = lk_state_find_fact(state, value, NULL);
    if (told)
        *fact = *told;
    return told || (value->kind == LK_VALUE_COMPUTE && know_sum(state, value, fact));
}

void lk_fact_exclude(lk_fact *fact, int64_t constant) {
    if (!lk_fact_excludes(fact, constant) && fact->excluded_count < LK_FACT_EXCLUDED)
        fact->excluded[fact->excluded_count++] = constant;
}

static void keep_excluded(lk_fact *joined, const lk_fact *from, const lk_fact *also) {
    for (uint32_t i = 0; i < from->excluded_count; i++)
        if (lk_fact_excludes(also, from->excluded[i]))
            lk_fact_exclude(joined, from->excluded[i]);
}

lk_fact lk_fact_join(const lk_fact *a, const lk_fact *b) {
    lk_fact joined = {.low = a->low < b->low ? a->low : b->low,
                      .high = a->high > b->high ? a->high : b->high,
                      .relation = LK_ANY_RELATION};
    if (lk_fact_excludes(a, 0) && lk_fact_excludes(b, 0))
        lk_fact_exclude(&joined, 0);
    keep_excluded(&joined, a, b);
    keep_excluded(&joined, b, a);
    return joined;
}

bool lk_fact_says_something(const lk_fact *fact) {
    bool says_where = fact->low != INT64_MIN || fact->high != INT64_MAX || fact->excluded_count;
    return says_where || (fact->other && fact->relation != LK_ANY_RELATION);
}
