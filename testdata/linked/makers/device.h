/* device.h -- what a lock is, only the call that made it tells; that stands in device.c. */
typedef struct QueueDefinition *QueueHandle_t;
QueueHandle_t xQueueCreateMutex(unsigned char type);
QueueHandle_t xQueueGenericCreate(unsigned long length, unsigned long size, unsigned char type);
long xQueueSemaphoreTake(QueueHandle_t queue, unsigned int ticks);
long xQueueGenericSend(QueueHandle_t queue, const void *item, unsigned int ticks, long position);

struct device {
    QueueHandle_t mutex, nested, ready;
};

void device_make(struct device *d);
