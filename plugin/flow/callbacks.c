/* callbacks.c -- locks that a callback lets go for the one who waits for it to run.

   `lock(&m); run_loop();`, where a handler that the loop calls unlocks m: the lock is taken in one function and let go
   in another, and neither calls the other in sight. */
#include "flow/callbacks.h"

#include "flow/places.h"

typedef LK_ARRAY(const lk_decl *) classes;

static bool has(const classes *self, const lk_decl *decl) {
    for (uint32_t i = 0; i < self->count; i++)
        if (self->items[i] == decl)
            return true;
    return false;
}

/* The variables and members that the function itself does this to, by their own names. */
static void collect(lk_arena *arena, lk_knowledge *knowledge, const lk_ir *ir, lk_effect_kind kind, classes *found) {
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            const lk_model *model = op->kind == LK_IR_CALL ? lk_knowledge_call(knowledge, op) : NULL;
            bool is_plain = model && model->case_count > 0 && model->cases[0].effect_count > 0 &&
                            model->cases[0].effects[0].kind == kind;
            uint32_t param = is_plain ? lk_path_param(&model->cases[0].effects[0].object) : UINT32_MAX;
            const lk_decl *lock =
                param < op->argument_count ? lk_places_of_argument(&ir->blocks.items[b], op, param) : NULL;
            if (lock)
                lk_array_push(arena, found, lock);
        }
}

void lk_callbacks_find(lk_arena *arena, lk_knowledge *knowledge, const lk_threads *threads) {
    const lk_acts *acts = lk_threads_acts(threads);
    for (uint32_t f = 0; f < acts->count; f++) {
        classes released = {0}, taken = {0};
        if (!lk_threads_is_handed(threads, f))
            continue;
        collect(arena, knowledge, acts->functions[f], LK_EFFECT_RELEASE, &released);
        if (released.count)
            collect(arena, knowledge, acts->functions[f], LK_EFFECT_ACQUIRE, &taken);
        for (uint32_t i = 0; i < released.count; i++)
            if (!has(&taken, released.items[i]))
                lk_knowledge_note_released(knowledge, released.items[i]);
    }
}
