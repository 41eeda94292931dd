// Handles that functions of counter.c take.
#include "counter.h"

int moved_elsewhere_bad(void) {
    am_thread first, second;
    counter *shared = am_arc_new(counter, .value = 0);
    if (start(&first, shared) != 0)
        return 1;
    if (start(&second, shared) != 0) // expected-warning {{'shared' is used after it was moved into a thread}}
        return 1;
    am_thread_join(&first);
    am_thread_join(&second);
    return 0;
}

int cloned_elsewhere_ok(void) {
    am_thread first, second;
    counter *shared = am_arc_new(counter, .value = 0);
    if (start(&first, share(shared)) != 0) {
        am_arc_drop(&shared);
        return 1;
    }
    if (start(&second, am_move(shared)) != 0)
        return 1;
    am_thread_join(&first);
    am_thread_join(&second);
    return 0;
}
