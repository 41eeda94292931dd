/* async_channel.c -- a ring of values between tasks; who waits hands over directly. */
#include "arcmutex/async_channel.h"

#include "fatal.h"
#include "latch.h"
#include "task_internal.h"
#include "wait_list.h"

#include <stdlib.h>
#include <string.h>

typedef struct am_async_queue {
    am_latch latch;
    bool has_senders;
    bool has_receivers;
    bool is_closed; /* nobody will receive; what was sent may still be dropped */
    size_t capacity;
    size_t size; /* of a value */
    size_t front;
    size_t count;
    void (*drop)(void *value);
    am_wait_list senders;   /* wait for room: `value` is what they send */
    am_wait_list receivers; /* wait for a value: `value` is where it goes */
    _Alignas(max_align_t) unsigned char values[];
} am_async_queue;

/* What a waiter wanted who goes on with nothing. */
enum { REFUSED = 0, WANTED = 1 };

static void *place(am_async_queue *queue, size_t index) {
    return queue->values + (queue->front + index) % queue->capacity * queue->size;
}

static void append(am_async_queue *queue, void *value) {
    memcpy(place(queue, queue->count++), value, queue->size);
    memset(value, 0, queue->size);
}

static void take(am_async_queue *queue, void *slot) {
    memcpy(slot, place(queue, 0), queue->size);
    queue->front = (queue->front + 1) % queue->capacity;
    queue->count--;
}

static void refuse_all(am_wait_list *list) {
    while (list->first != NULL) {
        list->first->wanted = REFUSED;
        am_wait_grant_(list->first, list);
    }
}

/* ---- the ends' lives ---- */

static void drop_values(am_async_queue *queue) {
    for (; queue->count > 0; queue->count--, queue->front = (queue->front + 1) % queue->capacity) {
        if (queue->drop != NULL)
            queue->drop(place(queue, 0));
    }
}

static void free_if_unused(am_async_queue *queue, bool is_used) {
    if (is_used)
        return;
    drop_values(queue);
    free(queue);
}

static void senders_are_gone(void *value) {
    am_async_queue *queue = ((am_async_sender *)value)->queue_;
    latch_lock(&queue->latch);
    queue->has_senders = false;
    refuse_all(&queue->receivers);
    bool is_used = queue->has_receivers;
    latch_unlock(&queue->latch);
    free_if_unused(queue, is_used);
}

static void receivers_are_gone(void *value) {
    am_async_queue *queue = ((am_async_receiver *)value)->queue_;
    latch_lock(&queue->latch);
    queue->is_closed = true;
    refuse_all(&queue->senders);
    latch_unlock(&queue->latch);
    drop_values(queue);
    latch_lock(&queue->latch);
    queue->has_receivers = false;
    bool is_used = queue->has_senders;
    latch_unlock(&queue->latch);
    free_if_unused(queue, is_used);
}

static void write_handle(void *variable, void *handle) {
    memcpy(variable, &handle, sizeof handle);
}

void am_async_channel_new_(void *sender, void *receiver, size_t capacity, size_t size, void (*drop)(void *value)) {
    if (capacity == 0)
        am_fatal_("am_async_channel: the capacity is 0");
    am_async_queue *queue = NULL;
    if (capacity <= (SIZE_MAX / 2 - sizeof *queue) / size)
        queue = malloc(sizeof *queue + capacity * size);
    if (queue == NULL)
        am_fatal_("am_async_channel: out of memory");
    *queue =
        (am_async_queue){.has_senders = true, .has_receivers = true, .capacity = capacity, .size = size, .drop = drop};
    write_handle(sender, am_arc_new_with(am_async_sender, senders_are_gone, .queue_ = queue));
    write_handle(receiver, am_arc_new_with(am_async_receiver, receivers_are_gone, .queue_ = queue));
}

/* ---- sending ---- */

