/* weak.h -- handles that don't keep their value alive, and what the only owner of a value may do. */
#ifndef AM_WEAK_H
#define AM_WEAK_H

#include "arcmutex/arc.h"
#include "arcmutex/attributes.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A weak handle knows a shared value and does not own it: when the last handle is dropped the value is destroyed, and
 * from then on the weak handle finds nothing. Its memory is given back with the last weak handle. NULL is a weak handle
 * to nothing.
 *
 * Each weak handle is owned by exactly one variable and dropped once, as a handle is; am_move hands it on. It may be
 * used in any thread; one variable that holds it is not itself protected.
 *
 * Example:
 *
 *     typedef struct {
 *         int size;
 *     } image;
 *     typedef AM_WEAK(image) weak_image;
 *
 *     image *shown = am_arc_new(image, .size = 64);
 *     am_weak_auto weak_image *cached = am_arc_downgrade(weak_image, shown);
 *     image *again = am_weak_upgrade(cached);
 *     assert(again == shown);
 *     am_arc_drop(&again);
 *     am_arc_drop(&shown);
 *     again = am_weak_upgrade(cached);
 *     assert(again == NULL); // the last handle is gone, and the image with it
 */
#define AM_WEAK(T)                                                                                                     \
    struct {                                                                                                           \
        __typeof__(T) *strong_;                                                                                        \
    }

/* A weak handle, a `W *` for a W = AM_WEAK of the handle's type, to the value of `handle`, which stays as it is. */
#define am_arc_downgrade(W, handle)                                                                                    \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(((W *)0)->strong_), __typeof__(&*(handle))),                  \
                 "am_arc_downgrade: the weak handle is for another type"),                                             \
     (W *)am_arc_downgrade_((handle), AM_HERE_))

/* A new handle to the value, or NULL when it is destroyed, or not yet made (am_arc_new_cyclic); NULL for NULL. */
#define am_weak_upgrade(weak) ((__typeof__((weak)->strong_))am_weak_upgrade_((weak), AM_HERE_))

/* A further weak handle to the same value; NULL for NULL. */
#define am_weak_clone(weak) ((__typeof__(&*(weak)))am_weak_clone_((weak), AM_HERE_))

/* Gives up the weak handle in the variable that `slot` points to and sets that variable NULL; NULL is left alone. */
#define am_weak_drop(slot) am_weak_drop_at_((__typeof__(**(slot)) **)(slot), AM_HERE_)

/* Before a declaration: drops the weak handle at the end of the scope, unless it was moved or dropped before. */
#define am_weak_auto AM_CLEANUP_(am_weak_drop_)

/* The number of handles, or of weak ones, at some moment; 0 handles for NULL. */
#define am_weak_strong_count(weak) am_weak_strong_count_(weak)
#define am_arc_weak_count(handle) am_arc_weak_count_(handle)

/*
 * Whether two weak handles of one type know the same value (or both none). Two types do not compile.
 *
 * Example:
 *
 *     typedef struct {
 *         int size;
 *     } image;
 *     typedef AM_WEAK(image) weak_image;
 *
 *     image *shown = am_arc_new(image, .size = 64);
 *     weak_image *one = am_arc_downgrade(weak_image, shown);
 *     weak_image *other = am_weak_clone(one);
 *     assert(am_weak_ptr_eq(one, other));
 *     assert(am_arc_weak_count(shown) == 2 && am_weak_strong_count(one) == 1);
 *     am_arc_drop(&shown);
 *     assert(am_weak_strong_count(one) == 0);
 *     am_weak_drop(&one);
 *     am_weak_drop(&other);
 */
#define am_weak_ptr_eq(left, right)                                                                                    \
    (AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(*(left)), __typeof__(*(right))),                              \
                 "am_weak_ptr_eq: the two weak handles have different types"),                                         \
     am_arc_ptr_eq_((left), (right)))

