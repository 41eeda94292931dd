/* proposal.h -- edits that rules may propose: each is made only where it certainly means what it says. None is made in
   macros, across lines of the preprocessor, or where the text is not of the plainest form. */
#ifndef LK_LINT_PROPOSAL_H
#define LK_LINT_PROPOSAL_H

#include "lint/rule.h"

/* `if (x) CALL;` becomes `while (x) CALL;`: CALL is all that the `if` does, there is no else, and x changes nothing. */
void lk_propose_loop(lk_pass *pass, lk_note *note, lk_span call);

/* Before the `return` of the event: the call that lets go of the lock elsewhere. Both calls have but the lock as
   argument, written alike, by a variable that is in scope and never changes; what is returned reads nothing that the
   lock may guard; and it is not one of the answers by which a function may tell its caller that it still holds it. */
void lk_propose_unlock(lk_pass *pass, lk_note *note, const lk_event *leave, const lk_witness *lock);

/* `CALL;` becomes `if (CALL != 0) return;`, by what its model says of success. It is all of a function without result,
   but for declarations, that takes the lock, changes numbers beside it, and lets it go at the very end: nothing else is
   left out where the lock is not taken. */
void lk_propose_check(lk_pass *pass, lk_note *note, const lk_event *unchecked, const lk_state *before);

/* `CALL; unlock(&m);` becomes `unlock(&m); CALL;`: nothing else is held, and the call is given only constants and
   variables that nobody else sees. */
void lk_propose_swap(lk_pass *pass, lk_note *note, const lk_event *wait, const lk_state *before);

/* Before the call, `statement`: the call is a statement of its own, in the scope that begins at `from`, of which it is
   the last. */
void lk_propose_before_last(lk_pass *pass, lk_note *note, lk_span from, lk_span call, const char *statement);

#endif
