/* tree.c -- positions, macro names, source text, type text and the names of kinds. */
#include "ast/definition.h"
#include "ast/text.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- positions ---- */

uint64_t lk_source_hash(const char *text, size_t size) {
    return text ? XXH3_64bits(text, size) : 0;
}

static void read_deferred(lk_unit *unit, lk_source *source) {
    source->is_deferred = false;
    FILE *file = fopen(source->path, "re");
    struct stat status;
    bool is_there = file && fstat(fileno(file), &status) == 0 && status.st_size < UINT32_MAX;
    size_t size = is_there ? (size_t)status.st_size : 0;
    char *text = is_there ? lk_arena_alloc(unit->arena, size + 1) : NULL;
    is_there = is_there && fread(text, 1, size, file) == size && lk_source_hash(text, size) == source->hash;
    if (file)
        fclose(file);
    source->text = is_there ? text : NULL;
    source->size = is_there ? (uint32_t)size : 0;
    unit->changed_count += !is_there;
}

const lk_source *lk_unit_source(const lk_unit *unit, uint32_t index) {
    static const lk_source nowhere = {.path = ""};
    if (index >= unit->files.count)
        return unit->files.count ? &unit->files.items[0] : &nowhere;
    if (unit->files.items[index].is_deferred)
        read_deferred((lk_unit *)(uintptr_t)unit, &unit->files.items[index]); /* what it means stays the same */
    return &unit->files.items[index];
}

static bool is_line_end(const lk_source *source, uint32_t i) {
    char c = source->text[i];
    return c == '\n' || (c == '\r' && !(i + 1 < source->size && source->text[i + 1] == '\n'));
}

static void make_line_table(lk_unit *unit, lk_source *source) {
    uint32_t lines = 1;
    for (uint32_t i = 0; i < source->size; i++)
        lines += is_line_end(source, i);
    source->line_start = LK_NEW_ARRAY(unit->arena, uint32_t, lines);
    for (uint32_t i = 0, line = 1; i < source->size; i++)
        if (is_line_end(source, i))
            source->line_start[line++] = i + 1;
    source->line_count = lines;
}

lk_position lk_unit_position(lk_unit *unit, lk_loc loc) {
    if (loc.file == 0 || loc.file >= unit->files.count)
        return (lk_position){0, 0};
    lk_source *source = &unit->files.items[loc.file];
    if (!lk_unit_source(unit, loc.file)->text)
        return (lk_position){0, 0};
    if (!source->line_start)
        make_line_table(unit, source);
    uint32_t low = 0, high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->line_start[middle] <= loc.offset)
            low = middle;
        else
            high = middle;
    }
    return (lk_position){low + 1, loc.offset - source->line_start[low] + 1};
}

/* ---- macros ---- */

uint32_t lk_source_macro_end(const lk_source *self, uint32_t offset) {
    if (!self->text || offset >= self->size)
        return offset;
    uint32_t end = lk_text_name_end(self, offset), i = lk_text_skip_space(self, end), depth = 0;
    if (i >= self->size || self->text[i] != '(')
        return end;
    while (i < self->size) {
        char c = self->text[i];
        uint32_t past_comment = lk_text_skip_comment(self, i);
        if (past_comment != i) {
            i = past_comment;
            continue;
        }
        if (c == '"' || c == '\'') {
            i = lk_text_skip_literal(self, i);
            continue;
        }
        i++;
        if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0)
            return i;
    }
    return end;
}

static bool is_same_place(lk_loc a, lk_loc b) {
    return a.file == b.file && a.offset == b.offset;
}

const char *lk_unit_macro(lk_unit *unit, const lk_span *span) {
    if (is_same_place(span->begin, span->spelling))
        return NULL;
    const lk_source *source = lk_unit_source(unit, span->begin.file);
    if (!source->text || span->begin.offset >= source->size)
        return NULL;
    uint32_t end = lk_text_name_end(source, span->begin.offset);
    if (end == span->begin.offset)
        return NULL;
    return lk_intern_n(unit->names, source->text + span->begin.offset, end - span->begin.offset);
}

