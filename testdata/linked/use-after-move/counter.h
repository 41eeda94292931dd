/* counter.h -- a counter that threads share, and what counter.c does with it. */
#include <arcmutex/arcmutex.h>
#include <stdint.h>

typedef AM_MUTEX(uint64_t) counter;

void rest(void);
uint64_t *enter(counter *shared);
void leave(uint64_t **guard);
int start(am_thread *thread, counter *shared); /* takes the handle */
counter *share(counter *shared);               /* gives another one */
