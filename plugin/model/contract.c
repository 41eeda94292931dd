/* contract.c -- what clang's thread-safety attributes of a function say, as a model. */
#include "model/models.h"
#include "model/path.h"

#include <string.h>

/* What an attribute says of each lock that it names. */
typedef struct attribute {
    const char *word;
    uint8_t effect; /* lk_effect_kind; NOTHING: it says what is not held, or is about types */
    uint8_t mode;
    bool tries;       /* the first argument is the result that means success */
    bool is_required; /* the caller holds it, and nothing is said of what the function does */
} attribute;

static const attribute attributes[] = {
    {"acquire_capability", LK_EFFECT_ACQUIRE, LK_MODE_EXCLUSIVE, false, false},
    {"acquire_shared_capability", LK_EFFECT_ACQUIRE, LK_MODE_SHARED, false, false},
    {"assert_capability", LK_EFFECT_ASSERT_HELD, LK_MODE_EXCLUSIVE, false, false},
    {"assert_exclusive_lock", LK_EFFECT_ASSERT_HELD, LK_MODE_EXCLUSIVE, false, false},
    {"assert_shared_capability", LK_EFFECT_ASSERT_HELD, LK_MODE_SHARED, false, false},
    {"assert_shared_lock", LK_EFFECT_ASSERT_HELD, LK_MODE_SHARED, false, false},
    {"exclusive_lock_function", LK_EFFECT_ACQUIRE, LK_MODE_EXCLUSIVE, false, false},
    {"exclusive_locks_required", LK_EFFECT_ASSERT_HELD, LK_MODE_EXCLUSIVE, false, true},
    {"exclusive_trylock_function", LK_EFFECT_ACQUIRE, LK_MODE_EXCLUSIVE, true, false},
    {"release_capability", LK_EFFECT_RELEASE, LK_MODE_EXCLUSIVE, false, false},
    {"release_generic_capability", LK_EFFECT_RELEASE, LK_MODE_ANY, false, false},
    {"release_shared_capability", LK_EFFECT_RELEASE, LK_MODE_SHARED, false, false},
    {"requires_capability", LK_EFFECT_ASSERT_HELD, LK_MODE_EXCLUSIVE, false, true},
    {"requires_shared_capability", LK_EFFECT_ASSERT_HELD, LK_MODE_SHARED, false, true},
    {"shared_lock_function", LK_EFFECT_ACQUIRE, LK_MODE_SHARED, false, false},
    {"shared_locks_required", LK_EFFECT_ASSERT_HELD, LK_MODE_SHARED, false, true},
    {"shared_trylock_function", LK_EFFECT_ACQUIRE, LK_MODE_SHARED, true, false},
    {"try_acquire_capability", LK_EFFECT_ACQUIRE, LK_MODE_EXCLUSIVE, true, false},
    {"try_acquire_shared_capability", LK_EFFECT_ACQUIRE, LK_MODE_SHARED, true, false},
    {"unlock_function", LK_EFFECT_RELEASE, LK_MODE_ANY, false, false},
};

typedef LK_ARRAY(lk_effect) effect_list;

typedef struct reader {
    lk_arena *arena;
    lk_signature signature;
    const lk_decl *function;
    effect_list held, released, taken, tried;
    bool succeeds_with_true;
    bool says_all; /* what the function does, too */
} reader;

static const attribute *find(const char *text, const char **arguments) {
    size_t length = strcspn(text, "(");
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (strlen(attributes[i].word) == length && strncmp(attributes[i].word, text, length) == 0) {
            *arguments = text + length;
            return &attributes[i];
        }
    return NULL;
}

/* ---- arguments ---- */

/* Cuts the next argument off `(a, b(c, d))`; NULL behind the last one. */
static const char *next_argument(lk_arena *arena, const char **rest) {
    const char *begin = *rest + 1;
    begin += strspn(begin, " ");
    int depth = 1;
    size_t length = 0;
    if (**rest == '\0' || **rest == ')' || *begin == ')')
        return NULL;
    for (;; length++) {
        char c = begin[length];
        depth += (c == '(' || c == '[') - (c == ')' || c == ']');
        if (!c || depth == 0 || (c == ',' && depth == 1))
            break;
    }
    *rest = begin + length;
    return lk_arena_strndup(arena, begin, length);
}

/* In the language of paths a name that is no parameter is written global(name). */
static const char *with_global(reader *self, const char *text) {
    size_t before = strspn(text, "*&( "), length = 0;
    while (text[before + length] == '_' || (text[before + length] >= '0' && text[before + length] <= '9') ||
           ((text[before + length] | 32) >= 'a' && (text[before + length] | 32) <= 'z'))
        length++;
    const char *name = lk_arena_strndup(self->arena, text + before, length);
    if (lk_signature_param(&self->signature, name) >= 0)
        return text;
    return lk_arena_printf(self->arena, "%.*sglobal(%s)%s", (int)before, text, name, text + before + length);
}

