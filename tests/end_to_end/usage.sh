# Wrong options and values: one line each, with a remedy.
echo 'int x;' >a.c
for option in --cheks=x -checks=x --quiet=1 --format=xml --color=red -j0 --timeout=soon --ver -q --checks=double-lock \
    '--checks=-*' --checks=locklint-double-lok --warnings-as-errors=nothing --model=none.yaml --output=none/x \
    '--header-filter=(' --explain=double-lok '--format=json --verify' --line-filter=x; do
    $LOCKLINT $option a.c --
    echo "$option: $?"
done 2>&1
$LOCKLINT --
echo "no file: $?"
$LOCKLINT -p . a.c --
echo "-p and --: $?"
cd / && $LOCKLINT -p /none
