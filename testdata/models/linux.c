/* linux.c -- the Linux kernel: locks under the macros of its headers, RCU, guards of pointers and of structs. */
// RUN-FLAGS: -Itestdata/include/linux
#include <kernel_locks.h>

struct device {
    struct mutex lock;
    spinlock_t spin;
    rwlock_t table;
    struct rw_semaphore sem;
    struct semaphore slots;
    struct completion done;
    struct ww_mutex ww;
    int count;
};

void mutex_bad(struct device *d) {
    mutex_lock(&d->lock);
    d->count++;
    mutex_lock(&d->lock); // expected-warning {{'d->lock' is locked again while this thread already holds it}}
    mutex_unlock(&d->lock);
    mutex_unlock(&d->lock);
}

int interruptible_ok(struct device *d) {
    if (mutex_lock_interruptible(&d->lock))
        return -4;
    d->count++;
    mutex_unlock(&d->lock);
    mutex_lock(&d->lock);
    mutex_unlock(&d->lock);
    return 0;
}

int interruptible_bad(struct device *d) {
    if (mutex_lock_interruptible(&d->lock))
        return -4;
    mutex_lock(&d->lock); // expected-warning {{'d->lock' is locked again while this thread already holds it}}
    mutex_unlock(&d->lock);
    mutex_unlock(&d->lock);
    return 0;
}

void try_bad(struct device *d) {
    if (mutex_trylock(&d->lock)) {
        mutex_lock(&d->lock); // expected-warning {{'d->lock' is locked again while this thread already holds it}}
        mutex_unlock(&d->lock);
        mutex_unlock(&d->lock);
    }
}

void try_failed_ok(struct device *d) {
    if (!mutex_trylock(&d->lock))
        mutex_lock(&d->lock);
    mutex_unlock(&d->lock);
}

void ww_ok(struct device *d, struct ww_acquire_ctx *ctx) {
    if (ww_mutex_lock(&d->ww, ctx) == 0) {
        if (ww_mutex_lock(&d->ww, ctx) == 0)
            ww_mutex_unlock(&d->ww);
        ww_mutex_unlock(&d->ww);
    }
}

void spin_bad(struct device *d) {
    unsigned long flags;

    spin_lock(&d->spin);
    // expected-warning@+1 {{is locked again while this thread already holds it}}
    spin_lock_irqsave(&d->spin, flags);
    spin_unlock_irqrestore(&d->spin, flags);
    spin_unlock(&d->spin);
}

void spin_ok(struct device *d, struct device *e) {
    unsigned long flags;

    spin_lock_irqsave(&d->spin, flags);
    spin_lock(&e->spin);
    spin_unlock(&e->spin);
    spin_unlock_irqrestore(&d->spin, flags);
    if (!spin_trylock(&d->spin))
        spin_lock(&d->spin);
    spin_unlock(&d->spin);
    msleep(10);
}

void sleep_under_spin_bad(struct device *d) {
    unsigned long flags;

    spin_lock_irqsave(&d->spin, flags);
    msleep(10); // expected-warning {{is held across 'msleep', which sleeps}}
    spin_unlock_irqrestore(&d->spin, flags);
}

void read_write_bad(struct device *d) {
    write_lock(&d->table);
    read_lock(&d->table); // expected-warning {{'d->table' is read-locked while this thread already holds it for writing}}
    read_unlock(&d->table);
    write_unlock(&d->table);
}

void rwsem_bad(struct device *d) {
    down_write(&d->sem);
    down_read(&d->sem); // expected-warning {{'d->sem' is read-locked while this thread already holds it for writing}}
    up_read(&d->sem);
    up_write(&d->sem);
}

void downgrade_ok(struct device *d) {
    down_write(&d->sem);
    d->count++;
    downgrade_write(&d->sem);
    up_read(&d->sem);
    if (!down_write_trylock(&d->sem))
        down_write(&d->sem);
    up_write(&d->sem);
}

/* Its try answers 0 when it has it, and anybody may give it back. */
void semaphore_ok(struct device *d) {
    down(&d->slots);
    down(&d->slots);
    mutex_lock(&d->lock);
    if (down_trylock(&d->slots) == 0)
        up(&d->slots);
    mutex_unlock(&d->lock);
}

void semaphore_bad(struct device *d) {
    mutex_lock(&d->lock);
    down(&d->slots);               // expected-warning {{'d->lock' is held across 'down', which waits for a signal}}
    wait_for_completion(&d->done); // expected-warning {{'d->lock' is held across 'wait_for_completion'}}
    mutex_unlock(&d->lock);
}

void rcu_bad(struct device *d) {
    rcu_read_lock();
    rcu_read_lock();
    d->count++;
    synchronize_rcu(); // expected-warning {{'rcu' is held across 'synchronize_rcu'}}
    rcu_read_unlock();
    msleep(1); // expected-warning {{'rcu' is held across 'msleep', which sleeps}}
    rcu_read_unlock();
}

void rcu_ok(struct device *d) {
    rcu_read_lock();
    rcu_read_lock();
    d->count++;
    rcu_read_unlock();
    rcu_read_unlock();
    synchronize_rcu();
}

/* ---- guards ---- */

void guard_bad(struct device *d) {
    guard(mutex)(&d->lock);
    d->count++;
    mutex_lock(&d->lock); // expected-warning {{'d->lock' is locked again while this thread already holds it}}
    mutex_unlock(&d->lock);
}

int guard_ok(struct device *d) {
    {
        guard(mutex)(&d->lock);
        if (d->count > 10)
            return -1;
        d->count++;
    }
    guard(mutex)(&d->lock);
    return d->count;
}

void guard_sleep_bad(struct device *d) {
    guard(rwsem_write)(&d->sem);
    msleep(10); // expected-warning {{'d->sem' is held across 'msleep', which sleeps}}
}

void scoped_guard_bad(struct device *d) {
    scoped_guard(mutex, &d->lock) {
        mutex_lock(&d->lock); // expected-warning {{'d->lock' is locked again while this thread already holds it}}
        mutex_unlock(&d->lock);
    }
}

int scoped_guard_ok(struct device *d) {
    scoped_guard(mutex, &d->lock) {
        d->count++;
        if (d->count > 10)
            break;
        if (d->count > 5)
            return 5;
    }
    scoped_guard(rwsem_read, &d->sem)
        d->count--;
    mutex_lock(&d->lock);
    mutex_unlock(&d->lock);
    msleep(10);
    return 0;
}

int struct_guard_ok(struct device *d) {
    {
        guard(spinlock_irqsave)(&d->spin);
        if (d->count > 10)
            return -1;
    }
    spin_lock(&d->spin);
    spin_unlock(&d->spin);
    msleep(10);
    return 0;
}

/* ---- other functions of these names ---- */

struct own {
    int held;
};

void down_write_nested(struct own *o, int level);

void other_type_ok(struct own *o) {
    down_write_nested(o, 1);
    down_write_nested(o, 1);
    msleep(10);
}
