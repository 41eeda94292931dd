/* places.c -- variables, members, elements, pointers and their initialisers. */
struct inner {
    int *p;
    int a[4];
};
struct outer {
    struct inner in, *link;
    struct outer *next;
};
void take(void *);

int reach(struct outer *o, int i) {
    o->in.a[i] = 1;
    o->link->p = &o->in.a[2];
    take(&o->next->next->link->a[i]);
    *o->link->p += 5;
    int *q = o->in.a + i;
    q++;
    return q[-1];
}

void makes(struct outer *o) {
    struct inner local = {.p = o->link->p};
    struct inner copy = local;
    take(&copy);
    static int once = 3;
    take(&once);
}

int statement(int i) {
    int x = ({
        int y = i * 2;
        y + 1;
    });
    void (*call)(void *) = take;
    call(&x);
    return x;
}
