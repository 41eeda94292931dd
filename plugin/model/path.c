/* path.c -- recursive descent over C's places. */
#include "model/path.h"

#include <string.h>

enum { DEEPEST = 16 };

typedef struct reader {
    lk_scan *scan;
    const lk_signature *signature;
    lk_path *path;
    uint32_t depth;
} reader;

static bool read_unary(reader *self);

static bool push(reader *self, lk_step step) {
    lk_path *path = self->path;
    if (path->step_count == LK_MAX_STEPS)
        return lk_scan_fail_at(self->scan, self->scan->token, "a path has at most %d steps", LK_MAX_STEPS);
    path->steps[path->step_count++] = step;
    return true;
}

static bool ends_in(const lk_path *path, lk_step_kind kind) {
    return path->step_count && path->steps[path->step_count - 1].kind == kind;
}

static bool push_deref(reader *self) {
    if (ends_in(self->path, LK_STEP_ADDRESS)) {
        self->path->step_count--;
        return true;
    }
    return push(self, (lk_step){.kind = LK_STEP_DEREF});
}

static bool push_address(reader *self, size_t where) {
    lk_path *path = self->path;
    if (ends_in(path, LK_STEP_ADDRESS) || (path->root == LK_ROOT_GLOBAL && path->step_count == 0))
        return lk_scan_fail_at(self->scan, where, "an address has no address");
    if (path->step_count == 0 && !self->signature->is_macro)
        return lk_scan_fail_at(self->scan, where,
                               "the address of a copy means nothing to the caller; "
                               "leave out the '&'");
    if (ends_in(path, LK_STEP_DEREF)) {
        path->step_count--;
        return true;
    }
    return push(self, (lk_step){.kind = LK_STEP_ADDRESS});
}

static bool push_field(reader *self) {
    if (ends_in(self->path, LK_STEP_ADDRESS))
        return lk_scan_fail_at(self->scan, self->scan->token, "an address has no members; write '->'");
    const char *name = lk_scan_name(self->scan);
    if (!name)
        return lk_scan_fail(self->scan, "expected a member's name, found %s", lk_scan_found(self->scan));
    return push(self, (lk_step){.kind = LK_STEP_FIELD, .field = name});
}

/* After '[': a constant, a parameter, or nothing for any element. */
static bool push_index(reader *self) {
    lk_scan *scan = self->scan;
    lk_step step = {.kind = LK_STEP_INDEX, .index = -1};
    const char *name = lk_scan_name(scan);
    if (name) {
        int32_t param = lk_signature_param(self->signature, name);
        if (param < 0)
            return lk_signature_unknown(self->signature, scan, scan->token, name);
        step.index_param = (uint16_t)(param + 1);
    } else if (lk_scan_integer(scan, &step.index) && step.index < 0) {
        return lk_scan_fail_at(scan, scan->token, "an index is not negative");
    }
    if (scan->message)
        return false;
    if (!lk_scan_take(scan, "]"))
        return lk_scan_fail(scan, "expected ']' after a number, a parameter or nothing, found %s", lk_scan_found(scan));
    bool is_value = self->path->step_count == 0 || ends_in(self->path, LK_STEP_ADDRESS);
    if (is_value && !push_deref(self))
        return false;
    return push(self, step);
}

/* After "global(". */
static bool read_global(reader *self) {
    lk_scan *scan = self->scan;
    const char *name = lk_scan_name(scan);
    if (!name)
        return lk_scan_fail(scan, "expected a variable's name, found %s", lk_scan_found(scan));
    if (!lk_scan_take(scan, ")"))
        return lk_scan_fail(scan, "expected ')', found %s", lk_scan_found(scan));
    self->path->root = LK_ROOT_GLOBAL;
    self->path->name = name;
    return push_deref(self);
}

static bool read_root(reader *self) {
    lk_scan *scan = self->scan;
    const char *name = lk_scan_name(scan);
    if (!name)
        return lk_scan_fail(scan, "expected a parameter or 'return', found %s", lk_scan_found(scan));
    size_t where = scan->token;
    if (strcmp(name, "return") == 0) {
        self->path->root = LK_ROOT_RESULT;
        return true;
    }
    if (strcmp(name, "global") == 0 && lk_scan_take(scan, "("))
        return read_global(self);
    int32_t param = lk_signature_param(self->signature, name);
    if (param >= 0) {
        self->path->root = LK_ROOT_PARAM;
        self->path->param = (uint16_t)param;
        return true;
    }
    if (strcmp(name, "none") == 0)
        return lk_scan_fail_at(scan, where, "'none' is a whole path, and for a lock only");
    if (strcmp(name, "value") == 0)
        return lk_scan_fail_at(scan, where, "'value(PARAMETER)' is a whole path, and for a lock only");
    return lk_signature_unknown(self->signature, scan, where, name);
}

