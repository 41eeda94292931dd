/* The world of missing-unlock/nasty.c: what is out of sight gives the locks back, and a question has one answer. */
#include "witness_world.h"

pthread_mutex_t big;

static struct conn *met;

static int submit_conn(struct conn *c) {
    return pthread_mutex_unlock(&c->mu);
}

static void finish_conn(struct conn *c) {
    pthread_mutex_unlock(&c->parent->mu);
}

static bool has_threads(void) {
    static int answer = -1;
    if (answer < 0)
        answer = (int)world_choose(2);
    return answer;
}

static void begin_conn(struct conn *c) {
    static const struct ops out_of_sight = {.submit = submit_conn, .finish = finish_conn, .threaded = has_threads};
    c->ops = &out_of_sight;
    met = c;
}

void list_add(struct node *n) {
    pthread_mutex_unlock(&((struct conn *)((char *)n - offsetof(struct conn, node)))->mu);
}

void finish_global(void) {
    pthread_mutex_unlock(table.__data.__owner != 0 ? &table : &big);
}

bool use_threads(void) {
    return has_threads();
}
