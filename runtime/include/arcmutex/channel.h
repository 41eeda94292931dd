/* channel.h -- handing values from many threads to one (or several), in the order in which they were sent. */
#ifndef AM_CHANNEL_H
#define AM_CHANNEL_H

#include "arcmutex/arc.h"
#include "arcmutex/attributes.h"
#include "arcmutex/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A channel has two ends, each with its handles. They are handles as in arc.h: am_arc_clone makes a further sender,
 * am_arc_drop and am_arc_auto give one up, am_thread_spawn takes one along.
 *
 * To send moves the value: on AM_OK the sender's variable is zeroed (a handle in it is NULL), and what it owned belongs
 * to the channel and then to the receiver; else it stays as it is. Handles, structs with handles in them and plain
 * numbers can be sent; nothing is done with the value but copying its bytes.
 *
 * When the last sender is dropped, receivers get what was sent, and then AM_CLOSED. When the last receiver is dropped,
 * what was not received is dropped by the channel's `drop` function, and senders get AM_CLOSED. A thread that waits in
 * a channel sleeps, a task with it; nobody can be aborted within.
 *
 * Example:
 *
 *     typedef AM_SENDER(int) job_sender;
 *     typedef AM_RECEIVER(int) job_receiver;
 *
 *     AM_THREAD_ENTRY(give_work, job_sender, handle) {
 *         am_arc_auto job_sender *out = am_move(handle);
 *         for (int i = 1; i <= 3; i++) {
 *             int job = i;
 *             if (am_send(out, job) != AM_OK)
 *                 return; // nobody can receive it
 *         }
 *     }
 *
 *     job_sender *out = NULL;
 *     am_arc_auto job_receiver *in = NULL;
 *     am_channel(&out, &in, NULL);
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, give_work, am_move(out)) != AM_OK)
 *         return 1;
 *     int sum = 0;
 *     for (int job; am_recv(in, &job) == AM_OK;) // until the last sender is gone and all jobs are received
 *         sum += job;
 *     assert(sum == 6);
 *     am_thread_join(&thread);
 */

/* The types of a channel's ends. A sender of AM_SENDER never waits; one of AM_SYNC_SENDER waits for room. */
#define AM_SENDER(T)                                                                                                   \
    struct {                                                                                                           \
        am_sender raw;                                                                                                 \
        __typeof__(T) *payload_;                                                                                       \
    }
#define AM_SYNC_SENDER(T)                                                                                              \
    struct {                                                                                                           \
        am_sync_sender raw;                                                                                            \
        __typeof__(T) *payload_;                                                                                       \
    }
#define AM_RECEIVER(T)                                                                                                 \
    struct {                                                                                                           \
        am_receiver raw;                                                                                               \
        __typeof__(T) *payload_;                                                                                       \
    }

typedef struct am_sender {
    struct am_channel *channel_;
} am_sender;

typedef struct am_sync_sender {
    struct am_channel *channel_;
} am_sync_sender;

typedef struct am_receiver {
    struct am_channel *channel_;
} am_receiver;

/*
 * Make a channel, and write the first handles of its ends to the variables that `sender` and `receiver` point to, which
 * must not hold one. The first form has room for everything; the second for `capacity` values: who sends one more
 * waits. With a capacity of 0 a send waits until its value is received. Two ends for different types do not compile.
 *
 * `drop`, `void drop(void *value)`, is called with the address of each value that nobody will receive; NULL: nothing is
 * to be done. AM_DROP_HANDLE is the one for a channel of handles. It must not use the channel. End the process when
 * there is no memory.
 *
 * Example:
 *
 *     typedef struct {
 *         int size;
 *     } image;
 *     typedef AM_SENDER(image *) image_sender;
 *     typedef AM_RECEIVER(image *) image_receiver;
 *
 *     am_arc_auto image_sender *out = NULL;
 *     image_receiver *in = NULL;
 *     am_channel(&out, &in, AM_DROP_HANDLE);
 *     am_arc_auto image *mine = am_arc_new(image, .size = 64);
 *     image *sent = am_arc_clone(mine);
 *     assert(am_send(out, sent) == AM_OK && sent == NULL);
 *     am_arc_drop(&in); // what nobody received goes with the last receiver
 *     assert(am_arc_strong_count(mine) == 1);
 *     sent = am_arc_clone(mine);
 *     assert(am_send(out, sent) == AM_CLOSED && sent != NULL);
 *     am_arc_drop(&sent);
 */
