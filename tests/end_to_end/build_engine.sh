# A build engine that drives the two halves of a run: ninja, over generated files; what it runs again, and when.
LC_ALL=C
export LC_ALL LOCKLINT
unset NINJA_STATUS
build() {
    ninja >log.txt 2>&1
    echo "status $?, $(grep -c '\] UNIT ' log.txt) units, $(grep -c '\] LINK ' log.txt) link"
}
found() { sed -n 's/^\([^:]*:[0-9]*\):.* \[\(.*\)\]$/\1:\2/p' findings.txt; }

"$BUILD/generate_units" 20 . -I"$HEADERS"
echo "--- first"
build
found
found | cmp - planted.txt && echo "as planted"
grep -v '^#' "$HEADERS/../demo/build-engines/locklint.ninja" | grep -vxF -f build.ninja
echo "--- again"
build
cat log.txt
echo "--- what a file was made of"
ninja -t deps units/module_0000/part_00002.unit | sed -n 's/^    //p' | grep -v ^/
echo "--- one file edited"
echo 'extern int more;' >>module_0000/part_00002.c
build
sed -n 's/.*\] UNIT //p' log.txt
found | cmp - planted.txt && echo "as planted"
echo "--- headers edited, one of all files and one of a module"
echo '/* more */' >>locks.h
build
echo '/* more */' >>module_0000/module.h
build
echo "--- a cause edited away"
sed 's/usleep(1000);/;/' module_0000/part_00009.c >edited
cat edited >module_0000/part_00009.c
build
found
echo "--- an include that isn't there"
cp module_0000/part_00002.c kept.c
echo '#include "none.h"' >>module_0000/part_00002.c
build
cat kept.c >module_0000/part_00002.c
build
echo "--- findings that fail the build, each time"
cp build.ninja kept.ninja
sed "s/ --link/ --link --warnings-as-errors='*'/" kept.ninja >build.ninja
build
build
found | wc -l
cp kept.ninja build.ninja
build
echo "--- a model"
echo 'api: mine
functions:
  mine(x): {acquire: {lock: "*x"}}' >mine.yaml
sed 's/\(--link\|--emit-unit\)/--model=mine.yaml \1/' kept.ninja >build.ninja
build
echo '# more' >>mine.yaml
build
build

echo "--- names that make and ninja have a meaning for"
mkdir 'a folder' 'b\'
echo 'int x;' >'a folder/1#2$3:4.h'
echo 'int y;' >'b\ x\y.h'
printf '#include "a folder/1#2$3:4.h"\n#include "b\\ x\\y.h"\n#include "a folder/1#2$3:4.h"\n' >odd.c
cat >build.ninja <<'END'
rule unit
  command = "$$LOCKLINT" --emit-unit=$out --depfile=deps.d --model=mine.yaml $in --
  depfile = deps.d
  deps = gcc
build a$ unit$:$$#.unit: unit odd.c
END
$LOCKLINT --emit-unit='a unit:$#.unit' --depfile=deps.d --model=mine.yaml odd.c --
cat deps.d
ninja >/dev/null
ninja -t deps | sed 1d
ninja | tail -n 1
for name in 'a folder/1#2$3:4.h' 'b\ x\y.h' mine.yaml; do
    echo '# /* more */' >>"$name"
    ninja -n | head -n 1 | cut -c 1-5
    ninja >/dev/null
done

echo "--- with a database"
echo '[{"directory": "/", "file": "'"$PWD"'/odd.c", "command": "cc -c odd.c"}]' >compile_commands.json
$LOCKLINT -p . --emit-unit=odd.unit --depfile=deps.d odd.c
cat deps.d
echo "--- words from a file"
echo "--emit-unit=odd.unit 'odd.c'" >words.rsp
$LOCKLINT @words.rsp --depfile=again.d -p . && cmp deps.d again.d && echo "the same"
echo "--- errors"
$LOCKLINT --depfile=deps.d odd.c --
$LOCKLINT --emit-unit=odd.unit --depfile=none/deps.d odd.c --
echo "status $?"
mkdir 'line
break'
cp odd.c 'line
break/odd.c'
$LOCKLINT --emit-unit=odd.unit --depfile=new.d 'line
break/odd.c' -- -I.
echo "status $?"
[ -e new.d ] || echo "no depfile"
$LOCKLINT --quiet --link @nothing
echo "status $?"
