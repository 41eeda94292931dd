/* channel.c -- channels: a ring of values under a latch, and who waits for it to fill or to empty. */
#include "arcmutex/channel.h"

#include "checked.h"
#include "deadline.h"
#include "fatal.h"
#include "latch.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 8 };

typedef struct am_channel {
    latch latch;
    bool senders_gone;
    bool receivers_gone;
    size_t size;     /* of a value */
    size_t capacity; /* SIZE_MAX: without bound; 0: a rendezvous, whose ring holds the one value that is handed over */
    unsigned char *ring;
    size_t slots, first;       /* slots: a power of 2, or 0 */
    _Atomic size_t count;      /* changed under the latch; who hesitates looks at it without */
    uint64_t handed, received; /* of a rendezvous: values that senders put into the ring, and that left it */
    latch_queue filled, emptied, met;
    void (*drop)(void *value);
} am_channel;

static size_t get_count(const am_channel *channel) {
    return atomic_load_explicit(&channel->count, memory_order_relaxed);
}

static void set_count(am_channel *channel, size_t count) {
    atomic_store_explicit(&channel->count, count, memory_order_relaxed);
}

static unsigned char *slot_at(const am_channel *channel, size_t index) {
    return channel->ring + ((channel->first + index) & (channel->slots - 1)) * channel->size;
}

/* Most values are handles or numbers: those take no call. */
static inline void copy(void *to, const void *from, size_t size) {
    if (size == sizeof(void *))
        memcpy(to, from, sizeof(void *));
    else
        memcpy(to, from, size);
}

static inline void clear(void *value, size_t size) {
    if (size == sizeof(void *))
        memset(value, 0, sizeof(void *));
    else
        memset(value, 0, size);
}

static void grow(am_channel *channel) {
    size_t slots = channel->slots == 0 ? FIRST_SLOTS : channel->slots * 2;
    unsigned char *ring = channel->size > SIZE_MAX / 2 / slots ? NULL : malloc(slots * channel->size + 1);
    if (ring == NULL)
        am_fatal_("a channel has no memory for a further value; are they received?");
    for (size_t i = 0; i < get_count(channel); i++)
        memcpy(ring + i * channel->size, slot_at(channel, i), channel->size);
    free(channel->ring);
    channel->ring = ring;
    channel->slots = slots;
    channel->first = 0;
}

static void put(am_channel *channel, const void *value) {
    if (get_count(channel) == channel->slots)
        grow(channel);
    size_t count = get_count(channel);
    copy(slot_at(channel, count), value, channel->size);
    set_count(channel, count + 1);
}

static void take(am_channel *channel, void *value) {
    copy(value, slot_at(channel, 0), channel->size);
    channel->first = (channel->first + 1) & (channel->slots - 1);
    set_count(channel, get_count(channel) - 1);
}

/* Before a sleep: gives the latch up for a while, in the hope that the number of values changes meanwhile. */
static void hesitate(am_channel *channel) {
    if (SPINS == 0)
        return;
    size_t count = get_count(channel);
    latch_unlock(&channel->latch);
    for (int pause = 1; pause <= SPINS && get_count(channel) == count; pause *= 2)
        for (int i = 0; i < pause; i++)
            relax();
    for (int i = 0; i < YIELDS && get_count(channel) == count; i++)
        sched_yield();
    latch_lock(&channel->latch);
}

/* ---- sending ---- */

static bool has_room(const am_channel *channel, bool may_wait) {
    if (channel->capacity == 0)
        return get_count(channel) == 0 && (may_wait || channel->filled.waiters > 0);
    return get_count(channel) < channel->capacity;
}

/* Waits until the value is received that was put into the ring as number `number`; else takes it back. */
static am_status meet(am_channel *channel, uint64_t number, const struct timespec *deadline) {
    bool in_time = true;
    while (channel->received < number && !channel->receivers_gone && in_time)
        in_time = latch_wait(&channel->latch, &channel->met, deadline);
    if (channel->received >= number)
        return AM_OK;
    set_count(channel, 0);
    channel->handed--;
    return channel->receivers_gone ? AM_CLOSED : AM_TIMED_OUT;
}

