/* witness_reach.h -- what a function of a fixture, with all that it calls there, looks at: the made-up worlds vary that
   and nothing else. */
#ifndef LK_TESTS_WITNESS_REACH_H
#define LK_TESTS_WITNESS_REACH_H

#include <clang-c/Index.h>

enum { REACH_NUMBERS = 16, REACH_FIELDS = 64, REACH_GLOBALS = 32, REACH_FUNCTIONS = 64 };

typedef struct witness_reach {
    long long numbers[REACH_NUMBERS]; /* 0 to 3, and what it compares with */
    char *fields[REACH_FIELDS];       /* names of members and globals */
    CXCursor globals[REACH_GLOBALS];
    CXCursor functions[REACH_FUNCTIONS]; /* itself first, then what it calls and the fixture defines */
    int number_count, field_count, global_count, function_count;
} witness_reach;

/* To be freed by witness_reach_free. */
witness_reach witness_reach_of(CXCursor function);
void witness_reach_free(witness_reach *self);

/* What the function takes its `parameter`, a pointer to void, for: the pointer type that it converts it to; else the
   parameter's own type. */
CXType witness_reach_meant(CXCursor function, CXCursor parameter);

/* The text, to be freed by free. */
char *witness_text(CXString string);

#endif