#define am_channel(sender, receiver, drop)                                                                             \
    (AM_SAME_PAYLOAD_(sender, receiver), AM_END_(*(sender), am_sender),                                                \
     am_channel_new_((sender), (receiver), sizeof(*(*(sender))->payload_), (drop), AM_HERE_))
#define am_sync_channel(sender, receiver, capacity, drop)                                                              \
    (AM_SAME_PAYLOAD_(sender, receiver), AM_END_(*(sender), am_sync_sender),                                           \
     am_sync_channel_new_((sender), (receiver), (capacity), sizeof(*(*(sender))->payload_), (drop), AM_HERE_))
#define AM_DROP_HANDLE am_arc_drop_

/* Sends what the variable `owner` holds, at once: AM_OK, or AM_CLOSED: there is no receiver any more. */
#define am_send(sender, owner)                                                                                         \
    (AM_CARRIES_(sender, owner, "am_send"), am_channel_send_(&(sender)->raw, &(owner), AM_HERE_))

/*
 * The same through a channel with a capacity. The first form waits for room; the second never waits: AM_WOULD_BLOCK
 * when there is none (of capacity 0: when no receiver waits); the third waits so many milliseconds at most:
 * AM_TIMED_OUT.
 *
 * Example:
 *
 *     typedef AM_SYNC_SENDER(int) job_sender;
 *     typedef AM_RECEIVER(int) job_receiver;
 *
 *     am_arc_auto job_sender *out = NULL;
 *     am_arc_auto job_receiver *in = NULL;
 *     am_sync_channel(&out, &in, 1, NULL);
 *     int first = 1, second = 2, received = 0;
 *     assert(am_sync_send(out, first) == AM_OK && first == 0);
 *     assert(am_sync_try_send(out, second) == AM_WOULD_BLOCK && second == 2);
 *     assert(am_sync_send_for(out, second, 1) == AM_TIMED_OUT && second == 2);
 *     assert(am_recv(in, &received) == AM_OK && received == 1);
 */
#define am_sync_send(sender, owner)                                                                                    \
    (AM_CARRIES_(sender, owner, "am_sync_send"), am_channel_sync_send_(&(sender)->raw, &(owner), AM_HERE_))
#define am_sync_try_send(sender, owner)                                                                                \
    (AM_CARRIES_(sender, owner, "am_sync_try_send"), am_channel_sync_try_send_(&(sender)->raw, &(owner), AM_HERE_))
#define am_sync_send_for(sender, owner, milliseconds)                                                                  \
    (AM_CARRIES_(sender, owner, "am_sync_send_for"),                                                                   \
     am_channel_sync_send_for_(&(sender)->raw, &(owner), (milliseconds), AM_HERE_))

/*
 * Waits for a value and writes it to `*slot`, which must not hold a handle: AM_OK, or AM_CLOSED: there is none, and no
 * sender any more. The second form never waits: AM_WOULD_BLOCK when there is none now; the third waits so many
 * milliseconds at most: AM_TIMED_OUT. `*slot` is written on AM_OK only.
 *
 * Example:
 *
 *     typedef AM_SENDER(int) job_sender;
 *     typedef AM_RECEIVER(int) job_receiver;
 *
 *     job_sender *out = NULL;
 *     am_arc_auto job_receiver *in = NULL;
 *     am_channel(&out, &in, NULL);
 *     int job = 1, received = 0;
 *     assert(am_try_recv(in, &received) == AM_WOULD_BLOCK);
 *     assert(am_recv_for(in, &received, 1) == AM_TIMED_OUT);
 *     assert(am_send(out, job) == AM_OK);
 *     assert(am_recv(in, &received) == AM_OK && received == 1);
 *     am_arc_drop(&out);
 *     assert(am_recv(in, &received) == AM_CLOSED);
 */
