/* check_model_errors.c -- every error of the model language, with its exact place and what it says would be right. */
#include "model/models.h"
#include "suite.h"

#include <check.h>
#include <string.h>

static lk_arena *arena;
static lk_models *models;
static lk_model_error error;

static void setup(void) {
    arena = lk_arena_new();
    models = lk_models_new(arena);
    error = (lk_model_error){0};
}

static void teardown(void) {
    lk_arena_free(arena);
}

/* Whole files. */
static const struct {
    const char *text;
    unsigned line, column;
    const char *message;
} files[] = {
    {"x", 1, 1, "'model file' is a mapping with 'functions' in it, found a single value"},
    {"- a", 1, 1, "'model file' is a mapping with 'functions' in it, found a list"},
    {"function:\n  f(): {block: sleep}", 1, 1, "unknown key 'function'; did you mean 'functions'?"},
    {"zzz: 1", 1, 1, "unknown key 'zzz'; the keys here are: api, inline, typed, constants, types, functions, macros"},
    {"functions: [a]", 1, 12, "'functions' is a mapping from signatures to effects, found a list"},
    {"functions:\n  f(a): {block: sleep}\n  ? [a]\n  : {block: sleep}", 3, 5,
     "'functions' is a mapping from signatures to effects, found a list"},
    {"api: my\napi: your", 2, 1, "'api' stands here twice; the first one is at line 1, column 1"},
    {"api: [my]", 1, 6, "'api' is a single value, found a list"},
    {"api:", 1, 5, "'api' has no value"},
    {"constants: [A]", 1, 12, "'constants' is a mapping such as {MSG_DONTWAIT: 0x40}, found a list"},
    {"constants: {A: one}", 1, 16, "'A' is an integer such as 64, 0x40 or -1, found 'one'"},
    {"constants: {A: 1, B: 99999999999999999999}", 1, 22,
     "'B' is an integer such as 64, 0x40 or -1, found '99999999999999999999'"},
    {"constants: {A: 1, A: 2}", 1, 19, "'A' stands here twice; the first one is at line 1, column 13"},
    {"types: {t: mutex}", 1, 12, "'t' is a mapping such as {kind: mutex, reentrant: no}, found a single value"},
    {"types: {t: {}}", 1, 12, "'t' needs 'kind', as in {kind: mutex}"},
    {"types: {t: {kind: mutexx}}", 1, 19, "unknown kind of lock 'mutexx'; did you mean 'mutex'?"},
    {"types: {t: {kind: mutex, reentrant: maybe}}", 1, 37, "unknown reentrancy 'maybe'; there are: no, yes, unknown"},
    {"types: {t: {kind: mutex, recursive: yes}}", 1, 26,
     "unknown key 'recursive'; the keys here are: kind, reentrant, reentrant-initializers"},
    {"types: {t: {kind: mutex, reentrant-initializers: A}}", 1, 50,
     "'reentrant-initializers' is a list of macros' names, found a single value"},
    {"types: {t: {kind: mutex}, t: {kind: spin}}", 1, 27,
     "'t' stands here twice; the first one is at line 1, column 9"},
    {"functions:\n  f(a): {block: sleep}\n  g(): {block: sleep}\n  f(b): {block: wait}", 4, 3,
     "'f' is modelled twice; the other model is at my.yaml:2:3"},
    {"functions:\n  f(a): {block: sleep}\nmacros:\n  f(a): {block: sleep}\n  f(b): {block: sleep}", 5, 3,
     "'f' is modelled twice; the other model is at my.yaml:4:3"},
    {"functions:\n  f: {block: sleep}", 2, 4,
     "expected '(' and the parameters after 'f', found the end; without any it is 'f()'"},
    {"functions:\n  f(a: {block: sleep}", 2, 6,
     "expected ',' or ')', found the end; parameters are names without types"},
    {"functions:\n  f(int a): {block: sleep}", 2, 9,
     "expected ',' or ')', found 'a'; parameters are names without types"},
    {"functions:\n  f(a,): {block: sleep}", 2, 7, "expected a parameter's name, found ')'; types are left out"},
    {"functions:\n  f(a, a): {block: sleep}", 2, 8, "two parameters are named 'a'"},
    {"functions:\n  f(return): {block: sleep}", 2, 5, "'return' is the result; no parameter can have that name"},
    {"functions:\n  f(..., a): {block: sleep}", 2, 8,
     "expected ',' or ')', found ','; parameters are names without types"},
    {"functions:\n  f() x: {block: sleep}", 2, 7, "expected nothing after the signature, found 'x'"},
    {"functions:\n  1f(): {block: sleep}", 2, 3,
     "expected a function with its parameters, like 'my_lock(lock)', found '1'"},
    {"functions:\n  '': {block: sleep}", 2, 4,
     "expected a function with its parameters, like 'my_lock(lock)', found the end"},
    {"functions:\n  f(a): {acquire: {lock: *a}}", 2, 26,
     "broken YAML: found undefined alias; '*' begins an alias: a text such as '*mutex' must stand in quotes"},
    {"functions:\n  f(a): {block: sleep", 3, 1,
     "broken YAML: did not find expected ',' or '}' (while parsing a flow mapping that begins at line 2)"},
    {"functions:\n\tf(a): {block: sleep}", 2, 1,
     "broken YAML: found character that cannot start any token (while scanning for the next token); indent with "
     "spaces, and put other texts in quotes"},
    {"functions: {f(a): {call: {entry: a, argument: & a}}}", 1, 48,
     "broken YAML: did not find expected alphabetic or numeric character (while scanning an anchor); '&' begins an "
     "anchor: a text that begins with '&' must stand in quotes"},
    {"functions:\n  f(a):\n    when: !return\n    block: sleep", 3, 11,
     "'!return' is a tag to YAML; put a text that begins with '!' in quotes"},
    {"a: 1\n b: 2\n: c", 2, 3, "broken YAML: mapping values are not allowed in this context"},
    {"api: my\n---\napi: your", 3, 1, "a second document; a model file has one, so remove the '---'"},
    {"api: m\xFF", 1, 7, "invalid leading UTF-8 octet; YAML is UTF-8 text"},
    {"api: \"a\\0b\"", 1, 6, "a text can't hold a NUL character"},
    {"api: 'h\303\251'\nzzz: 1", 2, 1,
     "unknown key 'zzz'; the keys here are: api, inline, typed, constants, types, functions, macros"},
};

