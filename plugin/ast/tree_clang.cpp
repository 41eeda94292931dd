/* tree_clang.cpp -- the tree from an ASTContext; says nothing that libclang couldn't say too. */
#include "ast/tree_clang.h"

#include "ast/maker.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/Expr.h>
#include <clang/AST/StmtObjC.h>
#include <clang/AST/StmtOpenMP.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Basic/Version.h>
#include <clang/Lex/Lexer.h>

#include <initializer_list>
#include <vector>

using namespace clang;

namespace {

#if CLANG_VERSION_MAJOR >= 18
constexpr Linkage internal_linkage = Linkage::Internal;
#else
constexpr Linkage internal_linkage = InternalLinkage;
#endif

struct Place {
    lk_loc where, spelling;
};

/* A statement, or a variable of a declaration statement, whose node goes to `slot`. */
struct Work {
    const Stmt *stmt;
    const VarDecl *variable;
    lk_node **slot;
};

struct PendingInit {
    lk_decl *decl;
    const Expr *init;
};

class Maker {
  public:
    Maker(ASTContext &context, lk_unit *unit)
        : context(context), sources(context.getSourceManager()), unit(unit), scratch(lk_arena_new()) {
        lk_maker_start(unit);
        place(sources.getLocForStartOfFile(sources.getMainFileID()));
    }
    ~Maker() {
        lk_arena_free(scratch);
    }
    void functions(bool with_system, lk_function_visitor *visit, void *visitor_context);

  private:
    ASTContext &context;
    SourceManager &sources;
    lk_unit *unit;
    lk_arena *scratch;
    lk_arena *arena = nullptr; /* of the nodes in the making */
    lk_pointer_map types = {}, decls = {}, records = {}, files = {};
    std::vector<PendingInit> inits;
    std::vector<Work> work;

    /* places */
    uint32_t file_index(FileID id);
    Place place(SourceLocation location);
    lk_loc end_of(SourceLocation location);
    lk_span span(SourceRange range);

    /* types */
    QualType shown(QualType type) const;
    QualType without_sugar(QualType type, const char **alias);
    const lk_record *record_of(const RecordDecl *declaration);
    void fill_builtin(lk_type *made, const BuiltinType *type);
    void fill_integer(lk_type *made, QualType type, bool is_signed);
    void fill_atomic(lk_type *made, const AtomicType *type, unsigned depth);
    void fill_type(lk_type *made, QualType type, unsigned depth);
    const lk_type *type_of(QualType type, unsigned depth = 0);

    /* declarations */
    void name_span(lk_decl *decl, SourceLocation location);
    void take_attributes(lk_decl *decl, const Decl *canonical);
    void fill_function(lk_decl *decl, const FunctionDecl *canonical);
    void fill_variable(lk_decl *decl, const VarDecl *canonical);
    void fill_decl(lk_decl *decl, const ValueDecl *canonical);
    lk_decl *decl_of(const ValueDecl *declaration);
    lk_decl *label_of(const LabelDecl *declaration);

    /* nodes */
    bool evaluate(const Expr *expr, int64_t *value) const;
    const Expr *generic_branch(const GenericSelectionExpr *expr) const;
    const Stmt *strip_once(const Stmt *stmt) const;
    lk_node *put(const Work &item, lk_node_kind kind, std::initializer_list<const Stmt *> kids);
    lk_node *put_all(const Work &item, lk_node_kind kind, const Stmt *parent);
    void put_integer(const Work &item, const Expr *expr);
    void put_constant_or_unknown(const Work &item, const Expr *expr);
    void put_variables(const Work &item, const DeclStmt *stmt);
    void put_variable(const Work &item);
    void put_case(const Work &item, const CaseStmt *stmt);
    void put_member(const Work &item, const MemberExpr *expr);
    void put_operator(const Work &item, const BinaryOperator *expr);
    void put_operator(const Work &item, const UnaryOperator *expr);
    void put_designated(const Work &item, const DesignatedInitExpr *expr);
    bool put_statement(const Work &item);
    void put_expression(const Work &item, const Expr *expr);
    lk_node *build(const Stmt *stmt, lk_arena *into, uint32_t *count);
    lk_decl *designated_field(const DesignatedInitExpr *expr);
    static void resolve(void *self, lk_node *node, const void *origin);
    void build_inits();
    bool function(const FunctionDecl *definition, lk_function_visitor *visit, void *visitor_context);
};

/* ---- places ---- */

uint32_t Maker::file_index(FileID id) {
    auto entry = sources.getFileEntryRefForID(id);
    if (!entry)
        return 0;
    const void *key = &entry->getMapEntry();
    if (void *known = lk_pointer_map_get(&files, key))
        return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(known));
    llvm::StringRef text = sources.getBufferData(id);
    bool is_system = sources.isInSystemHeader(sources.getLocForStartOfFile(id));
    uint32_t index = lk_maker_add_source(unit, entry->getName().str().c_str(), text.data(), text.size(), is_system);
    lk_pointer_map_set(unit->arena, &files, key, reinterpret_cast<void *>(static_cast<uintptr_t>(index)));
    return index;
}

