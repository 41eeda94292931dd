/* tree_libclang_decl.c -- types, records and declarations by libclang. */
#include "ast/tree_libclang_room.h"

#include <string.h>

/* ---- types ---- */

static const lk_type *type_at(lk_parse *self, CXType type, unsigned depth);

typedef struct lockable_visit {
    lk_parse *parse;
    bool is_lockable;
} lockable_visit;

static enum CXChildVisitResult visit_lockable(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    lockable_visit *visit = data;
    if (!clang_isAttribute(cursor.kind))
        return CXChildVisit_Break; /* attributes come first */
    place at = lk_libclang_place(visit->parse, clang_getCursorLocation(cursor));
    visit->is_lockable |= lk_maker_is_lockable(&visit->parse->unit, at.where, at.spelling);
    return CXChildVisit_Continue;
}

/* Whether the source says that objects of this type are locks. */
static bool is_lockable(lk_parse *self, CXCursor record) {
    lockable_visit visit = {.parse = self};
    if (clang_Cursor_hasAttrs(record))
        clang_visitChildren(record, visit_lockable, &visit);
    return visit.is_lockable;
}

static const lk_record *record_of(lk_parse *self, CXCursor cursor) {
    CXCursor canonical = clang_getCanonicalCursor(cursor);
    lk_record *known = lk_pointer_map_get(&self->records, canonical.data[0]);
    if (known)
        return known;
    CXCursor definition = clang_getCursorDefinition(canonical);
    CXCursor shown = clang_Cursor_isNull(definition) ? canonical : definition;
    const char *tag = clang_Cursor_isAnonymous(shown) ? NULL : lk_libclang_text(self, clang_getCursorSpelling(shown));
    lk_loc where = lk_libclang_place(self, clang_getCursorLocation(shown)).where;
    lk_record *record = lk_libclang_known_record(self, tag, canonical.kind == CXCursor_UnionDecl, where);
    bool is_new = !record;
    if (is_new)
        record = lk_maker_record(&self->unit, tag, canonical.kind == CXCursor_UnionDecl, where);
    lk_pointer_map_set(self->cursors, &self->records, canonical.data[0], record);
    if (is_new)
        record->is_lockable = is_lockable(self, shown);
    if (!clang_Cursor_isNull(definition)) {
        CXType *type = LK_NEW(self->cursors, CXType);
        *type = clang_getCursorType(definition);
        lk_pointer_map_set(self->cursors, &self->record_types, record, type);
    }
    return record;
}

static uint32_t bits_of(CXType type) {
    long long size = clang_Type_getSizeOf(type);
    return size > 0 ? (uint32_t)size * 8 : 0;
}

static bool is_signed_kind(CXType type) {
    switch (type.kind) {
    case CXType_Char_S:
    case CXType_SChar:
    case CXType_WChar:
    case CXType_Short:
    case CXType_Int:
    case CXType_Long:
    case CXType_LongLong:
    case CXType_Int128:
        return true;
    case CXType_Enum:
        return is_signed_kind(clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(type))));
    default:
        return false;
    }
}

/* A noreturn function type prints the attribute after its parameters. */
static bool is_noreturn_text(const char *text) {
    int depth = 0;
    for (; *text; text++) {
        if (depth == 0 && strncmp(text, "__attribute__((noreturn))", strlen("__attribute__((noreturn))")) == 0)
            return true;
        depth += (*text == '(') - (*text == ')');
    }
    return false;
}

static bool is_noreturn(CXType type) {
    CXString spelling = clang_getTypeSpelling(clang_getCanonicalType(type));
    bool result = is_noreturn_text(clang_getCString(spelling));
    clang_disposeString(spelling);
    return result;
}

static void fill_function(lk_parse *self, lk_type *made, CXType type, unsigned depth) {
    made->kind = LK_TYPE_FUNCTION;
    made->target = type_at(self, clang_getResultType(type), depth + 1);
    made->is_variadic = clang_isFunctionTypeVariadic(type);
    made->is_noreturn = is_noreturn(type);
}

typedef struct enumerator_visit {
    lk_parse *parse;
    LK_ARRAY(int64_t) values;
} enumerator_visit;

static enum CXChildVisitResult visit_enumerator(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    enumerator_visit *visit = data;
    if (cursor.kind == CXCursor_EnumConstantDecl)
        lk_array_push(visit->parse->unit.arena, &visit->values, clang_getEnumConstantDeclValue(cursor));
    return CXChildVisit_Continue;
}

