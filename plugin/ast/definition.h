/* definition.h -- the text of a macro's #define: its parameters, and what the calls in its body get of them. */
#ifndef LK_AST_DEFINITION_H
#define LK_AST_DEFINITION_H

#include "ast/tree.h"

enum { LK_MOST_MACRO_PARAMS = 16 };

/* Bytes of a file: from `begin` up to, not including, `end`. */
typedef struct lk_range_of_text {
    uint32_t begin, end;
} lk_range_of_text;

typedef struct lk_definition {
    const lk_source *source;
    lk_range_of_text name, body;
    lk_range_of_text params[LK_MOST_MACRO_PARAMS];
    uint32_t param_count; /* without the dots of a variadic one */
} lk_definition;

/* What a call in the body gets as one of its arguments. */
typedef struct lk_passed {
    bool is_param;   /* a parameter of the macro and nothing else, but for parentheses */
    bool is_address; /* ... or its address: &(mutex) */
    uint32_t param;
} lk_passed;

/* The definition in whose body `loc` lies; false when there is none, or one that can't be read. */
bool lk_definition_at(const lk_unit *unit, lk_loc loc, lk_definition *found);

/* What the call that begins at offset `at` of the body gets: `passed` has room for `count` arguments. False when the
   text shows no call with so many. `*end` is just past its closing parenthesis. */
bool lk_definition_call(const lk_definition *self, uint32_t at, uint32_t count, lk_passed *passed, uint32_t *end);

/* Whether the part of the body is what the macro gives as its value, and so is reached whenever the macro is: the whole
   body, or the last statement of a statement expression. */
bool lk_definition_is_value(const lk_definition *self, uint32_t begin, uint32_t end);

/* Whether nothing in the body decides what is done: no condition, loop or jump. */
bool lk_definition_is_straight(const lk_definition *self);

#endif
