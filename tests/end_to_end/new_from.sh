# --new-from: a branch that changes some lines, beside files that are moved, not tracked, ignored, in a
# submodule (which has a history of its own).
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES="${PWD%/*}" LC_ALL=C
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
# Functions, each of which locks twice: double NAME...
double() {
    echo '#include <pthread.h>'
    for name in "$@"; do
        printf 'void %s(pthread_mutex_t *m) {\n    pthread_mutex_lock(m);\n\n    pthread_mutex_lock(m);\n}\n' "$name"
    done
}
check() {
    echo "--- $*"
    $LOCKLINT -p "$top" --warnings-as-errors='*' "$@" | sed -n "s|^$top/||; s/: error:.*//p"
}
commit() {
    git add -A
    git commit -qm "$1"
}

git init -q library
cd library
double sub >s.c
commit old
cd ..

git init -q project
cd project
top=$PWD
git checkout -q -b main
mkdir src
double old changed between >src/a.c
cat >>src/a.c <<'E'
void gone(pthread_mutex_t *m) {
    pthread_mutex_lock(m);
    pthread_mutex_unlock(m);
    pthread_mutex_lock(m);
}
E
double moved >src/m.c
double behind >src/o.c
printf 'ignored.c\ncompile_commands.json\nstderr.log\n' >.gitignore
git -c protocol.file.allow=always submodule add -q ../library library
for i in 'src/a.c' 'src/n.c' 'src/o.c' 'with space\"\t\u00e4.c' 'new.c' 'ignored.c' 'library/s.c'; do
    printf '%s{"directory": "%s", "file": "%s", "arguments": ["cc", "-I%s", "-c", "%s"]}' "${comma-[}" "$top" "$i" "$HEADERS" "$i"
    comma=','
done >compile_commands.json
echo ']' >>compile_commands.json
odd=$(printf 'with space"\t\303\244.c')
double odd >"$odd"
double ignored >ignored.c
echo 'int x;' >new.c
commit old

git checkout -q -b branch
git mv src/m.c src/n.c
sed -i '8s/(m)/((m))/; 14s/$/;/; 19d' src/a.c # the first lock in 'changed', between them, and the unlock in 'gone'
double odd more >"$odd"
double new >new.c
commit new
git checkout -q main
double behind after >src/o.c
commit 'meanwhile in main'
git checkout -q branch
rm new.c
git rm -q --cached new.c
commit 'no longer tracked'
double new >new.c
sed -i '5s/(m)/((m))/' library/s.c

check
check --new-from=main
check --new-from=HEAD
cd src
check --new-from=HEAD~1
cd ..
(cd library && check --new-from=HEAD)
for name in noprefix mnemonicPrefix suppressBlankEmpty; do git config diff.$name true; done
git config diff.external false
git config diff.interHunkContext 30
git config color.ui always
check --new-from=main

for wrong in nowhere main..HEAD --output=x -x '' HEAD:src; do
    $LOCKLINT -p . --new-from="$wrong"
    echo "$wrong: $?"
done
ls
PATH=/nowhere $LOCKLINT -p . --new-from=main
echo "no git: $?"
cd ..
$LOCKLINT --new-from=main project/src/a.c