/* The latch is locked; AM_WOULD_BLOCK: there is no room. */
static am_status send_at_once(am_async_queue *queue, void *owner) {
    if (queue->is_closed)
        return AM_CLOSED;
    am_waiter *receiver = queue->receivers.first;
    if (receiver != NULL) {
        memcpy(receiver->value, owner, queue->size);
        memset(owner, 0, queue->size);
        am_wait_grant_(receiver, &queue->receivers);
        return AM_OK;
    }
    if (queue->count == queue->capacity)
        return AM_WOULD_BLOCK;
    append(queue, owner);
    return AM_OK;
}

static am_status send(am_async_queue *queue, void *owner, uint64_t deadline) {
    am_waiter self = {.task = am_wait_begin_(), .wanted = WANTED, .value = owner};
    latch_lock(&queue->latch);
    am_status status = send_at_once(queue, owner);
    if (status != AM_WOULD_BLOCK) {
        latch_unlock(&queue->latch);
        return status;
    }
    am_wait_join_(&self, &queue->senders);
    status = am_wait_end_(am_wait_(&self, &queue->senders, &queue->latch, deadline));
    return status == AM_OK && self.wanted == REFUSED ? AM_CLOSED : status;
}

am_status am_async_channel_send_(am_async_sender *sender, void *owner, const char *here) {
    checked_yields("await", here);
    return send(sender->queue_, owner, AM_FOREVER);
}

am_status am_async_channel_send_for_(am_async_sender *sender, void *owner, uint32_t milliseconds, const char *here) {
    checked_yields("await", here);
    return send(sender->queue_, owner, am_clock_in_(milliseconds));
}

am_status am_async_channel_try_send_(am_async_sender *sender, void *owner, const char *here) {
    (void)here;
    am_async_queue *queue = sender->queue_;
    latch_lock(&queue->latch);
    am_status status = send_at_once(queue, owner);
    latch_unlock(&queue->latch);
    return status;
}

am_status am_async_oneshot_send_(void *end, void *owner, const char *here) {
    am_async_sender *self;
    memcpy(&self, end, sizeof self);
    am_status status = am_async_channel_try_send_(self, owner, here);
    memset(end, 0, sizeof self);
    am_arc_drop_(&self);
    return status;
}

/* ---- receiving ---- */

/* The latch is locked; AM_WOULD_BLOCK: there is nothing yet. */
static am_status receive_at_once(am_async_queue *queue, void *slot) {
    if (queue->count == 0)
        return queue->has_senders ? AM_WOULD_BLOCK : AM_CLOSED;
    take(queue, slot);
    am_waiter *sender = queue->senders.first;
    if (sender != NULL) {
        append(queue, sender->value);
        am_wait_grant_(sender, &queue->senders);
    }
    return AM_OK;
}

static am_status receive(am_async_queue *queue, void *slot, uint64_t deadline) {
    am_waiter self = {.task = am_wait_begin_(), .wanted = WANTED, .value = slot};
    latch_lock(&queue->latch);
    am_status status = receive_at_once(queue, slot);
    if (status != AM_WOULD_BLOCK) {
        latch_unlock(&queue->latch);
        return status;
    }
    am_wait_join_(&self, &queue->receivers);
    status = am_wait_end_(am_wait_(&self, &queue->receivers, &queue->latch, deadline));
    return status == AM_OK && self.wanted == REFUSED ? AM_CLOSED : status;
}

am_status am_async_channel_recv_(am_async_receiver *receiver, void *slot, const char *here) {
    checked_yields("await", here);
    return receive(receiver->queue_, slot, AM_FOREVER);
}

am_status am_async_channel_recv_for_(am_async_receiver *receiver, void *slot, uint32_t milliseconds, const char *here) {
    checked_yields("await", here);
    return receive(receiver->queue_, slot, am_clock_in_(milliseconds));
}

am_status am_async_channel_try_recv_(am_async_receiver *receiver, void *slot, const char *here) {
    (void)here;
    am_async_queue *queue = receiver->queue_;
    latch_lock(&queue->latch);
    am_status status = receive_at_once(queue, slot);
    latch_unlock(&queue->latch);
    return status;
}
