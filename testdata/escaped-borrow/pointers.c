// Pointers into guarded data, and what becomes of them after the guard.
#include "arcmutex/arcmutex.h"

typedef struct account {
    int balance;
    char name[16];
    struct account *next;
} account;

typedef AM_MUTEX(account) shared_account;
typedef AM_MUTEX(int) counter;
void note(int value);
int ask(void);

int alias_bad(counter *c) {
    int *n = am_lock(c), *value = n;
    am_unlock(n);
    return *value; // expected-warning {{'value' is used after the guard of 'c' was released}}
}

void write_bad(shared_account *a) {
    account *guard = am_lock(a);
    int *balance = &guard->balance;
    am_unlock(guard);
    *balance = 0; // expected-warning {{'balance' is used after the guard of 'a' was released}}
}

void scope_bad(counter *c) {
    int *kept;
    {
        AM_GUARD(int, n, c);
        kept = n;
    }
    *kept += 1; // expected-warning {{'kept' is used after the guard of 'c' was released}}
}

int *returned_bad(counter *c) {
    AM_GUARD(int, n, c);
    return n; // expected-warning {{returning a pointer into the data of 'c' after its guard was released}}
}

char *member_bad(shared_account *a) {
    AM_GUARD(account, guard, a);
    return guard->name; // expected-warning {{returning a pointer into the data of 'a' after its guard was released}}
}

int on_one_path_bad(counter *c) {
    int *n = am_lock(c), *value = n;
    if (ask()) {
        am_unlock(n);
        return *value; // expected-warning {{'value' is used after the guard of 'c' was released}}
    }
    int result = *value;
    am_unlock(n);
    return result;
}

void tried_bad(counter *c) {
    am_status status;
    int *n = am_try_lock(c, &status), *value = n;
    if (n == NULL)
        return;
    am_unlock(n);
    ++*value; // expected-warning {{'value' is used after the guard of 'c' was released}}
}

void read_lock_bad(void) {
    static AM_RWLOCK(int) limit;
    const int *value = NULL;
    {
        AM_READ_GUARD(int, l, &limit);
        value = l;
    }
    note(*value); // expected-warning {{'value' is used after the guard of 'limit' was released}}
}

int copied_ok(counter *c) {
    int *n = am_lock(c), value = *n;
    am_unlock(n);
    return value;
}

int *moved_ok(counter *c) {
    am_guard int *n = am_lock(c);
    *n = 1;
    return am_move(n);
}

int *plain_ok(counter *c) {
    return am_lock(c);
}

int value_ok(counter *c) {
    AM_GUARD(int, n, c);
    return *n;
}

account *pointee_ok(shared_account *a) {
    AM_GUARD(account, guard, a);
    return guard->next; // what it points to may be guarded by itself
}

int relocked_ok(counter *c) {
    int *n = am_lock(c), *value = n;
    am_unlock(n);
    int *again = am_lock(c);
    int result = *value;
    am_unlock(again);
    return result;
}

void loop_ok(counter *c) {
    int *n;
    for (int i = 0; i < 3; i++) {
        n = am_lock(c);
        *n += i;
        am_unlock(n);
    }
}

void either_ok(counter *c, int has_lock, int *n) {
    if (!has_lock)
        n = am_lock(c);
    *n += 1;
    if (!has_lock)
        am_unlock(n);
}

void may_be_released_ok(counter *c) {
    int *n = am_lock(c), *value = n;
    if (ask())
        am_unlock(n);
    if (n != NULL) {
        *value += 1;
        am_unlock(n);
    }
}

bool compared_ok(counter *c, int *other) {
    int *n = am_lock(c), *value = n;
    am_unlock(n);
    return value == other;
}

void left_for_the_caller_bad(counter *c, int **out) {
    AM_GUARD(int, n, c);
    *out = n;
} // expected-warning {{'*out' is left with a pointer into the data of 'c', whose guard was released}}

// The paths meet before the guard is released.
int FN_left_on_one_path(shared_account *a, char **name, int wanted) {
    account *held = am_lock(a);
    if (wanted)
        *name = held->name;
    am_unlock(held);
    return wanted;
}

static int *last;

int stored_in_a_global_bad(counter *c) {
    int *n = am_lock(c);
    last = n;
    am_unlock(n);
    return ++*last; // expected-warning {{is used after the guard of 'c' was released}}
}

struct row {
    int *cell;
};

int stored_in_a_member_bad(counter *c, struct row *row) {
    int *n = am_lock(c);
    row->cell = n;
    am_unlock(n);
    return ++*row->cell; // expected-warning {{is used after the guard of 'c' was released}}
}

void left_and_taken_back_ok(counter *c, int **out) {
    int *n = am_lock(c);
    *out = n;
    ++**out;
    *out = NULL;
    am_unlock(n);
}

// Who gets it unlocks.
int *left_locked_ok(counter *c, int **out) {
    int *n = am_lock(c);
    *out = n;
    return n;
}

void value_left_ok(counter *c, int *out) {
    AM_GUARD(int, n, c);
    *out = *n;
}

// Whoever follows it there may hold the lock.
void FN_stored_in_a_member(counter *c, struct row *row) {
    AM_GUARD(int, n, c);
    row->cell = n;
}

// The function that gets the pointer follows it.
void FN_given(counter *c, void follow(int *)) {
    int *n = am_lock(c), *value = n;
    am_unlock(n);
    follow(value);
}

static int *lock_again(counter *c) {
    return am_lock(c);
}

int relocked_by_helper_ok(counter *c) {
    int *n = am_lock(c), *value = n;
    am_unlock(n);
    am_guard int *again = lock_again(c);
    return *value + *again;
}

void helper_of_another_counts_bad(counter *c) {
    int *n = am_lock(c), *value = n;
    am_unlock(n);
    note(1);
    note(*value); // expected-warning {{'value' is used after the guard of 'c' was released}}
}

int *lock_out_of_sight(counter *c);

int relocked_out_of_sight_ok(counter *c) {
    int *n = am_lock(c), *value = n;
    am_unlock(n);
    am_guard int *again = lock_out_of_sight(c);
    return *value + (again != NULL);
}
