/* proposal.c -- judging the text around a place, and editing it. */
#include "lint/proposal_room.h"

#include <ctype.h>
#include <string.h>

bool lk_proposal_is_plain(const lk_span *span) {
    return span->begin.file && span->begin.file == span->spelling.file && span->begin.offset == span->spelling.offset;
}

bool lk_proposal_begin(lk_proposal *self, lk_pass *pass, lk_note *note, const lk_span *span) {
    const lk_source *source = lk_unit_source(pass->unit, span->begin.file);
    if (!lk_proposal_is_plain(span) || !source->text || source->is_system)
        return false;
    *self = (lk_proposal){.pass = pass, .note = note, .file = span->begin.file};
    lk_tokens_read(&self->tokens, pass->scratch, source->text, source->size);
    return true;
}

bool lk_proposal_is(const lk_proposal *self, uint32_t index, const char *text) {
    return lk_token_is(&self->tokens, index, text);
}

const lk_token *lk_proposal_token(const lk_proposal *self, uint32_t index) {
    return &self->tokens.items.items[index];
}

bool lk_proposal_is_directive(const lk_proposal *self, uint32_t index) {
    return index >= self->tokens.items.count || lk_proposal_token(self, index)->kind == LK_TOKEN_DIRECTIVE;
}

void lk_proposal_edit(const lk_proposal *self, uint32_t offset, uint32_t length, const char *text) {
    lk_pass_fix(self->pass, self->note, (lk_loc){self->file, offset}, length, text);
}

bool lk_proposal_statement(const lk_proposal *self, const lk_span *call, uint32_t *first, uint32_t *last) {
    *first = lk_token_beginning(&self->tokens, call->begin.offset);
    *last = lk_token_ending(&self->tokens, call->end);
    if (*first == LK_NO_TOKEN || *last == LK_NO_TOKEN || *first == 0 || !lk_token_is_word(&self->tokens, *first) ||
        !lk_proposal_is(self, *last, ")") || lk_token_opening(&self->tokens, *last) != *first + 1 ||
        !lk_proposal_is(self, *last + 1, ";"))
        return false;
    bool is_cast = *first > 3 && lk_proposal_is(self, *first - 1, ")") && lk_proposal_is(self, *first - 2, "void") &&
                   lk_proposal_is(self, *first - 3, "(");
    *first -= is_cast ? 3 : 0;
    return true;
}

/* ---- a loop ---- */

static bool is_pure(const lk_proposal *self, uint32_t open, uint32_t close) {
    for (uint32_t i = open; i < close; i++)
        if (lk_proposal_is(self, i, "=") || lk_proposal_is(self, i, "++") || lk_proposal_is(self, i, "--") ||
            lk_proposal_is(self, i, "{"))
            return false;
    return true;
}

void lk_propose_loop(lk_pass *pass, lk_note *note, lk_span call) {
    lk_proposal self;
    uint32_t first, last;
    if (!lk_proposal_begin(&self, pass, note, &call) || !lk_proposal_statement(&self, &call, &first, &last))
        return;
    uint32_t close = first - 1, behind = last + 2;
    if (lk_proposal_is(&self, close, "{")) {
        if (!lk_proposal_is(&self, behind, "}") || close == 0)
            return;
        close--;
        behind++;
    }
    uint32_t open = lk_proposal_is(&self, close, ")") ? lk_token_opening(&self.tokens, close) : LK_NO_TOKEN;
    if (open == LK_NO_TOKEN || open == 0 || !lk_proposal_is(&self, open - 1, "if") ||
        lk_proposal_is_directive(&self, behind) || lk_proposal_is(&self, behind, "else") ||
        !is_pure(&self, open, close))
        return;
    lk_proposal_edit(&self, lk_proposal_token(&self, open - 1)->begin, 2, "while");
}

/* ---- a statement before another ---- */

uint32_t lk_proposal_line_begin(const lk_proposal *self, uint32_t offset) {
    const char *newline = memrchr(self->tokens.text, '\n', offset);
    return newline ? (uint32_t)(newline - self->tokens.text) + 1 : 0;
}