START_TEST(wrong_file) {
    ck_assert(!lk_models_add(models, "my.yaml", files[_i].text, strlen(files[_i].text), &error));
    ck_assert_str_eq(error.message, files[_i].message);
    ck_assert_str_eq(error.path, "my.yaml");
    ck_assert_uint_eq(error.line, files[_i].line);
    ck_assert_uint_eq(error.column, files[_i].column);
    ck_assert_uint_eq(lk_models_count(models), 0);
}
END_TEST

/* Entries of f(a, b), in line 2 behind "  f(a, b): ": the entry begins at column 12. */
static const struct {
    const char *entry;
    unsigned column;
    const char *message;
} entries[] = {
    {"{aquire: {lock: '*a'}}", 13, "unknown key 'aquire'; did you mean 'acquire'?"},
    {"{foo: 1}", 13,
     "unknown key 'foo'; the keys here are: nothing, acquire, release, wait, convert, block, yield, create, move, "
     "clone, borrow, drop, init, destroy, guard, assert-held, spawn, call, handler, noreturn, exit-thread, poison, "
     "returns, writes, frees, "
     "attribute, join, when, result, fails, happens, waits, effects"},
    {"[]", 12, "'f' is a mapping such as {acquire: {lock: '*mutex'}}, found a list"},
    {"", 11, "'f' is a mapping such as {acquire: {lock: '*mutex'}}, found a single value"},
    {"{}", 3, "no effect is given; where nothing happens, say 'nothing: yes'"},
    {"{when: 'return == 0'}", 13, "no effect is given; where nothing happens, say 'nothing: yes'"},
    {"{acquire: '*a'}", 23, "'acquire' is a mapping such as {lock: '*mutex', mode: shared}, found a single value"},
    {"{acquire: [{lock: '*a'}, x]}", 37,
     "'acquire' is a mapping such as {lock: '*mutex', mode: shared}, found a single value"},
    {"{acquire: []}", 22, "'acquire' has an empty list"},
    {"{acquire: {}}", 22, "'acquire' needs 'lock', as in {lock: '*mutex', mode: shared}"},
    {"{acquire: {lok: '*a'}}", 23, "unknown key 'lok'; did you mean 'lock'?"},
    {"{acquire: {lock: '*a', lock: '*b'}}", 35, "'lock' stands here twice; the first one is at line 2, column 23"},
    {"{acquire: {lock: '*a', mode: exclusiv}}", 41, "unknown mode 'exclusiv'; did you mean 'exclusive'?"},
    {"{acquire: {lock: '*a', mode: any}}", 41, "a lock is taken in one mode, not in 'any'"},
    {"{acquire: {lock: '*a', mode: [x]}}", 41, "'mode' is a single value, found a list"},
    {"{acquire: {lock: '*a', kind: futex}}", 41, "unknown kind of lock 'futex'; did you mean 'mutex'?"},
    {"{acquire: {lock: '*a', reentrant: perhaps}}", 46, "unknown reentrancy 'perhaps'; there are: no, yes, unknown"},
    {"{release: {mode: shared}}", 22, "'release' needs either 'lock' or 'guard'"},
    {"{release: {lock: '*a', guard: b}}", 22, "'release' needs either 'lock' or 'guard'"},
    {"{wait: {}}", 19, "'wait' needs 'lock' or 'cond'"},
    {"{convert: {lock: '*a', from: shared}}", 22,
     "'convert' needs 'to', as in {lock: '*lock', from: exclusive, to: shared}"},
    {"{convert: {lock: '*a', from: shared, to: shared}}", 53, "'convert' is to one mode from another"},
    {"{convert: {lock: '*a', from: any, to: any}}", 50, "'convert' is to one mode from another"},
    {"{block: sleeping}", 20,
     "unknown kind of blocking 'sleeping'; there are: sleep, join, wait, name, socket, poll, process, message, file, "
     "stdio, loader"},
    {"{block: nap}", 20,
     "unknown kind of blocking 'nap'; there are: sleep, join, wait, name, socket, poll, process, message, file, stdio, "
     "loader"},
    {"{block: {}}", 20, "'kind of blocking' is a single value, found a mapping"},
    {"{yield: now}", 20, "unknown kind of yield 'now'; there are: yield, sleep, await"},
    {"{noreturn: no}", 23, "'noreturn' can only be 'yes'; leave it out otherwise"},
    {"{noreturn: 1}", 23, "'noreturn' is 'yes' or 'no', found '1'"},
    {"{spawn: {argument: b}}", 20, "'spawn' needs 'entry', as in {entry: entry, argument: argument}"},
    {"{clone: {handle: a, send: yes}}", 38, "'send' can only be 'no'; leave it out otherwise"},
    {"{clone: {handle: a, send: never}}", 38, "'send' is 'yes' or 'no', found 'never'"},
    {"{drop: {handle: a, send: no}}", 31, "unknown key 'send'; the keys here are: handle"},
    {"{clone: {to: return}}", 20, "'clone' needs 'handle', as in {handle: handle, to: return}"},
    {"{waits: no, block: sleep}", 13,
     "'waits: no' belongs to 'acquire', 'guard', 'convert' or 'wait', and there is none"},
    {"{waits: never, acquire: {lock: '*a'}}", 20, "'waits' is 'yes' or 'no', found 'never'"},
    {"{fails: always, when: 'return == 0', block: sleep}", 20, "'fails' can only be 'rarely', found 'always'"},
    {"{result: int, when: 'return == 0', block: sleep}", 21, "'result' can only be 'bool', found 'int'"},
    {"{fails: rarely, block: sleep}", 13, "'fails: rarely' needs a condition: add 'when'"},
    {"{happens: rarely, block: sleep}", 13, "'happens: rarely' needs a condition: add 'when'"},
    {"{cases: []}", 20, "'cases' has 1 to 8 cases, found 0"},
    {"{cases: {block: sleep}}", 20, "'cases' is a list of mappings, found a mapping"},
    {"{cases: [block]}", 21,
     "'cases' is a list of mappings such as {when: 'return == 0', acquire: {lock: '*mutex'}}, found a single value"},
    {"{cases: [{block: sleep}, {block: wait}]}", 37,
     "this case is never reached, since the one before it has no condition"},
    {"{block: sleep, cases: [{block: wait}]}", 13, "'block' stands beside 'cases'; move it into each case"},
    {"{blok: sleep, cases: [{block: wait}]}", 13, "unknown key 'blok'; did you mean 'block'?"},
    {"{cases: [{api: x, block: wait}]}", 22,
     "unknown key 'api'; the keys here are: nothing, acquire, release, wait, convert, block, yield, create, move, "
     "clone, borrow, drop, init, destroy, guard, assert-held, spawn, call, handler, noreturn, exit-thread, poison, "
     "returns, writes, frees, "
     "attribute, join, when, result, fails, happens, waits, effects"},
    {"{cases: [{when: a == 0, block: wait}, {when: a == 1, block: wait}, {when: a == 2, block: wait}, {when: a == 3, "
     "block: wait}, {when: a == 4, block: wait}, {when: a == 5, block: wait}, {when: a == 6, block: wait}, {when: a == "
     "7, block: wait}, {when: a == 8, block: wait}]}",
     20, "'cases' has 1 to 8 cases, found 9"},
    {"{effects: {block: sleep}}", 22, "'effects' is a list of mappings, found a mapping"},
    {"{effects: [{when: a}]}", 24,
     "unknown key 'when'; the keys here are: nothing, acquire, release, wait, convert, block, yield, create, move, "
     "clone, borrow, drop, init, destroy, guard, assert-held, spawn, call, handler, noreturn, exit-thread, poison, "
     "returns, writes, frees, "
     "attribute, join"},
    {"{effects: []}", 13, "no effect is given; where nothing happens, say 'nothing: yes'"},
    {"{nothing: yes, api: ''}", 33, "'api' has no value"},
    {"{acquire: {lock: '*c'}}", 31, "'f' has no parameter 'c'; its parameters are: a, b"},
    {"{acquire: {lock: '*alfa'}}", 31, "'f' has no parameter 'alfa'; its parameters are: a, b"},
    {"{acquire: {lock: a}}", 29,
     "'a' is a value, and an object is asked for; write '*a' for what it points to, or 'value(a)' when the number "
     "itself names the lock"},
    {"{acquire: {lock: return}}", 29,
     "'return' is a value, and an object is asked for; write '*return' for what it points to"},
    {"{acquire: {lock: '&a->b'}}", 30, "this is an address, and the object is asked for; leave out the '&'"},
    {"{acquire: {lock: '&global(x)'}}", 30, "this is an address, and the object is asked for; leave out the '&'"},
    {"{destroy: {lock: '*a*'}}", 32, "expected the end of the path, found '*'"},
    {"{acquire: {lock: ''}}", 30, "'lock' has no value"},
    {"{acquire: {lock: '*'}}", 31, "expected a parameter or 'return', found the end"},
    {"{acquire: {lock: '(*a.b'}}", 35, "expected ')', found the end"},
    {"{acquire: {lock: 'a->'}}", 33, "expected a member's name, found the end"},
    {"{acquire: {lock: 'a[x]'}}", 32, "'f' has no parameter 'x'; its parameters are: a, b"},
    {"{acquire: {lock: 'a[-1]'}}", 32, "an index is not negative"},
    {"{acquire: {lock: 'a[1'}}", 33, "expected ']' after a number, a parameter or nothing, found the end"},
    {"{acquire: {lock: 'a[1 + 1]'}}", 34, "expected ']' after a number, a parameter or nothing, found '+'"},
    {"{acquire: {lock: '*&&a'}}", 32, "the address of a copy means nothing to the caller; leave out the '&'"},
    {"{acquire: {lock: '**&a'}}", 32, "the address of a copy means nothing to the caller; leave out the '&'"},
    {"{call: {entry: '&a'}}", 28, "the address of a copy means nothing to the caller; leave out the '&'"},
    {"{call: {entry: '&return'}}", 28, "the address of a copy means nothing to the caller; leave out the '&'"},
    {"{call: {entry: none(x)}}", 27, "'none' is a whole path, and for a lock only"},
    {"{acquire: {lock: none(}}", 34, "expected a name, found the end"},
    {"{acquire: {lock: value}}", 29, "'value(PARAMETER)' is a whole path, and for a lock only"},
    {"{acquire: {lock: value(c)}}", 35, "'f' has no parameter 'c'; its parameters are: a, b"},
    {"{acquire: {lock: none(x).y}}", 36, "expected the end of the path, found '.'"},
    {"{acquire: {lock: global()}}", 36, "expected a variable's name, found ')'"},
    {"{acquire: {lock: a->b->c->d->e->f->g}}", 39, "a path has at most 6 steps"},
    {"{acquire: {lock: '((((((((((((((((((*a))))))))))))))))))'}}", 46, "too many parentheses, '*' and '&'"},
    {"{frees: a}", 20, "'a' is a value, and an object is asked for; write '*a' for what it points to"},
    {"{writes: [a]}", 22, "'a' is a value, and an object is asked for; write '*a' for what it points to"},
    {"{acquire: {lock: \"*\\x63\"}}", 29, "'f' has no parameter 'c'; its parameters are: a, b"},
    {"{wait: {cond: b, lock: '*a'}}", 26,
     "'b' is a value, and an object is asked for; write '*b' for what it points to"},
    {"{call: {entry: (&a->b).c}}", 34, "an address has no members; write '->'"},
    {"{block: sleep, when: ''}", 34, "'when' has no value"},
    {"{block: sleep, when: 'c == 0'}", 34, "'f' has no parameter 'c'; its parameters are: a, b"},
    {"{block: sleep, when: 'a = 0'}", 36,
     "expected '&&' or the end, found '='; conditions look like 'return == 0' or '!(flags & MASK)'"},
    {"{block: sleep, when: 'a == FOO'}", 39,
     "unknown constant 'FOO'; give its value under 'constants', or write a number"},
    {"{block: sleep, when: 'a == b'}", 39, "'b' is compared with another variable; only constants can stand here"},
    {"{block: sleep, when: 'a == 0 || b == 0'}", 41, "'||' can't stand in a condition; write two cases"},
    {"{block: sleep, when: 'a == 0 & b == 0'}", 41,
     "expected '&&' or the end, found '&'; conditions look like 'return == 0' or '!(flags & MASK)'"},
    {"{block: sleep, when: 'a == 0 &&'}", 43, "expected 'return' or a parameter, found the end"},
    {"{block: sleep, when: '0 == a'}", 34, "expected 'return' or a parameter, found '0'"},
    {"{block: sleep, when: !return}", 40,
     "broken YAML: did not find expected whitespace or line break (while scanning a tag); '!' begins a tag: a "
     "condition such as '!return' must stand in quotes"},
    {"{block: sleep, when: 'a == 12x'}", 39, "'12x' is no integer of 64 bits"},
    {"{block: sleep, when: '(a & 4) == 4'}", 42, "only '== 0' and '!= 0' can follow '(flags & MASK)'"},
    {"{block: sleep, when: '(a & (1|2) == 0'}", 45, "expected ')', found '='"},
    {"{block: sleep, when: '!a & 1'}", 37,
     "expected '&&' or the end, found '&'; conditions look like 'return == 0' or '!(flags & MASK)'"},
    {"{block: sleep, when: 'a && a && a && a && a'}", 54, "a case has at most 4 conditions"},
    {"{block: sleep, when: 'a == 99999999999999999999'}", 39, "'99999999999999999999' is no integer of 64 bits"},
    {"{block: sleep, when: 'retrun == 0'}", 34, "'f' has no parameter 'retrun'; its parameters are: a, b"},
    {"{block: sleep, when: 'a == (1 + 2)'}", 42, "expected '|' or ')', found '+'"},
    {"{block: sleep, when: [a]}", 33, "'when' is a single value, found a list"},
    {"{block: sleep, when: '(a'}", 36, "expected ')', found the end"},
};

START_TEST(wrong_entry) {
    const char *text = lk_arena_printf(arena, "functions:\n  f(a, b): %s\n", entries[_i].entry);
    ck_assert(!lk_models_add(models, "my.yaml", text, strlen(text), &error));
    ck_assert_str_eq(error.message, entries[_i].message);
    ck_assert_uint_eq(error.line, 2);
    ck_assert_uint_eq(error.column, entries[_i].column);
}
END_TEST

#define LENGTH(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void) {
    TCase *tests = tcase_create("errors");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, wrong_file, 0, LENGTH(files));
    tcase_add_loop_test(tests, wrong_entry, 0, LENGTH(entries));
    Suite *suite = suite_create("model errors");
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
