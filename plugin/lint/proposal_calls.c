/* proposal_calls.c -- edits around calls that take and let go of a lock, or wait under it. */
#include "lint/proposal_room.h"

#include <string.h>

/* ---- calls that take and let go of a lock, and do nothing else ---- */

/* The call that the event is about; NULL when it happens in a callee. */
static const lk_op *call_of(const lk_pass *pass, const lk_event *event) {
    const lk_block *block = &pass->ir->blocks.items[event->at_block];
    const lk_op *op = event->via || event->at_op >= block->ops.count ? NULL : &block->ops.items[event->at_op];
    return op && op->kind == LK_IR_CALL && !op->has_cleanup ? op : NULL;
}

/* The release that is all the call does, NULL when it does something else. */
static const lk_effect *release_of(const lk_pass *pass, const lk_op *call) {
    const lk_model *model = lk_knowledge_call(pass->knowledge, call);
    bool is_plain = model && !model->is_macro && model->case_count == 1 && model->cases[0].condition_count == 0 &&
                    model->cases[0].effect_count == 1;
    const lk_effect *effect = is_plain ? model->cases[0].effects : NULL;
    return effect && effect->kind == LK_EFFECT_RELEASE && !effect->by_guard ? effect : NULL;
}

/* The case in which the call takes a lock: the only one in which it does anything, but for rare ones. */
static const lk_case *taking_of(const lk_pass *pass, const lk_op *call) {
    const lk_model *model = lk_knowledge_call(pass->knowledge, call);
    const lk_case *taking = NULL;
    for (uint32_t i = 0; model && !model->is_macro && i < model->case_count; i++) {
        const lk_case *one = &model->cases[i];
        if (one->is_rare || one->effect_count == 0)
            continue;
        if (taking || one->effect_count != 1 || one->effects[0].kind != LK_EFFECT_ACQUIRE || one->wants_bool)
            return NULL;
        taking = one;
    }
    return taking;
}

/* The argument that points to the lock, as tokens from `from` to before `to`; `root` is the variable in it. */
static bool find_lock(const lk_proposal *self, const lk_op *call, const lk_path *path, uint32_t *from, uint32_t *to,
                      uint32_t *root) {
    bool is_pointed = path->root == LK_ROOT_PARAM && !path->is_keyed && path->step_count == 1 &&
                      path->steps[0].kind == LK_STEP_DEREF && path->param < call->argument_count;
    const lk_span *span = is_pointed ? &call->arguments[path->param].span : NULL;
    if (!span || !lk_proposal_is_plain(span) || span->begin.file != self->file)
        return false;
    *from = lk_token_beginning(&self->tokens, span->begin.offset);
    *to = lk_token_ending(&self->tokens, span->end);
    if (*from == LK_NO_TOKEN || *to == LK_NO_TOKEN)
        return false;
    ++*to;
    return lk_proposal_is_lock(self, *from, *to, root);
}

static bool fits_mode(const lk_effect *release, uint8_t mode) {
    return release->mode == LK_MODE_ANY || release->mode == mode;
}

static bool is_list_item(const lk_proposal *self, uint32_t first) {
    return first > 0 && (lk_proposal_is(self, first - 1, "{") || lk_proposal_is(self, first - 1, "}") ||
                         lk_proposal_is(self, first - 1, ";"));
}

static bool is_own_variable(const lk_place *place) {
    return place->root == LK_PLACE_SLOT || (place->root == LK_PLACE_VARIABLE &&
                                            (place->decl->kind == LK_DECL_LOCAL || place->decl->kind == LK_DECL_PARAM));
}

/* ---- a look at the result ---- */

/* A number in the object that the variable points to; where that is no variable of the function but one of the file, as
   many are. What is put elsewhere may be an answer to who called. */
static bool is_guarded_number(const lk_block *block, const lk_op *store, const char *root, bool is_of_file) {
    const lk_place *place = &store->place;
    if (!place->type || (place->type->kind != LK_TYPE_INTEGER && place->type->kind != LK_TYPE_FLOAT))
        return false;
    if (place->root == LK_PLACE_VARIABLE)
        return is_of_file && !place->decl->is_thread_local;
    const lk_op *pointer = place->root == LK_PLACE_POINTER ? lk_block_maker(block, store, &place->pointer) : NULL;
    return pointer && pointer->kind == LK_IR_LOAD && pointer->place.root == LK_PLACE_VARIABLE &&
           pointer->place.projection_count == 0 && strcmp(pointer->place.decl->name, root) == 0;
}

