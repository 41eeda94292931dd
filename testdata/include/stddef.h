/* stddef.h -- stand-in: the compilers' own ones spell NULL in different files. */
#ifndef FIXTURE_STDDEF_H
#define FIXTURE_STDDEF_H

#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;

#endif
