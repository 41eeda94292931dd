/* branches.c -- flags, switches and ladders: which path holds the lock. */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

struct conn {
    pthread_mutex_t mu;
    int fd;
    int threaded;
    int state;
    char *buffer;
};

struct account {
    pthread_mutex_t mu;
    int id;
    long balance;
};

static pthread_mutex_t audit = PTHREAD_MUTEX_INITIALIZER;
static int entries;

int is_open(int fd);
int open_it(void);
char *make_buffer(int fd);

void in_one_branch_bad(struct conn *c, int urgent) {
    if (urgent) {
        pthread_mutex_lock(&c->mu);
        c->state = 1;
    }
    c->fd = -1;
    pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    c->state = 2;
    pthread_mutex_unlock(&c->mu);
}

void one_arm_forgets_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->fd < 0) {
        c->state = 0;
        pthread_mutex_unlock(&c->mu);
    } else {
        c->state = 1;
    }
    pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    c->state++;
    pthread_mutex_unlock(&c->mu);
}

void same_flag_twice_bad(struct conn *c, int shared) {
    if (shared)
        pthread_mutex_lock(&c->mu);
    c->state++;
    if (shared)
        pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    c->state++;
    if (shared)
        pthread_mutex_unlock(&c->mu);
}

void flag_that_follows_bad(struct conn *c, int urgent) {
    int locked = 0;

    if (urgent) {
        pthread_mutex_lock(&c->mu);
        locked = 1;
    }
    c->state++;
    if (locked)
        pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    if (locked)
        pthread_mutex_unlock(&c->mu);
}

void fall_through_bad(struct conn *c, int command) {
    switch (command) {
    case 1:
        pthread_mutex_lock(&c->mu);
        c->state = 1;
        __attribute__((fallthrough));
    case 2:
        pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
        c->state = 2;
        pthread_mutex_unlock(&c->mu);
        break;
    default:
        break;
    }
}

void ladder_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    c->fd = open_it();
    if (c->fd < 0)
        goto failed;
    c->state = 1;
    pthread_mutex_unlock(&c->mu);
    return;

failed:
    pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    c->state = -1;
    pthread_mutex_unlock(&c->mu);
}

int in_a_condition_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->state > 0 && pthread_mutex_lock(&c->mu) == 0) // expected-warning {{'c->mu' is locked again}}
        c->state = 0;
    pthread_mutex_unlock(&c->mu);
    return 0;
}

void not_and_or_bad(struct conn *c, int a, int b) {
    if (!(a || b))
        pthread_mutex_lock(&c->mu);
    if (!a && !b)
        pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    if (!a && !b)
        pthread_mutex_unlock(&c->mu);
}

void nested_switch_bad(struct conn *c, int kind) {
    switch (kind) {
    case 0:
    case 1:
        pthread_mutex_lock(&c->mu);
        break;
    case 2:
        return;
    }
    if (kind == 1)
        pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    if (kind == 0 || kind == 1)
        pthread_mutex_unlock(&c->mu);
}

/* ---- nothing to say ---- */

void same_flag_ok(struct conn *c, int shared) {
    if (shared)
        pthread_mutex_lock(&c->mu);
    c->state++;
    if (shared)
        pthread_mutex_unlock(&c->mu);
    pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
}

void opposite_flag_ok(struct conn *c, int already_locked) {
    if (!already_locked)
        pthread_mutex_lock(&c->mu);
    c->state++;
    if (already_locked == 0)
        pthread_mutex_unlock(&c->mu);
    if (already_locked)
        return;
    pthread_mutex_lock(&c->mu);
    c->state--;
    pthread_mutex_unlock(&c->mu);
}

void flag_that_follows_ok(struct conn *c, int urgent) {
    int locked = 0;

    if (urgent && c->fd >= 0) {
        pthread_mutex_lock(&c->mu);
        locked = 1;
    }
    c->state++;
    if (!locked)
        pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
}

void pointer_as_flag_ok(struct conn *c, int urgent) {
    pthread_mutex_t *held = NULL;

    if (urgent) {
        held = &c->mu;
        pthread_mutex_lock(held);
    }
    c->state++;
    if (held != NULL)
        pthread_mutex_unlock(held);
    pthread_mutex_lock(&c->mu);
    c->state--;
    pthread_mutex_unlock(&c->mu);
}

void result_as_flag_ok(struct conn *c) {
    int busy = pthread_mutex_trylock(&c->mu);

    if (!busy)
        c->state++;
    if (busy)
        pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
}

/* Nothing writes 'threaded' in between. */
void field_as_flag_ok(struct conn *c) {
    if (c->threaded)
        pthread_mutex_lock(&c->mu);
    c->state++;
    if (c->threaded)
        pthread_mutex_unlock(&c->mu);
    pthread_mutex_lock(&c->mu);
    c->state--;
    pthread_mutex_unlock(&c->mu);
}

void else_arms_ok(struct conn *c, int a) {
    if (a > 0) {
        pthread_mutex_lock(&c->mu);
        c->state = 1;
    } else if (a < 0) {
        pthread_mutex_lock(&c->mu);
        c->state = -1;
    } else {
        pthread_mutex_lock(&c->mu);
        c->state = 0;
    }
    pthread_mutex_unlock(&c->mu);
}

