# Large and deep inputs: a line of ten million bytes, 20,000 parentheses and blocks. None ends the run.
awk 'BEGIN {
    s = "x"; while (length(s) < 5000000) s = s s
    printf "#include <pthread.h>\nvoid f(pthread_mutex_t *m) { pthread_mutex_lock(m); /*%s*/ pthread_mutex_lock(m); /*%s*/ }\n", s, s > "line.c"
    for (i = 0; i < 20000; i++) { open = open "("; close_ = close_ ")"; begin = begin "{"; end = end "}" }
    printf "int f(void) { return %s1%s; }\n", open, close_ > "parentheses.c"
    printf "void f(void) {%s%s}\n", begin, end > "blocks.c"
}'
$LOCKLINT line.c parentheses.c -- -I"$HEADERS" | cut -c 1-200
$LOCKLINT --quiet parentheses.c -- -fbracket-depth=100000 2>/dev/null
echo "deep: $?"
$LOCKLINT --quiet blocks.c --
echo "blocks: $?"
