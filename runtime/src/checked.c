/* checked.c -- checked mode: whether it is on, who runs, and the one lock over all that it knows. */
#include "checked_internal.h"

#include "checked_report.h"
#include "fatal.h"
#include "self.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool am_checked_;

static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;
static am_holder *holders;
static uint32_t last_number;
static bool is_forked;

static _Thread_local am_holder *own;     /* of this thread */
static _Thread_local am_holder *running; /* the task that this thread runs, or its own */

static void before_fork(void) {
    pthread_mutex_lock(&all);
}

static void after_fork(void) {
    pthread_mutex_unlock(&all);
}

/* The handles of the threads that are not here any more are nobody's leak. */
static void after_fork_in_child(void) {
    is_forked = true;
    pthread_mutex_unlock(&all);
}

/* Before the constructors of the program, which may lock already. */
__attribute__((constructor(101))) static void begin(void) {
    const char *wish = secure_getenv("AM_CHECKED");
    am_checked_ = wish != NULL && *wish != '\0' && strcmp(wish, "0") != 0;
    if (am_checked_ && pthread_atfork(before_fork, after_fork, after_fork_in_child) != 0)
        am_fatal_("no memory for checked mode");
}

void *checked_grow(void *array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return array;
    *room = *room == 0 ? 8 : *room * 2;
    array = realloc(array, *room * size);
    if (array == NULL)
        am_fatal_("no memory for checked mode");
    return array;
}

static am_holder *holder_new(const char *spawned) {
    am_holder *holder = calloc(1, sizeof *holder);
    if (holder == NULL)
        am_fatal_("no memory for checked mode");
    holder->number = ++last_number;
    holder->spawned = spawned;
    holder->next = holders;
    holders = holder;
    return holder;
}

static void holder_end(am_holder *holder) {
    am_holder **link = &holders;
    while (*link != holder)
        link = &(*link)->next;
    *link = holder->next;
    free(holder->held);
    holder->held = NULL;
    holder->count = holder->room = 0;
    time_end(holder);
}

am_holder *checked_enter(void) {
    /* Registered, the thread's end is watched. */
    if (am_self_.token == 0)
        am_self_register_();
    pthread_mutex_lock(&all);
    if (running == NULL) {
        own = running = holder_new(NULL);
        own->is_main = gettid() == getpid();
    }
    return running;
}

void checked_leave(void) {
    pthread_mutex_unlock(&all);
}

am_holder *checked_holders(void) {
    return holders;
}

bool checked_is_child(void) {
    return is_forked;
}

am_holder *am_checked_spawn_(const char *here) {
    am_holder *self = checked_enter();
    am_holder *holder = holder_new(here);
    time_spawn(self, holder);
    checked_leave();
    return holder;
}

uint32_t am_checked_number_(const am_holder *holder) {
    return holder->number;
}

void am_checked_begin_(am_holder *holder) {
    own = running = holder;
}

void am_checked_run_(am_holder *holder) {
    if (holder != NULL)
        holder->is_task = true;
    running = holder != NULL ? holder : own;
}

void am_checked_end_(am_holder *holder) {
    checked_enter();
    holder_end(holder);
    checked_leave();
}

void am_checked_thread_ends_(void) {
    if (own == NULL)
        return;
    pthread_mutex_lock(&all);
    holder_end(own);
    own = running = NULL;
    pthread_mutex_unlock(&all);
}
