/* thread_safety.c -- clang's thread-safety attributes: libclang prints their arguments as addresses, so that they are
   read in the source. */
#define CAPABILITY(x) __attribute__((capability(x)))
#define GUARDED_BY(x) __attribute__((guarded_by(x)))
struct CAPABILITY("mutex") mutex {
    int state;
};
struct mutex global;
struct account {
    struct mutex lock;
    int balance GUARDED_BY(global);
    int *history __attribute__((pt_guarded_by(global)));
};
void take(struct mutex *m) __attribute__((acquire_capability(m)));
void give(struct mutex *m) __attribute__((release_capability(m)));
int try_take(struct mutex *m) __attribute__((try_acquire_capability(1, m)));
int shared GUARDED_BY(global) = 1;

__attribute__((requires_capability(global), annotate("kept"))) void use(struct account *a) {
    if (try_take(&a->lock))
        give(&a->lock);
    take(&a->lock);
    a->balance = *a->history + shared;
    give(&a->lock);
}

/* ---- how headers write them ---- */

#define TS(x) __attribute__((x))
#define ACQUIRE(...) TS(acquire_capability(__VA_ARGS__))
#define ACQUIRE_ONE(of) TS(__acquire_capability__( & of -> lock ))
#define TRY(success, ...) TS(try_acquire_capability(success, __VA_ARGS__))
#define REQUIRES_GLOBAL TS(exclusive_locks_required(global))
#define NESTED(m) ACQUIRE(m)
#define KNOWN_BY_NAME acquire_capability
struct __attribute__((lockable)) old_lock {
    int state;
};
struct pair {
    struct old_lock one, two[2];
};

void lock_two(struct mutex *a, struct mutex *b) ACQUIRE(a, /* and */ b);
void lock_account(struct account *a) ACQUIRE_ONE(a);
int try_shared(struct mutex *m) TRY(1, m);
void needs_global(void) REQUIRES_GLOBAL;
void nested(struct mutex *m) NESTED(m);
void hidden(struct mutex *m) __attribute__((KNOWN_BY_NAME(m)));
void in_place(struct mutex *m) TS(shared_lock_function(*m));
void many(struct pair *p) __attribute__((exclusive_locks_required(p->one, p->two[1]), locks_excluded(global)));
void asserts(struct mutex *m) __attribute__((assert_capability(m), assert_shared_capability(global)));
void gives(struct mutex *m) __attribute__((unlock_function(m)));

/* A later declaration inherits attributes, whose parameters have the first one's names. */
void renamed(struct mutex *first) ACQUIRE(first);
void renamed(struct mutex *second) __attribute__((locks_excluded(second)));
void renamed(struct mutex *third) {
    third->state = 1;
}
void nameless(struct mutex *) __attribute__((release_capability(global)));
void named_later(struct mutex *);
void named_later(struct mutex *m) __attribute__((release_capability(m)));

void use_all(struct account *a, struct pair *p) {
    struct mutex *m = &a->lock;
    p->one.state = p->two[0].state;
    lock_two(m, m);
    lock_account(a);
    try_shared(m);
    needs_global();
    nested(m);
    hidden(m);
    in_place(m);
    many(p);
    asserts(m);
    gives(m);
    renamed(m);
    nameless(m);
    named_later(m);
}
