/* path.h -- C places over a call: "*mutex", "conn->lock", "return", "global(stats).lock", "none(rcu)", "value(hash)".
 */
#ifndef LK_MODEL_PATH_H
#define LK_MODEL_PATH_H

#include "model/effect.h"
#include "model/signature.h"

typedef enum lk_path_use {
    LK_PATH_LOCK,   /* an object, or none(NAME), or value(PARAMETER) */
    LK_PATH_OBJECT, /* an object: neither a bare parameter (but in a macro) nor an address */
    LK_PATH_ANY     /* any of them, but no none() or value() */
} lk_path_use;

/* Reads the whole text; false leaves the failure in `scan`. A nameless "none" gets `api` for its name. */
bool lk_path_read(lk_scan *scan, const lk_signature *signature, lk_path_use use, const char *api, lk_path *path);

#endif
