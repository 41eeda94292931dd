/* facts.c -- the predicates that decided the branches of a path, and whether a new one can be true beside them. */
#include "flow/state.h"

static uint8_t relation_of(lk_operator op) {
    switch (op) {
    case LK_OP_EQ:
        return LK_EQUAL;
    case LK_OP_NE:
        return LK_LESS | LK_GREATER;
    case LK_OP_LT:
        return LK_LESS;
    case LK_OP_LE:
        return LK_LESS | LK_EQUAL;
    case LK_OP_GT:
        return LK_GREATER;
    default:
        return LK_GREATER | LK_EQUAL;
    }
}

uint8_t lk_relation_mirrored(uint8_t relation) {
    uint8_t swapped = relation & LK_EQUAL;
    if (relation & LK_LESS)
        swapped |= LK_GREATER;
    if (relation & LK_GREATER)
        swapped |= LK_LESS;
    return swapped;
}

static lk_operator operator_of(uint8_t relation) {
    static const lk_operator operators[] = {LK_OP_NONE, LK_OP_LT, LK_OP_EQ, LK_OP_LE,
                                            LK_OP_GT,   LK_OP_NE, LK_OP_GE, LK_OP_NONE};
    return operators[relation & LK_ANY_RELATION];
}

static bool lists(const lk_fact *fact, int64_t constant) {
    for (uint32_t i = 0; i < fact->excluded_count; i++)
        if (fact->excluded[i] == constant)
            return true;
    return false;
}

lk_operator lk_operator_opposite(lk_operator comparison) {
    return operator_of((uint8_t)(LK_ANY_RELATION & ~relation_of(comparison)));
}

bool lk_fact_equal(const lk_fact *a, const lk_fact *b) {
    if (a->value != b->value || a->other != b->other || a->low != b->low || a->high != b->high ||
        a->relation != b->relation || a->excluded_count != b->excluded_count)
        return false;
    for (uint32_t i = 0; i < a->excluded_count; i++)
        if (!lists(b, a->excluded[i]))
            return false;
    return true;
}

lk_fact *lk_state_find_fact(const lk_state *self, const lk_value *value, const lk_value *other) {
    for (uint32_t i = 0; i < self->fact_count; i++)
        if (self->facts[i].value == value && self->facts[i].other == other)
            return &self->facts[i];
    return NULL;
}

bool lk_fact_excludes(const lk_fact *fact, int64_t constant) {
    return lists(fact, constant) || constant < fact->low || constant > fact->high;
}

/* What lies outside the ends need not be listed: there is room for few. */
static void drop_outside(lk_fact *fact) {
    uint8_t kept = 0;
    for (uint32_t i = 0; i < fact->excluded_count; i++)
        if (fact->excluded[i] >= fact->low && fact->excluded[i] <= fact->high)
            fact->excluded[kept++] = fact->excluded[i];
    fact->excluded_count = kept;
}

/* Tightens the ends past excluded constants; false when nothing is left. */
static bool settle(lk_fact *fact) {
    for (uint32_t round = 0; round <= fact->excluded_count; round++)
        for (uint32_t i = 0; i < fact->excluded_count; i++) {
            if (fact->low == fact->high && fact->excluded[i] == fact->low)
                return false;
            if (fact->excluded[i] == fact->low)
                fact->low++;
            else if (fact->excluded[i] == fact->high)
                fact->high--;
        }
    drop_outside(fact);
    return fact->low <= fact->high;
}

bool lk_fact_narrow(lk_fact *fact, lk_operator op, int64_t constant) {
    switch (op) {
    case LK_OP_EQ:
        if (lk_fact_excludes(fact, constant))
            return false;
        fact->low = fact->high = constant;
        fact->excluded_count = 0;
        return true;
    case LK_OP_NE:
        if (!lk_fact_excludes(fact, constant) && fact->excluded_count < LK_FACT_EXCLUDED)
            fact->excluded[fact->excluded_count++] = constant;
        else if (fact->low == constant && fact->high == constant)
            return false;
        return settle(fact);
    case LK_OP_LT:
        if (constant == INT64_MIN)
            return false;
        constant--;
        /* fall through */
    case LK_OP_LE:
        if (constant < fact->high)
            fact->high = constant;
        return settle(fact);
    case LK_OP_GT:
        if (constant == INT64_MAX)
            return false;
        constant++;
        /* fall through */
    case LK_OP_GE:
        if (constant > fact->low)
            fact->low = constant;
        return settle(fact);
    default:
        return true;
    }
}

