/* modern.c -- C23 and extensions. flags: -std=c2x -fblocks -fopenmp */
[[noreturn]] void die(void);
[[nodiscard]] int get(void);
void use(int value);
void release(int *value);
typedef int (^block)(int);

int literals(void) {
    bool yes = true, no = false;
    void *none = nullptr;
    __auto_type deduced = 1'000'000;
    const int fixed = 0b1010'1010;
    _BitInt(17) odd = 5wb;
    unsigned _BitInt(80) huge = 1uwb;
    typeof(deduced) same = fixed;
    typeof(int) plain = same;
    static _Thread_local int counter = 3;
    use(u"text"[0] + u'x' + L'\x1234');
    return yes + no + (none == nullptr) + (int)odd + (int)huge + plain + counter;
}

int attributes(int value) {
    [[gnu::cleanup(release)]] int owned = value;
    switch (value) {
    [[likely]] case 1:
        use(1);
        [[fallthrough]];
    case 2:
        use(owned);
    }
    [[maybe_unused]] int spare = 3;
    if (value == 4)
        use(4);
#pragma clang loop unroll(disable)
    for (int i = 0; i < 3; i++)
        use(i);
    __attribute__((opencl_unroll_hint)) while (value--)
        use(value);
label:;
}

int blocks(int value) {
    block twice = ^(int x) {
        return 2 * x + value;
    };
    return twice(3) + ^{ return 1; }();
}

void directives(int n, int *list) {
#pragma omp parallel for
    for (int i = 0; i < n; i++)
        list[i] = get();
#pragma omp critical
    use(list[0]);
#pragma omp atomic
    n++;
}

void ms_assembly(int value) {
    struct {
        int a;
        struct {
            int b;
            union {
                int c;
                float d;
            };
        };
    } deep = {.c = 3, .a = 1}, *pointer = &deep;
    pointer->c = deep.b + deep.d + (deep).c + (*pointer).c + (pointer + 1)->d;
    use(((void)0, value) ?: (use(1), 2));
    use(__builtin_bit_cast(int, 1.0f) + __builtin_LINE());
    use(__builtin_convertvector((int __attribute__((vector_size(8)))){1, 2}, float __attribute__((vector_size(8))))[0]);
    (void)({ ; });
}