const char *lk_unit_inner_macro(lk_unit *unit, const lk_span *span) {
    lk_definition found;
    if (!lk_unit_macro(unit, span) || !lk_definition_at(unit, span->spelling, &found))
        return lk_unit_macro(unit, span);
    return lk_intern_n(unit->names, found.source->text + found.name.begin, found.name.end - found.name.begin);
}

/* ---- text ---- */

const char *lk_unit_text(lk_unit *unit, lk_arena *arena, const lk_span *span, uint32_t limit) {
    const lk_source *source = lk_unit_source(unit, span->begin.file);
    uint32_t end = span->end < source->size ? span->end : source->size, used = 0;
    if (!source->text || span->begin.offset >= end)
        return "";
    char *text = lk_arena_alloc(arena, (size_t)limit + sizeof "...");
    bool is_space = false;
    for (uint32_t i = span->begin.offset; i < end; i++) {
        char c = source->text[i];
        if (isspace((unsigned char)c) || lk_text_stands_at(source, i, "\\\n")) {
            is_space = used > 0;
            continue;
        }
        if (used + is_space + 1 > limit) {
            memcpy(text + (limit < 3 ? 0 : used + 3 > limit ? limit - 3 : used), "...", sizeof "...");
            return text;
        }
        if (is_space)
            text[used++] = ' ';
        text[used++] = c;
        is_space = false;
    }
    text[used] = '\0';
    return text;
}

/* The innermost part of a type: what no pointer, array or function leads on from. */
static const char *leaf_text(lk_arena *arena, const lk_type *type) {
    switch ((lk_type_kind)type->kind) {
    case LK_TYPE_VOID:
        return "void";
    case LK_TYPE_INTEGER:
        if (type->is_bool)
            return "bool";
        return lk_arena_printf(arena, "%s%u", type->is_signed ? "int" : "uint", (unsigned)type->bits);
    case LK_TYPE_FLOAT:
        return "float";
    case LK_TYPE_VECTOR:
        return "vector";
    case LK_TYPE_RECORD: {
        const char *tag = type->record && type->record->tag ? type->record->tag : "<anonymous>";
        return lk_arena_printf(arena, "%s %s", type->record && type->record->is_union ? "union" : "struct", tag);
    }
    default:
        return "unknown";
    }
}

const char *lk_type_text(lk_arena *arena, const lk_type *type) {
    const char *text = "";
    for (; type; type = type->target) {
        text = lk_arena_printf(arena, "%s%s%s", text, type->is_volatile ? "volatile " : "",
                               type->is_atomic ? "atomic " : "");
        if (type->alias)
            return lk_arena_printf(arena, "%s%s", text, type->alias);
        if (type->kind == LK_TYPE_POINTER)
            text = lk_arena_printf(arena, "%spointer to ", text);
        else if (type->kind == LK_TYPE_ARRAY && type->count >= 0)
            text = lk_arena_printf(arena, "%sarray of %lld ", text, (long long)type->count);
        else if (type->kind == LK_TYPE_ARRAY)
            text = lk_arena_printf(arena, "%sarray of ", text);
        else if (type->kind == LK_TYPE_FUNCTION)
            text = lk_arena_printf(arena, "%sfunction returning ", text);
        else
            return lk_arena_printf(arena, "%s%s", text, leaf_text(arena, type));
    }
    return lk_arena_printf(arena, "%sunknown", text);
}

uint32_t lk_record_position(const lk_record *self, const lk_decl *field) {
    uint32_t at = field->index < self->field_count ? field->index : self->field_count - 1;
    while (at && self->fields[at] != field) /* lk_decl.index counts unnamed bit-fields too */
        at--;
    return at;
}

/* ---- names ---- */

