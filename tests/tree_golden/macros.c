/* macros.c -- where nodes are, inside and outside of macros. */
void take(int *lock);
void give(int *lock);
int zero(void);
#define TAKE(lock) take(lock)
#define TAKE_TWICE(a, b) \
    do { \
        TAKE(a); \
        TAKE(b); \
    } while (0)
#define LOCK mutex
#define OBJECT_CALL take
#define PASTE(a, b) a##b
#define CALL(f, ...) f(__VA_ARGS__)
#define NUMBER 42
#define TEXT "a) text" "("
#define EMPTY
#define UNBRACED(x) if (zero()) x

void spans(int *mutex, int a1) {
    TAKE(mutex);
    TAKE(LOCK);
    TAKE_TWICE(mutex, LOCK);
    OBJECT_CALL(mutex);
    PASTE(ta, ke)(mutex);
    CALL(take, mutex);
    CALL(TAKE_TWICE, mutex, LOCK);
    CALL(PASTE, gi, ve)(mutex);
    TAKE /* ( */ (mutex + NUMBER);
    TAKE(/* ) */ mutex + ')' + *TEXT);
    int value = NUMBER + PASTE(a, 1) + PASTE(1, 2) + (NUMBER);
    UNBRACED(TAKE(mutex)); EMPTY
    UNBRACED(
        give(mutex)
    );
    EMPTY value = EMPTY value;
    value = -NUMBER + (NUMBER + value) * NUMBER;
}

#define DEFINE(name) \
    static int name##_count; \
    static void name(int *mutex) { \
        take(mutex); \
        name##_count++; \
    }
DEFINE(defined)

#define WHILE_LOCKED(lock) for (int once = (take(lock), 1); once; once = 0, give(lock))
void guarded(int *mutex) {
    WHILE_LOCKED(mutex) {
        defined(mutex);
    }
}
