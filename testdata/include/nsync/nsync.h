/* nsync.h -- what fixtures need of nsync, in words of our own. */
#ifndef STAND_IN_NSYNC_H
#define STAND_IN_NSYNC_H

#include <time.h>

typedef struct nsync_mu_s_ {
    unsigned word;
    void *waiters;
} nsync_mu;
typedef struct nsync_cv_s_ {
    unsigned word;
    void *waiters;
} nsync_cv;
typedef unsigned nsync_once;
typedef struct nsync_note_s_ *nsync_note;
typedef struct timespec nsync_time;

void nsync_mu_init(nsync_mu *mu);
void nsync_mu_lock(nsync_mu *mu);
int nsync_mu_trylock(nsync_mu *mu);
void nsync_mu_unlock(nsync_mu *mu);
void nsync_mu_rlock(nsync_mu *mu);
int nsync_mu_rtrylock(nsync_mu *mu);
void nsync_mu_runlock(nsync_mu *mu);

void nsync_mu_wait(nsync_mu *mu, int (*condition)(const void *argument), const void *argument,
                   int (*equal)(const void *left, const void *right));
void nsync_cv_wait(nsync_cv *cv, nsync_mu *mu);
int nsync_cv_wait_with_deadline(nsync_cv *cv, nsync_mu *mu, nsync_time deadline, nsync_note cancel);
void nsync_cv_broadcast(nsync_cv *cv);
int nsync_note_wait(nsync_note note, nsync_time deadline);
void nsync_note_notify(nsync_note note);
void nsync_run_once(nsync_once *once, void (*function)(void));

#endif
