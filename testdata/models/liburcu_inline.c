/* liburcu_inline.c -- read sections whose functions the header defines. */
// RUN-FLAGS: -D_LGPL_SOURCE -Itestdata/include/urcu
#include <unistd.h>
#include <urcu.h>

struct route {
    struct rcu_head head;
    int hops;
};

static struct route *current;

void waits_for_itself_bad(void) {
    rcu_read_lock();
    synchronize_rcu(); // expected-warning {{'rcu' is held across 'synchronize_rcu', which waits for a signal}}
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
