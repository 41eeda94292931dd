# The order of locks over several files: who runs which side, gates and phases in other files, two programs.
cat >bank.h <<'C'
#include <pthread.h>
extern pthread_mutex_t accounts, audit, logs, world;
void transfer(int amount);
int balance_of(void);
void *report_all(void *argument);
void set_up(void);
void log_forth(void);
void log_back(void);
C
cat >a.c <<'C'
#include "bank.h"
pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER, audit = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t logs = PTHREAD_MUTEX_INITIALIZER, world = PTHREAD_MUTEX_INITIALIZER;
static int balance;
void transfer(int amount) {
    pthread_mutex_lock(&accounts);
    pthread_mutex_lock(&audit);
    balance += amount;
    pthread_mutex_unlock(&audit);
    pthread_mutex_unlock(&accounts);
}
int balance_of(void) {
    pthread_mutex_lock(&accounts);
    int sum = balance;
    pthread_mutex_unlock(&accounts);
    return sum;
}
void log_forth(void) {
    pthread_mutex_lock(&logs);
    pthread_mutex_lock(&audit);
    pthread_mutex_unlock(&audit);
    pthread_mutex_unlock(&logs);
}
C
cat >b.c <<'C'
#include "bank.h"
void *report_all(void *argument) {
    pthread_mutex_lock(&audit);
    int sum = balance_of();
    pthread_mutex_unlock(&audit);
    pthread_mutex_lock(&world);
    log_forth();
    pthread_mutex_unlock(&world);
    return sum ? argument : 0;
}
void log_back(void) {
    pthread_mutex_lock(&audit);
    pthread_mutex_lock(&logs);
    pthread_mutex_unlock(&logs);
    pthread_mutex_unlock(&audit);
}
void set_up(void) {
    pthread_mutex_lock(&audit);
    pthread_mutex_lock(&accounts);
    pthread_mutex_unlock(&accounts);
    pthread_mutex_unlock(&audit);
}
C
cat >main.c <<'C'
#include "bank.h"
int main(void) {
    pthread_t reporter;
    set_up();
    pthread_create(&reporter, 0, report_all, 0);
    transfer(1);
    pthread_mutex_lock(&world);
    log_back();
    pthread_mutex_unlock(&world);
    pthread_join(reporter, 0);
    set_up();
    return 0;
}
C
$LOCKLINT a.c b.c main.c -- -I"$HEADERS"
echo "threads: $?"
cat >main.c <<'C'
#include "bank.h"
int main(void) {
    transfer(1);
    report_all(0);
    log_back();
    return 0;
}
C
$LOCKLINT a.c b.c main.c -- -I"$HEADERS"
echo "none: $?"
# Each program runs one side.
cat >main.c <<'C'
#include "bank.h"
static void *work(void *argument) {
    transfer(1);
    return argument;
}
int main(void) {
    pthread_t one;
    pthread_create(&one, 0, work, 0);
    transfer(2);
    pthread_join(one, 0);
    return 0;
}
C
cat >tool.c <<'C'
#include "bank.h"
int main(void) {
    pthread_t one;
    set_up();
    log_back();
    pthread_create(&one, 0, report_all, 0);
    pthread_join(one, 0);
    return 0;
}
C
$LOCKLINT a.c b.c main.c tool.c -- -I"$HEADERS"
echo "two programs: $?"
