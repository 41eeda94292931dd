/* types.c -- how types are seen. */
typedef struct conn conn;
typedef unsigned long size;
typedef size alias_of_alias;
typedef struct { int x; } anonymous;
typedef union { int x; float f; } either;
typedef int matrix[2][3];
typedef int callback(conn *, ...);
typedef callback *callback_pointer;
typedef volatile int flag;
typedef _Atomic(long) counter;
typedef enum { ONE, TWO } kind;
enum big { HUGE_VALUE = 0x100000000 };
struct conn {
    conn *next;
    struct { int inside; } nested;
    struct { int hidden; };
    volatile struct conn *volatile last;
    flag stop;
    counter count;
    _Atomic(conn *) head;
    _Bool yes;
    __int128 wide;
    long double precise;
    _Complex double complex_number;
    callback *call;
    callback_pointer pointers[2];
    int flexible[];
};
struct unknown;

void all(conn *c, size s, alias_of_alias t, anonymous *a, either e, matrix m, callback_pointer p, kind k, enum big b,
         struct unknown *u, const volatile char *text, int (*(*deep)(void))[4], __typeof__(s) same, int n,
         int vla[n][n]) {
    char local[n];
    __auto_type deduced = c->next;
    __typeof__(c->nested) copy = c->nested;
    c->nested.inside = a->x + e.x + m[1][2] + p(c) + k + (int)b + (int)t + (int)same + vla[1][0] + local[0] + copy.inside;
    c->hidden = deduced->stop + c->count + c->yes + (int)c->wide + (int)c->precise + *text + (*deep())[1] + (u != 0);
    c->head = c;
    c->call(c, c->pointers[0], c->flexible[0], c->last->next, c->head);
    __real__ c->complex_number = 1;
}
