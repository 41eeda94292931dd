/* coverage_text.c -- --coverage: what was recognised, what was looked at, and what looks like a lock. */
#include "report/coverage_text.h"
#include "report/json_text.h"

#include <string.h>

typedef struct page {
    lk_totals *totals;
    FILE *out;
    bool color, is_begun;
} page;

const char *lk_coverage_api_name(const char *api) {
    return *api ? api : "unnamed";
}

static const char *role_of(const lk_lookalike *one) {
    static const char *const names[] = {
        [LK_ROLE_TAKES] = "takes", [LK_ROLE_GIVES] = "gives", [LK_ROLE_MAKES] = "makes", [LK_ROLE_ENDS] = "ends"};
    return one->words.tries && one->words.role == LK_ROLE_TAKES ? "tries" : names[one->words.role];
}

/* The functions of which all that could be said was said: they have nothing to do with locks. */
static uint32_t without_locks(const lk_totals *totals) {
    uint32_t others =
        totals->followed + totals->incomplete + totals->given_up + totals->errors_inside + totals->unjudged;
    return totals->functions > others ? totals->functions - others : 0;
}

/* ---- text ---- */

static void put_heading(page *self, const char *text) {
    fprintf(self->out, "%s%s%s%s\n", self->is_begun ? "\n" : "", self->color ? "\033[1m" : "", text,
            self->color ? "\033[0m" : "");
    self->is_begun = true;
}

static int width_of(const char *text, int width) {
    int length = (int)strlen(text);
    return length > width ? length : width;
}

static void put_number(const page *self, uint32_t number) {
    fprintf(self->out, "  %9s", lk_totals_number(self->totals->arena, number));
}

static void put_known(page *self) {
    const lk_totals *totals = self->totals;
    const lk_coverage *sum = &totals->coverage.sum;
    int api_width = 0, name_width = 0;
    for (uint32_t i = 0; i < sum->known.count; i++) {
        api_width = width_of(lk_coverage_api_name(sum->known.items[i].api), api_width);
        name_width = width_of(sum->known.items[i].name, name_width);
    }
    put_heading(self, sum->known.count ? "Lock functions that were recognised, and their calls"
                                       : "No call of a lock function that a model knows");
    const char *before = NULL;
    for (uint32_t i = 0; i < sum->known.count; i++) {
        const lk_lock_function *known = &sum->known.items[i];
        bool is_new = !before || strcmp(before, known->api) != 0;
        fprintf(self->out, "  %-*s  %-*s", api_width, is_new ? lk_coverage_api_name(known->api) : "", name_width,
                known->name);
        put_number(self, known->calls);
        fputs(known->takes ? "  takes\n" : "\n", self->out);
        before = known->api;
    }
}

static void put_functions(page *self) {
    const lk_totals *totals = self->totals;
    const struct {
        const char *what;
        uint32_t count;
        bool is_always;
    } lines[] = {
        {"followed on all their paths", totals->followed, true},
        {"without locks, not followed", without_locks(totals), true},
        {"judged in part: too many paths, or setjmp and the like", totals->incomplete, false},
        {"not judged: clang reports an error inside", totals->errors_inside, false},
        {"not judged: their file could not be analysed", totals->unjudged, false},
        {"given up, by a mistake of locklint's own", totals->given_up, false},
    };
    int width = 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i].is_always || lines[i].count)
            width = width_of(lines[i].what, width);
    put_heading(self, "Functions");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!lines[i].is_always && !lines[i].count)
            continue;
        fprintf(self->out, "  %-*s", width, lines[i].what);
        put_number(self, lines[i].count);
        fputc('\n', self->out);
    }
}

enum { NAME, CALLS, ROLE, LOCK, PAIR, NOTE, COLUMNS };

typedef struct row {
    const char *cells[COLUMNS];
} row;

static row row_of(const page *self, const lk_lookalike *one) {
    const lk_named_param *lock = one->param == LK_NO_PARAM ? NULL : &one->function->params[one->param];
    const char *note = one->function->state == LK_NAMED_POINTER  ? "through a pointer: no model can name it"
                       : one->function->state == LK_NAMED_OPAQUE ? "made by hand: its body can't be read"
                                                                 : "";
    return (row){{one->function->name, lk_totals_number(self->totals->arena, one->function->calls), role_of(one),
                  !lock           ? ""
                  : *lock->object ? lock->object
                                  : lock->type,
                  one->pair ? one->pair : "", note}};
}

