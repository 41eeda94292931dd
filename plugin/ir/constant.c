/* constant.c -- what is known of an expression before the program runs: so far as clang's own graphs know it. */
#include "ir/lower.h"

#include <string.h>

enum { DEEPEST_CONSTANT = 40 };

/* An integer constant with the type it has in arithmetic. */
typedef struct constant {
    int64_t value;
    uint32_t bits;
    bool is_signed;
} constant;

static bool evaluate(const lk_node *node, constant *result, unsigned depth);

static int64_t truncated(int64_t value, uint32_t bits, bool is_signed) {
    if (bits == 0 || bits >= 64)
        return value;
    uint64_t low = (uint64_t)value & ((UINT64_C(1) << bits) - 1);
    bool is_negative = is_signed && low >> (bits - 1) & 1;
    return (int64_t)(is_negative ? low | ~((UINT64_C(1) << bits) - 1) : low);
}

/* Gives the value the type; false for types without constants. */
static bool become(constant *it, const lk_type *type) {
    if (!type || (type->kind != LK_TYPE_INTEGER && type->kind != LK_TYPE_POINTER) || type->bits > 64)
        return false;
    if (type->is_bool) {
        *it = (constant){it->value != 0, 8, false};
        return true;
    }
    it->bits = type->kind == LK_TYPE_POINTER || !type->bits ? 64 : type->bits;
    it->is_signed = type->kind == LK_TYPE_INTEGER && type->is_signed;
    it->value = truncated(it->value, it->bits, it->is_signed);
    return true;
}

/* C11 6.3.1.1 and 6.3.1.8. */
static void promote(constant *it) {
    if (it->bits < 32)
        *it = (constant){it->value, 32, true};
}

static void convert(constant *a, constant *b) {
    promote(a);
    promote(b);
    uint32_t bits = a->bits > b->bits ? a->bits : b->bits;
    bool is_signed = (a->is_signed || a->bits < bits) && (b->is_signed || b->bits < bits);
    *a = (constant){truncated(a->value, bits, is_signed), bits, is_signed};
    *b = (constant){truncated(b->value, bits, is_signed), bits, is_signed};
}

static bool compare(lk_operator op, const constant *a, const constant *b) {
    bool is_less = a->is_signed ? a->value < b->value : (uint64_t)a->value < (uint64_t)b->value;
    switch (op) {
    case LK_OP_EQ:
        return a->value == b->value;
    case LK_OP_NE:
        return a->value != b->value;
    case LK_OP_LT:
        return is_less;
    case LK_OP_GE:
        return !is_less;
    case LK_OP_LE:
        return is_less || a->value == b->value;
    default:
        return !is_less && a->value != b->value;
    }
}

static bool divide(lk_operator op, const constant *a, const constant *b, int64_t *value) {
    if (b->value == 0 || (a->is_signed && b->value == -1))
        return false;
    if (a->is_signed)
        *value = op == LK_OP_DIV ? a->value / b->value : a->value % b->value;
    else
        *value = (int64_t)(op == LK_OP_DIV ? (uint64_t)a->value / (uint64_t)b->value
                                           : (uint64_t)a->value % (uint64_t)b->value);
    return true;
}

static bool shift(lk_operator op, const constant *a, const constant *b, int64_t *value) {
    if (b->value < 0 || b->value >= a->bits)
        return false;
    if (op == LK_OP_SHL)
        *value = (int64_t)((uint64_t)a->value << b->value);
    else
        *value = a->is_signed ? a->value >> b->value : (int64_t)((uint64_t)a->value >> b->value);
    return true;
}

bool lk_operator_wrap(lk_operator op, int64_t a, int64_t b, int64_t *result) {
    uint64_t left = (uint64_t)a, right = (uint64_t)b;
    switch (op) {
    case LK_OP_ADD:
        *result = (int64_t)(left + right);
        return true;
    case LK_OP_SUB:
        *result = (int64_t)(left - right);
        return true;
    case LK_OP_MUL:
        *result = (int64_t)(left * right);
        return true;
    case LK_OP_AND:
        *result = (int64_t)(left & right);
        return true;
    case LK_OP_OR:
        *result = (int64_t)(left | right);
        return true;
    case LK_OP_XOR:
        *result = (int64_t)(left ^ right);
        return true;
    default:
        return false;
    }
}

