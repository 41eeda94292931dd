/* thread-safety-attributes.c -- what clang's thread-safety attributes say of a lock library is believed. */
#include <unistd.h>

#define TS(x) __attribute__((x))
#define CAPABILITY(name) TS(capability(name))
#define ACQUIRE(...) TS(acquire_capability(__VA_ARGS__))
#define ACQUIRE_SHARED(...) TS(acquire_shared_capability(__VA_ARGS__))
#define RELEASE(...) TS(release_capability(__VA_ARGS__))
#define RELEASE_SHARED(...) TS(release_shared_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) TS(try_acquire_capability(__VA_ARGS__))
#define REQUIRES(...) TS(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) TS(locks_excluded(__VA_ARGS__))
#define ASSERTS(...) TS(assert_capability(__VA_ARGS__))

typedef struct CAPABILITY("mutex") latch latch;

struct CAPABILITY("mutex") spot {
    int word;
};

struct cache {
    struct spot spot;
    latch *mu;
    int count;
};

void latch_init(latch *m);
void latch_lock(latch *m) ACQUIRE(m);
void latch_unlock(latch *m) RELEASE(m);
int latch_trylock(latch *m) TRY_ACQUIRE(1, m);
int latch_trylock0(latch *m) TRY_ACQUIRE(0, m);
void latch_read_lock(latch *m) ACQUIRE_SHARED(m);
void latch_read_unlock(latch *m) RELEASE_SHARED(m);
void latch_any_unlock(latch *m) TS(release_generic_capability(m));
void latch_assert_held(latch *m) ASSERTS(m);

void spot_lock(struct spot *s) TS(exclusive_lock_function(s));
void spot_unlock(struct spot *s) TS(unlock_function(s));
int spot_try(struct spot *s) TS(exclusive_trylock_function(1, s));

void cache_lock(struct cache *c) ACQUIRE(c->mu);
void cache_unlock(struct cache *c) RELEASE(c->mu);
void spot_in_cache_lock(struct cache *c) ACQUIRE(&c->spot);
void spot_in_cache_unlock(struct cache *c) RELEASE(c->spot);
void both_lock(struct cache *c) ACQUIRE(c->mu, c->spot);
void both_unlock(struct cache *c) RELEASE(c->spot, c->mu);

extern latch *big;
struct spot whole;
void big_lock(void) ACQUIRE(big);
void big_unlock(void) RELEASE(big);
void whole_lock(void) ACQUIRE(&whole);
void whole_unlock(void) RELEASE(whole);

void cache_shrink(struct cache *c) REQUIRES(c->mu);
void cache_trim(struct cache *c) REQUIRES(c->spot);
void cache_clear(struct cache *c) EXCLUDES(c->mu);

/* ---- functions over a parameter ---- */

void twice_bad(latch *m) {
    latch_lock(m);
    latch_lock(m); // expected-warning {{'m' is locked again}}
    latch_unlock(m);
    latch_unlock(m);
}

void one_after_the_other_ok(latch *m) {
    latch_lock(m);
    latch_unlock(m);
    latch_lock(m);
    latch_unlock(m);
}

void initialised_elsewhere_bad(struct cache *c) {
    latch_init(c->mu);
    latch_lock(c->mu);
    latch_lock(c->mu); // expected-warning {{'c->mu' is locked again}}
    latch_unlock(c->mu);
    latch_unlock(c->mu);
}

void sleeping_bad(latch *m) {
    latch_lock(m);
    sleep(1); // expected-warning {{'m' is held across 'sleep'}}
    latch_unlock(m);
}

void old_names_bad(struct cache *c) {
    spot_lock(&c->spot);
    spot_lock(&c->spot); // expected-warning {{'c->spot' is locked again}}
    spot_unlock(&c->spot);
    spot_unlock(&c->spot);
}

/* ---- try ---- */

void tried_bad(latch *m) {
    if (!latch_trylock(m))
        return;
    latch_lock(m); // expected-warning {{'m' is locked again}}
    latch_unlock(m);
    latch_unlock(m);
}

void try_failed_ok(latch *m) {
    if (!latch_trylock(m))
        latch_lock(m);
    latch_unlock(m);
}

void zero_is_success_bad(latch *m) {
    if (latch_trylock0(m) != 0)
        return;
    latch_lock(m); // expected-warning {{'m' is locked again}}
    latch_unlock(m);
    latch_unlock(m);
}

void zero_is_success_ok(latch *m) {
    if (latch_trylock0(m) != 0)
        latch_lock(m);
    latch_unlock(m);
}

void spot_tried_bad(struct spot *s) {
    if (spot_try(s)) {
        spot_lock(s); // expected-warning {{'s' is locked again}}
        spot_unlock(s);
        spot_unlock(s);
    }
}

/* ---- shared ---- */

void readers_ok(latch *m) {
    latch_read_lock(m);
    latch_read_lock(m);
    latch_read_unlock(m);
    latch_any_unlock(m);
}

void generic_unlock_ok(latch *m) {
    latch_lock(m);
    latch_any_unlock(m);
    latch_lock(m);
    latch_unlock(m);
}

/* ---- members and globals ---- */

void member_pointer_bad(struct cache *c) {
    cache_lock(c);
    latch_lock(c->mu); // expected-warning {{'c->mu' is locked again}}
    latch_unlock(c->mu);
    cache_unlock(c);
}

void member_object_bad(struct cache *c) {
    spot_in_cache_lock(c);
    spot_lock(&c->spot); // expected-warning {{'c->spot' is locked again}}
    spot_unlock(&c->spot);
    spot_in_cache_unlock(c);
}

