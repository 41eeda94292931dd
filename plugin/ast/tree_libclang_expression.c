/* tree_libclang_expression.c -- nodes from cursors: expressions. */
#include "ast/tree_libclang_room.h"

#include <string.h>

static raw *raw_at(builder *self, uint32_t index) {
    return &self->tree->items.items[index];
}

/* Types and attributes come before the operand. */
static children last_of(children kids) {
    return kids.count > 1 ? (children){kids.items + kids.count - 1, 1} : kids;
}

static enum CXTypeKind type_of_child(builder *self, uint32_t index, uint32_t n) {
    uint32_t child = lk_libclang_child(self, index, n);
    return child ? clang_getCanonicalType(clang_getCursorType(raw_at(self, child)->cursor)).kind : CXType_Invalid;
}

/* ---- constants ---- */

bool lk_libclang_evaluate(CXCursor cursor, int64_t *value) {
    CXEvalResult result = clang_Cursor_Evaluate(cursor);
    bool is_integer = result && clang_EvalResult_getKind(result) == CXEval_Int;
    if (is_integer)
        *value = clang_EvalResult_isUnsignedInt(result) ? (int64_t)clang_EvalResult_getAsUnsigned(result)
                                                        : (int64_t)clang_EvalResult_getAsLongLong(result);
    if (result)
        clang_EvalResult_dispose(result);
    return is_integer;
}

static lk_node *integer(builder *self, uint32_t index, int64_t value) {
    lk_node *node = lk_libclang_node(self, index, LK_INTEGER, (children){0}, 0);
    node->value = value;
    return node;
}

static lk_node *literal(builder *self, uint32_t index) {
    lk_node *node = integer(self, index, 0);
    if (!lk_libclang_literal(self->parse, node->span.spelling, &node->value))
        lk_libclang_evaluate(raw_at(self, index)->cursor, &node->value);
    return node;
}

static bool is_same_range(CXSourceRange a, CXSourceRange b) {
    return a.begin_int_data == b.begin_int_data && a.end_int_data == b.end_int_data;
}

/* libclang shows the sizes in sizeof(int[n]) twice: of the type, inside out, and then of the expression. */
static bool is_copy(builder *self, uint32_t index) {
    if (raw_at(self, index)->is_repetition)
        return true;
    for (uint32_t i = raw_at(self, index)->next; i; i = raw_at(self, i)->next)
        if (raw_at(self, i)->node && is_same_range(raw_at(self, i)->range, raw_at(self, index)->range))
            return true;
    return false;
}

static lk_node *unknown(builder *self, uint32_t index) {
    uint32_t first = raw_at(self, index)->first, count = 0, next = 0;
    for (uint32_t i = first; i; i = raw_at(self, i)->next)
        count += raw_at(self, i)->node && !is_copy(self, i);
    lk_node *node = lk_libclang_node(self, index, LK_UNKNOWN_EXPRESSION, (children){0}, count);
    for (uint32_t i = first; i; i = raw_at(self, i)->next)
        if (raw_at(self, i)->node && !is_copy(self, i))
            node->child[next++] = raw_at(self, i)->node;
    return node;
}

static lk_node *constant_or_unknown(builder *self, uint32_t index) {
    int64_t value;
    if (lk_libclang_evaluate(raw_at(self, index)->cursor, &value))
        return integer(self, index, value);
    return unknown(self, index);
}

/* ---- operators ---- */

_Static_assert(CXBinaryOperator_Mul == LK_CLANG_MUL + 1 && CXBinaryOperator_Comma == LK_CLANG_COMMA + 1 &&
                   CXUnaryOperator_Extension == LK_CLANG_EXTENSION + 1,
               "libclang numbers operators as clang does, from 1");

static lk_node *binary(builder *self, uint32_t index, children kids) {
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(raw_at(self, index)->cursor);
    bool is_assignment = kind >= CXBinaryOperator_Assign && kind <= CXBinaryOperator_OrAssign;
    lk_node *node = lk_libclang_node(self, index, is_assignment ? LK_ASSIGN : LK_BINARY, kids, 2);
    node->op = lk_maker_binary_operator((unsigned)kind - 1);
    return node;
}

static lk_node *unary(builder *self, uint32_t index, children kids) {
    enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(raw_at(self, index)->cursor);
    lk_node *node = lk_libclang_node(self, index, LK_UNARY, kids, 1);
    node->op = lk_maker_unary_operator((unsigned)kind - 1);
    return node;
}

