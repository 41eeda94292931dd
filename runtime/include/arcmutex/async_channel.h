/* async_channel.h -- handing values from tasks to tasks: who waits suspends its task, not the thread. */
#ifndef AM_ASYNC_CHANNEL_H
#define AM_ASYNC_CHANNEL_H

#include "arcmutex/arc.h"
#include "arcmutex/attributes.h"
#include "arcmutex/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * As the channels of channel.h, with ends that are handles of arc.h, and sends that move.
 *
 * Both ends may be used in tasks and in plain threads. Who waits longest comes first. A task that is aborted while it
 * waits here has sent, or received, nothing.
 *
 * Example:
 *
 *     typedef AM_ASYNC_SENDER(int) job_sender;
 *     typedef AM_ASYNC_RECEIVER(int) job_receiver;
 *
 *     AM_TASK_ENTRY(give_work, job_sender, handle) {
 *         am_arc_auto job_sender *out = am_move(handle);
 *         for (int i = 1; i <= 3; i++) {
 *             int job = i;
 *             if (am_async_send(out, job) != AM_OK) // suspends the task as long as there is no room
 *                 return;
 *         }
 *     }
 *
 *     job_sender *out = NULL;
 *     am_arc_auto job_receiver *in = NULL;
 *     am_async_channel(&out, &in, 2, NULL);
 *     am_task task;
 *     if (am_task_spawn(&task, give_work, am_move(out)) != AM_OK)
 *         return 1;
 *     int sum = 0;
 *     for (int job; am_async_recv(in, &job) == AM_OK;)
 *         sum += job;
 *     assert(sum == 6);
 *     am_task_await(&task);
 *     am_runtime_stop();
 */
#define AM_ASYNC_SENDER(T)                                                                                             \
    struct {                                                                                                           \
        am_async_sender raw;                                                                                           \
        __typeof__(T) *payload_;                                                                                       \
    }
#define AM_ASYNC_RECEIVER(T)                                                                                           \
    struct {                                                                                                           \
        am_async_receiver raw;                                                                                         \
        __typeof__(T) *payload_;                                                                                       \
    }

typedef struct am_async_sender {
    struct am_async_queue *queue_;
} am_async_sender;

typedef struct am_async_receiver {
    struct am_async_queue *queue_;
} am_async_receiver;

/*
 * Makes a channel with room for `capacity` values, at least 1, and writes the first handles of its ends to the
 * variables that `sender` and `receiver` point to, which must not hold one. Two ends for different types do not
 * compile. `drop`, as in channel.h, is called with the address of each value that nobody will receive; or NULL. Ends
 * the process when there is no memory.
 */
#define am_async_channel(sender, receiver, capacity, drop)                                                             \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__((*(sender))->payload_), __typeof__((*(receiver))->payload_)), \
                 "am_async_channel: the two ends carry different types"),                                              \
     am_async_channel_new_((sender), (receiver), (capacity), sizeof(*(*(sender))->payload_), (drop)))

/*
 * Sends what the variable `owner` holds, and waits for room: AM_OK, or AM_CLOSED: there is no receiver any more. The
 * second form never waits: AM_WOULD_BLOCK when there is no room; the third waits so many milliseconds at most:
 * AM_TIMED_OUT.
 */
#define am_async_send(sender, owner)                                                                                   \
    (AM_ASYNC_CARRIES_(sender, owner, "am_async_send"), am_async_channel_send_(&(sender)->raw, &(owner), AM_HERE_))
#define am_async_try_send(sender, owner)                                                                               \
    (AM_ASYNC_CARRIES_(sender, owner, "am_async_try_send"),                                                            \
     am_async_channel_try_send_(&(sender)->raw, &(owner), AM_HERE_))
#define am_async_send_for(sender, owner, milliseconds)                                                                 \
    (AM_ASYNC_CARRIES_(sender, owner, "am_async_send_for"),                                                            \
     am_async_channel_send_for_(&(sender)->raw, &(owner), (milliseconds), AM_HERE_))

