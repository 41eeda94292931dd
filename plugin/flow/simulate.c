/* simulate.c -- the work list: states go through blocks, meet, and go on until nothing changes. */
#include "flow/simulate.h"

#include "flow/record.h"

/* A switch of so many ways sorts what comes along, and only some of it comes with the lock held. */
enum { MANY_CASES = 5 };

enum { MOST_STATES = 24, MOST_HISTORIES = 8, MOST_PENDING = 24, STEPS_PER_BLOCK = 400, LEAST_STEPS = 4000 };

typedef struct queue {
    lk_simulator *simulator;
    uint32_t *heap; /* ranks of blocks, smallest first: so all that leads to a block comes before it */
    uint32_t count;
} queue;

static void push(queue *self, uint32_t rank) {
    uint32_t at = self->count++;
    while (at > 0 && self->heap[(at - 1) / 2] > rank) {
        self->heap[at] = self->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    self->heap[at] = rank;
}

static uint32_t pop(queue *self) {
    uint32_t first = self->heap[0], last = self->heap[--self->count], at = 0;
    for (uint32_t child = 1; child < self->count; child = 2 * at + 1) {
        if (child + 1 < self->count && self->heap[child + 1] < self->heap[child])
            child++;
        if (self->heap[child] >= last)
            break;
        self->heap[at] = self->heap[child];
        at = child;
    }
    self->heap[at] = last;
    return first;
}

/* ---- meeting ---- */

static void requeue(queue *self, lk_states *states, uint32_t index, uint32_t block) {
    states->dirty.items[index] = true;
    if (!states->is_queued) {
        states->is_queued = true;
        if (self->simulator->loops.rank[block] < self->simulator->settled)
            LK_BUG(self->simulator->trap, "a path leads back to what was done for good");
        push(self, self->simulator->loops.rank[block]);
    }
}

/* The variable or slot that the block reads to branch on; NULL: it branches on something else. */
static const lk_value *asked_by(lk_simulator *self, uint32_t block) {
    const lk_block *asking = &self->ir->blocks.items[block];
    const lk_op *read = asking->exit == LK_EXIT_BRANCH ? lk_block_maker(asking, NULL, &asking->a) : NULL;
    bool is_whole = read && read->kind == LK_IR_LOAD && read->place.projection_count == 0 &&
                    (read->place.root == LK_PLACE_VARIABLE || read->place.root == LK_PLACE_SLOT);
    return is_whole ? lk_memory_address(self, &read->place) : NULL;
}

/* Whether the two answer otherwise what is asked next (a condition that a macro turns into 0 or 1 first). What they
   went by would be lost at once. */
static bool part_at(const lk_value *asked, const lk_state *a, const lk_state *b) {
    const lk_value *by_a = asked ? lk_state_get(a, asked) : NULL, *by_b = asked ? lk_state_get(b, asked) : NULL;
    return by_a && by_b && by_a != by_b && by_a->kind == LK_VALUE_CONSTANT && by_b->kind == LK_VALUE_CONSTANT;
}

/* The state to merge with, states.count if there is none. Paths that have let go of different locks, or that have
   answered a question about locks otherwise, stay apart while there are few: what they went by mostly decides about
   locks again. */
static uint32_t find_equal(const lk_states *states, const lk_state *state, const lk_value *asked) {
    bool is_crowded = states->items.count >= MOST_HISTORIES;
    uint32_t found = states->items.count;
    int likeness = -1;
    for (uint32_t i = 0; i < states->items.count; i++) {
        const lk_state *other = states->items.items[i];
        if (!lk_state_same_key(other, state))
            continue;
        int alike = 2 * lk_answers_agree(other, state) + lk_state_same_history(other, state);
        if (alike == 3 && !part_at(asked, other, state))
            return i;
        if (is_crowded && alike > likeness) {
            found = i;
            likeness = alike;
        }
    }
    return found;
}

/* Two paths that answered a question about locks otherwise become one for want of room: which locks go with which
   answer is not known from here on. Whether that changed `kept`. */
static bool lose_answers(lk_state *kept, lk_state *other) {
    bool has_held = false;
    if (!lk_answers_clash(kept, other))
        return false;
    for (uint32_t i = 0; i < kept->lock_count; i++)
        has_held |= kept->locks[i].status == LK_STATUS_HELD;
    lk_lock_doubt_all(kept);
    lk_lock_doubt_all(other);
    return has_held;
}

static void meet(queue *self, lk_state *state, uint32_t block) {
    lk_simulator *simulator = self->simulator;
    lk_states *states = &simulator->states[block];
    uint32_t i = find_equal(states, state, asked_by(simulator, block));
    if (i < states->items.count) {
        bool is_lossy = lose_answers(states->items.items[i], state);
        if (lk_state_merge(&simulator->pool, simulator->values, states->items.items[i], state, block) || is_lossy)
            requeue(self, states, i, block);
        lk_state_put_back(&simulator->pool, state);
        return;
    }
    if (states->items.count < MOST_STATES) {
        lk_array_push(simulator->arena, &states->items, state);
        lk_array_push(simulator->arena, &states->dirty, false);
        requeue(self, states, states->items.count - 1, block);
        return;
    }
    simulator->incomplete = true;
    lk_state *last = states->items.items[MOST_STATES - 1];
    bool was_same = lk_state_same_key(last, state);
    lk_state_join_keys(&simulator->pool, last, state);
    if (lk_state_merge(&simulator->pool, simulator->values, last, state, block) || !was_same)
        requeue(self, states, MOST_STATES - 1, block);
    lk_state_put_back(&simulator->pool, state);
}

static void arrive(queue *self, lk_state *state, uint32_t block) {
    if (self->simulator->loops.is_head[block])
        lk_enter_loop(self->simulator, state, block);
    meet(self, state, block);
}

/* ---- leaving a block ---- */

static const lk_trail *decide(lk_simulator *self, const lk_trail *before, uint32_t target) {
    lk_trail *trail = LK_NEW(self->arena, lk_trail);
    *trail = (lk_trail){before, self->block, target, before ? before->length + 1 : 1};
    return trail;
}

static bool is_unsigned(const lk_type *type) {
    return type && type->kind == LK_TYPE_INTEGER && !type->is_signed;
}

/* Unsigned values are never negative; constants past the signed range are left alone. */
static bool assume(lk_simulator *self, lk_state *state, const lk_value *a, lk_operator op, const lk_value *b,
                   const lk_type *type) {
    if (is_unsigned(type)) {
        const lk_value *zero = lk_value_constant(self->values, 0);
        bool is_beyond =
            (a->kind == LK_VALUE_CONSTANT && a->constant < 0) || (b->kind == LK_VALUE_CONSTANT && b->constant < 0);
        if (is_beyond)
            return true;
        if (b->kind == LK_VALUE_CONSTANT && a->kind != LK_VALUE_COMPUTE)
            lk_state_assume(&self->pool, state, self->values, a, LK_OP_GE, zero);
    }
    return lk_state_assume(&self->pool, state, self->values, a, op, b);
}

static void branch(queue *self, const lk_block *block, lk_state *state) {
    lk_simulator *simulator = self->simulator;
    const lk_value *a = lk_memory_operand(simulator, &block->a), *b = lk_memory_operand(simulator, &block->b);
    lk_state *other = lk_state_copy(&simulator->pool, state);
    lk_operator op = (lk_operator)block->operator_;
    bool yes = assume(simulator, state, a, op, b, block->type);
    bool no = assume(simulator, other, a, lk_operator_opposite(op), b, block->type);
    if (yes && simulator->decides[simulator->block])
        lk_answer_branch(simulator, state, block, op);
    if (no && simulator->decides[simulator->block])
        lk_answer_branch(simulator, other, block, lk_operator_opposite(op));
    if (yes && no) {
        const lk_value *asked = b->kind == LK_VALUE_CONSTANT ? a : b;
        lk_choose(simulator, state, asked, block->targets[0]);
        lk_choose(simulator, other, asked, block->targets[1]);
        state->trail = decide(simulator, state->trail, block->targets[0]);
        other->trail = decide(simulator, other->trail, block->targets[1]);
    }
    if (yes)
        arrive(self, state, block->targets[0]);
    else
        lk_state_put_back(&simulator->pool, state);
    if (no)
        arrive(self, other, block->targets[1]);
    else
        lk_state_put_back(&simulator->pool, other);
}

static bool is_in(lk_simulator *self, lk_state *state, const lk_value *value, lk_range range) {
    return lk_state_assume(&self->pool, state, self->values, value, LK_OP_GE,
                           lk_value_constant(self->values, range.first)) &&
           lk_state_assume(&self->pool, state, self->values, value, LK_OP_LE,
                           lk_value_constant(self->values, range.last));
}

static bool has_many_cases(const lk_block *block) {
    uint32_t count = 0;
    for (uint32_t i = 0; i + 1 < block->target_count; i++)
        count += i == 0 || block->targets[i] != block->targets[i - 1];
    return count >= MANY_CASES;
}

static void switch_on(queue *self, const lk_block *block, lk_state *state) {
    lk_simulator *simulator = self->simulator;
    const lk_value *value = lk_memory_operand(simulator, &block->a);
    bool goes_to_default = true, is_dispatch = has_many_cases(block) && value->kind != LK_VALUE_CONSTANT;
    for (uint32_t i = 0; i + 1 < block->target_count; i++) {
        lk_state *copy = lk_state_copy(&simulator->pool, state);
        copy->trail = decide(simulator, state->trail, block->targets[i]);
        copy->chooser = is_dispatch ? value : copy->chooser;
        copy->chosen_case = is_dispatch ? block->targets[i] : copy->chosen_case;
        if (is_in(simulator, copy, value, block->cases[i]))
            arrive(self, copy, block->targets[i]);
        else
            lk_state_put_back(&simulator->pool, copy);
        if (block->cases[i].first == block->cases[i].last && goes_to_default)
            goes_to_default = lk_state_assume(&simulator->pool, state, simulator->values, value, LK_OP_NE,
                                              lk_value_constant(simulator->values, block->cases[i].first));
    }
    lk_choose(simulator, state, value, block->targets[block->target_count - 1]);
    state->trail = decide(simulator, state->trail, block->targets[block->target_count - 1]);
    if (goes_to_default)
        arrive(self, state, block->targets[block->target_count - 1]);
    else
        lk_state_put_back(&simulator->pool, state);
}

static void end(queue *self, const lk_block *block, lk_state *state, uint32_t index) {
    lk_simulator *simulator = self->simulator;
    const lk_value *result = block->a.kind == LK_OPERAND_NONE ? NULL : lk_memory_operand(simulator, &block->a);
    if (result && state->life_count)
        lk_life_follow(simulator, state, result, (lk_event){.span = block->span, .is_returned = true});
    lk_span span = block->span.begin.file ? block->span : simulator->ir->end;
    if (state->life_count)
        lk_life_leave(simulator, state, span);
    lk_witness gone;
    if (result && lk_state_gone(state, lk_value_base(result), &gone))
        lk_handle_use(simulator, state, result, block->span, "the handle", "");
    if (state->life_count && !lk_knowledge_is_main(simulator->ir->function))
        lk_lent_end(simulator, state, NULL, span);
    if (simulator->recorder)
        lk_array_push(simulator->arena, &simulator->states[simulator->block].endings,
                      ((lk_ending){index, state, result}));
    else
        lk_state_put_back(&simulator->pool, state);
}

static void leave(queue *self, const lk_block *block, lk_state *state, uint32_t index) {
    switch (block->exit) {
    case LK_EXIT_RETURN:
        end(self, block, state, index);
        return;
    case LK_EXIT_JUMP:
        arrive(self, state, block->targets[0]);
        return;
    case LK_EXIT_BRANCH:
        branch(self, block, state);
        return;
    case LK_EXIT_SWITCH:
        switch_on(self, block, state);
        return;
    case LK_EXIT_ANY:
        for (uint32_t i = 0; i < block->target_count; i++)
            arrive(self, lk_state_copy(&self->simulator->pool, state), block->targets[i]);
        break;
    default:
        break;
    }
    lk_state_put_back(&self->simulator->pool, state);
}

/* ---- going through a block ---- */

static void use_pointer(lk_simulator *self, lk_state *state, const lk_op *op) {
    if (op->place.root != LK_PLACE_POINTER)
        return;
    const lk_value *pointer = lk_memory_operand(self, &op->place.pointer);
    lk_handle_use(self, state, pointer, op->span, "the handle", "");
    if (state->life_count)
        lk_life_follow(self, state, pointer, (lk_event){.span = op->span});
}

static void load(lk_simulator *self, lk_state *state, const lk_op *op) {
    const lk_value *address = lk_memory_address(self, &op->place);
    use_pointer(self, state, op);
    if (state->life_count)
        lk_lent_read(state, address);
    const lk_value *value = lk_memory_load(self, state, address, op->type);
    if (op->place.root == LK_PLACE_SLOT) {
        if (value->kind == LK_VALUE_LOAD)
            value = lk_value_at(self->values, LK_VALUE_UNKNOWN, op->id, self->block, 0);
        lk_state_unset(state, address);
    }
    if (state->owner_count && self->uses[op->result] == 0)
        lk_owner_forget(state, value); /* read for something that is not lowered */
    self->temps[op->result] = value;
}

static void declare(lk_simulator *self, lk_state *state, const lk_op *op) {
    lk_memory_forget_variable(self, state, op->place.decl);
    const lk_type *type = op->place.type;
    bool is_whole = !type || (type->kind != LK_TYPE_RECORD && type->kind != LK_TYPE_ARRAY);
    if (!is_whole || lk_memory_is_ignored(self, op->place.decl))
        return;
    lk_state_set(&self->pool, state, lk_value_variable(self->values, op->place.decl),
                 lk_value_at(self->values, LK_VALUE_UNKNOWN, op->id, self->block, 0));
}

static const lk_value *computed(lk_simulator *self, const lk_op *op) {
    const lk_value *a = lk_memory_operand(self, &op->a);
    const lk_value *b = op->b.kind == LK_OPERAND_NONE ? NULL : lk_memory_operand(self, &op->b);
    return lk_value_compute(self->values, (lk_operator)op->operator_, a, b);
}

static void simple_op(lk_simulator *self, lk_state *state, const lk_op *op) {
    switch (op->kind) {
    case LK_IR_LOAD:
        load(self, state, op);
        return;
    case LK_IR_STORE:
        if (state->owner_count)
            lk_owner_store(self, state, op, lk_memory_address(self, &op->place), lk_memory_operand(self, &op->a));
        lk_life_copy(self, state, op);
        use_pointer(self, state, op);
        lk_answer_forget(self, state, lk_memory_address(self, &op->place), op->place.type);
        lk_memory_store(self, state, lk_memory_address(self, &op->place), op->place.type,
                        lk_memory_operand(self, &op->a), op->id);
        return;
    case LK_IR_ADDRESS:
        self->temps[op->result] = lk_memory_address(self, &op->place);
        return;
    case LK_IR_COMPUTE:
        self->temps[op->result] = computed(self, op);
        return;
    case LK_IR_DECLARE:
        declare(self, state, op);
        lk_life_declare(self, state, op);
        return;
    case LK_IR_SCOPE_END:
        if (state->owner_count)
            lk_owner_end_scope(self, state, op);
        lk_life_end_scope(self, state, op);
        lk_memory_forget_variable(self, state, op->place.decl);
        return;
    default:
        if (op->clobbers) {
            state->owner_count = 0;
            lk_memory_clobber(self, state, op->id, true, true);
        }
        if (op->result != LK_NO_TEMP)
            self->temps[op->result] = lk_value_at(self->values, LK_VALUE_UNKNOWN, op->id, self->block, 0);
    }
}

typedef struct pending {
    lk_state *state;
    uint32_t next; /* op to go on with */
    const lk_value *result;
} pending;

static void probe_at(lk_simulator *self, const lk_state *state, uint32_t op, uint32_t index) {
    if (self->probe && self->probe->block == self->block && self->probe->op == op)
        lk_probe_note(self, state, index);
}

/* A call may have several ways on: each goes through the rest of the block before the next one does. */
static void go_through(queue *self, const lk_block *block, lk_state *state, uint32_t index) {
    lk_simulator *simulator = self->simulator;
    LK_ARRAY(pending) stack = {0};
    lk_array_push(simulator->arena, &stack, ((pending){state, 0, NULL}));
    while (stack.count) {
        pending at = stack.items[--stack.count];
        if (at.next > 0 && block->ops.items[at.next - 1].result != LK_NO_TEMP)
            simulator->temps[block->ops.items[at.next - 1].result] = at.result;
        uint32_t i = at.next;
        for (; i < block->ops.count && block->ops.items[i].kind != LK_IR_CALL; i++) {
            probe_at(simulator, at.state, i, index);
            if (simulator->touch_handler)
                lk_touch_tell(simulator, at.state, &block->ops.items[i], i);
            simple_op(simulator, at.state, &block->ops.items[i]);
        }
        probe_at(simulator, at.state, i, index);
        if (i == block->ops.count) {
            if (at.state->owner_count)
                lk_owner_leave(simulator, at.state, block);
            leave(self, block, at.state, index);
            continue;
        }
        lk_outcomes after = {0};
        simulator->op = i;
        if (simulator->touch_handler)
            lk_touch_tell(simulator, at.state, &block->ops.items[i], i);
        if (at.state->owner_count)
            lk_owner_call(simulator, at.state, &block->ops.items[i]);
        lk_call(simulator, &block->ops.items[i], at.state, &after);
        for (uint32_t k = after.count; k > 0; k--) {
            if (stack.count >= MOST_PENDING) {
                simulator->incomplete = true;
                lk_state_put_back(&simulator->pool, after.items[k - 1].state);
                continue;
            }
            lk_array_push(simulator->arena, &stack,
                          ((pending){after.items[k - 1].state, i + 1, after.items[k - 1].result}));
        }
    }
}

/* The state has grown since it last went through the block. */
static void forget_endings(lk_simulator *self, lk_states *states, uint32_t index) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < states->endings.count; i++) {
        if (states->endings.items[i].index == index)
            lk_state_put_back(&self->pool, states->endings.items[i].state);
        else
            states->endings.items[kept++] = states->endings.items[i];
    }
    states->endings.count = kept;
}