Place Maker::place(SourceLocation location) {
    if (location.isInvalid())
        return {{0, 0}, {0, 0}};
    auto [file, offset] = sources.getDecomposedLoc(sources.getExpansionLoc(location));
    uint32_t index = file_index(file);
    lk_loc where = {index, index ? offset : 0};
    if (location.isFileID())
        return {where, where};
    auto [spelling_file, spelling_offset] = sources.getDecomposedLoc(sources.getSpellingLoc(location));
    index = file_index(spelling_file);
    return {where, {index, index ? spelling_offset : 0}};
}

/* Past the token at `location`; past the whole macro call when that token came out of one, as libclang has it. */
lk_loc Maker::end_of(SourceLocation location) {
    if (location.isInvalid())
        return {0, 0};
    if (location.isMacroID() && !sources.isMacroArgExpansion(location))
        location = sources.getExpansionRange(location).getEnd();
    if (location.isMacroID()) {
        lk_loc where = place(location).where;
        return {where.file, lk_source_macro_end(lk_unit_source(unit, where.file), where.offset)};
    }
    unsigned length = Lexer::MeasureTokenLength(location, sources, context.getLangOpts());
    return place(location.getLocWithOffset(static_cast<int>(length))).where;
}

lk_span Maker::span(SourceRange range) {
    Place begin = place(range.getBegin());
    return lk_maker_span(begin.where, begin.spelling, end_of(range.getEnd()));
}

/* ---- types ---- */

/* libclang shows attributed, parenthesised and decayed types as they were before. */
QualType Maker::shown(QualType type) const {
    while (!type.isNull()) {
        if (const auto *attributed = type->getAs<AttributedType>())
            type = attributed->getEquivalentType();
        else if (const auto *paren = dyn_cast<ParenType>(type.getTypePtr()))
            type = paren->getInnerType();
        else if (const auto *decayed = type->getAs<DecayedType>())
            type = decayed->getOriginalType();
        else
            break;
    }
    return type;
}

QualType Maker::without_sugar(QualType type, const char **alias) {
    for (;;) {
        if (const auto *elaborated = dyn_cast<ElaboratedType>(type.getTypePtr())) {
            type = shown(elaborated->getNamedType());
        } else if (const auto *name = dyn_cast<TypedefType>(type.getTypePtr())) {
            if (!*alias)
                *alias = lk_intern(unit->names, name->getDecl()->getNameAsString().c_str());
            type = shown(name->getDecl()->getUnderlyingType());
        } else if (type->getTypeClass() != type.getCanonicalType()->getTypeClass()) {
            type = type.getCanonicalType();
        } else {
            return type;
        }
    }
}

const lk_record *Maker::record_of(const RecordDecl *declaration) {
    const Decl *canonical = declaration->getCanonicalDecl();
    if (void *known = lk_pointer_map_get(&records, canonical))
        return static_cast<lk_record *>(known);
    const RecordDecl *definition = declaration->getDefinition();
    const RecordDecl *shown_decl = definition ? definition : cast<RecordDecl>(canonical);
    std::string tag = shown_decl->getNameAsString();
    if (!shown_decl->getIdentifier())
        tag = shown_decl->getTypedefNameForAnonDecl() ? shown_decl->getTypedefNameForAnonDecl()->getNameAsString() : "";
    lk_record *record =
        lk_maker_record(unit, tag.c_str(), shown_decl->isUnion(), place(shown_decl->getLocation()).where);
    lk_pointer_map_set(unit->arena, &records, canonical, record);
    return record;
}

void Maker::fill_integer(lk_type *made, QualType type, bool is_signed) {
    made->kind = LK_TYPE_INTEGER;
    made->is_signed = is_signed;
    if (!type->isIncompleteType())
        made->bits = static_cast<uint32_t>(context.getTypeSizeInChars(type).getQuantity() * 8);
}

void Maker::fill_builtin(lk_type *made, const BuiltinType *type) {
    if (type->isInteger()) {
        fill_integer(made, QualType(type, 0), type->isSignedInteger());
        made->is_bool = type->getKind() == BuiltinType::Bool;
    } else if (type->isFloatingPoint()) {
        made->kind = LK_TYPE_FLOAT;
    } else if (type->getKind() == BuiltinType::Void) {
        made->kind = LK_TYPE_VOID;
    }
}

