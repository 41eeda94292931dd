/* slow.h -- functions that wait, and some that don't. */
#include <pthread.h>

extern pthread_mutex_t table;

void flush_all(int fd);
void back_off(int turns);
int count_all(int n);
void maybe_sleep(int naps);
void back_off_unlocked(int turns); /* lets go of `table` while it waits */
