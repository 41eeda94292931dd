// Ends threads.
#include "stop.h"

void stop(pthread_t thread) {
    pthread_join(thread, NULL);
}

void let_go(pthread_t thread) {
    pthread_detach(thread);
}