void Maker::fill_atomic(lk_type *made, const AtomicType *type, unsigned depth) {
    const lk_type *value = type_of(type->getValueType(), depth + 1);
    const char *alias = made->alias;
    bool is_volatile = made->is_volatile;
    *made = *value;
    made->is_atomic = true;
    made->is_volatile |= is_volatile;
    if (alias)
        made->alias = alias;
}

void Maker::fill_type(lk_type *made, QualType type, unsigned depth) {
    const Type *plain = type.getTypePtr();
    if (const auto *builtin = dyn_cast<BuiltinType>(plain)) {
        fill_builtin(made, builtin);
    } else if (isa<PointerType, BlockPointerType>(plain)) {
        made->kind = LK_TYPE_POINTER;
        made->target = type_of(plain->getPointeeType(), depth + 1);
    } else if (const auto *array = dyn_cast<ArrayType>(plain)) {
        const auto *constant = dyn_cast<ConstantArrayType>(array);
        made->kind = LK_TYPE_ARRAY;
        made->target = type_of(array->getElementType(), depth + 1);
        made->count = constant ? static_cast<int64_t>(constant->getSize().getZExtValue()) : -1;
    } else if (const auto *function = dyn_cast<FunctionType>(plain)) {
        const auto *prototype = dyn_cast<FunctionProtoType>(function);
        made->kind = LK_TYPE_FUNCTION;
        made->target = type_of(function->getReturnType(), depth + 1);
        made->is_variadic = !prototype || prototype->isVariadic();
        made->is_noreturn = function->getNoReturnAttr();
    } else if (const auto *record = dyn_cast<RecordType>(plain)) {
        made->kind = LK_TYPE_RECORD;
        made->record = record_of(record->getDecl());
    } else if (const auto *enumeration = dyn_cast<EnumType>(plain)) {
        QualType integer = enumeration->getDecl()->getIntegerType();
        fill_integer(made, type, !integer.isNull() && integer->isSignedIntegerType());
    } else if (const auto *atomic = dyn_cast<AtomicType>(plain)) {
        fill_atomic(made, atomic, depth);
    } else if (isa<ComplexType>(plain)) {
        made->kind = LK_TYPE_FLOAT;
    } else if (isa<VectorType>(plain)) {
        made->kind = LK_TYPE_VECTOR;
    }
}

const lk_type *Maker::type_of(QualType type, unsigned depth) {
    static const lk_type unknown = {};
    type = shown(type);
    if (type.isNull() || depth > LK_DEEPEST_TYPE)
        return &unknown;
    if (void *known = lk_pointer_map_get(&types, type.getAsOpaquePtr()))
        return static_cast<lk_type *>(known);
    lk_type *made = LK_NEW(unit->arena, lk_type);
    QualType plain = without_sugar(type, &made->alias);
    made->is_volatile = type.getCanonicalType().isLocalVolatileQualified();
    fill_type(made, plain, depth);
    lk_pointer_map_set(unit->arena, &types, type.getAsOpaquePtr(), made);
    return made;
}

/* ---- declarations ---- */

void Maker::name_span(lk_decl *decl, SourceLocation location) {
    Place at = place(location);
    decl->span = lk_maker_name_span(unit, at.where, at.spelling, strlen(decl->name));
}

void Maker::take_attributes(lk_decl *decl, const Decl *canonical) {
    std::vector<const char *> annotations;
    for (const Decl *each : canonical->redecls()) {
        if (each != canonical && !each->getLexicalDeclContext()->isTranslationUnit())
            continue;
        const auto *type = each->getFunctionType(false);
        decl->is_noreturn |= decl->kind == LK_DECL_FUNCTION && type && type->getNoReturnAttr();
        for (const Attr *attribute : each->attrs()) {
            if (attribute->isImplicit())
                continue;
            if (const auto *annotate = dyn_cast<AnnotateAttr>(attribute))
                annotations.push_back(lk_intern(unit->names, annotate->getAnnotation().str().c_str()));
            else if (const auto *cleanup = dyn_cast<CleanupAttr>(attribute))
                decl->cleanup = decl_of(cleanup->getFunctionDecl());
            else if (isa<NoReturnAttr, C11NoReturnAttr, CXX11NoReturnAttr>(attribute))
                decl->is_noreturn |= decl->kind == LK_DECL_FUNCTION;
        }
    }
    lk_maker_annotate(unit, decl, annotations.data(), static_cast<uint32_t>(annotations.size()));
}

