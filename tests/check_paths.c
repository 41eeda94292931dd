/* check_paths.c -- a thousand generated functions: the states that the engine tells, beside a walk of every path.

   At each event of a function the engine tells states: locks that are certainly held, and locks that may be. Each
   function is also walked with all values of its variables, without the engine. Two things are required:

   - no state is told that can't be. The one excuse: property simulation joins what is known of values where paths with
     equal locks meet, and then no longer knows which values go together. A second walk joins in this way, and nothing
     may be told that it doesn't reach either; how many states need the excuse is counted and has a limit. A function
     that the engine calls incomplete joins paths with different locks too, and is judged by the limit alone.
   - no state is lost: what can be at an event is told, or the engine says `maybe` of the locks that differ. Only a
     function that it calls incomplete may lose states; how many there are is counted and has a limit, and so is how
   many states are found only under a `maybe`. */
#include "flow/simulate.h"
#include "flow/state.h"
#include "path_oracle.h"
#include "snippet.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FUNCTIONS = 1000, FIRST_NUMBER = 1 };

/* What is known of today's engine, in thousandths; better is always right. */
enum { MOST_JOINED = 42, MOST_UNDER_MAYBE = 32, MOST_INCOMPLETE = 36 };

typedef struct figures {
    uint32_t functions, incomplete, points, differences;
    uint32_t told, told_joined; /* states that the engine tells, and those that only the joining walk reaches */
    uint32_t real, under_maybe, missing; /* states that can be, and how the engine tells them */
    uint64_t walked;
} figures;

typedef struct judging {
    lk_arena *arena;
    lk_models *models;
    lk_knowledge *knowledge;
    lk_unit *unit;
    LK_ARRAY(lk_ir *) functions;
    program *programs;
    const program *program; /* being judged */
    uint16_t *step_of_line;
    reached *told;
    figures figures;
    const char *source;
} judging;

/* ---- what the engine tells ---- */

static int lock_named(const char *name) {
    for (int i = 0; name && i < LOCKS; i++)
        if (strcmp(name, program_lock_name((unsigned)i)) == 0)
            return i;
    return -1;
}

static lock_state locks_of(judging *self, const lk_state *state) {
    lock_state made = {0};
    for (uint32_t i = 0; i < state->lock_count; i++) {
        const lk_lock_entry *entry = &state->locks[i];
        int lock = lock_named(lk_value_object_text(self->arena, entry->lock));
        ck_assert_msg(lock >= 0, "the engine tells of a lock that the program has no name for");
        if (entry->status == LK_STATUS_HELD)
            made.of[lock] = (uint8_t)entry->depth;
        else if (entry->status == LK_STATUS_MAYBE)
            made.of[lock] = MAYBE_HELD;
    }
    return made;
}

static void hear(void *context, const lk_event *event, const lk_state *before) {
    judging *self = context;
    uint32_t line = lk_unit_position(self->unit, event->span.begin).line;
    ck_assert_msg(line >= self->program->first_line && line <= self->program->last_line, "an event out of place");
    lock_state locks = locks_of(self, before);
    self->told->at[self->step_of_line[line - self->program->first_line]][lock_state_index(&locks)] = true;
}

/* ---- comparing ---- */

static bool agrees(const lock_state *certain, const lock_state *told) {
    for (int i = 0; i < LOCKS; i++)
        if (told->of[i] != MAYBE_HELD && told->of[i] != certain->of[i])
            return false;
    return true;
}

/* Whether one of `states` agrees with `told` in all that it is certain of. */
static bool has_one_like(const bool *states, const lock_state *told) {
    for (uint32_t i = 0; i < LOCK_STATES; i++) {
        lock_state one = lock_state_at(i);
        if (states[i] && agrees(&one, told))
            return true;
    }
    return false;
}

static bool is_told_under_maybe(const bool *told, const lock_state *real) {
    for (uint32_t i = 0; i < LOCK_STATES; i++) {
        lock_state one = lock_state_at(i);
        if (told[i] && agrees(real, &one))
            return true;
    }
    return false;
}

static void report(judging *self, const step *at, const lock_state *locks, const char *what) {
    if (self->figures.differences++ > 5)
        return;
    fprintf(stderr, "%s, at line %u of this, with ", what, at->line - self->program->first_line + 1);
    for (unsigned i = 0; i < LOCKS; i++)
        if (locks->of[i])
            fprintf(stderr, locks->of[i] == MAYBE_HELD ? "%s maybe " : "%s %u times ", program_lock_name(i),
                    locks->of[i]);
    fputs(":\n", stderr);
    const char *text = self->source;
    for (uint32_t line = 1; line <= self->program->last_line; line++) {
        size_t length = strcspn(text, "\n") + 1;
        if (line >= self->program->first_line)
            fprintf(stderr, "%.*s", (int)length, text);
        text += length;
    }
}

static void judge_told(judging *self, uint32_t at, const bool *counted, const bool *joined, bool is_complete) {
    for (uint32_t i = 0; i < LOCK_STATES; i++) {
        if (!self->told->at[at][i])
            continue;
        lock_state told = lock_state_at(i);
        self->figures.told++;
        if (lock_state_is_certain(&told) ? counted[i] : has_one_like(counted, &told))
            continue;
        self->figures.told_joined++;
        if (!joined[i] && is_complete)
            report(self, &self->program->steps[at], &told, "told, but impossible");
    }
}

