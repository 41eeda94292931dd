/* condition.c -- conditions joined by &&. */
#include "model/condition.h"

#include <string.h>

typedef struct reader {
    lk_scan *scan;
    const lk_signature *signature;
    const lk_map *constants;
} reader;

static bool read_atom(reader *self, int64_t *value) {
    lk_scan *scan = self->scan;
    if (lk_scan_integer(scan, value))
        return true;
    if (scan->message)
        return false;
    const char *name = lk_scan_name(scan);
    if (!name)
        return lk_scan_fail(scan, "expected a number or the name of a constant, found %s", lk_scan_found(scan));
    const int64_t *constant = lk_map_get(self->constants, name);
    if (constant) {
        *value = *constant;
        return true;
    }
    bool is_zero = strcmp(name, "NULL") == 0 || strcmp(name, "false") == 0;
    *value = !is_zero;
    if (is_zero || strcmp(name, "true") == 0)
        return true;
    if (strcmp(name, "return") == 0 || lk_signature_param(self->signature, name) >= 0)
        return lk_scan_fail_at(scan, scan->token,
                               "'%s' is compared with another variable; only constants can stand here", name);
    return lk_scan_fail_at(scan, scan->token,
                           "unknown constant '%s'; give its value under 'constants', or write a number", name);
}

/* A constant, or several joined by | in parentheses. */
static bool read_constant(reader *self, int64_t *value) {
    if (!lk_scan_take(self->scan, "("))
        return read_atom(self, value);
    *value = 0;
    do {
        int64_t part;
        if (!read_atom(self, &part))
            return false;
        *value |= part;
    } while (lk_scan_take(self->scan, "|"));
    if (!lk_scan_take(self->scan, ")"))
        return lk_scan_fail(self->scan, "expected '|' or ')', found %s", lk_scan_found(self->scan));
    return true;
}

static bool read_subject(reader *self, lk_condition *condition) {
    lk_scan *scan = self->scan;
    const char *name = lk_scan_name(scan);
    if (!name)
        return lk_scan_fail(scan, "expected 'return' or a parameter, found %s", lk_scan_found(scan));
    if (strcmp(name, "return") == 0) {
        condition->subject = LK_SUBJECT_RESULT;
        return true;
    }
    int32_t param = lk_signature_param(self->signature, name);
    if (param < 0)
        return lk_signature_unknown(self->signature, scan, scan->token, name);
    condition->subject = LK_SUBJECT_PARAM;
    condition->param = (uint16_t)param;
    return true;
}

static bool take_single_and(lk_scan *scan) {
    lk_scan saved = *scan;
    if (lk_scan_take(scan, "&&")) {
        *scan = saved;
        return false;
    }
    return lk_scan_take(scan, "&");
}

static bool take_comparison(lk_scan *scan, uint8_t *op) {
    static const struct {
        const char *text;
        uint8_t op;
    } operators[] = {{"==", LK_OP_EQ}, {"!=", LK_OP_NE}, {"<=", LK_OP_LE},
                     {">=", LK_OP_GE}, {"<", LK_OP_LT},  {">", LK_OP_GT}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (lk_scan_take(scan, operators[i].text)) {
            *op = operators[i].op;
            return true;
        }
    return false;
}

static uint8_t opposite(uint8_t op) {
    switch (op) {
    case LK_OP_EQ:
        return LK_OP_NE;
    case LK_OP_NE:
        return LK_OP_EQ;
    case LK_OP_LT:
        return LK_OP_GE;
    case LK_OP_GE:
        return LK_OP_LT;
    case LK_OP_GT:
        return LK_OP_LE;
    default:
        return LK_OP_GT;
    }
}

static void negate(lk_condition *condition) {
    if (condition->op == LK_OP_AND)
        condition->negated = !condition->negated;
    else
        condition->op = opposite(condition->op);
}

/* subject, subject & constant, subject op constant. */
static bool read_simple(reader *self, lk_condition *condition) {
    if (!read_subject(self, condition))
        return false;
    if (take_single_and(self->scan)) {
        condition->op = LK_OP_AND;
        return read_constant(self, &condition->value);
    }
    if (take_comparison(self->scan, &condition->op))
        return read_constant(self, &condition->value);
    condition->op = LK_OP_NE;
    return true;
}

/* After "(subject & constant)": == 0 or != 0, as C programmers write it. */
static bool read_tail(reader *self, lk_condition *condition) {
    uint8_t op;
    int64_t value;
    if (!take_comparison(self->scan, &op))
        return true;
    size_t where = self->scan->token;
    if (!read_constant(self, &value))
        return false;
    if (condition->op != LK_OP_AND || value != 0 || (op != LK_OP_EQ && op != LK_OP_NE))
        return lk_scan_fail_at(self->scan, where, "only '== 0' and '!= 0' can follow '(flags & MASK)'");
    if (op == LK_OP_EQ)
        negate(condition);
    return true;
}

static bool read_condition(reader *self, lk_condition *condition) {
    *condition = (lk_condition){.op = LK_OP_NE};
    bool is_negated = lk_scan_take(self->scan, "!");
    if (lk_scan_take(self->scan, "(")) {
        if (!read_simple(self, condition))
            return false;
        if (!lk_scan_take(self->scan, ")"))
            return lk_scan_fail(self->scan, "expected ')', found %s", lk_scan_found(self->scan));
        if (!is_negated && !read_tail(self, condition))
            return false;
    } else if (is_negated) {
        if (!read_subject(self, condition))
            return false;
    } else if (!read_simple(self, condition)) {
        return false;
    }
    if (is_negated)
        negate(condition);
    return true;
}

bool lk_conditions_read(lk_scan *scan, const lk_signature *signature, const lk_map *constants, lk_case *into) {
    reader self = {.scan = scan, .signature = signature, .constants = constants};
    do {
        if (into->condition_count == LK_MAX_CONDITIONS)
            return lk_scan_fail(scan, "a case has at most %d conditions", LK_MAX_CONDITIONS);
        if (!read_condition(&self, &into->conditions[into->condition_count]))
            return false;
        into->condition_count++;
    } while (lk_scan_take(scan, "&&"));
    if (lk_scan_take(scan, "||"))
        return lk_scan_fail_at(scan, scan->token, "'||' can't stand in a condition; write two cases");
    if (!lk_scan_at_end(scan))
        return lk_scan_fail(scan,
                            "expected '&&' or the end, found %s; "
                            "conditions look like 'return == 0' or '!(flags & MASK)'",
                            lk_scan_found(scan));
    return true;
}
