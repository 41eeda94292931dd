/* main.c -- one thread moves money, another reports. */
#include "bank.h"

int main(void) {
    pthread_t reporter;
    if (pthread_create(&reporter, 0, report, 0) != 0)
        return 1;
    for (int i = 0; i < 100; i++)
        transfer(i);
    pthread_join(reporter, 0);
    return 0;
}
