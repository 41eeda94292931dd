/* name.c -- how the source calls an object: "c->mu", "table[i].lock". */
#include "ir/lower.h"

#include <string.h>

enum { LONGEST_NAME = 80, DEEPEST_NAME = 12 };

const lk_node *lk_lower_strip(const lk_node *node) {
    while (node && (node->kind == LK_CAST || (node->kind == LK_UNARY && node->op == LK_OP_EXTENSION)))
        node = node->child[0];
    return node;
}

static const char *render(lk_lowerer *self, const lk_node *node, int depth);

static const char *render_member(lk_lowerer *self, const lk_node *node, int depth) {
    const lk_node *base = lk_lower_strip(node->child[0]);
    const char *arrow = node->is_arrow ? "->" : ".";
    if (node->is_arrow && base && base->kind == LK_UNARY && base->op == LK_OP_ADDRESS) {
        base = base->child[0];
        arrow = ".";
    }
    const char *text = render(self, base, depth);
    if (!text)
        return NULL;
    if (node->decl->name[0] == '\0') /* an anonymous struct or union inside: its members read as the base's */
        return text;
    bool is_dereference = base->kind == LK_UNARY && base->op == LK_OP_DEREF;
    return lk_arena_printf(self->arena, is_dereference ? "(%s)%s%s" : "%s%s%s", text, arrow, node->decl->name);
}

static const char *render_call(lk_lowerer *self, const lk_node *node, int depth) {
    const lk_node *callee = lk_lower_strip(node->child[0]);
    if (!callee || callee->kind != LK_NAME || node->child_count > 2)
        return NULL;
    const char *argument = node->child_count == 2 ? render(self, lk_lower_strip(node->child[1]), depth) : "";
    return argument ? lk_arena_printf(self->arena, "%s(%s)", callee->decl->name, argument) : NULL;
}

/* The object behind the address of an object is the object. */
static const char *render_pointing(lk_lowerer *self, const lk_node *node, int depth) {
    const lk_node *operand = lk_lower_strip(node->child[0]);
    if (!operand || (node->op != LK_OP_DEREF && node->op != LK_OP_ADDRESS))
        return NULL;
    if (node->op == LK_OP_DEREF && operand->kind == LK_UNARY && operand->op == LK_OP_ADDRESS)
        return render(self, operand->child[0], depth);
    const char *text = render(self, operand, depth);
    return text ? lk_arena_printf(self->arena, "%s%s", node->op == LK_OP_DEREF ? "*" : "&", text) : NULL;
}

static const char *render(lk_lowerer *self, const lk_node *node, int depth) {
    node = lk_lower_strip(node);
    if (!node || depth > DEEPEST_NAME)
        return NULL;
    switch (node->kind) {
    case LK_NAME:
        return node->decl->name;
    case LK_MEMBER:
        return render_member(self, node, depth + 1);
    case LK_INDEX: {
        const char *base = render(self, node->child[0], depth + 1);
        const char *index = base ? render(self, node->child[1], depth + 1) : NULL;
        return base ? lk_arena_printf(self->arena, "%s[%s]", base, index ? index : "...") : NULL;
    }
    case LK_INTEGER:
        return lk_arena_printf(self->arena, "%lld", (long long)node->value);
    case LK_UNARY:
        return render_pointing(self, node, depth + 1);
    case LK_CALL:
        return render_call(self, node, depth + 1);
    default:
        return NULL;
    }
}

const char *lk_lower_name(lk_lowerer *self, const lk_node *node) {
    node = lk_lower_strip(node);
    if (node && node->kind == LK_UNARY && node->op == LK_OP_ADDRESS)
        node = lk_lower_strip(node->child[0]);
    const char *text = render(self, node, 0);
    return text && strlen(text) <= LONGEST_NAME ? text : NULL;
}
