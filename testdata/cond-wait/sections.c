// Loops over whole sections, in which a wait stands once: it is not looked at again what was waited for.
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

struct job {
    struct job *next;
};

struct pool {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    struct job *head;
    int count, waiting, most, stopped;
};

extern int more(void);
extern void run(struct job *job);
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int tickets;

void taken_at_once_bad(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->count == 0)
            pthread_cond_wait(&p->changed, &p->mu); // expected-warning {{'p->changed' is waited for only once}}
        p->count--;
        pthread_mutex_unlock(&p->mu);
    }
}

void popped_bad(struct pool *p) {
    while (more()) {
        pthread_mutex_lock(&p->mu);
        if (p->head == NULL)
            pthread_cond_wait(&p->changed, &p->mu); // expected-warning {{'p->changed' is waited for only once}}
        struct job *job = p->head;
        for (int i = 0; i < 3; i++)
            p->waiting += i;
        p->head = job->next;
        pthread_mutex_unlock(&p->mu);
        run(job);
    }
}

void global_bad(int n) {
    while (n-- > 0) {
        pthread_mutex_lock(&mu);
        if (tickets < 1)
            pthread_cond_wait(&changed, &mu); // expected-warning {{'changed' is waited for only once}}
        tickets -= 1;
        pthread_mutex_unlock(&mu);
    }
}

static void pause_pool(struct pool *p) {
    pthread_cond_wait(&p->changed, &p->mu);
}

void by_helper_bad(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->count <= 0)
            pause_pool(p); // expected-warning {{'p->changed' is waited for only once}}
        p->count -= 1;
        pthread_mutex_unlock(&p->mu);
    }
}

void checked_bad(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->count <= 0 && pthread_cond_wait(&p->changed, &p->mu) != 0) // expected-warning {{'p->changed' is waited for only once}}
            abort();
        p->count -= 1;
        pthread_mutex_unlock(&p->mu);
    }
}

void checked_in_scope_bad(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->count <= 0) {
            p->waiting = 1;
            do {
                int status = pthread_cond_wait(&p->changed, &p->mu); // expected-warning {{'p->changed' is waited for only once}}
                if (status != 0)
                    abort();
            } while (0);
        }
        p->count -= 1;
        pthread_mutex_unlock(&p->mu);
    }
}

// ---- they look again ----

void in_a_loop_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        while (p->count == 0)
            pthread_cond_wait(&p->changed, &p->mu);
        p->count--;
        pthread_mutex_unlock(&p->mu);
    }
}

void counted_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        while (p->waiting < p->most && p->head == NULL) {
            p->waiting++;
            pthread_cond_wait(&p->changed, &p->mu);
            p->waiting--;
        }
        pthread_mutex_unlock(&p->mu);
    }
}

void other_lock_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        while (p->waiting < p->most && p->head == NULL) {
            pthread_mutex_lock(&mu);
            tickets++;
            pthread_mutex_unlock(&mu);
            p->waiting++;
            pthread_cond_wait(&p->changed, &p->mu);
            p->waiting--;
        }
        pthread_mutex_unlock(&p->mu);
    }
}

void by_goto_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
    again:
        if (p->count == 0) {
            pthread_cond_wait(&p->changed, &p->mu);
            goto again;
        }
        p->count--;
        pthread_mutex_unlock(&p->mu);
    }
}

void starts_anew_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->count == 0) {
            pthread_cond_wait(&p->changed, &p->mu);
            pthread_mutex_unlock(&p->mu);
            continue;
        }
        p->count--;
        pthread_mutex_unlock(&p->mu);
    }
}

void asked_behind_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->count == 0 && !p->stopped)
            pthread_cond_wait(&p->changed, &p->mu);
        int count = p->count;
        if (count > 0)
            p->count--;
        pthread_mutex_unlock(&p->mu);
    }
}

void job_asked_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->head == NULL)
            pthread_cond_wait(&p->changed, &p->mu);
        struct job *job = p->head;
        if (job != NULL)
            p->head = job->next;
        pthread_mutex_unlock(&p->mu);
        if (job != NULL)
            run(job);
    }
}

// A signal too many makes it go round once more, and nothing else.
void woken_ok(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->waiting == 0)
            pthread_cond_wait(&p->changed, &p->mu);
        p->waiting = 0;
        pthread_mutex_unlock(&p->mu);
        run(NULL);
    }
}

// What is done afterwards belongs to the other way.
void other_way_ok(struct pool *p, int takes) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (takes && p->count == 0)
            pthread_cond_wait(&p->changed, &p->mu);
        if (!takes)
            p->count--;
        pthread_mutex_unlock(&p->mu);
    }
}

// FN_: the helper that takes one is not looked into.
static void take_one(struct pool *p) {
    p->count--;
}
void FN_taken_by_helper(struct pool *p) {
    for (;;) {
        pthread_mutex_lock(&p->mu);
        if (p->count == 0)
            pthread_cond_wait(&p->changed, &p->mu);
        take_one(p);
        pthread_mutex_unlock(&p->mu);
    }
}