static void put_row(const page *self, const row *line, const int *widths) {
    int last = COLUMNS - 1;
    while (!*line->cells[last])
        last--;
    fputc(' ', self->out);
    for (int i = 0; i <= last; i++)
        fprintf(self->out, " %*s%s",
                i == CALLS  ? widths[i]
                : i == last ? 0
                            : -widths[i],
                line->cells[i], i == last ? "" : " ");
    fputc('\n', self->out);
}

static void put_lookalikes(page *self, const char *heading) {
    const lk_coverage_all *all = &self->totals->coverage;
    row *rows = LK_NEW_ARRAY(self->totals->arena, row, all->lookalikes.count + 1);
    uint32_t count = 1;
    int widths[COLUMNS] = {0};
    rows[0] = (row){{"function", "calls", "role", "lock", "pair", ""}};
    for (uint32_t i = 0; i < all->lookalikes.count; i++)
        rows[count++] = row_of(self, &all->lookalikes.items[i]);
    if (count == 1)
        return;
    for (uint32_t i = 0; i < count; i++)
        for (int k = 0; k < COLUMNS; k++)
            widths[k] = width_of(rows[i].cells[k], widths[k]);
    put_heading(self, heading);
    for (uint32_t i = 0; i < count; i++)
        put_row(self, &rows[i], widths);
}

void lk_coverage_write(lk_totals *totals, FILE *out, bool color) {
    page self = {totals, out, color, false};
    put_known(&self);
    put_functions(&self);
    put_lookalikes(&self, "Functions that look like locks and have no model");
    const char *stub = lk_coverage_stub(&totals->coverage);
    if (!*stub)
        return;
    put_heading(&self, "A model to begin with: save it as locks.yaml, give it with --model=locks.yaml");
    fprintf(out, "\n%s", stub);
}

/* ---- JSON ---- */

static json_t *known_json(const lk_lock_function *known) {
    return json_pack("{s:o, s:o, s:b, s:i}", "api", lk_json_text(lk_coverage_api_name(known->api)), "function",
                     lk_json_text(known->name), "takes", known->takes, "calls", (int)known->calls);
}

static json_t *lookalike_json(const lk_lookalike *one) {
    static const char *const states[] = {
        [LK_NAMED_UNKNOWN] = "none", [LK_NAMED_OPAQUE] = "by_hand", [LK_NAMED_POINTER] = "pointer",
        [LK_NAMED_DEFINED] = "body", [LK_NAMED_LOCKING] = "body",   [LK_NAMED_MODELLED] = "body"};
    const lk_named_param *lock = one->param == LK_NO_PARAM ? NULL : &one->function->params[one->param];
    return json_pack("{s:o, s:i, s:s, s:o, s:o, s:s}", "function", lk_json_text(one->function->name), "calls",
                     (int)one->function->calls, "role", role_of(one), "pair", lk_json_text(one->pair), "type",
                     lk_json_text(lock ? *lock->object ? lock->object : lock->type : NULL), "body",
                     states[one->function->state]);
}

json_t *lk_coverage_json(lk_totals *totals) {
    json_t *known = json_array(), *lookalikes = json_array();
    const lk_coverage_all *all = &totals->coverage;
    for (uint32_t i = 0; i < all->sum.known.count; i++)
        json_array_append_new(known, known_json(&all->sum.known.items[i]));
    for (uint32_t i = 0; i < all->lookalikes.count; i++)
        json_array_append_new(lookalikes, lookalike_json(&all->lookalikes.items[i]));
    json_t *functions = json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "seen", (int)totals->functions, "followed",
                                  (int)totals->followed, "without_locks", (int)without_locks(totals), "judged_in_part",
                                  (int)totals->incomplete, "with_errors", (int)totals->errors_inside,
                                  "in_files_not_analysed", (int)totals->unjudged, "given_up", (int)totals->given_up);
    return json_pack("{s:o, s:o, s:o, s:o}", "lock_functions", known, "functions", functions, "look_like_locks",
                     lookalikes, "model", lk_json_text(lk_coverage_stub(&totals->coverage)));
}
