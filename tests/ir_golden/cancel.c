/* cancel.c -- pthread_cleanup_push and pop, in both forms that glibc's <pthread.h> has; setjmp itself. */
struct buffer {
    long registers[8];
};
typedef struct {
    struct buffer __cancel_jmp_buf[1];
} unwind_buffer;
int __sigsetjmp_cancel(struct buffer *, int);
int _setjmp(struct buffer *);
void __pthread_register_cancel(unwind_buffer *);
void __pthread_unregister_cancel(unwind_buffer *);
void __pthread_unwind_next(unwind_buffer *) __attribute__((noreturn));
#define PUSH(routine, arg)                                                                                             \
    do {                                                                                                               \
        unwind_buffer __cancel_buf;                                                                                    \
        void (*__cancel_routine)(void *) = (routine);                                                                  \
        void *__cancel_arg = (arg);                                                                                    \
        int __not_first_call = __sigsetjmp_cancel(__cancel_buf.__cancel_jmp_buf, 0);                                   \
        if (__builtin_expect((__not_first_call), 0)) {                                                                 \
            __cancel_routine(__cancel_arg);                                                                            \
            __pthread_unwind_next(&__cancel_buf);                                                                      \
        }                                                                                                              \
        __pthread_register_cancel(&__cancel_buf);                                                                      \
        do {
#define POP(execute)                                                                                                   \
    do {                                                                                                               \
    } while (0);                                                                                                       \
    }                                                                                                                  \
    while (0)                                                                                                          \
        ;                                                                                                              \
    __pthread_unregister_cancel(&__cancel_buf);                                                                        \
    if (execute)                                                                                                       \
        __cancel_routine(__cancel_arg);                                                                                \
    }                                                                                                                  \
    while (0)

struct frame {
    void (*__cancel_routine)(void *);
    void *__cancel_arg;
    int __do_it;
};
void __pthread_cleanup_routine(struct frame *);
#define PUSH_FRAME(routine, arg)                                                                                       \
    do {                                                                                                               \
    struct frame __clframe __attribute__((__cleanup__(__pthread_cleanup_routine))) = {                                 \
        .__cancel_routine = (routine), .__cancel_arg = (arg), .__do_it = 1}
#define POP_FRAME(execute)                                                                                             \
    __clframe.__do_it = (execute);                                                                                     \
    }                                                                                                                  \
    while (0)

void unlock(void *lock);
int step(void);
struct buffer place;

int run_at_pop(int *lock) {
    PUSH(unlock, lock);
    step();
    POP(1);
    return 0;
}

void nested_and_unknown(int *lock, void (*routine)(void *)) {
    PUSH(unlock, lock);
    PUSH(routine, lock);
    step();
    POP(step());
    POP(0);
}

int frame(int *lock) {
    PUSH_FRAME(&unlock, lock);
    if (step())
        return 1;
    if (step())
        goto out;
    POP_FRAME(1);
    PUSH_FRAME(unlock, lock);
    POP_FRAME(0);
out:
    return 0;
}

void frame_at_run_time(int *lock, void (*routine)(void *)) {
    PUSH_FRAME(routine, lock);
    POP_FRAME(step());
}

int real_setjmp(void) {
    return _setjmp(&place);
}