uint32_t lk_proposal_line_end(const lk_proposal *self, uint32_t offset) {
    const char *text = self->tokens.text, *newline = memchr(text + offset, '\n', self->tokens.size - offset);
    uint32_t end = newline ? (uint32_t)(newline - text) : self->tokens.size;
    return end > offset && text[end - 1] == '\r' ? end - 1 : end;
}

const char *lk_proposal_new_line(const lk_proposal *self, uint32_t offset) {
    uint32_t begin = lk_proposal_line_begin(self, offset), end = lk_proposal_line_end(self, offset), blanks = 0;
    while (begin + blanks < end && strchr(" \t", self->tokens.text[begin + blanks]))
        blanks++;
    bool has_return = end < self->tokens.size && self->tokens.text[end] == '\r';
    return lk_arena_printf(self->pass->arena, "%s%.*s", has_return ? "\r\n" : "\n", (int)blanks,
                           self->tokens.text + begin);
}

bool lk_proposal_is_first_on_line(const lk_proposal *self, uint32_t index) {
    return index == 0 || lk_proposal_token(self, index - 1)->end <=
                             lk_proposal_line_begin(self, lk_proposal_token(self, index)->begin);
}

/* Where a closing brace may stand: behind the `;`, or behind the comment that follows it on the line. */
static uint32_t behind_statement(const lk_proposal *self, uint32_t semicolon) {
    uint32_t at = lk_proposal_token(self, semicolon)->end, end = lk_proposal_line_end(self, at);
    bool has_block = memmem(self->tokens.text + at, end - at, "/*", 2);
    bool is_last = semicolon + 1 == self->tokens.items.count || lk_proposal_token(self, semicolon + 1)->begin > end;
    return is_last && !has_block ? end : at;
}

/* `statement` before the one that goes from `first` to `semicolon`, with braces where it stands alone behind a head. */
static void insert_before(const lk_proposal *self, uint32_t first, uint32_t semicolon, const char *statement) {
    lk_arena *arena = self->pass->arena;
    uint32_t at = lk_proposal_token(self, first)->begin, before = first - 1;
    bool is_own_line = lk_proposal_is_first_on_line(self, first),
         is_in_list = lk_proposal_is(self, before, "{") || lk_proposal_is(self, before, "}") ||
                      lk_proposal_is(self, before, ";") || lk_proposal_is(self, before, ":");
    bool is_behind_head = lk_proposal_is(self, before, ")") || lk_proposal_is(self, before, "else");
    const char *separator = is_own_line ? lk_proposal_new_line(self, at) : " ";
    if (is_in_list) {
        lk_proposal_edit(self, at, 0, lk_arena_printf(arena, "%s;%s", statement, separator));
    } else if (is_behind_head && !is_own_line) {
        lk_proposal_edit(self, at, 0, lk_arena_printf(arena, "{ %s; ", statement));
        lk_proposal_edit(self, lk_proposal_token(self, semicolon)->end, 0, " }");
    } else if (is_behind_head) {
        uint32_t head = lk_proposal_is(self, before, ")") ? lk_token_opening(&self->tokens, before) : before;
        if (head == LK_NO_TOKEN)
            return;
        lk_proposal_edit(self, lk_proposal_token(self, before)->end, 0, " {");
        lk_proposal_edit(self, at, 0, lk_arena_printf(arena, "%s;%s", statement, separator));
        lk_proposal_edit(
            self, behind_statement(self, semicolon), 0,
            lk_arena_printf(arena, "%s}", lk_proposal_new_line(self, lk_proposal_token(self, head)->begin)));
    }
}

