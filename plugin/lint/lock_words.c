/* lock_words.c -- splitting names into words, and a table of the words that matter. */
#include "lint/lock_words.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST_WORD = 24, MOST_WORDS = 16 };

typedef enum meaning {
    VERB,
    LOCK_VERB, /* "lock" is a noun beside another verb */
    TRY,
    SHARED,
    EXCLUSIVE,
    NOUN,
    SEMAPHORE,
    SPIN,
    RECURSIVE,
    FILES,
    NO_LOCK /* a name with this word asks or counts */
} meaning;

typedef struct word_row {
    const char *word;
    uint8_t meaning;
    uint8_t families;
    uint8_t role;
} word_row;

static const word_row rows[] = {
    {"lock", LOCK_VERB, LK_VERBS_LOCK, LK_ROLE_TAKES},
    {"unlock", VERB, LK_VERBS_LOCK, LK_ROLE_GIVES},
    {"acquire", VERB, LK_VERBS_RELEASE, LK_ROLE_TAKES},
    {"take", VERB, LK_VERBS_RELEASE | LK_VERBS_GIVE, LK_ROLE_TAKES},
    {"grab", VERB, LK_VERBS_RELEASE, LK_ROLE_TAKES},
    {"obtain", VERB, LK_VERBS_RELEASE, LK_ROLE_TAKES},
    {"release", VERB, LK_VERBS_RELEASE, LK_ROLE_GIVES},
    {"enter", VERB, LK_VERBS_ENTER, LK_ROLE_TAKES},
    {"leave", VERB, LK_VERBS_ENTER, LK_ROLE_GIVES},
    {"exit", VERB, LK_VERBS_ENTER, LK_ROLE_GIVES},
    {"give", VERB, LK_VERBS_GIVE, LK_ROLE_GIVES},
    {"get", VERB, LK_VERBS_PUT, LK_ROLE_TAKES},
    {"put", VERB, LK_VERBS_PUT, LK_ROLE_GIVES},
    {"init", VERB, LK_VERBS_LIFE, LK_ROLE_MAKES},
    {"initialize", VERB, LK_VERBS_LIFE, LK_ROLE_MAKES},
    {"initialise", VERB, LK_VERBS_LIFE, LK_ROLE_MAKES},
    {"destroy", VERB, LK_VERBS_LIFE, LK_ROLE_ENDS},
    {"deinit", VERB, LK_VERBS_LIFE, LK_ROLE_ENDS},
    {"fini", VERB, LK_VERBS_LIFE, LK_ROLE_ENDS},
    {"try", TRY, 0, 0},
    {"timed", TRY, 0, 0},
    {"timeout", TRY, 0, 0},
    {"nowait", TRY, 0, 0},
    {"conditional", TRY, 0, 0},
    {"rd", SHARED, 0, 0},
    {"read", SHARED, 0, 0},
    {"reader", SHARED, 0, 0},
    {"shared", SHARED, 0, 0},
    {"wr", EXCLUSIVE, 0, 0},
    {"write", EXCLUSIVE, 0, 0},
    {"writer", EXCLUSIVE, 0, 0},
    {"exclusive", EXCLUSIVE, 0, 0},
    {"mutex", NOUN, 0, 0},
    {"mtx", NOUN, 0, 0},
    {"rwlock", NOUN, 0, 0},
    {"lwlock", NOUN, 0, 0},
    {"lck", NOUN, 0, 0},
    {"futex", NOUN, 0, 0},
    {"monitor", NOUN, 0, 0},
    {"critical", NOUN, 0, 0},
    {"crit", NOUN, 0, 0},
    {"spin", SPIN, 0, 0},
    {"spinlock", SPIN, 0, 0},
    {"sem", SEMAPHORE, 0, 0},
    {"sema", SEMAPHORE, 0, 0},
    {"semaphore", SEMAPHORE, 0, 0},
    {"recursive", RECURSIVE, 0, 0},
    {"reentrant", RECURSIVE, 0, 0},
    {"file", FILES, 0, 0},
    {"files", FILES, 0, 0},
    {"fd", FILES, 0, 0},
    {"filename", FILES, 0, 0},
    {"path", FILES, 0, 0},
    {"screen", FILES, 0, 0},
    {"keyboard", FILES, 0, 0},
    {"cursor", FILES, 0, 0},
    {"scroll", FILES, 0, 0},
    {"account", FILES, 0, 0},
    {"user", FILES, 0, 0},
    {"password", FILES, 0, 0},
    {"door", FILES, 0, 0},
    {"is", NO_LOCK, 0, 0},
    {"has", NO_LOCK, 0, 0},
    {"can", NO_LOCK, 0, 0},
    {"count", NO_LOCK, 0, 0},
    {"name", NO_LOCK, 0, 0},
    {"owner", NO_LOCK, 0, 0},
    {"print", NO_LOCK, 0, 0},
};

/* Words that stand for several. */
static const struct {
    const char *word, *parts[3];
} compounds[] = {
    {"trylock", {"try", "lock"}},
    {"rdlock", {"rd", "lock"}},
    {"wrlock", {"wr", "lock"}},
    {"readlock", {"read", "lock"}},
    {"writelock", {"write", "lock"}},
    {"rdunlock", {"rd", "unlock"}},
    {"wrunlock", {"wr", "unlock"}},
    {"readunlock", {"read", "unlock"}},
    {"writeunlock", {"write", "unlock"}},
    {"tryrdlock", {"try", "rd", "lock"}},
    {"trywrlock", {"try", "wr", "lock"}},
    {"rdtrylock", {"try", "rd", "lock"}},
    {"wrtrylock", {"try", "wr", "lock"}},
    {"timedlock", {"timed", "lock"}},
    {"timedrdlock", {"timed", "rd", "lock"}},
    {"timedwrlock", {"timed", "wr", "lock"}},
    {"tryacquire", {"try", "acquire"}},
    {"tryenter", {"try", "enter"}},
    {"trytake", {"try", "take"}},
};

