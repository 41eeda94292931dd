/* signature.c -- a name and its parameters. */
#include "model/signature.h"

#include "base/array.h"
#include "model/suggest.h"

#include <string.h>

enum { MOST_PARAMS = 64 };

static bool add_param(lk_scan *scan, const char **params, uint32_t *count, const char *name) {
    if (strcmp(name, "return") == 0)
        return lk_scan_fail_at(scan, scan->token, "'return' is the result; no parameter can have that name");
    for (uint32_t i = 0; i < *count; i++)
        if (strcmp(params[i], name) == 0)
            return lk_scan_fail_at(scan, scan->token, "two parameters are named '%s'", name);
    if (*count == MOST_PARAMS)
        return lk_scan_fail_at(scan, scan->token, "more than %d parameters", MOST_PARAMS);
    params[(*count)++] = name;
    return true;
}

static bool read_params(lk_scan *scan, lk_signature *signature) {
    const char *params[MOST_PARAMS];
    do {
        if (lk_scan_take(scan, "...")) {
            signature->is_variadic = true;
            break;
        }
        const char *name = lk_scan_name(scan);
        if (!name)
            return lk_scan_fail(scan, "expected a parameter's name, found %s; types are left out", lk_scan_found(scan));
        if (!add_param(scan, params, &signature->param_count, name))
            return false;
    } while (lk_scan_take(scan, ","));
    const char **kept = LK_NEW_ARRAY(scan->arena, const char *, signature->param_count);
    for (uint32_t i = 0; i < signature->param_count; i++)
        kept[i] = params[i];
    signature->params = kept;
    return true;
}

bool lk_signature_read(lk_scan *scan, lk_signature *signature) {
    bool is_macro = signature->is_macro;
    *signature = (lk_signature){.is_macro = is_macro, .name = lk_scan_name(scan)};
    if (!signature->name)
        return lk_scan_fail(scan, "expected a function with its parameters, like 'my_lock(lock)', found %s",
                            lk_scan_found(scan));
    if (!lk_scan_take(scan, "("))
        return lk_scan_fail(scan, "expected '(' and the parameters after '%s', found %s; without any it is '%s()'",
                            signature->name, lk_scan_found(scan), signature->name);
    if (!lk_scan_take(scan, ")")) {
        if (!read_params(scan, signature))
            return false;
        if (!lk_scan_take(scan, ")"))
            return lk_scan_fail(scan, "expected ',' or ')', found %s; parameters are names without types",
                                lk_scan_found(scan));
    }
    if (!lk_scan_at_end(scan))
        return lk_scan_fail(scan, "expected nothing after the signature, found %s", lk_scan_found(scan));
    return true;
}

int32_t lk_signature_param(const lk_signature *self, const char *name) {
    for (uint32_t i = 0; i < self->param_count; i++)
        if (strcmp(self->params[i], name) == 0)
            return (int32_t)i;
    return -1;
}

bool lk_signature_unknown(const lk_signature *self, lk_scan *scan, size_t where, const char *name) {
    const char *end = self->param_count
                          ? lk_suggest(scan->arena, name, "its parameters are", self->params, self->param_count)
                          : "; it has none";
    return lk_scan_fail_at(scan, where, "'%s' has no parameter '%s'%s", self->name, name, end);
}
