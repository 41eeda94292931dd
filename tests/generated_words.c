/* generated_words.c -- the table of families, and replacing words. */
#include "generated_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PTHREAD_READERS                                                                                                \
    .rw = "pthread_rwlock_t", .read = "pthread_rwlock_rdlock(&%1)", .unread = "pthread_rwlock_unlock(&%1)",            \
    .write = "pthread_rwlock_wrlock(&%1)", .unwrite = "pthread_rwlock_unlock(&%1)"
#define SET_UP_AT_ONCE .setup = "(void)&%1"

static const generated_family families[] = {
    {.name = "pthread",
     .pthread = "",
     .prelude = "",
     .mutex = "pthread_mutex_t",
     .cond = "pthread_cond_t",
     .initial = " = PTHREAD_MUTEX_INITIALIZER",
     .init = "pthread_mutex_init(&%1, NULL)",
     SET_UP_AT_ONCE,
     .destroy = "pthread_mutex_destroy(&%1)",
     .lock = "pthread_mutex_lock(&%1)",
     .unlock = "pthread_mutex_unlock(&%1)",
     .got = "(pthread_mutex_trylock(&%1) == 0)",
     .failed = "pthread_mutex_trylock(&%1) != 0",
     .try_only = "pthread_mutex_trylock(&%1)",
     .wait = "pthread_cond_wait(&%1, &%2)",
     .wake = "pthread_cond_signal(&%1)",
     PTHREAD_READERS},
    {.name = "pthread, rwlock",
     .prelude = "",
     .mutex = "pthread_rwlock_t",
     .cond = "pthread_cond_t",
     .initial = " = PTHREAD_RWLOCK_INITIALIZER",
     .init = "pthread_rwlock_init(&%1, NULL)",
     SET_UP_AT_ONCE,
     .destroy = "pthread_rwlock_destroy(&%1)",
     .lock = "pthread_rwlock_wrlock(&%1)",
     .unlock = "pthread_rwlock_unlock(&%1)",
     .got = "(pthread_rwlock_trywrlock(&%1) == 0)",
     .failed = "pthread_rwlock_trywrlock(&%1) != 0",
     .try_only = "pthread_rwlock_trywrlock(&%1)",
     PTHREAD_READERS},
    {.name = "pthread, spin",
     .prelude = "",
     .mutex = "pthread_spinlock_t",
     .cond = "pthread_cond_t",
     .initial = "",
     .init = "pthread_spin_init(&%1, 0)",
     .setup = "pthread_spin_init(&%1, 0)",
     .destroy = "pthread_spin_destroy(&%1)",
     .lock = "pthread_spin_lock(&%1)",
     .unlock = "pthread_spin_unlock(&%1)",
     .got = "!pthread_spin_trylock(&%1)",
     .failed = "pthread_spin_trylock(&%1)",
     .try_only = "pthread_spin_trylock(&%1)",
     PTHREAD_READERS},
    {.name = "threads.h",
     .prelude = "#include <threads.h>\n",
     .mutex = "mtx_t",
     .cond = "cnd_t",
     .initial = "",
     .init = "mtx_init(&%1, mtx_plain)",
     .setup = "mtx_init(&%1, mtx_plain)",
     .destroy = "mtx_destroy(&%1)",
     .lock = "mtx_lock(&%1)",
     .unlock = "mtx_unlock(&%1)",
     .got = "(mtx_trylock(&%1) == thrd_success)",
     .failed = "mtx_trylock(&%1) != thrd_success",
     .try_only = "mtx_trylock(&%1)",
     .wait = "cnd_wait(&%1, &%2)",
     .wake = "cnd_signal(&%1)",
     PTHREAD_READERS},
    {.name = "GLib",
     .prelude = "#include <glib/glib.h>\n",
     .mutex = "GMutex",
     .cond = "GCond",
     .initial = "",
     .init = "g_mutex_init(&%1)",
     SET_UP_AT_ONCE,
     .destroy = "g_mutex_clear(&%1)",
     .lock = "g_mutex_lock(&%1)",
     .unlock = "g_mutex_unlock(&%1)",
     .got = "g_mutex_trylock(&%1)",
     .failed = "!g_mutex_trylock(&%1)",
     .try_only = "g_mutex_trylock(&%1)",
     .wait = "g_cond_wait(&%1, &%2)",
     .wake = "g_cond_signal(&%1)",
     .rw = "GRWLock",
     .read = "g_rw_lock_reader_lock(&%1)",
     .unread = "g_rw_lock_reader_unlock(&%1)",
     .write = "g_rw_lock_writer_lock(&%1)",
     .unwrite = "g_rw_lock_writer_unlock(&%1)"},
    {.name = "libuv",
     .prelude = "#include <uv/uv.h>\n",
     .mutex = "uv_mutex_t",
     .cond = "uv_cond_t",
     .initial = "",
     .init = "uv_mutex_init(&%1)",
     .setup = "uv_mutex_init(&%1)",
     .destroy = "uv_mutex_destroy(&%1)",
     .lock = "uv_mutex_lock(&%1)",
     .unlock = "uv_mutex_unlock(&%1)",
     .got = "(uv_mutex_trylock(&%1) == 0)",
     .failed = "uv_mutex_trylock(&%1)",
     .try_only = "uv_mutex_trylock(&%1)",
     .wait = "uv_cond_wait(&%1, &%2)",
     .wake = "uv_cond_signal(&%1)",
     .rw = "uv_rwlock_t",
     .read = "uv_rwlock_rdlock(&%1)",
     .unread = "uv_rwlock_rdunlock(&%1)",
     .write = "uv_rwlock_wrlock(&%1)",
     .unwrite = "uv_rwlock_wrunlock(&%1)"},
    {.name = "own functions",
     .prelude = "#include <stdbool.h>\n#include <stdlib.h>\n"
                "typedef struct my_lock { pthread_mutex_t inner; } my_lock;\n"
                "static inline void my_enter(my_lock *l) { if (pthread_mutex_lock(&l->inner) != 0) abort(); }\n"
                "static inline void my_leave(my_lock *l) { if (pthread_mutex_unlock(&l->inner) != 0) abort(); }\n"
                "static inline bool my_try(my_lock *l) { return pthread_mutex_trylock(&l->inner) == 0; }\n",
     .mutex = "my_lock",
     .cond = "pthread_cond_t",
     .initial = " = {PTHREAD_MUTEX_INITIALIZER}",
     .init = "pthread_mutex_init(&(%1).inner, NULL)",
     SET_UP_AT_ONCE,
     .destroy = "pthread_mutex_destroy(&(%1).inner)",
     .lock = "my_enter(&%1)",
     .unlock = "my_leave(&%1)",
     .got = "my_try(&%1)",
     .failed = "!my_try(&%1)",
     .try_only = "my_try(&%1)",
     .wait = "pthread_cond_wait(&%1, &(%2).inner)",
     .wake = "pthread_cond_signal(&%1)",
     PTHREAD_READERS},
    {.name = "own macros",
     .prelude = "#include <stdio.h>\n#include <stdlib.h>\n"
                "#define CHECK(call) do { int rc_ = (call); if (rc_ != 0) { fprintf(stderr, \"%s: %d\\n\", #call, "
                "rc_); abort(); } } while (0)\n"
                "#define MY_LOCK(l) CHECK(pthread_mutex_lock(&(l)))\n"
                "#define MY_UNLOCK(l) CHECK(pthread_mutex_unlock(&(l)))\n"
                "#define MY_TRY(l) (pthread_mutex_trylock(&(l)) == 0)\n",
     .mutex = "pthread_mutex_t",
     .cond = "pthread_cond_t",
     .initial = " = PTHREAD_MUTEX_INITIALIZER",
     .init = "CHECK(pthread_mutex_init(&(%1), NULL))",
     SET_UP_AT_ONCE,
     .destroy = "CHECK(pthread_mutex_destroy(&(%1)))",
     .lock = "MY_LOCK(%1)",
     .unlock = "MY_UNLOCK(%1)",
     .got = "MY_TRY(%1)",
     .failed = "!MY_TRY(%1)",
     .wait = "CHECK(pthread_cond_wait(&(%1), &(%2)))",
     .wake = "CHECK(pthread_cond_signal(&(%1)))",
     PTHREAD_READERS},
    {.name = "own, by void *",
     .prelude = "static inline void any_lock(void *l) { pthread_mutex_lock(l); }\n"
                "static inline void any_unlock(void *l) { pthread_mutex_unlock((pthread_mutex_t *)l); }\n"
                "static inline int any_try(void *l) { pthread_mutex_t *m = l; int rc = pthread_mutex_trylock(m); if "
                "(rc == 0) return 1; return 0; }\n",
     .mutex = "pthread_mutex_t",
     .cond = "pthread_cond_t",
     .initial = " = PTHREAD_MUTEX_INITIALIZER",
     .init = "pthread_mutex_init(&%1, NULL)",
     SET_UP_AT_ONCE,
     .destroy = "pthread_mutex_destroy(&%1)",
     .lock = "any_lock(&%1)",
     .unlock = "any_unlock(&%1)",
     .got = "any_try(&%1)",
     .failed = "any_try(&%1) == 0",
     .wait = "pthread_cond_wait(&%1, &%2)",
     .wake = "pthread_cond_signal(&%1)",
     PTHREAD_READERS},
};