static void fill_enumerators(lk_parse *self, lk_type *made, CXType type) {
    enumerator_visit visit = {.parse = self};
    CXCursor declaration = clang_getTypeDeclaration(type), definition = clang_getCursorDefinition(declaration);
    clang_visitChildren(clang_Cursor_isNull(definition) ? declaration : definition, visit_enumerator, &visit);
    lk_maker_enumerators(&self->unit, made, visit.values.items, visit.values.count);
}

static void fill_integer(lk_type *made, CXType type) {
    made->kind = LK_TYPE_INTEGER;
    made->is_bool = type.kind == CXType_Bool;
    made->is_signed = is_signed_kind(type);
    made->bits = bits_of(type);
}

/* `type` has no sugar left outside. */
static void fill_type(lk_parse *self, lk_type *made, CXType type, unsigned depth) {
    switch (type.kind) {
    case CXType_Void:
        made->kind = LK_TYPE_VOID;
        break;
    case CXType_Half:
    case CXType_Float:
    case CXType_Double:
    case CXType_LongDouble:
    case CXType_Float128:
    case CXType_Float16:
    case CXType_BFloat16:
    case CXType_Ibm128:
    case CXType_Complex:
        made->kind = LK_TYPE_FLOAT;
        break;
    case CXType_Pointer:
    case CXType_BlockPointer:
        made->kind = LK_TYPE_POINTER;
        made->target = type_at(self, clang_getPointeeType(type), depth + 1);
        break;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
        made->kind = LK_TYPE_ARRAY;
        made->target = type_at(self, clang_getArrayElementType(type), depth + 1);
        made->count = type.kind == CXType_ConstantArray ? clang_getArraySize(type) : -1;
        break;
    case CXType_Vector:
    case CXType_ExtVector:
        made->kind = LK_TYPE_VECTOR;
        break;
    case CXType_FunctionNoProto:
    case CXType_FunctionProto:
        fill_function(self, made, type, depth);
        break;
    case CXType_Record:
        made->kind = LK_TYPE_RECORD;
        made->record = record_of(self, clang_getTypeDeclaration(type));
        break;
    case CXType_Atomic:
        lk_maker_atomic(made, type_at(self, clang_Type_getValueType(type), depth + 1));
        break;
    default:
        if (type.kind == CXType_Enum || (type.kind >= CXType_Bool && type.kind <= CXType_Int128))
            fill_integer(made, type);
        if (type.kind == CXType_Enum)
            fill_enumerators(self, made, type);
        break;
    }
}

/* Takes off typedefs, noting the outermost name; other sugar is taken off whole. */
static CXType without_sugar(lk_parse *self, CXType type, const char **alias) {
    for (;;) {
        if (type.kind == CXType_Elaborated) {
            type = clang_Type_getNamedType(type);
        } else if (type.kind == CXType_Typedef) {
            CXCursor declaration = clang_getTypeDeclaration(type);
            if (!*alias)
                *alias = lk_libclang_text(self, clang_getCursorSpelling(declaration));
            type = clang_getTypedefDeclUnderlyingType(declaration);
        } else if (type.kind == CXType_Unexposed || type.kind == CXType_Auto || type.kind == CXType_Attributed) {
            CXType canonical = clang_getCanonicalType(type);
            return canonical.data[0] == type.data[0] ? canonical : without_sugar(self, canonical, alias);
        } else {
            return type;
        }
    }
}

static const lk_type *type_at(lk_parse *self, CXType type, unsigned depth) {
    static const lk_type unknown = {.kind = LK_TYPE_UNKNOWN};
    if (type.kind == CXType_Invalid || !type.data[0] || depth > LK_DEEPEST_TYPE)
        return &unknown;
    const lk_type *known = lk_pointer_map_get(&self->types, type.data[0]);
    if (known)
        return known;
    lk_type *made = LK_NEW(self->unit.arena, lk_type);
    CXType plain = without_sugar(self, type, &made->alias);
    made->is_volatile = clang_isVolatileQualifiedType(clang_getCanonicalType(type));
    fill_type(self, made, plain, depth);
    lk_pointer_map_set(self->cursors, &self->types, type.data[0], made);
    return made;
}

const lk_type *lk_libclang_type(lk_parse *self, CXType type) {
    return type_at(self, type, 0);
}

/* ---- attributes ---- */

typedef struct attribute_visit {
    lk_parse *parse;
    lk_decl *decl;
    CXCursor cursor; /* whose attributes these are */
    LK_ARRAY(const char *) annotations, contracts;
    LK_ARRAY(place) places; /* of the contracts: a redeclaration inherits those before it */
} attribute_visit;

