/* path_program.h -- small random functions, each written twice: as C, and as steps that an oracle can walk. */
#ifndef LK_TESTS_PATH_PROGRAM_H
#define LK_TESTS_PATH_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Of `int x, int y, int z` and of the locals; values outside the least and greatest stand for all that lie beyond. */
enum { VARIABLE_X, VARIABLE_Y, VARIABLE_Z, VARIABLE_F, VARIABLE_G, VARIABLE_I, VARIABLE_J, VARIABLES };
enum { LEAST_VALUE = -2, GREATEST_VALUE = 5, VALUES = 8 };

/* Two globals, and a member of each of two pointers that may be the same. */
enum { LOCK_A, LOCK_B, LOCK_P, LOCK_Q, LOCKS };

typedef enum step_kind {
    STEP_LOCK,
    STEP_LOCK_CHECKED, /* targets[0]: it was taken; targets[1]: it failed */
    STEP_TRY,          /* the same */
    STEP_TRY_INTO,     /* variable: 0 when it was taken */
    STEP_UNLOCK,
    STEP_PROBE,
    STEP_SET,     /* variable = constant */
    STEP_COPY,    /* variable = other */
    STEP_TEST,    /* variable = (other op constant) */
    STEP_ADD,     /* variable++, up to the greatest value */
    STEP_ANY,     /* variable = anything */
    STEP_ASK,     /* either target */
    STEP_COMPARE, /* variable op constant */
    STEP_RELATE,  /* variable op other */
    STEP_JUMP,
    STEP_RETURN
} step_kind;

typedef enum step_operator { IS_EQUAL, IS_UNEQUAL, IS_LESS, IS_GREATER, IS_AT_MOST, IS_AT_LEAST } step_operator;

typedef struct step {
    uint8_t kind, lock, variable, other, op;
    int8_t constant;
    uint16_t targets[2]; /* indices of steps */
    uint32_t line;       /* in the file, 0 when no event can be told of it */
} step;

enum { MOST_STEPS = 400 };

typedef struct program {
    step steps[MOST_STEPS];
    uint32_t count;
    uint32_t first_line, last_line;
} program;

/* The line to write next, counted by program_write. */
typedef struct program_file {
    FILE *out;
    uint32_t line;
} program_file;

/* What all functions need, at the head of the file. */
void program_write_prelude(program_file *file);

/* Writes the function of this number, and fills its steps. The same number is always the same function. */
void program_write(program_file *file, uint32_t number, program *into);

const char *program_lock_name(unsigned lock);
int program_compare(int a, step_operator op, int b);

#endif