void Maker::fill_function(lk_decl *decl, const FunctionDecl *canonical) {
    const FunctionDecl *definition = nullptr;
    decl->is_defined = canonical->getBody(definition) != nullptr;
    const FunctionDecl *shown_decl = definition ? definition : canonical;
    decl->is_internal = canonical->getFormalLinkage() == internal_linkage;
    decl->is_noreturn |= decl->type->is_noreturn;
    name_span(decl, shown_decl->getLocation());
    if (shown_decl->param_empty())
        return;
    decl->param_count = shown_decl->param_size();
    lk_decl **params = LK_NEW_ARRAY(unit->arena, lk_decl *, decl->param_count);
    for (uint32_t i = 0; i < decl->param_count; i++) {
        params[i] = decl_of(shown_decl->getParamDecl(i));
        params[i]->index = i;
    }
    decl->params = params;
}

void Maker::fill_variable(lk_decl *decl, const VarDecl *canonical) {
    if (canonical->hasGlobalStorage())
        decl->kind = canonical->isStaticLocal() ? LK_DECL_STATIC : LK_DECL_GLOBAL;
    const VarDecl *definition = canonical->getDefinition();
    const VarDecl *shown_decl = definition ? definition : canonical;
    decl->is_internal = canonical->getFormalLinkage() == internal_linkage;
    decl->is_thread_local = canonical->getTLSKind() != VarDecl::TLS_None;
    name_span(decl, decl->kind == LK_DECL_GLOBAL ? shown_decl->getLocation() : canonical->getLocation());
    if (decl->kind != LK_DECL_LOCAL && lk_maker_wants_init(decl->type) && shown_decl->getInit())
        inits.push_back({decl, shown_decl->getInit()});
}

void Maker::fill_decl(lk_decl *decl, const ValueDecl *canonical) {
    decl->type = type_of(canonical->getType());
    if (const auto *function = dyn_cast<FunctionDecl>(canonical)) {
        fill_function(decl, function);
    } else if (isa<ParmVarDecl>(canonical)) {
        decl->type = lk_maker_decayed(unit, decl->type);
    } else if (const auto *variable = dyn_cast<VarDecl>(canonical)) {
        fill_variable(decl, variable);
    } else if (const auto *field = dyn_cast<FieldDecl>(canonical)) {
        decl->index = field->getFieldIndex();
        decl->record = record_of(field->getParent());
    } else if (const auto *enumerator = dyn_cast<EnumConstantDecl>(canonical)) {
        decl->value = enumerator->getInitVal().extOrTrunc(64).getSExtValue();
    }
    if (decl->kind != LK_DECL_FUNCTION && decl->kind != LK_DECL_GLOBAL)
        name_span(decl, canonical->getLocation());
    take_attributes(decl, canonical);
}

lk_decl_kind kind_of(const Decl *declaration) {
    if (isa<ParmVarDecl>(declaration))
        return LK_DECL_PARAM;
    if (isa<VarDecl>(declaration))
        return LK_DECL_LOCAL;
    if (isa<FunctionDecl>(declaration))
        return LK_DECL_FUNCTION;
    if (isa<FieldDecl>(declaration))
        return LK_DECL_FIELD;
    return isa<EnumConstantDecl>(declaration) ? LK_DECL_ENUMERATOR : LK_DECL_UNKNOWN;
}

lk_decl *Maker::decl_of(const ValueDecl *declaration) {
    const auto *canonical = cast<ValueDecl>(declaration->getCanonicalDecl());
    if (void *known = lk_pointer_map_get(&decls, canonical))
        return static_cast<lk_decl *>(known);
    lk_decl *decl = lk_maker_decl(unit, kind_of(canonical), canonical->getNameAsString().c_str());
    lk_pointer_map_set(unit->arena, &decls, canonical, decl);
    fill_decl(decl, canonical);
    return decl;
}

lk_decl *Maker::label_of(const LabelDecl *declaration) {
    if (void *known = lk_pointer_map_get(&decls, declaration))
        return static_cast<lk_decl *>(known);
    lk_decl *decl = lk_maker_decl(unit, LK_DECL_LABEL, declaration->getNameAsString().c_str());
    lk_pointer_map_set(unit->arena, &decls, declaration, decl);
    if (declaration->getStmt())
        name_span(decl, declaration->getStmt()->getIdentLoc());
    return decl;
}

/* ---- nodes: what clang's classes come to ---- */

bool Maker::evaluate(const Expr *expr, int64_t *value) const {
    Expr::EvalResult result;
    expr = expr->IgnoreParens();
    if (expr->isValueDependent() || !expr->EvaluateAsRValue(result, context) || !result.Val.isInt())
        return false;
    *value = result.Val.getInt().extOrTrunc(64).getSExtValue();
    return true;
}

