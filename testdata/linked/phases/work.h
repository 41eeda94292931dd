/* work.h -- threads that another file starts. */
#include <pthread.h>

extern pthread_mutex_t mu;
void start_workers(void);
