/* tree_dump.c -- trees and declarations as stable text. */
#include "ast/tree.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST_INDENT = 40 };

/* Only this much of a path is the same whoever runs clang. */
static const char *file_name(const lk_unit *unit, uint32_t file) {
    const char *path = lk_unit_source(unit, file)->path, *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void dump_loc(FILE *out, lk_unit *unit, lk_loc loc, uint32_t home) {
    if (loc.file == 0) {
        fputs("?", out);
        return;
    }
    if (loc.file != home)
        fprintf(out, "%s:", file_name(unit, loc.file));
    lk_position at = lk_unit_position(unit, loc);
    fprintf(out, "%u:%u", at.line, at.column);
}

static void dump_span(FILE *out, lk_unit *unit, const lk_span *span) {
    uint32_t home = 1;
    fputc(' ', out);
    dump_loc(out, unit, span->begin, home);
    if (span->begin.file) {
        fputc('-', out);
        dump_loc(out, unit, (lk_loc){span->begin.file, span->end}, span->begin.file);
    }
    if (span->spelling.file != span->begin.file || span->spelling.offset != span->begin.offset) {
        fputs(" from ", out);
        dump_loc(out, unit, span->spelling, span->begin.file);
        const char *outer = lk_unit_macro(unit, span), *inner = lk_unit_inner_macro(unit, span);
        fprintf(out, " in %s", outer ? outer : "?");
        if (inner != outer)
            fprintf(out, "/%s", inner);
    }
}

static void dump_record(FILE *out, lk_unit *unit, const lk_record *record) {
    fputs(record->is_union ? "union " : "struct ", out);
    if (record->tag) {
        fputs(record->tag, out);
    } else {
        fputc('@', out);
        dump_loc(out, unit, record->where, 1);
    }
}

static void dump_integer_type(FILE *out, const lk_type *type) {
    if (type->is_bool)
        fputs("bool", out);
    else
        fprintf(out, "%s%u", type->is_signed ? "int" : "uint", type->bits);
}

static void dump_type(FILE *out, lk_unit *unit, const lk_type *type) {
    for (; type; type = type->target) {
        fprintf(out, "%s%s", type->is_volatile ? "volatile " : "", type->is_atomic ? "atomic " : "");
        if (type->alias)
            fprintf(out, "%s=", type->alias);
        switch ((lk_type_kind)type->kind) {
        case LK_TYPE_POINTER:
            fputs("pointer to ", out);
            continue;
        case LK_TYPE_ARRAY:
            fprintf(out, "array %lld of ", (long long)type->count);
            continue;
        case LK_TYPE_FUNCTION:
            fprintf(out, "%s%sfunction to ", type->is_noreturn ? "noreturn " : "",
                    type->is_variadic ? "variadic " : "");
            continue;
        case LK_TYPE_VOID:
            fputs("void", out);
            return;
        case LK_TYPE_INTEGER:
            dump_integer_type(out, type);
            return;
        case LK_TYPE_FLOAT:
            fputs("float", out);
            return;
        case LK_TYPE_VECTOR:
            fputs("vector", out);
            return;
        case LK_TYPE_RECORD:
            dump_record(out, unit, type->record);
            return;
        case LK_TYPE_UNKNOWN:
            break;
        }
        break;
    }
    fputs("?", out);
}

static const char *decl_kind_name(uint8_t kind) {
    static const char *const names[] = {
        [LK_DECL_UNKNOWN] = "unknown", [LK_DECL_LOCAL] = "local",   [LK_DECL_STATIC] = "static",
        [LK_DECL_PARAM] = "param",     [LK_DECL_GLOBAL] = "global", [LK_DECL_FUNCTION] = "function",
        [LK_DECL_FIELD] = "field",     [LK_DECL_LABEL] = "label",   [LK_DECL_ENUMERATOR] = "enumerator",
    };
    return kind < sizeof names / sizeof *names ? names[kind] : "invalid";
}

static void dump_decl_name(FILE *out, const lk_decl *decl) {
    fprintf(out, " %s %s", decl_kind_name(decl->kind), *decl->name ? decl->name : "<anonymous>");
}

static void dump_node_line(FILE *out, lk_unit *unit, const lk_node *node) {
    fputs(lk_node_kind_name(node->kind), out);
    switch ((lk_node_kind)node->kind) {
    case LK_UNARY:
    case LK_BINARY:
    case LK_ASSIGN:
        fprintf(out, " %s", lk_operator_name(node->op));
        break;
    case LK_INTEGER:
    case LK_ASM:
        fprintf(out, " %lld", (long long)node->value);
        break;
    case LK_CASE:
    case LK_DESIGNATOR_INDEX:
        fprintf(out, " %lld..%lld", (long long)node->value, (long long)node->value2);
        break;
    case LK_MEMBER:
        fputs(node->is_arrow ? " ->" : " .", out);
        break;
    default:
        break;
    }
    switch ((lk_node_kind)node->kind) {
    case LK_VARIABLE:
    case LK_LABEL:
    case LK_GOTO:
    case LK_NAME:
    case LK_MEMBER:
    case LK_DESIGNATED:
    case LK_DESIGNATOR_FIELD:
    case LK_LABEL_ADDRESS:
        if (node->decl)
            dump_decl_name(out, node->decl);
        break;
    default:
        break;
    }
    if (node->type) {
        fputs(" : ", out);
        dump_type(out, unit, node->type);
    }
    dump_span(out, unit, &node->span);
}

static void indent(FILE *out, uint32_t depth) {
    if (depth <= DEEPEST_INDENT)
        fprintf(out, "%*s", (int)(2 * depth), "");
    else
        fprintf(out, "%*s<%u> ", 2 * DEEPEST_INDENT, "", depth);
}

typedef struct pending {
    const lk_node *node;
    uint32_t depth;
} pending;

static void dump_nodes(FILE *out, lk_unit *unit, const lk_node *top, uint32_t depth) {
    lk_arena *scratch = lk_arena_new();
    LK_ARRAY(pending) stack = {0};
    lk_array_push(scratch, &stack, ((pending){top, depth}));
    while (stack.count) {
        pending now = stack.items[--stack.count];
        indent(out, now.depth);
        if (!now.node) {
            fputs("-\n", out);
            continue;
        }
        dump_node_line(out, unit, now.node);
        fputc('\n', out);
        for (uint32_t i = now.node->child_count; i-- > 0;)
            lk_array_push(scratch, &stack, ((pending){now.node->child[i], now.depth + 1}));
    }
    lk_arena_free(scratch);
}

void lk_tree_dump(FILE *out, lk_unit *unit, const lk_function *function) {
    fprintf(out, "function %s : ", function->decl->name);
    dump_type(out, unit, function->decl->type);
    dump_span(out, unit, &function->decl->span);
    fprintf(out, "%s nodes=%u\n", function->has_error ? " has-error" : "", function->node_count);
    for (uint32_t i = 0; i < function->decl->param_count; i++) {
        const lk_decl *param = function->decl->params[i];
        indent(out, 1);
        fprintf(out, "param %u %s : ", param->index, param->name);
        dump_type(out, unit, param->type);
        dump_span(out, unit, &param->span);
        fputc('\n', out);
    }
    if (function->body)
        dump_nodes(out, unit, function->body, 1);
}

/* ---- declarations ---- */

static int compare_loc(lk_unit *unit, lk_loc a, lk_loc b) {
    if (a.file != b.file) {
        int order = strcmp(file_name(unit, a.file), file_name(unit, b.file));
        return order ? order : a.file < b.file ? -1 : 1;
    }
    return a.offset < b.offset ? -1 : a.offset > b.offset;
}

static int compare_decls(const void *left, const void *right, void *context) {
    const lk_decl *a = *(lk_decl *const *)left, *b = *(lk_decl *const *)right;
    int order = compare_loc(context, a->span.begin, b->span.begin);
    if (!order)
        order = compare_loc(context, a->span.spelling, b->span.spelling);
    if (!order)
        order = a->kind - b->kind;
    return order ? order : strcmp(a->name, b->name);
}

static void dump_flags(FILE *out, const lk_decl *decl) {
    fprintf(out, "%s%s%s%s%s", decl->is_internal ? " internal" : "", decl->is_noreturn ? " noreturn" : "",
            decl->returns_twice ? " returns-twice" : "", decl->is_defined ? " defined" : "",
            decl->is_thread_local ? " thread-local" : "");
    fputs(decl->is_const ? " const" : "", out);
    for (uint32_t i = 0; i < decl->annotation_count; i++)
        fprintf(out, " annotate=\"%s\"", decl->annotations[i]);
    for (uint32_t i = 0; i < decl->contract_count; i++)
        fprintf(out, " contract=\"%s\"", decl->contracts[i]);
    if (decl->cleanup)
        fprintf(out, " cleanup=%s", decl->cleanup->name);
    if (decl->kind == LK_DECL_ENUMERATOR)
        fprintf(out, " value=%lld", (long long)decl->value);
    if (decl->kind == LK_DECL_FUNCTION)
        fprintf(out, " params=%u", decl->param_count);
}

static void dump_decl(FILE *out, lk_unit *unit, const lk_decl *decl) {
    fputs("decl", out);
    dump_decl_name(out, decl);
    if (decl->type) {
        fputs(" : ", out);
        dump_type(out, unit, decl->type);
    }
    if (decl->record) {
        fputs(decl->record->is_lockable ? " of lockable " : " of ", out);
        dump_record(out, unit, decl->record);
    }
    if (decl->kind == LK_DECL_FIELD || decl->kind == LK_DECL_PARAM)
        fprintf(out, " #%u", decl->index);
    dump_flags(out, decl);
    dump_span(out, unit, &decl->span);
    fputc('\n', out);
    if (decl->init)
        dump_nodes(out, unit, decl->init, 1);
}

void lk_unit_dump(FILE *out, lk_unit *unit) {
    fprintf(out, "unit functions=%u errors=%u nested=%u decls=%u records=%u%s%s\n", unit->function_count,
            unit->error_function_count, unit->nested_function_count, unit->decl_count, unit->records.count,
            unit->has_errors ? " has-errors" : "", unit->lacks_include ? " lacks-include" : "");
    lk_arena *scratch = lk_arena_new();
    lk_decl **sorted = LK_NEW_ARRAY(scratch, lk_decl *, unit->decls.count);
    if (unit->decls.count)
        memcpy(sorted, unit->decls.items, unit->decls.count * sizeof *sorted);
    qsort_r(sorted, unit->decls.count, sizeof *sorted, compare_decls, unit);
    for (uint32_t i = 0; i < unit->decls.count; i++)
        dump_decl(out, unit, sorted[i]);
    lk_arena_free(scratch);
}