const Expr *Maker::generic_branch(const GenericSelectionExpr *expr) const {
    const Expr *found = nullptr;
    for (const Expr *branch : expr->getAssocExprs()) {
        if (shown(branch->getType()) != shown(expr->getType()))
            continue;
        if (found)
            return nullptr;
        found = branch;
    }
    return found;
}

/* What stands for `stmt` in the tree; `stmt` itself if it does. */
const Stmt *Maker::strip_once(const Stmt *stmt) const {
    int64_t condition;
    if (const auto *paren = dyn_cast<ParenExpr>(stmt))
        return paren->getSubExpr();
    if (const auto *cast = dyn_cast<ImplicitCastExpr>(stmt))
        return cast->getSubExpr();
    if (const auto *full = dyn_cast<FullExpr>(stmt))
        return full->getSubExpr();
    if (const auto *attributed = dyn_cast<AttributedStmt>(stmt))
        return attributed->getSubStmt();
    if (const auto *opaque = dyn_cast<OpaqueValueExpr>(stmt))
        return opaque->getSourceExpr() ? opaque->getSourceExpr() : stmt;
    if (const auto *predefined = dyn_cast<PredefinedExpr>(stmt))
        return predefined->getFunctionName() ? predefined->getFunctionName() : stmt;
    if (const auto *choose = dyn_cast<ChooseExpr>(stmt)) {
        if (evaluate(choose->getCond(), &condition))
            return condition ? choose->getLHS() : choose->getRHS();
    } else if (const auto *generic = dyn_cast<GenericSelectionExpr>(stmt)) {
        if (const Expr *branch = generic_branch(generic))
            return branch;
    }
    return stmt;
}

lk_node *Maker::put(const Work &item, lk_node_kind kind, std::initializer_list<const Stmt *> kids) {
    lk_node *node = lk_maker_node(arena, kind, static_cast<uint32_t>(kids.size()), item.stmt);
    lk_maker_place_node(node, span(item.stmt->getSourceRange()));
    *item.slot = node;
    lk_node **slot = node->child;
    for (const Stmt *kid : kids)
        work.push_back({kid, nullptr, slot++});
    return node;
}

lk_node *Maker::put_all(const Work &item, lk_node_kind kind, const Stmt *parent) {
    std::vector<const Stmt *> kids;
    for (const Stmt *kid : parent->children())
        if (kid)
            kids.push_back(kid);
    lk_node *node = lk_maker_node(arena, kind, static_cast<uint32_t>(kids.size()), item.stmt);
    lk_maker_place_node(node, span(item.stmt->getSourceRange()));
    *item.slot = node;
    for (size_t i = 0; i < kids.size(); i++)
        work.push_back({kids[i], nullptr, &node->child[i]});
    return node;
}

void Maker::put_integer(const Work &item, const Expr *expr) {
    evaluate(expr, &put(item, LK_INTEGER, {})->value);
}

void Maker::put_constant_or_unknown(const Work &item, const Expr *expr) {
    int64_t value;
    if (evaluate(expr, &value))
        put(item, LK_INTEGER, {})->value = value;
    else
        put_all(item, LK_UNKNOWN_EXPRESSION, expr);
}

void Maker::put_variables(const Work &item, const DeclStmt *stmt) {
    std::vector<const VarDecl *> variables;
    for (const Decl *each : stmt->decls())
        if (const auto *variable = dyn_cast<VarDecl>(each))
            variables.push_back(variable);
    lk_node *node = lk_maker_node(arena, LK_DECLARATION, static_cast<uint32_t>(variables.size()), stmt);
    lk_maker_place_node(node, span(stmt->getSourceRange()));
    *item.slot = node;
    for (size_t i = 0; i < variables.size(); i++)
        work.push_back({nullptr, variables[i], &node->child[i]});
}

void Maker::put_variable(const Work &item) {
    lk_node *node = lk_maker_node(arena, LK_VARIABLE, 1, item.variable);
    Place at = place(item.variable->getLocation());
    lk_maker_place_node(node, lk_maker_span(at.where, at.spelling, end_of(item.variable->getEndLoc())));
    *item.slot = node;
    work.push_back({item.variable->getInit(), nullptr, &node->child[0]});
}

void Maker::put_case(const Work &item, const CaseStmt *stmt) {
    lk_node *node = put(item, LK_CASE, {stmt->getSubStmt()});
    evaluate(stmt->getLHS(), &node->value);
    node->value2 = node->value;
    if (stmt->getRHS())
        evaluate(stmt->getRHS(), &node->value2);
}