/* What comes before a block outside of all loops is done: no path leads back. Its states serve again. */
static void settle_before(lk_simulator *self, uint32_t block) {
    for (; self->loops.header[block] == LK_NO_BLOCK && self->settled < self->loops.rank[block]; self->settled++) {
        lk_states *done = &self->states[self->loops.order[self->settled]];
        while (done->items.count)
            lk_state_put_back(&self->pool, done->items.items[--done->items.count]);
    }
}

static void process(queue *self, uint32_t block) {
    lk_simulator *simulator = self->simulator;
    lk_states *states = &simulator->states[block];
    states->is_queued = false;
    settle_before(simulator, block);
    simulator->block = block;
    for (uint32_t i = 0; i < states->items.count; i++) {
        if (!states->dirty.items[i])
            continue;
        states->dirty.items[i] = false;
        if (simulator->steps++ >= simulator->most_steps) {
            simulator->incomplete = true;
            return;
        }
        forget_endings(simulator, states, i);
        if (simulator->probe && simulator->probe->block == block)
            lk_probe_forget(simulator->probe, i);
        go_through(self, &simulator->ir->blocks.items[block], lk_state_copy(&simulator->pool, states->items.items[i]),
                   i);
        states = &simulator->states[block];
    }
}

static bool follow(lk_simulator *self) {
    uint32_t blocks = self->ir->blocks.count;
    lk_prepare(self);
    if (self->ir->gives_up || self->loops.is_irreducible)
        return false;
    queue work = {.simulator = self, .heap = LK_NEW_ARRAY(self->arena, uint32_t, blocks + 1)};
    lk_state *first = lk_state_new(&self->pool);
    first->is_root = lk_knowledge_is_root(self->knowledge, self->ir->function);
    lk_contract_enter(self, first);
    arrive(&work, first, 0);
    while (work.count && self->steps < self->most_steps)
        process(&work, self->loops.order[pop(&work)]);
    return !self->incomplete && work.count == 0;
}

