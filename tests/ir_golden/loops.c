/* loops.c -- every loop, with break, continue and scopes that they leave. */
void use(int);
int more(void);

int sum(int n) {
    int total = 0;
    for (int i = 0; i < n; i++) {
        int twice = 2 * i;
        if (twice == 6)
            continue;
        if (twice > 100)
            break;
        total += twice;
    }
    return total;
}

void forms(int n) {
    for (;;) {
        if (!more())
            break;
    }
    for (; more();)
        use(1);
    while (n-- > 0)
        use(n);
    do
        use(2);
    while (more() && n < 10);
}
