/* packing.c -- a unit's functions, and what was learned of it, into the parts of a unit file. */
#include "lint/packing.h"

#include "flow/bottom_up.h"
#include "flow/callgraph.h"
#include "lint/guards_touched.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- models of macros ---- */

const char *lk_packed_model_name(const lk_model *model) {
    return model->name;
}

/* A call that a macro with a model writes beside the one that stands for it does nothing; its model has no name. */
static const lk_model *nothing(void) {
    static lk_effect effect = {.kind = LK_EFFECT_NOTHING};
    static lk_case one = {.effects = &effect, .effect_count = 1};
    static const lk_model model = {.name = "", .api = "", .cases = &one, .case_count = 1};
    return &model;
}

const lk_model *lk_packed_model_find(void *context, const char *name) {
    return *name ? lk_models_macro(context, name) : nothing();
}

/* ---- functions ---- */

typedef LK_ARRAY(const lk_decl *) decl_list;

typedef struct collecting {
    lk_arena *arena;
    decl_list *found;
} collecting;

static void add_callee(void *context, const lk_decl *decl) {
    collecting *self = context;
    for (uint32_t i = self->found->count; i-- > 0 && i + 16 > self->found->count;)
        if (self->found->items[i] == decl)
            return;
    lk_array_push(self->arena, self->found, decl);
}

static void code_decl(lk_archive *archive, void *item) {
    lk_code_decl(archive, item);
}

void lk_code_packed_function(lk_archive *archive, lk_packed_function *function) {
    lk_code_decl(archive, &function->decl);
    lk_code_flag(archive, &function->holds);
    lk_code_flag(archive, &function->happens);
    lk_code_number(archive, &function->begin);
    lk_code_number(archive, &function->size);
    LK_CODE_LIST(archive, function->callees, function->callee_count, code_decl);
    LK_CODE_LIST(archive, function->members, function->member_count, code_decl);
    LK_CODE_LIST(archive, function->globals, function->global_count, code_decl);
    if (!function->decl || function->decl->kind != LK_DECL_FUNCTION)
        lk_archive_fail(archive);
}

/* Two definitions that stand at one place of one text are one: a function of a header, or a file that is compiled
   twice. */
static uint64_t hash_of_place(const lk_unit *unit, const lk_ir *ir, lk_path_of *path_of, void *context) {
    const lk_source *source = lk_unit_source(unit, ir->function->span.begin.file);
    const char *path = path_of(context, source->path);
    const uint64_t parts[] = {XXH3_64bits(path, strlen(path)), lk_source_hash(source->text, source->size),
                              ir->function->span.begin.offset, ir->op_count, ir->blocks.count};
    return XXH3_64bits(parts, sizeof parts);
}

static lk_section section_of(const lk_bytes *bytes) {
    return (lk_section){bytes->data, bytes->size};
}

void lk_pack(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, lk_ir *const *functions, uint32_t count,
             lk_path_of *path_of, void *context, lk_section parts[LK_PARTS]) {
    lk_bytes definitions = {.arena = arena}, index = definitions, code = definitions, learned = definitions;
    lk_archive *archive = lk_archive_write(arena, unit, path_of, context);
    lk_archive_models(archive, lk_packed_model_name, NULL, NULL);
    lk_bytes_number(&index, count);
    for (uint32_t i = 0; i < count; i++) {
        decl_list callees = {0};
        lk_callees(functions[i], add_callee, &(collecting){arena, &callees});
        lk_interest interest = lk_interest_of(knowledge, functions[i]);
        lk_touched touched = lk_touched_by(arena, knowledge, functions[i]);
        lk_packed_function packed = {.decl = functions[i]->function,
                                     .holds = interest.holds,
                                     .happens = interest.happens,
                                     .begin = (uint32_t)code.size,
                                     .callees = callees.items,
                                     .callee_count = callees.count,
                                     .members = touched.members.items,
                                     .member_count = touched.members.count,
                                     .globals = touched.globals.items,
                                     .global_count = touched.globals.count};
        lk_archive_to(archive, &code);
        lk_code_ir(archive, functions[i]);
        packed.size = (uint32_t)code.size - packed.begin;
        lk_archive_to(archive, &index);
        lk_code_packed_function(archive, &packed);
        if (functions[i]->function->is_internal)
            continue;
        lk_bytes_text(&definitions, packed.decl->name, strlen(packed.decl->name));
        lk_bytes_number(&definitions, hash_of_place(unit, functions[i], path_of, context));
    }
    lk_archive_to(archive, &learned);
    lk_knowledge_code(knowledge, archive, unit);
    lk_archive_finish(archive);
    for (int i = 0; i < LK_TABLES; i++)
        parts[i] = section_of(lk_archive_table(archive, (lk_table)i));
    parts[LK_PART_DEFINITIONS] = section_of(&definitions);
    parts[LK_PART_FUNCTIONS] = section_of(&index);
    parts[LK_PART_CODE] = section_of(&code);
    parts[LK_PART_LEARNED] = section_of(&learned);
}
