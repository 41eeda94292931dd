/* witness_reach.c -- walks libclang's cursors of a function and of those that it calls. */
#include "witness_reach.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* No, yes, and some turns of a loop. */
enum { USUAL_NUMBERS = 4 };

char *witness_text(CXString string) {
    const char *text = clang_getCString(string);
    char *copy = strdup(text ? text : "");
    clang_disposeString(string);
    return copy;
}

static void add_number(witness_reach *self, long long number) {
    for (int i = 0; i < self->number_count; i++)
        if (self->numbers[i] == number)
            return;
    if (self->number_count < REACH_NUMBERS)
        self->numbers[self->number_count++] = number;
}

static void add_field(witness_reach *self, CXCursor member) {
    char *name = witness_text(clang_getCursorSpelling(member));
    bool is_known = self->field_count == REACH_FIELDS;
    for (int i = 0; i < self->field_count && !is_known; i++)
        is_known = strcmp(self->fields[i], name) == 0;
    if (is_known)
        free(name);
    else
        self->fields[self->field_count++] = name;
}

static bool add_cursor(CXCursor *list, int *count, int room, CXCursor cursor) {
    for (int i = 0; i < *count; i++)
        if (clang_equalCursors(list[i], cursor))
            return false;
    if (*count < room)
        list[(*count)++] = cursor;
    return true;
}

/* An integer constant, whatever stands around it. */
static bool is_constant(CXCursor cursor, long long *number) {
    CXEvalResult result = clang_Cursor_Evaluate(cursor);
    bool is_integer = result && clang_EvalResult_getKind(result) == CXEval_Int;
    if (is_integer)
        *number = clang_EvalResult_getAsLongLong(result);
    clang_EvalResult_dispose(result);
    return is_integer;
}

typedef struct compared {
    witness_reach *reach;
    bool by_order, has_constant;
} compared;

static enum CXChildVisitResult take_operand(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    compared *self = data;
    long long number;
    if (is_constant(cursor, &number)) {
        self->has_constant = true;
        add_number(self->reach, number);
        add_number(self->reach, number + 1);
        if (self->by_order)
            add_number(self->reach, number - 1);
    }
    return CXChildVisit_Continue;
}

static void take_comparison(witness_reach *self, CXCursor cursor) {
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(cursor);
    compared operands = {self, kind >= CXBinaryOperator_LT && kind <= CXBinaryOperator_GE, false};
    if (kind >= CXBinaryOperator_LT && kind <= CXBinaryOperator_NE)
        clang_visitChildren(cursor, take_operand, &operands);
    if (operands.by_order && !operands.has_constant)
        add_number(self, -1);
}

static bool is_in_system(CXCursor cursor) {
    return clang_Location_isInSystemHeader(clang_getCursorLocation(cursor)) != 0;
}

static void take_name(witness_reach *self, CXCursor cursor) {
    CXCursor named = clang_getCursorReferenced(cursor);
    CXCursor definition = clang_getCursorDefinition(named);
    if (named.kind == CXCursor_FunctionDecl && !clang_Cursor_isNull(definition) && !is_in_system(definition))
        add_cursor(self->functions, &self->function_count, REACH_FUNCTIONS, definition);
    if (named.kind == CXCursor_VarDecl && !is_in_system(named) &&
        clang_getCursorSemanticParent(named).kind == CXCursor_TranslationUnit) {
        add_field(self, named);
        add_cursor(self->globals, &self->global_count, REACH_GLOBALS, clang_getCanonicalCursor(named));
    }
}

static enum CXChildVisitResult take(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    witness_reach *self = data;
    compared operand = {self, false, false};
    if (cursor.kind == CXCursor_MemberRefExpr)
        add_field(self, cursor);
    else if (cursor.kind == CXCursor_DeclRefExpr)
        take_name(self, cursor);
    else if (cursor.kind == CXCursor_BinaryOperator)
        take_comparison(self, cursor);
    else if (cursor.kind == CXCursor_CaseStmt)
        clang_visitChildren(cursor, take_operand, &operand);
    return CXChildVisit_Recurse;
}

witness_reach witness_reach_of(CXCursor function) {
    witness_reach self = {.functions = {function}, .function_count = 1};
    for (int i = 0; i < USUAL_NUMBERS; i++)
        add_number(&self, i);
    for (int i = 0; i < self.function_count; i++)
        clang_visitChildren(self.functions[i], take, &self);
    return self;
}

void witness_reach_free(witness_reach *self) {
    for (int i = 0; i < self->field_count; i++)
        free(self->fields[i]);
}

/* ---- what a pointer to void is taken for ---- */

typedef struct meaning {
    CXCursor parameter;
    CXType type;
    bool is_found, is_named; /* is_named: the expression that is being walked through is the parameter */
    int depth;               /* of the calls */
} meaning;

enum { CALLS = 8 };

static bool is_typed_pointer(CXType type) {
    type = clang_getCanonicalType(type);
    return type.kind == CXType_Pointer && clang_getCanonicalType(clang_getPointeeType(type)).kind != CXType_Void;
}

static enum CXChildVisitResult is_parameter(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    meaning *self = data;
    if (cursor.kind == CXCursor_DeclRefExpr)
        self->is_named = clang_equalCursors(clang_getCursorReferenced(cursor), self->parameter) != 0;
    return cursor.kind == CXCursor_UnexposedExpr || cursor.kind == CXCursor_ParenExpr ? CXChildVisit_Recurse
                                                                                      : CXChildVisit_Continue;
}

static CXType meant(CXCursor function, CXCursor parameter, int depth);

/* An argument of a function that the fixture defines is what that one takes it for. */
static void ask_callee(meaning *self, CXCursor call) {
    CXCursor callee = clang_getCursorReferenced(call);
    CXCursor definition = clang_getCursorDefinition(callee);
    int count = clang_Cursor_getNumArguments(call);
    for (int i = 0; i < count && !self->is_found; i++) {
        CXCursor argument = clang_Cursor_getArgument(call, (unsigned)i);
        self->is_named = false;
        is_parameter(argument, call, self);
        clang_visitChildren(argument, is_parameter, self);
        if (!self->is_named)
            continue;
        CXType type = clang_getArgType(clang_getCursorType(callee), (unsigned)i);
        if (!is_typed_pointer(type) && !clang_Cursor_isNull(definition))
            type = meant(definition, clang_Cursor_getArgument(definition, (unsigned)i), self->depth + 1);
        self->is_found = is_typed_pointer(type);
        self->type = self->is_found ? type : self->type;
    }
}

static enum CXChildVisitResult find_meaning(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    meaning *self = data;
    CXType type = clang_getCursorType(cursor);
    if ((cursor.kind == CXCursor_VarDecl || cursor.kind == CXCursor_CStyleCastExpr) && is_typed_pointer(type)) {
        self->is_named = false;
        clang_visitChildren(cursor, is_parameter, self);
        self->is_found = self->is_named;
        self->type = self->is_found ? type : self->type;
    } else if (cursor.kind == CXCursor_CallExpr) {
        ask_callee(self, cursor);
    }
    return self->is_found ? CXChildVisit_Break : CXChildVisit_Recurse;
}

static CXType meant(CXCursor function, CXCursor parameter, int depth) {
    meaning self = {.parameter = parameter, .type = clang_getCursorType(parameter), .depth = depth};
    if (!is_typed_pointer(self.type) && depth < CALLS)
        clang_visitChildren(function, find_meaning, &self);
    return self.type;
}

CXType witness_reach_meant(CXCursor function, CXCursor parameter) {
    return meant(function, parameter, 0);
}
