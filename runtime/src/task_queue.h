/* task_queue.h -- a worker's own queue: it appends, everyone takes from the front. */
#ifndef AM_TASK_QUEUE_H
#define AM_TASK_QUEUE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUEUE_SIZE = 256 };

/* A ring; both ends only grow. A slot is written again only when `front` has passed it. */
typedef struct task_queue {
    _Alignas(64) _Atomic uint64_t front;
    _Alignas(64) _Atomic uint64_t back;
    struct am_task_state *_Atomic slots[QUEUE_SIZE];
} task_queue;

/* Only the queue's worker appends; false when it is full. */
static inline bool queue_append(task_queue *queue, struct am_task_state *task) {
    uint64_t back = atomic_load_explicit(&queue->back, memory_order_relaxed);
    if (back - atomic_load_explicit(&queue->front, memory_order_acquire) == QUEUE_SIZE)
        return false;
    atomic_store_explicit(&queue->slots[back % QUEUE_SIZE], task, memory_order_relaxed);
    atomic_store_explicit(&queue->back, back + 1, memory_order_release);
    return true;
}

/* The oldest task, or NULL; on any thread. */
static inline struct am_task_state *queue_take(task_queue *queue) {
    uint64_t front = atomic_load_explicit(&queue->front, memory_order_acquire);
    for (;;) {
        if (front >= atomic_load_explicit(&queue->back, memory_order_acquire))
            return NULL;
        struct am_task_state *task = atomic_load_explicit(&queue->slots[front % QUEUE_SIZE], memory_order_relaxed);
        if (atomic_compare_exchange_weak_explicit(&queue->front, &front, front + 1, memory_order_acq_rel,
                                                  memory_order_acquire))
            return task;
    }
}

static inline size_t queue_count(const task_queue *queue) {
    uint64_t front = atomic_load_explicit(&queue->front, memory_order_acquire);
    uint64_t back = atomic_load_explicit(&queue->back, memory_order_acquire);
    return back > front ? (size_t)(back - front) : 0;
}

#endif