/* libclang leaves out an anonymous member between. */
void Maker::put_member(const Work &item, const MemberExpr *expr) {
    const Expr *base = expr->getBase();
    if (const auto *between = dyn_cast<MemberExpr>(base)) {
        const auto *field = dyn_cast<FieldDecl>(between->getMemberDecl());
        if (field && field->isAnonymousStructOrUnion())
            base = between->getBase();
    }
    put(item, LK_MEMBER, {base})->is_arrow = !base->getType()->isRecordType();
}

void Maker::put_operator(const Work &item, const BinaryOperator *expr) {
    static const lk_operator table[] = {
        LK_OP_NONE, LK_OP_NONE, LK_OP_MUL, LK_OP_DIV,  LK_OP_REM, LK_OP_ADD,   LK_OP_SUB, LK_OP_SHL, LK_OP_SHR,
        LK_OP_NONE, LK_OP_LT,   LK_OP_GT,  LK_OP_LE,   LK_OP_GE,  LK_OP_EQ,    LK_OP_NE,  LK_OP_AND, LK_OP_XOR,
        LK_OP_OR,   LK_OP_LAND, LK_OP_LOR, LK_OP_NONE, LK_OP_MUL, LK_OP_DIV,   LK_OP_REM, LK_OP_ADD, LK_OP_SUB,
        LK_OP_SHL,  LK_OP_SHR,  LK_OP_AND, LK_OP_XOR,  LK_OP_OR,  LK_OP_COMMA,
    };
    static_assert(sizeof table / sizeof *table == BO_Comma + 1, "one entry for each of clang's operators");
    lk_node_kind kind = expr->isAssignmentOp() ? LK_ASSIGN : LK_BINARY;
    put(item, kind, {expr->getLHS(), expr->getRHS()})->op = table[expr->getOpcode()];
}

void Maker::put_operator(const Work &item, const UnaryOperator *expr) {
    static const lk_operator table[] = {
        LK_OP_POST_INC, LK_OP_POST_DEC,   LK_OP_PRE_INC, LK_OP_PRE_DEC,   LK_OP_ADDRESS,   LK_OP_DEREF,     LK_OP_PLUS,
        LK_OP_NEG,      LK_OP_COMPLEMENT, LK_OP_NOT,     LK_OP_EXTENSION, LK_OP_EXTENSION, LK_OP_EXTENSION, LK_OP_NONE,
    };
    static_assert(sizeof table / sizeof *table == UO_Coawait + 1, "one entry for each of clang's operators");
    put(item, LK_UNARY, {expr->getSubExpr()})->op = table[expr->getOpcode()];
}

/* Designators of anonymous members in front of the written one have no place; clang 16 begins there. */
void Maker::put_designated(const Work &item, const DesignatedInitExpr *expr) {
    lk_node *node = put(item, LK_DESIGNATED, {expr->getInit()});
    for (const DesignatedInitExpr::Designator &part : expr->designators()) {
        if (part.getBeginLoc().isInvalid())
            continue;
        lk_maker_place_node(node, span({part.getBeginLoc(), expr->getEndLoc()}));
        break;
    }
}

bool Maker::put_statement(const Work &item) {
    const Stmt *stmt = item.stmt;
    if (isa<CompoundStmt>(stmt))
        put_all(item, LK_COMPOUND, stmt);
    else if (const auto *declaration = dyn_cast<DeclStmt>(stmt))
        put_variables(item, declaration);
    else if (const auto *branch = dyn_cast<IfStmt>(stmt))
        put(item, LK_IF, {branch->getCond(), branch->getThen(), branch->getElse()});
    else if (const auto *while_loop = dyn_cast<WhileStmt>(stmt))
        put(item, LK_WHILE, {while_loop->getCond(), while_loop->getBody()});
    else if (const auto *do_loop = dyn_cast<DoStmt>(stmt))
        put(item, LK_DO, {do_loop->getBody(), do_loop->getCond()});
    else if (const auto *loop = dyn_cast<ForStmt>(stmt))
        put(item, LK_FOR, {loop->getInit(), loop->getCond(), loop->getInc(), loop->getBody()});
    else if (const auto *choice = dyn_cast<SwitchStmt>(stmt))
        put(item, LK_SWITCH, {choice->getCond(), choice->getBody()});
    else if (const auto *label = dyn_cast<CaseStmt>(stmt))
        put_case(item, label);
    else if (const auto *other = dyn_cast<DefaultStmt>(stmt))
        put(item, LK_DEFAULT, {other->getSubStmt()});
    else if (const auto *named = dyn_cast<LabelStmt>(stmt))
        put(item, LK_LABEL, {named->getSubStmt()});
    else if (isa<GotoStmt>(stmt))
        put(item, LK_GOTO, {});
    else if (const auto *computed = dyn_cast<IndirectGotoStmt>(stmt))
        put(item, LK_GOTO_COMPUTED, {computed->getTarget()});
    else if (isa<BreakStmt>(stmt))
        put(item, LK_BREAK, {});
    else if (isa<ContinueStmt>(stmt))
        put(item, LK_CONTINUE, {});
    else if (const auto *leave = dyn_cast<ReturnStmt>(stmt))
        put(item, LK_RETURN, {leave->getRetValue()});
    else if (isa<NullStmt>(stmt))
        put(item, LK_EMPTY, {});
    else if (const auto *assembly = dyn_cast<AsmStmt>(stmt))
        put_all(item, LK_ASM, stmt)->value = isa<GCCAsmStmt>(assembly) && cast<GCCAsmStmt>(assembly)->isAsmGoto();
    else if (isa<OMPExecutableDirective>(stmt))
        put(item, LK_UNKNOWN_STATEMENT, {});
    else if (!isa<Expr>(stmt))
        put_all(item, LK_UNKNOWN_STATEMENT, stmt);
    else
        return false;
    return true;
}

