/* guards_text.h -- how the source writes an access, and the lock beside it. Private to lint/. */
#ifndef LK_LINT_GUARDS_TEXT_H
#define LK_LINT_GUARDS_TEXT_H

#include "lint/guards.h"

/* A key for the object of the access ("c->count", "c->lock" for any.lock); NULL when it can't be said shortly. `ir` is
   that of the access's function. */
const char *lk_guard_text(lk_guards *guards, const lk_ir *ir, const lk_guard_access *access, const lk_value *key);

#endif