/* The only other call of the function, at its end; NULL when what the function does may not be left out. */
static const lk_op *find_end(const lk_pass *pass, const lk_op *taking, const char *root) {
    const lk_op *end = NULL;
    const lk_decl *variable;
    uint32_t returns = 0, calls = 0;
    bool is_of_file = lk_proposal_variables(pass, root, &variable) == 0;
    bool is_begun = false;
    for (uint32_t b = 0; b < pass->ir->blocks.count; b++) {
        const lk_block *block = &pass->ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++) {
            const lk_op *op = &block->ops.items[i];
            is_begun |= op == taking;
            calls += op->kind == LK_IR_CALL;
            if (op->kind == LK_IR_CALL && op != taking)
                end = block->exit == LK_EXIT_RETURN ? op : NULL;
            bool is_change = op->kind == LK_IR_STORE && !is_own_variable(&op->place);
            if (op->kind == LK_IR_UNKNOWN ||
                (is_change && (!is_begun || !is_guarded_number(block, op, root, is_of_file))))
                return NULL;
        }
        returns += block->exit == LK_EXIT_RETURN;
        if (block->exit == LK_EXIT_ANY || block->exit == LK_EXIT_UNREACHABLE || (b == 0 && !is_begun))
            return NULL;
    }
    return calls == 2 && returns == 1 ? end : NULL;
}

/* Whether these two statements stand in the outermost block of the function, and the second is its last. */
static bool are_outermost(const lk_proposal *self, uint32_t first, uint32_t end_first, uint32_t semicolon) {
    uint32_t close = lk_token_beginning(&self->tokens, self->pass->ir->end.begin.offset), depth = 0;
    if (close == LK_NO_TOKEN || !lk_proposal_is(self, close, "}") || semicolon + 1 != close ||
        !is_list_item(self, first) || !is_list_item(self, end_first))
        return false;
    for (uint32_t i = close - 1; i > 0; i--) {
        if (lk_proposal_is_directive(self, i) || (depth > 0 && (i == first || i == end_first)))
            return false;
        if (depth == 0 && lk_proposal_is(self, i, "{"))
            return i < first;
        depth += lk_proposal_is(self, i, "}");
        depth -= lk_proposal_is(self, i, "{");
    }
    return false;
}

/* What is written before and behind a call to ask whether it has failed; false when that can't be said plainly. */
static bool ask(const lk_pass *pass, const lk_case *taking, const char **before, const char **behind) {
    static const char *const opposites[] = {
        [LK_OP_EQ] = "!=", [LK_OP_NE] = "==", [LK_OP_LT] = ">=", [LK_OP_GT] = "<=", [LK_OP_LE] = ">", [LK_OP_GE] = "<"};
    const lk_condition *success = taking->conditions;
    if (taking->condition_count != 1 || success->subject != LK_SUBJECT_RESULT || success->negated ||
        success->op < LK_OP_EQ || success->op > LK_OP_GE || success->value < 0 || success->value > 1)
        return false;
    bool is_yes = success->op == LK_OP_NE && success->value == 0;
    *before = is_yes ? "if (!" : "if (";
    *behind = is_yes ? ")" : lk_arena_printf(pass->scratch, " %s %d)", opposites[success->op], (int)success->value);
    return true;
}

void lk_propose_check(lk_pass *pass, lk_note *note, const lk_event *unchecked, const lk_state *before) {
    lk_proposal self;
    const lk_op *call = call_of(pass, unchecked);
    const lk_case *taking = call ? taking_of(pass, call) : NULL;
    const lk_type *type = pass->ir->function->type;
    const char *in_front, *behind;
    uint32_t first, last, from, to, root, end_first, end_last, end_from, end_to, end_root;
    if (!taking || !type->target || type->target->kind != LK_TYPE_VOID || lk_state_held_count(before) > 0 ||
        !lk_proposal_begin(&self, pass, note, &call->span) ||
        !lk_proposal_statement(&self, &call->span, &first, &last) || !ask(pass, taking, &in_front, &behind) ||
        !find_lock(&self, call, &taking->effects[0].object, &from, &to, &root))
        return;
    const lk_op *end = find_end(pass, call, lk_token_text(&self.tokens, pass->scratch, root));
    const lk_effect *release = end ? release_of(pass, end) : NULL;
    if (!release || !fits_mode(release, taking->effects[0].mode) || !lk_proposal_is_plain(&end->span) ||
        !lk_proposal_statement(&self, &end->span, &end_first, &end_last) ||
        !find_lock(&self, end, &release->object, &end_from, &end_to, &end_root) ||
        !lk_proposal_are_alike(&self, from, to, end_from, end_to) || !lk_proposal_is_stable(&self, root, end_first) ||
        !are_outermost(&self, first, end_first, end_last + 1))
        return;
    uint32_t at = lk_proposal_token(&self, first)->begin;
    const char *line = lk_proposal_is_first_on_line(&self, first) ? lk_proposal_new_line(&self, at) : " ";
    lk_proposal_edit(&self, at, call->span.begin.offset - at, in_front);
    lk_proposal_edit(
        &self, lk_proposal_token(&self, last)->end, 0,
        lk_arena_printf(pass->arena, "%s%s%sreturn", behind, line, line[0] == ' ' ? "" : line + strcspn(line, " \t")));
}

/* ---- the unlock before the wait ---- */

static uint32_t count_addresses(const lk_pass *pass, const lk_decl *variable) {
    uint32_t count = 0;
    for (uint32_t b = 0; b < pass->ir->blocks.count; b++)
        for (uint32_t i = 0; i < pass->ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &pass->ir->blocks.items[b].ops.items[i];
            count += op->kind == LK_IR_ADDRESS && op->place.root == LK_PLACE_VARIABLE && op->place.decl == variable;
        }
    return count;
}

