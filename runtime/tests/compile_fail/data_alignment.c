/* data_alignment.c -- data that cannot stand directly behind the lock. */
#include <arcmutex/arcmutex.h>

typedef struct {
    _Alignas(64) int value;
} cache_line;

typedef AM_MUTEX(cache_line) shared_line;