enum { FAMILIES = sizeof families / sizeof *families };

static const char *meaning_of(const generated_family *self, const char *word, size_t length) {
    const struct {
        const char *word, *meaning;
    } words[] = {
        {"pthread", self->pthread}, {"prelude", self->prelude}, {"mutex", self->mutex},     {"cond", self->cond},
        {"initial", self->initial}, {"init", self->init},       {"destroy", self->destroy}, {"setup", self->setup},
        {"lock", self->lock},       {"unlock", self->unlock},   {"got", self->got},         {"failed", self->failed},
        {"try", self->try_only},    {"wait", self->wait},       {"wake", self->wake},       {"rw", self->rw},
        {"read", self->read},       {"unread", self->unread},   {"write", self->write},     {"unwrite", self->unwrite}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == length && strncmp(words[i].word, word, length) == 0)
            return words[i].meaning;
    fprintf(stderr, "no such word: @%.*s\n", (int)length, word);
    abort();
}

static size_t length_of(const char *word) {
    return strspn(word, "abcdefghijklmnopqrstuvwxyz");
}

static bool fits(const generated_family *self, const char *text) {
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@'))
        if (!meaning_of(self, at + 1, length_of(at + 1)))
            return false;
    return true;
}

const generated_family *generated_family_for(const char *text, dice *fate) {
    const generated_family *family;
    do
        family = &families[roll(fate, FAMILIES)];
    while (!fits(family, text));
    return family;
}

