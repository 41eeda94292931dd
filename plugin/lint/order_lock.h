/* order_lock.h -- which lock a value stands for, in the whole program. Private to lint/. */
#ifndef LK_LINT_ORDER_LOCK_H
#define LK_LINT_ORDER_LOCK_H

#include "flow/knowledge.h"
#include "flow/value.h"

/* The lock as a key among `to`, equal for all functions; NULL for what only one thread knows, and for what a pointer
   leads to that may lead to any lock. Where the lock stands for the whole object that it lies in, the key is the
   object's type, and `*type` is set. */
const lk_value *lk_order_key(lk_values *to, const lk_knowledge *knowledge, const lk_value *lock, const lk_type **type);

/* The same for all objects of one type; the key itself where there is but one. */
const lk_value *lk_order_class(lk_values *to, const lk_knowledge *knowledge, const lk_value *key);

/* Whether the key is a member of objects of a type; else it may be a whole object. */
bool lk_order_is_member(const lk_value *key);

/* Whether the key is one certain lock. */
bool lk_order_is_exact(const lk_value *key);

/* Whether `outer` is the class `inner` as a part of a bigger object. */
bool lk_order_is_within(const lk_value *outer, const lk_value *inner);

/* How to tell of it: "accounts", "server.mu", "pool->mu", "struct conn.mu"; `written` where its type has no name.
   `type` as lk_order_key gives it. */
const char *lk_order_label(lk_arena *arena, const lk_value *key, const lk_type *type, const char *written);

#endif
