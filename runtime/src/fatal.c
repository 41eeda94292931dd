/* fatal.c -- the end of a process whose program is wrong. */
#include "fatal.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void am_fatal_(const char *text) {
    fprintf(stderr, "arcmutex: %s\n", text);
    abort();
}
