/* loops.c -- locks in loops: forgotten until the next turn, or handed over from node to node. */
#include <pthread.h>
#include <stddef.h>
#include <string.h>

enum { BUCKETS = 64 };

struct node {
    pthread_mutex_t mu;
    struct node *next;
    int key;
    int done;
};

struct list {
    pthread_mutex_t mu;
    struct node *head;
    int length;
    int ready;
};

struct bucket {
    pthread_mutex_t mu;
    int used;
};

struct table {
    struct bucket bucket[BUCKETS];
    int used;
};

int wanted(int key);
int more_work(void);
void visit(int key);

void no_unlock_in_the_loop_bad(struct list *l, int n) {
    int i;

    for (i = 0; i < n; i++) {
        pthread_mutex_lock(&l->mu); // expected-warning {{'l->mu' is locked again while this thread already holds it}}
        l->length++;
    }
    pthread_mutex_unlock(&l->mu);
}

void continue_skips_the_unlock_bad(struct list *l, const int *keys, int n) {
    int i;

    for (i = 0; i < n; i++) {
        pthread_mutex_lock(&l->mu); // expected-warning {{'l->mu' is locked again while this thread already holds it}}
        if (keys[i] < 0)
            continue;
        l->length += keys[i];
        pthread_mutex_unlock(&l->mu);
    }
}

void while_loop_bad(struct list *l) {
    while (more_work()) {
        pthread_mutex_lock(&l->mu); // expected-warning {{'l->mu' is locked again while this thread already holds it}}
        if (l->ready)
            pthread_mutex_unlock(&l->mu);
    }
} // expected-warning {{returning with 'l->mu' still locked}}

void do_while_bad(struct list *l, int tries) {
    do {
        pthread_mutex_lock(&l->mu); // expected-warning {{'l->mu' is locked again while this thread already holds it}}
        l->length--;
    } while (--tries > 0);
    pthread_mutex_unlock(&l->mu);
}

void retry_bad(struct list *l) {
retry:
    pthread_mutex_lock(&l->mu); // expected-warning {{'l->mu' is locked again while this thread already holds it}}
    if (!l->ready)
        goto retry;
    l->length = 0;
    pthread_mutex_unlock(&l->mu);
}

void locked_before_the_loop_bad(struct list *l, int n) {
    pthread_mutex_lock(&l->mu);
    while (n-- > 0) {
        pthread_mutex_lock(&l->mu); // expected-warning {{'l->mu' is locked again while this thread already holds it}}
        l->length++;
        pthread_mutex_unlock(&l->mu);
    }
}

void break_keeps_the_lock_bad(struct list *l, int n) {
    while (n-- > 0) {
        pthread_mutex_lock(&l->mu);
        if (l->ready)
            break;
        pthread_mutex_unlock(&l->mu);
    }
    pthread_mutex_lock(&l->mu); // expected-warning {{'l->mu' is locked again while this thread already holds it}}
    l->length++;
    pthread_mutex_unlock(&l->mu);
}

/* A node that isn't done is not left: it is locked again. */
void moves_on_in_one_branch_bad(struct node *p) {
    while (p != NULL) {
        pthread_mutex_lock(&p->mu); // expected-warning {{'p->mu' is locked again while this thread already holds it}}
        if (p->done)
            p = p->next;
    }
}

void inner_loop_bad(struct table *t, int n) {
    int i, j;

    for (i = 0; i < BUCKETS; i++) {
        pthread_mutex_lock(&t->bucket[i].mu);
        for (j = 0; j < n; j++) {
            pthread_mutex_lock(&t->bucket[i].mu); // expected-warning {{'t->bucket[i].mu' is locked again}}
            t->bucket[i].used += j;
            pthread_mutex_unlock(&t->bucket[i].mu);
        }
        pthread_mutex_unlock(&t->bucket[i].mu);
    }
}

/* ---- nothing to say ---- */

void lock_and_unlock_each_turn_ok(struct list *l, int n) {
    int i;

    for (i = 0; i < n; i++) {
        pthread_mutex_lock(&l->mu);
        l->length++;
        pthread_mutex_unlock(&l->mu);
    }
}

void continue_and_break_ok(struct list *l, const int *keys, int n) {
    int i;

    for (i = 0; i < n; i++) {
        pthread_mutex_lock(&l->mu);
        if (keys[i] < 0) {
            pthread_mutex_unlock(&l->mu);
            continue;
        }
        if (keys[i] == 0) {
            pthread_mutex_unlock(&l->mu);
            break;
        }
        l->length += keys[i];
        pthread_mutex_unlock(&l->mu);
    }
}

void each_node_ok(struct node *head) {
    struct node *p;

    for (p = head; p != NULL; p = p->next) {
        pthread_mutex_lock(&p->mu);
        p->done = 1;
        pthread_mutex_unlock(&p->mu);
    }
}

void all_nodes_ok(struct node *head) {
    struct node *p;

    for (p = head; p != NULL; p = p->next)
        pthread_mutex_lock(&p->mu);
    for (p = head; p != NULL; p = p->next)
        p->done = 1;
    for (p = head; p != NULL; p = p->next)
        pthread_mutex_unlock(&p->mu);
}

void all_buckets_ok(struct table *t) {
    int i;

    for (i = 0; i < BUCKETS; i++)
        pthread_mutex_lock(&t->bucket[i].mu);
    t->used = 0;
    for (i = BUCKETS - 1; i >= 0; i--)
        pthread_mutex_unlock(&t->bucket[i].mu);
}