void Maker::put_expression(const Work &item, const Expr *expr) {
    if (isa<DeclRefExpr>(expr))
        put(item, LK_NAME, {});
    else if (const auto *member = dyn_cast<MemberExpr>(expr))
        put_member(item, member);
    else if (const auto *subscript = dyn_cast<ArraySubscriptExpr>(expr))
        put(item, LK_INDEX, {subscript->getBase(), subscript->getIdx()});
    else if (isa<CallExpr>(expr))
        put_all(item, LK_CALL, expr);
    else if (isa<IntegerLiteral, CharacterLiteral>(expr))
        put_integer(item, expr);
    else if (isa<FloatingLiteral, ImaginaryLiteral, FixedPointLiteral>(expr))
        put(item, LK_FLOATING, {});
    else if (isa<StringLiteral>(expr))
        put(item, LK_STRING, {});
    else if (const auto *unary = dyn_cast<UnaryOperator>(expr))
        put_operator(item, unary);
    else if (const auto *binary = dyn_cast<BinaryOperator>(expr))
        put_operator(item, binary);
    else if (const auto *conditional = dyn_cast<ConditionalOperator>(expr))
        put(item, LK_CONDITIONAL, {conditional->getCond(), conditional->getTrueExpr(), conditional->getFalseExpr()});
    else if (const auto *short_form = dyn_cast<BinaryConditionalOperator>(expr))
        put(item, LK_CONDITIONAL, {short_form->getCommon(), nullptr, short_form->getFalseExpr()});
    else if (const auto *cast = dyn_cast<CStyleCastExpr>(expr))
        put(item, LK_CAST, {cast->getSubExpr()});
    else if (const auto *literal = dyn_cast<CompoundLiteralExpr>(expr))
        put(item, LK_COMPOUND_LITERAL, {literal->getInitializer()});
    else if (const auto *list = dyn_cast<InitListExpr>(expr))
        put_all(item, LK_INIT_LIST, list->getSyntacticForm() ? list->getSyntacticForm() : list);
    else if (const auto *designated = dyn_cast<DesignatedInitExpr>(expr))
        put_designated(item, designated);
    else if (const auto *statement = dyn_cast<StmtExpr>(expr))
        put(item, LK_STATEMENT_EXPRESSION, {statement->getSubStmt()});
    else if (isa<AddrLabelExpr>(expr))
        put(item, LK_LABEL_ADDRESS, {});
    else if (isa<BlockExpr>(expr))
        put(item, LK_UNKNOWN_EXPRESSION, {});
    else if (isa<GenericSelectionExpr>(expr))
        put_all(item, LK_UNKNOWN_EXPRESSION, expr);
    else
        put_constant_or_unknown(item, expr);
}

/* ---- what nodes refer to ---- */

lk_decl *Maker::designated_field(const DesignatedInitExpr *expr) {
    lk_decl *field = nullptr;
    for (const DesignatedInitExpr::Designator &part : expr->designators()) {
        if (!part.isFieldDesignator() || (field && *field->name))
            return nullptr;
#if CLANG_VERSION_MAJOR >= 17
        const FieldDecl *named = part.getFieldDecl();
#else
        const FieldDecl *named = part.getField();
#endif
        if (named)
            field = decl_of(named);
    }
    return field;
}

