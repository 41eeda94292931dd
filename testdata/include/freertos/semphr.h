/* semphr.h -- stand-in: FreeRTOS's semaphores, which are queues behind macros. */
#ifndef FIXTURE_FREERTOS_SEMPHR_H
#define FIXTURE_FREERTOS_SEMPHR_H

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef unsigned int TickType_t;
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define pdTRUE ((BaseType_t)1)
#define pdFALSE ((BaseType_t)0)

struct QueueDefinition;
typedef struct QueueDefinition *QueueHandle_t;
typedef QueueHandle_t SemaphoreHandle_t;

QueueHandle_t xQueueCreateMutex(const unsigned char type);
QueueHandle_t xQueueGenericCreate(const UBaseType_t length, const UBaseType_t size, const unsigned char type);
BaseType_t xQueueSemaphoreTake(QueueHandle_t queue, TickType_t ticks);
BaseType_t xQueueTakeMutexRecursive(QueueHandle_t queue, TickType_t ticks);
BaseType_t xQueueGiveMutexRecursive(QueueHandle_t queue);
BaseType_t xQueueGenericSend(QueueHandle_t queue, const void *const item, TickType_t ticks, const BaseType_t position);
BaseType_t xQueueReceive(QueueHandle_t queue, void *const item, TickType_t ticks);

#define xSemaphoreCreateMutex() xQueueCreateMutex(((unsigned char)1U))
#define xSemaphoreCreateRecursiveMutex() xQueueCreateMutex(((unsigned char)4U))
#define xSemaphoreCreateBinary() xQueueGenericCreate((UBaseType_t)1, (UBaseType_t)0, ((unsigned char)3U))
#define xSemaphoreTake(semaphore, ticks) xQueueSemaphoreTake((semaphore), (ticks))
#define xSemaphoreGive(semaphore) xQueueGenericSend((QueueHandle_t)(semaphore), (void *)0, ((TickType_t)0U), 0)
#define xSemaphoreTakeRecursive(mutex, ticks) xQueueTakeMutexRecursive((mutex), (ticks))
#define xSemaphoreGiveRecursive(mutex) xQueueGiveMutexRecursive((mutex))

void vTaskDelay(const TickType_t ticks);

#endif
