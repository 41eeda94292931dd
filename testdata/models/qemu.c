/* qemu.c -- QEMU: macros that lock through a pointer, a try that answers true when it failed. */
// RUN-FLAGS: -Itestdata/include/qemu
#include <thread.h>
#include <unistd.h>

struct device {
    QemuMutex mutex;
    QemuRecMutex nested;
    QemuCond cond;
    QemuSpin spin;
    QemuEvent *event;
    CoMutex co;
    int count;
};

void mutex_bad(struct device *d) {
    qemu_mutex_lock(&d->mutex);
    d->count++;
    qemu_mutex_lock(&d->mutex); // expected-warning {{'d->mutex' is locked again while this thread already holds it}}
    qemu_mutex_unlock(&d->mutex);
    qemu_mutex_unlock(&d->mutex);
}

void mutexes_ok(struct device *d, struct device *e) {
    qemu_mutex_lock(&d->mutex);
    qemu_mutex_lock(&e->mutex);
    qemu_mutex_unlock(&e->mutex);
    qemu_mutex_unlock(&d->mutex);
    qemu_mutex_lock(&d->mutex);
    qemu_mutex_unlock(&d->mutex);
}

void function_bad(struct device *d) {
    (qemu_mutex_lock)(&d->mutex);
    qemu_mutex_lock(&d->mutex); // expected-warning {{'d->mutex' is locked again while this thread already holds it}}
    qemu_mutex_unlock(&d->mutex);
    (qemu_mutex_unlock)(&d->mutex);
}

static void count_up(struct device *d) {
    qemu_mutex_lock(&d->mutex);
    d->count++;
    qemu_mutex_unlock(&d->mutex);
}

void helper_bad(struct device *d) {
    qemu_mutex_lock(&d->mutex);
    count_up(d); // expected-warning {{'d->mutex' is locked again while this thread already holds it}}
    qemu_mutex_unlock(&d->mutex);
}

void try_has_it_bad(struct device *d) {
    if (qemu_mutex_trylock(&d->mutex) == 0) {
        qemu_mutex_lock(&d->mutex); // expected-warning {{'d->mutex' is locked again while this thread already holds it}}
        qemu_mutex_unlock(&d->mutex);
        qemu_mutex_unlock(&d->mutex);
    }
}

void try_failed_ok(struct device *d) {
    if (qemu_mutex_trylock(&d->mutex))
        qemu_mutex_lock(&d->mutex);
    qemu_mutex_unlock(&d->mutex);
}

void recursive_ok(struct device *d) {
    qemu_rec_mutex_lock(&d->nested);
    qemu_rec_mutex_lock(&d->nested);
    qemu_rec_mutex_unlock(&d->nested);
    qemu_rec_mutex_unlock(&d->nested);
}

void condition_ok(struct device *d) {
    qemu_mutex_lock(&d->mutex);
    while (d->count == 0)
        qemu_cond_wait(&d->cond, &d->mutex);
    qemu_mutex_unlock(&d->mutex);
}

void spin_bad(struct device *d) {
    qemu_spin_lock(&d->spin);
    qemu_spin_lock(&d->spin); // expected-warning {{'d->spin' is locked again while this thread already holds it}}
    qemu_spin_unlock(&d->spin);
    qemu_spin_unlock(&d->spin);
}

void spin_try_bad(struct device *d) {
    if (!qemu_spin_trylock(&d->spin)) {
        qemu_spin_lock(&d->spin); // expected-warning {{'d->spin' is locked again while this thread already holds it}}
        qemu_spin_unlock(&d->spin);
        qemu_spin_unlock(&d->spin);
    }
}

void spin_try_failed_ok(struct device *d) {
    if (qemu_spin_trylock(&d->spin))
        qemu_spin_lock(&d->spin);
    qemu_spin_unlock(&d->spin);
}

void wait_bad(struct device *d) {
    qemu_mutex_lock(&d->mutex);
    qemu_event_wait(d->event); // expected-warning {{'d->mutex' is held across 'qemu_event_wait'}}
    sleep(1);                  // expected-warning {{'d->mutex' is held across 'sleep', which sleeps}}
    qemu_mutex_unlock(&d->mutex);
}

void coroutine_bad(struct device *d) {
    qemu_co_mutex_lock(&d->co);
    qemu_co_mutex_lock(&d->co); // expected-warning {{'d->co' is locked again while this thread already holds it}}
    qemu_co_mutex_unlock(&d->co);
    qemu_co_mutex_unlock(&d->co);
}

/* That is what a CoMutex is for. */
void coroutine_ok(struct device *d) {
    qemu_co_mutex_lock(&d->co);
    qemu_coroutine_yield();
    qemu_co_mutex_unlock(&d->co);
}

void guard_ok(struct device *d) {
    {
        QEMU_LOCK_GUARD(&d->mutex);
        d->count++;
    }
    qemu_mutex_lock(&d->mutex);
    qemu_mutex_unlock(&d->mutex);
}

/* _Generic chooses what locks, and hides it. */
void FN_guard(struct device *d) {
    QEMU_LOCK_GUARD(&d->mutex);
    qemu_mutex_lock(&d->mutex);
    qemu_mutex_unlock(&d->mutex);
}
