/* pitfall_relock.c -- a helper locks what its caller holds, and the thread waits for itself. Rust's compiler is silent,
   and the program hangs there; here locklint tells of it, a run ends with a word about it, and one with AM_CHECKED=1
   says where (pitfall_relock.txt). The fix: read the sum first, or give the helper what the guard points to. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

typedef struct {
    int items[3];
} list;

typedef AM_MUTEX(list) shared_list;

static int sum_of(shared_list *data) {
    AM_GUARD(list, held, data);
    return held->items[0] + held->items[1] + held->items[2];
}

int main(void) {
    am_arc_auto shared_list *data = am_arc_new(shared_list, .value = {{1, 2, 3}});
    AM_GUARD(list, held, data);
    held->items[0] = sum_of(data);
    // expected-warning@-1 {{'data' is locked again while this thread already holds it}}
    printf("%d\n", held->items[0]);
}
