/* jumps.c -- goto in both directions, and through a table of labels. */
int step(int);

int ladder(int n) {
    int rc = -1;
    if (step(n))
        goto out;
    if (step(n + 1))
        goto undo;
    return 0;
undo:
    step(-n);
out:
    return rc;
}

int machine(const unsigned char *code) {
    static void *const table[] = {&&stop, &&next};
next:
    step(*code);
    goto *table[*code++ & 1];
stop:
    return 0;
}
