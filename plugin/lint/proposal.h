/* proposal.h -- edits that rules may propose: each is made only where it certainly means what it says. None is made in
   macros, across lines of the preprocessor, or where the text is not of the plainest form. */
#ifndef LK_LINT_PROPOSAL_H
#define LK_LINT_PROPOSAL_H

#include "lint/rule.h"

/* `if (x) CALL;` becomes `while (x) CALL;`: CALL is all that the `if` does, there is no else, and x changes nothing. */
void lk_propose_loop(lk_pass *pass, lk_note *note, lk_span call);

/* Before `return`: the call that lets go of the lock elsewhere. Both calls have but the lock as argument, written
   alike, by a variable that is in scope and never changes; and what is returned reads nothing that the lock may guard.
 */
void lk_propose_unlock(lk_pass *pass, lk_note *note, lk_span returning, const lk_witness *lock,
                       const lk_witness *unlock);

/* Before the call, `statement`: the call is a statement of its own, in the scope that begins at `from`, of which it is
   the last. */
void lk_propose_before_last(lk_pass *pass, lk_note *note, lk_span from, lk_span call, const char *statement);

#endif