#define am_recv(receiver, slot)                                                                                        \
    (AM_CARRIES_(receiver, *(slot), "am_recv"), am_channel_recv_(&(receiver)->raw, (slot), AM_HERE_))
#define am_try_recv(receiver, slot)                                                                                    \
    (AM_CARRIES_(receiver, *(slot), "am_try_recv"), am_channel_try_recv_(&(receiver)->raw, (slot), AM_HERE_))
#define am_recv_for(receiver, slot, milliseconds)                                                                      \
    (AM_CARRIES_(receiver, *(slot), "am_recv_for"),                                                                    \
     am_channel_recv_for_(&(receiver)->raw, (slot), (milliseconds), AM_HERE_))

#define AM_SAME_PAYLOAD_(sender, receiver)                                                                             \
    AM_REQUIRE_(__builtin_types_compatible_p(__typeof__((*(sender))->payload_), __typeof__((*(receiver))->payload_)),  \
                "am_channel: the two ends carry different types")
#define AM_END_(end, T)                                                                                                \
    AM_REQUIRE_(__builtin_types_compatible_p(__typeof__((end)->raw), T), "am_channel: the sender is of the other "     \
                                                                         "kind")
#define AM_CARRIES_(end, value, name)                                                                                  \
    AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(end)->payload_), __typeof__(value)),                         \
                name ": the channel carries values of another type")

/* The functions below are what the macros above call; `here` is the place of the call (AM_HERE_). */

AM_EFFECT("create: [{handle: '*sender'}, {handle: '*receiver'}]")
AM_API __attribute__((nonnull(1, 2, 5))) void am_channel_new_(void *sender, void *receiver, size_t size,
                                                              void (*drop)(void *value), const char *here);

AM_EFFECT("create: [{handle: '*sender'}, {handle: '*receiver'}]")
AM_API __attribute__((nonnull(1, 2, 6))) void am_sync_channel_new_(void *sender, void *receiver, size_t capacity,
                                                                   size_t size, void (*drop)(void *value),
                                                                   const char *here);

AM_EFFECT("cases: [{when: 'return == 0', move: {handle: '*owner'}}, {nothing: yes}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_channel_send_(am_sender *sender, void *owner, const char *here);

AM_EFFECT("cases: [{when: 'return == 0', block: message, move: {handle: '*owner'}}, {block: message}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_channel_sync_send_(am_sync_sender *sender, void *owner, const char *here);

AM_EFFECT("cases: [{when: 'return == 0', move: {handle: '*owner'}}, {nothing: yes}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_channel_sync_try_send_(am_sync_sender *sender, void *owner,
                                                                  const char *here);

AM_EFFECT("cases: [{when: 'return == 0', block: message, move: {handle: '*owner'}}, {block: message}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_channel_sync_send_for_(am_sync_sender *sender, void *owner,
                                                                  uint32_t milliseconds, const char *here);

AM_EFFECT("block: message, writes: '*slot'")
AM_API AM_MUST_USE AM_NONNULL am_status am_channel_recv_(am_receiver *receiver, void *slot, const char *here);

AM_EFFECT("writes: '*slot'")
AM_API AM_MUST_USE AM_NONNULL am_status am_channel_try_recv_(am_receiver *receiver, void *slot, const char *here);

AM_EFFECT("block: message, writes: '*slot'")
AM_API AM_MUST_USE AM_NONNULL am_status am_channel_recv_for_(am_receiver *receiver, void *slot, uint32_t milliseconds,
                                                             const char *here);

#endif
