/* fingerprint.c -- hashing what stays the same when a finding moves. */
#include "report/fingerprint.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static void add(XXH3_state_t *state, const char *text) {
    XXH3_64bits_update(state, text, strlen(text) + 1);
}

/* Line and column, as in "main.c:22:9", are no part of a message. */
static void add_message(XXH3_state_t *state, const char *text) {
    while (*text) {
        size_t plain = strcspn(text, ":"), digits = text[plain] ? strspn(text + plain + 1, "0123456789") : 0;
        XXH3_64bits_update(state, text, plain + (text[plain] && !digits));
        text += plain + (text[plain] != 0) + digits;
    }
}

const char *lk_fingerprint(lk_arena *arena, const lk_finding *finding) {
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    add(&state, finding->rule);
    add(&state, finding->place.path);
    add(&state, finding->function);
    add_message(&state, finding->message);
    const char *line = lk_arena_printf(arena, "\n%016llx", (unsigned long long)finding->line_hash);
    add(&state, line);
    return lk_arena_printf(arena, "%016llx", (unsigned long long)XXH3_64bits_digest(&state));
}
