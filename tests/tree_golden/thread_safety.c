/* thread_safety.c -- clang's thread-safety attributes: libclang prints their arguments as addresses, so they are no part
   of the tree. */
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
