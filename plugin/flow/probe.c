/* probe.c -- what is held at one place of a function. */
#include "flow/simulator.h"

void lk_probe_forget(lk_probe *self, uint32_t index) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < self->found.count; i++)
        if (self->found.items[i].state != index)
            self->found.items[kept++] = self->found.items[i];
    self->found.count = kept;
}

void lk_probe_note(lk_simulator *self, const lk_state *state, uint32_t index) {
    lk_probe *probe = self->probe;
    uint32_t count = lk_state_held_count(state);
    lk_lock_view *locks = LK_NEW_ARRAY(probe->arena, lk_lock_view, count);
    for (uint32_t i = 0; i < count; i++)
        locks[i] = lk_state_held(state, i);
    lk_probed probed = {
        .state = index, .trail = state->trail, .locks = locks, .count = count, .is_root = state->is_root};
    for (uint32_t i = 0; i < state->lock_count; i++)
        probed.has_open |= state->locks[i].status == LK_STATUS_MAYBE;
    lk_array_push(probe->arena, &probe->found, probed);
}
