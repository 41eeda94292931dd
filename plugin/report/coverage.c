/* coverage.c -- adding up the units, and pairing names. */
#include "report/coverage.h"

#include <stdlib.h>
#include <string.h>

static const char *copy(lk_arena *arena, const char *text) {
    return lk_arena_strndup(arena, text, strlen(text));
}

/* ---- adding up ---- */

static void add_known(lk_coverage_all *self, const lk_lock_function *from) {
    for (uint32_t i = 0; i < self->sum.known.count; i++) {
        lk_lock_function *known = &self->sum.known.items[i];
        if (strcmp(known->name, from->name) == 0 && strcmp(known->api, from->api) == 0) {
            known->calls += from->calls;
            return;
        }
    }
    lk_lock_function added = *from;
    added.api = copy(self->arena, from->api);
    added.name = copy(self->arena, from->name);
    lk_array_push(self->arena, &self->sum.known, added);
}

static lk_named_function copy_named(lk_arena *arena, const lk_named_function *from) {
    lk_named_function added = *from;
    lk_named_param *params = LK_NEW_ARRAY(arena, lk_named_param, from->param_count);
    for (uint32_t i = 0; i < from->param_count; i++) {
        params[i] = from->params[i];
        params[i].name = copy(arena, from->params[i].name);
        params[i].type = copy(arena, from->params[i].type);
        params[i].object = copy(arena, from->params[i].object);
    }
    added.name = copy(arena, from->name);
    added.params = params;
    return added;
}

static void add_named(lk_coverage_all *self, const lk_named_function *from) {
    uint32_t at = 0;
    while (at < self->sum.named.count && (strcmp(self->sum.named.items[at].name, from->name) != 0 ||
                                          self->sum.named.items[at].is_internal != from->is_internal))
        at++;
    if (at == self->sum.named.count) {
        lk_array_push(self->arena, &self->sum.named, copy_named(self->arena, from));
    } else {
        lk_named_function *known = &self->sum.named.items[at];
        known->calls += from->calls;
        known->state = from->state > known->state ? from->state : known->state;
    }
}

void lk_coverage_all_add(lk_coverage_all *self, const lk_coverage *unit) {
    for (uint32_t i = 0; i < unit->known.count; i++)
        add_known(self, &unit->known.items[i]);
    for (uint32_t i = 0; i < unit->named.count; i++)
        add_named(self, &unit->named.items[i]);
}

/* ---- what makes a pair ---- */

/* A function with the words of its name: behind the dot, where it is a member. */
typedef struct candidate {
    const lk_named_function *function;
    lk_lock_words words;
    size_t owner; /* bytes of the name up to the dot */
} candidate;

static bool is_lock_like(const lk_named_param *param) {
    return param->is_lock || lk_lock_words_is_noun(param->object);
}

static bool speaks_of_files(lk_arena *arena, const char *name) {
    lk_lock_words words;
    const char *asked = lk_arena_printf(arena, "lock_%s", name);
    return lk_lock_words_read(arena, asked, &words) && words.is_of_files;
}

/* Whether a lock can be named by it. Text names something else, files mostly. */
static bool can_be_lock(lk_arena *arena, const lk_lock_words *words, const lk_named_param *param) {
    bool is_number = param->shape == LK_SHAPE_NUMBER || param->shape == LK_SHAPE_UNSIGNED;
    if (is_number)
        return (words->families & LK_VERBS_LOCK) && !speaks_of_files(arena, param->name);
    return param->shape == LK_SHAPE_POINTER && strcmp(param->type, "pointer to int8") != 0 &&
           strcmp(param->type, "pointer to uint8") != 0 && !speaks_of_files(arena, param->object);
}

/* The parameter of `one` that has a parameter of the same type in `other`: of a lock type, else the first of both.
   LK_NO_PARAM: none. */
static uint32_t shared_param(lk_arena *arena, const candidate *one, const candidate *other) {
    uint32_t best = LK_NO_PARAM;
    int best_score = 0;
    for (uint32_t i = 0; i < one->function->param_count; i++)
        for (uint32_t k = 0; k < other->function->param_count; k++) {
            const lk_named_param *mine = &one->function->params[i], *theirs = &other->function->params[k];
            if (strcmp(mine->type, theirs->type) != 0 || !can_be_lock(arena, &one->words, mine))
                continue;
            int score = 8 * mine->is_lock + 4 * is_lock_like(mine) + 2 * (i == 0 && k == 0) + (i == k);
            if (score > best_score && score > 1) {
                best = i;
                best_score = score;
            }
        }
    return best;
}

static bool has_no_body(const candidate *one) {
    return one->function->state == LK_NAMED_UNKNOWN || one->function->state == LK_NAMED_POINTER;
}

/* Whether both are procedures over one object and nothing else: what hands something out has a result. */
static bool are_plain(const candidate *taker, const candidate *giver, const lk_named_param *param) {
    if (!has_no_body(taker) || !has_no_body(giver))
        return false;
    bool says_how =
        taker->words.tries && (taker->function->result == LK_SHAPE_BOOL || taker->function->result == LK_SHAPE_NUMBER);
    return taker->function->param_count == 1 && giver->function->param_count == 1 && param->is_record &&
           (taker->function->result == LK_SHAPE_NOTHING || says_how) && giver->function->result == LK_SHAPE_NOTHING;
}

static bool is_convincing(const candidate *taker, const candidate *giver, const lk_named_param *param) {
    const lk_lock_words *words = &taker->words;
    uint8_t families = words->families & giver->words.families;
    bool has_type = param && is_lock_like(param);
    if (words->is_of_files && !has_type)
        return false;
    if ((families & LK_VERBS_LOCK) || has_type || (words->has_noun && giver->words.has_noun))
        return true;
    return !(families & LK_VERBS_PUT) && param && are_plain(taker, giver, param);
}

