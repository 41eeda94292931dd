/* names.c -- the words of the model language, by enumerator. */
#include "model/names.h"

#include <string.h>

static const char *const effect_names[] = {
    [LK_EFFECT_NOTHING] = "nothing",   [LK_EFFECT_ACQUIRE] = "acquire",
    [LK_EFFECT_RELEASE] = "release",   [LK_EFFECT_WAIT] = "wait",
    [LK_EFFECT_CONVERT] = "convert",   [LK_EFFECT_BLOCK] = "block",
    [LK_EFFECT_YIELD] = "yield",       [LK_EFFECT_CREATE] = "create",
    [LK_EFFECT_MOVE] = "move",         [LK_EFFECT_CLONE] = "clone",
    [LK_EFFECT_BORROW] = "borrow",     [LK_EFFECT_DROP] = "drop",
    [LK_EFFECT_INIT] = "init",         [LK_EFFECT_DESTROY] = "destroy",
    [LK_EFFECT_GUARD] = "guard",       [LK_EFFECT_ASSERT_HELD] = "assert-held",
    [LK_EFFECT_SPAWN] = "spawn",       [LK_EFFECT_CALL] = "call",
    [LK_EFFECT_HANDLER] = "handler",   [LK_EFFECT_EXIT_THREAD] = "exit-thread",
    [LK_EFFECT_NORETURN] = "noreturn", [LK_EFFECT_POISON] = "poison",
    [LK_EFFECT_RETURNS] = "returns",   [LK_EFFECT_WRITES] = "writes",
    [LK_EFFECT_FREES] = "frees",       [LK_EFFECT_ATTRIBUTE] = "attribute",
    [LK_EFFECT_JOIN] = "join",
};

static const char *const mode_names[] = {
    [LK_MODE_EXCLUSIVE] = "exclusive",
    [LK_MODE_SHARED] = "shared",
    [LK_MODE_UPGRADABLE] = "upgradable",
    [LK_MODE_ANY] = "any",
};

static const char *const block_names[] = {
    [LK_BLOCK_SLEEP] = "sleep",     [LK_BLOCK_JOIN] = "join",       [LK_BLOCK_WAIT] = "wait",
    [LK_BLOCK_NAME] = "name",       [LK_BLOCK_SOCKET] = "socket",   [LK_BLOCK_POLL] = "poll",
    [LK_BLOCK_PROCESS] = "process", [LK_BLOCK_MESSAGE] = "message", [LK_BLOCK_FILE] = "file",
    [LK_BLOCK_STDIO] = "stdio",     [LK_BLOCK_LOADER] = "loader",
};

static const char *const yield_names[] = {
    [LK_YIELD_YIELD] = "yield",
    [LK_YIELD_SLEEP] = "sleep",
    [LK_YIELD_AWAIT] = "await",
};

static const char *const lock_kind_names[] = {
    [LK_LOCK_MUTEX] = "mutex",         [LK_LOCK_RWLOCK] = "rwlock",   [LK_LOCK_SPIN] = "spin",
    [LK_LOCK_SEMAPHORE] = "semaphore", [LK_LOCK_UNKNOWN] = "unknown", [LK_LOCK_TASK] = "task",
};

static const char *const reentrancy_names[] = {
    [LK_REENTRANT_NO] = "no",
    [LK_REENTRANT_YES] = "yes",
    [LK_REENTRANT_UNKNOWN] = "unknown",
};

#define WORDS(list, name) {.names = (list), .count = sizeof(list) / sizeof *(list), .what = (name)}

const lk_words lk_effect_words = WORDS(effect_names, "effect");
const lk_words lk_mode_words = WORDS(mode_names, "mode");
const lk_words lk_block_words = WORDS(block_names, "kind of blocking");
const lk_words lk_yield_words = WORDS(yield_names, "kind of yield");
const lk_words lk_lock_kind_words = WORDS(lock_kind_names, "kind of lock");
const lk_words lk_reentrancy_words = WORDS(reentrancy_names, "reentrancy");

bool lk_words_find(const lk_words *self, const char *word, uint8_t *value) {
    for (uint32_t i = 0; i < self->count; i++)
        if (strcmp(self->names[i], word) == 0) {
            *value = (uint8_t)i;
            return true;
        }
    return false;
}

static const char *name_of(const lk_words *words, uint32_t value) {
    return value < words->count ? words->names[value] : "unknown";
}

const char *lk_effect_kind_name(lk_effect_kind kind) {
    return name_of(&lk_effect_words, kind);
}

const char *lk_mode_name(lk_mode mode) {
    return name_of(&lk_mode_words, mode);
}

const char *lk_block_kind_name(lk_block_kind kind) {
    return name_of(&lk_block_words, kind);
}

const char *lk_yield_kind_name(lk_yield_kind kind) {
    return name_of(&lk_yield_words, kind);
}

const char *lk_lock_kind_name(lk_lock_kind kind) {
    return name_of(&lk_lock_kind_words, kind);
}

const char *lk_reentrancy_name(lk_reentrancy reentrancy) {
    return name_of(&lk_reentrancy_words, reentrancy);
}

bool lk_model_has(const lk_model *self, uint32_t kinds) {
    for (uint32_t c = 0; self && c < self->case_count; c++)
        for (uint32_t i = 0; i < self->cases[c].effect_count; i++)
            if (kinds & LK_EFFECT_BIT(self->cases[c].effects[i].kind))
                return true;
    return false;
}
