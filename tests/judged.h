/* judged.h -- small sources through the engine: what happens in a function, and what its callers are told. */
#ifndef LK_TESTS_JUDGED_H
#define LK_TESTS_JUDGED_H

#include <stdbool.h>

/* The events of the body of `void f(struct node *p, struct node *q, int x, int n)` as one text, each distinct one once,
   with the locks certainly held before it, and ` free so far` where nobody who called can hold the lock. `complete`
   (may be NULL): whether every path was followed. The caller frees it. */
char *judged_events(const char *body, bool *complete);

/* Compares that text, and wants every path followed. */
void expect_events(const char *body, const char *events);

/* The same for the function `f` of a source of its own, which stands behind the prelude. */
char *judged_events_in(const char *source, bool *complete);
void expect_events_in(const char *source, const char *events);

/* Compares the summary of `function`, which stands in `source` behind the same prelude, with `lines`: the summary's own
   lines without indentation, line numbers and what is not about locks (writes, hands on). */
void expect_summary(const char *source, const char *function, const char *lines);

#endif
