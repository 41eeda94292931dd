/* link.c -- one report for many units. */
#include "driver/link.h"

#include "base/map.h"
#include "driver/store.h"
#include "driver/summaries.h"
#include "lint/linking.h"
#include "lint/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

typedef struct linking {
    lk_arena *arena;
    const lk_link_options *options;
    lk_map *places; /* by shown path: the unit's place, from 1 */
    lk_unit_report *report;
} linking;

static const char *show(void *context, const char *path) {
    const linking *self = context;
    const lk_here *here = &self->options->worker->here;
    return path[0] ? lk_path_shown(self->arena, here, lk_path_absolute(self->arena, here->logical, path)) : path;
}

/* ---- the order of findings ---- */

/* Headers come after all units. */
static uintptr_t place_of(const linking *self, const lk_finding *finding) {
    uintptr_t place = (uintptr_t)lk_map_get(self->places, finding->place.path);
    return place ? place : UINTPTR_MAX;
}

static int in_order(const void *left, const void *right, void *context) {
    const linking *self = context;
    const lk_finding *a = *(lk_finding *const *)left, *b = *(lk_finding *const *)right;
    uintptr_t of_a = place_of(self, a), of_b = place_of(self, b);
    if (of_a != of_b)
        return of_a < of_b ? -1 : 1;
    int by_path = strcmp(a->place.path, b->place.path);
    if (by_path)
        return by_path;
    if (a->place.offset != b->place.offset)
        return a->place.offset < b->place.offset ? -1 : 1;
    int by_rule = strcmp(a->rule, b->rule);
    return by_rule ? by_rule : strcmp(a->message, b->message);
}

/* ---- --verify ---- */

typedef struct reading {
    lk_unit *unit;
    lk_map *known;
} reading;

static void add_source(void *context, const char *path, uint64_t hash) {
    reading *self = context;
    if (lk_map_get(self->known, path))
        return;
    lk_map_put(self->known, path, self);
    lk_array_push(self->unit->arena, &self->unit->files,
                  ((lk_source){.path = path, .is_deferred = true, .hash = hash}));
}

/* Against the comments in all files of all units. */
static void verify(linking *self) {
    lk_unit *unit = LK_NEW(self->arena, lk_unit);
    *unit = (lk_unit){.arena = self->arena, .names = lk_interner_new(self->arena)};
    lk_array_push(self->arena, &unit->files, ((lk_source){.path = ""}));
    reading sources = {unit, lk_map_new(self->arena)};
    for (uint32_t i = 0; i < self->options->units->count; i++)
        lk_inputs_visit(self->arena, &self->options->units->items[i].parts[LK_PART_INPUTS], add_source, &sources);
    lk_verify_seen_list seen = {0};
    lk_unit_report *report = self->report;
    lk_verify_unit(self->arena, unit, report->findings.items, report->findings.count, &seen, &report->verify_failures);
    for (uint32_t i = 0; i < report->verify_failures.count; i++)
        report->verify_failures.items[i].path = show(self, report->verify_failures.items[i].path);
}

static void drop_nowhere(lk_unit_report *report) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < report->findings.count; i++)
        if (report->findings.items[i]->place.line)
            report->findings.items[kept++] = report->findings.items[i];
    report->findings.count = kept;
}

static void take_findings(linking *self, lk_unit *unit, const lk_lint *lint) {
    lk_unit_report *report = self->report;
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(lint); i++)
        lk_array_push(self->arena, &report->findings, lk_finding_make(self->arena, unit, lk_lint_diagnostic(lint, i)));
    if (self->options->worker->verifies)
        verify(self);
    for (uint32_t i = 0; i < report->findings.count; i++)
        lk_finding_rename(report->findings.items[i], show, self);
    if (report->findings.count)
        qsort_r(report->findings.items, report->findings.count, sizeof *report->findings.items, in_order, self);
    report->statistics = *lk_lint_get_statistics(lint);
    lk_partly_judged_rename(&report->statistics, show, self);
    if (unit->changed_count) /* what stands there can't be shown */
        drop_nowhere(report);
    if (unit->changed_count)
        report->failure = lk_arena_printf(self->arena, "%u of the sources changed since they were read; run it again",
                                          unit->changed_count);
}

static void take_graph(linking *self, lk_unit *unit, const lk_lint *lint) {
    lk_lock_graph *graph = &self->report->lock_graph;
    *graph = lk_lock_graph_make(self->arena, unit, lint);
    lk_lock_graph_rename(graph, show, self);
}

