/* tree_libclang_node.c -- nodes from cursors: the walk, statements. */
#include "ast/tree_libclang_room.h"

static raw *raw_at(builder *self, uint32_t index) {
    return &self->tree->items.items[index];
}

lk_node *lk_libclang_node(builder *self, uint32_t index, lk_node_kind kind, children kids, uint32_t count) {
    lk_node *node = lk_maker_node(self->arena, kind, count, raw_at(self, index));
    for (uint32_t i = 0; i < count; i++)
        node->child[i] = i < kids.count ? kids.items[i] : NULL;
    lk_maker_place_node(node, lk_libclang_span(self->parse, raw_at(self, index)->range));
    return node;
}

static children gather(builder *self, const raw *it) {
    children kids = {0};
    for (uint32_t i = it->first; i; i = raw_at(self, i)->next)
        kids.count += raw_at(self, i)->node != NULL;
    if (!kids.count)
        return kids;
    kids.items = LK_NEW_ARRAY(self->parse->scratch, lk_node *, kids.count);
    kids.count = 0;
    for (uint32_t i = it->first; i; i = raw_at(self, i)->next)
        if (raw_at(self, i)->node)
            kids.items[kids.count++] = raw_at(self, i)->node;
    return kids;
}

/* ---- statements ---- */

enum { MOST_RANKS = 16 };

/* The arrays in the type whose size is no constant, from the outside in, each by how many written sizes stand outside
   of it. What is behind a typedef or typeof is written elsewhere. */
static uint32_t variable_sizes(CXType type, uint32_t ranks[MOST_RANKS], uint32_t most) {
    uint32_t count = 0, rank = 0;
    while (rank < MOST_RANKS && rank < most) {
        if (type.kind == CXType_Pointer) {
            type = clang_getPointeeType(type);
        } else if (type.kind == CXType_IncompleteArray) {
            type = clang_getArrayElementType(type);
        } else if (type.kind == CXType_ConstantArray || type.kind == CXType_VariableArray) {
            if (type.kind == CXType_VariableArray)
                ranks[count++] = rank;
            rank++;
            type = clang_getArrayElementType(type);
        } else {
            break;
        }
    }
    return count;
}

static lk_node *variable(builder *self, uint32_t index, children kids) {
    CXCursor cursor = raw_at(self, index)->cursor;
    bool has_init = kids.count && !clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(cursor));
    uint32_t ranks[MOST_RANKS], size_count = 0;
    kids.count -= has_init;
    if (kids.count)
        size_count = variable_sizes(clang_getCursorType(cursor), ranks, kids.count);
    lk_node *node = lk_libclang_node(self, index, LK_VARIABLE, (children){0}, 1 + size_count);
    node->child[0] = has_init ? kids.items[kids.count] : NULL;
    for (uint32_t i = 0; i < size_count; i++)
        node->child[1 + i] = kids.items[kids.count - 1 - ranks[i]];
    place at = lk_libclang_place(self->parse, clang_getCursorLocation(cursor));
    lk_loc end = {node->span.begin.file, node->span.end};
    lk_maker_place_node(node, lk_maker_span(at.where, at.spelling, end));
    return node;
}

static lk_node *for_loop(builder *self, uint32_t index, children kids) {
    bool present[3];
    if (!lk_libclang_for_parts(self->parse, index, kids.count, present))
        return lk_libclang_node(self, index, LK_UNKNOWN_STATEMENT, kids, kids.count);
    lk_node *node = lk_libclang_node(self, index, LK_FOR, (children){0}, 4);
    uint32_t next = 0;
    for (uint32_t role = 0; role < 3; role++)
        if (present[role])
            node->child[role] = kids.items[next++];
    node->child[3] = kids.items[next];
    return node;
}

