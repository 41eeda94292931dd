# Kinds of waiting that are reported under a lock, and those that aren't.
cat > held.c <<'END'
#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void save(int fd, pthread_t t) {
    pthread_mutex_lock(&m);
    fsync(fd);
    pthread_join(t, NULL);
    pthread_mutex_unlock(&m);
}
END
$LOCKLINT held.c -- -I$HEADERS | grep warning
echo "--- with files, without joins"
$LOCKLINT --blocking=file,-join held.c -- -I$HEADERS | grep warning
echo "--- a wrong word"
$LOCKLINT --blocking=files held.c -- -I$HEADERS
