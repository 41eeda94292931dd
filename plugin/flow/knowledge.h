/* knowledge.h -- what the engine knows of a unit before it follows a path: models of callees, kinds of locks. */
#ifndef LK_FLOW_KNOWLEDGE_H
#define LK_FLOW_KNOWLEDGE_H

#include "flow/makers.h"
#include "flow/value.h"
#include "model/models.h"

typedef struct lk_knowledge lk_knowledge;

/* Knows what `models` say and nothing of the unit yet. In `arena`; models must outlive it. */
lk_knowledge *lk_knowledge_new(lk_arena *arena, const lk_models *models);

/* Takes in a function: which of its calls are macros with models, which initialisers it gives to locks. Call for all
 * functions before the first is simulated. */
void lk_knowledge_add(lk_knowledge *self, lk_unit *unit, lk_ir *ir);

/* The static initialisers of all variables that were met; after the last lk_knowledge_add. */
void lk_knowledge_add_initializers(lk_knowledge *self, lk_unit *unit);

/* All that was taken in, to an archive, or from one: then as if the other unit's functions had been added here. */
struct lk_archive;
void lk_knowledge_code(lk_knowledge *self, struct lk_archive *archive, const lk_unit *unit);

/* Draws the conclusions; when everything is taken in, before the first function is simulated. */
void lk_knowledge_finish(lk_knowledge *self);

/* What a call of the function does, NULL when nothing is known. A model's name doesn't stand for a static function
   that the unit itself defines, unless the model says that the library does so in its headers. */
const lk_model *lk_knowledge_model(lk_knowledge *self, const lk_decl *function);

/* What this call does: by the model of the macro that writes it, or of the function; NULL when nothing is known. */
const lk_model *lk_knowledge_call(lk_knowledge *self, const lk_op *call);

/* The locks that a function's declaration requires to be held at a call, and that are held after it: a model that has
   them alone; NULL when it requires none, or has a model. */
const lk_model *lk_knowledge_contract(lk_knowledge *self, const lk_decl *function);

/* The summary of a function that was simulated, NULL when there is none (yet). */
struct lk_summary;
const struct lk_summary *lk_knowledge_summary(const lk_knowledge *self, const lk_decl *function);
void lk_knowledge_set_summary(lk_knowledge *self, const lk_decl *function, const struct lk_summary *summary);

/* While it is set, summaries say of no end when it is reached: so those of functions that call each other settle. */
void lk_knowledge_widen(lk_knowledge *self, bool is_widening);
bool lk_knowledge_is_widening(const lk_knowledge *self);

/* Where summaries live, and the values that they speak of. */
lk_arena *lk_knowledge_arena(const lk_knowledge *self);
lk_values *lk_knowledge_terms(const lk_knowledge *self);

/* Whether nothing is held when the function begins: `main`, the entries of threads and tasks, signal handlers. */
bool lk_knowledge_is_root(const lk_knowledge *self, const lk_decl *function);

/* Whether it is `main`. */
bool lk_knowledge_is_main(const lk_decl *function);

/* Whether it is what a thread or task begins with. */
bool lk_knowledge_is_entry(const lk_knowledge *self, const lk_decl *function);

/* Whether it runs when a signal comes. */
bool lk_knowledge_is_handler(const lk_knowledge *self, const lk_decl *function);

/* Locks, as variables or members, that a callback lets go for the one who waits for it to run. */
void lk_knowledge_note_released(lk_knowledge *self, const lk_decl *lock);
bool lk_knowledge_is_released(const lk_knowledge *self, const lk_decl *lock);

/* What function pointers of the unit may hold. */
struct lk_pointers;
const struct lk_pointers *lk_knowledge_pointers(const lk_knowledge *self);

/* The function that a pointer's value stands for, NULL when that isn't certain. */
const lk_decl *lk_knowledge_target(const lk_knowledge *self, const lk_value *pointer);

/* The lock type of an argument, NULL when no model knows its type. */
const lk_lock_type *lk_knowledge_type(const lk_knowledge *self, const lk_type *pointer);

/* What made the lock that a call returns; unknown for other calls. */
lk_maker lk_knowledge_makes(lk_knowledge *self, const lk_op *call);

/* What made the lock, when it is what a pointer of the unit points to. */
lk_maker lk_knowledge_maker(const lk_knowledge *self, const lk_value *lock);

/* Whether this lock may be taken again by its holder. */
lk_reentrancy lk_knowledge_reentrancy(const lk_knowledge *self, const lk_value *lock, const lk_lock_type *type);

/* The same for locks that the pointer at this address leads to, where the init functions that made them got its
   address. Unknown when it gets other values too. */
lk_reentrancy lk_knowledge_reentrancy_behind(const lk_knowledge *self, const lk_value *pointer);

/* Whether it was made such that who takes it can be told that its owner died. */
bool lk_knowledge_is_robust(const lk_knowledge *self, const lk_value *lock);

/* Whether all that make it are known, and make it an ordinary one. */
bool lk_knowledge_is_plain(const lk_knowledge *self, const lk_value *lock);

/* Whether handles are dropped out of such a place, a variable or a member, somewhere. */
bool lk_knowledge_is_owner(const lk_knowledge *self, const lk_value *place);

/* Annotations that could not be read, in order of meeting. */
uint32_t lk_knowledge_error_count(const lk_knowledge *self);
const lk_model_error *lk_knowledge_error(const lk_knowledge *self, uint32_t index);

/* The path's result as a place for the caller's argument number `param`: what "*mutex" or "conn->lock" ends with.
   UINT32_MAX when the path isn't about a parameter. */
uint32_t lk_path_param(const lk_path *path);

#endif
