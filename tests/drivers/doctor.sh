# One screen that says whether the parts fit together.
LC_ALL=C
export LC_ALL
mkdir build
doctor() {
    $LOCKLINT "$@" doctor >out.txt
    echo "status $?"
    sed "1d; s:$(dirname "$PLUGIN")/:/BUILD/:; s/[0-9]* functions/N functions/; s/[0-9]* of [0-9]* rules/N of N rules/" out.txt
}
echo "== nothing here"
doctor
echo "== a project"
printf '#include <pthread.h>\nvoid f(pthread_mutex_t *m) { pthread_mutex_lock(m); }\n' >a.c
printf 'void g(void) {}\n' >b.c
cat >build/compile_commands.json <<EOF
[{"directory": "$PWD/build", "file": "../a.c", "command": "cc -c ../a.c -o a.o"},
 {"directory": "$PWD/build", "file": "../b.c", "command": "cc -c ../b.c -o b.o"},
 {"directory": "$PWD/build", "file": "../c.cc", "command": "c++ -c ../c.cc -o c.o"}]
EOF
printf 'api: my\nfunctions:\n  my_nap(): {block: sleep}\n  my_rest(): {block: sleep}\n' >naps.yaml
printf "Checks: 'locklint-*'\nCheckOptions: {LocklintModels: ../naps.yaml, LocklintSummaries: all.summaries}\n" >.clang-tidy
doctor -p build
echo "== and after the first run"
$LOCKLINT -p build --quiet --emit-summaries=build/all.summaries
doctor -p build
echo "== broken"
rm b.c
printf 'api: my\nfunctions:\n  my_nap(): {block: slep}\n' >naps.yaml
head -c 100 build/all.summaries >cut && mv cut build/all.summaries
doctor -p build
echo "Checks: '-*'" >.clang-tidy
doctor -p build
