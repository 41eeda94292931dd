/* generated.h -- programs out of a seed, whose verdict is known by construction. */
#ifndef LK_TESTS_GENERATED_H
#define LK_TESTS_GENERATED_H

#include <stdbool.h>
#include <stdint.h>

/* What stands around the critical section and hides it; several at once. */
typedef enum generated_noise {
    GENERATED_HELPERS = 1,  /* locking, unlocking and the defect stand in functions of their own */
    GENERATED_ALIASES = 2,  /* locks are reached through other pointers */
    GENERATED_FLAGS = 4,    /* locked and unlocked under the same condition */
    GENERATED_LOOPS = 8,    /* all of it in a loop */
    GENERATED_GOTOS = 16,   /* one way out for all */
    GENERATED_TRIES = 32,   /* the lock is tried for */
    GENERATED_MACROS = 64,  /* locking and unlocking by macros */
    GENERATED_UNKNOWN = 128 /* calls of functions out of sight in between */
} generated_noise;

enum { GENERATED_NOISES = 8 };

/* Begins a line that ends with the name of a file. */
#define GENERATED_FILE "//// "

/* The names of noises, by bit. */
extern const char *const generated_noise_names[GENERATED_NOISES];

typedef struct generated {
    char *text;         /* C; the caller frees it. Of several files, each stands behind a line of GENERATED_FILE */
    const char *rule;   /* that has to speak, in the function `judged`; NULL: none may say anything */
    uint32_t noise;     /* generated_noise */
    const char *shape;  /* how it locks, in words; NULL: a plain section with noise around it */
    const char *family; /* whose locks it takes */
} generated;

/* The defects that can be planted, as rules' names; NULL behind the last. */
extern const char *const generated_rules[];

/* The program of this seed, which is not 0. The same seed gives the same text. */
generated generated_program(uint64_t seed);

/* Whether it is of several files, which are judged together. */
bool generated_is_linked(const generated *program);

/* Judges it by all rules that are on by default. Bits of the result: */
enum { GENERATED_FOUND = 1, GENERATED_FALSE_ALARM = 2, GENERATED_ERROR = 4 /* clang's */ };
unsigned generated_judge(const generated *program);

#endif
