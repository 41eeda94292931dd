/* tree_clang.cpp -- the tree from an ASTContext; says nothing that libclang couldn't say too. */
#include "ast/tree_clang.h"

#include "ast/maker.h"
#include "ast/text.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtObjC.h>
#include <clang/AST/StmtOpenMP.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Basic/Version.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/SmallPtrSet.h>

#include <initializer_list>
#include <tuple>
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

/* A token that came out of a macro: where it stands, and what is past it. */
struct InMacro {
    SourceLocation location;
    Place begin;
    lk_loc end;
    bool has_end;
};
constexpr unsigned in_macro_count = 256;

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

    void functions(bool with_system, lk_function_visitor *visit, void *visitor_context) {
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

  private:
    ASTContext &context;
    SourceManager &sources;
    lk_unit *unit;
    lk_arena *scratch;
    lk_arena *arena = nullptr; /* of the nodes in the making */
    lk_pointer_map types = {}, decls = {}, records = {}, record_decls = {}, files = {};
    std::vector<PendingInit> inits;
    std::vector<Work> work;
    FileID last_file, last_expansion, indexed_file;
    InMacro in_macros[in_macro_count] = {};
    uint32_t index_of_indexed = 0;

    /* ---- places ---- */

    uint32_t file_index(FileID id) {
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

    /* The file or the expansion that `location` is in, and where in it: mostly that of the location before. */
    FileID home_of(SourceLocation location, unsigned *offset) {
        FileID &last = location.isFileID() ? last_file : last_expansion;
        if (last.isInvalid() || !sources.isInFileID(location, last, offset))
            std::tie(last, *offset) = sources.getDecomposedLoc(location);
        return last;
    }

    const SrcMgr::ExpansionInfo &expansion(SourceLocation location, unsigned *offset) {
        return sources.getSLocEntry(home_of(location, offset)).getExpansion();
    }

    lk_loc in_file(SourceLocation location) {
        unsigned offset;
        FileID file = home_of(location, &offset);
        if (file != indexed_file) {
            indexed_file = file;
            index_of_indexed = file_index(file);
        }
        return {index_of_indexed, index_of_indexed ? offset : 0};
    }

    lk_loc expansion_of(SourceLocation location) {
        unsigned offset;
        while (location.isMacroID())
            location = expansion(location, &offset).getExpansionLocStart();
        return in_file(location);
    }

    lk_loc spelling_of(SourceLocation location) {
        unsigned offset;
        while (location.isMacroID()) {
            SourceLocation start = expansion(location, &offset).getSpellingLoc();
            location = start.getLocWithOffset(static_cast<int>(offset));
        }
        return in_file(location);
    }

    lk_loc end_in_macro(SourceLocation location) {
        unsigned offset;
        if (!expansion(location, &offset).isMacroArgExpansion()) {
            while (location.isMacroID())
                location = expansion(location, &offset).getExpansionLocEnd();
            return end_of(location);
        }
        lk_loc where = expansion_of(location);
        return {where.file, lk_source_macro_end(lk_unit_source(unit, where.file), where.offset)};
    }

    /* Many nodes of a macro begin or end at one place, which is far to seek. */
    InMacro &in_macro(SourceLocation location) {
        InMacro &known = in_macros[location.getRawEncoding() % in_macro_count];
        if (known.location == location)
            return known;
        known = {location, {expansion_of(location), spelling_of(location)}, {0, 0}, false};
        return known;
    }

    Place place(SourceLocation location) {
        if (location.isInvalid())
            return {{0, 0}, {0, 0}};
        if (location.isMacroID())
            return in_macro(location).begin;
        lk_loc where = in_file(location);
        return {where, where};
    }

    /* Past the token at `location`; past the whole macro call when that token came out of one, as libclang has it. */
    lk_loc end_of(SourceLocation location) {
        if (location.isInvalid())
            return {0, 0};
        if (location.isMacroID()) {
            InMacro &known = in_macro(location);
            if (!known.has_end)
                known.end = end_in_macro(location);
            known.has_end = true;
            return known.end;
        }
        lk_loc where = in_file(location);
        uint32_t length = lk_text_token_length(lk_unit_source(unit, where.file), where.offset);
        if (length == 0)
            length = Lexer::MeasureTokenLength(location, sources, context.getLangOpts());
        return {where.file, where.file ? where.offset + length : 0};
    }

    lk_span span(SourceRange range) {
        Place begin = place(range.getBegin());
        return lk_maker_span(begin.where, begin.spelling, end_of(range.getEnd()));
    }

    /* ---- types ---- */

    /* libclang shows attributed, parenthesised and decayed types as they were before. */
    QualType shown(QualType type) const {
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

    QualType without_sugar(QualType type, const char **alias) {
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

    const lk_record *record_of(const RecordDecl *declaration) {
        const Decl *canonical = declaration->getCanonicalDecl();
        if (void *known = lk_pointer_map_get(&records, canonical))
            return static_cast<lk_record *>(known);
        const RecordDecl *definition = declaration->getDefinition();
        const RecordDecl *shown_decl = definition ? definition : cast<RecordDecl>(canonical);
        std::string tag = shown_decl->getNameAsString();
        if (!shown_decl->getIdentifier())
            tag = shown_decl->getTypedefNameForAnonDecl() ? shown_decl->getTypedefNameForAnonDecl()->getNameAsString()
                                                          : "";
        lk_record *record =
            lk_maker_record(unit, tag.c_str(), shown_decl->isUnion(), place(shown_decl->getLocation()).where);
        lk_pointer_map_set(unit->arena, &records, canonical, record);
        if (definition)
            lk_pointer_map_set(unit->arena, &record_decls, record, const_cast<RecordDecl *>(definition));
        record->is_lockable = is_lockable(shown_decl);
        return record;
    }

    void fill_integer(lk_type *made, QualType type, bool is_signed) {
        made->kind = LK_TYPE_INTEGER;
        made->is_signed = is_signed;
        if (!type->isIncompleteType())
            made->bits = static_cast<uint32_t>(context.getTypeSizeInChars(type).getQuantity() * 8);
    }

    void fill_builtin(lk_type *made, const BuiltinType *type) {
        if (type->isInteger()) {
            fill_integer(made, QualType(type, 0), type->isSignedInteger());
            made->is_bool = type->getKind() == BuiltinType::Bool;
        } else if (type->isFloatingPoint()) {
            made->kind = LK_TYPE_FLOAT;
        } else if (type->getKind() == BuiltinType::Void) {
            made->kind = LK_TYPE_VOID;
        }
    }

    void fill_type(lk_type *made, QualType type, unsigned depth) {
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
            std::vector<int64_t> values;
            if (const EnumDecl *definition = enumeration->getDecl()->getDefinition())
                for (const EnumConstantDecl *each : definition->enumerators())
                    values.push_back(each->getInitVal().extOrTrunc(64).getSExtValue());
            lk_maker_enumerators(unit, made, values.data(), static_cast<uint32_t>(values.size()));
        } else if (const auto *atomic = dyn_cast<AtomicType>(plain)) {
            lk_maker_atomic(made, type_of(atomic->getValueType(), depth + 1));
        } else if (isa<ComplexType>(plain)) {
            made->kind = LK_TYPE_FLOAT;
        } else if (isa<VectorType>(plain)) {
            made->kind = LK_TYPE_VECTOR;
        }
    }

    const lk_type *type_of(QualType type, unsigned depth = 0) {
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

    void name_span(lk_decl *decl, SourceLocation location) {
        Place at = place(location);
        decl->span = lk_maker_name_span(unit, at.where, at.spelling, strlen(decl->name));
    }

    void add_contract(std::vector<const char *> &contracts, const lk_decl *decl, const Decl *declaration,
                      const Attr *attribute) {
        std::vector<const char *> names;
        if (decl->kind == LK_DECL_FUNCTION)
            for (const ParmVarDecl *param : declaration->getAsFunction()->parameters())
                names.push_back(lk_intern(unit->names, param->getNameAsString().c_str()));
        Place at = place(attribute->getLocation());
        const char *text =
            lk_maker_contract(unit, at.where, at.spelling, names.data(), static_cast<uint32_t>(names.size()), decl);
        if (text)
            contracts.push_back(text);
    }

    /* Whether the source says that objects of this type are locks. */
    bool is_lockable(const RecordDecl *declaration) {
        for (const Attr *attribute : declaration->attrs()) {
            if (attribute->isImplicit() || attribute->isInherited())
                continue;
            Place at = place(attribute->getLocation());
            if (lk_maker_is_lockable(unit, at.where, at.spelling))
                return true;
        }
        return false;
    }

    void take_attributes(lk_decl *decl, const Decl *canonical) {
        std::vector<const char *> annotations, contracts;
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
                else if (isa<ReturnsTwiceAttr>(attribute))
                    decl->returns_twice |= decl->kind == LK_DECL_FUNCTION;
                else if (isa<NoReturnAttr, C11NoReturnAttr, CXX11NoReturnAttr>(attribute))
                    decl->is_noreturn |= decl->kind == LK_DECL_FUNCTION;
                else if (lk_maker_has_contracts(decl) && !attribute->isInherited())
                    add_contract(contracts, decl, each, attribute);
            }
        }
        lk_maker_annotate(unit, decl, annotations.data(), static_cast<uint32_t>(annotations.size()));
        lk_maker_contracts(unit, decl, contracts.data(), static_cast<uint32_t>(contracts.size()));
    }

    void fill_function(lk_decl *decl, const FunctionDecl *canonical) {
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

    void fill_variable(lk_decl *decl, const VarDecl *canonical) {
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

    void fill_decl(lk_decl *decl, const ValueDecl *canonical) {
        decl->type = type_of(canonical->getType());
        if (decl->kind == LK_DECL_LOCAL || decl->kind == LK_DECL_FIELD)
            decl->is_const = context.getBaseElementType(canonical->getType()).isConstQualified();
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

    void open_type(const lk_type *type) {
        lk_record *record = lk_maker_open_record(type);
        const void *known = record ? lk_pointer_map_get(&record_decls, record) : nullptr;
        if (!known)
            return;
        std::vector<lk_decl *> fields;
        record->has_fields = true;
        for (const FieldDecl *field : static_cast<const RecordDecl *>(known)->fields()) {
            lk_decl *decl = decl_of(field);
            if (*decl->name || !field->isBitField())
                fields.push_back(decl);
        }
        lk_decl **kept = LK_NEW_ARRAY(unit->arena, lk_decl *, fields.size() + 1);
        std::copy(fields.begin(), fields.end(), kept);
        record->fields = kept;
        record->field_count = static_cast<uint32_t>(fields.size());
        for (uint32_t i = 0; i < record->field_count; i++)
            open_type(record->fields[i]->type);
    }

    static lk_decl_kind kind_of(const Decl *declaration) {
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

    lk_decl *decl_of(const ValueDecl *declaration) {
        const auto *canonical = cast<ValueDecl>(declaration->getCanonicalDecl());
        if (void *known = lk_pointer_map_get(&decls, canonical))
            return static_cast<lk_decl *>(known);
        lk_decl *decl = lk_maker_decl(unit, kind_of(canonical), canonical->getNameAsString().c_str());
        lk_pointer_map_set(unit->arena, &decls, canonical, decl);
        fill_decl(decl, canonical);
        return decl;
    }

    lk_decl *label_of(const LabelDecl *declaration) {
        if (void *known = lk_pointer_map_get(&decls, declaration))
            return static_cast<lk_decl *>(known);
        lk_decl *decl = lk_maker_decl(unit, LK_DECL_LABEL, declaration->getNameAsString().c_str());
        lk_pointer_map_set(unit->arena, &decls, declaration, decl);
        if (declaration->getStmt())
            name_span(decl, declaration->getStmt()->getIdentLoc());
        return decl;
    }

    /* ---- nodes: what clang's classes come to ---- */

    bool evaluate(const Expr *expr, int64_t *value) const {
        Expr::EvalResult result;
        expr = expr->IgnoreParens();
        if (expr->isValueDependent() || !expr->EvaluateAsRValue(result, context) || !result.Val.isInt())
            return false;
        *value = result.Val.getInt().extOrTrunc(64).getSExtValue();
        return true;
    }

    const Expr *generic_branch(const GenericSelectionExpr *expr) const {
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
    const Stmt *strip_once(const Stmt *stmt) const {
        int64_t condition;
        if (const auto *paren = dyn_cast<ParenExpr>(stmt))
            return paren->getSubExpr();
        if (const auto *cast = dyn_cast<ImplicitCastExpr>(stmt))
            return cast->getSubExpr();
        if (const auto *full = dyn_cast<FullExpr>(stmt))
            return full->getSubExpr();
        if (const auto *temporary = dyn_cast<MaterializeTemporaryExpr>(stmt))
            return temporary->getSubExpr();
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

    lk_node *start(const Work &item, lk_node_kind kind, size_t count) {
        lk_node *node = lk_maker_node(arena, kind, static_cast<uint32_t>(count), item.stmt);
        lk_maker_place_node(node, span(item.stmt->getSourceRange()));
        return *item.slot = node;
    }

    lk_node *put(const Work &item, lk_node_kind kind, std::initializer_list<const Stmt *> kids) {
        lk_node *node = start(item, kind, kids.size());
        lk_node **slot = node->child;
        for (const Stmt *kid : kids)
            work.push_back({kid, nullptr, slot++});
        return node;
    }

    lk_node *put_all(const Work &item, lk_node_kind kind, const Stmt *parent) {
        std::vector<const Stmt *> kids;
        for (const Stmt *kid : parent->children())
            if (kid)
                kids.push_back(kid);
        lk_node *node = start(item, kind, kids.size());
        for (size_t i = 0; i < kids.size(); i++)
            work.push_back({kids[i], nullptr, &node->child[i]});
        return node;
    }

    void put_integer(const Work &item, const Expr *expr) {
        evaluate(expr, &put(item, LK_INTEGER, {})->value);
    }

    void put_constant_or_unknown(const Work &item, const Expr *expr) {
        int64_t value;
        if (evaluate(expr, &value))
            put(item, LK_INTEGER, {})->value = value;
        else
            put_all(item, LK_UNKNOWN_EXPRESSION, expr);
    }

    void put_variables(const Work &item, const DeclStmt *stmt) {
        std::vector<const VarDecl *> variables;
        for (const Decl *each : stmt->decls())
            if (const auto *variable = dyn_cast<VarDecl>(each))
                variables.push_back(variable);
        lk_node *node = start(item, LK_DECLARATION, variables.size());
        for (size_t i = 0; i < variables.size(); i++)
            work.push_back({nullptr, variables[i], &node->child[i]});
    }

    /* Of variable-length arrays, from the outside in; what is behind a typedef or typeof is written elsewhere. */
    std::vector<const Expr *> variable_sizes(QualType type) const {
        std::vector<const Expr *> sizes;
        for (;;) {
            type = shown(type);
            if (const auto *pointer = dyn_cast<PointerType>(type.getTypePtr())) {
                type = pointer->getPointeeType();
            } else if (const auto *array = dyn_cast<ArrayType>(type.getTypePtr())) {
                const auto *variable = dyn_cast<VariableArrayType>(array);
                if (variable && variable->getSizeExpr())
                    sizes.push_back(variable->getSizeExpr());
                type = array->getElementType();
            } else {
                return sizes;
            }
        }
    }

    void put_variable(const Work &item) {
        std::vector<const Expr *> sizes = variable_sizes(item.variable->getType());
        lk_node *node = lk_maker_node(arena, LK_VARIABLE, static_cast<uint32_t>(1 + sizes.size()), item.variable);
        Place at = place(item.variable->getLocation());
        lk_maker_place_node(node, lk_maker_span(at.where, at.spelling, end_of(item.variable->getEndLoc())));
        *item.slot = node;
        work.push_back({item.variable->getInit(), nullptr, &node->child[0]});
        for (size_t i = 0; i < sizes.size(); i++)
            work.push_back({sizes[i], nullptr, &node->child[1 + i]});
    }

    void put_case(const Work &item, const CaseStmt *stmt) {
        lk_node *node = put(item, LK_CASE, {stmt->getSubStmt()});
        evaluate(stmt->getLHS(), &node->value);
        node->value2 = node->value;
        if (stmt->getRHS())
            evaluate(stmt->getRHS(), &node->value2);
    }

    /* libclang leaves out an anonymous member between. */
    void put_member(const Work &item, const MemberExpr *expr) {
        const Expr *base = expr->getBase();
        if (const auto *between = dyn_cast<MemberExpr>(base)) {
            const auto *field = dyn_cast<FieldDecl>(between->getMemberDecl());
            if (field && field->isAnonymousStructOrUnion())
                base = between->getBase();
        }
        put(item, LK_MEMBER, {base})->is_arrow = !base->getType()->isRecordType();
    }

    void put_operator(const Work &item, const BinaryOperator *expr) {
        lk_node_kind kind = expr->isAssignmentOp() ? LK_ASSIGN : LK_BINARY;
        static_assert(int(BO_Mul) == LK_CLANG_MUL && int(BO_Comma) == LK_CLANG_COMMA, "as libclang numbers them");
        put(item, kind, {expr->getLHS(), expr->getRHS()})->op = lk_maker_binary_operator(expr->getOpcode());
    }

    void put_operator(const Work &item, const UnaryOperator *expr) {
        static_assert(int(UO_Extension) == LK_CLANG_EXTENSION, "as libclang numbers them");
        put(item, LK_UNARY, {expr->getSubExpr()})->op = lk_maker_unary_operator(expr->getOpcode());
    }

    /* In a macro libclang's text doesn't tell `[first ... last]` from `[first][last]`. */
    void put_designators(const Work &item, lk_node *node, const DesignatedInitExpr *expr) {
        uint32_t used = 1;
        bool is_known = expr->getNumSubExprs() <= 2 || !node->in_macro;
        for (unsigned i = 0; is_known && i < expr->size(); i++) {
            const DesignatedInitExpr::Designator *part = expr->getDesignator(i);
            Work where = {item.stmt, nullptr, &node->child[used++]};
            if (part->isFieldDesignator()) {
                lk_node *made = *where.slot = lk_maker_node(arena, LK_DESIGNATOR_FIELD, 0, part);
                Place at = place(part->getFieldLoc());
                lk_maker_place_node(made, lk_maker_span(at.where, at.spelling, end_of(part->getFieldLoc())));
                continue;
            }
            const Expr *first =
                part->isArrayDesignator() ? expr->getArrayIndex(*part) : expr->getArrayRangeStart(*part);
            const Expr *last = part->isArrayDesignator() ? first : expr->getArrayRangeEnd(*part);
            lk_node *made = start(where, LK_DESIGNATOR_INDEX, 0);
            lk_maker_place_node(made, span(first->getSourceRange()));
            is_known = evaluate(first, &made->value) && evaluate(last, &made->value2);
        }
        node->child_count = is_known ? used : 1;
    }

    /* Designators of anonymous members in front of the written one have no place; clang 16 begins there. */
    void put_designated(const Work &item, const DesignatedInitExpr *expr) {
        lk_node *node = start(item, LK_DESIGNATED, 1 + expr->size());
        work.push_back({expr->getInit(), nullptr, &node->child[0]});
        put_designators(item, node, expr);
        for (const DesignatedInitExpr::Designator &part : expr->designators()) {
            if (part.getBeginLoc().isInvalid())
                continue;
            lk_maker_place_node(node, span({part.getBeginLoc(), expr->getEndLoc()}));
            break;
        }
    }

    void put_asm(const Work &item, const AsmStmt *stmt) {
        std::vector<const Stmt *> operands;
        const auto *gcc = dyn_cast<GCCAsmStmt>(stmt);
        unsigned labels = gcc && gcc->isAsmGoto() ? gcc->getNumLabels() : 0;
        for (const Stmt *kid : stmt->children())
            if (kid && !(labels && isa<AddrLabelExpr>(kid)))
                operands.push_back(kid);
        lk_node *node = start(item, LK_ASM, operands.size() + labels);
        node->value = labels != 0;
        for (size_t i = 0; i < operands.size(); i++)
            work.push_back({operands[i], nullptr, &node->child[i]});
        for (unsigned i = 0; i < labels; i++) {
            Work jump = {stmt, nullptr, &node->child[operands.size() + i]};
            lk_maker_name_label(arena, start(jump, LK_GOTO, 0),
                                lk_intern(unit->names, gcc->getLabelName(i).str().c_str()));
        }
    }

/* A row of the tables below: what an object `it` of one of clang's classes comes to. */
#define ON(type, ...)                                                                                                  \
    if (const auto *it = dyn_cast<type>(stmt))                                                                         \
    return (void)it, (void)(__VA_ARGS__), true

    bool put_statement(const Work &item) {
        const Stmt *stmt = item.stmt;
        ON(CompoundStmt, put_all(item, LK_COMPOUND, it));
        ON(DeclStmt, put_variables(item, it));
        ON(IfStmt, put(item, LK_IF, {it->getCond(), it->getThen(), it->getElse()}));
        ON(WhileStmt, put(item, LK_WHILE, {it->getCond(), it->getBody()}));
        ON(DoStmt, put(item, LK_DO, {it->getBody(), it->getCond()}));
        ON(ForStmt, put(item, LK_FOR, {it->getInit(), it->getCond(), it->getInc(), it->getBody()}));
        ON(SwitchStmt, put(item, LK_SWITCH, {it->getCond(), it->getBody()}));
        ON(CaseStmt, put_case(item, it));
        ON(DefaultStmt, put(item, LK_DEFAULT, {it->getSubStmt()}));
        ON(LabelStmt, put(item, LK_LABEL, {it->getSubStmt()}));
        ON(GotoStmt, put(item, LK_GOTO, {}));
        ON(IndirectGotoStmt, put(item, LK_GOTO_COMPUTED, {it->getTarget()}));
        ON(BreakStmt, put(item, LK_BREAK, {}));
        ON(ContinueStmt, put(item, LK_CONTINUE, {}));
        ON(ReturnStmt, put(item, LK_RETURN, {it->getRetValue()}));
        ON(NullStmt, put(item, LK_EMPTY, {}));
        ON(AsmStmt, put_asm(item, it));
        ON(OMPExecutableDirective, put(item, LK_UNKNOWN_STATEMENT, {}));
        if (isa<Expr>(stmt))
            return false;
        put_all(item, LK_UNKNOWN_STATEMENT, stmt);
        return true;
    }

    bool put_expression(const Work &item) {
        const Stmt *stmt = item.stmt;
        ON(DeclRefExpr, put(item, LK_NAME, {}));
        ON(MemberExpr, put_member(item, it));
        ON(ArraySubscriptExpr, put(item, LK_INDEX, {it->getBase(), it->getIdx()}));
        ON(CallExpr, put_all(item, LK_CALL, it));
        ON(IntegerLiteral, put_integer(item, it));
        ON(CharacterLiteral, put_integer(item, it));
        ON(FloatingLiteral, put(item, LK_FLOATING, {}));
        ON(ImaginaryLiteral, put(item, LK_FLOATING, {}));
        ON(FixedPointLiteral, put(item, LK_FLOATING, {}));
        ON(StringLiteral, put(item, LK_STRING, {}));
        ON(UnaryOperator, put_operator(item, it));
        ON(BinaryOperator, put_operator(item, it));
        ON(ConditionalOperator, put(item, LK_CONDITIONAL, {it->getCond(), it->getTrueExpr(), it->getFalseExpr()}));
        ON(BinaryConditionalOperator, put(item, LK_CONDITIONAL, {it->getCommon(), nullptr, it->getFalseExpr()}));
        ON(CStyleCastExpr, put(item, LK_CAST, {it->getSubExpr()}));
        ON(CompoundLiteralExpr, put(item, LK_COMPOUND_LITERAL, {it->getInitializer()}));
        ON(InitListExpr, put_all(item, LK_INIT_LIST, it->getSyntacticForm() ? it->getSyntacticForm() : it));
        ON(DesignatedInitExpr, put_designated(item, it));
        ON(StmtExpr, put(item, LK_STATEMENT_EXPRESSION, {it->getSubStmt()}));
        ON(AddrLabelExpr, put(item, LK_LABEL_ADDRESS, {}));
        ON(CXXNullPtrLiteralExpr, put(item, LK_INTEGER, {}));
        ON(BlockExpr, put(item, LK_UNKNOWN_EXPRESSION, {}));
        ON(GenericSelectionExpr, put_all(item, LK_GENERIC, it));
        ON(BuiltinBitCastExpr, put_all(item, LK_UNKNOWN_EXPRESSION, it));
        put_constant_or_unknown(item, cast<Expr>(stmt));
        return true;
    }

#undef ON

    /* ---- what nodes refer to ---- */

    static const FieldDecl *field_of(const DesignatedInitExpr::Designator &part) {
#if CLANG_VERSION_MAJOR >= 17
        return part.getFieldDecl();
#else
        return part.getField();
#endif
    }

    lk_decl *designated_field(const DesignatedInitExpr *expr) {
        lk_decl *field = nullptr;
        for (const DesignatedInitExpr::Designator &part : expr->designators()) {
            if (!part.isFieldDesignator() || (field && *field->name))
                return nullptr;
            if (const FieldDecl *named = field_of(part))
                field = decl_of(named);
        }
        return field;
    }

    static void resolve(void *context, lk_node *node, const void *origin) {
        Maker *self = static_cast<Maker *>(context);
        if (node->kind == LK_VARIABLE) {
            node->decl = self->decl_of(static_cast<const VarDecl *>(origin));
            return;
        }
        const Stmt *stmt = static_cast<const Stmt *>(origin);
        if (node->kind == LK_DESIGNATOR_FIELD) {
            const FieldDecl *field = field_of(*static_cast<const DesignatedInitExpr::Designator *>(origin));
            node->decl = field ? self->decl_of(field) : nullptr;
            return;
        }
        if (node->kind < LK_INTEGER && isa<Expr>(stmt))
            return;
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
            lk_maker_type_node(self->unit, node,
                               self->type_of(isa<BuiltinBitCastExpr>(expr) ? QualType() : expr->getType()));
        if (node->kind == LK_INIT_LIST)
            self->open_type(node->type);
    }

    /* ---- functions ---- */

    lk_node *build(const Stmt *stmt, lk_arena *into, uint32_t *count) {
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
                (void)(put_statement(item) || put_expression(item));
            }
        }
        *count = lk_maker_finish(scratch, root, resolve, this);
        return root;
    }

    void build_inits() {
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

    bool function(const FunctionDecl *definition, lk_function_visitor *visit, void *visitor_context) {
        lk_arena_mark mark = lk_arena_save(scratch);
        lk_function function = {};
        unit->label_count = 0;
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
};

} // namespace

void lk_clang_functions(void *ast_context, lk_unit *unit, bool with_system, lk_function_visitor *visit, void *context) {
    Maker maker(*static_cast<ASTContext *>(ast_context), unit);
    maker.functions(with_system, visit, context);
}

/* Attributes are only seen where they were read as such; their names are identifiers wherever they stand. */
static bool has_attribute(const IdentifierTable &table) {
    for (const char *const *name = lk_maker_attributes; *name; name++)
        if (table.find(*name) != table.end() || table.find("__" + std::string(*name) + "__") != table.end())
            return true;
    return false;
}

/* What the unit calls, or takes the address of, clang marks as referenced. A name that is there and is no function of
   the whole unit may be a macro's, or that of a function declared in a block: that says nothing. */
bool lk_clang_mentions(void *ast_context, const char *const *names, size_t count) {
    ASTContext &context = *static_cast<ASTContext *>(ast_context);
    llvm::SmallPtrSet<const IdentifierInfo *, 32> wanted, declared;
    if (context.getExternalSource() || has_attribute(context.Idents))
        return true;
    for (size_t i = 0; i < count; i++)
        if (auto found = context.Idents.find(names[i]); found != context.Idents.end())
            wanted.insert(found->second);
    if (wanted.empty())
        return false;
    for (const Decl *each : context.getTranslationUnitDecl()->decls()) {
        const auto *function = dyn_cast<FunctionDecl>(each);
        if (!function || !wanted.count(function->getIdentifier()))
            continue;
        if (function->isReferenced() || function->isUsed())
            return true;
        declared.insert(function->getIdentifier());
    }
    for (const IdentifierInfo *name : wanted)
        if (!declared.count(name) && !name->getBuiltinID())
            return true;
    return false;
}

SourceLocation lk_clang_location(void *ast_context, const lk_unit *unit, lk_loc loc) {
    SourceManager &sources = static_cast<ASTContext *>(ast_context)->getSourceManager();
    FileID file;
    if (loc.file == 1) {
        file = sources.getMainFileID();
    } else if (loc.file != 0) {
        auto entry = sources.getFileManager().getOptionalFileRef(lk_unit_source(unit, loc.file)->path);
        if (entry)
            file = sources.getOrCreateFileID(*entry, SrcMgr::C_User);
    }
    if (file.isInvalid())
        return SourceLocation();
    return sources.getLocForStartOfFile(file).getLocWithOffset(static_cast<int>(loc.offset));
}