void all_buckets_by_pointer_ok(struct table *t) {
    struct bucket *b;

    for (b = t->bucket; b < t->bucket + BUCKETS; b++)
        pthread_mutex_lock(&b->mu);
    t->used = 0;
    for (b = t->bucket; b < t->bucket + BUCKETS; ++b)
        pthread_mutex_unlock(&b->mu);
}

/* Hand over hand: the next node is locked before this one is let go. */
struct node *hand_over_hand_ok(struct list *l, int key) {
    struct node *here, *next;

    pthread_mutex_lock(&l->mu);
    here = l->head;
    if (here == NULL) {
        pthread_mutex_unlock(&l->mu);
        return NULL;
    }
    pthread_mutex_lock(&here->mu);
    pthread_mutex_unlock(&l->mu);
    while (here->key < key && (next = here->next) != NULL) {
        pthread_mutex_lock(&next->mu);
        pthread_mutex_unlock(&here->mu);
        here = next;
    }
    here->done = 1;
    pthread_mutex_unlock(&here->mu);
    return here;
}

void hand_over_hand_removal_ok(struct node *head, int key) {
    struct node *before = head, *here;

    pthread_mutex_lock(&before->mu);
    here = before->next;
    if (here)
        pthread_mutex_lock(&here->mu);
    while (here) {
        if (here->key == key) {
            before->next = here->next;
            pthread_mutex_unlock(&here->mu);
            break;
        }
        pthread_mutex_unlock(&before->mu);
        before = here;
        here = here->next;
        if (here)
            pthread_mutex_lock(&here->mu);
    }
    pthread_mutex_unlock(&before->mu);
}

void hand_over_hand_by_index_ok(struct table *t, int n) {
    int i;

    pthread_mutex_lock(&t->bucket[0].mu);
    for (i = 1; i < n; i++) {
        pthread_mutex_lock(&t->bucket[i].mu);
        t->bucket[i].used = t->bucket[i - 1].used;
        pthread_mutex_unlock(&t->bucket[i - 1].mu);
    }
    pthread_mutex_unlock(&t->bucket[n - 1].mu);
}

void until_it_is_free_ok(struct list *l) {
    while (pthread_mutex_trylock(&l->mu) != 0)
        visit(-1);
    l->length++;
    pthread_mutex_unlock(&l->mu);
}

int a_few_tries_ok(struct list *l) {
    int tries;

    for (tries = 0; tries < 3; tries++) {
        if (pthread_mutex_trylock(&l->mu) == 0) {
            l->length++;
            pthread_mutex_unlock(&l->mu);
            return 0;
        }
    }
    pthread_mutex_lock(&l->mu);
    l->length++;
    pthread_mutex_unlock(&l->mu);
    return 1;
}

void retry_ok(struct list *l) {
retry:
    pthread_mutex_lock(&l->mu);
    if (!l->ready) {
        pthread_mutex_unlock(&l->mu);
        goto retry;
    }
    l->length = 0;
    pthread_mutex_unlock(&l->mu);
}

/* Held at the head of every turn, opened in the middle. */
void opened_in_the_middle_ok(struct list *l) {
    pthread_mutex_lock(&l->mu);
    while (l->length > 0) {
        l->length--;
        pthread_mutex_unlock(&l->mu);
        visit(0);
        pthread_mutex_lock(&l->mu);
    }
    pthread_mutex_unlock(&l->mu);
}

void locked_on_the_first_turn_ok(struct list *l, int n) {
    int i, locked = 0;

    for (i = 0; i < n; i++) {
        if (!locked) {
            pthread_mutex_lock(&l->mu);
            locked = 1;
        }
        l->length++;
    }
    if (locked)
        pthread_mutex_unlock(&l->mu);
}

void batches_ok(struct list *l, int n) {
    int i, locked = 0;

    for (i = 0; i < n; i++) {
        if (!locked) {
            pthread_mutex_lock(&l->mu);
            locked = 1;
        }
        l->length++;
        if (wanted(i)) {
            pthread_mutex_unlock(&l->mu);
            locked = 0;
            visit(i);
        }
    }
    if (locked)
        pthread_mutex_unlock(&l->mu);
}

void for_ever_ok(struct list *l) {
    for (;;) {
        pthread_mutex_lock(&l->mu);
        if (l->ready) {
            pthread_mutex_unlock(&l->mu);
            return;
        }
        pthread_mutex_unlock(&l->mu);
        visit(1);
    }
}

/* One node back, one node on: the cursor is another node on each turn. */
void two_cursors_ok(struct node *slow, struct node *fast) {
    while (fast != NULL && fast->next != NULL) {
        pthread_mutex_lock(&slow->mu);
        pthread_mutex_lock(&fast->mu);
        slow->key = fast->key;
        pthread_mutex_unlock(&fast->mu);
        pthread_mutex_unlock(&slow->mu);
        slow = slow->next;
        fast = fast->next->next;
    }
}

/* The whole list is unlinked and every node kept locked. */
struct node *reversed_ok(struct node *head) {
    struct node *result = NULL;

    while (head != NULL) {
        struct node *next = head->next;

        pthread_mutex_lock(&head->mu);
        head->next = result;
        result = head;
        head = next;
    }
    return result;
}

/* Registers stand at fixed addresses. */
void device_registers_ok(pthread_mutex_t *mutex, int count) {
    *(int *)0x40 = 1;
    while (count-- > 0) {
        pthread_mutex_lock(mutex);
        *(int *)0x40 = count;
        pthread_mutex_unlock(mutex);
    }
}
