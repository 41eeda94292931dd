/* store.h -- one object, its users in three files. */
#ifndef STORE_H
#define STORE_H

#include <pthread.h>

struct store {
    pthread_mutex_t lock;
    int items, bytes, loads;
};

extern pthread_mutex_t log_lock;
extern int log_lines;

void store_add(struct store *s, int bytes);
void store_drop(struct store *s, int bytes);
int store_bytes(struct store *s);
void store_count_load(struct store *s);
void log_line(void);
void reset_all(struct store *s);
void reset_by_steps(struct store *s, int how);
void reset_after_threads(struct store *s);
void *loader(void *arg);

#endif
