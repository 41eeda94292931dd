/* lock_words.h -- what the words of a name say of locks: foo_lock, FooUnlock, try_enter_monitor. */
#ifndef LK_LINT_LOCK_WORDS_H
#define LK_LINT_LOCK_WORDS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum lk_lock_role { LK_ROLE_TAKES, LK_ROLE_GIVES, LK_ROLE_MAKES, LK_ROLE_ENDS } lk_lock_role;

/* Families of verbs; two names are a pair when their verbs share one. */
enum {
    LK_VERBS_LOCK = 1,    /* lock, unlock */
    LK_VERBS_RELEASE = 2, /* acquire, take, grab, obtain; release */
    LK_VERBS_ENTER = 4,   /* enter; leave, exit */
    LK_VERBS_GIVE = 8,    /* take; give */
    LK_VERBS_PUT = 16,    /* get; put */
    LK_VERBS_LIFE = 32    /* init, create; destroy, fini */
};

/* A name split at _ and at capitals, with its one verb taken out. */
typedef struct lk_lock_words {
    uint8_t role;     /* lk_lock_role */
    uint8_t families; /* LK_VERBS_... */
    bool tries;       /* try, timed ... */
    bool is_shared, is_exclusive;
    bool has_noun; /* mutex, spin, monitor ...: also `lock` beside another verb */
    bool is_semaphore, is_recursive, is_spin;
    bool is_of_files;      /* of files, screens, accounts: other things that can be locked */
    const char *stem;      /* the other words, the verb as *: "foo_*"; without try and timed */
    const char *bare_stem; /* without the words of the mode too */
    const char *subject;   /* the other words alone: "foo" */
} lk_lock_words;

/* Reads a function's name; false when it has no such verb, or more than one. Texts in `arena`. */
bool lk_lock_words_read(lk_arena *arena, const char *name, lk_lock_words *into);

/* Whether a type's name has a word for locks: "my_mutex_t", "LWLock". */
bool lk_lock_words_is_noun(const char *name);

/* Whether two names differ in the verb alone, and the one takes what the other gives. */
bool lk_lock_words_are_pair(const lk_lock_words *taker, const lk_lock_words *giver);

#endif
