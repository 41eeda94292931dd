/* bank.h -- three files of one program: nothing is wrong in any of them alone. */
#include <pthread.h>

extern pthread_mutex_t accounts, audit, journal;

void transfer(long amount);
long balance(void);
void *report(void *argument);
void note(long amount);
