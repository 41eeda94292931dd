/* proposal.c -- judging the text around a place, and editing it. */
#include "lint/proposal.h"
#include "lint/pass.h"
#include "lint/tokens.h"

#include <ctype.h>
#include <string.h>

typedef struct proposal {
    lk_pass *pass;
    lk_note *note;
    lk_tokens tokens;
    uint32_t file;
} proposal;

static bool is_plain(const lk_span *span) {
    return span->begin.file && span->begin.file == span->spelling.file && span->begin.offset == span->spelling.offset;
}

/* False when nothing may be proposed here. */
static bool begin(proposal *self, lk_pass *pass, lk_note *note, const lk_span *span) {
    const lk_source *source = lk_unit_source(pass->unit, span->begin.file);
    if (!is_plain(span) || !source->text || source->is_system)
        return false;
    *self = (proposal){.pass = pass, .note = note, .file = span->begin.file};
    lk_tokens_read(&self->tokens, pass->scratch, source->text, source->size);
    return true;
}

static bool is(const proposal *self, uint32_t index, const char *text) {
    return lk_token_is(&self->tokens, index, text);
}

static const lk_token *token(const proposal *self, uint32_t index) {
    return &self->tokens.items.items[index];
}

static bool is_directive(const proposal *self, uint32_t index) {
    return index >= self->tokens.items.count || token(self, index)->kind == LK_TOKEN_DIRECTIVE;
}

static void edit(const proposal *self, uint32_t offset, uint32_t length, const char *text) {
    lk_pass_fix(self->pass, self->note, (lk_loc){self->file, offset}, length, text);
}

/* The tokens of a call that is a statement of its own: the first, the closing parenthesis; false when it is none. */
static bool find_statement(const proposal *self, const lk_span *call, uint32_t *first, uint32_t *last) {
    *first = lk_token_beginning(&self->tokens, call->begin.offset);
    *last = lk_token_ending(&self->tokens, call->end);
    if (*first == LK_NO_TOKEN || *last == LK_NO_TOKEN || *first == 0 || !lk_token_is_word(&self->tokens, *first) ||
        !is(self, *last, ")") || lk_token_opening(&self->tokens, *last) != *first + 1 || !is(self, *last + 1, ";"))
        return false;
    bool is_cast = *first > 3 && is(self, *first - 1, ")") && is(self, *first - 2, "void") && is(self, *first - 3, "(");
    *first -= is_cast ? 3 : 0;
    return true;
}

/* ---- a loop ---- */

static bool is_pure(const proposal *self, uint32_t open, uint32_t close) {
    for (uint32_t i = open; i < close; i++)
        if (is(self, i, "=") || is(self, i, "++") || is(self, i, "--") || is(self, i, "{"))
            return false;
    return true;
}

void lk_propose_loop(lk_pass *pass, lk_note *note, lk_span call) {
    proposal self;
    uint32_t first, last;
    if (!begin(&self, pass, note, &call) || !find_statement(&self, &call, &first, &last))
        return;
    uint32_t close = first - 1, behind = last + 2;
    if (is(&self, close, "{")) {
        if (!is(&self, behind, "}") || close == 0)
            return;
        close--;
        behind++;
    }
    uint32_t open = is(&self, close, ")") ? lk_token_opening(&self.tokens, close) : LK_NO_TOKEN;
    if (open == LK_NO_TOKEN || open == 0 || !is(&self, open - 1, "if") || is_directive(&self, behind) ||
        is(&self, behind, "else") || !is_pure(&self, open, close))
        return;
    edit(&self, token(&self, open - 1)->begin, 2, "while");
}

/* ---- a statement before another ---- */

static uint32_t line_begin(const proposal *self, uint32_t offset) {
    const char *newline = memrchr(self->tokens.text, '\n', offset);
    return newline ? (uint32_t)(newline - self->tokens.text) + 1 : 0;
}

static uint32_t line_end(const proposal *self, uint32_t offset) {
    const char *text = self->tokens.text, *newline = memchr(text + offset, '\n', self->tokens.size - offset);
    uint32_t end = newline ? (uint32_t)(newline - text) : self->tokens.size;
    return end > offset && text[end - 1] == '\r' ? end - 1 : end;
}

/* The end of the line and the blanks that the line of `offset` begins with. */
static const char *new_line(const proposal *self, uint32_t offset) {
    uint32_t begin = line_begin(self, offset), end = line_end(self, offset), blanks = 0;
    while (begin + blanks < end && strchr(" \t", self->tokens.text[begin + blanks]))
        blanks++;
    bool has_return = end < self->tokens.size && self->tokens.text[end] == '\r';
    return lk_arena_printf(self->pass->arena, "%s%.*s", has_return ? "\r\n" : "\n", (int)blanks,
                           self->tokens.text + begin);
}

static bool is_first_on_line(const proposal *self, uint32_t index) {
    return index == 0 || token(self, index - 1)->end <= line_begin(self, token(self, index)->begin);
}

