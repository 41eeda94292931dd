/* program.c -- which function of a name is meant, which functions matter, and reading those. */
#include "lint/program.h"

#include "base/map.h"
#include "flow/pointers.h"
#include "lint/guards_touched.h"
#include "lint/linking.h"
#include "lint/packing.h"

#include <string.h>

typedef struct part {
    lk_section parts[LK_PARTS];
    const char *output;
    uint64_t command;
    lk_archive *archive;
    lk_program *program;
    uint32_t index;
    bool is_broken;
} part;

/* One definition of an external function. */
typedef struct definition {
    uint32_t unit;
    uint64_t place;
    uint32_t choice; /* the same for those that stand at one place */
} definition;

typedef struct definitions {
    LK_ARRAY(definition) items;
    uint32_t choices;
} definitions;

typedef struct node {
    lk_packed_function function;
    uint32_t unit;
    bool reaches_holder, is_wanted, is_needed;
    bool reaches_guarded; /* accesses what functions that take locks access too, or calls who does */
} node;

struct lk_program {
    lk_arena *arena;
    const lk_models *models;
    LK_ARRAY(part) units;
    lk_map *definitions; /* by name */
    LK_ARRAY(node) nodes;
    LK_ARRAY(uint32_t) node_of; /* by decl id: from 1 */
    uint32_t read_count;
};

lk_program *lk_program_new(lk_arena *arena, const lk_models *models) {
    lk_program *self = LK_NEW(arena, lk_program);
    self->arena = arena;
    self->models = models;
    self->definitions = lk_map_new(arena);
    return self;
}

void lk_program_add(lk_program *self, const lk_section parts[LK_PARTS], const char *output, uint64_t command) {
    part unit = {.output = output, .command = command, .program = self, .index = self->units.count};
    memcpy(unit.parts, parts, sizeof unit.parts);
    lk_array_push(self->arena, &self->units, unit);
}

/* ---- names ---- */

static void add_definition(lk_program *self, const char *name, definition added) {
    definitions *all = (definitions *)(uintptr_t)lk_map_get(self->definitions, name);
    if (!all) {
        all = LK_NEW(self->arena, definitions);
        lk_map_put(self->definitions, name, all);
    }
    for (uint32_t i = 0; i < all->items.count && !added.choice; i++)
        if (all->items.items[i].place == added.place)
            added.choice = all->items.items[i].choice;
    if (!added.choice)
        added.choice = ++all->choices;
    lk_array_push(self->arena, &all->items, added);
}

static void read_definitions(lk_program *self, part *unit) {
    const lk_section *section = &unit->parts[LK_PART_DEFINITIONS];
    lk_byte_reader in = {.at = section->data, .end = section->data + section->size};
    while (!in.failed && in.at < in.end) {
        size_t length = 0;
        const char *name = lk_read_text(&in, &length);
        uint64_t place = lk_read_number(&in);
        if (!in.failed)
            add_definition(self, lk_arena_strndup(self->arena, name, length),
                           (definition){.unit = unit->index, .place = place});
    }
    unit->is_broken |= in.failed;
}

/* How many leading directories two paths share. */
static uint32_t nearness(const char *a, const char *b) {
    uint32_t shared = 0;
    for (; *a && *a == *b; a++, b++)
        shared += *a == '/';
    return shared + (*a == *b || (!*a && *b == '/') || (!*b && *a == '/'));
}

static uint32_t choose(void *context, const char *name) {
    const part *unit = context;
    const definitions *all = lk_map_get(unit->program->definitions, name);
    uint32_t best = 0, chosen = 0;
    bool is_open = false;
    if (!all || all->choices < 2)
        return 0;
    for (uint32_t i = 0; i < all->items.count; i++) {
        const definition *one = &all->items.items[i];
        if (one->unit == unit->index)
            return one->choice;
        const part *other = &unit->program->units.items[one->unit];
        uint32_t near = 1 + 2 * nearness(unit->output, other->output) + (unit->command == other->command);
        if (near > best || one->choice == chosen) {
            is_open &= near <= best;
            best = near > best ? near : best;
            chosen = one->choice;
        } else if (near == best) {
            is_open = true;
        }
    }
    return is_open ? LK_NOBODY : chosen;
}

/* ---- which functions matter ---- */