static bool push(lk_path *path, lk_step_kind kind) {
    if (path->step_count == LK_MAX_STEPS)
        return false;
    path->steps[path->step_count++] = (lk_step){.kind = (uint8_t)kind};
    return true;
}

/* Reads the lock that an argument means: the object, or what a pointer points to. */
static bool read_lock(reader *self, const char *text, lk_path *path) {
    const char *rewritten = with_global(self, text);
    lk_scan scan = {.arena = self->arena, .text = rewritten};
    if (!lk_path_read(&scan, &self->signature, LK_PATH_ANY, "", path))
        return false;
    if (path->step_count && path->steps[path->step_count - 1].kind == LK_STEP_ADDRESS)
        path->step_count--;
    else if (path->root == LK_ROOT_GLOBAL && path->step_count == 0)
        return push(path, LK_STEP_DEREF);
    else if (path->root == LK_ROOT_PARAM && path->step_count == 0)
        return self->function->params[path->param]->type->kind == LK_TYPE_POINTER && push(path, LK_STEP_DEREF);
    else
        return push(path, LK_STEP_TARGET);
    return true;
}

/* Fills in what the result of a try function has to be; false when it can't be known. */
static bool read_success(reader *self, const char *text) {
    if (!text)
        return false;
    bool is_true = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
    bool differs = self->tried.count && self->succeeds_with_true != is_true;
    self->succeeds_with_true = is_true;
    return !differs && (is_true || strcmp(text, "0") == 0 || strcmp(text, "false") == 0);
}

static bool read_attribute(reader *self, const char *text) {
    const char *rest = NULL, *argument;
    const attribute *which = find(text, &rest);
    if (!which)
        return true;
    if (strcmp(rest, "(?)") == 0 || (which->tries && !read_success(self, next_argument(self->arena, &rest))))
        return false;
    effect_list *into = which->effect == LK_EFFECT_ASSERT_HELD ? &self->held
                        : which->effect == LK_EFFECT_RELEASE   ? &self->released
                        : which->tries                         ? &self->tried
                                                               : &self->taken;
    while ((argument = next_argument(self->arena, &rest))) {
        lk_effect effect = {
            .kind = which->effect, .mode = which->mode, .reentrancy = LK_REENTRANT_UNKNOWN, .waits = !which->tries};
        if (*argument == '!') /* not to be held */
            continue;
        if (!read_lock(self, argument, &effect.object))
            return false;
        lk_array_push(self->arena, into, effect);
        self->says_all |= !which->is_required;
    }
    return true;
}

/* ---- the model ---- */

static void append(reader *self, lk_case *to, const effect_list *from) {
    lk_effect *effects = LK_NEW_ARRAY(self->arena, lk_effect, to->effect_count + from->count);
    if (to->effect_count)
        memcpy(effects, to->effects, to->effect_count * sizeof *effects);
    if (from->count)
        memcpy(effects + to->effect_count, from->items, from->count * sizeof *effects);
    to->effects = effects;
    to->effect_count += from->count;
}

static lk_case always(reader *self) {
    lk_case made = {0};
    append(self, &made, &self->held);
    append(self, &made, &self->released);
    append(self, &made, &self->taken);
    return made;
}

static void fill_cases(reader *self, lk_model *model) {
    model->cases = LK_NEW_ARRAY(self->arena, lk_case, 2);
    if (self->tried.count) {
        lk_case success = always(self);
        append(self, &success, &self->tried);
        success.condition_count = 1;
        success.conditions[0] = (lk_condition){
            .subject = LK_SUBJECT_RESULT, .op = self->succeeds_with_true ? LK_OP_NE : LK_OP_EQ, .value = 0};
        model->cases[model->case_count++] = success;
    }
    lk_case other = always(self);
    if (other.effect_count)
        model->cases[model->case_count++] = other;
}

const lk_model *lk_contract_model(lk_arena *arena, const lk_decl *function) {
    if (!function->contract_count)
        return NULL;
    const char **params = LK_NEW_ARRAY(arena, const char *, function->param_count);
    for (uint32_t i = 0; i < function->param_count; i++)
        params[i] = function->params[i]->name;
    reader self = {
        .arena = arena,
        .function = function,
        .signature = {.name = function->name, .params = params, .param_count = function->param_count},
    };
    for (uint32_t i = 0; i < function->contract_count; i++)
        if (!read_attribute(&self, function->contracts[i]))
            return NULL;
    if (!(self.held.count || self.released.count || self.taken.count || self.tried.count))
        return NULL;
    lk_model *model = LK_NEW(arena, lk_model);
    *model = (lk_model){.name = function->name,
                        .api = "attributes",
                        .is_partial = !self.says_all,
                        .param_count = function->param_count,
                        .params = params,
                        .path = "",
                        .line = 1,
                        .column = 1};
    fill_cases(&self, model);
    return model;
}
