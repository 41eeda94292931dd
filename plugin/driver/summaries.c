/* summaries.c -- writing and opening the file of summaries. */
#include "driver/summaries.h"

#include <string.h>
#include <unistd.h>

static const char made_by[] = "locklint " LK_VERSION " summaries";

static const char *path_of(void *context, const char *path) {
    (void)context;
    return path; /* a linked unit has the names of the unit files */
}

bool lk_summaries_write(lk_arena *arena, const char *path, lk_lint *lint, lk_unit *unit, uint64_t key,
                        const char **error) {
    const lk_about about = {.made_by = made_by, .shown = "", .output = "", .command = key};
    lk_section parts[LK_PARTS] = {0};
    lk_bytes whole = {.arena = arena};
    lk_lint_pack_summaries(lint, unit, path_of, NULL, parts);
    parts[LK_PART_ABOUT] = lk_about_write(arena, &about);
    lk_unit_file_write(&whole, parts);
    return lk_store_write(arena, path, &whole, error);
}

bool lk_summaries_is_about(const lk_about *about) {
    const char *end = strrchr(about->made_by, ' ');
    return end && strcmp(end, " summaries") == 0;
}

static const char *open_parts(lk_arena *arena, const char *path, lk_section parts[LK_PARTS], lk_about *about) {
    const char *wrong = lk_store_read(arena, path, parts);
    if (!wrong && !lk_about_read(arena, &parts[LK_PART_ABOUT], about))
        wrong = "it is damaged; make it again";
    if (!wrong && !lk_summaries_is_about(about))
        wrong = "it is a unit file and holds no summaries; linking with --emit-summaries=FILE writes them";
    if (!wrong && strcmp(about->made_by, made_by) != 0)
        wrong = "another version of locklint made it; make it again, with --emit-summaries";
    return wrong;
}

lk_summaries *lk_summaries_open(lk_arena *arena, const char *path, const char *shown, const char **error) {
    lk_summaries *self = LK_NEW(arena, lk_summaries);
    lk_about about;
    const char *wrong = open_parts(arena, path, self->parts, &about);
    self->shown = shown;
    if (wrong && (access(path, F_OK) != 0 || wrong == lk_unit_file_foreign))
        wrong = lk_arena_printf(arena, "%s; linking with --emit-summaries=FILE writes them", wrong);
    if (wrong)
        *error = lk_arena_printf(arena, "%s: these summaries can't be used: %s", shown, wrong);
    return wrong ? NULL : self;
}

bool lk_summaries_are(lk_arena *arena, const char *path, uint64_t key) {
    lk_section parts[LK_PARTS];
    lk_about about;
    return !open_parts(arena, path, parts, &about) && about.command == key;
}
