/* gnu.c -- asm goto, variable-length arrays, hidden choices: what has to be read from the source or from clang's printing. */
int h(void);
int g(int);
void use(void *);
int take(void *);
int twice(void *) __attribute__((returns_twice));
__attribute__((__returns_twice__)) int again(void *);

#define BRANCH(name, where) asm volatile goto("jmp %l[" #name "]" : : "r"(h()) : "memory" : where, name)
#define KEYWORD __asm__
#define WORDS goto("nop" : : : : out
int asm_goto(int value) {
    const char *text = "asm goto (x : : : : text)";
    register int pinned asm("rax") = 1;
    asm goto("nop" /* : : : : comment */ : : "r"(value ? 1 : 2), "m"(*text) : "memory" : out, /* two */ more);
    BRANCH(out, more);
    KEYWORD goto("" : : : : more);
    asm WORDS);
    asm("nop");
    asm goto("nop" : "=r"(value) : "0"(value) : : out);
more:
    return pinned;
out:
    return value;
}

int asm_goto_to_one_of_two(int value) {
    ({
        __label__ out;
        asm goto("" : : : : out);
    out:
        value++;
    });
    ({
        __label__ out;
        asm goto("" : : : : out);
    out:
        value--;
    });
    return value;
}

#define ROWS(name) int name[h()][3]
typedef int row[4];
int variable_length(int n) {
    int plain[n], constant[3], outer[h()][g(2)], (*pointer)[h()] = 0, *many[g(3)][5][n], (*deep[g(4)])[7][g(5)];
    ROWS(in_macro);
    row of_rows[h()];
    __typeof__(plain) same;
    __typeof__(g(6)) size = 3, sized[size];
    __attribute__((aligned(16))) char bytes[n * 2], flexible[] = "x";
    int (*callback)(int (*)[n]) = 0;
    static int fixed[2];
    for (int i = 0, list[h()]; i < n; i++)
        list[i] = fixed[0] + constant[0];
    return sizeof outer + sizeof(pointer) + many[0][0][0][0] + deep[0][0][0][0] + in_macro[0][0] + of_rows[0][0] +
           same[0] + sized[0] + bytes[0] + flexible[0] + (callback != 0);
}

struct a {
    int x;
} *a;
struct b {
    int x;
} *b;
void lock_a(struct a *);
void lock_b(struct b *);
int try_a(struct a *), try_b(void *);
#define LOCK(p) _Generic((p), struct a *: lock_a, struct b *: lock_b)(p)
#define TRY(p) _Generic((p), struct a *: try_a((void *)(p)), struct b *: try_b(p))
#define SIZE(p) _Generic((p), struct a *: (p)->x, default: 3)
int generic(void) {
    LOCK(a);
    LOCK(b);
    return TRY(a) + TRY(b) + SIZE(a);
}

enum state { ON, OFF, UNKNOWN = -1 };
struct table {
    enum state state;
    int : 3;
    struct {
        void (*first)(struct a *), (*second)(struct b *);
    };
    struct a *list[3];
    struct {
        int x, y;
    } at[2];
};
#define RANGE(first, last) [first... last] = {OFF}
#define DEEP(i, k) [i].at[k].y = 4
struct table tables[] = {
    {ON, lock_a, lock_b, {0, 0, 0}, {1, 2, 3, 4}},
    [2] = {.first = lock_a, .at[1].y = 3, .list[0 /* ] */... 1] = 0},
    [3].at[1].x = 2,
    [4 ... 5].second = lock_b,
    RANGE(6, 7),
    DEEP(8, 1),
    [OFF + 9].list = {[1] = 0},
};

int builtins(int n) {
    __auto_type copy = n;
    __extension__ unsigned long long wide = 1;
    _Atomic(int) shared = n;
    _Atomic struct a *pointer = 0;
    shared++, shared += 2;
    switch (__builtin_types_compatible_p(__typeof__(copy), int)) {
    case 0:
    case 1 ... 3:;
    }
    if (twice(&wide) || again(&pointer))
        __builtin_trap();
    return __builtin_choose_expr(sizeof(n) == 4, h(), g(1)) + (int)wide + ({
               __label__ end;
               if (n)
                   goto end;
           end:
               h();
           });
}
