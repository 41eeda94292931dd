/* ck.c -- Concurrency Kit's spin locks, which its headers define, and read-write locks of many kinds. */
// RUN-FLAGS: -Itestdata/include/ck
#include <ck_locks.h>
#include <unistd.h>

struct ring {
    ck_spinlock_t spin;
    ck_spinlock_mcs_t *queue;
    ck_rwlock_t rw;
    ck_rwlock_recursive_t nested;
    ck_bytelock_t bytes;
    ck_brlock_t big;
    ck_sequence_t sequence;
    ck_barrier_centralized_t barrier;
    int head;
};

static ck_spinlock_t table_lock = CK_SPINLOCK_INITIALIZER;

/* ---- spin locks ---- */

void spin_bad(struct ring *r) {
    ck_spinlock_lock(&r->spin);
    r->head++;
    // expected-warning@+1 {{'r->spin' is locked again while this thread already holds it; a spin lock spins here}}
    ck_spinlock_lock(&r->spin);
    ck_spinlock_unlock(&r->spin);
    ck_spinlock_unlock(&r->spin);
}

void spin_ok(struct ring *r) {
    ck_spinlock_lock(&table_lock);
    ck_spinlock_lock(&r->spin);
    r->head++;
    ck_spinlock_unlock(&r->spin);
    ck_spinlock_unlock(&table_lock);
    usleep(1);
}

/* true means that it was taken. */
void tried_bad(void) {
    if (ck_spinlock_trylock(&table_lock)) {
        usleep(1); // expected-warning {{'table_lock' is held across 'usleep', which sleeps}}
        ck_spinlock_unlock(&table_lock);
    }
}

void tried_in_vain_ok(struct ring *r) {
    while (ck_spinlock_trylock(&r->spin) == false)
        usleep(1);
    r->head++;
    ck_spinlock_unlock(&r->spin);
}

void queue_bad(struct ring *r) {
    ck_spinlock_mcs_t mine, other;

    ck_spinlock_mcs_lock(&r->queue, &mine);
    r->head++;
    ck_spinlock_mcs_lock(&r->queue, &other); // expected-warning {{'r->queue' is locked again while this thread already}}
    ck_spinlock_mcs_unlock(&r->queue, &other);
    ck_spinlock_mcs_unlock(&r->queue, &mine);
}

void queue_tried_bad(struct ring *r) {
    ck_spinlock_mcs_t mine;

    if (!ck_spinlock_mcs_trylock(&r->queue, &mine))
        return;
    usleep(1); // expected-warning {{'r->queue' is held across 'usleep', which sleeps}}
    ck_spinlock_mcs_unlock(&r->queue, &mine);
}

/* ---- read-write locks ---- */

void write_bad(struct ring *r) {
    ck_rwlock_write_lock(&r->rw);
    // expected-warning@+1 {{'r->rw' is write-locked while this thread already holds it for writing}}
    ck_rwlock_write_lock(&r->rw);
    r->head++;
    ck_rwlock_write_unlock(&r->rw);
    ck_rwlock_write_unlock(&r->rw);
}

int read_under_write_bad(struct ring *r) {
    int head;

    if (!ck_rwlock_write_trylock(&r->rw))
        return -1;
    // expected-warning@+1 {{'r->rw' is read-locked while this thread already holds it for writing}}
    ck_rwlock_read_lock(&r->rw);
    head = r->head;
    ck_rwlock_read_unlock(&r->rw);
    ck_rwlock_write_unlock(&r->rw);
    return head;
}

int downgrade_ok(struct ring *r) {
    int head;

    ck_rwlock_write_lock(&r->rw);
    r->head++;
    ck_rwlock_write_downgrade(&r->rw);
    ck_rwlock_read_lock(&r->rw);
    head = r->head;
    ck_rwlock_read_unlock(&r->rw);
    ck_rwlock_read_unlock(&r->rw);
    return head;
}

void tried_read_bad(struct ring *r) {
    if (ck_rwlock_read_trylock(&r->rw)) {
        usleep(1); // expected-warning {{'r->rw' is held across 'usleep', which sleeps}}
        ck_rwlock_read_unlock(&r->rw);
    }
}

void recursive_ok(struct ring *r, unsigned int thread) {
    ck_rwlock_recursive_write_lock(&r->nested, thread);
    ck_rwlock_recursive_write_lock(&r->nested, thread);
    r->head++;
    ck_rwlock_recursive_write_unlock(&r->nested);
    ck_rwlock_recursive_write_unlock(&r->nested);
}

void bytes_bad(struct ring *r, unsigned int slot) {
    ck_bytelock_write_lock(&r->bytes, slot);
    r->head++;
    // expected-warning@+1 {{'r->bytes' is write-locked while this thread already holds it for writing}}
    ck_bytelock_write_lock(&r->bytes, slot);
    ck_bytelock_write_unlock(&r->bytes);
    ck_bytelock_write_unlock(&r->bytes);
}

/* The reader of a slot may go on as its writer. */
void bytes_upgrade_ok(struct ring *r, unsigned int slot) {
    ck_bytelock_read_lock(&r->bytes, slot);
    if (r->head == 0) {
        ck_bytelock_write_lock(&r->bytes, slot);
        r->head++;
        ck_bytelock_write_unlock(&r->bytes);
    }
}

/* The reader's record is what is given back. */
int big_reader_ok(struct ring *r, ck_brlock_reader_t *reader) {
    int head;

    ck_brlock_read_lock(&r->big, reader);
    head = r->head;
    ck_brlock_read_unlock(reader);
    ck_brlock_write_lock(&r->big);
    r->head = 0;
    ck_brlock_write_unlock(&r->big);
    usleep(1);
    return head;
}

int big_reader_bad(struct ring *r) {
    ck_brlock_reader_t reader = {0};
    int head;

    ck_brlock_read_lock(&r->big, &reader);
    head = r->head;
    usleep(1); // expected-warning {{'r->big' is held across 'usleep', which sleeps}}
    ck_brlock_read_unlock(&reader);
    usleep(2);
    return head;
}

/* ---- sequences and barriers ---- */

void sequence_bad(struct ring *r) {
    ck_sequence_write_begin(&r->sequence);
    r->head++;
    usleep(1); // expected-warning {{'r->sequence' is held across 'usleep', which sleeps}}
    ck_sequence_write_end(&r->sequence);
}

int sequence_ok(const struct ring *r) {
    unsigned int version;
    int head;

    do {
        version = ck_sequence_read_begin(&r->sequence);
        head = r->head;
    } while (ck_sequence_read_retry(&r->sequence, version));
    return head;
}

void barrier_bad(struct ring *r, ck_barrier_centralized_state_t *state) {
    ck_spinlock_lock(&r->spin);
    ck_barrier_centralized(&r->barrier, state, 4); // expected-warning {{'r->spin' is held across}}
    ck_spinlock_unlock(&r->spin);
}
