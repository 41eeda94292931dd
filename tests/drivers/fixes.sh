# Fixes: clang-tidy --fix, exported ones, and the command line's give the same file, which lints clean.
LC_ALL=C
export LC_ALL
mkdir build one two three
cat >wait.c <<'EOF'
#include <pthread.h>
struct box { pthread_mutex_t mu; pthread_cond_t cond; int ready; };
int take(struct box *b, int n) {
    pthread_mutex_lock(&b->mu);
    if (!b->ready)
        pthread_cond_wait(&b->cond, &b->mu);
    if (n < 0)
        return -1;
    b->ready = 0;
    pthread_mutex_unlock(&b->mu);
    return n;
}
EOF
for i in one two three; do cp wait.c $i; done
cat >build/compile_commands.json <<EOF
[{"directory": "$PWD/build", "file": "../one/wait.c", "command": "cc -I$HEADERS -c ../one/wait.c -o one.o"},
 {"directory": "$PWD/build", "file": "../two/wait.c", "command": "cc -I$HEADERS -c ../two/wait.c -o two.o"}]
EOF
$LOCKLINT --quiet --fix one/wait.c -- -I"$HEADERS" >one.txt 2>&1
echo "locklint --fix: $?"
clang-tidy-19 -load="$PLUGIN" --checks='-*,locklint-*' --quiet --fix two/wait.c -- -I"$HEADERS" >two.txt 2>&1
echo "clang-tidy --fix: $?"
clang-tidy-19 -load="$PLUGIN" --checks='-*,locklint-*' --quiet --export-fixes=fixes.yaml three/wait.c -- -I"$HEADERS" >three.txt 2>&1
mkdir apply && mv fixes.yaml apply
clang-apply-replacements-19 apply
echo "clang-apply-replacements: $?"
diff one/wait.c two/wait.c && diff one/wait.c three/wait.c && echo "all the same"
diff wait.c one/wait.c
$LOCKLINT --quiet two/wait.c -- -I"$HEADERS"
echo "clean: $?"
# run-clang-tidy collects them and applies them at the end.
cp wait.c two/wait.c
run-clang-tidy-19 -quiet -load "$PLUGIN" -checks='-*,locklint-*' -p build -fix two/wait.c >run.txt 2>&1
diff one/wait.c two/wait.c && echo "and by run-clang-tidy"
# A file that can't be written stays as it is.
cp wait.c two/wait.c
$LOCKLINT --quiet --export-fixes=nowhere/fixes.yaml two/wait.c -- -I"$HEADERS" >/dev/null
echo "no folder: $?"
cmp wait.c two/wait.c && echo untouched
