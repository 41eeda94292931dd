/* gnu.c -- extensions of GNU C, and C11's own odd corners. */
int check(void);
int step(int);
void die(void) __attribute__((noreturn));
typedef void (*fatal)(int) __attribute__((noreturn));
_Noreturn void end(void);
void release(int *);
#define OWNED __attribute__((cleanup(release)))

int omitted_middle(int n) {
    return step(n) ?: check() ?: 7;
}

int sizes_are_evaluated_once(int n) {
    int list[step(1)][step(2)], (*pointer)[step(3)] = 0;
    return sizeof(int[step(4)]) + sizeof list[step(5)] + sizeof(step(6)) + sizeof(*pointer) + n;
}

int asm_goto(int n) {
    OWNED int outer = n;
    for (;;) {
        int inner = step(n);
        asm goto("" : : "r"(inner) : : out, again);
        step(inner);
    again:
        step(2);
    }
out:
    return outer;
}

int computed(int n) {
    static void *const table[] = {&&one, &&two};
    goto *table[n];
    for (;;) {
        int inside = n;
    one:
        if (step(inside))
            goto *table[check()];
    }
two:
    return 2;
}

void no_return(fatal last, int n) {
    if (n == 1)
        last(n);
    if (n == 2)
        end();
    if (n == 3)
        __builtin_trap();
    if (n == 4)
        __builtin_unreachable();
    if (n == 5)
        die(), step(9);
    step(n);
}

void into_and_out_of_scopes(int n) {
    {
        OWNED int first = n;
        {
            OWNED int second = n;
            if (check())
                goto out;
            while (({
                for (;;)
                    if (check())
                        break;
                check();
            }))
                step(second);
        }
        step(first);
    }
out:
    for (;;) {
        OWNED int third = n;
        if (check())
            continue;
        if (step(third))
            return;
    }
}

void break_in_a_condition(void) {
    while (({
        if (check())
            break;
        check();
    }))
        step(1);
}

int last_value_through_label(int n) {
    return ({
        OWNED int owned = n;
        if (n)
            goto end;
        step(1);
    end:
        step(owned);
    });
}

int atomics(_Atomic int *shared, int expected) {
    ++*shared;
    *shared += step(1);
    __c11_atomic_store(shared, step(2), 5);
    return __c11_atomic_compare_exchange_strong(shared, &expected, step(3), 5, 5) + __sync_fetch_and_add(&expected, 1);
}

int choices(int n, __builtin_va_list list) {
    __auto_type copy = __builtin_choose_expr(1, step(n), check());
    if (__builtin_types_compatible_p(__typeof__(copy), int) && sizeof(long) > sizeof(char))
        step(1);
    else
        step(2);
    if (n & 0)
        step(3);
    if (__builtin_constant_p(step(4)))
        step(5);
    return _Generic(n, int: step(6), long: check(), default: n) + __builtin_va_arg(list, int) +
           __extension__(step(7), check());
}

int two_calls(int n) {
    return _Generic(n, int: step(1), long: check()) + _Generic(n, int: 1, long: 2);
}

int old_style(n, m) int n, m;
{
    return n + m;
}

void for_parts(void) {
    for (; check();)
        step(1);
    for (;; check())
        if (step(2))
            break;
}
