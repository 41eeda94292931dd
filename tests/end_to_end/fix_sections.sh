# What --fix makes of results of tries that nobody looks at and of sleeps just before an unlock, and where it keeps its
# hands off; the result compiles and is clean.
cat >begin.h <<'EOF'
#include <glib.h>
#include <pthread.h>
#include <sched.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

struct cache {
    pthread_mutex_t mu, other;
    pthread_rwlock_t rw;
    mtx_t plain;
    GMutex g;
    int hits, delay;
    struct cache *next;
};
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static int total;
static _Thread_local int answer;
void out_of_sight(void);
EOF
cat >fixed.c <<'EOF'
#include "begin.h"
/* ---- a look at the result ---- */
void try_it(struct cache *c) {
    pthread_mutex_trylock(&c->mu); // of two
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}
void behind_declarations(struct cache *c, int n) {
    int k = 2, more[] = {1, 2};
    (void)pthread_mutex_trylock(&c->mu);
    if (n > k)
        c->hits += more[1];
    (void)pthread_mutex_unlock(&c->mu);
}
void on_one_line(void) { pthread_mutex_trylock(&table); total++; pthread_mutex_unlock(&table); }
void of_c11(struct cache *c) {
    mtx_trylock(&c->plain);
    for (int i = 0; i < 4; i++)
        c->hits++;
    mtx_unlock(&c->plain);
}
void of_glib_where_true_is_success(struct cache *c) {
    g_mutex_trylock(&c->g);
    c->hits++;
    g_mutex_unlock(&c->g);
}
void until(struct cache *c, const struct timespec *deadline) {
    pthread_rwlock_timedrdlock(&c->rw, deadline);
    c->hits++;
    pthread_rwlock_unlock(&c->rw);
}
/* ---- the unlock before the sleep ---- */
void sleep_at_the_end(struct cache *c, int n) {
    pthread_mutex_lock(&c->mu);
    c->hits++;
    sleep(n + 1); // a nap
    pthread_mutex_unlock(&c->mu);
}
void inside(struct cache *c, int n) {
    struct timespec time = {n, 0};
    pthread_mutex_lock(&c->mu);
    c->hits++;
    if (n) {
        nanosleep(&time, NULL);

        (void)pthread_mutex_unlock(&c->mu);
        return;
    }
    pthread_mutex_unlock(&c->mu);
}
void yield_on_one_line(void) { pthread_mutex_lock(&table); total++; sched_yield(); pthread_mutex_unlock(&table); }
void one_line_for_both(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    c->hits++;
    (void)usleep(100 * 1000); pthread_mutex_unlock(&c->mu); // both
}
EOF
cat >kept.c <<'EOF'
#include "begin.h"
/* ---- what would be left out is more than the section ---- */
int with_a_result(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
void more_before(struct cache *c) {
    c->delay = 1;
    pthread_mutex_trylock(&c->mu);
    c->hits++;
    c->delay = 0;
    pthread_mutex_unlock(&c->mu);
}
void more_behind(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
    total++;
}
void a_call(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    out_of_sight();
    pthread_mutex_unlock(&c->mu);
}
void a_pointer_kept(struct cache *c, struct cache *next) {
    pthread_mutex_trylock(&c->mu);
    c->next = next;
    pthread_mutex_unlock(&c->mu);
}
void an_answer(struct cache *c, int *hits) {
    pthread_mutex_trylock(&c->mu);
    *hits = c->hits;
    pthread_mutex_unlock(&c->mu);
}
void an_answer_beside(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    total = c->hits;
    pthread_mutex_unlock(&c->mu);
}
void an_answer_of_the_thread(void) {
    pthread_mutex_trylock(&table);
    answer = total;
    pthread_mutex_unlock(&table);
}
void in_a_block(struct cache *c, int n) {
    if (n) {
        pthread_mutex_trylock(&c->mu);
        c->hits++;
        pthread_mutex_unlock(&c->mu);
    }
}
void not_always_unlocked(struct cache *c, int n) {
    pthread_mutex_trylock(&c->mu);
    c->hits++;
    if (n)
        pthread_mutex_unlock(&c->mu);
}
void another_return(struct cache *c, int n) {
    pthread_mutex_trylock(&c->mu);
    if (n)
        return;
    pthread_mutex_unlock(&c->mu);
}
void another_lock(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    c->hits++;
    pthread_mutex_unlock(&c->other);
}
void another_object(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    c = c->next;
    pthread_mutex_unlock(&c->mu);
}
#define TRY(c) pthread_mutex_trylock(&(c)->mu)
void in_a_macro(struct cache *c) {
    TRY(c);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}
void in_parts(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
#ifdef MORE
    c->hits++;
#endif
    pthread_mutex_unlock(&c->mu);
}
static int enter(struct cache *c) {
    return pthread_mutex_trylock(&c->mu);
}
void by_a_helper(struct cache *c) {
    enter(c);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}
void atomically(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    __asm__ volatile("" ::: "memory");
    pthread_mutex_unlock(&c->mu);
}
/* ---- what is between the sleep and the unlock, or in the sleep ---- */
void guarded_argument(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    sleep(c->delay);
    pthread_mutex_unlock(&c->mu);
}
#define DELAY (total + 1)
void guarded_by_a_macro(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    sleep(DELAY);
    pthread_mutex_unlock(&c->mu);
}
void an_address_that_others_have(struct cache *c, struct timespec *seen) {
    struct timespec time = {c->delay, 0};
    struct timespec *also = &time;
    pthread_mutex_lock(&c->mu);
    *seen = *also;
    nanosleep(&time, NULL);
    pthread_mutex_unlock(&c->mu);
}
void a_result(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    c->hits = sleep(1);
    pthread_mutex_unlock(&c->mu);
}
void something_between(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    sleep(1);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}
void a_comment_between(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    sleep(1);
    /* now they may */
    pthread_mutex_unlock(&c->mu);
}
void a_comment_behind(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    sleep(1);
    pthread_mutex_unlock(&c->mu); // now they may
}
void under_a_condition(struct cache *c, int n) {
    pthread_mutex_lock(&c->mu);
    if (n)
        sleep(1);
    pthread_mutex_unlock(&c->mu);
}
void two_held(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    pthread_mutex_lock(&c->other);
    sleep(1);
    pthread_mutex_unlock(&c->other);
    pthread_mutex_unlock(&c->mu);
}
void another_object_held(struct cache *c) {
    struct cache *d = c;
    pthread_mutex_lock(&c->mu);
    sleep(1);
    pthread_mutex_unlock(&d->mu);
}
void a_thread_that_ends(struct cache *c, pthread_t thread) {
    pthread_mutex_lock(&c->mu);
    pthread_join(thread, NULL);
    pthread_mutex_unlock(&c->mu);
}
static void unlock(void *lock) {
    pthread_mutex_unlock(lock);
}
void with_a_cleanup(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    pthread_cleanup_push(unlock, &c->mu);
    sleep(1);
    pthread_cleanup_pop(1);
}
EOF
lint() {
    $LOCKLINT "$@" -- -I"$HEADERS" -I"$HEADERS/glib" | grep warning:
}
cp fixed.c before.c
lint --fix fixed.c
diff before.c fixed.c
clang-19 -fsyntax-only -Wall -Wextra -I"$HEADERS" -I"$HEADERS/glib" fixed.c && echo 'it compiles; what is left:'
lint fixed.c
cp kept.c before.c
echo '--- not fixed'
lint --fix kept.c
diff before.c kept.c && echo 'as it was'
# Ends of lines stay what they are.
cat >lines.c <<'EOF'
#include <pthread.h>
#include <unistd.h>
struct cache { pthread_mutex_t mu; int hits; };
void try_it(struct cache *c) {
    pthread_mutex_trylock(&c->mu);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
}
void nap(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    sleep(1);
    pthread_mutex_unlock(&c->mu);
}
EOF
sed 's/$/\r/' <lines.c >crlf.c
$LOCKLINT --quiet --fix lines.c crlf.c -- -I"$HEADERS" >/dev/null
tr -d '\r' <crlf.c | cmp - lines.c && grep -c '' crlf.c && grep -c "$(printf '\r')" crlf.c