static lk_simulator begin(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, const lk_ir *ir, lk_bug_trap *trap) {
    uint32_t blocks = ir->blocks.count;
    return (lk_simulator){.arena = arena,
                          .unit = unit,
                          .knowledge = knowledge,
                          .ir = ir,
                          .trap = trap,
                          .values = lk_values_new(arena),
                          .pool = {.arena = arena},
                          .states = LK_NEW_ARRAY(arena, lk_states, blocks),
                          .most_steps = LEAST_STEPS + blocks * STEPS_PER_BLOCK};
}

bool lk_simulate(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, const lk_ir *ir, lk_bug_trap *trap,
                 lk_event_handler *handler, void *context) {
    return lk_simulate_touches(arena, unit, knowledge, ir, trap, handler, NULL, context);
}

bool lk_simulate_touches(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, const lk_ir *ir, lk_bug_trap *trap,
                         lk_event_handler *handler, lk_touch_handler *touch_handler, void *context) {
    lk_recorder recorder = {.arena = lk_knowledge_arena(knowledge), .terms = lk_knowledge_terms(knowledge)};
    lk_simulator self = begin(arena, unit, knowledge, ir, trap);
    self.recorder = &recorder;
    self.handler = handler;
    self.touch_handler = touch_handler;
    self.context = context;
    bool is_complete = follow(&self);
    lk_endings_compare(&self);
    lk_knowledge_set_summary(knowledge, ir->function, lk_summarize(&self, is_complete));
    return is_complete;
}

