/* proposal_room.h -- what the makers of proposals share. Private to lint/proposal*.c. */
#ifndef LK_LINT_PROPOSAL_ROOM_H
#define LK_LINT_PROPOSAL_ROOM_H

#include "lint/pass.h"
#include "lint/proposal.h"
#include "lint/tokens.h"

/* One proposal in work, in one file; its texts live as long as the pass. */
typedef struct lk_proposal {
    lk_pass *pass;
    lk_note *note;
    lk_tokens tokens;
    uint32_t file;
} lk_proposal;

/* Whether it is written where it is seen, in no macro. */
bool lk_proposal_is_plain(const lk_span *span);

/* False when nothing may be proposed here. */
bool lk_proposal_begin(lk_proposal *self, lk_pass *pass, lk_note *note, const lk_span *span);

/* As lk_pass_fix. */
void lk_proposal_edit(const lk_proposal *self, uint32_t offset, uint32_t length, const char *text);

/* Tokens, by their place in the list. */
bool lk_proposal_is(const lk_proposal *self, uint32_t index, const char *text);
const lk_token *lk_proposal_token(const lk_proposal *self, uint32_t index);
bool lk_proposal_is_directive(const lk_proposal *self, uint32_t index); /* or the end */

/* Lines, by offsets: the begin; the end, before the line break; the line break and the blanks that the line begins
   with. */
uint32_t lk_proposal_line_begin(const lk_proposal *self, uint32_t offset);
uint32_t lk_proposal_line_end(const lk_proposal *self, uint32_t offset);
const char *lk_proposal_new_line(const lk_proposal *self, uint32_t offset);
bool lk_proposal_is_first_on_line(const lk_proposal *self, uint32_t index);

/* The tokens of a call that is a statement of its own: the first, the closing parenthesis; false when it is none. */
bool lk_proposal_statement(const lk_proposal *self, const lk_span *call, uint32_t *first, uint32_t *last);

/* The arguments of a direct call with this witness, as tokens from `from` to before `to`. */
bool lk_proposal_argument(const lk_proposal *self, const lk_witness *witness, uint32_t *from, uint32_t *to);

bool lk_proposal_are_alike(const lk_proposal *self, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end);

/* `&x->a.b`, `&x`, `x` and the like; `*root` is the variable in it. */
bool lk_proposal_is_lock(const lk_proposal *self, uint32_t from, uint32_t to, uint32_t *root);

/* Whether this variable of a lock means the same everywhere in the function, and at the token `until`. */
bool lk_proposal_is_stable(const lk_proposal *self, uint32_t root, uint32_t until);

/* The function's variables of this name: how many, and one of them. */
uint32_t lk_proposal_variables(const lk_pass *pass, const char *name, const lk_decl **found);

#endif
