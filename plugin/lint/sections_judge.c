/* sections_judge.c -- what the sections of a program say of its locks. */
#include "lint/sections.h"

/* A lock that is taken once or twice may be meant for more. */
enum { LEAST_SECTIONS = 2, LEAST_WRITERS = 3, WIDEST = 64 };

/* All sections of one lock, by its variable or member. */
typedef struct lock_use {
    const lk_critical *first;
    const lk_decl *data; /* the one thing that all sections access; NULL: none, or several */
    uint32_t sections;
    bool is_simple; /* each section is one access, and nothing else */
    bool has_write;
} lock_use;

typedef struct judging {
    lk_sections *sections;
    bool has_main;
    lock_use *uses; /* by decl id */
} judging;

static bool is_in(const bool *items, uint32_t count, const lk_decl *decl) {
    return decl->id < count && items[decl->id];
}

#define IS(set, decl) is_in(self->sections->set.items, self->sections->set.count, decl)

static void add(judging *self, lk_practice_kind kind, lk_practice made) {
    lk_array_push(self->sections->arena, &self->sections->found[kind], made);
}

/* Whether all that is done with the lock is in sight: in a library, only what no other file can name. */
static bool is_seen_whole(const judging *self, const lk_critical *section) {
    const lk_decl *lock = section->decl;
    bool is_of_file = lock->is_internal || lock->kind == LK_DECL_STATIC ||
                      lock->span.begin.file == section->function->span.begin.file;
    bool is_private = lock->kind == LK_DECL_FIELD ? is_of_file : lock->is_internal || lock->kind == LK_DECL_STATIC;
    return (self->has_main || is_private) && !IS(is_leaked, lock);
}

/* ---- locks ---- */

static bool is_number(const lk_decl *decl) {
    return decl && decl->type && decl->type->kind == LK_TYPE_INTEGER && decl->type->bits <= WIDEST;
}

static void take_in(judging *self, const lk_critical *section) {
    lock_use *use = &self->uses[section->decl->id];
    const lk_critical_access *access = section->accesses.count == 1 ? &section->accesses.items[0] : NULL;
    bool is_simple = access && !section->is_crowded && !section->calls && !section->asks && !section->is_nested &&
                     is_number(access->decl);
    if (use->sections++ == 0)
        *use =
            (lock_use){.first = section, .sections = 1, .is_simple = is_simple, .data = access ? access->decl : NULL};
    use->is_simple &= is_simple && access->decl == use->data;
    use->has_write |= section->writes;
}

static void judge_lock(judging *self, const lk_decl *lock) {
    const lock_use *use = &self->uses[lock->id];
    if (use->sections < LEAST_SECTIONS || !is_seen_whole(self, use->first))
        return;
    lk_practice found = {.at = lock->span, .other = use->first->span, .lock = lock->name, .count = use->sections};
    bool is_exclusive = use->first->kind == LK_LOCK_RWLOCK && !IS(is_shared, lock);
    if (is_exclusive && use->sections >= LEAST_WRITERS)
        add(self, LK_PRACTICE_EXCLUSIVE, found);
    bool is_mutex = use->first->kind == LK_LOCK_MUTEX || use->first->kind == LK_LOCK_SPIN;
    if (!is_mutex || !use->is_simple || !use->has_write || IS(is_waited, lock))
        return;
    found.data = use->data->name;
    add(self, LK_PRACTICE_ATOMIC, found);
}

/* ---- one section ---- */

static const char *data_name(const judging *self, const lk_critical_access *access) {
    const char *text = lk_value_object_hint(self->sections->arena, access->place);
    return text ? text : access->decl ? access->decl->name : NULL;
}

static void judge_read_only(judging *self, const lk_critical *section) {
    bool only_reads = section->kind == LK_LOCK_RWLOCK && section->mode == LK_MODE_EXCLUSIVE && !section->is_inside &&
                      !section->is_left && !section->writes && !section->calls && !section->is_crowded &&
                      section->accesses.count > 0;
    if (only_reads)
        add(self, LK_PRACTICE_READ_ONLY,
            (lk_practice){.at = section->span,
                          .other = section->accesses.items[0].span,
                          .lock = section->name,
                          .data = data_name(self, &section->accesses.items[0]),
                          .function = section->function});
}

static void judge_long(judging *self, const lk_critical *section) {
    if (section->slow.begin.file)
        add(self, LK_PRACTICE_LONG,
            (lk_practice){.at = section->slow,
                          .other = section->span,
                          .lock = section->name,
                          .data = section->slow_callee,
                          .function = section->function});
}

static const lk_critical_access *find_read(const lk_critical *section, const lk_value *place) {
    for (uint32_t i = 0; i < section->accesses.count; i++)
        if (section->accesses.items[i].place == place && section->accesses.items[i].is_read)
            return &section->accesses.items[i];
    return NULL;
}

/* `before` reads, and nothing else; `after` acts on that and doesn't look again, not even by a call. */
static void judge_pair(judging *self, const lk_critical *before, const lk_critical *after) {
    bool may_claim = before->writes || before->calls || before->is_crowded;
    if (before == after || before->lock != after->lock || may_claim || after->calls || after->asks ||
        after->is_crowded || !after->is_again || after->mode != LK_MODE_EXCLUSIVE)
        return;
    for (uint32_t i = 0; i < after->accesses.count; i++) {
        const lk_critical_access *write = &after->accesses.items[i];
        const lk_critical_access *read = find_read(before, write->place);
        const char *name = data_name(self, write);
        if (write->was_decided && read && name && !find_read(after, write->place))
            add(self, LK_PRACTICE_STALE,
                (lk_practice){.at = write->span,
                              .other = read->span,
                              .again = after->span,
                              .lock = after->name,
                              .data = name,
                              .function = after->function});
    }
}

void lk_sections_judge(lk_sections *sections, const lk_unit *unit) {
    judging self = {.sections = sections, .uses = LK_NEW_ARRAY(sections->arena, lock_use, unit->decls.count)};
    for (uint32_t i = 0; i < unit->decls.count; i++)
        self.has_main |= lk_knowledge_is_main(unit->decls.items[i]) && unit->decls.items[i]->is_defined;
    for (uint32_t i = 0, first = 0; i < sections->items.count; i++) {
        const lk_critical *section = &sections->items.items[i];
        judge_read_only(&self, section);
        judge_long(&self, section);
        if (section->decl && section->decl->id < unit->decls.count)
            take_in(&self, section);
        first = i == 0 || sections->items.items[i - 1].function != section->function ? i : first;
        for (uint32_t k = first; k < sections->items.count && sections->items.items[k].function == section->function;
             k++)
            judge_pair(&self, &sections->items.items[k], section);
    }
    for (uint32_t i = 0; i < unit->decls.count; i++)
        if (self.uses[i].sections)
            judge_lock(&self, unit->decls.items[i]);
}