/*
 * Waits for a value and writes it to `*slot`, which must not hold a handle: AM_OK, or AM_CLOSED: there is none, and no
 * sender any more. The second form never waits: AM_WOULD_BLOCK when there is none now; the third waits so many
 * milliseconds at most: AM_TIMED_OUT. `*slot` is written on AM_OK only.
 *
 * Example:
 *
 *     typedef AM_ASYNC_SENDER(int) job_sender;
 *     typedef AM_ASYNC_RECEIVER(int) job_receiver;
 *
 *     am_arc_auto job_sender *out = NULL;
 *     am_arc_auto job_receiver *in = NULL;
 *     am_async_channel(&out, &in, 1, NULL);
 *     int first = 1, second = 2, received = 0;
 *     assert(am_async_try_recv(in, &received) == AM_WOULD_BLOCK);
 *     assert(am_async_recv_for(in, &received, 1) == AM_TIMED_OUT);
 *     assert(am_async_try_send(out, first) == AM_OK && first == 0);
 *     assert(am_async_send_for(out, second, 1) == AM_TIMED_OUT && second == 2);
 *     assert(am_async_try_recv(in, &received) == AM_OK && received == 1);
 */
#define am_async_recv(receiver, slot)                                                                                  \
    (AM_ASYNC_CARRIES_(receiver, *(slot), "am_async_recv"), am_async_channel_recv_(&(receiver)->raw, (slot), AM_HERE_))
#define am_async_try_recv(receiver, slot)                                                                              \
    (AM_ASYNC_CARRIES_(receiver, *(slot), "am_async_try_recv"),                                                        \
     am_async_channel_try_recv_(&(receiver)->raw, (slot), AM_HERE_))
#define am_async_recv_for(receiver, slot, milliseconds)                                                                \
    (AM_ASYNC_CARRIES_(receiver, *(slot), "am_async_recv_for"),                                                        \
     am_async_channel_recv_for_(&(receiver)->raw, (slot), (milliseconds), AM_HERE_))

/*
 * One value from one to one: a channel of one value, whose sender is gone with its send. `sender` points to the
 * variable with the handle, the only one of this end; the send never waits.
 *
 * Example:
 *
 *     typedef AM_ASYNC_SENDER(int) answer_sender;
 *     typedef AM_ASYNC_RECEIVER(int) answer_receiver;
 *
 *     answer_sender *out = NULL;
 *     am_arc_auto answer_receiver *in = NULL;
 *     am_async_channel(&out, &in, 1, NULL);
 *     int answer = 42, received = 0;
 *     assert(am_oneshot_send(&out, answer) == AM_OK && out == NULL);
 *     assert(am_async_recv(in, &received) == AM_OK && received == 42);
 *     assert(am_async_recv(in, &received) == AM_CLOSED);
 */
#define am_oneshot_send(sender, owner)                                                                                 \
    (AM_ASYNC_CARRIES_(*(sender), owner, "am_oneshot_send"), am_async_oneshot_send_((sender), &(owner), AM_HERE_))

#define AM_ASYNC_CARRIES_(end, value, name)                                                                            \
    AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(end)->payload_), __typeof__(value)),                         \
                name ": the channel carries values of another type")

/* The functions below are what the macros above call. */

AM_EFFECT("create: [{handle: '*sender'}, {handle: '*receiver'}]")
AM_API __attribute__((nonnull(1, 2))) void am_async_channel_new_(void *sender, void *receiver, size_t capacity,
                                                                 size_t size, void (*drop)(void *value));

AM_EFFECT("cases: [{when: 'return == 0', yield: await, move: {handle: '*owner'}}, {yield: await}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_channel_send_(am_async_sender *sender, void *owner, const char *here);

AM_EFFECT("cases: [{when: 'return == 0', move: {handle: '*owner'}}, {nothing: yes}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_channel_try_send_(am_async_sender *sender, void *owner,
                                                                   const char *here);

AM_EFFECT("cases: [{when: 'return == 0', yield: await, move: {handle: '*owner'}}, {yield: await}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_channel_send_for_(am_async_sender *sender, void *owner,
                                                                   uint32_t milliseconds, const char *here);

AM_EFFECT("cases: [{when: '!return', move: {handle: '*owner'}, drop: {handle: '*end'}}, {drop: {handle: '*end'}}]")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_oneshot_send_(void *end, void *owner, const char *here);

AM_EFFECT("yield: await, writes: '*slot'")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_channel_recv_(am_async_receiver *receiver, void *slot,
                                                               const char *here);

AM_EFFECT("writes: '*slot'")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_channel_try_recv_(am_async_receiver *receiver, void *slot,
                                                                   const char *here);

AM_EFFECT("yield: await, writes: '*slot'")
AM_API AM_MUST_USE AM_NONNULL am_status am_async_channel_recv_for_(am_async_receiver *receiver, void *slot,
                                                                   uint32_t milliseconds, const char *here);

#endif
