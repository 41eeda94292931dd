# A user's model comes before clang's thread-safety attributes; and what --coverage says of them.
cat >a.c <<'END'
struct __attribute__((capability("mutex"))) mutex { int state; };
void take(struct mutex *m) __attribute__((acquire_capability(m)));
void give(struct mutex *m) __attribute__((release_capability(m)));
void check(struct mutex *m);
void twice(struct mutex *m) {
    take(m);
    take(m);
    give(m);
    give(m);
}
void checked(struct mutex *m) {
    check(m);
    take(m);
    give(m);
}
static void needed(struct mutex *m) __attribute__((requires_capability(m)));
static void needed(struct mutex *m) {
    take(m);
    give(m);
}
void caller(struct mutex *m) {
    take(m);
    needed(m);
    give(m);
}
END
cat >model.yaml <<'END'
api: mine
functions:
  take(m): {nothing: yes}
  give(m): {nothing: yes}
END
cat >check.yaml <<'END'
functions:
  check(m): {assert-held: {lock: '*m'}}
END
$LOCKLINT a.c --
$LOCKLINT --coverage a.c --
echo "--- the model first"
$LOCKLINT --model=model.yaml a.c --
echo "--- an assertion of a model"
$LOCKLINT --model=check.yaml a.c -- | sed -n '/a.c:13/,$p'