uint64_t lk_link_key(const lk_link_options *options) {
    const lk_worker_options *worker = options->worker;
    uint64_t key = XXH3_64bits_withSeed(worker->rule_enabled, lk_rule_count() * sizeof *worker->rule_enabled,
                                        worker->blocking + ((uint64_t)worker->wants_graph << 32));
    key = XXH3_64bits_withSeed(worker->made_by, strlen(worker->made_by), key);
    key = XXH3_64bits_withSeed(worker->here.logical, strlen(worker->here.logical), key);
    for (uint32_t i = 0; i < options->units->count; i++) {
        const lk_linked *unit = &options->units->items[i];
        key = XXH3_64bits_withSeed(unit->shown, strlen(unit->shown) + 1, key);
        key = XXH3_64bits_withSeed(unit->output, strlen(unit->output) + 1, key ^ unit->command);
        for (int part = 0; part < LK_PARTS; part++)
            key = XXH3_64bits_withSeed(unit->parts[part].data, unit->parts[part].size, key);
    }
    return key;
}

lk_unit_report *lk_link(lk_arena *arena, const void *options, const lk_job *job,
                        void (*reached)(void *context, lk_stage stage), void *context) {
    (void)job;
    const lk_link_options *link = options;
    linking self = {
        .arena = arena, .options = link, .places = lk_map_new(arena), .report = LK_NEW(arena, lk_unit_report)};
    lk_lint_options lint_options = {.rule_enabled = link->worker->rule_enabled,
                                    .blocking = link->worker->blocking,
                                    .wants_order = link->worker->wants_graph,
                                    .watch = link->watch,
                                    .wants_summaries = link->summaries != NULL};
    lk_lint *lint = lk_lint_new(arena, link->worker->models, &lint_options);
    lk_program *program = lk_program_new(arena, link->worker->models);
    reached(context, LK_STAGE_PARSE);
    reached(context, LK_STAGE_ANALYSE);
    for (uint32_t i = 0; i < link->units->count; i++) {
        const lk_linked *unit = &link->units->items[i];
        lk_program_add(program, unit->parts, unit->output, unit->command);
        if (!lk_map_get(self.places, unit->shown))
            lk_map_put(self.places, unit->shown, (const void *)((uintptr_t)i + 1));
    }
    lk_unit *unit = lk_program_link(program, lint);
    lk_lint_judge(lint, unit);
    self.report->dump = "";
    take_findings(&self, unit, lint);
    if (link->worker->wants_graph)
        take_graph(&self, unit, lint);
    const char *error = NULL;
    if (link->summaries && !lk_summaries_write(arena, link->summaries, lint, unit, link->key, &error))
        self.report->failure = error;
    for (uint32_t i = 0; i < link->units->count; i++)
        if (lk_program_is_broken(program, i))
            self.report->failure = lk_arena_printf(arena, "the unit file of '%s' holds what can't be; make it again",
                                                   link->units->items[i].shown);
    reached(context, LK_STAGE_REPORT);
    return self.report;
}

/* ---- in a process of its own ---- */

typedef struct watching {
    const lk_pool_options *pool;
    lk_lint_watch *watch;
    bool is_again;
} watching;

static void receive(void *context, const lk_job *job, const lk_unit_report *report) {
    watching *self = context;
    lk_lint_watch *watch = self->watch;
    self->is_again = report->failure && watch && watch->at && watch->left_out_count < LK_MOST_LEFT_OUT;
    if (self->is_again)
        watch->left_out[watch->left_out_count++] = watch->at;
    else
        self->pool->receive(self->pool->context, job, report);
}

int lk_link_run(const lk_pool_options *pool, lk_link_options *options, const lk_job *job) {
    void *shared = mmap(NULL, sizeof(lk_lint_watch), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    watching self = {.pool = pool, .watch = shared != MAP_FAILED ? shared : NULL};
    lk_pool_options watched = *pool;
    lk_arena *arena = lk_arena_new();
    lk_jobs jobs = {0};
    int signal;
    lk_array_push(arena, &jobs, *job);
    options->watch = self.watch;
    watched.receive = receive;
    watched.context = &self;
    watched.worker = options;
    do {
        self.is_again = false;
        if (self.watch)
            self.watch->at = 0;
        signal = lk_pool_run(&jobs, &watched);
    } while (!signal && self.is_again);
    if (self.watch)
        munmap(self.watch, sizeof *self.watch);
    lk_arena_free(arena);
    return signal;
}
