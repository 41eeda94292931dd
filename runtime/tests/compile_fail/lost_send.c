/* lost_send.c -- a send that nobody looks at: the value may still be here. */
#include <arcmutex/arcmutex.h>

typedef AM_SENDER(uint64_t) number_sender;

void give(number_sender *out, uint64_t value);
void give(number_sender *out, uint64_t value) {
    am_send(out, value);
}