void two_members_ok(struct cache *c) {
    cache_lock(c);
    spot_in_cache_lock(c);
    spot_in_cache_unlock(c);
    cache_unlock(c);
}

void two_at_once_bad(struct cache *c) {
    both_lock(c);
    spot_lock(&c->spot); // expected-warning {{'c->spot' is locked again}}
    spot_unlock(&c->spot);
    both_unlock(c);
    cache_lock(c);
    cache_unlock(c);
}

void global_pointer_bad(void) {
    big_lock();
    latch_lock(big); // expected-warning {{'big' is locked again}}
    latch_unlock(big);
    big_unlock();
}

void global_object_bad(void) {
    whole_lock();
    spot_lock(&whole); // expected-warning {{'whole' is locked again}}
    spot_unlock(&whole);
    whole_unlock();
}

/* ---- what has to be held ---- */

void asserted_bad(latch *m) {
    latch_assert_held(m);
    latch_lock(m); // expected-warning {{'m' is locked again}}
    latch_unlock(m);
}

void asserted_and_let_go_ok(latch *m) {
    latch_assert_held(m);
    latch_unlock(m);
    latch_lock(m);
}

void mystery(latch *m);

void asserted_after_a_doubt_bad(latch *m) {
    latch_lock(m);
    mystery(m);
    latch_assert_held(m);
    latch_lock(m); // expected-warning {{'m' is locked again}}
    latch_unlock(m);
    latch_unlock(m);
}

void asserted_while_held_ok(latch *m) {
    latch_lock(m);
    latch_assert_held(m);
    latch_unlock(m);
    latch_lock(m);
    latch_unlock(m);
}

void required_by_a_callee_bad(struct cache *c) {
    cache_trim(c);
    spot_lock(&c->spot); // expected-warning {{'c->spot' is locked again}}
    spot_unlock(&c->spot);
}

static void count_down(struct cache *c) REQUIRES(c->spot);
static void count_down(struct cache *c) {
    c->count--;
}

void required_by_a_body_bad(struct cache *c) {
    count_down(c);
    spot_lock(&c->spot); // expected-warning {{'c->spot' is locked again}}
    spot_unlock(&c->spot);
}

void sleeps_while_required_bad(struct cache *c) {
    cache_trim(c);
    sleep(1); // expected-warning {{'c->spot' is held across 'sleep'}}
}

void required_by_itself_bad(struct cache *c) REQUIRES(c->spot);
void required_by_itself_bad(struct cache *c) {
    sleep((unsigned)c->count); // expected-warning {{'c->spot' is held across 'sleep'}}
}

/* `cache_shrink` may have put another latch there. */
void FN_required_pointer(struct cache *c) {
    cache_shrink(c);
    latch_lock(c->mu);
    latch_unlock(c->mu);
}

void required_by_a_callee_ok(struct cache *c) {
    latch_lock(c->mu);
    cache_shrink(c);
    latch_unlock(c->mu);
}

void excluded_ok(struct cache *c) {
    cache_clear(c);
    latch_lock(c->mu);
    latch_unlock(c->mu);
    cache_clear(c);
}

static void evict_bad(struct cache *c) REQUIRES(c->mu);

static void evict_bad(struct cache *cache) {
    latch_lock(cache->mu); // expected-warning {{'cache->mu' is locked again}}
    cache->count--;
    latch_unlock(cache->mu);
}

/* What is wrong in `evict_bad` is said there. */
void calls_evict_ok(struct cache *c) {
    latch_lock(c->mu);
    evict_bad(c);
    latch_unlock(c->mu);
}

/* Only clang can say that this is wrong; what `main` takes afterwards is taken once. */
int main(void) {
    struct cache c = {.mu = big};
    cache_trim(&c);
    spot_lock(&c.spot);
    spot_unlock(&c.spot);
    return 0;
}

/* ---- bodies that can be seen ---- */

static void slot_lock(struct spot *s) ACQUIRE(s);
static void slot_lock(struct spot *s) {
    while (__sync_lock_test_and_set(&s->word, 1))
        ;
}
static void slot_unlock(struct spot *s) RELEASE(s);
static void slot_unlock(struct spot *s) {
    __sync_lock_release(&s->word);
}

void by_hand_bad(struct spot *s) {
    slot_lock(s);
    slot_lock(s); // expected-warning {{'s' is locked again}}
    slot_unlock(s);
    slot_unlock(s);
}

static void wrapped_lock(latch *m) ACQUIRE(m);
static void wrapped_lock(latch *m) {
    latch_lock(m);
}
static void wrapped_unlock(latch *m) RELEASE(m);
static void wrapped_unlock(latch *m) {
    latch_unlock(m);
}

void taken_once_ok(latch *m) {
    wrapped_lock(m);
    wrapped_unlock(m);
    latch_lock(m);
    latch_unlock(m);
}

/* ---- who comes before the attributes ---- */

void annotated(latch *m) ACQUIRE(m) __attribute__((annotate("locklint: {nothing: yes}")));

void annotation_first_ok(latch *m) {
    annotated(m);
    latch_lock(m);
    latch_unlock(m);
}

#define HIDDEN(m) ACQUIRE(m)
#define HIDDEN_RELEASE(m) RELEASE(m)
void hidden_lock(latch *m) HIDDEN(m);
void hidden_unlock(latch *m) HIDDEN_RELEASE(m);

/* Arguments that come through two macros can't be read; then nothing is known of the function. */
void FN_hidden_argument(latch *m) {
    hidden_lock(m);
    latch_lock(m);
    latch_unlock(m);
    hidden_unlock(m);
}