typedef struct words {
    char items[MOST_WORDS][LONGEST_WORD];
    uint32_t count;
} words;

/* ---- splitting ---- */

static void push(words *self, const char *word) {
    if (self->count < MOST_WORDS && *word)
        memcpy(self->items[self->count++], word, strlen(word) + 1);
}

static void push_parts(words *self, const char *word) {
    for (size_t i = 0; i < sizeof compounds / sizeof *compounds; i++)
        if (compounds[i].word[0] == *word && strcmp(compounds[i].word, word) == 0) {
            for (size_t k = 0; k < 3 && compounds[i].parts[k]; k++)
                push(self, compounds[i].parts[k]);
            return;
        }
    push(self, word);
}

/* A capital begins a word unless it goes on with one: "LWLockAcquire" is lw, lock, acquire. */
static bool begins_word(const char *name, size_t i) {
    bool is_upper = isupper((unsigned char)name[i]), was_upper = i > 0 && isupper((unsigned char)name[i - 1]);
    return i > 0 && is_upper && (!was_upper || islower((unsigned char)name[i + 1]));
}

static void split(words *self, const char *name) {
    char word[LONGEST_WORD];
    size_t length = 0;
    self->count = 0;
    for (size_t i = 0;; i++) {
        bool ends = !name[i] || name[i] == '_' || begins_word(name, i) || length + 1 == sizeof word;
        if (ends) {
            word[length] = '\0';
            push_parts(self, word);
            length = 0;
        }
        if (!name[i])
            return;
        if (name[i] != '_')
            word[length++] = (char)tolower((unsigned char)name[i]);
    }
}

static const word_row *find(const char *word) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].word[0] == *word && strcmp(rows[i].word, word) == 0)
            return &rows[i];
    return NULL;
}

/* ---- meaning ---- */

/* The index of the verb; `lock` only where no other is; -1 when there is none or more than one. */
static int find_verb(const words *self) {
    int verb = -1, lock = -1;
    for (uint32_t i = 0; i < self->count; i++) {
        const word_row *row = find(self->items[i]);
        int *place = row && row->meaning == VERB ? &verb : row && row->meaning == LOCK_VERB ? &lock : NULL;
        if (!place)
            continue;
        if (*place >= 0)
            return -1;
        *place = (int)i;
    }
    return verb >= 0 ? verb : lock;
}

static bool note_word(lk_lock_words *into, const word_row *row) {
    switch ((meaning)row->meaning) {
    case TRY:
        into->tries = true;
        break;
    case SHARED:
        into->is_shared = true;
        break;
    case EXCLUSIVE:
        into->is_exclusive = true;
        break;
    case SEMAPHORE:
        into->is_semaphore = into->has_noun = true;
        break;
    case SPIN:
        into->is_spin = into->has_noun = true;
        break;
    case RECURSIVE:
        into->is_recursive = true;
        break;
    case FILES:
        into->is_of_files = true;
        break;
    case NO_LOCK:
        return false;
    default:
        into->has_noun = true;
    }
    return true;
}

static const char *join(lk_arena *arena, const char *text, const char *word) {
    return lk_arena_printf(arena, "%s%s%s", text, *text ? "_" : "", word);
}

bool lk_lock_words_read(lk_arena *arena, const char *name, lk_lock_words *into) {
    words all;
    split(&all, name);
    int verb = find_verb(&all);
    if (verb < 0)
        return false;
    const word_row *of_verb = find(all.items[verb]);
    *into = (lk_lock_words){
        .role = of_verb->role, .families = of_verb->families, .stem = "", .bare_stem = "", .subject = ""};
    for (uint32_t i = 0; i < all.count; i++) {
        const word_row *row = (int)i == verb ? NULL : find(all.items[i]);
        const char *word = (int)i == verb ? "*" : all.items[i];
        bool is_mode = row && (row->meaning == SHARED || row->meaning == EXCLUSIVE);
        if (row && !note_word(into, row))
            return false;
        if (row && row->meaning == TRY)
            continue;
        into->stem = join(arena, into->stem, word);
        if (!is_mode)
            into->bare_stem = join(arena, into->bare_stem, word);
        if (!is_mode && (int)i != verb)
            into->subject = join(arena, into->subject, word);
    }
    return true;
}

bool lk_lock_words_is_noun(const char *name) {
    words all;
    split(&all, name);
    for (uint32_t i = 0; i < all.count; i++) {
        const word_row *row = find(all.items[i]);
        if (row &&
            (row->meaning == NOUN || row->meaning == LOCK_VERB || row->meaning == SPIN || row->meaning == SEMAPHORE))
            return true;
    }
    return false;
}

bool lk_lock_words_are_pair(const lk_lock_words *taker, const lk_lock_words *giver) {
    if (taker->role != LK_ROLE_TAKES || giver->role != LK_ROLE_GIVES || !(taker->families & giver->families))
        return false;
    if (strcmp(taker->stem, giver->stem) == 0)
        return true;
    bool has_other_mode = (taker->is_shared && giver->is_exclusive) || (taker->is_exclusive && giver->is_shared);
    return !has_other_mode && strcmp(taker->bare_stem, giver->bare_stem) == 0;
}