/* One argument, "b->mu" or "*m", for a place of the meaning; where the address is wanted, &* is left out. */
static void write_argument(const char *argument, size_t length, bool is_address, FILE *out) {
    if (is_address && *argument == '*')
        fprintf(out, "%.*s", (int)length - 1, argument + 1);
    else
        fprintf(out, "%s%.*s", is_address ? "&" : "", (int)length, argument);
}

static void write_meaning(const char *meaning, const char *const arguments[2], const size_t lengths[2], FILE *out) {
    for (const char *at = meaning; *at; at++) {
        bool is_address = at[0] == '&' && at[1] == '%';
        const char *place = at + is_address;
        if (place[0] == '%' && (place[1] == '1' || place[1] == '2')) {
            write_argument(arguments[place[1] - '1'], lengths[place[1] - '1'], is_address, out);
            at = place + 1;
        } else {
            fputc(*at, out);
        }
    }
}

static size_t length_of_argument(const char *argument) {
    const char *at = argument;
    for (int depth = 0; *at && (depth > 0 || (*at != ',' && *at != ')')); at++)
        depth += (*at == '(') - (*at == ')');
    return (size_t)(at - argument);
}

/* Gives what stands behind the arguments. */
static const char *read_arguments(const char *at, const char *arguments[2], size_t lengths[2]) {
    for (int i = 0; i < 2 && (*at == '(' || *at == ','); i++) {
        arguments[i] = at + 1 + strspn(at + 1, " ");
        lengths[i] = length_of_argument(arguments[i]);
        at = arguments[i] + lengths[i];
    }
    return *at == ')' ? at + 1 : at;
}

static void replace(const char *text, const generated_family *family, FILE *out) {
    for (const char *at = text; *at;) {
        if (*at != '@') {
            fputc(*at++, out);
            continue;
        }
        size_t length = length_of(++at);
        const char *meaning = meaning_of(family, at, length), *arguments[2] = {"", ""};
        size_t lengths[2] = {0, 0};
        at += length;
        if (strstr(meaning, "%1"))
            at = read_arguments(at, arguments, lengths);
        write_meaning(meaning, arguments, lengths, out);
    }
}

/* Each statement gets a line of its own, as people write; lines of the preprocessor, and comments, stay. */
static void break_lines(const char *text, FILE *out) {
    int depth = 0;
    for (const char *at = text; *at; at++) {
        bool stays = *at == '#' || strncmp(at, "//", 2) == 0;
        if (stays) {
            size_t length = strcspn(at, "\n");
            fwrite(at, 1, length, out);
            at += length;
        }
        depth += (*at == '(') - (*at == ')');
        fputc(*at == ' ' && depth == 0 && at > text && strchr(";{}", at[-1]) ? '\n' : *at, out);
    }
}

char *generated_words_replace(const char *text, const generated_family *family) {
    char *replaced = NULL, *result = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&replaced, &size);
    replace(text, family, out);
    fclose(out);
    out = open_memstream(&result, &size);
    break_lines(replaced, out);
    fclose(out);
    free(replaced);
    return result;
}
