/* stop.h -- ends threads. */
#include <pthread.h>

void stop(pthread_t thread);
void let_go(pthread_t thread);
