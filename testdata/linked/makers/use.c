// Locks that are made in device.c.
#include "device.h"

void mutex_bad(struct device *d) {
    xQueueSemaphoreTake(d->mutex, 0xffffffff);
    xQueueSemaphoreTake(d->mutex, 0xffffffff); // expected-warning {{'d->mutex' is locked again}}
    xQueueGenericSend(d->mutex, 0, 0, 0);
}

void nested_ok(struct device *d) {
    xQueueSemaphoreTake(d->nested, 0xffffffff);
    xQueueSemaphoreTake(d->nested, 0xffffffff);
    xQueueGenericSend(d->nested, 0, 0, 0);
    xQueueGenericSend(d->nested, 0, 0, 0);
}

void ready_ok(struct device *d) {
    xQueueSemaphoreTake(d->ready, 0xffffffff);
    xQueueSemaphoreTake(d->ready, 0xffffffff);
}