static bool have_one_owner(const candidate *one, const candidate *other) {
    return one->owner == other->owner && memcmp(one->function->name, other->function->name, one->owner) == 0;
}

static bool are_pair(lk_arena *arena, const candidate *one, const candidate *other, uint32_t *param) {
    bool takes = one->words.role == LK_ROLE_TAKES;
    const candidate *taker = takes ? one : other, *giver = takes ? other : one;
    if (one->function->state == LK_NAMED_DEFINED || other->function->state == LK_NAMED_DEFINED ||
        !have_one_owner(one, other) || !lk_lock_words_are_pair(&taker->words, &giver->words))
        return false;
    *param = shared_param(arena, one, other);
    bool has_none = one->function->param_count == 0 && other->function->param_count == 0;
    return (*param != LK_NO_PARAM || has_none) &&
           is_convincing(taker, giver, *param == LK_NO_PARAM ? NULL : &one->function->params[*param]);
}

/* ---- finding them ---- */

typedef struct search {
    lk_coverage_all *all;
    LK_ARRAY(candidate) candidates;
} search;

static void read_names(search *self) {
    lk_coverage_all *all = self->all;
    for (uint32_t i = 0; i < all->sum.named.count; i++) {
        candidate one = {.function = &all->sum.named.items[i]};
        const char *dot = strrchr(one.function->name, '.');
        one.owner = dot ? (size_t)(dot + 1 - one.function->name) : 0;
        if (lk_lock_words_read(all->arena, one.function->name + one.owner, &one.words))
            lk_array_push(all->arena, &self->candidates, one);
    }
}

/* The pair that is nearest by name: the same words first. */
static bool find_pair(search *self, const candidate *one, lk_lookalike *found) {
    bool is_found = false;
    for (uint32_t i = 0; i < self->candidates.count; i++) {
        const candidate *other = &self->candidates.items[i];
        uint32_t param;
        bool is_exact = strcmp(one->words.stem, other->words.stem) == 0;
        if ((is_found && !is_exact) || !are_pair(self->all->arena, one, other, &param))
            continue;
        is_found = true;
        found->pair = other->function->name;
        found->param = param;
        if (is_exact)
            return true;
    }
    return is_found;
}

/* Without a pair: a parameter of a type that a model calls a lock. */
static bool has_known_lock(const candidate *one, lk_lookalike *found) {
    for (uint32_t i = 0; i < one->function->param_count; i++)
        if (one->function->params[i].is_lock) {
            found->param = i;
            return !(one->words.families & LK_VERBS_PUT);
        }
    return false;
}

static void look_for_pairs(search *self) {
    lk_coverage_all *all = self->all;
    for (uint32_t i = 0; i < self->candidates.count; i++) {
        const candidate *one = &self->candidates.items[i];
        bool is_known = one->function->state >= LK_NAMED_DEFINED;
        lk_lookalike found = {.function = one->function, .words = one->words, .param = LK_NO_PARAM};
        if (is_known || one->function->calls == 0 || one->words.role > LK_ROLE_GIVES ||
            !(find_pair(self, one, &found) || has_known_lock(one, &found)))
            continue;
        all->lookalike_count++;
        lk_array_push(all->arena, &all->lookalikes, found);
    }
}

/* Whether it makes or ends objects of a type that a pair takes and gives. */
static bool is_for(const candidate *one, const lk_lookalike *pair, uint32_t *param) {
    if (pair->param == LK_NO_PARAM || pair->function->state == LK_NAMED_POINTER)
        return false;
    const lk_named_param *lock = &pair->function->params[pair->param];
    bool is_named_so = strcmp(one->words.subject, pair->words.subject) == 0;
    for (uint32_t i = 0; i < one->function->param_count; i++)
        if (lock->shape == LK_SHAPE_POINTER && strcmp(one->function->params[i].type, lock->type) == 0 &&
            (is_named_so || is_lock_like(lock))) {
            *param = i;
            return true;
        }
    return false;
}

static void look_for_life(search *self) {
    lk_coverage_all *all = self->all;
    uint32_t pairs = all->lookalikes.count;
    for (uint32_t i = 0; i < self->candidates.count; i++) {
        const candidate *one = &self->candidates.items[i];
        if (one->words.role < LK_ROLE_MAKES || one->function->state != LK_NAMED_UNKNOWN)
            continue;
        lk_lookalike found = {.function = one->function, .words = one->words};
        for (uint32_t k = 0; k < pairs; k++)
            if (is_for(one, &all->lookalikes.items[k], &found.param)) {
                lk_array_push(all->arena, &all->lookalikes, found);
                break;
            }
    }
}

/* ---- order ---- */

static int by_name(const void *a, const void *b) {
    const lk_lock_function *one = a, *two = b;
    int by_api = strcmp(one->api, two->api);
    return by_api ? by_api : strcmp(one->name, two->name);
}

static int by_calls(const void *a, const void *b) {
    const lk_lookalike *one = a, *two = b;
    if (one->function->calls != two->function->calls)
        return one->function->calls < two->function->calls ? 1 : -1;
    return strcmp(one->function->name, two->function->name);
}

void lk_coverage_conclude(lk_coverage_all *self) {
    search work = {.all = self};
    read_names(&work);
    look_for_pairs(&work);
    look_for_life(&work);
    if (self->sum.known.count)
        qsort(self->sum.known.items, self->sum.known.count, sizeof *self->sum.known.items, by_name);
    if (self->lookalikes.count)
        qsort(self->lookalikes.items, self->lookalikes.count, sizeof *self->lookalikes.items, by_calls);
}
