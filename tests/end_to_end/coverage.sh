# --coverage over two files: counts add up, and the model that it writes works.
cat >locks.h <<'END'
#include <pthread.h>
#include <stdbool.h>
typedef struct app_mutex app_mutex;
struct store { app_mutex *mu; int rows; };
void app_mutex_init(app_mutex *mutex);
void app_mutex_lock(app_mutex *mutex);
bool app_mutex_trylock(app_mutex *mutex);
void app_mutex_unlock(app_mutex *mutex);
void clock_lock_free(int clock);
int file_lock(int fd);
int file_unlock(int fd);
struct page *page_get(int number);
void page_put(struct page *page);
void log_lock(void);
void log_unlock(void);
END
cat >one.c <<'END'
#include "locks.h"
static pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;
void log_lock(void) { pthread_mutex_lock(&big); }
void log_unlock(void) { pthread_mutex_unlock(&big); }
int rows(struct store *store) {
    app_mutex_lock(store->mu);
    int count = store->rows;
    app_mutex_unlock(store->mu);
    return count;
}
int twice(struct store *store) {
    app_mutex_lock(store->mu);
    int count = rows(store);
    app_mutex_unlock(store->mu);
    return count;
}
int plain(int x) { return x; }
END
cat >two.c <<'END'
#include "locks.h"
static volatile int word;
static void spin_lock(volatile int *lock) {
    while (__sync_lock_test_and_set(lock, 1))
        ;
}
static void spin_unlock(volatile int *lock) {
    __asm__ volatile("" ::: "memory");
    *lock = 0;
}
void add(struct store *store) {
    log_lock();
    spin_lock(&word);
    if (app_mutex_trylock(store->mu)) {
        store->rows++;
        app_mutex_unlock(store->mu);
    }
    spin_unlock(&word);
    log_unlock();
    page_put(page_get(file_lock(1) + file_unlock(1)));
    clock_lock_free(2);
}
END
FLAGS="-I$HEADERS"
$LOCKLINT one.c two.c -- $FLAGS
echo "before: $?"
$LOCKLINT --coverage -j2 one.c two.c -- $FLAGS >table.txt
echo "coverage: $?"
cat table.txt
sed -n '/^# locks.yaml/,$p' table.txt >locks.yaml
$LOCKLINT --model=locks.yaml one.c two.c -- $FLAGS
echo "with the model: $?"
$LOCKLINT --model=locks.yaml --coverage one.c two.c -- $FLAGS
$LOCKLINT --quiet --coverage --format=json one.c two.c -- $FLAGS
printf 'int f(int x) { return x; }\n' >none.c
$LOCKLINT --coverage none.c --
printf '#include "gone.h"\nint f(int x) { return x; }\n' >gone.c
$LOCKLINT --coverage gone.c --
echo "not analysed: $?"
for option in --verify --dump-ir --list-rules --explain=double-lock '--warnings-as-errors=*'; do
    $LOCKLINT --coverage "$option" one.c -- $FLAGS
    echo "$option: $?"
done 2>&1
