/* choices.c -- short circuits, conditional expressions and switches as edges. */
int f(int);
int g(int, int);

int logic(int a, int b, int c) {
    if ((a && !b) || c > 3)
        return 1;
    int both = a && b;
    return !(a == b) ? both : c;
}

int elvis(int a) {
    return f(a) ?: f(2);
}

int order(int a, int b) {
    return g(f(a), a && f(b));
}

int picks(int a) {
    switch (f(a)) {
    case 1:
        a++;
    case 2 ... 5:
        a += 2;
        break;
    default:
        return a;
    }
    return -a;
}

void never(int) __attribute__((noreturn));

int ends(int a) {
    if (__builtin_expect(a < 0, 0))
        never(a);
    return a;
}