static am_status wait_for_room(am_channel *channel, bool may_wait, const struct timespec *deadline) {
    bool hesitates = may_wait;
    for (bool in_time = true; !channel->receivers_gone;) {
        if (has_room(channel, may_wait))
            return AM_OK;
        if (!may_wait)
            return AM_WOULD_BLOCK;
        if (!in_time)
            return AM_TIMED_OUT;
        if (hesitates)
            hesitate(channel);
        else
            in_time = latch_wait(&channel->latch, &channel->emptied, deadline);
        hesitates = false;
    }
    return AM_CLOSED;
}

static am_status send(am_channel *channel, void *owner, bool may_wait, const struct timespec *deadline) {
    latch_lock(&channel->latch);
    am_status status = wait_for_room(channel, may_wait, deadline);
    bool fills = false;
    bool empties = false;
    if (status == AM_OK) {
        put(channel, owner);
        uint64_t number = ++channel->handed;
        fills = latch_signal(&channel->filled, 1);
        if (channel->capacity == 0 && may_wait) {
            if (fills)
                latch_wake(&channel->filled, 1);
            fills = false;
            status = meet(channel, number, deadline);
            empties = status != AM_OK && latch_signal(&channel->emptied, 1);
        }
    }
    latch_unlock(&channel->latch);
    if (fills)
        latch_wake(&channel->filled, 1);
    if (empties)
        latch_wake(&channel->emptied, 1);
    if (status == AM_OK)
        clear(owner, channel->size);
    return status;
}

am_status am_channel_send_(am_sender *sender, void *owner, const char *here) {
    checked_use(sender, here);
    return send(sender->channel_, owner, true, NULL);
}

am_status am_channel_sync_send_(am_sync_sender *sender, void *owner, const char *here) {
    checked_use(sender, here);
    return send(sender->channel_, owner, true, NULL);
}

am_status am_channel_sync_try_send_(am_sync_sender *sender, void *owner, const char *here) {
    checked_use(sender, here);
    return send(sender->channel_, owner, false, NULL);
}

am_status am_channel_sync_send_for_(am_sync_sender *sender, void *owner, uint32_t milliseconds, const char *here) {
    checked_use(sender, here);
    struct timespec deadline = deadline_after(milliseconds);
    return send(sender->channel_, owner, true, &deadline);
}

/* ---- receiving ---- */

static am_status wait_for_value(am_channel *channel, bool may_wait, const struct timespec *deadline) {
    bool hesitates = may_wait;
    for (bool in_time = true; get_count(channel) == 0;) {
        if (channel->senders_gone)
            return AM_CLOSED;
        if (!may_wait)
            return AM_WOULD_BLOCK;
        if (!in_time)
            return AM_TIMED_OUT;
        if (hesitates)
            hesitate(channel);
        else
            in_time = latch_wait(&channel->latch, &channel->filled, deadline);
        hesitates = false;
    }
    return AM_OK;
}

static am_status receive(am_channel *channel, void *slot, bool may_wait, const struct timespec *deadline) {
    latch_lock(&channel->latch);
    am_status status = wait_for_value(channel, may_wait, deadline);
    bool empties = false;
    bool meets = false;
    if (status == AM_OK) {
        take(channel, slot);
        channel->received++;
        empties = latch_signal(&channel->emptied, 1);
        meets = latch_signal(&channel->met, FUTEX_ALL);
    }
    latch_unlock(&channel->latch);
    if (empties)
        latch_wake(&channel->emptied, 1);
    if (meets)
        latch_wake(&channel->met, FUTEX_ALL);
    return status;
}

am_status am_channel_recv_(am_receiver *receiver, void *slot, const char *here) {
    checked_use(receiver, here);
    return receive(receiver->channel_, slot, true, NULL);
}

