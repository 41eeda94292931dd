/* dpdk.c -- DPDK: spin, recursive, ticket, queue and read-write locks. */
// RUN-FLAGS: -Itestdata/include/dpdk
#include <rte_locks.h>

struct port {
    rte_spinlock_t spin;
    rte_spinlock_recursive_t nested;
    rte_rwlock_t rw;
    rte_ticketlock_t ticket;
    rte_mcslock_t *queue;
    int count;
};

void spin_bad(struct port *p) {
    rte_spinlock_lock(&p->spin);
    p->count++;
    rte_spinlock_lock(&p->spin); // expected-warning {{'p->spin' is locked again while this thread already holds it}}
    rte_spinlock_unlock(&p->spin);
    rte_spinlock_unlock(&p->spin);
}

void try_has_it_bad(struct port *p) {
    if (rte_spinlock_trylock(&p->spin) == 1) {
        rte_spinlock_lock(&p->spin); // expected-warning {{'p->spin' is locked again while this thread already holds it}}
        rte_spinlock_unlock(&p->spin);
        rte_spinlock_unlock(&p->spin);
    }
}

void try_failed_ok(struct port *p) {
    if (!rte_spinlock_trylock(&p->spin)) {
        p->count++;
        rte_spinlock_lock(&p->spin);
    }
    rte_spinlock_unlock(&p->spin);
}

void recursive_ok(struct port *p) {
    rte_spinlock_recursive_lock(&p->nested);
    rte_spinlock_recursive_lock(&p->nested);
    p->count++;
    rte_spinlock_recursive_unlock(&p->nested);
    rte_spinlock_recursive_unlock(&p->nested);
}

void ticket_bad(struct port *p) {
    rte_ticketlock_lock(&p->ticket);
    // expected-warning@+1 {{'p->ticket' is locked again while this thread already holds it}}
    rte_ticketlock_lock(&p->ticket);
    rte_ticketlock_unlock(&p->ticket);
    rte_ticketlock_unlock(&p->ticket);
}

void ticket_try_ok(struct port *p) {
    if (rte_ticketlock_trylock(&p->ticket) == 0)
        rte_ticketlock_lock(&p->ticket);
    rte_ticketlock_unlock(&p->ticket);
}

void queue_bad(struct port *p) {
    rte_mcslock_t me, other;

    rte_mcslock_lock(&p->queue, &me);
    // expected-warning@+1 {{'p->queue' is locked again while this thread already holds it}}
    rte_mcslock_lock(&p->queue, &other);
    rte_mcslock_unlock(&p->queue, &other);
    rte_mcslock_unlock(&p->queue, &me);
}

void queues_ok(struct port *p, struct port *q) {
    rte_mcslock_t me, other;

    rte_mcslock_lock(&p->queue, &me);
    rte_mcslock_lock(&q->queue, &other);
    rte_mcslock_unlock(&q->queue, &other);
    rte_mcslock_unlock(&p->queue, &me);
}

void write_read_bad(struct port *p) {
    rte_rwlock_write_lock(&p->rw);
    // expected-warning@+1 {{'p->rw' is read-locked while this thread already holds it for writing}}
    rte_rwlock_read_lock(&p->rw);
    rte_rwlock_read_unlock(&p->rw);
    rte_rwlock_write_unlock(&p->rw);
}

/* The try functions of read-write locks answer 0 when they have it. */
void rw_try_bad(struct port *p) {
    if (rte_rwlock_write_trylock(&p->rw) == 0) {
        // expected-warning@+1 {{'p->rw' is write-locked while this thread already holds it for writing}}
        rte_rwlock_write_lock(&p->rw);
        rte_rwlock_write_unlock(&p->rw);
        rte_rwlock_write_unlock(&p->rw);
    }
}

void rw_try_failed_ok(struct port *p) {
    if (rte_rwlock_write_trylock(&p->rw) != 0)
        rte_rwlock_write_lock(&p->rw);
    rte_rwlock_write_unlock(&p->rw);
    rte_rwlock_read_lock(&p->rw);
    rte_rwlock_read_unlock(&p->rw);
}

void sleep_bad(struct port *p) {
    rte_spinlock_lock(&p->spin);
    rte_delay_us_sleep(10); // expected-warning {{'p->spin' is held across 'rte_delay_us_sleep', which sleeps}}
    rte_spinlock_unlock(&p->spin);
}

void join_bad(struct port *p) {
    rte_rwlock_write_lock(&p->rw);
    rte_eal_wait_lcore(1); // expected-warning {{'p->rw' is held across 'rte_eal_wait_lcore', which waits for a thread to end}}
    rte_rwlock_write_unlock(&p->rw);
}

void sleep_ok(struct port *p) {
    rte_spinlock_lock(&p->spin);
    rte_spinlock_unlock(&p->spin);
    rte_delay_us_sleep(10);
}
