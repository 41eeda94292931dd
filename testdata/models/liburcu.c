/* liburcu.c -- read sections that no object holds, and waiting for them to end. */
// RUN-FLAGS: -Itestdata/include/urcu
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#include <urcu.h>

struct route {
    struct rcu_head head;
    int hops;
};

static struct route *current;
static pthread_mutex_t update_mu = PTHREAD_MUTEX_INITIALIZER;

void waits_for_itself_bad(void) {
    rcu_read_lock();
    synchronize_rcu(); // expected-warning {{'rcu' is held across 'synchronize_rcu', which waits for a signal}}
    rcu_read_unlock();
}

static void replace(struct route *fresh) {
    struct route *old = current;

    current = fresh;
    synchronize_rcu();
    free(old);
}

void waits_in_a_helper_bad(struct route *fresh) {
    rcu_read_lock();
    if (current->hops > fresh->hops)
        replace(fresh); // expected-warning {{'rcu' is held across 'replace', which waits for a signal}}
    rcu_read_unlock();
}

int nested_ok(void) {
    int hops;

    rcu_read_lock();
    rcu_read_lock();
    hops = current->hops;
    rcu_read_unlock();
    rcu_read_unlock();
    synchronize_rcu();
    return hops;
}

int still_inside_bad(void) {
    int hops;

    rcu_read_lock();
    rcu_read_lock();
    hops = current->hops;
    rcu_read_unlock();
    usleep(hops); // expected-warning {{'rcu' is held across 'usleep', which sleeps}}
    rcu_read_unlock();
    return hops;
}

/* The section is no object that a call could let go of. */
int unknown_call_bad(void (*visit)(struct route *)) {
    int hops;

    rcu_read_lock();
    visit(current);
    hops = current->hops;
    usleep(hops); // expected-warning {{'rcu' is held across 'usleep', which sleeps}}
    rcu_read_unlock();
    return hops;
}

static void enter(void) {
    rcu_read_lock();
}

static void leave(void) {
    rcu_read_unlock();
}

int helpers_ok(void) {
    int hops;

    enter();
    hops = current->hops;
    leave();
    usleep(1);
    return hops;
}

int helpers_bad(void) {
    int hops;

    enter();
    hops = current->hops;
    usleep(1); // expected-warning {{'rcu' is held across 'usleep', which sleeps}}
    leave();
    return hops;
}

static void release(struct rcu_head *head) {
    pthread_mutex_lock(&update_mu);
    free(head);
    pthread_mutex_unlock(&update_mu);
}

void called_later_ok(struct route *fresh) {
    struct route *old;

    pthread_mutex_lock(&update_mu);
    old = current;
    current = fresh;
    call_rcu(&old->head, release);
    pthread_mutex_unlock(&update_mu);
}

int inside_a_mutex_ok(void) {
    int hops;

    pthread_mutex_lock(&update_mu);
    rcu_read_lock();
    hops = current->hops;
    rcu_read_unlock();
    pthread_mutex_unlock(&update_mu);
    return hops;
}
