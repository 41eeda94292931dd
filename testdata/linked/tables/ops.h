/* ops.h -- functions behind pointers. */
#include <pthread.h>

struct device {
    pthread_mutex_t mu;
    int state;
};

struct ops {
    void (*start)(struct device *d);
    void (*stop)(struct device *d);
    void (*other)(struct device *d);
};

const struct ops *ops_get(void);
