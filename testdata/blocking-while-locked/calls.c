/* calls.c -- calls that wait, one by one, under a lock; and the same calls where nobody is kept waiting. */
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    int count;
    int fd;
};

static const struct timespec nap = {0, 1000000};

void sleep_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    q->count++;
    sleep(1); // expected-warning {{'q->mu' is held across 'sleep'}}
    pthread_mutex_unlock(&q->mu);
}

void usleep_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    usleep(200); // expected-warning {{'q->mu' is held across 'usleep'}}
    pthread_mutex_unlock(&q->mu);
}

void nanosleep_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    nanosleep(&nap, NULL); // expected-warning {{'q->mu' is held across 'nanosleep'}}
    pthread_mutex_unlock(&q->mu);
}

void clock_nanosleep_bad(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL); // expected-warning {{'q->mu' is held across 'clock_nanosleep'}}
    pthread_mutex_unlock(&q->mu);
}

void join_bad(struct queue *q, pthread_t worker) {
    pthread_mutex_lock(&q->mu);
    q->count = 0;
    pthread_join(worker, NULL); // expected-warning {{'q->mu' is held across 'pthread_join'}}
    pthread_mutex_unlock(&q->mu);
}

void semaphore_bad(struct queue *q, sem_t *slots) {
    pthread_mutex_lock(&q->mu);
    sem_wait(slots); // expected-warning {{'q->mu' is held across 'sem_wait'}}
    q->count++;
    pthread_mutex_unlock(&q->mu);
}

void barrier_bad(struct queue *q, pthread_barrier_t *start) {
    pthread_mutex_lock(&q->mu);
    pthread_barrier_wait(start); // expected-warning {{'q->mu' is held across 'pthread_barrier_wait'}}
    pthread_mutex_unlock(&q->mu);
}

int child_bad(struct queue *q, pid_t child) {
    int status = 0;

    pthread_mutex_lock(&q->mu);
    waitpid(child, &status, 0); // expected-warning {{'q->mu' is held across 'waitpid'}}
    q->count--;
    pthread_mutex_unlock(&q->mu);
    return status;
}

int command_bad(struct queue *q) {
    int status;

    pthread_mutex_lock(&q->mu);
    status = system("sync"); // expected-warning {{'q->mu' is held across 'system'}}
    pthread_mutex_unlock(&q->mu);
    return status;
}

int look_up_bad(struct queue *q, const char *host) {
    struct addrinfo *found = NULL;

    pthread_mutex_lock(&q->mu);
    if (getaddrinfo(host, "80", NULL, &found) != 0) { // expected-warning {{'q->mu' is held across 'getaddrinfo'}}
        pthread_mutex_unlock(&q->mu);
        return -1;
    }
    q->count++;
    pthread_mutex_unlock(&q->mu);
    freeaddrinfo(found);
    return 0;
}

int accept_bad(struct queue *q) {
    int fd;

    pthread_mutex_lock(&q->mu);
    fd = accept(q->fd, NULL, NULL); // expected-warning {{'q->mu' is held across 'accept'}}
    pthread_mutex_unlock(&q->mu);
    return fd;
}

int connect_bad(struct queue *q, const struct sockaddr *address) {
    int result;

    pthread_mutex_lock(&q->mu);
    result = connect(q->fd, address, sizeof *address); // expected-warning {{'q->mu' is held across 'connect'}}
    pthread_mutex_unlock(&q->mu);
    return result;
}

long receive_bad(struct queue *q, char *buffer, size_t size) {
    long got;

    pthread_mutex_lock(&q->mu);
    got = recv(q->fd, buffer, size, 0); // expected-warning {{'q->mu' is held across 'recv'}}
    pthread_mutex_unlock(&q->mu);
    return got;
}

void send_bad(struct queue *q, const char *buffer, size_t size) {
    pthread_mutex_lock(&q->mu);
    send(q->fd, buffer, size, MSG_NOSIGNAL); // expected-warning {{'q->mu' is held across 'send'}}
    pthread_mutex_unlock(&q->mu);
}