am_status am_channel_try_recv_(am_receiver *receiver, void *slot, const char *here) {
    checked_use(receiver, here);
    return receive(receiver->channel_, slot, false, NULL);
}

am_status am_channel_recv_for_(am_receiver *receiver, void *slot, uint32_t milliseconds, const char *here) {
    checked_use(receiver, here);
    struct timespec deadline = deadline_after(milliseconds);
    return receive(receiver->channel_, slot, true, &deadline);
}

/* ---- the ends ---- */

static void free_channel(am_channel *channel) {
    free(channel->ring);
    free(channel);
}

/* What nobody will receive; of a rendezvous it is still its sender's. */
static void drop_values(am_channel *left) {
    for (size_t i = 0; left->drop != NULL && i < get_count(left); i++)
        left->drop(slot_at(left, i));
    free(left->ring);
}

static void senders_end(void *value) {
    am_channel *channel = ((am_sender *)value)->channel_;
    latch_lock(&channel->latch);
    channel->senders_gone = true;
    bool is_last = channel->receivers_gone;
    bool wakes = !is_last && latch_signal(&channel->filled, FUTEX_ALL);
    /* Under the latch: behind it the receivers may end the channel. */
    if (wakes)
        latch_wake(&channel->filled, FUTEX_ALL);
    latch_unlock(&channel->latch);
    if (is_last)
        free_channel(channel);
}

static void receivers_end(void *value) {
    am_channel *channel = ((am_receiver *)value)->channel_;
    latch_lock(&channel->latch);
    channel->receivers_gone = true;
    bool is_last = channel->senders_gone;
    if (latch_signal(&channel->emptied, FUTEX_ALL))
        latch_wake(&channel->emptied, FUTEX_ALL);
    if (latch_signal(&channel->met, FUTEX_ALL))
        latch_wake(&channel->met, FUTEX_ALL);
    am_channel left = {.size = channel->size, .drop = channel->drop};
    if (channel->capacity > 0) {
        left.ring = channel->ring;
        left.slots = channel->slots;
        left.first = channel->first;
        set_count(&left, get_count(channel));
        channel->ring = NULL;
        channel->slots = channel->first = 0;
        set_count(channel, 0);
    }
    latch_unlock(&channel->latch);
    drop_values(&left);
    if (is_last)
        free_channel(channel);
}

static am_channel *make(size_t capacity, size_t size, void (*drop)(void *value)) {
    am_channel *channel = calloc(1, sizeof *channel);
    if (channel == NULL)
        am_fatal_("am_channel: out of memory");
    channel->size = size;
    channel->capacity = capacity;
    channel->drop = drop;
    return channel;
}

/* The types of the ends are those of AM_SENDER, AM_SYNC_SENDER and AM_RECEIVER, whose payload is a pointer. */
static void make_ends(am_channel *channel, void *sender, void *receiver, const char *here) {
    AM_SENDER(char) out = {.raw = {.channel_ = channel}};
    AM_RECEIVER(char) in = {.raw = {.channel_ = channel}};
    _Static_assert(sizeof out == sizeof(AM_SYNC_SENDER(char)), "both kinds of senders are made alike");
    void *first_sender = am_arc_new_(sizeof out, _Alignof(am_sender), &out, senders_end, here);
    void *first_receiver = am_arc_new_(sizeof in, _Alignof(am_receiver), &in, receivers_end, here);
    memcpy(sender, &first_sender, sizeof first_sender);
    memcpy(receiver, &first_receiver, sizeof first_receiver);
}

void am_channel_new_(void *sender, void *receiver, size_t size, void (*drop)(void *value), const char *here) {
    make_ends(make(SIZE_MAX, size, drop), sender, receiver, here);
}

void am_sync_channel_new_(void *sender, void *receiver, size_t capacity, size_t size, void (*drop)(void *value),
                          const char *here) {
    make_ends(make(capacity, size, drop), sender, receiver, here);
}
