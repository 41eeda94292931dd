/* git.h -- asking the program git. */
#ifndef LK_DRIVER_GIT_H
#define LK_DRIVER_GIT_H

#include "base/arena.h"

#include <stdio.h>

/* What git answered. */
typedef struct lk_git_answer {
    int status;          /* its exit status; -1: it could not be started, or a signal ended it */
    FILE *output;        /* from its beginning; closed by lk_git_end; NULL when there was no room for it */
    const char *message; /* what it said on standard error, in one line, without "fatal: "; or why it didn't start */
} lk_git_answer;

/* Runs git with the words, of which the last is NULL, and no shell. Seen from `directory`; NULL: the present one. It
   asks nothing, shows no pager, and changes nothing. Text in `arena`; the caller ends the answer with lk_git_end. */
lk_git_answer lk_git_ask(lk_arena *arena, const char *directory, const char *const *words);

/* Its output as one text without the line's end; "" when there is none. In `arena`. */
const char *lk_git_line(lk_arena *arena, lk_git_answer *answer);

void lk_git_end(lk_git_answer *answer);

#endif
