/* task_result_type.c -- a result in a variable of another type. */
#include <arcmutex/arcmutex.h>

typedef AM_TASK(uint64_t) counting;

am_status finish(counting *task, double *result);
am_status finish(counting *task, double *result) {
    return am_task_await_result(task, result);
}
