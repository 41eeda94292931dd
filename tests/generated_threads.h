/* generated_threads.h -- programs with `main` and two threads: data that a lock guards, and orders of locks over files.
 */
#ifndef LK_TESTS_GENERATED_THREADS_H
#define LK_TESTS_GENERATED_THREADS_H

#include "dice.h"

#include <stdbool.h>
#include <stdio.h>

/* Write a program of several files, and give its name; when `is_planted`, `judged` goes past the lock, or takes two
   locks the other way round. */
const char *generated_guarded_write(bool is_planted, dice *fate, FILE *out);
const char *generated_orders_write(bool is_planted, dice *fate, FILE *out);

#endif
