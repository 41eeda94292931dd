// Functions that wait, and some that don't.
#include "slow.h"

#include <unistd.h>

pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

void flush_all(int fd) {
    fsync(fd);
}

static void pause_for(int seconds) {
    sleep((unsigned)seconds);
}

void back_off(int turns) {
    pause_for(1 << turns);
}

int count_all(int n) {
    return n + 1;
}

void back_off_unlocked(int turns) {
    pthread_mutex_unlock(&table);
    back_off(turns);
    pthread_mutex_lock(&table);
}