static void read_functions(lk_program *self, part *unit, lk_knowledge *knowledge, lk_unit *into) {
    const lk_section *section = &unit->parts[LK_PART_LEARNED];
    lk_archive_from(unit->archive, self->arena, section->data, section->size);
    lk_knowledge_code(knowledge, unit->archive, into);
    section = &unit->parts[LK_PART_FUNCTIONS];
    lk_archive_from(unit->archive, self->arena, section->data, section->size);
    for (uint32_t count = lk_code_count(unit->archive, 0); count > 0 && !lk_archive_failed(unit->archive); count--) {
        node made = {.unit = unit->index};
        lk_code_packed_function(unit->archive, &made.function);
        if (lk_archive_failed(unit->archive))
            break;
        while (self->node_of.count <= made.function.decl->id)
            lk_array_push(self->arena, &self->node_of, 0);
        uint32_t *number = &self->node_of.items[made.function.decl->id];
        if (*number)
            continue; /* the same function in another unit */
        lk_array_push(self->arena, &self->nodes, made);
        *number = self->nodes.count;
    }
    unit->is_broken |= lk_archive_failed(unit->archive);
}

typedef struct marking {
    lk_program *program;
    const struct lk_pointers *pointers;
    LK_ARRAY(uint32_t) * callers; /* by node */
    LK_ARRAY(uint32_t) work;
} marking;

static node *node_at(lk_program *self, const lk_decl *function) {
    uint32_t number = function->id < self->node_of.count ? self->node_of.items[function->id] : 0;
    return number ? &self->nodes.items[number - 1] : NULL;
}

static void add_caller(marking *self, const lk_decl *callee, uint32_t caller) {
    const node *found = node_at(self->program, callee);
    if (found)
        lk_array_push(self->program->arena, &self->callers[found - self->program->nodes.items], caller);
}

/* Tells of each function that a callee can be: itself, or what the pointer may hold. */
static void add_callers(marking *self, uint32_t caller) {
    const lk_packed_function *function = &self->program->nodes.items[caller].function;
    for (uint32_t i = 0; i < function->callee_count; i++) {
        const lk_decl *callee = function->callees[i];
        if (callee && callee->kind == LK_DECL_FUNCTION)
            add_caller(self, callee, caller);
        else
            for (uint32_t k = 0; callee && k < lk_pointers_count(self->pointers, callee); k++)
                add_caller(self, lk_pointers_at(self->pointers, callee, k), caller);
    }
}

typedef bool *flag_of(node *node);

static bool *reaches_holder(node *node) {
    return &node->reaches_holder;
}

static bool *is_wanted(node *node) {
    return &node->is_wanted;
}

/* Callers of what has the flag get it. */
static void spread_up(marking *self, flag_of *flag) {
    lk_program *program = self->program;
    self->work.count = 0;
    for (uint32_t i = 0; i < program->nodes.count; i++)
        if (*flag(&program->nodes.items[i]))
            lk_array_push(program->arena, &self->work, i);
    while (self->work.count > 0) {
        uint32_t at = self->work.items[--self->work.count];
        for (uint32_t i = 0; i < self->callers[at].count; i++) {
            bool *caller = flag(&program->nodes.items[self->callers[at].items[i]]);
            if (!*caller)
                lk_array_push(program->arena, &self->work, self->callers[at].items[i]);
            *caller = true;
        }
    }
}

static void need(marking *self, const lk_decl *callee) {
    node *found = node_at(self->program, callee);
    if (!found || found->is_needed || !found->is_wanted)
        return;
    found->is_needed = true;
    lk_array_push(self->program->arena, &self->work, (uint32_t)(found - self->program->nodes.items));
}

/* What the needed functions call is needed, as far as it has to do with locks. With `all`, so is what nobody here calls
   under a lock: who reads summaries may. */
static void spread_down(marking *self, bool all) {
    lk_program *program = self->program;
    self->work.count = 0;
    for (uint32_t i = 0; i < program->nodes.count; i++) {
        program->nodes.items[i].is_needed =
            program->nodes.items[i].reaches_holder || (all && program->nodes.items[i].is_wanted);
        if (program->nodes.items[i].is_needed)
            lk_array_push(program->arena, &self->work, i);
    }
    while (self->work.count > 0) {
        const lk_packed_function *function = &program->nodes.items[self->work.items[--self->work.count]].function;
        for (uint32_t i = 0; i < function->callee_count; i++) {
            const lk_decl *callee = function->callees[i];
            if (callee && callee->kind == LK_DECL_FUNCTION)
                need(self, callee);
            else
                for (uint32_t k = 0; callee && k < lk_pointers_count(self->pointers, callee); k++)
                    need(self, lk_pointers_at(self->pointers, callee, k));
        }
    }
}

static bool *reaches_guarded(node *node) {
    return &node->reaches_guarded;
}

/* What functions that take locks access, by decl id. */
typedef struct guarded_set {
    bool *members, *globals;
} guarded_set;

static void add_guarded(guarded_set *set, const lk_packed_function *function) {
    for (uint32_t i = 0; function->holds && i < function->member_count; i++)
        if (function->members[i])
            set->members[function->members[i]->id] = true;
    for (uint32_t i = 0; function->holds && i < function->global_count; i++)
        if (function->globals[i])
            set->globals[function->globals[i]->id] = true;
}

