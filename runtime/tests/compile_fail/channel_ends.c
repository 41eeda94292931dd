/* channel_ends.c -- a channel whose ends carry different types. */
#include <arcmutex/arcmutex.h>

typedef AM_SENDER(uint64_t) number_sender;
typedef AM_RECEIVER(double) level_receiver;

void make(number_sender **out, level_receiver **in);
void make(number_sender **out, level_receiver **in) {
    am_channel(out, in, NULL);
}
