/* peer.h -- what a library brings to the benchmark: the same small works, each in a loop of its own. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>

/*
 * Each does its work `count` times, from as many threads at once as call it. `inside` and `outside` are turns of
 * bench_work, within the critical section and after it.
 */
typedef void section(size_t count, unsigned inside, unsigned outside);

/* Each does its work `count` times, threads included where it needs some, and ends when all is done. */
typedef void job(size_t count);

/* What a library does not have is NULL. */
typedef struct peer {
    const char *name;
    section *mutex;  /* lock, add to a number, unlock */
    section *rwlock; /* 63 reads of a number, then one write, and so on */
    section *handle; /* make a further handle to a value, and drop it */
    job *unbounded;  /* send a number through a channel to one other thread */
    job *bounded;    /* the same, through a channel with room for 64 */
    job *spawn;      /* start a thread, or task, that does nothing, and join it */
    job *yield;      /* two threads, or tasks, give up their turns */
    job *ping_pong;  /* a number to another thread, or task, and back, by a mutex and a condition or a channel */
    size_t (*sleepers)(size_t count); /* bytes that each of so many sleeping threads, or tasks, adds to the process */
} peer;

extern const peer peer_arcmutex;
extern const peer peer_pthread;
extern const peer peer_c11;
extern const peer peer_glib;
extern const peer peer_nsync;
extern const peer peer_rust;

enum { READS_PER_WRITE = 63, ROOM = 64 };

/* A turn is about a nanosecond, and touches no memory. */
void bench_work(unsigned turns);

/* The bytes of the process that are in memory. */
size_t bench_resident(void);

/* Comes back when the other threads have nothing more to do at the moment. */
void bench_settle(void);

#endif
