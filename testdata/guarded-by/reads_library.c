// Without main: one function alone writes `done`, so what it reads of it without the lock is its own.
#include <pthread.h>

struct job {
    pthread_mutex_t lock;
    int done, total;
};

int first(struct job *j) {
    pthread_mutex_lock(&j->lock);
    int found = j->done;
    if (found > 3)
        found = j->total;
    pthread_mutex_unlock(&j->lock);
    return found;
}

int second(struct job *j) {
    pthread_mutex_lock(&j->lock);
    int found = j->done;
    found += j->total;
    pthread_mutex_unlock(&j->lock);
    return found;
}

int third(struct job *j, int n) {
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

int fourth(struct job *j, int n) {
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

void extend(struct job *j) {
    pthread_mutex_lock(&j->lock);
    j->total++;
    pthread_mutex_unlock(&j->lock);
}

void work_ok(struct job *j) {
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

int extend_bad(struct job *j) {
    pthread_mutex_lock(&j->lock);
    j->total += 2;
    pthread_mutex_unlock(&j->lock);
    return j->total; // expected-warning {{'j->total' is read without 'j->lock', which 9 of 10 accesses hold}}
}

int total_ok(struct job *j) {
    return j->total; // who calls it may hold the lock
}
