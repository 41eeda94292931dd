/* generated_words.h -- the words in which generated programs speak of locks, and the libraries that can say them. */
#ifndef LK_TESTS_GENERATED_WORDS_H
#define LK_TESTS_GENERATED_WORDS_H

#include "dice.h"

/* A library, or a program's own locks. Each text is what a word stands for, with %1 and %2 for its arguments, which are
   locks and conditions themselves, not their addresses. NULL: it has no such word. */
typedef struct generated_family {
    const char *name;
    const char *pthread;         /* @pthread: nothing, where @mutex is pthread_mutex_t and @rw pthread_rwlock_t */
    const char *prelude;         /* @prelude: #includes and definitions */
    const char *mutex, *cond;    /* @mutex, @cond: types */
    const char *initial;         /* @initial: stands behind a static variable */
    const char *setup;           /* @setup(m): what such a variable needs besides */
    const char *init, *destroy;  /* @init(m), @destroy(m) */
    const char *lock, *unlock;   /* @lock(m), @unlock(m) */
    const char *got, *failed;    /* @got(m), @failed(m): tries, and is true if so */
    const char *try_only;        /* @try(m): tries and doesn't look at the result */
    const char *wait, *wake;     /* @wait(c, m), @wake(c) */
    const char *rw;              /* @rw: a type */
    const char *read, *unread;   /* @read(l), @unread(l) */
    const char *write, *unwrite; /* @write(l), @unwrite(l) */
} generated_family;

/* One that has all words of the text; plain pthread has them all. */
const generated_family *generated_family_for(const char *text, dice *fate);

/* The text with its words replaced; the caller frees it. */
char *generated_words_replace(const char *text, const generated_family *family);

#endif
