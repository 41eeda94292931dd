/* declarations.c -- attributes, linkage and redeclarations. */
#define NOTE(text) __attribute__((annotate(text)))
_Noreturn void die(void);
void stop(int code) __attribute__((noreturn));
void stop(int code);
typedef void (*fatal)(int) __attribute__((noreturn));
void late(int);
NOTE("first") void late(int) NOTE("second");
void late(int) __attribute__((__noreturn__));
int old_style();
int kr(a, b) int a;
char *b;
{
    return a + *b;
}

struct lock {
    int state NOTE("field");
    void (*op)(struct lock *) NOTE("pointer");
};
NOTE("lock") struct lock global = {.op = 0, .state = 2};
static struct lock hidden NOTE("a") NOTE("b") NOTE("a");
extern struct lock elsewhere;
_Thread_local int per_thread;
static __thread struct lock per_thread_lock;
struct lock tentative;
extern struct lock late_init;
struct lock late_init = {3, 0};
void (*function_pointer)(int) = late;
void (*table[])(int) = {late, stop, 0};
int number = 3;
struct lock pair[2] = {{1, 0}, {.state = 2}};

static inline int helper(const struct lock *lock NOTE("param")) {
    return lock->state;
}

void body(int code, fatal last) {
    static struct lock local_static = {7, 0};
    NOTE("local") int noted = helper(&local_static);
    extern struct lock elsewhere;
    extern int declared_here(int);
    if (code == 1)
        die();
    if (code == 2)
        stop(noted);
    if (code == 3)
        late(old_style(1) + kr(1, 0));
    if (code == 4)
        last(declared_here(per_thread + number));
    global.op(&hidden);
    elsewhere.op(&tentative);
    pair[1].op(&per_thread_lock);
    late_init = pair[0];
    function_pointer(1);
    table[0](2);
    undeclared_builtin: abort_like: __builtin_abort();
}

void late(int code) {
    for (;;)
        (void)code;
}