/*
 * Begins the definition of a function that makes a T which knows itself, for am_arc_new_cyclic; the body follows.
 * `fresh` is the value, all zero so far; `self` a weak handle to it, which is borrowed: am_weak_clone keeps one. It
 * finds nothing as long as the function runs. `data` is what am_arc_new_cyclic was given.
 *
 * Example:
 *
 *     typedef struct node node;
 *     typedef AM_WEAK(node) weak_node;
 *     struct node {
 *         int number;
 *         weak_node *self;
 *     };
 *
 *     AM_CYCLIC_INIT(make_node, node, weak_node, fresh, self, number) {
 *         fresh->number = *(const int *)number;
 *         fresh->self = am_weak_clone(self);
 *     }
 *
 *     static void destroy_node(void *value) {
 *         node *self = value;
 *         am_weak_drop(&self->self);
 *     }
 *
 *     int number = 7;
 *     am_arc_auto node *one = am_arc_new_cyclic(node, make_node, destroy_node, &number);
 *     am_arc_auto node *same = am_weak_upgrade(one->self);
 *     assert(same == one && one->number == 7);
 */
#define AM_CYCLIC_INIT(name, T, W, fresh, self, data)                                                                  \
    typedef T name##_value_;                                                                                           \
    static void name(T *fresh, W *self, void *data);                                                                   \
    static void name##_cyclic_(void *value, void *data) {                                                              \
        name(value, value, data);                                                                                      \
    }                                                                                                                  \
    static void name(T *fresh, W *self, void *data)

