/* not_a_mutex.c -- locking something that has a value but no lock. */
#include <arcmutex/arcmutex.h>

struct setting {
    int value;
};

int get(struct setting *setting);
int get(struct setting *setting) {
    am_guard int *value = am_lock(setting);
    return *value;
}
