/* channel_kind.c -- a channel with a capacity whose sender is of the kind that never waits. */
#include <arcmutex/arcmutex.h>

typedef AM_SENDER(uint64_t) number_sender;
typedef AM_RECEIVER(uint64_t) number_receiver;

void make(number_sender **out, number_receiver **in);
void make(number_sender **out, number_receiver **in) {
    am_sync_channel(out, in, 4, NULL);
}
