# A signal ends the program and its workers, and leaves no half output; so does a time-out with one file. Reading the
# included pipe waits for ever.
mkfifo wait.h
echo '#include "wait.h"' >a.c
for signal in INT TERM; do
    env --default-signal=INT "$LOCKLINT" --output=out.txt a.c -- &
    sleep 0.5
    kill -$signal $!
    wait $!
    echo "$signal: $?"
done 2>/dev/null
ls
$LOCKLINT --timeout=1 a.c --