/* Where a closing brace may stand: behind the `;`, or behind the comment that follows it on the line. */
static uint32_t behind_statement(const proposal *self, uint32_t semicolon) {
    uint32_t at = token(self, semicolon)->end, end = line_end(self, at);
    bool has_block = memmem(self->tokens.text + at, end - at, "/*", 2);
    bool is_last = semicolon + 1 == self->tokens.items.count || token(self, semicolon + 1)->begin > end;
    return is_last && !has_block ? end : at;
}

/* `statement` before the one that goes from `first` to `semicolon`, with braces where it stands alone behind a head. */
static void insert_before(const proposal *self, uint32_t first, uint32_t semicolon, const char *statement) {
    lk_arena *arena = self->pass->arena;
    uint32_t at = token(self, first)->begin, before = first - 1;
    bool is_own_line = is_first_on_line(self, first),
         is_in_list = is(self, before, "{") || is(self, before, "}") || is(self, before, ";") || is(self, before, ":");
    bool is_behind_head = is(self, before, ")") || is(self, before, "else");
    const char *separator = is_own_line ? new_line(self, at) : " ";
    if (is_in_list) {
        edit(self, at, 0, lk_arena_printf(arena, "%s;%s", statement, separator));
    } else if (is_behind_head && !is_own_line) {
        edit(self, at, 0, lk_arena_printf(arena, "{ %s; ", statement));
        edit(self, token(self, semicolon)->end, 0, " }");
    } else if (is_behind_head) {
        uint32_t head = is(self, before, ")") ? lk_token_opening(&self->tokens, before) : before;
        if (head == LK_NO_TOKEN)
            return;
        edit(self, token(self, before)->end, 0, " {");
        edit(self, at, 0, lk_arena_printf(arena, "%s;%s", statement, separator));
        edit(self, behind_statement(self, semicolon), 0,
             lk_arena_printf(arena, "%s}", new_line(self, token(self, head)->begin)));
    }
}

void lk_propose_before_last(lk_pass *pass, lk_note *note, lk_span from, lk_span call, const char *statement) {
    proposal self;
    uint32_t first, last, depth = 0;
    if (!begin(&self, pass, note, &call) || from.begin.file != self.file ||
        !find_statement(&self, &call, &first, &last))
        return;
    for (uint32_t i = 0; i < first; i++) {
        if (token(&self, i)->begin < from.begin.offset)
            continue;
        if (is_directive(&self, i) || (depth == 0 && is(&self, i, "}")))
            return;
        depth += is(&self, i, "{");
        depth -= is(&self, i, "}");
    }
    bool is_in_list = is(&self, first - 1, ";") || is(&self, first - 1, "}");
    if (depth == 0 && is_in_list && is(&self, last + 2, "}"))
        insert_before(&self, first, last + 1, statement);
}

/* ---- unlock ---- */

/* Names that only macros and constants have. */
static bool is_capital(const char *name) {
    for (; *name; name++)
        if (islower((unsigned char)*name))
            return false;
    return true;
}

/* The function's variables of this name. */
static uint32_t find_variables(const lk_pass *pass, const char *name, const lk_decl **found) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < pass->ir->variables.count; i++) {
        if (strcmp(pass->ir->variables.items[i]->name, name) != 0)
            continue;
        *found = pass->ir->variables.items[i];
        count++;
    }
    for (uint32_t i = 0; i < pass->unit->decls.count; i++) { /* statics of functions, perhaps of this one */
        const lk_decl *decl = pass->unit->decls.items[i];
        count += decl && decl->kind == LK_DECL_STATIC && strcmp(decl->name, name) == 0 ? 2 : 0;
    }
    return count;
}

/* Whether anything but its initialiser may change the variable itself. */
static bool is_changed(const lk_pass *pass, const lk_decl *variable) {
    for (uint32_t b = 0; b < pass->ir->blocks.count; b++) {
        const lk_block *block = &pass->ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++) {
            const lk_op *op = &block->ops.items[i];
            bool is_about =
                op->place.root == LK_PLACE_VARIABLE && op->place.decl == variable && op->place.projection_count == 0;
            if (is_about && ((op->kind == LK_IR_STORE && !op->is_initial) || op->kind == LK_IR_ADDRESS))
                return true;
        }
    }
    return false;
}

/* Whether no block, and no head of a loop, that the variable is declared in ends before `until`. */
static bool is_in_scope(const proposal *self, const lk_decl *variable, uint32_t until) {
    int braces = 0, parentheses = 0;
    if (variable->kind == LK_DECL_PARAM)
        return true;
    uint32_t from = lk_token_beginning(&self->tokens, variable->span.begin.offset);
    if (variable->span.begin.file != self->file || from == LK_NO_TOKEN || from >= until)
        return false;
    for (uint32_t i = from; i < until && braces >= 0 && parentheses >= 0; i++) {
        if (is_directive(self, i))
            return false;
        braces += is(self, i, "{") - is(self, i, "}");
        parentheses += is(self, i, "(") - is(self, i, ")");
    }
    return braces >= 0 && parentheses >= 0;
}

