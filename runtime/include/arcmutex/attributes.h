/* attributes.h -- what the declarations say to compilers and to locklint; every macro is empty where it is unknown. */
#ifndef AM_ATTRIBUTES_H
#define AM_ATTRIBUTES_H

/*
 * The macros below are for functions and locks of one's own, too: what wraps a call of the library is then known as the
 * call is.
 *
 * Example:
 *
 *     typedef AM_MUTEX(int) counter;
 *
 *     AM_EFFECT("create: {handle: return}")
 *     AM_API AM_MUST_USE AM_RETURNS_NONNULL counter *counter_new(int first);
 *
 *     AM_EFFECT("borrow: {handle: self}")
 *     AM_API AM_NONNULL void counter_add(counter *self, int more);
 *
 *     counter *counter_new(int first) {
 *         return am_arc_new(counter, .value = first);
 *     }
 *
 *     void counter_add(counter *self, int more) {
 *         AM_GUARD(int, n, self);
 *         *n += more;
 *     }
 *
 *     struct AM_CAPABILITY("mutex") spin_lock { // clang's -Wthread-safety knows it as a lock
 *         _Atomic int is_taken;
 *     };
 *
 *     am_arc_auto counter *shared = counter_new(3);
 *     counter_add(shared, 4);
 *     AM_GUARD(int, n, shared);
 *     assert(*n == 7);
 */

#if defined(__has_attribute)
#define AM_HAS_ATTRIBUTE_(name) __has_attribute(name)
#else
#define AM_HAS_ATTRIBUTE_(name) 0
#endif

/*
 * AM_EFFECT: what a call of the function does to locks and handles, as a YAML flow mapping over the names of its
 * parameters and `return`. locklint reads it; a function that does nothing to them says "nothing: yes".
 */
#if AM_HAS_ATTRIBUTE_(annotate)
#define AM_EFFECT(text) __attribute__((annotate("locklint: {api: arcmutex, " text "}")))
#else
#define AM_EFFECT(text)
#endif

/* AM_CAPABILITY: names a type as a lock for clang's -Wthread-safety. */
#if AM_HAS_ATTRIBUTE_(capability)
#define AM_CAPABILITY(kind) __attribute__((capability(kind)))
#else
#define AM_CAPABILITY(kind)
#endif

/* AM_MUST_USE: a result whose loss is a bug: a leaked handle, a lock for ever held, an unseen failure. */
#if AM_HAS_ATTRIBUTE_(warn_unused_result)
#define AM_MUST_USE __attribute__((warn_unused_result))
#else
#define AM_MUST_USE
#endif

#if AM_HAS_ATTRIBUTE_(nonnull)
#define AM_NONNULL __attribute__((nonnull))
#else
#define AM_NONNULL
#endif

#if AM_HAS_ATTRIBUTE_(returns_nonnull)
#define AM_RETURNS_NONNULL __attribute__((returns_nonnull))
#else
#define AM_RETURNS_NONNULL
#endif

#if AM_HAS_ATTRIBUTE_(visibility)
#define AM_API __attribute__((visibility("default")))
#else
#define AM_API
#endif

/* AM_INLINE_: a function that the library has, too, and that is defined in its header; locklint sees the declaration.
 */
#ifdef __locklint__
#define AM_INLINE_
#else
#define AM_INLINE_ inline
#endif

/* AM_CLEANUP_: calls `function` with the variable's address at the end of its scope. The library needs this one. */
#define AM_CLEANUP_(function) __attribute__((cleanup(function), unused))

/* AM_HERE_: the place of a call, for the reports of checked mode: "file.c:12", a string that lives for ever. */
#define AM_HERE_ __FILE__ ":" AM_TEXT_(__LINE__)
#define AM_TEXT_(line) AM_TEXT_OF_(line)
#define AM_TEXT_OF_(line) #line

/* AM_REQUIRE_: a static assertion that can stand in an expression of a function. */
#define AM_REQUIRE_(condition, text) __extension__({ _Static_assert(condition, text); })

#endif
