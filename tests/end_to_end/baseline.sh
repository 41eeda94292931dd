# --baseline: findings that are known, though lines move; stale entries; what is wrong in the file.
export GIT_CEILING_DIRECTORIES="${PWD%/*}"
unset GIT_DIR GIT_WORK_TREE
# Functions that lock twice: double NAME...
double() {
    echo '#include <pthread.h>'
    for name in "$@"; do
        printf 'void %s(pthread_mutex_t *m) {\n    pthread_mutex_lock(m);\n    pthread_mutex_lock(m);\n}\n' "$name"
    done
}
database() {
    comma='['
    for file in a b; do
        printf '%s{"directory": "%s", "file": "%s.c", "command": "cc -I%s -c %s.c"}' "$comma" "$PWD" $file "$HEADERS" $file
        comma=','
    done >compile_commands.json
    echo ']' >>compile_commands.json
}
lint() {
    echo "--- $*" | sed "s|$HEADERS|(headers)|"
    $LOCKLINT --no-cache --warnings-as-errors='*' "$@" 2>&1 | grep -v -e '^ ' -e '^[ab].c.*note:' | sed "s|$PWD|(here)|"
    $LOCKLINT --no-cache --warnings-as-errors='*' --quiet "$@" >/dev/null 2>&1
    echo "status $?"
}
database
double one two >a.c
double three >b.c
lint -p . --baseline=known
lint -p . --baseline=known --update-baseline
cat known
lint -p . --baseline=known
double new zero one two | sed 's/^void/\n\nvoid/; s/(m)/( m )/' >a.c
lint -p . --baseline=known
double one one2 >a.c
echo 'int x;' >b.c
lint -p . --baseline=known --verbose
lint -p . --baseline=known --fail-on-stale --warnings-as-errors=-*
lint -p . --baseline=known --warnings-as-errors=-*
lint -p . --baseline=known --checks=-locklint-double-lock # a rule that is off says nothing of its entries
lint --baseline=known a.c -- -I"$HEADERS"                 # of b.c nothing is known
lint -p . --baseline=known a.c # b.c may be what makes it wrong
echo 'int x = ;' >b.c
lint -p . --baseline=known
cp known before
lint --baseline=known --update-baseline a.c -- -I"$HEADERS"
diff before known
# Two that are alike are two.
printf '#include <pthread.h>\nvoid f(pthread_mutex_t *m) {\n    pthread_mutex_lock(m);\n    if (*(int *)m)\n        pthread_mutex_lock(m);\n    else\n        pthread_mutex_lock(m);\n}\n' >a.c
lint --baseline=alike --update-baseline a.c -- -I"$HEADERS"
cat alike
sed -n '1,3p' alike >half
lint --baseline=half a.c -- -I"$HEADERS"
$LOCKLINT --quiet --baseline=half --format=sarif a.c -- -I"$HEADERS" | grep -A 3 -e suppressions -e baseline_stale -e in_baseline
echo 'a.c: something' >>half
cp half broken
lint --baseline=half a.c -- -I"$HEADERS"
lint --baseline=half --update-baseline a.c -- -I"$HEADERS"
cmp half broken
lint --baseline=none/known --update-baseline a.c -- -I"$HEADERS"
lint --baseline=a.c --update-baseline a.c -- -I"$HEADERS"
lint --update-baseline a.c --
lint --baseline=known --verify a.c --
lint --baseline=known --update-baseline --fail-on-stale a.c --
lint --baseline=known --update-baseline --new-from=HEAD a.c --
lint --baseline=known --output=known a.c --
ls