static lk_node *case_label(builder *self, uint32_t index, children kids) {
    lk_node *node = lk_libclang_node(self, index, LK_CASE, (children){0}, 1);
    if (kids.count < 2)
        return node;
    node->child[0] = kids.items[kids.count - 1];
    lk_libclang_evaluate(raw_at(self, lk_libclang_child(self, index, 0))->cursor, &node->value);
    node->value2 = node->value;
    if (kids.count > 2)
        lk_libclang_evaluate(raw_at(self, lk_libclang_child(self, index, 1))->cursor, &node->value2);
    return node;
}

static lk_node *asm_statement(builder *self, uint32_t index, children kids) {
    lk_names labels = {0};
    int64_t kind = lk_libclang_asm_labels(self->parse, index, &labels);
    lk_node *node = lk_libclang_node(self, index, LK_ASM, kids, kids.count + labels.count);
    node->value = kind;
    for (uint32_t i = 0; i < labels.count; i++) {
        lk_node *jump = lk_libclang_node(self, index, LK_GOTO, kids, 0);
        lk_maker_name_label(self->arena, jump, labels.items[i]);
        node->child[kids.count + i] = jump;
    }
    return node;
}

static lk_node *make(builder *self, uint32_t index, children kids) {
    enum CXCursorKind kind = raw_at(self, index)->cursor.kind;
    switch ((int)kind) {
    case CXCursor_VarDecl:
        return variable(self, index, kids);
    case CXCursor_MemberRef:
    case CXCursor_LabelRef:
        return NULL;
    case CXCursor_CompoundStmt:
        return lk_libclang_node(self, index, LK_COMPOUND, kids, kids.count);
    case CXCursor_DeclStmt:
        return lk_libclang_node(self, index, LK_DECLARATION, kids, kids.count);
    case CXCursor_IfStmt:
        return lk_libclang_node(self, index, LK_IF, kids, 3);
    case CXCursor_WhileStmt:
        return lk_libclang_node(self, index, LK_WHILE, kids, 2);
    case CXCursor_DoStmt:
        return lk_libclang_node(self, index, LK_DO, kids, 2);
    case CXCursor_ForStmt:
        return for_loop(self, index, kids);
    case CXCursor_SwitchStmt:
        return lk_libclang_node(self, index, LK_SWITCH, kids, 2);
    case CXCursor_CaseStmt:
        return case_label(self, index, kids);
    case CXCursor_DefaultStmt:
        return lk_libclang_node(self, index, LK_DEFAULT, kids, 1);
    case CXCursor_LabelStmt:
        return lk_libclang_node(self, index, LK_LABEL, kids, 1);
    case CXCursor_GotoStmt:
        return lk_libclang_node(self, index, LK_GOTO, kids, 0);
    case CXCursor_AddrLabelExpr:
        return lk_libclang_node(self, index, LK_LABEL_ADDRESS, kids, 0);
    case CXCursor_IndirectGotoStmt:
        return lk_libclang_node(self, index, LK_GOTO_COMPUTED, kids, 1);
    case CXCursor_BreakStmt:
        return lk_libclang_node(self, index, LK_BREAK, kids, 0);
    case CXCursor_ContinueStmt:
        return lk_libclang_node(self, index, LK_CONTINUE, kids, 0);
    case CXCursor_ReturnStmt:
        return lk_libclang_node(self, index, LK_RETURN, kids, 1);
    case CXCursor_NullStmt:
        return lk_libclang_node(self, index, LK_EMPTY, kids, 0);
    case CXCursor_GCCAsmStmt:
    case CXCursor_MSAsmStmt:
        return asm_statement(self, index, kids);
    case CXCursor_UnexposedStmt: /* a statement with attributes */
        if (kids.count == 1)
            return kids.items[0];
        break;
    default:
        if (clang_isExpression(kind) || kind == CXCursor_BuiltinBitCastExpr)
            return lk_libclang_expression(self, index, kids);
        break;
    }
    return lk_libclang_node(self, index, LK_UNKNOWN_STATEMENT, kids, kids.count);
}

/* ---- what nodes refer to ---- */

