/* witness_pins.c -- one list of what is known to differ. */
#include "witness_pins.h"

#include <stddef.h>
#include <string.h>

/* Good functions that go wrong in some world. */
static const char any_index[] = "wrong where two indexes are equal, of which nobody knows",
                  same_objects[] = "wrong where both get the same objects, of which nobody knows",
                  by_argument[] = "whether the lock is kept is the caller's own choice",
                  by_memory[] = "that the lock is kept is told in memory; ends are compared by results",
                  one_thread[] = "these orders meet in one thread only, or before others run: helgrind does not ask",
                  a_gate[] = "a lock that both hold keeps the orders apart: helgrind does not ask",
                  a_try[] = "one side only tries: helgrind does not ask";

/* Bad functions, and known misses, that no world shows to be so. */
static const char rare_way[] = "too many values have to come together for the worlds that are made up",
                  other_side[] = "no function with a name of this kind takes the other order",
                  no_signals[] = "no signal comes in these worlds", no_copies[] = "no run shows a copy",
                  no_style[] = "no run shows this rule", no_channel[] = "a made-up channel is none",
                  no_failed_spawn[] = "no spawn fails in these worlds";

static const struct {
    const char *fixture, *function, *why;
} pins[] = {
    {"double-lock/alias.c", "two_unknown_indexes_ok", any_index},
    {"double-lock/alias.c", "unlocked_by_an_unknown_index_ok", any_index},
    {"double-lock/loops.c", "continue_skips_the_unlock_bad", "with one key it is the other defect"},
    {"double-lock/loops.c", "hand_over_hand_by_index_ok", "wrong where n is 0, which no caller gives"},
    {"double-lock/machines.c", "run_bad", rare_way},
    {"double-lock/wrappers.c", "two_shards_ok", any_index},
    {"unlock-not-held/callers.c", "wait_ok", "the defect is its callee's, where it is said"},
    {"unlock-not-held/callers.c", "unlock_ok", "the defect is its callee's, where it is said"},
    {"unlock-not-held/nasty.c", "FP_assert_held2", "the reason for its silence is a caller that no world has"},
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
    {"missing-unlock/returns.c", "FN_never_unlocked", "the run too has no other end to compare with"},
    {"lock-life/handler.c", "on_signal_bad", no_signals},
    {"lock-life/lives.c", "on_signal_bad", no_signals},
    {"lock-life/lives.c", "on_hangup_bad", no_signals},
    {"lock-life/lives.c", "assigned_bad", no_copies},
    {"lock-life/lives.c", "given_by_value_bad", no_copies},
    {"lock-life/lives.c", "FN_with_its_structure", no_copies},
    {"cond-wait/arcmutex_condvar.c", "if_instead_of_while_bad", no_style},
    {"cond-wait/arcmutex_condvar.c", "plain_once_bad", no_style},
    {"lock-order/callbacks.c", "before_all_ok", one_thread},
    {"lock-order/dispatch.c", "serve_bad", other_side},
    {"lock-order/dying.c", "save_table_bad", other_side},
    {"lock-order/library.c", "gate_one_ok", a_gate},
    {"lock-order/library.c", "gate_other_ok", a_gate},
    {"lock-order/library.c", "takes_ok", a_try},
    {"lock-order/library.c", "tries_ok", a_try},
    {"lock-order/phases.c", "first_step_ok", one_thread},
    {"lock-order/phases.c", "second_step_ok", one_thread},
    {"lock-order/single.c", "forth_ok", one_thread},
    {"lock-order/single.c", "back_ok", one_thread},
    {"lock-order/starts.c", "started_and_joined_ok", one_thread},
    {"lock-order/starts.c", "after_the_join_ok", one_thread},
    {"lock-order/starts.c", "never_called_ok", "nothing calls it, which a world does"},
    {"lock-order/threads.c", "transfer_bad", other_side},
    {"lock-order/threads.c", "one_thread_ok", one_thread},
    {"lock-order/threads.c", "forth_ok", one_thread},
    {"lock-order/threads.c", "back_ok", one_thread},
    {"lock-order/wide.c", "callers_hold_the_gate_ok", a_gate},
    {"lock-order/wide.c", "gate_of_the_same_object_ok", a_gate},
    {"lock-order/wide.c", "gate_of_the_same_object_back_ok", a_gate},
    {"lock-order/wide.c", "one_caller_does_not_bad", "the finding stands in its helper, which has no name of this kind"},
    {"lock-order/wide.c", "only_readers_ok", "helgrind takes readers for writers"},
    {"lock-order/wide.c", "one_of_them_read_by_both_ok", "helgrind takes readers for writers"},
    {"lock-order/wide.c", "backs_off_ok", a_try},
    {"lock-order/wide.c", "backs_off_the_other_way_ok", a_try},
    {"lock-order/wide.c", "wrapped_forth_ok", same_objects},
    {"lock-order/wide.c", "wrapped_back_ok", same_objects},
    {"lock-order/wide.c", "local_ok", one_thread},
    {"double-drop/handles.c", "both_end_bad", "the count is wrong by one, and the caller of these worlds does not look again"},
    {"double-drop/handles.c", "given_away_bad", "the count is wrong by one, and the caller of these worlds does not look again"},
    {"double-drop/handles.c", "cleanup_ladder_bad", "the count is wrong by one, and the caller of these worlds does not look again"},
    {"double-drop/handles.c", "helper_bad", "the count is wrong by one, and the caller of these worlds does not look again"},
    {"thread-join/joins.c", "all_of_them_ok", "made-up threads of a row are one"},
    {"unchecked-lock/tries.c", "FN_stored_and_forgotten", no_style},
    {"unchecked-lock/tries.c", "make_shared_ok", "what it initialises was made so already"},
    {"use-after-move/arcmutex_channel.c", "locked_after_the_send_bad", no_channel},
    {"use-after-move/arcmutex_channel.c", "sent_twice_bad", no_channel},
    {"use-after-move/arcmutex_channel.c", "a_number_bad", no_channel},
    {"use-after-move/arcmutex_weak.c", "moved_weak_bad", "checked mode lets NULL be upgraded, to NULL"},
    {"use-after-move/loops.c", "tried_again_bad", no_failed_spawn},
    {"use-after-move/places.c", "first_name_bad", "checked mode follows handles, and a copy of the pointer is still one of the thread's"},
    {"use-after-move/places.c", "second_name_bad", "checked mode follows handles, and a copy of the pointer is still one of the thread's"},
    {"use-after-move/spawn.c", "after_a_failed_spawn_bad", no_failed_spawn},
    {"use-after-move/tasks.c", "sent_bad", no_channel},
    {"guard-across-yield/tasks.c", "at_an_await_bad", "a made-up task is none"},
    {"guard-across-yield/tasks.c", "at_an_await_with_a_limit_bad", "a made-up task is none"},
    {"guard-across-yield/tasks.c", "made_for_tasks_ok", "a made-up task is none"},
    {"escaped-borrow/pointers.c", "FN_stored", no_style},
    {"escaped-borrow/pointers.c", "FN_given", no_style},
    {"guarded-by/counters.c", "FN_try_failed", no_style},
    {"guarded-by/declared.c", "FN_wrong_lock", no_style},
};

const char *witness_pin(const char *fixture, const char *function) {
    for (size_t i = 0; i < sizeof pins / sizeof *pins; i++)
        if (strcmp(pins[i].fixture, fixture) == 0 && strcmp(pins[i].function, function) == 0)
            return pins[i].why;
    return NULL;
}
