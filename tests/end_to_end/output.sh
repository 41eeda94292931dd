# --output and --format=json.
printf '#include <pthread.h>\nvoid f(pthread_mutex_t *m) {\n    pthread_mutex_lock(m);\n    pthread_mutex_lock(m);\n}\n' >a.c
$LOCKLINT --quiet --format=json --output=out.json a.c -- -I"$HEADERS"
echo "json: $?"
ls
sed 's/"seconds".*//' out.json
$LOCKLINT --quiet a.c -- -I"$HEADERS" >/dev/full