static lk_decl *label_of(builder *self, const raw *it) {
    for (uint32_t i = it->first; i; i = raw_at(self, i)->next) {
        CXCursor cursor = raw_at(self, i)->cursor;
        if (cursor.kind == CXCursor_LabelRef)
            return lk_libclang_decl(self->parse, clang_getCursorReferenced(cursor));
    }
    return NULL;
}

/* The field that a designator names: the last one, if those before it are anonymous and there are no indexes. */
static lk_decl *designated_field(builder *self, const raw *it) {
    lk_decl *field = NULL;
    uint32_t operand_count = 0;
    for (uint32_t i = it->first; i; i = raw_at(self, i)->next) {
        const raw *part = raw_at(self, i);
        operand_count += part->node != NULL;
        if (part->cursor.kind != CXCursor_MemberRef)
            continue;
        if (field && *field->name)
            return NULL;
        field = lk_libclang_decl(self->parse, clang_getCursorReferenced(part->cursor));
    }
    return operand_count == 1 ? field : NULL;
}

static void resolve(void *context, lk_node *node, const void *origin) {
    builder *self = context;
    const raw *it = origin;
    switch ((lk_node_kind)node->kind) {
    case LK_VARIABLE:
    case LK_LABEL:
        node->decl = lk_libclang_decl(self->parse, it->cursor);
        return;
    case LK_GOTO:
    case LK_LABEL_ADDRESS:
        if (!node->decl) /* that of an asm goto has its name */
            node->decl = label_of(self, it);
        break;
    case LK_NAME:
    case LK_MEMBER:
        node->decl = lk_libclang_decl(self->parse, clang_getCursorReferenced(it->cursor));
        break;
    case LK_DESIGNATED:
        node->decl = designated_field(self, it);
        break;
    case LK_DESIGNATOR_FIELD:
        node->decl = lk_libclang_decl(self->parse, clang_getCursorReferenced(it->cursor));
        break;
    default:
        break;
    }
    if (node->kind >= LK_INTEGER)
        lk_maker_type_node(&self->parse->unit, node, lk_libclang_type(self->parse, clang_getCursorType(it->cursor)));
    if (node->kind == LK_INIT_LIST)
        lk_libclang_open_type(self->parse, node->type);
}

/* ---- the walk ---- */

uint32_t lk_libclang_child(builder *self, uint32_t index, uint32_t n) {
    for (uint32_t i = raw_at(self, index)->first; i; i = raw_at(self, i)->next)
        if (raw_at(self, i)->node && n-- == 0)
            return i;
    return 0;
}

/* clang looks for the ends of a chain link by link: of a + b + c at the left, of else-ifs and of labels at the right.
   The children's ranges, which are known, give the same at once. */
static CXSourceRange range_of(builder *self, const raw *it) {
    if (!it->first)
        return clang_getCursorExtent(it->cursor);
    CXSourceLocation end = clang_getRangeEnd(raw_at(self, it->last)->range);
    switch (it->cursor.kind) {
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
    case CXCursor_ConditionalOperator:
        return clang_getRange(clang_getRangeStart(raw_at(self, it->first)->range), end);
    case CXCursor_IfStmt:
    case CXCursor_CaseStmt:
    case CXCursor_DefaultStmt:
    case CXCursor_LabelStmt:
        return clang_getRange(clang_getCursorLocation(it->cursor), end);
    default:
        return clang_getCursorExtent(it->cursor);
    }
}

lk_node *lk_libclang_build(builder *self, uint32_t *count) {
    for (uint32_t i = self->tree->items.count; i-- > 1;) {
        raw *it = raw_at(self, i);
        it->range = range_of(self, it);
        it->node = make(self, i, gather(self, it));
    }
    lk_node *last = NULL;
    for (uint32_t i = raw_at(self, 0)->first; i; i = raw_at(self, i)->next)
        if (raw_at(self, i)->node)
            last = raw_at(self, i)->node;
    *count = lk_maker_finish(self->parse->scratch, last, resolve, self);
    return last;
}