static void add_contract(attribute_visit *visit, CXCursor attribute) {
    lk_parse *self = visit->parse;
    place at = lk_libclang_place(self, clang_getCursorLocation(attribute));
    for (uint32_t i = 0; i < visit->places.count; i++)
        if (memcmp(&visit->places.items[i], &at, sizeof at) == 0)
            return;
    int count = clang_Cursor_getNumArguments(visit->cursor);
    const char **names = LK_NEW_ARRAY(self->unit.arena, const char *, count > 0 ? count : 0);
    for (int i = 0; i < count; i++)
        names[i] =
            lk_libclang_text(self, clang_getCursorSpelling(clang_Cursor_getArgument(visit->cursor, (unsigned)i)));
    const char *text =
        lk_maker_contract(&self->unit, at.where, at.spelling, names, count > 0 ? (uint32_t)count : 0, visit->decl);
    lk_array_push(self->unit.arena, &visit->places, at);
    if (text)
        lk_array_push(self->unit.arena, &visit->contracts, text);
}

static void note_attribute(attribute_visit *visit, CXCursor attribute) {
    const char *word = lk_libclang_word(visit->parse, clang_getCursorLocation(attribute));
    bool is_variable = visit->decl->kind == LK_DECL_LOCAL || visit->decl->kind == LK_DECL_STATIC;
    if (is_variable && (!word || strcmp(word, "cleanup") == 0 || strcmp(word, "__cleanup__") == 0))
        visit->decl->cleanup = lk_libclang_cleanup(visit->parse, visit->cursor);
    if (visit->decl->kind == LK_DECL_FUNCTION && word &&
        (strcmp(word, "returns_twice") == 0 || strcmp(word, "__returns_twice__") == 0))
        visit->decl->returns_twice = true;
    if (visit->decl->kind == LK_DECL_FUNCTION && word &&
        (strcmp(word, "_Noreturn") == 0 || strcmp(word, "noreturn") == 0 || strcmp(word, "__noreturn__") == 0))
        visit->decl->is_noreturn = true;
}

static enum CXChildVisitResult visit_attribute(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    attribute_visit *visit = data;
    lk_parse *self = visit->parse;
    if (!clang_isAttribute(cursor.kind))
        return CXChildVisit_Break; /* attributes come first */
    if (cursor.kind == CXCursor_AnnotateAttr)
        lk_array_push(self->unit.arena, &visit->annotations, lk_libclang_text(self, clang_getCursorSpelling(cursor)));
    else if (cursor.kind == CXCursor_UnexposedAttr)
        note_attribute(visit, cursor);
    if (cursor.kind == CXCursor_UnexposedAttr && lk_maker_has_contracts(visit->decl))
        add_contract(visit, cursor);
    return CXChildVisit_Continue;
}

static void visit_attributes(attribute_visit *visit, CXCursor cursor) {
    visit->cursor = cursor;
    if (clang_Cursor_hasAttrs(cursor))
        clang_visitChildren(cursor, visit_attribute, visit);
}

static void take_attributes(lk_parse *self, lk_decl *decl, CXCursor canonical) {
    attribute_visit visit = {.parse = self, .decl = decl};
    visit_attributes(&visit, canonical);
    const void *type = clang_getCursorType(canonical).data[0];
    LK_ARRAY(redeclaration *) later = {0}; /* the last one first */
    for (redeclaration *r = lk_pointer_map_get(&self->redeclarations, canonical.data[0]); r; r = r->next)
        lk_array_push(self->unit.arena, &later, r);
    for (uint32_t i = later.count; i > 0; i--) {
        const redeclaration *r = later.items[i - 1];
        visit_attributes(&visit, r->cursor);
        CXType again = clang_getCursorType(r->cursor);
        if (decl->kind == LK_DECL_FUNCTION && again.data[0] != type)
            decl->is_noreturn |= is_noreturn(again);
    }
    lk_maker_annotate(&self->unit, decl, visit.annotations.items, visit.annotations.count);
    lk_maker_contracts(&self->unit, decl, visit.contracts.items, visit.contracts.count);
}

/* ---- declarations ---- */

static void place_decl(lk_parse *self, lk_decl *decl, CXCursor cursor) {
    place at = lk_libclang_place(self, clang_getCursorLocation(cursor));
    decl->span = lk_maker_name_span(&self->unit, at.where, at.spelling, strlen(decl->name));
}

