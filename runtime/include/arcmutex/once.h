/* once.h -- work that is done once, and values that are made once. */
#ifndef AM_ONCE_H
#define AM_ONCE_H

#include "arcmutex/attributes.h"
#include "arcmutex/mutex.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Work that is done once; all zero is not done yet. Its fields are the library's. Not to be copied or moved. */
typedef struct am_once {
    _Atomic uint32_t state_;
    _Atomic uint32_t owner_;
    am_held held_;
} am_once;

/*
 * Calls `function(argument)` unless that was done; who comes while another thread does it waits for its end. What the
 * function did is visible afterwards. Ends the process when the function calls it again for the same `once`, and when
 * it is poisoned: an earlier call's thread ended within the function.
 *
 * Example:
 *
 *     static am_once started;
 *
 *     static void start(void *count) {
 *         *(int *)count += 1;
 *     }
 *
 *     int count = 0;
 *     assert(!am_once_is_completed(&started));
 *     am_once_call(&started, start, &count);
 *     am_once_call(&started, start, &count);
 *     am_once_wait(&started); // by now there is nothing to wait for
 *     assert(count == 1 && am_once_is_completed(&started));
 */
#define am_once_call(once, function, argument) am_once_call_((once), (function), (argument), AM_HERE_)

/*
 * The same for those who can repair what is half done: the function is called if it is poisoned, too.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *     static am_once started;
 *
 *     static void fail(void *argument) {
 *         am_arc_drop((counter **)argument);
 *         am_thread_exit();
 *     }
 *
 *     AM_THREAD_ENTRY(start_and_fail, counter, handle) {
 *         am_once_call(&started, fail, &handle);
 *     }
 *
 *     static void start(void *argument) {
 *         AM_GUARD(int, n, (counter *)argument);
 *         *n += 1;
 *     }
 *
 *     am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
 *     am_thread thread;
 *     if (am_thread_spawn(&thread, start_and_fail, am_arc_clone(shared)) != AM_OK)
 *         return 1;
 *     am_thread_join(&thread);
 *     assert(am_once_is_poisoned(&started));
 *     am_once_call_force(&started, start, shared);
 *     AM_GUARD(int, n, shared);
 *     assert(*n == 1 && am_once_is_completed(&started) && !am_once_is_poisoned(&started));
 */
#define am_once_call_force(once, function, argument) am_once_call_force_((once), (function), (argument), AM_HERE_)

/* Waits until somebody has done it; ends the process when it is poisoned. */
#define am_once_wait(once) am_once_wait_((once), AM_HERE_)

/* Whether it is done: true stays true, and what the function did is visible then. */
#define am_once_is_completed(once) am_once_is_completed_(once)

/* Whether the last call's thread ended within the function. */
#define am_once_is_poisoned(once) am_once_is_poisoned_(once)

/*
 * The type of a cell around a T, which is written once and can be read without a lock afterwards; all zero is empty.
 *
 * The pointers that it gives are good as long as the cell is, but for am_cell_take. A thread that ends while it makes
 * the value leaves the cell empty: the next one makes it.
 *
 * Example:
 *
 *     typedef struct {
 *         int limit;
 *     } config;
 *     static AM_ONCE_CELL(config) settings;
 *
 *     AM_CELL_INIT(read_config, config, fresh) {
 *         fresh->limit = 3;
 *     }
 *
 *     assert(am_cell_get(&settings) == NULL);
 *     const config *now = am_cell_get_or_init(&settings, read_config);
 *     assert(now->limit == 3 && am_cell_get(&settings) == now);
 */
#define AM_ONCE_CELL(T)                                                                                                \
    struct {                                                                                                           \
        am_once raw;                                                                                                   \
        __typeof__(T) value;                                                                                           \
    }

/* Begins the definition of `static void name(T *fresh)`, which makes the value of a cell in place; the body follows. */
#define AM_CELL_INIT(name, T, fresh)                                                                                   \
    typedef T name##_value_;                                                                                           \
    static void name(T *fresh);                                                                                        \
    static void name##_init_(void *value) {                                                                            \
        name(value);                                                                                                   \
    }                                                                                                                  \
    static void name(T *fresh)

/* The value, or NULL as long as there is none. Never waits. */
#define am_cell_get(cell) ((AM_CELL_VALUE_(cell))am_cell_get_(AM_CELL_RAW_(cell), AM_CELL_OFFSET_(cell)))

