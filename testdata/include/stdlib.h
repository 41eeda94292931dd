/* stdlib.h -- stand-in: memory and the end of the program. */
#ifndef FIXTURE_STDLIB_H
#define FIXTURE_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void *aligned_alloc(size_t alignment, size_t size);
void free(void *memory);
void exit(int status) __attribute__((noreturn));
void abort(void) __attribute__((noreturn));
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
int atexit(void (*function)(void));
int system(const char *command);
char *getenv(const char *name);
int rand(void);

#endif
