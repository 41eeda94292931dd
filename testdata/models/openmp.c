/* openmp.c -- OpenMP's locks, plain and nestable. */
// RUN-FLAGS: -Itestdata/include/omp
#include <omp.h>
#include <unistd.h>

struct grid {
    omp_lock_t lock;
    omp_nest_lock_t nest;
    int cells;
};

void set_bad(struct grid *g) {
    omp_set_lock(&g->lock);
    g->cells++;
    omp_set_lock(&g->lock); // expected-warning {{'g->lock' is locked again while this thread already holds it}}
    omp_unset_lock(&g->lock);
    omp_unset_lock(&g->lock);
}

void local_bad(void) {
    omp_lock_t lock;

    omp_init_lock(&lock);
    omp_set_lock(&lock);
    omp_set_lock(&lock); // expected-warning {{'lock' is locked again while this thread already holds it}}
    omp_unset_lock(&lock);
    omp_unset_lock(&lock);
    omp_destroy_lock(&lock);
}

void set_ok(struct grid *g) {
    omp_set_lock(&g->lock);
    g->cells++;
    omp_unset_lock(&g->lock);
    omp_set_lock(&g->lock);
    omp_unset_lock(&g->lock);
}

/* Not 0 means that it is set. */
void tested_bad(struct grid *g) {
    if (omp_test_lock(&g->lock)) {
        omp_set_lock(&g->lock); // expected-warning {{'g->lock' is locked again while this thread already holds it}}
        omp_unset_lock(&g->lock);
        omp_unset_lock(&g->lock);
    }
}

void tested_in_vain_ok(struct grid *g) {
    while (!omp_test_lock(&g->lock))
        usleep(1);
    g->cells++;
    omp_unset_lock(&g->lock);
}

void nested_ok(struct grid *g) {
    omp_set_nest_lock(&g->nest);
    omp_set_nest_lock(&g->nest);
    g->cells++;
    omp_unset_nest_lock(&g->nest);
    omp_unset_nest_lock(&g->nest);
    usleep(1);
}

void nested_sleep_bad(struct grid *g) {
    omp_set_nest_lock(&g->nest);
    if (omp_test_nest_lock(&g->nest) > 0)
        omp_unset_nest_lock(&g->nest);
    usleep(1); // expected-warning {{'g->nest' is held across 'usleep', which sleeps}}
    omp_unset_nest_lock(&g->nest);
}
