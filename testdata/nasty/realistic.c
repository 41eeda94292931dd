/* realistic.c -- a small job server as people write them: queue, cache, connection pool, log. Nothing is wrong in it.
 */
// expected-no-diagnostics
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LOCK(m)                                                                                                        \
    do {                                                                                                               \
        int error_ = pthread_mutex_lock(m);                                                                            \
        if (error_ != 0)                                                                                               \
            die("lock", error_);                                                                                       \
    } while (0)
#define UNLOCK(m) ((void)pthread_mutex_unlock(m))

static void die(const char *what, int error) __attribute__((noreturn));

static void die(const char *what, int error) {
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    abort();
}

/* ---- the log: its own lock, taken by everybody, also under other locks ---- */

enum { LOG_ERROR, LOG_INFO, LOG_DEBUG };

static struct {
    pthread_mutex_t mu;
    FILE *file;
    int level;
    int use_lock;
    unsigned long lines;
} logger = {.mu = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, .level = LOG_INFO};

static void log_raw(const char *text) {
    LOCK(&logger.mu);
    logger.lines++;
    fputs(text, logger.file ? logger.file : stderr);
    UNLOCK(&logger.mu);
}

static void log_message(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void log_message(int level, const char *format, ...) {
    va_list arguments;
    const int use_lock = logger.use_lock;

    if (level > logger.level)
        return;
    if (use_lock)
        LOCK(&logger.mu);
    if (logger.file == NULL) {
        log_raw("(no log file)\n");
        goto out;
    }
    va_start(arguments, format);
    vfprintf(logger.file, format, arguments);
    va_end(arguments);
    if (level == LOG_ERROR)
        fflush(logger.file);
out:
    if (use_lock)
        UNLOCK(&logger.mu);
}

/* ---- the queue: bounded, with two conditions ---- */

struct job {
    struct job *next;
    char host[64];
    int (*run)(struct job *job, int fd);
    int tries;
};

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t not_empty, not_full;
    struct job *first, **last;
    unsigned count, limit;
    int closed;
};

int queue_init(struct queue *q, unsigned limit) {
    int error;

    memset(q, 0, sizeof *q);
    q->last = &q->first;
    q->limit = limit;
    if ((error = pthread_mutex_init(&q->mu, NULL)) != 0)
        return error;
    if ((error = pthread_cond_init(&q->not_empty, NULL)) != 0)
        goto destroy_mutex;
    if ((error = pthread_cond_init(&q->not_full, NULL)) != 0)
        goto destroy_not_empty;
    return 0;

destroy_not_empty:
    pthread_cond_destroy(&q->not_empty);
destroy_mutex:
    pthread_mutex_destroy(&q->mu);
    return error;
}

int queue_push(struct queue *q, struct job *job, const struct timespec *deadline) {
    int result = 0;

    LOCK(&q->mu);
    while (q->count == q->limit && !q->closed) {
        if (deadline == NULL) {
            pthread_cond_wait(&q->not_full, &q->mu);
        } else if (pthread_cond_timedwait(&q->not_full, &q->mu, deadline) == ETIMEDOUT) {
            result = -ETIMEDOUT;
            goto unlock;
        }
    }
    if (q->closed) {
        result = -EINVAL;
        goto unlock;
    }
    job->next = NULL;
    *q->last = job;
    q->last = &job->next;
    q->count++;
    pthread_cond_signal(&q->not_empty);
unlock:
    UNLOCK(&q->mu);
    if (result < 0)
        log_message(LOG_INFO, "queue: push failed: %d\n", result);
    return result;
}

struct job *queue_pop(struct queue *q) {
    struct job *job;

    LOCK(&q->mu);
    while ((job = q->first) == NULL) {
        if (q->closed) {
            UNLOCK(&q->mu);
            return NULL;
        }
        pthread_cond_wait(&q->not_empty, &q->mu);
    }
    if ((q->first = job->next) == NULL)
        q->last = &q->first;
    if (q->count-- == q->limit)
        pthread_cond_signal(&q->not_full);
    UNLOCK(&q->mu);
    return job;
}

/* Hands every job to `visit`, which may push others: the lock is open meanwhile. */
unsigned queue_drain(struct queue *q, void (*visit)(struct queue *q, struct job *job)) {
    unsigned visited = 0;

    LOCK(&q->mu);
    while (q->first != NULL) {
        struct job *job = q->first;

        if ((q->first = job->next) == NULL)
            q->last = &q->first;
        q->count--;
        UNLOCK(&q->mu);
        visit(q, job);
        visited++;
        LOCK(&q->mu);
    }
    pthread_cond_broadcast(&q->not_full);
    UNLOCK(&q->mu);
    return visited;
}

/* ---- the cache: buckets with a lock each, and a read-write lock around the table ---- */

enum { BUCKETS = 32 };

struct entry {
    struct entry *next;
    char host[64];
    struct sockaddr address;
    time_t expires;
};

static struct {
    pthread_rwlock_t resize;
    struct {
        pthread_mutex_t mu;
        struct entry *entries;
    } bucket[BUCKETS];
    unsigned hits, misses;
} cache = {.resize = PTHREAD_RWLOCK_INITIALIZER};

static unsigned hash(const char *text) {
    unsigned h = 5381;

    while (*text)
        h = h * 33 + (unsigned char)*text++;
    return h % BUCKETS;
}

static int look_up(const char *host, struct sockaddr *address) {
    struct addrinfo *found = NULL;
    int error = getaddrinfo(host, "http", NULL, &found);

    if (error == 0)
        *address = *found->ai_addr;
    if (found)
        freeaddrinfo(found);
    return error;
}