static bool calculate(lk_operator op, const constant *a, const constant *b, int64_t *value) {
    switch (op) {
    case LK_OP_DIV:
    case LK_OP_REM:
        return divide(op, a, b, value);
    case LK_OP_SHL:
    case LK_OP_SHR:
        return shift(op, a, b, value);
    default:
        return lk_operator_wrap(op, a->value, b->value, value);
    }
}

/* && and || are known by one operand alone only if it is the left one: the right one's effects come after it. */
static bool evaluate_logical(const lk_node *node, constant *result, unsigned depth) {
    constant a, b;
    if (!evaluate(node->child[0], &a, depth))
        return false;
    bool decides = (a.value != 0) == (node->op == LK_OP_LOR);
    if (!decides && !evaluate(node->child[1], &b, depth))
        return false;
    *result = (constant){decides ? a.value != 0 : b.value != 0, 32, true};
    return true;
}

static bool evaluate_binary(const lk_node *node, constant *result, unsigned depth) {
    constant a, b;
    if (node->op == LK_OP_LAND || node->op == LK_OP_LOR)
        return evaluate_logical(node, result, depth);
    if (node->op == LK_OP_COMMA || !evaluate(node->child[0], &a, depth) || !evaluate(node->child[1], &b, depth))
        return false;
    if (node->op == LK_OP_SHL || node->op == LK_OP_SHR) {
        promote(&a);
        promote(&b);
    } else {
        convert(&a, &b);
    }
    if (node->op >= LK_OP_EQ && node->op <= LK_OP_GE) {
        *result = (constant){compare((lk_operator)node->op, &a, &b), 32, true};
        return true;
    }
    return calculate((lk_operator)node->op, &a, &b, &result->value) && become(result, node->type);
}

static bool evaluate_unary(const lk_node *node, constant *result, unsigned depth) {
    switch (node->op) {
    case LK_OP_NOT:
    case LK_OP_NEG:
    case LK_OP_PLUS:
    case LK_OP_COMPLEMENT:
    case LK_OP_EXTENSION:
        break;
    default:
        return false;
    }
    if (!evaluate(node->child[0], result, depth))
        return false;
    if (node->op == LK_OP_NOT)
        result->value = result->value == 0;
    else if (node->op == LK_OP_NEG)
        result->value = (int64_t)(0 - (uint64_t)result->value);
    else if (node->op == LK_OP_COMPLEMENT)
        result->value = ~result->value;
    return become(result, node->type);
}

static bool evaluate(const lk_node *node, constant *result, unsigned depth) {
    if (!node || depth > DEEPEST_CONSTANT)
        return false;
    switch ((lk_node_kind)node->kind) {
    case LK_INTEGER:
        *result = (constant){.value = node->value};
        return become(result, node->type);
    case LK_NAME:
        if (node->decl->kind != LK_DECL_ENUMERATOR)
            return false;
        *result = (constant){.value = node->decl->value};
        return become(result, node->type);
    case LK_UNARY:
        return evaluate_unary(node, result, depth + 1);
    case LK_BINARY:
        return evaluate_binary(node, result, depth + 1);
    case LK_CAST:
        return evaluate(node->child[0], result, depth + 1) && become(result, node->type);
    case LK_CONDITIONAL: {
        constant condition;
        if (!node->child[1] || !evaluate(node->child[0], &condition, depth + 1))
            return false;
        return evaluate(node->child[condition.value ? 1 : 2], result, depth + 1);
    }
    default:
        return false;
    }
}

bool lk_lower_constant(const lk_node *node, int64_t *value) {
    constant result = {0};
    if (!evaluate(node, &result, 0))
        return false;
    *value = result.value;
    return true;
}
