// Who is alone can't keep anyone waiting.
#include "work.h"
#include <unistd.h>

int main(void) {
    pthread_mutex_lock(&mu);
    sleep(1);
    pthread_mutex_unlock(&mu);
    start_workers();
    pthread_mutex_lock(&mu);
    sleep(1); // expected-warning {{'mu' is held across 'sleep'}}
    pthread_mutex_unlock(&mu);
    return 0;
}
