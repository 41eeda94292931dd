# A compilation database: order, repetitions, headers, what is skipped, and what can't be read.
mkdir -p src include empty
cat >include/x.h <<'END'
#include <pthread.h>
static inline void inner(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_lock(m);
}
END
for f in b a; do printf '#include "x.h"\nvoid %s(pthread_mutex_t *m) { inner(m); }\n' $f >src/$f.c; done
echo 'int x;' >"src/with space.c"
printf 'a\0b' >src/binary.c
cat >compile_commands.json <<END
[
{"directory": ".", "file": "src/b.c", "command": "ccache gcc -I include -I '$HEADERS' -fconserve-stack -MD -MF x.d -o b.o -c src/b.c"},
{"directory": "src", "file": "a.c", "arguments": ["gcc", "-I../include", "-I$HEADERS", "-c", "a.c"]},
{"directory": "src", "file": "a.c", "arguments": ["gcc", "-I../include", "-I$HEADERS", "-c", "-o", "again.o", "a.c"]},
{"directory": ".", "file": "src/with space.c", "command": "gcc -c src/with\\\\ space.c"},
{"directory": ".", "file": "x.cc", "command": "g++ -c x.cc"},
{"directory": ".", "file": "x.S", "command": "gcc -c x.S"},
{"directory": ".", "file": "src/a.c", "command": "gcc -E src/a.c"},
{"directory": ".", "file": "src/binary.c", "command": "gcc -c src/binary.c"},
{"directory": ".", "file": "src/gone.c", "command": "gcc -c src/gone.c"}
]
END
$LOCKLINT
echo "all: $?"
cd src && $LOCKLINT a.c >/dev/null
echo "one, found upwards: $?"
cd ..
for what in empty include/x.h nothing.c compile_commands.json; do
    $LOCKLINT --quiet $what
    echo "$what: $?"
done
$LOCKLINT --exclude='src/[bg]*' src >/dev/null
echo "excluded: $?"
$LOCKLINT --exclude='*'
echo "all excluded: $?"
$LOCKLINT --quiet --header-filter='/nothing/'
echo "header filter: $?"
