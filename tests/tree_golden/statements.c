/* statements.c -- each kind of statement. */
int check(void);
void use(int value);

int loops(int n) {
    int i, total = 0;
    while (n > 0)
        n--;
    do {
        total += n;
    } while (check());
    for (i = 0; i < n; i++) {
        if (i == 3)
            continue;
        if (i == 5)
            break;
        else if (i == 7)
            use(i);
        else
            use(total);
    }
    for (int j = 0, k = 1; j < k; j++)
        ;
    return total;
}

void switches(int value) {
    switch (value) {
    case 0:
    case 1:
        use(1);
        break;
    case 2 ... 5:
        use(2);
        __attribute__((fallthrough));
    case -1:
        use(3);
        break;
    case 'a':
        use('\n');
        break;
    case sizeof(long):
        break;
    default:
        return;
    }
    switch (check())
    case 7:
        use(7);
}

int jumps(int value) {
    static void *const table[] = {&&first, &&second};
    if (value)
        goto first;
    goto *table[value];
first:
    use(1);
second:;
    return value;
}

void declarations(void) {
    int a, b = 1, *p = &b;
    typedef int local_type;
    extern int shared;
    extern int function(int);
    static int counter = 4;
    register local_type r = 3;
    struct point {
        int x, y;
    } q = {1, 2};
    enum { RED, GREEN = 9 } colour = GREEN;
    _Static_assert(1, "true");
    a = shared + function(counter) + r + q.x + colour + *p;
    use(a);
}

void assembly(int value) {
    int result;
    __asm__ volatile("nop" : "=r"(result) : "r"(value), "r"(value + 1) : "memory");
    asm("nop");
    asm goto("nop" : : "r"(value) : : out);
    asm volatile goto("nop" : : : : out);
out:
    use(result);
}

void labels_of_one_function(int value) {
    __label__ out;
    if (value)
        goto out;
    ({
        __label__ inner;
        goto inner;
    inner:
        use(1);
    });
out:
    return;
}
