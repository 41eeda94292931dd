/* totals.c -- adding up, and writing the summary line. */
#include "report/totals.h"
#include "report/coverage_text.h"

#include <stdlib.h>
#include <string.h>

void lk_totals_add(lk_totals *self, const lk_lint_statistics *statistics) {
    self->incomplete += statistics->incomplete;
    self->given_up += statistics->bugs;
    self->functions += statistics->functions;
    self->followed += statistics->followed;
    self->errors_inside += statistics->with_errors;
    self->unjudged += statistics->unjudged;
    self->coverage.arena = self->arena;
    lk_coverage_all_add(&self->coverage, &statistics->coverage);
    for (uint32_t i = 0; i < statistics->apis.count; i++) {
        const lk_api_count *from = &statistics->apis.items[i];
        uint32_t k = 0;
        while (k < self->apis.count && strcmp(self->apis.items[k].api, from->api) != 0)
            k++;
        if (k == self->apis.count)
            lk_array_push(self->arena, &self->apis,
                          ((lk_api_count){lk_arena_strndup(self->arena, from->api, strlen(from->api)), 0}));
        self->apis.items[k].acquires += from->acquires;
    }
}

static int by_frequency(const void *a, const void *b) {
    const lk_api_count *one = a, *two = b;
    if (one->acquires != two->acquires)
        return one->acquires < two->acquires ? 1 : -1;
    return strcmp(one->api, two->api);
}

void lk_totals_finish(lk_totals *self) {
    if (self->apis.count)
        qsort(self->apis.items, self->apis.count, sizeof *self->apis.items, by_frequency);
    self->coverage.arena = self->arena;
    lk_coverage_conclude(&self->coverage);
}

const char *lk_totals_number(lk_arena *arena, uint64_t number) {
    if (number < 1000)
        return lk_arena_printf(arena, "%u", (unsigned)number);
    return lk_arena_printf(arena, "%s,%03u", lk_totals_number(arena, number / 1000), (unsigned)(number % 1000));
}

/* "1 file", "3 files". */
static void put(lk_totals *self, FILE *out, uint64_t number, const char *one, const char *many) {
    fprintf(out, "%s %s", lk_totals_number(self->arena, number), number == 1 ? one : many);
}

/* ", 3 files" when there is something to count. */
static void put_some(lk_totals *self, FILE *out, uint64_t number, const char *one, const char *many) {
    if (number) {
        fputs(", ", out);
        put(self, out, number, one, many);
    }
}

static void put_locks(lk_totals *self, FILE *out) {
    uint64_t locks = 0;
    for (uint32_t i = 0; i < self->apis.count; i++)
        locks += self->apis.items[i].acquires;
    put(self, out, locks, "lock taken", "locks taken");
    const char *before = " (";
    for (uint32_t i = 0; i < self->apis.count; i++) {
        const lk_api_count *api = &self->apis.items[i];
        if (api->acquires) {
            fprintf(out, "%s%s %s", before, lk_coverage_api_name(api->api),
                    lk_totals_number(self->arena, api->acquires));
            before = ", ";
        }
    }
    fputs(locks ? ")" : "", out);
}

static void put_skipped(const lk_totals *self, FILE *out) {
    const struct {
        uint32_t count;
        const char *name;
    } kinds[] = {{self->skipped_cxx, "C++"},
                 {self->skipped_assembler, "assembler"},
                 {self->skipped_preprocessed, "preprocessing"},
                 {self->skipped_other, "other"}};
    const char *before = " (";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].count) {
            fprintf(out, "%s%s %s", before, kinds[i].name, lk_totals_number(self->arena, kinds[i].count));
            before = ", ";
        }
    }
    fputc(')', out);
}

void lk_totals_write(lk_totals *self, FILE *out) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    uint32_t skipped = self->skipped_cxx + self->skipped_assembler + self->skipped_preprocessed + self->skipped_other;
    put(self, out, self->files, "file", "files");
    fputs(", ", out);
    put_locks(self, out);
    fputs(", ", out);
    put(self, out, self->findings, "finding", "findings");
    put_some(self, out, self->verify_failures, "difference from what was expected",
             "differences from what was expected");
    put_some(self, out, self->suppressed, "suppressed", "suppressed");
    put_some(self, out, self->filtered, "in a header left out", "in headers left out");
    put_some(self, out, self->outside, "finding outside the changed lines is not shown",
             "findings outside the changed lines are not shown");
    if (self->is_baseline_updated) {
        put_some(self, out, self->known, "finding is in the baseline now", "findings are in the baseline now");
        put_some(self, out, self->stale, "stale entry is out of it", "stale entries are out of it");
    } else {
        put_some(self, out, self->known, "finding of the baseline is not shown",
                 "findings of the baseline are not shown");
        put_some(self, out, self->stale, "entry of the baseline is stale (--verbose names it)",
                 "entries of the baseline are stale (--verbose names them)");
    }
    put_some(self, out, self->fixed, "fixed", "fixed");
    put_some(self, out, self->not_fixed, "not fixed, since another fix touches the same text: run again",
             "not fixed, since other fixes touch the same text: run again");
    put_some(self, out, self->shaky, "not fixed, in files with errors", "not fixed, in files with errors");
    put_some(self, out, self->failed, "file not analysed (see above)", "files not analysed (see above)");
    put_some(self, out, self->with_errors, "file with errors", "files with errors");
    put_some(self, out, self->incomplete, "function judged in part", "functions judged in part");
    put_some(self, out, self->given_up, "function given up", "functions given up");
    put_some(self, out, skipped, "entry skipped", "entries skipped");
    if (skipped)
        put_skipped(self, out);
    put_some(self, out, self->excluded, "excluded", "excluded");
    put_some(self, out, self->coverage.lookalike_count, "function looks like a lock and has no model",
             "functions look like locks and have no model");
    fputs(self->coverage.lookalike_count && !self->shows_coverage ? ": see --coverage" : "", out);
    fprintf(out, ", %.1f s\n", self->seconds);
    lk_arena_release(self->arena, mark);
}