/*
 * The value, never NULL; `init`, the name of an AM_CELL_INIT for this type, makes it if there is none, and who comes
 * meanwhile waits. Ends the process when `init` comes back to the same cell.
 */
#define am_cell_get_or_init(cell, init)                                                                                \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__((cell)->value), init##_value_),                               \
                 "am_cell_get_or_init: the function makes a value of another type"),                                   \
     (AM_CELL_VALUE_(cell))am_cell_get_or_init_(AM_CELL_RAW_(cell), AM_CELL_OFFSET_(cell), init##_init_, AM_HERE_))

/*
 * Moves the variable `owner`, a T, into an empty cell, and zeroes the variable: true. A cell that has a value stays as
 * it is, and the variable too: false. Waits for another thread that makes the value now.
 */
#define am_cell_set(cell, owner)                                                                                       \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__((cell)->value), __typeof__(owner)),                           \
                 "am_cell_set: the cell holds a value of another type"),                                               \
     am_cell_set_(AM_CELL_RAW_(cell), AM_CELL_OFFSET_(cell), &(owner), sizeof(owner), AM_HERE_))

/* Waits until there is a value, and gives it. */
#define am_cell_wait(cell) ((AM_CELL_VALUE_(cell))am_cell_wait_(AM_CELL_RAW_(cell), AM_CELL_OFFSET_(cell), AM_HERE_))

/*
 * Moves the value out to `*slot`, and leaves the cell empty: true; false when there is none. For the one who has the
 * cell alone: no other thread may use it or a pointer into it at that time.
 *
 * Example:
 *
 *     AM_ONCE_CELL(int) cell = {.value = 0};
 *     int first = 7, second = 8, out = 0;
 *     assert(am_cell_set(&cell, first) && first == 0);
 *     assert(!am_cell_set(&cell, second) && second == 8);
 *     assert(*am_cell_wait(&cell) == 7); // waits only as long as there is none
 *     assert(am_cell_take(&cell, &out) && out == 7 && am_cell_get(&cell) == NULL);
 */
#define am_cell_take(cell, slot)                                                                                       \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__((cell)->value), __typeof__(*(slot))),                         \
                 "am_cell_take: the cell holds a value of another type"),                                              \
     am_cell_take_(AM_CELL_RAW_(cell), AM_CELL_OFFSET_(cell), (slot), sizeof(*(slot))))

#define AM_CELL_RAW_(cell) (&(cell)->raw)
#define AM_CELL_VALUE_(cell) const __typeof__((cell)->value) *
#define AM_CELL_OFFSET_(cell) offsetof(__typeof__(*(cell)), value)

/*
 * The functions below are what the macros above call; `offset` is from the am_once to the value, `here` the place of
 * the call (AM_HERE_).
 */

AM_EFFECT("call: {entry: function, argument: argument}")
AM_API __attribute__((nonnull(1, 2, 4))) void am_once_call_(am_once *once, void (*function)(void *argument),
                                                            void *argument, const char *here);

AM_EFFECT("call: {entry: function, argument: argument}")
AM_API __attribute__((nonnull(1, 2, 4))) void am_once_call_force_(am_once *once, void (*function)(void *argument),
                                                                  void *argument, const char *here);

AM_EFFECT("block: wait")
AM_API AM_NONNULL void am_once_wait_(am_once *once, const char *here);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL bool am_once_is_completed_(const am_once *once);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL bool am_once_is_poisoned_(const am_once *once);

AM_EFFECT("nothing: yes")
AM_API AM_NONNULL const void *am_cell_get_(const am_once *once, size_t offset);

AM_EFFECT("call: {entry: init}")
AM_API AM_NONNULL AM_RETURNS_NONNULL const void *am_cell_get_or_init_(am_once *once, size_t offset,
                                                                      void (*init)(void *value), const char *here);

AM_EFFECT("cases: [{when: 'return != 0', move: {handle: '*owner'}}, {nothing: yes}]")
AM_API AM_MUST_USE AM_NONNULL bool am_cell_set_(am_once *once, size_t offset, void *owner, size_t size,
                                                const char *here);

AM_EFFECT("block: wait")
AM_API AM_NONNULL AM_RETURNS_NONNULL const void *am_cell_wait_(am_once *once, size_t offset, const char *here);

AM_EFFECT("writes: '*slot'")
AM_API AM_MUST_USE AM_NONNULL bool am_cell_take_(am_once *once, size_t offset, void *slot, size_t size);

#endif
