/* send_type.c -- sending a value of another type than the channel's. */
#include <arcmutex/arcmutex.h>

typedef AM_SENDER(uint64_t) number_sender;

am_status give(number_sender *out, double value);
am_status give(number_sender *out, double value) {
    return am_send(out, value);
}