static CXCursor definition_or(CXCursor canonical) {
    CXCursor definition = clang_getCursorDefinition(canonical);
    return clang_Cursor_isNull(definition) ? canonical : definition;
}

static void fill_params(lk_parse *self, lk_decl *decl, CXCursor shown) {
    int count = clang_Cursor_getNumArguments(shown);
    if (count <= 0)
        return;
    lk_decl **params = LK_NEW_ARRAY(self->unit.arena, lk_decl *, count);
    for (int i = 0; i < count; i++) {
        params[i] = lk_libclang_decl(self, clang_Cursor_getArgument(shown, (unsigned)i));
        params[i]->index = (uint32_t)i;
    }
    decl->params = params;
    decl->param_count = (uint32_t)count;
}

static void fill_function_decl(lk_parse *self, lk_decl *decl, CXCursor canonical) {
    CXCursor definition = clang_getCursorDefinition(canonical), shown = definition_or(canonical);
    decl->is_defined = !clang_Cursor_isNull(definition);
    decl->is_internal = clang_getCursorLinkage(canonical) == CXLinkage_Internal;
    decl->is_noreturn |= decl->type->is_noreturn;
    place_decl(self, decl, shown);
    fill_params(self, decl, shown);
}

static void fill_variable(lk_parse *self, lk_decl *decl, CXCursor canonical) {
    if (clang_Cursor_hasVarDeclGlobalStorage(canonical) > 0) {
        CXCursor parent = clang_getCursorSemanticParent(canonical);
        bool is_static = clang_Cursor_getStorageClass(canonical) == CX_SC_Static;
        decl->kind = is_static && parent.kind != CXCursor_TranslationUnit ? LK_DECL_STATIC : LK_DECL_GLOBAL;
    }
    decl->is_internal = clang_getCursorLinkage(canonical) == CXLinkage_Internal;
    decl->is_thread_local = clang_getCursorTLSKind(canonical) != CXTLS_None;
    place_decl(self, decl, decl->kind == LK_DECL_GLOBAL ? definition_or(canonical) : canonical);
    CXCursor initializer = clang_Cursor_getVarDeclInitializer(definition_or(canonical));
    if (decl->kind != LK_DECL_LOCAL && lk_maker_wants_init(decl->type) && !clang_Cursor_isNull(initializer))
        lk_array_push(self->unit.arena, &self->inits, ((pending_init){decl, initializer}));
}

typedef struct field_visit {
    lk_parse *parse;
    uintptr_t count;
} field_visit;

static enum CXVisitorResult visit_field(CXCursor cursor, CXClientData data) {
    field_visit *visit = data;
    lk_parse *self = visit->parse;
    lk_pointer_map_set(self->cursors, &self->field_indexes, cursor.data[0], (void *)++visit->count);
    return CXVisit_Continue;
}

static void fill_field(lk_parse *self, lk_decl *decl, CXCursor cursor) {
    CXCursor parent = clang_getCursorSemanticParent(cursor);
    field_visit visit = {self, 0};
    if (!lk_pointer_map_get(&self->field_indexes, cursor.data[0]))
        clang_Type_visitFields(clang_getCursorType(parent), visit_field, &visit);
    uintptr_t position = (uintptr_t)lk_pointer_map_get(&self->field_indexes, cursor.data[0]);
    decl->index = position ? (uint32_t)(position - 1) : 0;
    decl->record = record_of(self, parent);
}

typedef struct member_visit {
    lk_parse *parse;
    LK_ARRAY(lk_decl *) fields;
} member_visit;

static enum CXVisitorResult visit_member(CXCursor cursor, CXClientData data) {
    member_visit *visit = data;
    lk_decl *field = lk_libclang_decl(visit->parse, cursor);
    if (*field->name || !clang_Cursor_isBitField(cursor))
        lk_array_push(visit->parse->unit.arena, &visit->fields, field);
    return CXVisit_Continue;
}

void lk_libclang_open_type(lk_parse *self, const lk_type *type) {
    lk_record *record = lk_maker_open_record(type);
    const CXType *known = record ? lk_pointer_map_get(&self->record_types, record) : NULL;
    if (!known)
        return;
    member_visit visit = {.parse = self};
    record->has_fields = true;
    clang_Type_visitFields(*known, visit_member, &visit);
    record->fields = visit.fields.items;
    record->field_count = visit.fields.count;
    for (uint32_t i = 0; i < record->field_count; i++)
        lk_libclang_open_type(self, record->fields[i]->type);
}

