/* string.h -- stand-in: memory and strings. */
#ifndef FIXTURE_STRING_H
#define FIXTURE_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *memory, int value, size_t count);
int memcmp(const void *a, const void *b, size_t count);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t count);
char *strdup(const char *text);
char *strerror(int error);

#endif
