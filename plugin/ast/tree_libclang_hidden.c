/* tree_libclang_hidden.c -- what cursors don't show, read from the source or from clang's own printing. */
#include "ast/tree_libclang_room.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- scanning C text ---- */

static bool is_name_byte(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* Past the comment or literal at `at`; `at` if there is none. */
static const char *skip_opaque(const char *at, const char *end) {
    if (end - at >= 2 && at[0] == '/' && at[1] == '/') {
        while (at < end && *at != '\n')
            at++;
    } else if (end - at >= 2 && at[0] == '/' && at[1] == '*') {
        for (at += 2; end - at >= 2 && !(at[0] == '*' && at[1] == '/');)
            at++;
        at = end - at >= 2 ? at + 2 : end;
    } else if (at < end && (*at == '"' || *at == '\'')) {
        char quote = *at++;
        while (at < end && *at != quote)
            at += *at == '\\' && end - at >= 2 ? 2 : 1;
        at = at < end ? at + 1 : end;
    }
    return at;
}

static const char *skip_space(const char *at, const char *end) {
    for (;;) {
        const char *start = at;
        while (at < end &&
               (isspace((unsigned char)*at) || (*at == '\\' && at + 1 < end && isspace((unsigned char)at[1]))))
            at++;
        if (at < end && *at == '/')
            at = skip_opaque(at, end);
        if (at == start)
            return at;
    }
}

static bool is_word(const char *at, const char *end, const char *word) {
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 &&
           (at + length == end || !is_name_byte(at[length]));
}

/* ---- for ---- */

/* Reads `(init; condition; step)` at `at`: which of the three is not blank. Fails when there aren't exactly three. */
static bool read_header(const char *at, const char *end, bool present[3]) {
    unsigned part = 0, depth = 1;
    present[0] = present[1] = present[2] = false;
    if (at == end || *at++ != '(')
        return false;
    while ((at = skip_space(at, end)) < end) {
        const char *past = skip_opaque(at, end);
        char c = *at;
        at = past > at ? past : at + 1;
        if (c == '#')
            return false;
        if (c == ')' || c == ']' || c == '}') {
            if (--depth == 0)
                return c == ')' && part == 2;
        } else if (c == '(' || c == '[' || c == '{') {
            depth++;
        }
        if (c == ';' && depth == 1) {
            if (++part > 2)
                return false;
        } else {
            present[part] = true;
        }
    }
    return false;
}

static bool is_count(const bool present[3], uint32_t child_count) {
    return (uint32_t)present[0] + present[1] + present[2] + 1 == child_count;
}

static bool parts_by_source(lk_parse *self, const raw *it, uint32_t child_count, bool present[3]) {
    lk_span span = lk_libclang_span(self, it->range);
    const lk_source *source = lk_unit_source(&self->unit, span.begin.file);
    if (!source->text || span.begin.offset != span.spelling.offset || span.begin.file != span.spelling.file)
        return false;
    const char *at = source->text + span.begin.offset, *end = source->text + source->size;
    if (!is_word(at, end, "for"))
        return false;
    return read_header(skip_space(at + strlen("for"), end), end, present) && is_count(present, child_count);
}

/* ---- clang's own printing ---- */

static void find_printed(lk_parse *self) {
    raw_tree *tree = &self->tree;
    const char *end = tree->printed_end;
    for (const char *at = tree->printed; at < end;) {
        const char *past = skip_opaque(at, end);
        if (past > at) {
            at = past;
        } else if (is_name_byte(*at)) {
            if (is_word(at, end, "for"))
                lk_array_push(self->scratch, &tree->fors.texts, at + strlen("for"));
            else if (is_word(at, end, "asm") && end - at > 3 && at[3] == ' ') /* not the asm label of a declaration */
                lk_array_push(self->scratch, &tree->asms.texts, at);
            while (at < end && is_name_byte(*at))
                at++;
        } else {
            at++;
        }
    }
}

static void number_raws(raw_tree *tree) {
    for (uint32_t i = 0; i < tree->items.count; i++) {
        raw *it = &tree->items.items[i];
        if (it->cursor.kind == CXCursor_ForStmt && !it->is_repetition)
            it->ordinal = tree->fors.tree_count++;
        else if (it->cursor.kind == CXCursor_GCCAsmStmt && !it->is_repetition)
            it->ordinal = tree->asms.tree_count++;
    }
}

/* Prints the whole tree, into the scratch arena, unless that was done. */
static void print(lk_parse *self) {
    raw_tree *tree = &self->tree;
    if (tree->printed)
        return;
    CXPrintingPolicy policy = clang_getCursorPrintingPolicy(tree->items.items[0].cursor);
    CXString text = clang_getCursorPrettyPrinted(tree->items.items[0].cursor, policy);
    const char *chars = clang_getCString(text);
    size_t size = chars ? strlen(chars) : 0;
    tree->printed = lk_arena_strndup(self->scratch, chars ? chars : "", size);
    tree->printed_end = tree->printed + size;
    clang_disposeString(text);
    clang_PrintingPolicy_dispose(policy);
    tree->fors = tree->asms = (printed_places){0};
    find_printed(self);
    number_raws(tree);
}

/* Where the statement at `index` is printed; NULL if the text doesn't have as many as the tree. */
static const char *printed_place(const raw_tree *tree, uint32_t index, const printed_places *places) {
    bool is_complete = places->texts.count == places->tree_count;
    return is_complete ? places->texts.items[tree->items.items[index].ordinal] : NULL;
}

/* ---- for, once more ---- */

static bool parts_by_print(lk_parse *self, uint32_t index, uint32_t child_count, bool present[3]) {
    print(self);
    const char *header = printed_place(&self->tree, index, &self->tree.fors);
    const char *end = self->tree.printed_end;
    return header && read_header(skip_space(header, end), end, present) && is_count(present, child_count);
}

bool lk_libclang_for_parts(lk_parse *self, uint32_t index, uint32_t child_count, bool present[3]) {
    if (child_count == 1 || child_count == 4) {
        present[0] = present[1] = present[2] = child_count == 4;
        return true;
    }
    return parts_by_source(self, &self->tree.items.items[index], child_count, present) ||
           parts_by_print(self, index, child_count, present);
}

/* ---- cleanup ---- */

/* The name in `cleanup(name)` of an attribute list in a printed declaration; NULL if there is none. */
static const char *cleanup_name(lk_parse *self, const char *text) {
    const char *end = text + strlen(text);
    for (const char *at = text; at < end; at++) {
        at = skip_opaque(at, end);
        if (at == end || !is_name_byte(*at) || (at > text && is_name_byte(at[-1])))
            continue;
        bool is_attribute = at > text && (at[-1] == '(' || at[-1] == ':' || at[-1] == ' ' || at[-1] == ',');
        const char *open = is_word(at, end, "cleanup")       ? at + strlen("cleanup")
                           : is_word(at, end, "__cleanup__") ? at + strlen("__cleanup__")
                                                             : NULL;
        if (!is_attribute || !open || *open != '(')
            continue;
        const char *name = skip_space(open + 1, end), *past = name;
        while (past < end && is_name_byte(*past))
            past++;
        if (past > name && *past == ')')
            return lk_intern_n(self->unit.names, name, (size_t)(past - name));
    }
    return NULL;
}

lk_decl *lk_libclang_cleanup(lk_parse *self, CXCursor variable) {
    CXPrintingPolicy policy = clang_getCursorPrintingPolicy(variable);
    clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_SuppressInitializers, 1);
    CXString text = clang_getCursorPrettyPrinted(variable, policy);
    const char *name = cleanup_name(self, clang_getCString(text));
    clang_disposeString(text);
    clang_PrintingPolicy_dispose(policy);
    return name ? lk_libclang_function_named(self, name) : NULL;
}

