// A way through a loop with so many turns that in the end it isn't known whether the lock is held: what is written then
// may be written under it. expected-no-diagnostics
#include <pthread.h>
struct peer {
    pthread_rwlock_t lock;
    int down, conns, max, fails, max_fails, weight;
    long checked, timeout;
    struct peer *next;
};
struct peers {
    pthread_rwlock_t lock;
    void *pool;
    int total;
    struct peer *first;
};
struct pick {
    struct peers *peers;
    struct peer *current;
    unsigned *tried;
    int tries;
};
int give_up(struct pick *pick);
int get_ok(struct pick *pick, int hash, long now) {
    struct peer *p;
    unsigned mask;
    if (pick->peers->pool)
        pthread_rwlock_rdlock(&pick->peers->lock);
    if (pick->tries > 20) {
        if (pick->peers->pool)
            pthread_rwlock_unlock(&pick->peers->lock);
        return give_up(pick);
    }
    for (;;) {
        int w = hash % pick->peers->total, n = 0;
        p = pick->peers->first;
        while (w >= p->weight) {
            w -= p->weight;
            p = p->next;
            n++;
        }
        mask = 1u << n;
        if (pick->tried[n] & mask)
            goto next;
        if (pick->peers->pool)
            pthread_rwlock_wrlock(&p->lock);
        if (p->down) {
            if (pick->peers->pool)
                pthread_rwlock_unlock(&p->lock);
            goto next;
        }
        if (p->max_fails && p->fails >= p->max_fails && now - p->checked <= p->timeout) {
            if (pick->peers->pool)
                pthread_rwlock_unlock(&p->lock);
            goto next;
        }
        if (p->max && p->conns >= p->max) {
            if (pick->peers->pool)
                pthread_rwlock_unlock(&p->lock);
            goto next;
        }
        break;
    next:
        if (++pick->tries > 20) {
            if (pick->peers->pool)
                pthread_rwlock_unlock(&pick->peers->lock);
            return give_up(pick);
        }
    }
    pick->current = p;
    p->conns++;
    if (now - p->checked > p->timeout)
        p->checked = now;
    if (pick->peers->pool)
        pthread_rwlock_unlock(&p->lock);
    if (pick->peers->pool)
        pthread_rwlock_unlock(&pick->peers->lock);
    return 0;
}