/* The first handle to a new T that `init`, the name of an AM_CYCLIC_INIT, makes; `destroy` as in am_arc_new_with. */
#define am_arc_new_cyclic(T, init, destroy, data)                                                                      \
    (AM_REQUIRE_(__builtin_types_compatible_p(T, init##_value_),                                                       \
                 "am_arc_new_cyclic: the function makes another type"),                                                \
     (T *)am_arc_new_cyclic_(sizeof(T), _Alignof(T), init##_cyclic_, (destroy), (data), AM_HERE_))

/*
 * The value, to be changed without a lock, if `handle` is its only handle and there is no weak one; else NULL. The
 * pointer is good until the handle is cloned, moved or dropped.
 *
 * Example:
 *
 *     typedef struct {
 *         int limit;
 *     } config;
 *
 *     am_arc_auto config *mine = am_arc_new(config, .limit = 3);
 *     config *alone = am_arc_get_mut(mine);
 *     assert(alone == mine);
 *     alone->limit = 4;
 *     am_arc_auto config *yours = am_arc_clone(mine);
 *     assert(am_arc_get_mut(mine) == NULL && yours->limit == 4);
 */
#define am_arc_get_mut(handle) ((__typeof__(&*(handle)))am_arc_get_mut_(handle))

/*
 * Makes the handle in the variable that `slot` points to the only one of its value, and gives the value. A value that
 * has other handles is copied to a new one with the same destructor, and this handle to the old one is dropped; one
 * that has only weak handles besides moves away from them. `clone`, `void clone(void *copy, const void *original)`,
 * turns the copy of the bytes into one of its own (clones the handles in it, say); NULL when the bytes are enough.
 *
 * Example:
 *
 *     typedef struct {
 *         int limit;
 *     } config;
 *
 *     am_arc_auto config *mine = am_arc_new(config, .limit = 3);
 *     am_arc_auto config *yours = am_arc_clone(mine);
 *     am_arc_make_mut(&mine, NULL)->limit = 4;
 *     assert(mine->limit == 4 && yours->limit == 3);
 */
#define am_arc_make_mut(slot, clone)                                                                                   \
    ((__typeof__(*(slot)))am_arc_make_mut_((__typeof__(**(slot)) **)(slot), (clone), AM_HERE_))

/*
 * Moves the value out to `*out`, without destroying it, and drops the handle in the variable that `slot` points to, if
 * that is the only one: true. Else false, and nothing is changed. Weak handles find nothing from then on.
 */
#define am_arc_try_unwrap(slot, out)                                                                                   \
    (AM_OUT_(slot, out, "am_arc_try_unwrap"), am_arc_try_unwrap_((__typeof__(**(slot)) **)(slot), (out), AM_HERE_))

/*
 * Drops the handle in the variable that `slot` points to; the last one moves the value to `*out` in place of destroying
 * it: true. Of several threads that do so with the last handles exactly one gets the value.
 *
 * Example:
 *
 *     typedef struct {
 *         int sum;
 *     } result;
 *
 *     result *mine = am_arc_new(result, .sum = 42);
 *     result *yours = am_arc_clone(mine);
 *     result out;
 *     assert(!am_arc_try_unwrap(&mine, &out)); // there is another handle: nothing happens
 *     assert(!am_arc_into_inner(&mine, &out)); // ... this one is dropped
 *     assert(am_arc_try_unwrap(&yours, &out) && out.sum == 42);
 *     assert(mine == NULL && yours == NULL);
 */
#define am_arc_into_inner(slot, out)                                                                                   \
    (AM_OUT_(slot, out, "am_arc_into_inner"), am_arc_into_inner_((__typeof__(**(slot)) **)(slot), (out), AM_HERE_))

/*
 * For what can carry nothing but a `void *`, such as pthread_create: am_arc_into_raw takes the handle out of the
 * variable `owner` (which is NULL then) as a raw pointer, the address of the value; am_arc_from_raw makes a handle of
 * it again, once, of the same T.
 *
 * Example:
 *
 *     typedef struct {
 *         int limit;
 *     } config;
 *
 *     config *mine = am_arc_new(config, .limit = 3);
 *     void *raw = am_arc_into_raw(mine);
 *     am_arc_auto config *again = am_arc_from_raw(config, raw);
 *     assert(mine == NULL && again->limit == 3);
 */
#define am_arc_into_raw(owner) am_move_(&(owner), AM_HERE_)
#define am_arc_from_raw(T, raw) ((T *)am_arc_from_raw_(raw))

#define AM_OUT_(slot, out, name)                                                                                       \
    AM_REQUIRE_(__builtin_types_compatible_p(__typeof__(**(slot)), __typeof__(*(out))),                                \
                name ": the value is of another type")

/* The functions below are what the macros above call; `here` is the place of the call (AM_HERE_). */

AM_EFFECT("borrow: {handle: handle}")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_arc_downgrade_(const void *handle, const char *here);

AM_EFFECT("borrow: {handle: weak}")
AM_API AM_MUST_USE __attribute__((nonnull(2))) void *am_weak_upgrade_(const void *weak, const char *here);

AM_EFFECT("borrow: {handle: weak}")
AM_API AM_MUST_USE __attribute__((nonnull(2))) void *am_weak_clone_(const void *weak, const char *here);

AM_EFFECT("drop: {handle: '*slot'}")
AM_API AM_NONNULL void am_weak_drop_at_(void *slot, const char *here);

/* At the end of a scope, which has no place of its own. */
AM_EFFECT("drop: {handle: '*slot'}")
AM_API AM_NONNULL void am_weak_drop_(void *slot);

AM_EFFECT("nothing: yes")
AM_API size_t am_weak_strong_count_(const void *weak);

AM_EFFECT("borrow: {handle: handle}")
AM_API AM_NONNULL size_t am_arc_weak_count_(const void *handle);

AM_EFFECT("create: {handle: return}, call: {entry: init, argument: data}")
AM_API AM_MUST_USE __attribute__((nonnull(3, 6))) AM_RETURNS_NONNULL void *
am_arc_new_cyclic_(size_t size, size_t alignment, void (*init)(void *value, void *data), void (*destroy)(void *value),
                   void *data, const char *here);

AM_EFFECT("borrow: {handle: handle}")
AM_API AM_MUST_USE AM_NONNULL void *am_arc_get_mut_(const void *handle);

AM_EFFECT("nothing: yes, writes: '*slot'")
AM_API __attribute__((nonnull(1, 3))) AM_RETURNS_NONNULL void *
am_arc_make_mut_(void *slot, void (*clone)(void *copy, const void *original), const char *here);

AM_EFFECT("cases: [{when: 'return != 0', move: {handle: '*slot'}, writes: '*out'}, {nothing: yes}]")
AM_API AM_MUST_USE AM_NONNULL bool am_arc_try_unwrap_(void *slot, void *out, const char *here);

AM_EFFECT("move: {handle: '*slot'}, writes: '*out'")
AM_API AM_MUST_USE AM_NONNULL bool am_arc_into_inner_(void *slot, void *out, const char *here);

AM_EFFECT("returns: raw")
AM_API AM_MUST_USE AM_NONNULL AM_RETURNS_NONNULL void *am_arc_from_raw_(void *raw);

#endif
