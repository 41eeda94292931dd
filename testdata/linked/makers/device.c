#include "device.h"

void device_make(struct device *d) {
    d->mutex = xQueueCreateMutex(1);
    d->nested = xQueueCreateMutex(4);
    d->ready = xQueueGenericCreate(1, 0, 3);
}
