/* run.c -- the units of a run: from the cache or from clang, then linked. */
#include "cli/run.h"

#include "driver/link.h"
#include "driver/pool.h"
#include "driver/store.h"
#include "driver/summaries.h"
#include "report/wire.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct running {
    lk_run *run;
    lk_store *store, *spare; /* `spare` is for what can't be kept; NULL: none */
    lk_jobs stale;           /* to be parsed */
    lk_linked_units units;
    LK_ARRAY(const char *) files; /* of the units; NULL: it has none */
    uint32_t told;                /* of all jobs */
    uint64_t key;                 /* of the link's report; 0: it is not kept */
} running;

static int pool(lk_run *self, const lk_jobs *jobs, lk_pool_options options) {
    options.workers = self->options->jobs;
    options.is_verbose = self->options->verbose;
    return lk_pool_run(jobs, &options);
}

/* ---- each by itself ---- */

static void receive(void *context, const lk_job *job, const lk_unit_report *report) {
    lk_telling_unit(context, job, report);
}

static int judge_each(lk_run *self) {
    return pool(self, &self->selected.jobs,
                (lk_pool_options){.timeout = self->options->timeout,
                                  .analyse = lk_worker_analyse,
                                  .worker = &self->worker,
                                  .receive = receive,
                                  .context = self->telling});
}

/* ---- linked ---- */

/* What a unit file says of its unit, beside what is to be linked. */
static void tell_file(running *self, const lk_job *job, const lk_section parts[LK_PARTS]) {
    lk_arena *arena = lk_arena_new();
    const lk_section *text = &parts[LK_PART_REPORT];
    const lk_unit_report *report = lk_wire_read(arena, (const char *)text->data, text->size);
    lk_unit_report broken = {.failure = "its unit file is damaged; make it again", .dump = ""};
    lk_telling_unit(self->run->telling, job, report ? report : &broken);
    lk_arena_free(arena);
}

static void take_file(running *self, const lk_job *job, uint64_t command, const lk_section parts[LK_PARTS]) {
    lk_linked unit = {.shown = job->shown, .output = job->output, .command = command};
    memcpy(unit.parts, parts, sizeof unit.parts);
    lk_array_push(self->run->arena, &self->units, unit);
}

/* Tells of the units before `end` that came out of the cache: what was parsed is told as it comes. */
static void tell_cached(running *self, const lk_job *end) {
    const lk_jobs *jobs = &self->run->selected.jobs;
    for (; self->told < jobs->count && &jobs->items[self->told] != end; self->told++) {
        const lk_job *job = &jobs->items[self->told];
        lk_section read[LK_PARTS] = {0}, *parts = self->units.items[self->told].parts;
        if (job->unit_file)
            continue;
        if (parts->data)
            tell_file(self, job, parts);
        else if (!lk_store_read(self->run->arena, self->files.items[self->told], read))
            tell_file(self, job, read); /* else map_all says so */
        lk_store_forget(read);
    }
}

/* A process that parses would get a copy of all that is mapped here, file by file, of which it needs none. */
static void unmap_all(running *self) {
    for (uint32_t i = 0; i < self->units.count; i++)
        lk_store_forget(self->units.items[i].parts);
}

static bool map_all(running *self, const char **error) {
    for (uint32_t i = 0; i < self->units.count; i++) {
        const char *file = self->files.items[i];
        lk_section *parts = self->units.items[i].parts;
        const char *wrong = file && !parts->data ? lk_store_read(self->run->arena, file, parts) : NULL;
        if (wrong) {
            *error =
                lk_arena_printf(self->run->arena, "%s: changed while it was needed: %s; run it again", file, wrong);
            return false;
        }
    }
    return true;
}

static void receive_stale(void *context, const lk_job *job, const lk_unit_report *report) {
    running *self = context;
    const lk_jobs *jobs = &self->run->selected.jobs;
    uint32_t at = self->told;
    while (at < jobs->count && (!jobs->items[at].unit_file || strcmp(jobs->items[at].unit_file, job->unit_file) != 0))
        at++;
    tell_cached(self, &jobs->items[at]);
    lk_telling_unit(self->run->telling, job, report);
    self->told = at + 1;
    bool is_kept = !job->spare_file || access(job->spare_file, F_OK) != 0;
    if (!report->failure)
        self->files.items[at] = is_kept ? jobs->items[at].unit_file : jobs->items[at].spare_file;
}

static void receive_link(void *context, const lk_job *job, const lk_unit_report *report) {
    running *self = context;
    lk_telling_link(self->run->telling, job, report);
    char *text = self->key && !report->failure ? lk_wire_write(report) : NULL;
    if (text)
        lk_store_keep(self->run->arena, self->store, self->key, text);
    free(text);
}

/* The report of the last run, when nothing has changed since. */
static bool tell_last(running *self, const lk_job *job) {
    lk_arena *arena = lk_arena_new();
    const char *text = lk_store_last(arena, self->store, self->key);
    const lk_unit_report *report = text ? lk_wire_read(arena, text, strlen(text)) : NULL;
    if (report)
        lk_telling_link(self->run->telling, job, report);
    lk_arena_free(arena);
    return report;
}

/* A full disk, or a folder that nobody may write to, costs the cache, not the findings. */
static const char *spare_file(running *self, const lk_job *job) {
    lk_section parts[LK_PARTS];
    const char *ignored = NULL;
    if (!self->run->cache)
        return NULL;
    if (!self->spare)
        self->spare = lk_store_open(self->run->arena, NULL, self->run->worker.made_by, &ignored);
    if (!self->spare)
        return NULL;
    lk_store_find(self->spare, job, parts); /* tells the store of the file, so that it is removed */
    return lk_store_path(self->run->arena, self->spare, job);
}

