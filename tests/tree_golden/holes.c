/* holes.c -- what libclang's cursors hide. */
#include <stdarg.h>
int c(void);
void step(int value);
int h(void);
void unlock(int **handle);

void null_parts(int n) {
    for (;;)
        if (c())
            break;
    for (n = 0;;)
        break;
    for (; c();)
        step(1);
    for (;; c())
        step(2);
    for (n = 1; c();)
        step(3);
    for (n = 1;; c())
        step(4);
    for (; n < 3; c())
        step(5);
    for (int i = 0; /* ; */ i < 3 /* ) */;)
        step(';');
    for (;; step(({ for (; n;) n--; 6; })))
        if (n == ')')
            return;
}

#define FOREVER for (;;)
#define UNTIL(x) for (; !(x);)
#define EACH_STEP(x) for (;; x)
#define HEAD(a, b) a; b
#define NOTHING
#define SPLIT for (HEAD(n = 0, n < 3);)
void null_parts_in_macros(int n) {
    const char *text = "for (a; b; c)";
    FOREVER {
        UNTIL(c()) step(1);
        EACH_STEP(c()) {
            step(text[0]);
            if (c())
                break;
        }
        for (HEAD(n = 0, n < 2);)
            step(2);
        for (NOTHING; NOTHING; c())
            step(3);
        for (NOTHING; c(); NOTHING)
            step(4);
        SPLIT step(5);
        for (;
#if 1
             c();
#else
             ;
#endif
        )
            step(6);
        if (text)
            break;
    }
}

int generic_one(int i, float f) {
    return _Generic(i, int: step, float: unlock)(i), _Generic(f, float: 1, default: 2.5), _Generic(i, int: i, long: h(), default: c());
}

int sizes(int n) {
    int array[n + 1], *row = array;
    return sizeof(int[h()]) + sizeof(array) + sizeof array[c()] + sizeof(int[3]) + sizeof(c()) + _Alignof(int) +
           sizeof(*row++) + sizeof(int[n][h()]);
}

_Atomic int counter;
int atomics(int expected) {
    int value = __c11_atomic_load(&counter, 5);
    __c11_atomic_store(&counter, 3, 2);
    __c11_atomic_compare_exchange_strong(&counter, &expected, 4, 5, 0);
    __atomic_fetch_add(&value, 1, 5);
    __sync_fetch_and_add(&value, 2);
    return __atomic_exchange_n(&value, 1, 5) + counter++;
}

#define AUTO(f) __attribute__((cleanup(f)))
#define GUARD(name, pointer) AUTO(unlock) int *name = (pointer)
static void release(int *value);
void cleanups(int *p) {
    __attribute__((cleanup(unlock))) int *one = p;
    AUTO(unlock) int *two __attribute__((unused)) = p;
    GUARD(three, p);
    int four __attribute__((unused, __cleanup__(release), aligned(8))) = 1, five = 2;
    step(four + five + *one);
}
static void release(int *value) {
    (void)value;
}

int builtins(int n, ...) {
    va_list list;
    va_start(list, n);
    int one = va_arg(list, int);
    double two = __builtin_va_arg(list, double);
    va_end(list);
    one += __builtin_choose_expr(1, n, h()) + __builtin_choose_expr(0, c(), h()) +
           __builtin_types_compatible_p(int, long) + __builtin_constant_p(n) + __builtin_constant_p(3);
    if (__builtin_expect(!!(n), 0))
        __builtin_unreachable();
    return one + (int)two + __builtin_offsetof(struct { int a, b; }, b);
}

typedef int vector __attribute__((vector_size(16)));
vector vectors(vector a, vector b) {
    vector sum = a + b;
    sum[1] = 2;
    return __builtin_shufflevector(sum, a, 0, 1, 4, 5);
}
