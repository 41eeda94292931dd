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

/* ---- an argument says whether the lock is held, and the lock is given back for a while ---- */

struct context {
    pthread_mutex_t mutex;
};

struct source {
    int references;
    struct source *child;
    void (*dispose)(struct source *source);
};

extern int drop(int *references);

static void source_drop(struct source *source, struct context *context, int have_lock) {
    if (!have_lock && context)
        pthread_mutex_lock(&context->mutex);
    if (drop(&source->references)) {
        if (source->dispose) {
            if (context)
                pthread_mutex_unlock(&context->mutex);
            source->dispose(source);
            if (context)
                pthread_mutex_lock(&context->mutex);
            if (!drop(&source->references)) {
                if (!have_lock && context)
                    pthread_mutex_unlock(&context->mutex);
                return;
            }
        }
        while (source->child)
            source_drop(source->child, context, 1);
    }
    if (!have_lock && context)
        pthread_mutex_unlock(&context->mutex);
}

void drop_locked_ok(struct source *source, struct context *context) {
    pthread_mutex_lock(&context->mutex);
    source_drop(source, context, 1);
    pthread_mutex_unlock(&context->mutex);
}

void drop_unlocked_ok(struct source *source, struct context *context) {
    source_drop(source, context, 0);
}

void drop_locked_bad(struct source *source, struct context *context) {
    pthread_mutex_lock(&context->mutex);
    source_drop(source, context, 0); // expected-warning {{'context->mutex' is locked again}}
    pthread_mutex_unlock(&context->mutex);
}

/* ---- the helper has a lock of its own, which may be any ---- */

struct list {
    pthread_mutex_t *guard;
    struct entry *first;
};

static void list_clear(struct list *list) {
    struct entry *entry;

    pthread_mutex_lock(list->guard);
    entry = list->first;
    list->first = NULL;
    pthread_mutex_unlock(list->guard);
    clear_entries(entry);
}

void clear_list_ok(struct list *list) {
    pthread_mutex_lock(&table_lock);
    clear_entries(list->first);
    pthread_mutex_unlock(&table_lock);
    list_clear(list);
}

static void list_reset(struct list *list) {
    list_clear(list);
}

/* Were list->guard the same lock, the first line would wait already. */
void reset_list_ok(struct list *list) {
    pthread_mutex_lock(&table_lock);
    list_reset(list);
    pthread_mutex_unlock(&table_lock);
}