const char *lk_node_kind_name(lk_node_kind kind) {
    static const char *const names[] = {
        [LK_COMPOUND] = "compound",
        [LK_DECLARATION] = "declaration",
        [LK_VARIABLE] = "variable",
        [LK_IF] = "if",
        [LK_WHILE] = "while",
        [LK_DO] = "do",
        [LK_FOR] = "for",
        [LK_SWITCH] = "switch",
        [LK_CASE] = "case",
        [LK_DEFAULT] = "default",
        [LK_LABEL] = "label",
        [LK_GOTO] = "goto",
        [LK_GOTO_COMPUTED] = "goto-computed",
        [LK_BREAK] = "break",
        [LK_CONTINUE] = "continue",
        [LK_RETURN] = "return",
        [LK_EMPTY] = "empty",
        [LK_ASM] = "asm",
        [LK_UNKNOWN_STATEMENT] = "unknown-statement",
        [LK_DESIGNATOR_FIELD] = "designator-field",
        [LK_DESIGNATOR_INDEX] = "designator-index",
        [LK_INTEGER] = "integer",
        [LK_FLOATING] = "floating",
        [LK_STRING] = "string",
        [LK_NAME] = "name",
        [LK_MEMBER] = "member",
        [LK_INDEX] = "index",
        [LK_CALL] = "call",
        [LK_UNARY] = "unary",
        [LK_BINARY] = "binary",
        [LK_ASSIGN] = "assign",
        [LK_CONDITIONAL] = "conditional",
        [LK_CAST] = "cast",
        [LK_INIT_LIST] = "init-list",
        [LK_DESIGNATED] = "designated",
        [LK_COMPOUND_LITERAL] = "compound-literal",
        [LK_STATEMENT_EXPRESSION] = "statement-expression",
        [LK_LABEL_ADDRESS] = "label-address",
        [LK_GENERIC] = "generic",
        [LK_UNKNOWN_EXPRESSION] = "unknown-expression",
    };
    return (unsigned)kind < sizeof names / sizeof *names ? names[kind] : "invalid";
}

const char *lk_operator_name(lk_operator op) {
    static const char *const names[] = {
        [LK_OP_NONE] = "=",
        [LK_OP_ADD] = "+",
        [LK_OP_SUB] = "-",
        [LK_OP_MUL] = "*",
        [LK_OP_DIV] = "/",
        [LK_OP_REM] = "%",
        [LK_OP_SHL] = "<<",
        [LK_OP_SHR] = ">>",
        [LK_OP_AND] = "&",
        [LK_OP_OR] = "|",
        [LK_OP_XOR] = "^",
        [LK_OP_EQ] = "==",
        [LK_OP_NE] = "!=",
        [LK_OP_LT] = "<",
        [LK_OP_GT] = ">",
        [LK_OP_LE] = "<=",
        [LK_OP_GE] = ">=",
        [LK_OP_LAND] = "&&",
        [LK_OP_LOR] = "||",
        [LK_OP_COMMA] = ",",
        [LK_OP_PRE_INC] = "++_",
        [LK_OP_PRE_DEC] = "--_",
        [LK_OP_POST_INC] = "_++",
        [LK_OP_POST_DEC] = "_--",
        [LK_OP_NEG] = "negate",
        [LK_OP_PLUS] = "plus",
        [LK_OP_NOT] = "!",
        [LK_OP_COMPLEMENT] = "~",
        [LK_OP_ADDRESS] = "address",
        [LK_OP_DEREF] = "deref",
        [LK_OP_EXTENSION] = "extension",
    };
    return (unsigned)op < sizeof names / sizeof *names ? names[op] : "invalid";
}

const lk_node *lk_node_given(const lk_node *node) {
    while (node && (node->kind == LK_CAST ||
                    (node->kind == LK_UNARY && (node->op == LK_OP_ADDRESS || node->op == LK_OP_EXTENSION)) ||
                    node->kind == LK_COMPOUND_LITERAL))
        node = node->child[0];
    return node;
}
