/* cleanup.c -- cleanup functions run on every way out of a scope, the last variable first. */
void end(int *);
int work(int);

int ways_out(int n) {
    __attribute__((cleanup(end))) int first = 1;
    if (n == 0)
        return first;
    {
        __attribute__((cleanup(end))) int second = 2;
        if (n == 1)
            goto out;
        work(second);
    }
    for (int i = 0; i < n; i++) {
        __attribute__((cleanup(end))) int third = 3;
        if (work(third))
            break;
    }
out:
    return work(n);
}

void backwards(int n) {
again:;
    __attribute__((cleanup(end))) int it = n;
    if (work(it))
        goto again;
}
