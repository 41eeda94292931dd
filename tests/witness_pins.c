/* witness_pins.c -- one list of what is known to differ. */
#include "witness_pins.h"

#include <stddef.h>
#include <string.h>

/* Good functions that go wrong in some world, bad ones of which no world shows it. */
static const char any_index[] = "wrong where two indexes are equal, of which nobody knows",
                  by_argument[] = "whether the lock is kept is the caller's own choice",
                  by_memory[] = "that the lock is kept is told in memory; ends are compared by results";

static const struct {
    const char *fixture, *function, *why;
} pins[] = {
    {"double-lock/alias.c", "two_unknown_indexes_ok", any_index},
    {"double-lock/alias.c", "unlocked_by_an_unknown_index_ok", any_index},
    {"double-lock/loops.c", "continue_skips_the_unlock_bad", "with one key it is the other defect"},
    {"double-lock/loops.c", "hand_over_hand_by_index_ok", "wrong where n is 0, which no caller gives"},
    {"double-lock/wrappers.c", "two_shards_ok", any_index},
    {"missing-unlock/choices.c", "find_zone_ok", by_argument},
    {"missing-unlock/choices.c", "pull_ok", by_argument},
    {"missing-unlock/nasty.c", "batch_field_ok", by_argument},
    {"missing-unlock/nasty.c", "keep_mask_ok", by_argument},
    {"missing-unlock/nasty.c", "has_lock_field_ok", by_memory},
    {"missing-unlock/nasty.c", "FP_locked_field_of_self", by_memory},
    {"missing-unlock/nasty.c", "held_pointer_ok", by_memory},
    {"missing-unlock/nasty.c", "conn_out_param_ok", by_memory},
    {"missing-unlock/nasty.c", "cursor_ok", by_memory},
    {"missing-unlock/nasty.c", "FP_cursor_by_value", by_memory},
    {"missing-unlock/nasty.c", "cursor_new_ok", by_memory},
    {"missing-unlock/nasty.c", "FP_eagain_holds", "the run too takes what is less than 0 for a failure"},
    {"missing-unlock/returns.c", "handed_out_ok", by_memory},
    {"missing-unlock/returns.c", "kept_on_demand_ok", by_argument},
    {"missing-unlock/returns.c", "FN_one_for_failure", "the run too does not take 1 for a failure"},
    {"missing-unlock/returns.c", "FN_never_unlocked", "the run too has no other way to compare with"},
};

const char *witness_pin(const char *fixture, const char *function) {
    for (size_t i = 0; i < sizeof pins / sizeof *pins; i++)
        if (strcmp(pins[i].fixture, fixture) == 0 && strcmp(pins[i].function, function) == 0)
            return pins[i].why;
    return NULL;
}