static void judge_real(judging *self, uint32_t at, const bool *real, bool is_complete) {
    for (uint32_t i = 0; i < LOCK_STATES; i++) {
        if (!real[i])
            continue;
        lock_state locks = lock_state_at(i);
        self->figures.real++;
        if (self->told->at[at][i])
            continue;
        if (is_told_under_maybe(self->told->at[at], &locks)) {
            self->figures.under_maybe++;
        } else {
            self->figures.missing++;
            if (is_complete)
                report(self, &self->program->steps[at], &locks, "possible, but not told");
        }
    }
}

static bool tells_event(const step *step) {
    return step->kind <= STEP_PROBE;
}

static void judge(judging *self, const lk_ir *ir, lk_bug_trap *trap, lk_arena *scratch) {
    static reached told, real, counted, joined;
    uint32_t lines = self->program->last_line - self->program->first_line + 1;
    self->told = &told;
    memset(&told, 0, sizeof told);
    self->step_of_line = LK_NEW_ARRAY(scratch, uint16_t, lines);
    for (uint32_t i = 0; i < self->program->count; i++)
        if (tells_event(&self->program->steps[i]))
            self->step_of_line[self->program->steps[i].line - self->program->first_line] = (uint16_t)i;
    bool is_complete = lk_simulate(scratch, self->unit, self->knowledge, ir, trap, hear, self);
    self->figures.functions++;
    self->figures.incomplete += !is_complete;
    self->figures.walked += oracle_walk(self->program, true, &real);
    self->figures.walked += oracle_walk(self->program, false, &counted);
    oracle_walk_merged(self->program, &joined);
    for (uint32_t i = 0; i < self->program->count; i++) {
        if (!tells_event(&self->program->steps[i]))
            continue;
        self->figures.points++;
        judge_told(self, i, counted.at[i], joined.at[i], is_complete);
        judge_real(self, i, real.at[i], is_complete);
    }
}

/* ---- all functions, in one file ---- */

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    judging *self = context;
    lk_bug_trap trap;
    if (setjmp(trap.env))
        ck_abort_msg("%s:%d: %s", trap.file, trap.line, trap.message);
    ck_assert_msg(!function->has_error, "%s doesn't compile", function->decl->name);
    lk_ir *ir = lk_lower(self->arena, unit, function, &trap);
    lk_knowledge_add(self->knowledge, unit, ir);
    lk_array_push(self->arena, &self->functions, ir);
    return true;
}

static void judge_all(void *context, lk_unit *unit) {
    judging *self = context;
    lk_bug_trap trap;
    if (setjmp(trap.env))
        ck_abort_msg("%s:%d: %s", trap.file, trap.line, trap.message);
    self->unit = unit;
    lk_knowledge_add_initializers(self->knowledge, unit);
    lk_knowledge_finish(self->knowledge);
    ck_assert_uint_eq(self->functions.count, FUNCTIONS);
    lk_arena *scratch = lk_arena_new();
    for (uint32_t i = 0; i < self->functions.count; i++) {
        lk_arena_mark mark = lk_arena_save(scratch);
        self->program = &self->programs[i];
        judge(self, self->functions.items[i], &trap, scratch);
        lk_arena_release(scratch, mark);
    }
    lk_arena_free(scratch);
}

static char *write_all(program *programs) {
    char *source = NULL;
    size_t length = 0;
    program_file file = {.out = open_memstream(&source, &length)};
    program_write_prelude(&file);
    for (uint32_t i = 0; i < FUNCTIONS; i++)
        program_write(&file, FIRST_NUMBER + i, &programs[i]);
    fclose(file.out);
    return source;
}

static void print(const figures *self) {
    printf("%u functions (%u incomplete), %u events, %llu concrete states walked\n", self->functions, self->incomplete,
           self->points, (unsigned long long)self->walked);
    printf("%u lock states told, %u of them only after a merge; %u possible, %u of them told as maybe, %u not told\n",
           self->told, self->told_joined, self->real, self->under_maybe, self->missing);
    fflush(stdout);
}

START_TEST(states_are_those_of_some_path_and_of_all_paths) {
    judging work = {.arena = lk_arena_new()};
    work.programs = calloc(FUNCTIONS, sizeof *work.programs);
    ck_assert_ptr_nonnull(work.programs);
    char *source = write_all(work.programs);
    work.source = source;
    lk_model_error error;
    work.models = lk_models_new(work.arena);
    ck_assert(lk_models_add_shipped(work.models, &error));
    work.knowledge = lk_knowledge_new(work.arena, work.models);
    snippet_judge(source, take_in, judge_all, &work);
    const figures *found = &work.figures;
    print(found);
    ck_assert_uint_eq(found->differences, 0);
    ck_assert_uint_gt(found->points, 5 * FUNCTIONS);
    ck_assert_uint_le(found->told_joined * 1000, found->told * MOST_JOINED);
    ck_assert_uint_le(found->under_maybe * 1000, found->real * MOST_UNDER_MAYBE);
    ck_assert_uint_le(found->incomplete * 1000, FUNCTIONS * MOST_INCOMPLETE);
    free(source);
    free(work.programs);
    lk_arena_free(work.arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("paths");
    TCase *tests = tcase_create("paths");
    tcase_set_timeout(tests, 240);
    tcase_add_test(tests, states_are_those_of_some_path_and_of_all_paths);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
