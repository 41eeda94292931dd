/* common.h -- two programs in one folder: each has its own `enter` and `main`, and both use leave.c. */
#include <pthread.h>

extern pthread_mutex_t mu;

void enter(void);
void leave(void);
