/* thread.c -- threads that own what they are given. */
#include "arcmutex/thread.h"

#include "arcmutex/arc.h"
#include "checked.h"
#include "fatal.h"
#include "self.h"
#include "task_internal.h"

#include <pthread.h>
#include <stdlib.h>

_Static_assert(sizeof(pthread_t) == sizeof(uintptr_t), "am_thread keeps a pthread_t in id_");

typedef struct {
    am_thread_entry *entry;
    void *argument;
    am_holder *holder;
} start;

/* Its address is the result of a thread that returned from its entry. */
static char returned;

static void *run(void *allocated) {
    start begin = *(start *)allocated;
    free(allocated);
    checked_begin(begin.holder);
    begin.entry(begin.argument);
    return &returned;
}

am_status am_thread_spawn_(am_thread *thread, am_thread_entry *entry, void *argument, const char *here) {
    start *begin = malloc(sizeof *begin);
    pthread_t id;
    if (begin != NULL) {
        *begin = (start){.entry = entry, .argument = argument, .holder = checked_spawn(here)};
        uint32_t number = checked_number(begin->holder);
        if (pthread_create(&id, NULL, run, begin) == 0) {
            *thread = (am_thread){.id_ = (uintptr_t)id, .joinable_ = true, .number_ = number};
            return AM_OK;
        }
        checked_end(begin->holder);
    }
    free(begin);
    am_arc_drop_(&argument);
    return AM_NO_THREAD;
}

static pthread_t take_id(am_thread *thread, const char *complaint) {
    if (!thread->joinable_)
        am_fatal_(complaint);
    pthread_t id = (pthread_t)thread->id_;
    *thread = (am_thread){0};
    return id;
}

am_status am_thread_join_(am_thread *thread, const char *here) {
    checked_joins(thread->joinable_, "join", here);
    uint32_t number = thread->number_;
    pthread_t id = take_id(thread, "am_thread_join: no thread, or one that was joined or detached already");
    void *result = NULL;
    if (pthread_join(id, &result) != 0)
        am_fatal_("am_thread_join: this thread would wait for itself, or two threads wait for each other");
    checked_joined(number);
    return result == &returned ? AM_OK : AM_ENDED_EARLY;
}

am_status(am_thread_join)(am_thread *thread) {
    return am_thread_join_(thread, NULL);
}

void am_thread_detach_(am_thread *thread, const char *here) {
    checked_joins(thread->joinable_, "detach", here);
    pthread_t id = take_id(thread, "am_thread_detach: no thread, or one that was joined or detached already");
    if (pthread_detach(id) != 0)
        am_fatal_("am_thread_detach: the system does not know the thread");
}

void(am_thread_detach)(am_thread *thread) {
    am_thread_detach_(thread, NULL);
}

void am_thread_exit(void) {
    if (am_task_current_() != NULL)
        am_task_exit();
    am_self_abandon_();
    pthread_exit(NULL);
}

void am_yield_(const char *here) {
    am_task_yield_(here);
}

void(am_yield)(void) {
    am_yield_(NULL);
}

void am_sleep_(uint32_t milliseconds, const char *here) {
    am_task_sleep_(milliseconds, here);
}

void(am_sleep)(uint32_t milliseconds) {
    am_sleep_(milliseconds, NULL);
}
