/* large_result.c -- a task whose result is too large to keep. */
#include <arcmutex/arcmutex.h>

typedef struct {
    char text[65];
} page;

typedef AM_MUTEX(page) shared_page;

AM_TASK_ENTRY_GIVING(copy, page, shared_page, handle) {
    am_arc_drop(&handle);
    return (page){""};
}
