/* expressions.c -- each kind of expression. */
#define NULL ((void *)0)

struct inner {
    int value;
    int (*run)(int);
};
struct outer {
    struct inner in, *link;
    int list[4];
    union {
        int number;
        struct {
            float real;
            int deep;
        };
    };
    unsigned bits : 3;
    unsigned : 2;
    unsigned more : 4;
};
enum colour { RED, GREEN = 7, BLUE = -2 };
int plain(int a, ...);
struct outer make(void);
extern int numbers[];
int (*const handlers[2])(int, ...) = {plain, &plain};

int literals(void) {
    plain(0, 1, 0x10UL, 017, 0b101, 4294967295u, 18446744073709551615ull, 'x', '\'', '\xff', L'w', u'u');
    plain(1, 1.5, 1.5f, 2.0i, "text", "two " "parts", L"wide", __func__, __LINE__);
    return -2147483648;
}

int operators(int a, int b, unsigned c) {
    a = b, c = 1;
    a += b, a -= b, a *= b, a /= b, a %= b, a <<= b, a >>= b, a &= b, a |= b, a ^= b;
    a = (a + b) * (a - b) / (a % b) | (a & b) ^ (a << b) + (a >> b);
    a = a < b || a > b && a <= b || a >= b && a == b || a != b;
    a = +a - -b + ~c + !a;
    ++a, --a, a++, a--;
    int *p = &a;
    *p = *&b;
    p = a ? &b : NULL;
    a = a ?: b;
    a = (a ?: b) ?: plain(a) ?: b;
    return __extension__(a);
}

int places(struct outer *o, struct outer v, int index) {
    o->in.value = v.link->value;
    o->link[index].value = 1[o->list] + o->list[index + 1] + numbers[2];
    (*o).in.run(3);
    (*o->in.run)(4);
    handlers[1](5, v);
    o->number = o->deep + v.number + v.deep;
    o->bits = o->more;
    return make().in.value + make().list[1] + (&v)->list[0] + sizeof(v.list) + sizeof o->in;
}

long casts(void *data, int (*rows)[3], int array[10], int callback(int)) {
    struct outer *o = (struct outer *)data;
    int first = *(const int *)data;
    rows[1][2] = array[0] + callback(array[1]) + *(array + 1);
    (void)o;
    long address = (long)(array - 1) + (long)callback + (long)plain + (long)numbers;
    return address + (long)&array + sizeof(array) + _Alignof(struct outer) + first;
}

int values(void) {
    struct inner one = {.run = 0, .value = 3}, two = {1, 0};
    struct outer three = {.in.value = 4, .list = {1, [2] = 5}, .real = 1.0f, .link = &one};
    int list[] = {1, [4 ... 6] = 2, 3};
    struct inner *four = &(struct inner){.value = 9};
    struct inner old = {value : 8};
    const char text[] = "array";
    int size = __builtin_offsetof(struct outer, list[2]) + __builtin_offsetof(struct outer, in.run);
    size += ({
        int inside = two.value;
        inside + 1;
    });
    return size + list[0] + three.bits + four->value + old.value + text[0] + RED + GREEN + BLUE + (enum colour)2;
}
