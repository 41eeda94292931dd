/* signature.h -- "pthread_cond_wait(cond, mutex)": a name and the parameters that paths and conditions may use. */
#ifndef LK_MODEL_SIGNATURE_H
#define LK_MODEL_SIGNATURE_H

#include "model/scan.h"

typedef struct lk_signature {
    const char *name;
    const char *const *params; /* "" for one without a name */
    uint32_t param_count;
    bool is_variadic, is_macro;
} lk_signature;

/* Reads the whole text; false leaves the failure in `scan`. Names live in the scan's arena. */
bool lk_signature_read(lk_scan *scan, lk_signature *signature);

/* The position of a parameter, -1 when there is none of that name. */
int32_t lk_signature_param(const lk_signature *self, const char *name);

/* Fails: no parameter of that name; the message says which one is meant, or which there are. */
bool lk_signature_unknown(const lk_signature *self, lk_scan *scan, size_t where, const char *name);

#endif