static bool assume_constant(lk_state_pool *pool, lk_state *self, const lk_value *value, lk_operator op,
                            int64_t constant) {
    lk_fact *known = lk_state_find_fact(self, value, NULL);
    lk_fact fact =
        known ? *known : (lk_fact){.value = value, .low = INT64_MIN, .high = INT64_MAX, .relation = LK_ANY_RELATION};
    if (!lk_fact_narrow(&fact, op, constant))
        return false;
    if (known)
        *known = fact;
    else
        lk_state_add_fact(pool, self, &fact);
    return true;
}

static bool assume_values(lk_state_pool *pool, lk_state *self, const lk_value *a, uint8_t relation, const lk_value *b) {
    if (a->id > b->id) {
        const lk_value *swap = a;
        a = b;
        b = swap;
        relation = lk_relation_mirrored(relation);
    }
    lk_fact *known = lk_state_find_fact(self, a, b);
    uint8_t left = (uint8_t)(relation & (known ? known->relation : LK_ANY_RELATION));
    if (!left)
        return false;
    if (known)
        known->relation = left;
    else
        lk_state_add_fact(pool, self, &(lk_fact){.value = a, .other = b, .relation = left});
    return true;
}

static bool is_comparison(const lk_value *value) {
    return value->kind == LK_VALUE_COMPUTE && value->op >= LK_OP_EQ && value->op <= LK_OP_GE;
}

/* The constant that the value is known to be on this path. */
static const lk_value *known_constant(lk_state *self, lk_values *values, const lk_value *value) {
    if (value->kind == LK_VALUE_MOVED)
        return lk_value_constant(values, 0);
    if (value->kind == LK_VALUE_CONSTANT)
        return value;
    const lk_fact *fact = lk_state_find_fact(self, value, NULL);
    return fact && fact->low == fact->high ? lk_value_constant(values, fact->low) : value;
}

/* `(a < b) != 0` says a < b; `(a < b) == 0` says a >= b. */
static bool assume_truth(lk_state_pool *pool, lk_state *self, lk_values *values, const lk_value *comparison,
                         uint8_t relation, int64_t constant) {
    uint8_t inner = relation_of((lk_operator)comparison->op);
    bool may_be_true = (relation & (1 < constant ? LK_LESS : 1 > constant ? LK_GREATER : LK_EQUAL)) != 0;
    bool may_be_false = (relation & (0 < constant ? LK_LESS : 0 > constant ? LK_GREATER : LK_EQUAL)) != 0;
    if (may_be_true && may_be_false)
        return true;
    if (!may_be_true && !may_be_false)
        return false;
    if (!may_be_true)
        inner = (uint8_t)(LK_ANY_RELATION & ~inner);
    return lk_state_assume(pool, self, values, comparison->a, operator_of(inner), comparison->b);
}

static bool constants_agree(int64_t a, uint8_t relation, int64_t b) {
    return (relation & (a < b ? LK_LESS : a > b ? LK_GREATER : LK_EQUAL)) != 0;
}

bool lk_state_assume(lk_state_pool *pool, lk_state *self, lk_values *values, const lk_value *a, lk_operator op,
                     const lk_value *b) {
    uint8_t relation = relation_of(op);
    a = known_constant(self, values, a);
    b = known_constant(self, values, b);
    if (a->is_vague || b->is_vague)
        return true;
    if (a == b)
        return (relation & LK_EQUAL) != 0;
    if (a->kind == LK_VALUE_CONSTANT && b->kind != LK_VALUE_CONSTANT) {
        const lk_value *swap = a;
        a = b;
        b = swap;
        relation = lk_relation_mirrored(relation);
    }
    if (a->kind == LK_VALUE_CONSTANT)
        return constants_agree(a->constant, relation, b->constant);
    if (b->kind != LK_VALUE_CONSTANT) {
        bool differ = lk_value_root(a) && lk_value_root(b) && lk_value_relation(a, b) == LK_DIFFERENT;
        return (!differ || relation != LK_EQUAL) && assume_values(pool, self, a, relation, b);
    }
    if (is_comparison(a) && a->b)
        return assume_truth(pool, self, values, a, relation, b->constant);
    if (b->constant == 0 && lk_value_is_address(a))
        return relation != LK_EQUAL;
    return assume_constant(pool, self, a, operator_of(relation), b->constant);
}

bool lk_fact_apart(const lk_fact *a, const lk_fact *b) {
    return a->high < b->low || b->high < a->low || (a->low == a->high && lk_fact_excludes(b, a->low)) ||
           (b->low == b->high && lk_fact_excludes(a, b->low));
}