void Maker::resolve(void *context, lk_node *node, const void *origin) {
    Maker *self = static_cast<Maker *>(context);
    if (node->kind == LK_VARIABLE) {
        node->decl = self->decl_of(static_cast<const VarDecl *>(origin));
        return;
    }
    const Stmt *stmt = static_cast<const Stmt *>(origin);
    if (const auto *label = dyn_cast<LabelStmt>(stmt))
        node->decl = self->label_of(label->getDecl());
    else if (const auto *jump = dyn_cast<GotoStmt>(stmt))
        node->decl = self->label_of(jump->getLabel());
    else if (const auto *address = dyn_cast<AddrLabelExpr>(stmt))
        node->decl = self->label_of(address->getLabel());
    else if (const auto *name = dyn_cast<DeclRefExpr>(stmt))
        node->decl = self->decl_of(name->getDecl());
    else if (const auto *member = dyn_cast<MemberExpr>(stmt))
        node->decl = self->decl_of(member->getMemberDecl());
    else if (const auto *designated = dyn_cast<DesignatedInitExpr>(stmt))
        node->decl = self->designated_field(designated);
    if (const auto *expr = dyn_cast<Expr>(stmt))
        lk_maker_type_node(self->unit, node, self->type_of(expr->getType()));
}

/* ---- functions ---- */

lk_node *Maker::build(const Stmt *stmt, lk_arena *into, uint32_t *count) {
    lk_node *root = nullptr;
    arena = into;
    work.push_back({stmt, nullptr, &root});
    while (!work.empty()) {
        Work item = work.back();
        work.pop_back();
        if (item.variable) {
            put_variable(item);
        } else if (item.stmt) {
            for (const Stmt *inner = strip_once(item.stmt); inner != item.stmt; inner = strip_once(item.stmt))
                item.stmt = inner;
            if (!put_statement(item))
                put_expression(item, cast<Expr>(item.stmt));
        }
    }
    *count = lk_maker_finish(scratch, root, resolve, this);
    return root;
}

void Maker::build_inits() {
    for (size_t i = 0; i < inits.size(); i++) {
        PendingInit pending = inits[i];
        lk_arena_mark mark = lk_arena_save(scratch);
        uint32_t count = 0;
        lk_node *init = build(pending.init, unit->arena, &count);
        if (count <= LK_INIT_NODES)
            pending.decl->init = init;
        lk_arena_release(scratch, mark);
    }
    inits.clear();
}

bool Maker::function(const FunctionDecl *definition, lk_function_visitor *visit, void *visitor_context) {
    lk_arena_mark mark = lk_arena_save(scratch);
    lk_function function = {};
    function.decl = decl_of(definition);
    function.has_error = unit->has_errors;
    if (!function.has_error)
        function.body = build(definition->getBody(), scratch, &function.node_count);
    build_inits();
    unit->function_count++;
    unit->error_function_count += function.has_error;
    bool goes_on = visit(visitor_context, unit, &function);
    lk_arena_release(scratch, mark);
    return goes_on;
}

void Maker::functions(bool with_system, lk_function_visitor *visit, void *visitor_context) {
    /* Where clang found an error it doesn't say here: no function is trusted. */
    unit->has_errors = context.getDiagnostics().hasUncompilableErrorOccurred();
    unit->lacks_include = context.getDiagnostics().hasFatalErrorOccurred();
    for (const Decl *each : context.getTranslationUnitDecl()->decls()) {
        const auto *declared = dyn_cast<FunctionDecl>(each);
        const FunctionDecl *definition = nullptr;
        if (!declared || !declared->getBody(definition) || definition != declared)
            continue;
        if (!with_system && sources.isInSystemHeader(declared->getLocation()))
            continue;
        if (!function(declared, visit, visitor_context))
            return;
    }
}

} // namespace

void lk_clang_functions(void *ast_context, lk_unit *unit, bool with_system, lk_function_visitor *visit, void *context) {
    Maker maker(*static_cast<ASTContext *>(ast_context), unit);
    maker.functions(with_system, visit, context);
}

SourceLocation lk_clang_location(void *ast_context, const lk_unit *unit, lk_loc loc) {
    SourceManager &sources = static_cast<ASTContext *>(ast_context)->getSourceManager();
    FileID file;
    if (loc.file == 1) {
        file = sources.getMainFileID();
    } else if (loc.file != 0) {
        auto entry = sources.getFileManager().getOptionalFileRef(lk_unit_source(unit, loc.file)->path);
        if (entry)
            file = sources.translateFile(*entry);
    }
    if (file.isInvalid())
        return SourceLocation();
    return sources.getLocForStartOfFile(file).getLocWithOffset(static_cast<int>(loc.offset));
}