static bool touches_guarded(const guarded_set *set, const lk_record_set *records, const lk_packed_function *function) {
    for (uint32_t i = 0; i < function->member_count; i++) {
        const lk_decl *member = function->members[i];
        if (member && set->members[member->id] && lk_touched_has(records, member->record))
            return true;
    }
    for (uint32_t i = 0; i < function->global_count; i++)
        if (function->globals[i] && set->globals[function->globals[i]->id])
            return true;
    return false;
}

/* Who accesses what a lock may guard is needed without a lock, too, and so is who calls it. */
static void need_guarded(marking *self, const lk_knowledge *knowledge, const lk_unit *unit) {
    lk_program *program = self->program;
    guarded_set set = {LK_NEW_ARRAY(program->arena, bool, unit->decls.count),
                       LK_NEW_ARRAY(program->arena, bool, unit->decls.count)};
    lk_record_set records = lk_touched_records(program->arena, knowledge, unit);
    for (uint32_t i = 0; i < program->nodes.count; i++)
        add_guarded(&set, &program->nodes.items[i].function);
    for (uint32_t i = 0; i < program->nodes.count; i++)
        program->nodes.items[i].reaches_guarded = touches_guarded(&set, &records, &program->nodes.items[i].function);
    spread_up(self, reaches_guarded);
    for (uint32_t i = 0; i < program->nodes.count; i++)
        program->nodes.items[i].is_needed |= program->nodes.items[i].reaches_guarded;
}

static void mark(lk_program *self, lk_lint *lint, const lk_unit *unit) {
    const lk_knowledge *knowledge = lk_lint_knowledge(lint);
    marking work = {.program = self, .pointers = lk_knowledge_pointers(knowledge)};
    work.callers = lk_arena_alloc(self->arena, sizeof *work.callers * (size_t)self->nodes.count);
    for (uint32_t i = 0; i < self->nodes.count; i++) {
        node *one = &self->nodes.items[i];
        one->reaches_holder = one->function.holds;
        one->is_wanted = one->function.holds || one->function.happens;
        add_callers(&work, i);
    }
    spread_up(&work, reaches_holder);
    spread_up(&work, is_wanted);
    spread_down(&work, lk_lint_wants_summaries(lint));
    if (lk_lint_wants_guards(lint))
        need_guarded(&work, knowledge, unit);
}

/* ---- reading them ---- */

static void read_code(lk_program *self, lk_lint *lint, const node *one) {
    part *unit = &self->units.items[one->unit];
    const lk_section *code = &unit->parts[LK_PART_CODE];
    const lk_packed_function *function = &one->function;
    bool is_within = function->begin <= code->size && function->size <= code->size - function->begin;
    if (unit->is_broken || !is_within) {
        unit->is_broken = true;
        return;
    }
    lk_ir *ir = LK_NEW(self->arena, lk_ir);
    lk_archive_from(unit->archive, self->arena, code->data + function->begin, function->size);
    lk_code_ir(unit->archive, ir);
    unit->is_broken |= lk_archive_failed(unit->archive);
    if (unit->is_broken || ir->function != function->decl)
        return;
    self->read_count++;
    lk_lint_add(lint, ir);
}

lk_unit *lk_program_link(lk_program *self, lk_lint *lint) {
    lk_unit *unit = LK_NEW(self->arena, lk_unit);
    *unit = (lk_unit){.arena = self->arena, .names = lk_interner_new(self->arena), .is_linked = self->units.count > 1};
    lk_merge *merge = lk_merge_new(unit);
    for (uint32_t i = 0; i < self->units.count; i++)
        read_definitions(self, &self->units.items[i]);
    for (uint32_t i = 0; i < self->units.count; i++) {
        part *one = &self->units.items[i];
        one->archive = lk_archive_read(self->arena, merge, one->parts, choose, one);
        lk_archive_models(one->archive, NULL, lk_packed_model_find, (void *)(uintptr_t)self->models);
        if (!one->is_broken)
            read_functions(self, one, lk_lint_knowledge(lint), unit);
    }
    mark(self, lint, unit);
    for (uint32_t i = 0; i < self->nodes.count; i++)
        if (self->nodes.items[i].is_needed)
            read_code(self, lint, &self->nodes.items[i]);
    return unit;
}

bool lk_program_is_broken(const lk_program *self, uint32_t index) {
    return self->units.items[index].is_broken;
}

uint32_t lk_program_function_count(const lk_program *self) {
    return self->nodes.count;
}

uint32_t lk_program_read_count(const lk_program *self) {
    return self->read_count;
}