/* Asks the name service without any lock, and then looks again whether somebody was faster. */
int cache_address(const char *host, struct sockaddr *address) {
    unsigned i = hash(host);
    struct entry *e, *fresh;
    int error = 0;

    pthread_rwlock_rdlock(&cache.resize);
    LOCK(&cache.bucket[i].mu);
    for (e = cache.bucket[i].entries; e != NULL; e = e->next) {
        if (strcmp(e->host, host) == 0 && e->expires > time(NULL)) {
            *address = e->address;
            UNLOCK(&cache.bucket[i].mu);
            pthread_rwlock_unlock(&cache.resize);
            return 0;
        }
    }
    UNLOCK(&cache.bucket[i].mu);
    pthread_rwlock_unlock(&cache.resize);

    if ((error = look_up(host, address)) != 0)
        return error;
    if ((fresh = calloc(1, sizeof *fresh)) == NULL)
        return 0;
    strncpy(fresh->host, host, sizeof fresh->host - 1);
    fresh->address = *address;
    fresh->expires = time(NULL) + 60;

    pthread_rwlock_rdlock(&cache.resize);
    LOCK(&cache.bucket[i].mu);
    for (e = cache.bucket[i].entries; e != NULL; e = e->next)
        if (strcmp(e->host, host) == 0)
            break;
    if (e == NULL) {
        fresh->next = cache.bucket[i].entries;
        cache.bucket[i].entries = fresh;
        fresh = NULL;
    } else {
        e->expires = fresh->expires;
    }
    UNLOCK(&cache.bucket[i].mu);
    pthread_rwlock_unlock(&cache.resize);
    free(fresh);
    return 0;
}

void cache_clear(void) {
    struct entry *all = NULL, *e;
    int i;

    pthread_rwlock_wrlock(&cache.resize);
    for (i = 0; i < BUCKETS; i++) {
        while ((e = cache.bucket[i].entries) != NULL) {
            cache.bucket[i].entries = e->next;
            e->next = all;
            all = e;
        }
    }
    cache.hits = cache.misses = 0;
    pthread_rwlock_unlock(&cache.resize);
    while ((e = all) != NULL) {
        all = e->next;
        free(e);
    }
}

/* ---- the pool: connections that are used by one thread at a time ---- */

struct conn {
    pthread_mutex_t mu;
    struct conn *next;
    char host[64];
    int fd;
    int broken;
};

static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static struct conn *pool;

static int is_alive(struct conn *c) {
    struct pollfd wanted = {c->fd, POLLIN, 0};
    char byte;

    if (c->broken || poll(&wanted, 1, 0) < 0)
        return 0;
    return !(wanted.revents & POLLIN) || recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* A free connection that is still alive, locked; NULL when there is none. Busy ones are passed over. */
static struct conn *pool_take(const char *host) {
    struct conn *c;

    LOCK(&pool_lock);
    for (c = pool; c != NULL; c = c->next) {
        if (pthread_mutex_trylock(&c->mu) != 0)
            continue;
        if (c->fd >= 0 && strcmp(c->host, host) == 0 && is_alive(c))
            break;
        UNLOCK(&c->mu);
    }
    UNLOCK(&pool_lock);
    return c;
}

static void pool_give(struct conn *c, int failed) {
    if (failed) {
        close(c->fd);
        c->fd = -1;
        c->broken = 1;
    }
    UNLOCK(&c->mu);
}

static struct conn *pool_open(const char *host) {
    struct sockaddr address;
    struct conn *c;
    int fd = -1, error;

    if ((error = cache_address(host, &address)) != 0)
        goto failed;
    if ((c = calloc(1, sizeof *c)) == NULL) {
        error = ENOMEM;
        goto failed;
    }
    if ((fd = socket(AF_INET, SOCK_STREAM, 0)) < 0 || connect(fd, &address, sizeof address) < 0) {
        error = errno;
        goto free_conn;
    }
    if ((error = pthread_mutex_init(&c->mu, NULL)) != 0)
        goto free_conn;
    c->fd = fd;
    strncpy(c->host, host, sizeof c->host - 1);
    LOCK(&c->mu);
    LOCK(&pool_lock);
    c->next = pool;
    pool = c;
    UNLOCK(&pool_lock);
    return c;

free_conn:
    free(c);
failed:
    if (fd >= 0)
        close(fd);
    log_message(LOG_ERROR, "cannot connect to %s: %s\n", host, strerror(error));
    return NULL;
}

/* ---- the workers ---- */

static int run_job(struct job *job) {
    struct conn *c;
    int result = -1, backoff = 1;

    for (; job->tries < 3; job->tries++, backoff *= 2) {
        c = pool_take(job->host);
        if (c == NULL)
            c = pool_open(job->host);
        if (c == NULL) {
            sleep((unsigned)backoff);
            continue;
        }
        result = job->run(job, c->fd);
        pool_give(c, result < 0);
        if (result == 0)
            break;
    }
    return result;
}

static void *worker(void *argument) {
    struct queue *q = argument;
    struct job *job;
    unsigned long failed = 0;

    while ((job = queue_pop(q)) != NULL) {
        if (run_job(job) != 0)
            failed++;
        free(job);
    }
    log_message(LOG_DEBUG, "worker is done, %lu jobs failed\n", failed);
    return NULL;
}

int run_workers(struct queue *q, pthread_t *threads, int n) {
    int started, error = 0;

    for (started = 0; started < n; started++)
        if ((error = pthread_create(&threads[started], NULL, worker, q)) != 0)
            break;
    if (error != 0) {
        log_message(LOG_ERROR, "only %d of %d workers: %s\n", started, n, strerror(error));
        LOCK(&q->mu);
        q->closed = 1;
        pthread_cond_broadcast(&q->not_empty);
        UNLOCK(&q->mu);
    }
    while (started-- > 0)
        pthread_join(threads[started], NULL);
    return error;
}
