/* async_payload.c -- a value that the channel does not carry. */
#include <arcmutex/arcmutex.h>

typedef AM_ASYNC_SENDER(int) sender;

am_status tell(sender *out, double value);
am_status tell(sender *out, double value) {
    return am_async_send(out, value);
}