/* Whether it reads, or leads to, a variable that nobody else can see. */
static bool is_private(const lk_pass *pass, const lk_op *op) {
    if (op->kind == LK_IR_COMPUTE)
        return true;
    bool is_address = op->kind == LK_IR_ADDRESS;
    return (op->kind == LK_IR_LOAD || is_address) && op->place.root == LK_PLACE_VARIABLE &&
           is_own_variable(&op->place) && count_addresses(pass, op->place.decl) == is_address;
}

static bool is_within(const lk_op *op, const lk_span *span) {
    return op->span.begin.file == span->begin.file && op->span.begin.offset >= span->begin.offset &&
           op->span.begin.offset < span->end;
}

/* Whether nothing that a lock may guard is read for the call's sake. */
static bool has_private_arguments(const lk_pass *pass, const lk_block *block, const lk_op *call) {
    const lk_op *first = call;
    while (first > block->ops.items && is_within(first - 1, &call->span))
        first--;
    for (const lk_op *op = first; op < call; op++)
        if (!is_private(pass, op))
            return false;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const lk_operand *value = &call->arguments[i].value;
        const lk_op *maker = lk_block_maker(block, call, value);
        if (value->kind == LK_OPERAND_TEMP && (!maker || maker < first))
            return false;
    }
    return call->callee;
}

/* The call that comes right behind, of which no argument is more than looked up; NULL when there is none. */
static const lk_op *next_call(const lk_block *block, const lk_op *call) {
    for (const lk_op *op = call + 1; op < block->ops.items + block->ops.count; op++) {
        if (op->kind == LK_IR_CALL)
            return op;
        if (op->kind != LK_IR_LOAD && op->kind != LK_IR_ADDRESS && op->kind != LK_IR_COMPUTE)
            break;
    }
    return NULL;
}

static bool is_blank(const lk_proposal *self, uint32_t from, uint32_t to) {
    while (from < to && strchr(" \t\r\n", self->tokens.text[from]))
        from++;
    return from >= to;
}

/* Whether a line ends here, or with a comment that goes no further. */
static bool ends_line(const lk_proposal *self, uint32_t from, uint32_t end) {
    while (from < end && strchr(" \t", self->tokens.text[from]))
        from++;
    return from == end ||
           (end - from >= 2 && strncmp(self->tokens.text + from, "//", 2) == 0 && self->tokens.text[end - 1] != '\\');
}

/* Changes the order of two statements: on one line, or the second on a line of its own, without comments between. One
   edit, since clang makes those that only take text away larger by a blank. */
static void swap(const lk_proposal *self, uint32_t first, uint32_t semicolon, uint32_t second, uint32_t end) {
    const char *source = self->tokens.text;
    uint32_t from = lk_proposal_token(self, semicolon)->end, to = lk_proposal_token(self, second)->begin;
    uint32_t at = lk_proposal_token(self, first)->begin, till = lk_proposal_token(self, end)->end;
    bool is_one_line = lk_proposal_line_begin(self, to) <= from;
    uint32_t moved = is_one_line ? from : lk_proposal_line_end(self, from);
    if (!is_blank(self, moved, to) ||
        (!is_one_line && (!ends_line(self, from, moved) || !is_blank(self, till, lk_proposal_line_end(self, till)))))
        return;
    bool has_line = !is_one_line && lk_proposal_is_first_on_line(self, first);
    lk_proposal_edit(self, at, till - at,
                     lk_arena_printf(self->pass->arena, "%.*s%s%.*s", (int)(till - to), source + to,
                                     has_line ? lk_proposal_new_line(self, at) : " ", (int)(moved - at), source + at));
}

void lk_propose_swap(lk_pass *pass, lk_note *note, const lk_event *wait, const lk_state *before) {
    lk_proposal self;
    const lk_op *call = call_of(pass, wait);
    const lk_block *block = &pass->ir->blocks.items[wait->at_block];
    uint32_t first, last, from, to, root, second, end, taken_from, taken_to;
    if (!call || lk_state_held_count(before) != 1)
        return;
    lk_lock_view held = lk_state_held(before, 0);
    const lk_op *unlock = next_call(block, call);
    const lk_effect *release = unlock ? release_of(pass, unlock) : NULL;
    if (!release || held.guard || held.depth != 1 || held.witness.is_asserted || !fits_mode(release, held.mode) ||
        !lk_proposal_begin(&self, pass, note, &call->span) || !lk_proposal_is_plain(&unlock->span) ||
        !lk_proposal_statement(&self, &call->span, &first, &last) || !is_list_item(&self, first) ||
        !lk_proposal_statement(&self, &unlock->span, &second, &end) || second != last + 2 ||
        !find_lock(&self, unlock, &release->object, &from, &to, &root) ||
        !lk_proposal_argument(&self, &held.witness, &taken_from, &taken_to) ||
        !lk_proposal_are_alike(&self, taken_from, taken_to, from, to) || !lk_proposal_is_stable(&self, root, second) ||
        !has_private_arguments(pass, block, call))
        return;
    swap(&self, first, last + 1, second, end + 1);
}