/* Finds what is kept, and what has to be parsed; `unit_file` is set for those. */
static void look_up(running *self) {
    lk_run *run = self->run;
    for (uint32_t i = 0; i < run->selected.jobs.count; i++) {
        lk_job *job = &run->selected.jobs.items[i];
        lk_section parts[LK_PARTS] = {0};
        const char *file = lk_store_path(run->arena, self->store, job);
        bool is_there = lk_store_find(self->store, job, parts);
        lk_array_push(run->arena, &self->files, is_there ? file : NULL);
        if (!is_there) {
            job->unit_file = file;
            job->spare_file = spare_file(self, job);
            lk_array_push(run->arena, &self->stale, *job);
        }
        take_file(self, job, lk_store_command(job), parts);
    }
}

static int link_all(running *self) {
    lk_run *run = self->run;
    lk_linked_units there = {0};
    for (uint32_t i = 0; i < self->units.count; i++)
        if (self->units.items[i].parts[LK_PART_ABOUT].size)
            lk_array_push(run->arena, &there, self->units.items[i]);
    lk_link_options options = {.worker = &run->worker, .units = &there, .summaries = run->options->emit_summaries};
    const lk_job whole = {.path = "", .shown = "the whole program", .output = ""};
    if (there.count == 0)
        return 0;
    options.key = lk_link_key(&options);
    self->key = self->store && !run->options->verify ? options.key : 0;
    bool has_summaries = !options.summaries || lk_summaries_are(run->arena, options.summaries, options.key);
    if (self->key && has_summaries && tell_last(self, &whole))
        return 0;
    const lk_pool_options pool = {.workers = 1,
                                  .is_verbose = run->options->verbose,
                                  .analyse = lk_link,
                                  .receive = receive_link,
                                  .context = self};
    return lk_link_run(&pool, &options, &whole);
}

static int judge_all(lk_run *run, const char **error) {
    running self = {.run = run};
    self.store = lk_store_open(run->arena, run->cache, run->worker.made_by, error);
    if (!self.store && run->cache) /* it can't be kept there */
        self.store = lk_store_open(run->arena, NULL, run->worker.made_by, error);
    if (!self.store)
        return 0;
    *error = NULL;
    run->telling->is_linked = true;
    look_up(&self);
    if (self.stale.count)
        unmap_all(&self);
    int signal = pool(run, &self.stale,
                      (lk_pool_options){.timeout = run->options->timeout,
                                        .analyse = lk_worker_analyse,
                                        .worker = &run->worker,
                                        .receive = receive_stale,
                                        .context = &self});
    if (!signal)
        tell_cached(&self, NULL);
    if (!signal && map_all(&self, error))
        signal = link_all(&self);
    run->telling->totals.parsed = self.stale.count;
    lk_store_close(self.spare);
    lk_store_close(self.store);
    return signal;
}

int lk_run_units(lk_run *self, const char **error) {
    const lk_options *options = self->options;
    bool is_each = options->dump_tree || options->dump_ir || options->dump_summaries;
    is_each |= options->summaries || (self->selected.jobs.count < 2 && !options->emit_summaries);
    if (is_each) {
        self->telling->totals.parsed = self->selected.jobs.count;
        return judge_each(self);
    }
    return judge_all(self, error);
}

/* ---- halves, for other build engines ---- */

int lk_run_emit(lk_run *self, const char *path, const char **error) {
    if (self->selected.jobs.count != 1) {
        *error = lk_arena_printf(self->arena, "--emit-unit is for one unit, and %u are selected; name one file",
                                 self->selected.jobs.count);
        return 0;
    }
    lk_job *job = &self->selected.jobs.items[0];
    lk_here here = self->worker.here;
    const char *absolute = lk_path_absolute(self->arena, here.logical, path);
    job->unit_file = path;
    if (!job->output[0]) /* no database knows better */
        job->output = lk_arena_strndup(self->arena, absolute, (size_t)(lk_path_base(absolute) - absolute - 1));
    return judge_each(self);
}

int lk_run_link(lk_run *self, const lk_words *files, const char **error) {
    running work = {.run = self};
    for (uint32_t i = 0; i < files->count; i++) {
        lk_section parts[LK_PARTS];
        lk_about about;
        const char *wrong = lk_store_read(self->arena, files->items[i], parts);
        if (!wrong && !lk_about_read(self->arena, &parts[LK_PART_ABOUT], &about))
            wrong = "it is damaged; make it again";
        if (!wrong && lk_summaries_is_about(&about))
            wrong = "it holds summaries; --link wants unit files, as --emit-unit writes them";
        if (!wrong && strcmp(about.made_by, self->worker.made_by) != 0)
            wrong = "another version of locklint made it, or one with other models; make it again";
        if (wrong == lk_unit_file_foreign)
            wrong = "it is no unit file; --emit-unit writes them";
        if (wrong) {
            *error = lk_arena_printf(self->arena, "%s: %s", files->items[i], wrong);
            return 0;
        }
        lk_job *job = LK_NEW(self->arena, lk_job);
        *job = (lk_job){.path = about.shown, .shown = about.shown, .output = about.output};
        lk_telling_main(self->telling, job->shown);
        tell_file(&work, job, parts);
        take_file(&work, job, about.command, parts);
    }
    return link_all(&work);
}
