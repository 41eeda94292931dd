/* freertos.c -- FreeRTOS: what is a mutex and what a signal only the creator tells. */
// RUN-FLAGS: -Itestdata/include/freertos
#include <semphr.h>

struct driver {
    SemaphoreHandle_t mutex, nested, ready;
    QueueHandle_t queue;
    int count;
};

static SemaphoreHandle_t bus;

void make(struct driver *d) {
    d->mutex = xSemaphoreCreateMutex();
    d->nested = xSemaphoreCreateRecursiveMutex();
    d->ready = xSemaphoreCreateBinary();
    bus = xSemaphoreCreateMutex();
}

void take_bad(struct driver *d) {
    xSemaphoreTake(d->mutex, portMAX_DELAY);
    d->count++;
    // expected-warning@+1 {{'d->mutex' is locked again while this thread already holds it}}
    xSemaphoreTake(d->mutex, portMAX_DELAY);
    xSemaphoreGive(d->mutex);
    xSemaphoreGive(d->mutex);
}

void checked_bad(struct driver *d) {
    if (xSemaphoreTake(d->mutex, 10) != pdTRUE)
        return;
    // expected-warning@+1 {{'d->mutex' is locked again while this thread already holds it}}
    if (xSemaphoreTake(d->mutex, portMAX_DELAY) == pdTRUE)
        xSemaphoreGive(d->mutex);
    xSemaphoreGive(d->mutex);
}

void failed_ok(struct driver *d) {
    if (xSemaphoreTake(d->mutex, 10) == pdFALSE)
        xSemaphoreTake(d->mutex, portMAX_DELAY);
    d->count++;
    xSemaphoreGive(d->mutex);
}

void give_up_ok(struct driver *d) {
    xSemaphoreTake(d->mutex, portMAX_DELAY);
    if (xSemaphoreTake(d->mutex, 0) == pdTRUE)
        xSemaphoreGive(d->mutex);
    xSemaphoreGive(d->mutex);
}

void recursive_ok(struct driver *d) {
    xSemaphoreTakeRecursive(d->nested, portMAX_DELAY);
    xSemaphoreTakeRecursive(d->nested, portMAX_DELAY);
    xSemaphoreGiveRecursive(d->nested);
    xSemaphoreGiveRecursive(d->nested);
}

/* A signal is taken by one task and given by another. */
void signal_ok(struct driver *d) {
    xSemaphoreTake(d->ready, portMAX_DELAY);
    xSemaphoreTake(d->ready, portMAX_DELAY);
    vTaskDelay(10);
}

void signal_bad(struct driver *d) {
    xSemaphoreTake(bus, portMAX_DELAY);
    // expected-warning@+1 {{'bus' is held across 'xSemaphoreTake', which waits for a signal}}
    xSemaphoreTake(d->ready, portMAX_DELAY);
    xSemaphoreGive(bus);
}

void poll_ok(struct driver *d) {
    char byte;

    xSemaphoreTake(bus, portMAX_DELAY);
    xSemaphoreTake(d->ready, 0);
    xQueueReceive(d->queue, &byte, 0);
    xQueueGenericSend(d->queue, &byte, 0, 0);
    xSemaphoreGive(bus);
}

void delay_bad(struct driver *d) {
    char byte;

    xSemaphoreTake(d->mutex, portMAX_DELAY);
    vTaskDelay(10); // expected-warning {{'d->mutex' is held across 'vTaskDelay', which sleeps}}
    // expected-warning@+1 {{'d->mutex' is held across 'xQueueReceive', which waits for a signal}}
    xQueueReceive(d->queue, &byte, 10);
    xSemaphoreGive(d->mutex);
}

void unknown_ok(SemaphoreHandle_t given) {
    xSemaphoreTake(given, portMAX_DELAY);
    xSemaphoreTake(given, portMAX_DELAY);
    vTaskDelay(10);
}