/* ---- asm ---- */

/* Past `asm` and its qualifiers at `at`; NULL if none is there. */
static const char *skip_asm_words(const char *at, const char *end, bool *is_goto) {
    static const char *const words[] = {"asm",   "__asm",    "__asm__",    "volatile", "__volatile", "__volatile__",
                                        "const", "__inline", "__inline__", "inline",   "goto"};
    const char *start = at;
    *is_goto = false;
    for (;;) {
        size_t i = 0, count = sizeof words / sizeof *words;
        while (i < count && !is_word(at, end, words[i]))
            i++;
        if (i == count)
            return at == start ? NULL : at;
        *is_goto |= i + 1 == count;
        at = skip_space(at + strlen(words[i]), end);
    }
}

/* Reads what stands in the parentheses of an asm goto: the names behind the fourth colon. `::` is two of them. */
static bool read_labels(lk_parse *self, const char *at, const char *end, lk_names *labels) {
    unsigned depth = 0, colons = 0;
    while ((at = skip_space(at, end)) < end) {
        const char *past = skip_opaque(at, end);
        char c = *at;
        if (past > at) {
            at = past;
        } else if (colons == 4 && depth == 1 && is_name_byte(c)) {
            for (past = at; past < end && is_name_byte(*past);)
                past++;
            lk_array_push(self->scratch, labels, lk_intern_n(self->unit.names, at, (size_t)(past - at)));
            at = past;
        } else {
            depth += c == '(' || c == '[' || c == '{';
            colons += c == ':' && depth == 1;
            at++;
            if (c != ')' && c != ']' && c != '}')
                continue;
            if (--depth == 0)
                return colons == 4 && labels->count > 0;
        }
    }
    return false;
}