int poll_bad(struct queue *q) {
    struct pollfd wanted = {q->fd, POLLIN, 0};
    int ready;

    pthread_mutex_lock(&q->mu);
    ready = poll(&wanted, 1, -1); // expected-warning {{'q->mu' is held across 'poll'}}
    pthread_mutex_unlock(&q->mu);
    return ready;
}

int select_bad(struct queue *q, fd_set *readable) {
    int ready;

    pthread_mutex_lock(&q->mu);
    ready = select(q->fd + 1, readable, NULL, NULL, NULL); // expected-warning {{'q->mu' is held across 'select'}}
    pthread_mutex_unlock(&q->mu);
    return ready;
}

int epoll_bad(struct queue *q, int epoll) {
    struct epoll_event event;
    int ready;

    pthread_mutex_lock(&q->mu);
    ready = epoll_wait(epoll, &event, 1, 500); // expected-warning {{'q->mu' is held across 'epoll_wait'}}
    pthread_mutex_unlock(&q->mu);
    return ready;
}

/* ---- nothing to say ---- */

void unlocked_before_ok(struct queue *q, pthread_t worker) {
    pthread_mutex_lock(&q->mu);
    q->count = 0;
    pthread_mutex_unlock(&q->mu);
    pthread_join(worker, NULL);
    sleep(1);
    pthread_mutex_lock(&q->mu);
    q->count++;
    pthread_mutex_unlock(&q->mu);
}

long receive_without_waiting_ok(struct queue *q, char *buffer, size_t size) {
    long got;
    int flags = MSG_DONTWAIT;

    pthread_mutex_lock(&q->mu);
    got = recv(q->fd, buffer, size, MSG_DONTWAIT);
    got += recv(q->fd, buffer, size, MSG_DONTWAIT | MSG_PEEK);
    got += recvfrom(q->fd, buffer, size, flags | MSG_PEEK, NULL, NULL);
    pthread_mutex_unlock(&q->mu);
    return got;
}

void send_without_waiting_ok(struct queue *q, const char *buffer, size_t size) {
    pthread_mutex_lock(&q->mu);
    if (send(q->fd, buffer, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        q->count++;
    pthread_mutex_unlock(&q->mu);
}

int poll_without_waiting_ok(struct queue *q, int epoll) {
    struct pollfd wanted = {q->fd, POLLIN, 0};
    struct epoll_event event;
    int ready;

    pthread_mutex_lock(&q->mu);
    ready = poll(&wanted, 1, 0);
    ready += epoll_wait(epoll, &event, 1, 0);
    pthread_mutex_unlock(&q->mu);
    return ready;
}

int select_without_waiting_ok(struct queue *q, fd_set *readable) {
    struct timeval now = {0, 0};
    int ready;

    pthread_mutex_lock(&q->mu);
    ready = select(q->fd + 1, readable, NULL, NULL, &now);
    pthread_mutex_unlock(&q->mu);
    return ready;
}

int child_without_waiting_ok(struct queue *q, pid_t child) {
    int status = 0;

    pthread_mutex_lock(&q->mu);
    if (waitpid(child, &status, WNOHANG) == child)
        q->count--;
    pthread_mutex_unlock(&q->mu);
    return status;
}

void semaphore_without_waiting_ok(struct queue *q, sem_t *slots) {
    pthread_mutex_lock(&q->mu);
    if (sem_trywait(slots) == 0) {
        q->count++;
        sem_post(slots);
    }
    pthread_mutex_unlock(&q->mu);
}

/* Files and streams are this rule's matter only when asked for. */
void files_ok(struct queue *q, FILE *log) {
    char line[80];

    pthread_mutex_lock(&q->mu);
    fprintf(log, "%d\n", q->count);
    fflush(log);
    if (read(q->fd, line, sizeof line) > 0)
        (void)!write(q->fd, line, 1);
    if (fgets(line, sizeof line, log) == NULL)
        fsync(q->fd);
    pthread_mutex_unlock(&q->mu);
}

void memory_ok(struct queue *q, void **slot) {
    pthread_mutex_lock(&q->mu);
    free(*slot);
    *slot = malloc(64);
    pthread_mutex_unlock(&q->mu);
}

void signal_ok(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    q->count++;
    pthread_cond_signal(&q->changed);
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->mu);
}
