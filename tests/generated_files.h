/* generated_files.h -- programs of several files: what a function does to locks stands in another one. */
#ifndef LK_TESTS_GENERATED_FILES_H
#define LK_TESTS_GENERATED_FILES_H

#include "dice.h"

#include <stdio.h>

/* Writes a program of two to four files and a header, with a defect of the rule in `judged`, or none (NULL). Gives its
   name; NULL, and nothing is written, when there is none for the rule. */
const char *generated_files_write(const char *rule, dice *fate, FILE *out);

#endif