static const char *printed_asm(lk_parse *self, uint32_t index, bool *is_goto) {
    print(self);
    const char *at = printed_place(&self->tree, index, &self->tree.asms);
    return at ? skip_asm_words(at, self->tree.printed_end, is_goto) : NULL;
}

int64_t lk_libclang_asm_labels(lk_parse *self, uint32_t index, lk_names *labels) {
    lk_span span = lk_libclang_span(self, self->tree.items.items[index].range);
    const lk_source *source = lk_unit_source(&self->unit, span.spelling.file);
    if (!source->text || span.spelling.offset >= source->size)
        return 0;
    const char *end = source->text + source->size;
    bool is_goto, is_printed_goto = false;
    const char *written = skip_asm_words(source->text + span.spelling.offset, end, &is_goto);
    if (written && !is_goto && *written == '(')
        return 0; /* most are no asm goto, and printing a function costs */
    const char *shown = printed_asm(self, index, &is_printed_goto);
    if (shown && !is_printed_goto)
        return 0;
    if (shown && read_labels(self, shown, self->tree.printed_end, labels))
        return 1;
    labels->count = 0;
    if (written && is_goto && span.begin.offset == span.spelling.offset && read_labels(self, written, end, labels))
        return 1;
    labels->count = 0;
    return is_goto ? 2 : 0;
}

bool lk_libclang_stands_at(lk_parse *self, lk_loc where, const char *text) {
    const lk_source *source = lk_unit_source(&self->unit, where.file);
    if (!source->text || where.offset >= source->size)
        return false;
    const char *end = source->text + source->size, *at = skip_space(source->text + where.offset, end);
    return (size_t)(end - at) >= strlen(text) && memcmp(at, text, strlen(text)) == 0;
}

/* ---- literals ---- */

static bool read_character(const char *at, const char *end, int64_t *value) {
    if (end - at < 3 || at[1] == '\\' || at[1] == '\'' || (unsigned char)at[1] >= 0x80 || at[2] != '\'')
        return false;
    *value = at[1];
    return true;
}

bool lk_libclang_literal(lk_parse *self, lk_loc spelling, int64_t *value) {
    const lk_source *source = lk_unit_source(&self->unit, spelling.file);
    if (!source->text || spelling.file == 0 || spelling.offset >= source->size)
        return false;
    const char *at = source->text + spelling.offset, *end = source->text + source->size;
    if (*at == '\'')
        return read_character(at, end, value);
    char digits[32];
    size_t length = 0;
    while (at + length < end && length + 1 < sizeof digits && (is_name_byte(at[length]) || at[length] == '.'))
        length++;
    if (length == 0 || length + 1 == sizeof digits || !isdigit((unsigned char)*at) ||
        (at + length < end && (at[length] == '\'' || at[length] == '\\')))
        return false;
    memcpy(digits, at, length);
    digits[length] = '\0';
    bool is_binary = digits[0] == '0' && (digits[1] == 'b' || digits[1] == 'B');
    char *rest = NULL;
    *value = (int64_t)strtoull(is_binary ? digits + 2 : digits, &rest, is_binary ? 2 : 0);
    return rest[strspn(rest, "uUlL")] == '\0' && rest > digits + (is_binary ? 2 : 0);
}