/* ---- names and places ---- */

static lk_node *name(builder *self, uint32_t index) {
    CXCursor referenced = clang_getCursorReferenced(raw_at(self, index)->cursor);
    if (clang_Cursor_isNull(referenced))
        return unknown(self, index);
    return lk_libclang_node(self, index, LK_NAME, (children){0}, 0);
}

static lk_node *member(builder *self, uint32_t index, children kids) {
    CXCursor referenced = clang_getCursorReferenced(raw_at(self, index)->cursor);
    if (clang_Cursor_isNull(referenced))
        return unknown(self, index);
    lk_node *node = lk_libclang_node(self, index, LK_MEMBER, kids, 1);
    node->is_arrow = type_of_child(self, index, 0) != CXType_Record;
    return node;
}

static bool is_indexed(enum CXTypeKind kind) {
    return kind == CXType_Pointer || kind == CXType_ConstantArray || kind == CXType_IncompleteArray ||
           kind == CXType_VariableArray || kind == CXType_Vector || kind == CXType_ExtVector;
}

static lk_node *subscript(builder *self, uint32_t index, children kids) {
    lk_node *node = lk_libclang_node(self, index, LK_INDEX, kids, 2);
    if (kids.count == 2 && is_indexed(type_of_child(self, index, 1))) { /* 1[array] */
        node->child[0] = kids.items[1];
        node->child[1] = kids.items[0];
    }
    return node;
}

/* ---- what libclang doesn't name ---- */

static bool is_designated(builder *self, uint32_t index, children kids) {
    const raw *it = raw_at(self, index);
    if (!kids.count)
        return false;
    place at = lk_libclang_place(self->parse, clang_getRangeStart(it->range));
    const lk_source *source = lk_unit_source(&self->parse->unit, at.spelling.file);
    if (source->text && at.spelling.offset < source->size &&
        (source->text[at.spelling.offset] == '.' || source->text[at.spelling.offset] == '['))
        return true;
    const raw *first = raw_at(self, it->first);
    return first->cursor.kind == CXCursor_MemberRef && first->range.begin_int_data == it->range.begin_int_data;
}

static bool stands_after(builder *self, uint32_t index, const char *text) {
    lk_span span = lk_libclang_span(self->parse, raw_at(self, index)->range);
    return lk_libclang_stands_at(self->parse, (lk_loc){span.begin.file, span.end}, text);
}

/* `[first]`, or `[first ... last]` with the next child: libclang doesn't tell them from `[first][last]`. */
static lk_node *index_designator(builder *self, uint32_t index, uint32_t *next) {
    lk_node *made = lk_libclang_node(self, index, LK_DESIGNATOR_INDEX, (children){0}, 0);
    bool is_known = lk_libclang_evaluate(raw_at(self, index)->cursor, &made->value);
    uint32_t last = *next && raw_at(self, *next)->node && stands_after(self, index, "...") ? *next : index;
    is_known = is_known && lk_libclang_evaluate(raw_at(self, last)->cursor, &made->value2);
    if (last != index)
        *next = raw_at(self, last)->next;
    return is_known ? made : NULL;
}

/* The designators before the value; in a macro the text doesn't tell what two indexes are. */
static lk_node *designated(builder *self, uint32_t index, children kids) {
    const raw *it = raw_at(self, index);
    uint32_t most = 1;
    for (uint32_t i = it->first; i; i = raw_at(self, i)->next)
        most += raw_at(self, i)->node || raw_at(self, i)->cursor.kind == CXCursor_MemberRef;
    lk_node *node = lk_libclang_node(self, index, LK_DESIGNATED, (children){0}, most);
    uint32_t used = 1;
    node->child[0] = kids.items[kids.count - 1];
    bool is_known = kids.count <= 2 || !node->in_macro;
    for (uint32_t i = it->first, next; is_known && i && i != it->last; i = next) {
        const raw *part = raw_at(self, i);
        next = part->next;
        if (part->cursor.kind == CXCursor_MemberRef)
            node->child[used++] = lk_libclang_node(self, i, LK_DESIGNATOR_FIELD, (children){0}, 0);
        else if (part->node)
            is_known = (node->child[used] = index_designator(self, i, &next)) != NULL && ++used;
    }
    node->child_count = is_known ? used : 1;
    return node;
}