void ranges_ok(struct conn *c, int n) {
    if (n < 10)
        pthread_mutex_lock(&c->mu);
    if (n >= 10)
        pthread_mutex_lock(&c->mu);
    c->state = n;
    pthread_mutex_unlock(&c->mu);
}

void switch_arms_ok(struct conn *c, int command) {
    switch (command) {
    case 1:
        pthread_mutex_lock(&c->mu);
        c->state = 1;
        pthread_mutex_unlock(&c->mu);
        break;
    case 2:
        pthread_mutex_lock(&c->mu);
        c->state = 2;
        pthread_mutex_unlock(&c->mu);
        __attribute__((fallthrough));
    case 3:
        pthread_mutex_lock(&c->mu);
        c->state = 3;
        pthread_mutex_unlock(&c->mu);
        break;
    default:
        return;
    }
    pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
}

void fall_into_the_unlock_ok(struct conn *c, int command) {
    pthread_mutex_lock(&c->mu);
    switch (command) {
    case 1:
        c->state = 1;
        __attribute__((fallthrough));
    case 2:
        c->fd = 2;
        __attribute__((fallthrough));
    default:
        pthread_mutex_unlock(&c->mu);
    }
    pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
}

int cleanup_ladder_ok(struct conn *c) {
    int result = -ENOMEM;

    pthread_mutex_lock(&c->mu);
    c->fd = open_it();
    if (c->fd < 0)
        goto unlock;
    c->buffer = make_buffer(c->fd);
    if (c->buffer == NULL)
        goto close;
    if (!is_open(c->fd)) {
        result = -EINVAL;
        goto free_buffer;
    }
    pthread_mutex_unlock(&c->mu);
    pthread_mutex_lock(&audit);
    entries++;
    pthread_mutex_unlock(&audit);
    return 0;

free_buffer:
    free(c->buffer);
    c->buffer = NULL;
close:
    c->fd = -1;
unlock:
    pthread_mutex_unlock(&c->mu);

    pthread_mutex_lock(&c->mu);
    c->state = result;
    pthread_mutex_unlock(&c->mu);
    return result;
}

int one_way_out_ok(struct conn *c, int a, int b) {
    int result = -1, locked = 0;

    if (a < 0)
        goto out;
    pthread_mutex_lock(&c->mu);
    locked = 1;
    if (b < 0)
        goto out;
    c->state = a + b;
    result = 0;
out:
    if (locked)
        pthread_mutex_unlock(&c->mu);
    pthread_mutex_lock(&audit);
    entries++;
    pthread_mutex_unlock(&audit);
    return result;
}

void transfer_ok(struct account *a, struct account *b, long amount) {
    if (a == b)
        return;
    if (a < b) {
        pthread_mutex_lock(&a->mu);
        pthread_mutex_lock(&b->mu);
    } else {
        pthread_mutex_lock(&b->mu);
        pthread_mutex_lock(&a->mu);
    }
    a->balance -= amount;
    b->balance += amount;
    pthread_mutex_unlock(&a->mu);
    pthread_mutex_unlock(&b->mu);
}

void transfer_by_pointers_ok(struct account *a, struct account *b, long amount) {
    struct account *low = a->id < b->id ? a : b;
    struct account *high = low == a ? b : a;

    pthread_mutex_lock(&low->mu);
    if (high != low)
        pthread_mutex_lock(&high->mu);
    a->balance -= amount;
    b->balance += amount;
    if (high != low)
        pthread_mutex_unlock(&high->mu);
    pthread_mutex_unlock(&low->mu);
}

void swapped_into_order_ok(struct account *a, struct account *b) {
    if (a > b) {
        struct account *t = a;

        a = b;
        b = t;
    }
    pthread_mutex_lock(&a->mu);
    if (a != b)
        pthread_mutex_lock(&b->mu);
    a->balance = b->balance;
    if (a != b)
        pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
}

void ternary_ok(struct conn *c, struct conn *d, int which) {
    pthread_mutex_lock(which ? &c->mu : &d->mu);
    pthread_mutex_lock(which ? &d->mu : &c->mu);
    c->state = d->state;
    pthread_mutex_unlock(&c->mu);
    pthread_mutex_unlock(&d->mu);
}

void ternary_call_ok(struct conn *c, int now) {
    int error = now ? pthread_mutex_trylock(&c->mu) : pthread_mutex_lock(&c->mu);

    if (error)
        return;
    c->state++;
    pthread_mutex_unlock(&c->mu);
}

void short_circuit_ok(struct conn *c) {
    if (pthread_mutex_trylock(&c->mu) == 0 || pthread_mutex_lock(&c->mu) == 0) {
        c->state++;
        pthread_mutex_unlock(&c->mu);
    }
}

void first_or_second_ok(struct conn *c, struct conn *d) {
    struct conn *got = NULL;

    if (pthread_mutex_trylock(&c->mu) == 0)
        got = c;
    else if (pthread_mutex_trylock(&d->mu) == 0)
        got = d;
    if (got == NULL) {
        pthread_mutex_lock(&c->mu);
        got = c;
    }
    got->state++;
    pthread_mutex_unlock(&got->mu);
}