void lk_propose_before_last(lk_pass *pass, lk_note *note, lk_span from, lk_span call, const char *statement) {
    lk_proposal self;
    uint32_t first, last, depth = 0;
    if (!lk_proposal_begin(&self, pass, note, &call) || from.begin.file != self.file ||
        !lk_proposal_statement(&self, &call, &first, &last))
        return;
    for (uint32_t i = 0; i < first; i++) {
        if (lk_proposal_token(&self, i)->begin < from.begin.offset)
            continue;
        if (lk_proposal_is_directive(&self, i) || (depth == 0 && lk_proposal_is(&self, i, "}")))
            return;
        depth += lk_proposal_is(&self, i, "{");
        depth -= lk_proposal_is(&self, i, "}");
    }
    bool is_in_list = lk_proposal_is(&self, first - 1, ";") || lk_proposal_is(&self, first - 1, "}");
    if (depth == 0 && is_in_list && lk_proposal_is(&self, last + 2, "}"))
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

uint32_t lk_proposal_variables(const lk_pass *pass, const char *name, const lk_decl **found) {
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
static bool is_in_scope(const lk_proposal *self, const lk_decl *variable, uint32_t until) {
    int braces = 0, parentheses = 0;
    if (variable->kind == LK_DECL_PARAM)
        return true;
    uint32_t from = lk_token_beginning(&self->tokens, variable->span.begin.offset);
    if (variable->span.begin.file != self->file || from == LK_NO_TOKEN || from >= until)
        return false;
    for (uint32_t i = from; i < until && braces >= 0 && parentheses >= 0; i++) {
        if (lk_proposal_is_directive(self, i))
            return false;
        braces += lk_proposal_is(self, i, "{") - lk_proposal_is(self, i, "}");
        parentheses += lk_proposal_is(self, i, "(") - lk_proposal_is(self, i, ")");
    }
    return braces >= 0 && parentheses >= 0;
}

bool lk_proposal_is_lock(const lk_proposal *self, uint32_t from, uint32_t to, uint32_t *root) {
    from += lk_proposal_is(self, from, "&");
    *root = from;
    for (uint32_t i = from; i < to; i++) {
        bool is_name = (i - from) % 2 == 0;
        if (is_name ? !lk_token_is_word(&self->tokens, i)
                    : !lk_proposal_is(self, i, ".") && !(i == from + 1 && lk_proposal_is(self, i, "->")))
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

bool lk_proposal_is_stable(const lk_proposal *self, uint32_t root, uint32_t until) {
    const lk_decl *variable = NULL;
    const char *name = lk_token_text(&self->tokens, self->pass->scratch, root);
    uint32_t count = lk_proposal_variables(self->pass, name, &variable);
    if (count == 0)
        return !isdigit((unsigned char)name[0]) && !calls_out_of_sight(self->pass); /* a variable of the file */
    bool is_object = variable && variable->type && variable->type->kind == LK_TYPE_RECORD;
    return count == 1 && is_in_scope(self, variable, until) && (is_object || !is_changed(self->pass, variable));
}

/* `return;`, `return -EIO;`, `return result;` */
static bool returns_nothing_guarded(const lk_proposal *self, uint32_t first, uint32_t *semicolon) {
    uint32_t at = first + 1;
    const lk_decl *variable = NULL;
    at += lk_proposal_is(self, at, "-");
    if (lk_token_is_word(&self->tokens, at)) {
        const char *name = lk_token_text(&self->tokens, self->pass->scratch, at);
        uint32_t count = lk_proposal_variables(self->pass, name, &variable);
        bool is_own = count == 1 && (variable->kind == LK_DECL_PARAM || variable->kind == LK_DECL_LOCAL) &&
                      variable->type && variable->type->kind == LK_TYPE_INTEGER;
        bool is_constant = count == 0 && (is_capital(name) || strcmp(name, "true") == 0 || strcmp(name, "false") == 0);
        if (!is_own && !is_constant)
            return false;
        at++;
    }
    *semicolon = at;
    return lk_proposal_is(self, at, ";");
}

bool lk_proposal_argument(const lk_proposal *self, const lk_witness *witness, uint32_t *from, uint32_t *to) {
    if (witness->via || !lk_proposal_is_plain(&witness->span) || witness->span.begin.file != self->file)
        return false;
    uint32_t first = lk_token_beginning(&self->tokens, witness->span.begin.offset);
    *to = lk_token_ending(&self->tokens, witness->span.end);
    if (first == LK_NO_TOKEN || *to == LK_NO_TOKEN || !lk_proposal_is(self, first, witness->callee) ||
        !lk_proposal_is(self, first + 1, "(") || !lk_proposal_is(self, *to, ")"))
        return false;
    *from = first + 2;
    return true;
}

bool lk_proposal_are_alike(const lk_proposal *self, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end) {
    if (a_end - a != b_end - b)
        return false;
    for (; a < a_end; a++, b++)
        if (!lk_proposal_is(self, b, lk_token_text(&self->tokens, self->pass->scratch, a)))
            return false;
    return true;
}

/* The block that alone leads to this one; LK_NO_BLOCK when none or several do. */
static uint32_t block_before(const lk_ir *ir, uint32_t at) {
    uint32_t before = LK_NO_BLOCK, count = 0;
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].target_count; i++)
            if (ir->blocks.items[b].targets[i] == at) {
                before = b;
                count++;
            }
    return count == 1 ? before : LK_NO_BLOCK;
}

static bool reads(const lk_block *block, const lk_operand *operand, const lk_decl *variable) {
    const lk_op *op = lk_block_maker(block, NULL, operand);
    return op && op->kind == LK_IR_LOAD && op->place.root == LK_PLACE_VARIABLE && op->place.decl == variable &&
           op->place.projection_count == 0;
}

/* Whether the path to the block is that on which the variable is one certain number. */
static bool is_singled_out(const lk_ir *ir, uint32_t at, const lk_decl *variable) {
    for (uint32_t before; (before = block_before(ir, at)) != LK_NO_BLOCK && before != at; at = before) {
        const lk_block *block = &ir->blocks.items[before];
        bool is_case = block->exit == LK_EXIT_SWITCH && block->targets[block->target_count - 1] != at;
        bool is_equal = block->exit == LK_EXIT_BRANCH && ((block->operator_ == LK_OP_EQ && block->targets[0] == at) ||
                                                          (block->operator_ == LK_OP_NE && block->targets[1] == at));
        if ((is_case || is_equal) && (reads(block, &block->a, variable) || reads(block, &block->b, variable)))
            return true;
        if (before == 0)
            break;
    }
    return false;
}

/* `return -EAGAIN;`, or `if (r == -EAGAIN) return r;`: who calls can tell this path from the others, and may be meant
   to call again with the lock held. */
static bool may_be_an_answer(const lk_proposal *self, uint32_t first, uint32_t at_block) {
    static const char *const again[] = {"EAGAIN", "EWOULDBLOCK", "EINPROGRESS", "EALREADY", "EINTR"};
    uint32_t at = first + 1 + lk_proposal_is(self, first + 1, "-");
    const lk_decl *variable = NULL;
    for (size_t i = 0; i < sizeof again / sizeof *again; i++)
        if (lk_proposal_is(self, at, again[i]))
            return true;
    return lk_token_is_word(&self->tokens, at) &&
           lk_proposal_variables(self->pass, lk_token_text(&self->tokens, self->pass->scratch, at), &variable) == 1 &&
           is_singled_out(self->pass->ir, at_block, variable);
}

void lk_propose_unlock(lk_pass *pass, lk_note *note, const lk_event *leave, const lk_witness *lock) {
    lk_proposal self;
    const lk_witness *unlock = leave->other;
    uint32_t lock_from, lock_to, from, to, root, semicolon;
    if (lock->is_asserted || !lk_proposal_begin(&self, pass, note, &leave->span))
        return;
    uint32_t first = lk_token_beginning(&self.tokens, leave->span.begin.offset);
    if (first == LK_NO_TOKEN || first == 0 || !lk_proposal_is(&self, first, "return") ||
        !lk_proposal_argument(&self, lock, &lock_from, &lock_to) || !lk_proposal_argument(&self, unlock, &from, &to) ||
        !lk_proposal_are_alike(&self, lock_from, lock_to, from, to) || !lk_proposal_is_lock(&self, from, to, &root) ||
        !lk_proposal_is_stable(&self, root, first) || !returns_nothing_guarded(&self, first, &semicolon) ||
        may_be_an_answer(&self, first, leave->at_block))
        return;
    uint32_t length = lk_proposal_token(&self, to)->end - unlock->span.begin.offset;
    const char *text = lk_arena_strndup(pass->scratch, self.tokens.text + unlock->span.begin.offset, length);
    insert_before(&self, first, semicolon, text);
}
