/* stub.c -- a model file for what looks like locks, written from names and types. */
#include "report/coverage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct stub {
    lk_coverage_all *all;
    lk_arena *arena;
    FILE *out;
} stub;

static bool is_sayable(const lk_lookalike *one) {
    return one->function->state != LK_NAMED_POINTER;
}

static const lk_named_param *lock_of(const lk_lookalike *one) {
    return one->param == LK_NO_PARAM ? NULL : &one->function->params[one->param];
}

/* ---- names ---- */

static bool is_taken(const lk_named_function *function, const char *name, uint32_t but) {
    for (uint32_t i = 0; i < function->param_count; i++)
        if (i != but && strcmp(function->params[i].name, name) == 0)
            return true;
    return false;
}

/* The declaration's name of a parameter; one made up where it gives none that a model may use. */
static const char *param_name(const stub *self, const lk_lookalike *one, uint32_t index) {
    const char *name = one->function->params[index].name;
    bool is_free = *name && strcmp(name, "return") != 0 && !is_taken(one->function, name, index);
    if (is_free)
        return name;
    name = index == one->param ? "lock" : lk_arena_printf(self->arena, "argument%u", (unsigned)index + 1);
    while (is_taken(one->function, name, index))
        name = lk_arena_printf(self->arena, "%s_", name);
    return name;
}

static const char *signature(const stub *self, const lk_lookalike *one) {
    const char *params = "", *name = one->function->name;
    for (uint32_t i = 0; i < one->function->param_count; i++)
        params = lk_arena_printf(self->arena, "%s%s%s", params, i ? ", " : "", param_name(self, one, i));
    if (one->function->is_variadic && one->function->param_count)
        params = lk_arena_printf(self->arena, "%s, ...", params);
    return lk_arena_printf(self->arena, "%s(%s)", name, params);
}

static const char *lock_path(const stub *self, const lk_lookalike *one) {
    const lk_named_param *lock = lock_of(one);
    if (!lock)
        return lk_arena_printf(self->arena, "none(%s)", *one->words.subject ? one->words.subject : "the_lock");
    const char *name = param_name(self, one, one->param);
    if (lock->shape == LK_SHAPE_POINTER)
        return lk_arena_printf(self->arena, "'*%s'", name);
    return lk_arena_printf(self->arena, "value(%s)", name);
}

/* The word with which all names begin, else "project". */
static const char *api_of(const stub *self) {
    const char *first = NULL;
    size_t length = 0;
    for (uint32_t i = 0; i < self->all->lookalikes.count; i++) {
        const char *name = self->all->lookalikes.items[i].function->name, *end = strchr(name, '_');
        if (!is_sayable(&self->all->lookalikes.items[i]))
            continue;
        size_t mine = end ? (size_t)(end - name) : 0;
        if (mine == 0 || (first && (mine != length || strncmp(first, name, mine) != 0)))
            return "project";
        first = name;
        length = mine;
    }
    return first ? lk_arena_strndup(self->arena, first, length) : "project";
}

/* ---- types ---- */

static const char *kind_of(const stub *self, const char *object) {
    const char *kind = "mutex";
    for (uint32_t i = 0; i < self->all->lookalikes.count; i++) {
        const lk_lookalike *one = &self->all->lookalikes.items[i];
        const lk_named_param *lock = lock_of(one);
        if (!lock || strcmp(lock->object, object) != 0)
            continue;
        if (one->words.is_semaphore)
            return "semaphore";
        if (one->words.is_shared)
            kind = "rwlock";
        else if (one->words.is_spin && strcmp(kind, "mutex") == 0)
            kind = "spin";
    }
    return kind;
}

static bool is_recursive(const stub *self, const char *object) {
    for (uint32_t i = 0; i < self->all->lookalikes.count; i++) {
        const lk_named_param *lock = lock_of(&self->all->lookalikes.items[i]);
        if (lock && strcmp(lock->object, object) == 0 && self->all->lookalikes.items[i].words.is_recursive)
            return true;
    }
    return strcasestr(object, "recursive") != NULL;
}

/* A type that is a lock by its own name, and new. */
static const char *new_type(const lk_lookalike *one) {
    const lk_named_param *lock = is_sayable(one) ? lock_of(one) : NULL;
    bool is_new = lock && lock->shape == LK_SHAPE_POINTER && !lock->is_lock && lk_lock_words_is_noun(lock->object);
    return is_new ? lock->object : NULL;
}

