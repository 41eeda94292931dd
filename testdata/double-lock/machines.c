// State machines: a loop around a switch, in which what the condition asks about is replaced on the way.
#include <pthread.h>
#include <stddef.h>

struct response {
    pthread_mutex_t mu;
    void *reader;
    int size, refs;
};
struct conn {
    struct response *response;
    int state, code;
};
enum { BODY, DONE };

static void response_put(struct response *response) {
    pthread_mutex_lock(&response->mu);
    response->refs--;
    pthread_mutex_unlock(&response->mu);
}

// The lock is taken and let go under the same condition, which is about the same response each time.
int run_ok(struct conn *c) {
    while (1) {
        switch (c->state) {
        case BODY:
            if (c->response->reader)
                pthread_mutex_lock(&c->response->mu);
            if (c->response->size == 0) {
                if (c->response->reader)
                    pthread_mutex_unlock(&c->response->mu);
                c->state = DONE;
                continue;
            }
            if (c->response->reader)
                pthread_mutex_unlock(&c->response->mu);
            return 0;
        case DONE:
            if (c->code == 102) {
                c->state = BODY;
                response_put(c->response);
                c->response = NULL;
                continue;
            }
            return 1;
        default:
            return -1;
        }
    }
}

int run_bad(struct conn *c) {
    while (1) {
        switch (c->state) {
        case BODY:
            if (c->response->reader)
                pthread_mutex_lock(&c->response->mu);
            if (c->response->size == 0) {
                c->state = DONE;
                continue;
            }
            if (c->response->reader)
                pthread_mutex_unlock(&c->response->mu);
            return 0;
        case DONE:
            if (c->code == 102) {
                c->state = BODY;
                response_put(c->response); // expected-warning {{'c->response->mu' is locked again}}
                c->response = NULL;
                continue;
            }
            return 1;
        default:
            return -1;
        }
    }
}
