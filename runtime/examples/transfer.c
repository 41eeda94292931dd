/* transfer.c -- two orders that deadlock once in a while; with AM_CHECKED=1 each run tells of them. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

typedef AM_MUTEX(int) account;

static account savings = {.value = 100};
static account current = {.value = 100};

AM_THREAD_ENTRY(save, account, handle) {
    am_arc_auto account *total = am_move(handle);
    AM_GUARD(int, from, &current);
    AM_GUARD(int, to, &savings);
    *from -= 10;
    *to += 10;
    AM_GUARD(int, sum, total);
    *sum += 10;
}

int main(void) {
    am_arc_auto account *total = am_arc_new(account, .value = 0);
    am_thread thread;
    if (am_thread_spawn(&thread, save, am_arc_clone(total)) != AM_OK)
        return 1;
    {
        AM_GUARD(int, from, &savings);
        AM_GUARD(int, to, &current);
        *from -= 20;
        *to += 20;
    }
    am_thread_join(&thread);
    AM_GUARD(int, left, &savings);
    printf("savings %d\n", *left);
}