static void put_types(const stub *self) {
    bool any = false;
    for (uint32_t i = 0; i < self->all->lookalikes.count; i++) {
        const char *type = new_type(&self->all->lookalikes.items[i]);
        bool is_said = false;
        for (uint32_t k = 0; type && k < i; k++) {
            const char *before = new_type(&self->all->lookalikes.items[k]);
            is_said |= before && strcmp(before, type) == 0;
        }
        if (!type || is_said)
            continue;
        fputs(any ? "" : "\ntypes:\n  # reentrant: may the thread that holds it take it again?\n", self->out);
        fprintf(self->out, "  %s: {kind: %s, reentrant: %s}\n", type, kind_of(self, type),
                is_recursive(self, type) ? "yes" : "no");
        any = true;
    }
}

/* ---- functions ---- */

typedef struct success {
    const char *condition, *meaning; /* NULL: it always succeeds; "" when it isn't known how it says so */
} success;

/* How a function that takes a lock may say that it did. */
static success success_of(const lk_lookalike *one) {
    switch (one->function->result) {
    case LK_SHAPE_BOOL:
        return (success){"return", "true means that the lock was taken"};
    case LK_SHAPE_NUMBER:
        return (success){"return == 0", "0 means that the lock was taken"};
    case LK_SHAPE_UNSIGNED:
        return one->words.tries ? (success){"return == 0", "0 means that the lock was taken"} : (success){0};
    case LK_SHAPE_POINTER:
        return one->words.tries ? (success){"return != NULL", "NULL means that the lock was not taken"} : (success){0};
    default:
        return one->words.tries ? (success){"", "but it returns nothing: when is the lock taken?"} : (success){0};
    }
}

static void put_taker(const stub *self, const lk_lookalike *one) {
    success how = success_of(one);
    bool is_known = !how.condition || *how.condition;
    if (how.condition)
        fprintf(self->out, "  # a guess, to be checked: %s\n", how.meaning);
    fprintf(self->out, "  %s%s: {acquire: {lock: %s", is_known ? "" : "# ", signature(self, one), lock_path(self, one));
    if (one->words.is_shared)
        fputs(", mode: shared", self->out);
    if (one->words.is_semaphore)
        fputs(", kind: semaphore", self->out);
    if (one->words.is_recursive)
        fputs(", reentrant: yes", self->out);
    fputs("}", self->out);
    if (how.condition && is_known)
        fprintf(self->out, ", when: '%s'", how.condition);
    if (one->words.tries)
        fputs(", waits: no", self->out);
    else if (how.condition)
        fputs(", fails: rarely", self->out);
    fputs("}\n", self->out);
}

static void put_function(const stub *self, const lk_lookalike *one) {
    const char *lock = lock_path(self, one), *name = signature(self, one);
    switch ((lk_lock_role)one->words.role) {
    case LK_ROLE_TAKES:
        put_taker(self, one);
        break;
    case LK_ROLE_GIVES:
        fprintf(self->out, "  %s: {release: {lock: %s%s%s}}\n", name, lock,
                one->words.is_shared ? ", mode: shared" : "", one->words.is_semaphore ? ", kind: semaphore" : "");
        break;
    case LK_ROLE_MAKES:
        if (one->function->param_count > 1)
            fputs("  # does another argument make it reentrant?\n", self->out);
        fprintf(self->out, "  %s: {init: {lock: %s%s}}\n", name, lock,
                one->function->param_count > 1 ? ", reentrant: unknown" : "");
        break;
    default:
        fprintf(self->out, "  %s: {destroy: {lock: %s}}\n", name, lock);
    }
}

static int by_name(const void *a, const void *b) {
    const lk_lookalike *one = *(const lk_lookalike *const *)a, *two = *(const lk_lookalike *const *)b;
    return strcmp(one->function->name, two->function->name);
}

const char *lk_coverage_stub(lk_coverage_all *all) {
    stub self = {.all = all, .arena = all->arena};
    const lk_lookalike **order = LK_NEW_ARRAY(all->arena, const lk_lookalike *, all->lookalikes.count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < all->lookalikes.count; i++)
        if (is_sayable(&all->lookalikes.items[i]))
            order[count++] = &all->lookalikes.items[i];
    if (!count)
        return "";
    qsort(order, count, sizeof *order, by_name);
    char *text = NULL;
    size_t size = 0;
    self.out = open_memstream(&text, &size);
    if (!self.out)
        return "";
    fprintf(self.out, "# locks.yaml -- written from names and types alone: check every line.\napi: %s\n",
            api_of(&self));
    put_types(&self);
    fputs("\nfunctions:\n", self.out);
    for (uint32_t i = 0; i < count; i++)
        put_function(&self, order[i]);
    fclose(self.out);
    const char *kept = lk_arena_strndup(all->arena, text, size);
    free(text);
    return kept;
}