/* __builtin_choose_expr: the operand that is taken; NULL if it is something else. */
static lk_node *chosen(builder *self, uint32_t index, children kids) {
    if (kids.count != 3)
        return NULL;
    const char *word = lk_libclang_word(self->parse, clang_getRangeStart(raw_at(self, index)->range));
    int64_t condition;
    if (!word || strcmp(word, "__builtin_choose_expr") != 0 ||
        !lk_libclang_evaluate(raw_at(self, lk_libclang_child(self, index, 0))->cursor, &condition))
        return NULL;
    return kids.items[condition ? 1 : 2];
}

static lk_node *unexposed(builder *self, uint32_t index, children kids) {
    const raw *it = raw_at(self, index);
    if (it->first && it->first == it->last && kids.count == 1 &&
        is_same_range(it->range, raw_at(self, it->first)->range))
        return kids.items[0]; /* an implicit cast */
    if (kids.count == 4 && raw_at(self, it->first)->range.begin_int_data == it->range.begin_int_data &&
        raw_at(self, it->last)->range.end_int_data == it->range.end_int_data) { /* a ?: b */
        lk_node *node = lk_libclang_node(self, index, LK_CONDITIONAL, (children){0}, 3);
        node->child[0] = kids.items[0];
        node->child[2] = kids.items[3];
        return node;
    }
    if (is_designated(self, index, kids))
        return designated(self, index, kids);
    lk_node *operand = chosen(self, index, kids);
    return operand ? operand : constant_or_unknown(self, index);
}

/* The branch that alone has the type of the whole; NULL if there isn't just one. */
static lk_node *generic_branch(builder *self, uint32_t index) {
    const void *type = clang_getCursorType(raw_at(self, index)->cursor).data[0];
    lk_node *found = NULL;
    bool is_control = true;
    for (uint32_t i = raw_at(self, index)->first; i; i = raw_at(self, i)->next) {
        const raw *branch = raw_at(self, i);
        if (!branch->node)
            continue;
        if (!is_control && clang_getCursorType(branch->cursor).data[0] == type) {
            if (found)
                return NULL;
            found = branch->node;
        }
        is_control = false;
    }
    return found;
}

lk_node *lk_libclang_expression(builder *self, uint32_t index, children kids) {
    switch (raw_at(self, index)->cursor.kind) {
    case CXCursor_UnexposedExpr:
        return unexposed(self, index, kids);
    case CXCursor_ParenExpr:
        return kids.count ? kids.items[0] : unknown(self, index);
    case CXCursor_DeclRefExpr:
        return name(self, index);
    case CXCursor_MemberRefExpr:
        return member(self, index, kids);
    case CXCursor_CallExpr:
        return lk_libclang_node(self, index, LK_CALL, kids, kids.count);
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
        return literal(self, index);
    case CXCursor_FloatingLiteral:
    case CXCursor_ImaginaryLiteral:
    case CXCursor_FixedPointLiteral:
        return lk_libclang_node(self, index, LK_FLOATING, kids, 0);
    case CXCursor_StringLiteral:
        return lk_libclang_node(self, index, LK_STRING, kids, 0);
    case CXCursor_UnaryOperator:
        return unary(self, index, kids);
    case CXCursor_ArraySubscriptExpr:
        return subscript(self, index, kids);
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
        return binary(self, index, kids);
    case CXCursor_ConditionalOperator:
        return lk_libclang_node(self, index, LK_CONDITIONAL, kids, 3);
    case CXCursor_CStyleCastExpr:
        return lk_libclang_node(self, index, LK_CAST, last_of(kids), 1);
    case CXCursor_CompoundLiteralExpr:
        return lk_libclang_node(self, index, LK_COMPOUND_LITERAL, last_of(kids), 1);
    case CXCursor_InitListExpr:
        return lk_libclang_node(self, index, LK_INIT_LIST, kids, kids.count);
    case CXCursor_StmtExpr:
        return lk_libclang_node(self, index, LK_STATEMENT_EXPRESSION, kids, 1);
    case CXCursor_GenericSelectionExpr: {
        lk_node *branch = generic_branch(self, index);
        return branch ? branch : lk_libclang_node(self, index, LK_GENERIC, kids, kids.count);
    }
    case CXCursor_BlockExpr:
        return unknown(self, index);
    case CXCursor_CXXNullPtrLiteralExpr:
        return integer(self, index, 0);
    default: /* sizeof, alignof, true, false, nullptr ... */
        return constant_or_unknown(self, index);
    }
}
