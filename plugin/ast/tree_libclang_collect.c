/* tree_libclang_collect.c -- the cursors of one function, flat and in pre-order. */
#include "ast/tree_libclang_room.h"

/* What libclang's data words identify: the statement, or the declaration when there is none. */
static bool is_same(CXCursor a, CXCursor b) {
    if (a.kind != b.kind)
        return false;
    return clang_isDeclaration(a.kind) ? a.data[0] == b.data[0] : a.data[1] == b.data[1];
}

static bool is_statement_or_expression(enum CXCursorKind kind) {
    return kind >= CXCursor_FirstExpr && kind <= CXCursor_LastStmt;
}

/* OpenMP and OpenACC: what they mean is unknown. */
static bool is_directive(enum CXCursorKind kind) {
    return kind >= CXCursor_OMPParallelDirective && kind <= CXCursor_LastStmt && kind != CXCursor_SEHLeaveStmt &&
           kind != CXCursor_BuiltinBitCastExpr;
}

/* libclang visits `a` in `a ?: b` three times. */
static bool is_repeated(const raw_tree *tree, CXCursor cursor) {
    uint32_t parent = tree->top;
    for (unsigned levels = 0; levels < 3; levels++) {
        for (uint32_t i = tree->items.items[parent].first; i; i = tree->items.items[i].next)
            if (i != tree->top && is_same(tree->items.items[i].cursor, cursor))
                return true;
        if (parent == 0 || tree->items.items[parent].cursor.kind != CXCursor_UnexposedExpr)
            return false;
        parent = tree->items.items[parent].parent;
    }
    return false;
}

static void append(raw_tree *tree, CXCursor cursor) {
    uint32_t index = tree->items.count;
    lk_array_push(tree->items_arena, &tree->items, ((raw){.cursor = cursor, .parent = tree->top}));
    raw *parent = &tree->items.items[tree->top];
    if (parent->last)
        tree->items.items[parent->last].next = index;
    else
        parent->first = index;
    parent->last = index;
    tree->top = index;
}

/* Which cursors are kept, and which of these are looked into. */
static enum CXChildVisitResult choose(raw_tree *tree, CXCursor cursor) {
    switch ((int)cursor.kind) {
    case CXCursor_VarDecl:
        append(tree, cursor);
        return CXChildVisit_Recurse;
    case CXCursor_MemberRef:
    case CXCursor_LabelRef:
    case CXCursor_BlockExpr:
        append(tree, cursor);
        return CXChildVisit_Continue;
    default:
        break;
    }
    if (!is_statement_or_expression(cursor.kind))
        return CXChildVisit_Continue;
    enum CXCursorKind above = tree->items.items[tree->top].cursor.kind;
    bool is_repetition = above == CXCursor_UnexposedExpr && is_repeated(tree, cursor);
    append(tree, cursor);
    tree->items.items[tree->top].is_repetition = is_repetition;
    return is_repetition || is_directive(cursor.kind) ? CXChildVisit_Continue : CXChildVisit_Recurse;
}

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data) {
    raw_tree *tree = data;
    if (tree->items.count > tree->limit) {
        tree->is_over = true;
        return CXChildVisit_Break;
    }
    while (tree->top && !is_same(tree->items.items[tree->top].cursor, parent))
        tree->top = tree->items.items[tree->top].parent;
    return choose(tree, cursor);
}

bool lk_libclang_collect(raw_tree *tree, CXCursor root, bool is_kept, uint32_t limit) {
    tree->items.count = 0;
    tree->limit = limit;
    tree->is_over = false;
    tree->top = 0;
    tree->printed = NULL;
    lk_array_push(tree->items_arena, &tree->items, ((raw){.cursor = is_kept ? clang_getNullCursor() : root}));
    if (is_kept)
        append(tree, root);
    clang_visitChildren(root, visit, tree);
    return !tree->is_over;
}
