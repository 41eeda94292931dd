/* judged.c -- small sources through the engine. */
#include "judged.h"

#include "flow/bottom_up.h"
#include "flow/simulate.h"
#include "flow/summary.h"
#include "snippet.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct judging {
    lk_arena *arena;
    lk_models *models;
    lk_knowledge *knowledge;
    lk_unit *unit;
    LK_ARRAY(lk_ir *) functions;
    FILE *out;
    char **text;          /* what `out` has written so far */
    const char *function; /* whose events or summary are wanted */
    bool wants_summary, complete;
} judging;

static const char prelude[] =
    "#include <pthread.h>\n#include <unistd.h>\n#include <stdlib.h>\n"
    "struct node { pthread_mutex_t mu; struct node *next; int flag; pthread_mutex_t *pmu; };\n"
    "extern pthread_mutex_t a, b, table[8]; extern pthread_rwlock_t rw; extern struct node *root;\n"
    "void unknown(void); void give(void *); int ask(void); struct node *find(int);\n";

static void tell(void *context, const lk_event *event, const lk_state *before) {
    static const char *const names[] = {"acquire", "release", "wait", "block", "yield", "move", "use"};
    judging *self = context;
    if (event->kind >= sizeof names / sizeof *names)
        return;
    const char *held = "";
    for (uint32_t i = 0; i < lk_state_held_count(before); i++)
        held =
            lk_arena_printf(self->arena, "%s%s%s", held, i ? "," : " holding ", lk_state_held(before, i).witness.name);
    lk_lock_view view;
    bool is_known_free = event->kind == LK_EVENT_ACQUIRE && !lk_state_lock(before, event->object, &view) &&
                         view.status == LK_STATUS_FREE;
    const char *line = lk_arena_printf(self->arena, "%s %s%s%s; ", names[event->kind], event->name, held,
                                       is_known_free ? " free so far" : "");
    fflush(self->out);
    if (!strstr(*self->text, line))
        fputs(line, self->out);
}

static void ignore(void *context, const lk_event *event, const lk_state *before) {
    (void)context;
    (void)event;
    (void)before;
}

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    judging *self = context;
    lk_bug_trap trap;
    if (setjmp(trap.env))
        ck_abort_msg("%s:%d: %s", trap.file, trap.line, trap.message);
    lk_ir *ir = lk_lower(self->arena, unit, function, &trap);
    lk_knowledge_add(self->knowledge, unit, ir);
    lk_array_push(self->arena, &self->functions, ir);
    return true;
}

static void follow(void *context, const lk_ir *ir, bool is_last) {
    judging *self = context;
    lk_bug_trap trap;
    if (setjmp(trap.env))
        ck_abort_msg("%s:%d: %s", trap.file, trap.line, trap.message);
    bool is_wanted = is_last && !self->wants_summary && strcmp(ir->function->name, self->function) == 0;
    bool complete = lk_simulate(self->arena, self->unit, self->knowledge, ir, &trap, is_wanted ? tell : ignore, self);
    self->complete &= complete || !is_wanted;
}

/* The lines of a summary that are about locks, without line numbers. */
static void write_summary(judging *self, const lk_summary *summary) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lk_summary_dump(out, self->unit, summary);
    fclose(out);
    char *save = NULL;
    strtok_r(text, "\n", &save);
    for (char *line = strtok_r(NULL, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        line += strspn(line, " ");
        char *number = strstr(line, " (line ");
        if (strncmp(line, "writes:", 7) == 0 || strncmp(line, "hands on:", 9) == 0)
            continue;
        const char *rest = number ? strpbrk(number + 7, ",)") : NULL;
        fprintf(self->out, "%.*s%s%s\n", number ? (int)(number - line) : (int)strlen(line), line,
                rest && *rest == ',' ? " (" : "", rest && *rest == ',' ? rest + 2 : "");
    }
    free(text);
}

static void judge(void *context, lk_unit *unit) {
    judging *self = context;
    self->unit = unit;
    lk_knowledge_add_initializers(self->knowledge, unit);
    lk_knowledge_finish(self->knowledge);
    lk_bottom_up(self->arena, self->knowledge, self->functions.items, self->functions.count, false, follow, self);
    for (uint32_t i = 0; self->wants_summary && i < self->functions.count; i++) {
        const lk_decl *function = self->functions.items[i]->function;
        const lk_summary *summary = lk_knowledge_summary(self->knowledge, function);
        if (summary && strcmp(function->name, self->function) == 0)
            write_summary(self, summary);
    }
}

static char *judged(const char *source, const char *function, bool wants_summary, bool *complete) {
    char *text = NULL, *whole = NULL;
    size_t size = 0, length = 0;
    FILE *out = open_memstream(&whole, &length);
    fprintf(out, "%s%s\n", prelude, source);
    fclose(out);
    judging work = {.arena = lk_arena_new(),
                    .out = open_memstream(&text, &size),
                    .text = &text,
                    .function = function,
                    .wants_summary = wants_summary,
                    .complete = true};
    fflush(work.out);
    lk_model_error error;
    work.models = lk_models_new(work.arena);
    ck_assert(lk_models_add_shipped(work.models, &error));
    work.knowledge = lk_knowledge_new(work.arena, work.models);
    snippet_judge(whole, take_in, judge, &work);
    fclose(work.out);
    if (complete)
        *complete = work.complete;
    lk_arena_free(work.arena);
    free(whole);
    return text;
}

char *judged_events(const char *body, bool *complete) {
    char *source = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&source, &length);
    fprintf(out, "void f(struct node *p, struct node *q, int x, int n) { %s }\n", body);
    fclose(out);
    char *text = judged(source, "f", false, complete);
    free(source);
    return text;
}

void expect_events(const char *body, const char *events) {
    bool complete;
    char *got = judged_events(body, &complete);
    ck_assert_msg(strcmp(got, events) == 0, "for   %s\nwant  %s\ngot   %s", body, events, got);
    ck_assert(complete);
    free(got);
}

char *judged_events_in(const char *source, bool *complete) {
    return judged(source, "f", false, complete);
}

void expect_events_in(const char *source, const char *events) {
    bool complete;
    char *got = judged_events_in(source, &complete);
    ck_assert_msg(strcmp(got, events) == 0, "for   %s\nwant  %s\ngot   %s", source, events, got);
    ck_assert(complete);
    free(got);
}

void expect_summary(const char *source, const char *function, const char *lines) {
    char *got = judged(source, function, true, NULL);
    ck_assert_msg(strcmp(got, lines) == 0, "for   %s\nwant\n%s\ngot\n%s", source, lines, got);
    free(got);
}