static bool read_primary(reader *self) {
    if (!lk_scan_take(self->scan, "("))
        return read_root(self);
    if (!read_unary(self))
        return false;
    if (!lk_scan_take(self->scan, ")"))
        return lk_scan_fail(self->scan, "expected ')', found %s", lk_scan_found(self->scan));
    return true;
}

static bool read_postfix(reader *self) {
    if (!read_primary(self))
        return false;
    for (;;) {
        bool ok = true;
        if (lk_scan_take(self->scan, "->"))
            ok = push_deref(self) && push_field(self);
        else if (lk_scan_take(self->scan, "."))
            ok = push_field(self);
        else if (lk_scan_take(self->scan, "["))
            ok = push_index(self);
        else
            return true;
        if (!ok)
            return false;
    }
}

static bool read_unary(reader *self) {
    if (++self->depth > DEEPEST)
        return lk_scan_fail(self->scan, "too many parentheses, '*' and '&'");
    if (lk_scan_take(self->scan, "*"))
        return read_unary(self) && push_deref(self);
    if (lk_scan_take(self->scan, "&")) {
        size_t where = self->scan->token;
        return read_unary(self) && push_address(self, where);
    }
    return read_postfix(self);
}

/* After "none(" or "value(". */
static bool read_named(lk_scan *scan, const lk_signature *signature, bool is_none, lk_path *path) {
    const char *name = lk_scan_name(scan);
    if (!name)
        return lk_scan_fail(scan, "expected a name, found %s", lk_scan_found(scan));
    size_t where = scan->token;
    if (!lk_scan_take(scan, ")"))
        return lk_scan_fail(scan, "expected ')', found %s", lk_scan_found(scan));
    if (is_none) {
        path->name = name;
        return true;
    }
    int32_t param = lk_signature_param(signature, name);
    if (param < 0)
        return lk_signature_unknown(signature, scan, where, name);
    path->root = LK_ROOT_PARAM;
    path->param = (uint16_t)param;
    path->is_keyed = true;
    return true;
}

/* "none", "none(rcu)", "value(hash)". `*done` when the text is one of them; a parameter may have these names too. */
static bool read_special(lk_scan *scan, const lk_signature *signature, const char *api, lk_path *path, bool *done) {
    lk_scan saved = *scan;
    const char *name = lk_scan_name(scan);
    bool is_none = name && strcmp(name, "none") == 0;
    bool is_special = is_none || (name && strcmp(name, "value") == 0);
    *done = true;
    if (is_special && lk_scan_take(scan, "("))
        return read_named(scan, signature, is_none, path);
    path->name = api;
    if (is_none && lk_signature_param(signature, name) < 0)
        return true;
    path->name = NULL;
    *scan = saved;
    *done = false;
    return true;
}

static bool check_object(lk_scan *scan, const lk_signature *signature, lk_path_use use, const lk_path *path) {
    bool is_bare = path->step_count == 0 && (path->root == LK_ROOT_RESULT || path->root == LK_ROOT_PARAM);
    bool is_address = ends_in(path, LK_STEP_ADDRESS) || (path->step_count == 0 && path->root == LK_ROOT_GLOBAL);
    if (is_address)
        return lk_scan_fail_at(scan, 0, "this is an address, and the object is asked for; leave out the '&'");
    if (!is_bare || (path->root == LK_ROOT_PARAM && signature->is_macro))
        return true;
    const char *name = path->root == LK_ROOT_RESULT ? "return" : signature->params[path->param];
    const char *more =
        use == LK_PATH_LOCK && path->root == LK_ROOT_PARAM
            ? lk_arena_printf(scan->arena, ", or 'value(%s)' when the number itself names the lock", name)
            : "";
    return lk_scan_fail_at(scan, 0, "'%s' is a value, and an object is asked for; write '*%s' for what it points to%s",
                           name, name, more);
}

bool lk_path_read(lk_scan *scan, const lk_signature *signature, lk_path_use use, const char *api, lk_path *path) {
    *path = (lk_path){.root = LK_ROOT_NONE};
    bool done = false;
    if (use == LK_PATH_LOCK && !read_special(scan, signature, api, path, &done))
        return false;
    reader self = {.scan = scan, .signature = signature, .path = path};
    if (!done && !read_unary(&self))
        return false;
    if (!lk_scan_at_end(scan))
        return lk_scan_fail(scan, "expected the end of the path, found %s", lk_scan_found(scan));
    return done || use == LK_PATH_ANY || check_object(scan, signature, use, path);
}
