# What --fix makes of each kind of finding, and where it keeps its hands off; the result compiles and is clean.
cat >fixed.c <<'END'
#include <arcmutex/arcmutex.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    int length;
};
typedef AM_MUTEX(uint64_t) counter;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
void keep(counter *handle);

/* ---- wait in a loop ---- */
void wait_bare(struct queue *q) {
    pthread_mutex_lock(&q->mu);
    if (q->length == 0) // nothing there
        pthread_cond_wait(&q->changed, &q->mu);
    q->length--;
    pthread_mutex_unlock(&q->mu);
}
void wait_in_braces(struct queue *q, bool now) {
    pthread_mutex_lock(&q->mu);
    if (now)
        q->length = 0;
    else if (q->length <= 0 && !(q->length == ')')) {
        (void)pthread_cond_wait(&q->changed, &q->mu);
    }
    pthread_mutex_unlock(&q->mu);
}
/* ---- unlock before a return ---- */
int bare(struct queue *q, int n) {
    pthread_mutex_lock(&q->mu);
    if (n < 0)
        return -EINVAL; /* too few */
    q->length = n;
    pthread_mutex_unlock(&q->mu);
    return 0;
}
int in_braces_and_on_one_line(void *argument, int n) {
    struct queue *q = argument;
    pthread_mutex_lock(&q->mu);
    if (n < 0) {
        n = -n;
        return n;
    }
    if (n > 9) return -1; else q->length = n;
    switch (n) {
    case 2: return -2;
    }
    pthread_mutex_unlock(&q->mu);
    return 0;
}
void of_the_file(int n) {
    pthread_mutex_lock(&table);
    if (n) {
        n++;
    } else
        return;
    pthread_mutex_unlock(&table);
}
/* ---- let a guard go before the yield ---- */
void guard(counter *c, int n) {
    AM_GUARD(uint64_t, value, c);
    *value += 1;
    if (n)
        *value += 1;
    am_sleep(1);
}
void guard_in_a_loop(counter *c, int n) {
    while (n-- > 0) {
        AM_GUARD(uint64_t, inner, c);
        *inner += 1;
        am_yield(); // at the end
    }
}
/* ---- clone instead of a move ---- */
void moved(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    keep(am_move(shared));
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}
END
cat >kept.c <<'END'
#include <arcmutex/arcmutex.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t changed;
    int length;
    struct queue *next;
};
typedef AM_MUTEX(uint64_t) counter;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static int total;
void out_of_sight(void);

void wait_otherwise(struct queue *q, int n) {
    pthread_mutex_lock(&q->mu);
    if (q->length == 0)
        pthread_cond_wait(&q->changed, &q->mu);
    else
        q->length--;
    if (q->length == 1) {
        q->length++;
        pthread_cond_wait(&q->changed, &q->mu);
    }
    if ((n = q->length) == 0)
        pthread_cond_wait(&q->changed, &q->mu);
    if (n-- == 0)
        pthread_cond_wait(&q->changed, &q->mu);
#if 1
    if (q->length == 2)
#endif
        pthread_cond_wait(&q->changed, &q->mu);
    pthread_mutex_unlock(&q->mu);
}
int guarded_result(struct queue *q, int n) {
    pthread_mutex_lock(&q->mu);
    if (n < 0)
        return -q->length;
    if (n == 1)
        return total;
    if (n == 2)
        return 1 - 2;
    pthread_mutex_unlock(&q->mu);
    return 0;
}
int next_one(struct queue *q, int n) {
    q = q->next;
    pthread_mutex_lock(&q->mu);
    if (n < 0)
        return -1;
    pthread_mutex_unlock(&q->mu);
    return 0;
}
int in_an_inner_scope(struct queue *first, int n) {
    {
        struct queue *q = first;
        pthread_mutex_lock(&q->mu);
        if (n > 0) {
            pthread_mutex_unlock(&q->mu);
            return 0;
        }
    }
    return -1;
}
int shadowed(struct queue *q, int n) {
    pthread_mutex_lock(&q->mu);
    if (n < 0) {
        struct queue *q = 0;
        (void)q;
        return -1;
    }
    pthread_mutex_unlock(&q->mu);
    return 0;
}
int of_the_program(int n) {
    pthread_mutex_lock(&table);
    if (n < 0) {
        out_of_sight();
        return -1;
    }
    pthread_mutex_unlock(&table);
    return 0;
}
#define LEAVE return -1
int in_a_macro(struct queue *q, int n) {
    pthread_mutex_lock(&q->mu);
    if (n < 0)
        LEAVE;
    pthread_mutex_unlock(&q->mu);
    return 0;
}
int check(int n);
int one_answer_of_many(struct queue *q) {
    int r = check(1);
    pthread_mutex_lock(&q->mu);
    if (r == -EAGAIN)
        return r;
    pthread_mutex_unlock(&q->mu);
    return r;
}
int one_case_of_many(struct queue *q) {
    int r = check(1);
    pthread_mutex_lock(&q->mu);
    switch (r) {
    case -ENOMEM:
        q->length = 0;
        return r;
    }
    pthread_mutex_unlock(&q->mu);
    return r;
}
int call_again(struct queue *q, int n) {
    pthread_mutex_lock(&q->mu);
    if (n < 0)
        return -EAGAIN;
    pthread_mutex_unlock(&q->mu);
    return 0;
}
int used_afterwards(counter *c) {
    AM_GUARD(uint64_t, n, c);
    am_sleep(1);
    *n += 1;
    if (*n > 3)
        am_sleep(2);
    am_sleep(3);
    return (int)*n;
}
END
lint() {
    $LOCKLINT "$@" -- -I"$HEADERS" -I"$HEADERS/../../runtime/include" | grep warning:
}
cp fixed.c before.c
lint --fix fixed.c
diff before.c fixed.c
clang-19 -fsyntax-only -I"$HEADERS/../../runtime/include" fixed.c && echo 'it compiles; what is left:'
lint fixed.c
# The same when it is linked with another file.
cp before.c linked.c && echo 'int x;' >other.c
$LOCKLINT --quiet --fix linked.c other.c -- -I"$HEADERS" -I"$HEADERS/../../runtime/include" >/dev/null
cmp fixed.c linked.c
cp kept.c before.c
echo '--- not fixed'
lint --fix kept.c
diff before.c kept.c && echo 'as it was'
# Ends of lines stay what they are.
cat >crlf.c <<'END'
#include <pthread.h>
int crlf(pthread_mutex_t *m, int n) {
    pthread_mutex_lock(m);
    if (n < 0)
        return -1;
    pthread_mutex_unlock(m);
    return 0;
}
END
sed 's/$/\r/' <crlf.c >crlf2.c
lint --fix crlf2.c
grep -c '' crlf2.c && grep -c "$(printf '\r')" crlf2.c
