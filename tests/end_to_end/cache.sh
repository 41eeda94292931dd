# Unit files that are kept between runs: what is read anew, what is thrown away, and the two halves of a run.
LC_ALL=C
export LC_ALL
cat >locks.h <<'EOF'
#include <pthread.h>
extern pthread_mutex_t m;
void enter(void);
EOF
cat >words.h <<'EOF'
#define WORD "once"
EOF
cat >enter.c <<'EOF'
#include "locks.h"
void enter(void) {
    pthread_mutex_lock(&m);
}
EOF
cat >use.c <<'EOF'
#include "locks.h"
#include "words.h"
const char *word = WORD;
void use(void) {
    pthread_mutex_lock(&m);
    enter();
    pthread_mutex_unlock(&m);
}
EOF
cat >other.c <<'EOF'
#include "words.h"
const char *other = WORD;
EOF
cat >compile_commands.json <<EOF
[{"directory": ".", "file": "enter.c", "command": "gcc -I$HEADERS -c enter.c"},
{"directory": ".", "file": "use.c", "command": "gcc -I$HEADERS -c use.c"},
{"directory": ".", "file": "other.c", "command": "gcc -I$HEADERS -c other.c"}]
EOF
cp compile_commands.json database.json

# What a run says, and which unit files are new afterwards. A second name keeps the old ones alive, so that no new file
# gets the number of an old one.
run() {
    $LOCKLINT "$@" >said.txt 2>errors.txt
    status=$?
    sed 's/, [0-9.]* s$//' errors.txt >>said.txt
    ls -i .locklint-cache/*.unit 2>/dev/null | sort >after.txt
    echo "$status, $(comm -13 before.txt after.txt | wc -l) new"
    cmp -s first.txt said.txt && echo "says the same" || cat said.txt
    mv after.txt before.txt
    rm -rf alive
    mkdir alive
    ln .locklint-cache/*.unit alive 2>/dev/null
}
: >before.txt
: >first.txt
echo "--- first"
run
cp said.txt first.txt
ls -A .locklint-cache | sed "s/^[0-9a-f]\{16\}/HASH/" | sort
cat .locklint-cache/.gitignore
echo "--- again"
run
touch -d 2001-01-01 locks.h words.h use.c
run

echo "--- other checks of the same units"
$LOCKLINT --checks='-*,locklint-cond-wait' 2>/dev/null | grep -c warning:
run

echo "--- other models"
echo 'api: mine
functions:
  mine(x): {acquire: {lock: "*x"}}' >mine.yaml
run --model=mine.yaml
run

echo "--- what a killed run left"
touch -d 2001-01-01 .locklint-cache/0123456789abcdef.unit.aBcDeF
touch .locklint-cache/0123456789abcdef.unit.AbCdEf
run
ls .locklint-cache | grep -c '\.unit\.'
rm .locklint-cache/*.unit.AbCdEf

echo "--- a header with other contents"
echo '#define WORD "twice"' >words.h
run
echo 'extern int more;' >>locks.h
run
printf '#include "locks.h"\nvoid enter(void) {\n}\n' >enter.c
run
printf '#include "locks.h"\nvoid enter(void) {\n    pthread_mutex_lock(&m);\n}\n' >enter.c
run

echo "--- what can't be read any more is not linked as it was"
printf '#include "locks.h"\n#include "none.h"\nvoid enter(void) {\n    pthread_mutex_lock(&m);\n}\n' >enter.c
run
printf '#include "locks.h"\nvoid enter(void) {\n    pthread_mutex_lock(&m);\n}\n' >enter.c
run

echo "--- other flags"
sed 's/-c use.c/-DMORE -c use.c/' database.json >compile_commands.json
run
cp database.json compile_commands.json
run

echo "--- damaged files"
each() {
    for unit in .locklint-cache/*.unit; do
        "$@" "$unit"
    done
}
cut_short() { head -c 100 "$1" >part && cat part >"$1"; }
flip() { printf '\377' | dd of="$1" bs=1 seek=400 conv=notrunc 2>/dev/null; }
empty() { : >"$1"; }
nonsense() { echo nonsense >"$1"; }
unreadable() { rm "$1" && mkdir "$1"; }
sums() { each cksum | sort; }
rm .locklint-cache/*.unit
run >/dev/null
sums >sums.txt
for damage in cut_short flip empty nonsense; do
    each $damage
    $LOCKLINT >said.txt 2>/dev/null
    grep -c warning: said.txt
    sums | cmp - sums.txt && echo "$damage: as before"
done
for damage in cut_short empty nonsense; do
    $damage .locklint-cache/last.report
    run
done
printf x | dd of=.locklint-cache/last.report bs=1 seek=300 conv=notrunc 2>/dev/null
run
first=$(ls .locklint-cache/*.unit | head -n 1)
for unit in .locklint-cache/*.unit; do
    [ "$unit" = "$first" ] || cat "$first" >"$unit"
done
$LOCKLINT 2>/dev/null | grep -c warning:
sums | cmp - sums.txt && echo "another's: as before"
each unreadable
$LOCKLINT 2>/dev/null | grep -c warning:
echo "cannot be replaced"

echo "--- no folder"
rm -rf .locklint-cache
run --no-cache
ls -A | grep locklint-cache
echo "a file" >.locklint-cache
run
cat .locklint-cache
rm .locklint-cache
run --cache=kept
ls -A kept | wc -l
$LOCKLINT --quiet --cache=none/kept | grep -c warning:

echo "--- in halves"
emit() {
    for name in enter use other; do
        $LOCKLINT --quiet "$@" --emit-unit=$name.unit $name.c || echo "$name: $?"
    done
}
emit
$LOCKLINT --link enter.unit use.unit other.unit >said.txt 2>errors.txt
echo "link: $?"
sed 's/, [0-9.]* s$//' errors.txt >>said.txt
cmp first.txt said.txt && echo "says the same"
$LOCKLINT --link use.unit 2>&1
$LOCKLINT --quiet --link --model=mine.yaml enter.unit use.unit
echo "other models: $?"
emit --model=mine.yaml
$LOCKLINT --quiet --link --model=mine.yaml enter.unit use.unit | grep -c warning:
emit
echo '/* more */' >>use.c
$LOCKLINT --link enter.unit use.unit
echo "changed: $?"
head -c 100 use.unit >cut.unit
$LOCKLINT --link enter.unit cut.unit
echo "cut: $?"
$LOCKLINT --link enter.unit use.c
echo "no unit file: $?"
$LOCKLINT --emit-unit=both.unit enter.c use.c
echo "two: $?"
