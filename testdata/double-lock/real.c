/* real.c -- patterns of large programs: what a helper lets go for a while belongs to a caller further out. */
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

struct entry {
    struct entry *next;
    void (*destroy)(void *data);
    void *data;
};

/* The caller holds the lock; the entry's own function runs without it. */
static void clear_entry(struct entry *entry) {
    void *data = entry->data;
    entry->data = NULL;
    if (data) {
        pthread_mutex_unlock(&table_lock);
        entry->destroy(data);
        pthread_mutex_lock(&table_lock);
    }
}

static void clear_entries(struct entry *entry) {
    for (; entry; entry = entry->next)
        clear_entry(entry);
}

void two_helpers_deep_ok(struct entry *first) {
    pthread_mutex_lock(&table_lock);
    clear_entries(first);
    pthread_mutex_unlock(&table_lock);
}

static void count_entries(const struct entry *entry, int *count) {
    pthread_mutex_lock(&table_lock);
    for (; entry; entry = entry->next)
        ++*count;
    pthread_mutex_unlock(&table_lock);
}

static void clear_and_count(struct entry *entry, int *count) {
    count_entries(entry, count);
}

void two_helpers_deep_bad(struct entry *first, int *count) {
    pthread_mutex_lock(&table_lock);
    clear_and_count(first, count); // expected-warning {{'table_lock' is locked again}}
    pthread_mutex_unlock(&table_lock);
}
