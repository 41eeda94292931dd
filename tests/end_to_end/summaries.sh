# What other files' functions do: written by linking, read by runs over single files, by clang-tidy and by clang.
LC_ALL=C
export LC_ALL
cat >db.h <<'EOF'
#include <pthread.h>
struct db { pthread_mutex_t mu; int n; };
void db_lock(struct db *d);
void db_unlock(struct db *d);
int db_try(struct db *d);
void db_flush(struct db *d);
EOF
cat >db.c <<'EOF'
#include "db.h"
#include <unistd.h>
void db_lock(struct db *d) { pthread_mutex_lock(&d->mu); }
void db_unlock(struct db *d) { pthread_mutex_unlock(&d->mu); }
int db_try(struct db *d) { return pthread_mutex_trylock(&d->mu) == 0; }
static void wait_for_disk(void) { sleep(1); }
void db_flush(struct db *d) { d->n = 0; wait_for_disk(); }
EOF
cat >use.c <<'EOF'
#include "db.h"
int use_bad(struct db *d) {
    db_lock(d);
    db_flush(d);
    if (d->n < 0)
        return -1;
    db_unlock(d);
    return 0;
}
void try_ok(struct db *d) {
    if (db_try(d)) {
        d->n++;
        db_unlock(d);
    }
}
EOF
say() {
    echo "== locklint $*" | sed 's/ -- .*//'
    $LOCKLINT "$@"
    echo "status: $?"
}
say use.c -- -I"$HEADERS"
say --quiet --emit-summaries=all.summaries db.c use.c -- -I"$HEADERS" >linked.txt
say --summaries=all.summaries use.c -- -I"$HEADERS"
$LOCKLINT --quiet --summaries=all.summaries use.c -- -I"$HEADERS" >alone.txt
sed '/^==/d; /^status/d' linked.txt | diff - alone.txt && echo "alone as linked"
# The halves, as another build engine runs them.
$LOCKLINT --emit-unit=db.unit db.c -- -I"$HEADERS" && $LOCKLINT --emit-unit=use.unit use.c -- -I"$HEADERS"
$LOCKLINT --quiet --link db.unit use.unit --emit-summaries=halves.summaries | diff - alone.txt && echo "linked alike"
# What leads into a changed file is not known; that is said once.
sed 's/static void wait/static  void wait/' db.c >new.c && mv new.c db.c
say --summaries=all.summaries use.c use.c db.c -- -I"$HEADERS"
# An edit of the file itself changes nothing for the others.
$LOCKLINT --quiet --emit-summaries=all.summaries db.c use.c -- -I"$HEADERS" >/dev/null
sed 's/int use_bad/\n\nint use_bad/' use.c >new.c && mv new.c use.c
$LOCKLINT --quiet --summaries=all.summaries use.c -- -I"$HEADERS" | grep warning
# A function that nobody called under a lock when the summaries were written.
cat >idle.c <<'EOF'
#include "db.h"
#include <unistd.h>
void idle(void) { sleep(3); }
void idle_more(void) { idle(); }
EOF
$LOCKLINT --quiet --emit-summaries=idle.summaries db.c idle.c -- -I"$HEADERS"
cat >new.c <<'EOF'
#include <pthread.h>
void idle_more(void);
void new_bad(pthread_mutex_t *m) { pthread_mutex_lock(m); idle_more(); pthread_mutex_unlock(m); }
EOF
$LOCKLINT --quiet --summaries=idle.summaries new.c -- -I"$HEADERS" | grep warning
# With a database and a cache they are written only when something changed, or when they are gone.
mkdir build
cat >build/compile_commands.json <<EOF
[{"directory": "$PWD/build", "file": "../db.c", "command": "cc -I$HEADERS -c ../db.c -o db.o"},
 {"directory": "$PWD/build", "file": "../use.c", "command": "cc -I$HEADERS -c ../use.c -o use.o"}]
EOF
run() {
    $LOCKLINT -p build --quiet --emit-summaries=build/all.summaries | grep -c warning
    stat -c %i build/all.summaries
}
run >one.txt
run >two.txt
diff one.txt two.txt && echo "not written again"
rm build/all.summaries
run | head -n 1
say -p build --quiet --summaries=build/all.summaries use.c
# Competing definitions are nobody's; a model knows better than a summary.
printf '#include "db.h"\nvoid db_flush(struct db *d) { d->n = 1; }\n' >other.c
$LOCKLINT --quiet --emit-summaries=all.summaries db.c other.c use.c -- -I"$HEADERS" >/dev/null
$LOCKLINT --quiet --summaries=all.summaries use.c -- -I"$HEADERS" | grep warning
printf 'api: db\nfunctions:\n  db_flush(d): {nothing: yes}\n' >db.yaml
$LOCKLINT --quiet --summaries=build/all.summaries --model=db.yaml use.c -- -I"$HEADERS" | grep warning
# What is wrong.
head -c 300 build/all.summaries >cut.summaries
say --summaries=cut.summaries use.c -- -I"$HEADERS"
say --summaries=db.unit use.c -- -I"$HEADERS"
say --summaries=nowhere.summaries use.c -- -I"$HEADERS"
say --summaries=use.c use.c -- -I"$HEADERS"
say --link all.summaries
say --summaries=all.summaries --link db.unit
say --summaries=all.summaries --emit-summaries=more.summaries use.c -- -I"$HEADERS"
say --emit-summaries=nowhere/all.summaries db.c use.c -- -I"$HEADERS"
say --emit-summaries=all.summaries --verify db.c use.c -- -I"$HEADERS"