static void notice(void *context, const lk_event *event, const lk_state *before) {
    (void)before;
    lk_probe *probe = context;
    probe->touches_locks |= event->kind == LK_EVENT_ACQUIRE || event->kind == LK_EVENT_RELEASE;
}

bool lk_simulate_probed(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, const lk_ir *ir, lk_bug_trap *trap,
                        lk_probe *probe) {
    lk_simulator self = begin(arena, unit, knowledge, ir, trap);
    self.handler = notice;
    self.context = probe;
    self.probe = probe;
    return follow(&self);
}

/* ---- trails ---- */

const lk_trail *lk_trail_before(const lk_trail *trail) {
    return trail->before;
}

uint32_t lk_trail_block(const lk_trail *trail) {
    return trail->block;
}

uint32_t lk_trail_target(const lk_trail *trail) {
    return trail->target;
}

uint32_t lk_trail_length(const lk_trail *trail) {
    return trail ? trail->length : 0;
}

typedef struct search {
    bool *seen; /* by block */
    bool ends;  /* a return, or the deciding block again */
} search;

/* What can be reached from a block without passing the deciding one again. */
static search find_reached(lk_arena *arena, const lk_ir *ir, uint32_t from, uint32_t without) {
    search found = {.seen = LK_NEW_ARRAY(arena, bool, ir->blocks.count)};
    LK_ARRAY(uint32_t) work = {0};
    lk_array_push(arena, &work, from);
    while (work.count) {
        uint32_t at = work.items[--work.count];
        const lk_block *block = &ir->blocks.items[at];
        found.ends |= at == without || block->exit == LK_EXIT_RETURN;
        if (found.seen[at])
            continue;
        found.seen[at] = true;
        for (uint32_t i = 0; at != without && i < block->target_count; i++)
            lk_array_push(arena, &work, block->targets[i]);
    }
    return found;
}

bool lk_trail_matters(lk_arena *arena, const lk_ir *ir, const lk_trail *trail, uint32_t block) {
    const lk_block *decided = &ir->blocks.items[trail->block];
    bool ends = false; /* else an assertion was decided */
    for (uint32_t i = 0; i < decided->target_count; i++) {
        if (decided->targets[i] == trail->target)
            continue;
        search other = find_reached(arena, ir, decided->targets[i], trail->block);
        if (other.seen[block])
            return false;
        ends |= other.ends;
    }
    return ends;
}
