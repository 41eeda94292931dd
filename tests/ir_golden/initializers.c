/* initializers.c -- where the values of lists go: positions, braces left out, designators, ranges, unions, copies. */
typedef void (*function)(void *);
struct lock {
    int state;
};
struct inner {
    struct lock *lock;
    function run;
};
struct outer {
    struct inner in;
    int : 3;
    struct inner two[2];
    union {
        int number;
        function call;
    };
    struct lock *last;
};
void a(void *);
void b(void *);
struct lock first, second;
struct inner make(void);
struct lock *pick(int);

void positions(struct inner other) {
    struct outer braced = {{&first, a}, {{&second, b}, {pick(1), a}}, {3}, &second};
    struct outer flat = {&first, a, &second, b, .last = &first};
    struct inner copy = other, list[] = {{&first, a}, {.run = b}, other, make(), &first, a};
    struct outer nested = {other, {make(), other}, .call = a};
}

void designators(void) {
    struct outer named = {.in.run = a, .two[1].run = b, .two[0] = {&first, a}, .call = b, &second};
    struct inner range[9] = {[4 ... 5] = {&second, b}, {pick(2), a}};
    function table[3][2] = {[1][0] = a, [2] = {a, b}}, scalar = {a};
    struct outer literal = {(struct inner){&first, a}, .two = {[1] = {pick(3)}}};
    struct outer lost = {.in.run = a, b, .last = pick(4)};
    char text[] = "abc", braces[] = {"abc"};
    struct {
        char name[4];
        function call;
    } commands[] = {"abc", a, {"d", b}};
    int numbers[] = {1, 2, [8 ... 20] = 3, pick(5)->state};
}

void literals(void) {
    *pick(1) = (struct lock){pick(2)->state};
    pick(((struct lock){.state = 3}).state);
    struct inner *pointer = &(struct inner){pick(4), b};
    struct inner assigned;
    assigned = *pointer;
}