/* `&x->a.b`, `&x`, `x` and the like. */
static bool is_simple_lock(const proposal *self, uint32_t from, uint32_t to, uint32_t *root) {
    from += is(self, from, "&");
    *root = from;
    for (uint32_t i = from; i < to; i++) {
        bool is_name = (i - from) % 2 == 0;
        if (is_name ? !lk_token_is_word(&self->tokens, i) : !is(self, i, ".") && !(i == from + 1 && is(self, i, "->")))
            return false;
    }
    return from < to && (to - from) % 2 == 1;
}

/* Whether a function that nobody sees may let go of a lock that the whole program knows. */
static bool calls_out_of_sight(const lk_pass *pass) {
    for (uint32_t b = 0; b < pass->ir->blocks.count; b++)
        for (uint32_t i = 0; i < pass->ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &pass->ir->blocks.items[b].ops.items[i];
            if (op->kind == LK_IR_CALL && !(op->callee && op->callee->is_defined) &&
                !lk_knowledge_call(pass->knowledge, op))
                return true;
        }
    return false;
}

static bool is_stable(const proposal *self, uint32_t root, uint32_t until) {
    const lk_decl *variable = NULL;
    const char *name = lk_token_text(&self->tokens, self->pass->scratch, root);
    uint32_t count = find_variables(self->pass, name, &variable);
    if (count == 0)
        return !isdigit((unsigned char)name[0]) && !calls_out_of_sight(self->pass); /* a variable of the file */
    bool is_object = variable && variable->type && variable->type->kind == LK_TYPE_RECORD;
    return count == 1 && is_in_scope(self, variable, until) && (is_object || !is_changed(self->pass, variable));
}

/* `return;`, `return -EIO;`, `return result;` */
static bool returns_nothing_guarded(const proposal *self, uint32_t first, uint32_t *semicolon) {
    uint32_t at = first + 1;
    const lk_decl *variable = NULL;
    at += is(self, at, "-");
    if (lk_token_is_word(&self->tokens, at)) {
        const char *name = lk_token_text(&self->tokens, self->pass->scratch, at);
        uint32_t count = find_variables(self->pass, name, &variable);
        bool is_own = count == 1 && (variable->kind == LK_DECL_PARAM || variable->kind == LK_DECL_LOCAL) &&
                      variable->type && variable->type->kind == LK_TYPE_INTEGER;
        bool is_constant = count == 0 && (is_capital(name) || strcmp(name, "true") == 0 || strcmp(name, "false") == 0);
        if (!is_own && !is_constant)
            return false;
        at++;
    }
    *semicolon = at;
    return is(self, at, ";");
}

/* The one argument of a direct call with this witness, as tokens from `from` to before `to`. */
static bool find_argument(const proposal *self, const lk_witness *witness, uint32_t *from, uint32_t *to) {
    if (witness->via || !is_plain(&witness->span) || witness->span.begin.file != self->file)
        return false;
    uint32_t first = lk_token_beginning(&self->tokens, witness->span.begin.offset);
    *to = lk_token_ending(&self->tokens, witness->span.end);
    if (first == LK_NO_TOKEN || *to == LK_NO_TOKEN || !is(self, first, witness->callee) || !is(self, first + 1, "(") ||
        !is(self, *to, ")"))
        return false;
    *from = first + 2;
    return true;
}

static bool are_alike(const proposal *self, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end) {
    if (a_end - a != b_end - b)
        return false;
    for (; a < a_end; a++, b++)
        if (!is(self, b, lk_token_text(&self->tokens, self->pass->scratch, a)))
            return false;
    return true;
}

void lk_propose_unlock(lk_pass *pass, lk_note *note, lk_span returning, const lk_witness *lock,
                       const lk_witness *unlock) {
    proposal self;
    uint32_t lock_from, lock_to, from, to, root, semicolon;
    if (lock->is_asserted || !begin(&self, pass, note, &returning))
        return;
    uint32_t first = lk_token_beginning(&self.tokens, returning.begin.offset);
    if (first == LK_NO_TOKEN || first == 0 || !is(&self, first, "return") ||
        !find_argument(&self, lock, &lock_from, &lock_to) || !find_argument(&self, unlock, &from, &to) ||
        !are_alike(&self, lock_from, lock_to, from, to) || !is_simple_lock(&self, from, to, &root) ||
        !is_stable(&self, root, first) || !returns_nothing_guarded(&self, first, &semicolon))
        return;
    uint32_t length = token(&self, to)->end - unlock->span.begin.offset;
    const char *text = lk_arena_strndup(pass->scratch, self.tokens.text + unlock->span.begin.offset, length);
    insert_before(&self, first, semicolon, text);
}
