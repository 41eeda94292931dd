# Findings that count as errors, and the order of the output under -j.
for i in 1 2 3 4 5 6; do
    printf '#include <pthread.h>\nvoid f%s(pthread_mutex_t *m) {\n    pthread_mutex_lock(m);\n    pthread_mutex_lock(m);\n}\n' $i >$i.c
done
$LOCKLINT -j4 --quiet --warnings-as-errors='locklint-double-*' 1.c 2.c 3.c 4.c 5.c 6.c -- -I"$HEADERS"