static lk_decl_kind kind_of(CXCursor cursor) {
    switch (cursor.kind) {
    case CXCursor_VarDecl:
        return LK_DECL_LOCAL;
    case CXCursor_ParmDecl:
        return LK_DECL_PARAM;
    case CXCursor_FunctionDecl:
        return LK_DECL_FUNCTION;
    case CXCursor_FieldDecl:
        return LK_DECL_FIELD;
    case CXCursor_LabelStmt:
        return LK_DECL_LABEL;
    case CXCursor_EnumConstantDecl:
        return LK_DECL_ENUMERATOR;
    default:
        return LK_DECL_UNKNOWN;
    }
}

static bool is_const(CXType type) {
    type = clang_getCanonicalType(type);
    while (
        !clang_isConstQualifiedType(type) &&
        (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray || type.kind == CXType_VariableArray))
        type = clang_getCanonicalType(clang_getArrayElementType(type));
    return clang_isConstQualifiedType(type);
}

static void fill_decl(lk_parse *self, lk_decl *decl, CXCursor canonical) {
    if (decl->kind != LK_DECL_LABEL)
        decl->type = lk_libclang_type(self, clang_getCursorType(canonical));
    if (decl->kind == LK_DECL_LOCAL || decl->kind == LK_DECL_FIELD)
        decl->is_const = is_const(clang_getCursorType(canonical));
    switch ((lk_decl_kind)decl->kind) {
    case LK_DECL_FUNCTION:
        fill_function_decl(self, decl, canonical);
        break;
    case LK_DECL_LOCAL:
        fill_variable(self, decl, canonical);
        break;
    case LK_DECL_PARAM:
        decl->type = lk_maker_decayed(&self->unit, decl->type);
        break;
    case LK_DECL_FIELD:
        fill_field(self, decl, canonical);
        break;
    case LK_DECL_ENUMERATOR:
        decl->value = clang_getEnumConstantDeclValue(canonical);
        break;
    default:
        break;
    }
    if (decl->kind != LK_DECL_FUNCTION && decl->kind != LK_DECL_GLOBAL)
        place_decl(self, decl, canonical);
    if (decl->kind != LK_DECL_LABEL)
        take_attributes(self, decl, canonical);
}

lk_decl *lk_libclang_decl(lk_parse *self, CXCursor cursor) {
    bool is_label = cursor.kind == CXCursor_LabelStmt;
    const void *key = is_label ? cursor.data[1] : cursor.data[0];
    lk_decl *known = lk_pointer_map_get(&self->decls, key);
    if (known)
        return known;
    CXCursor canonical = is_label ? cursor : clang_getCanonicalCursor(cursor);
    const void *canonical_key = is_label ? key : canonical.data[0];
    lk_decl *decl = lk_pointer_map_get(&self->decls, canonical_key);
    if (!decl) {
        const char *name = lk_libclang_text(self, clang_getCursorSpelling(canonical));
        if (strchr(name, '(')) /* "union (anonymous at ...)" */
            name = "";
        decl = is_label ? NULL : lk_libclang_known_decl(self, kind_of(canonical), name, definition_or(canonical));
        bool is_new = !decl;
        if (is_new)
            decl = lk_maker_decl(&self->unit, kind_of(canonical), name);
        if (canonical_key)
            lk_pointer_map_set(self->cursors, &self->decls, canonical_key, decl);
        if (is_new)
            fill_decl(self, decl, canonical);
    }
    if (key && key != canonical_key)
        lk_pointer_map_set(self->cursors, &self->decls, key, decl);
    return decl;
}

/* ---- functions by name ---- */

static enum CXChildVisitResult visit_named(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    lk_parse *self = data;
    if (cursor.kind != CXCursor_FunctionDecl)
        return CXChildVisit_Continue;
    const char *name = lk_libclang_text(self, clang_getCursorSpelling(cursor));
    if (!lk_pointer_map_get(&self->functions_by_name, name)) {
        CXCursor *kept = LK_NEW(self->cursors, CXCursor);
        *kept = cursor;
        lk_pointer_map_set(self->cursors, &self->functions_by_name, name, kept);
    }
    return CXChildVisit_Continue;
}

lk_decl *lk_libclang_function_named(lk_parse *self, const char *name) {
    if (!self->functions_by_name.count)
        clang_visitChildren(clang_getTranslationUnitCursor(self->tu), visit_named, self);
    const CXCursor *found = lk_pointer_map_get(&self->functions_by_name, name);
    return found ? lk_libclang_decl(self, *found) : NULL;
}
