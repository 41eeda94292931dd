// Objects that a function makes, gives a lock by a helper, and then locks: before that nobody else had them.
#include <pthread.h>
#include <stdlib.h>

struct pool {
    pthread_mutex_t lock;
    int most, used;
};

static void *take_memory(size_t size) {
    void *memory = malloc(size);
    if (!memory)
        abort();
    return memory;
}

static void lock_init(pthread_mutex_t *lock) {
    pthread_mutex_init(lock, NULL);
}

struct pool *made_ok(int most) {
    struct pool *pool = malloc(sizeof *pool);
    if (!pool)
        return NULL;
    pool->most = most;
    lock_init(&pool->lock);
    pthread_mutex_lock(&pool->lock);
    pool->used = 1;
    pthread_mutex_unlock(&pool->lock);
    return pool;
}

struct pool *made_by_helper_ok(int most) {
    struct pool *pool = take_memory(sizeof *pool);
    pool->most = most;
    lock_init(&pool->lock);
    pthread_mutex_lock(&pool->lock);
    pool->used = 1;
    pthread_mutex_unlock(&pool->lock);
    return pool;
}

void limit_ok(struct pool *pool, int most) {
    pthread_mutex_lock(&pool->lock);
    pool->most = most;
    pthread_mutex_unlock(&pool->lock);
}

void more_ok(struct pool *pool) {
    pthread_mutex_lock(&pool->lock);
    pool->most++;
    pthread_mutex_unlock(&pool->lock);
}

void double_ok(struct pool *pool) {
    pthread_mutex_lock(&pool->lock);
    pool->most *= 2;
    pthread_mutex_unlock(&pool->lock);
}

int room_ok(struct pool *pool) {
    pthread_mutex_lock(&pool->lock);
    int room = pool->most - pool->used;
    pthread_mutex_unlock(&pool->lock);
    return room;
}

int most_ok(struct pool *pool) {
    pthread_mutex_lock(&pool->lock);
    int most = pool->most;
    pthread_mutex_unlock(&pool->lock);
    return most;
}

void forgotten_bad(struct pool *pool) {
    pool->most = 0; // expected-warning {{'pool->most' is written without 'pool->lock', which 5 of 6 accesses hold}}
    pthread_mutex_lock(&pool->lock);
    pool->used = 0;
    pthread_mutex_unlock(&pool->lock);
}
