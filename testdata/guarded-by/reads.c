// Reads without the lock: they are told of where nearly all others hold it, and another function writes.
#include <pthread.h>

struct job {
    pthread_mutex_t lock;
    int done, total;
};

static int first(struct job *j) {
    pthread_mutex_lock(&j->lock);
    int found = j->done;
    if (found > 3)
        found = j->total;
    pthread_mutex_unlock(&j->lock);
    return found;
}

static int second(struct job *j) {
    pthread_mutex_lock(&j->lock);
    int found = j->done;
    found += j->total;
    pthread_mutex_unlock(&j->lock);
    return found;
}

static int third(struct job *j, int n) {
    pthread_mutex_lock(&j->lock);
    int found = j->done;
    found -= j->total;
    if (n > found)
        found = j->done + 1;
    if (n < found)
        found = j->total + 1;
    pthread_mutex_unlock(&j->lock);
    return found;
}

static int fourth(struct job *j, int n) {
    pthread_mutex_lock(&j->lock);
    int found = j->done;
    found -= j->total;
    if (n > found)
        found = j->done + 1;
    if (n < found)
        found = j->total + 1;
    pthread_mutex_unlock(&j->lock);
    return found;
}

static void extend(struct job *j) {
    pthread_mutex_lock(&j->lock);
    j->total++;
    pthread_mutex_unlock(&j->lock);
}

static int is_over_bad(struct job *j) {
    return j->total > 100; // expected-warning {{'j->total' is read without 'j->lock', which 8 of 9 accesses hold}}
}

static void work_ok(struct job *j) {
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&j->lock);
        j->done++;
        j->done += i;
        pthread_mutex_unlock(&j->lock);
        if (j->done > 5) // nobody else writes it
            extend(j);
    }
    pthread_mutex_lock(&j->lock);
    j->total = 0;
    pthread_mutex_unlock(&j->lock);
}

static void *worker(void *arg) {
    work_ok(arg);
    return NULL;
}

static void *watcher(void *arg) {
    int sum = first(arg) + second(arg) + third(arg, 3) + fourth(arg, 4);
    return is_over_bad(arg) ? arg : sum ? NULL : arg;
}

int main(void) {
    static struct job job = {.lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t one, other;
    pthread_create(&one, NULL, worker, &job);
    pthread_create(&other, NULL, watcher, &job);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
