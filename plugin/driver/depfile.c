/* depfile.c -- one rule, quoted as compilers quote theirs. */
#include "driver/depfile.h"

#include "base/map.h"
#include "driver/store.h"

#include <string.h>

/* GNU make's quoting: a backslash before a blank, # or :, and then also one for each backslash just before a blank;
   elsewhere a backslash is a letter like others. Unlike compilers, which leave the : of a name as it is, since make
   would take it for the end of the target. */
static void put_name(lk_bytes *out, const char *name) {
    size_t backslashes = 0;
    for (; *name; name++) {
        bool is_blank = *name == ' ' || *name == '\t';
        for (size_t i = 0; is_blank && i < backslashes; i++)
            lk_bytes_put(out, "\\", 1);
        if (is_blank || *name == '#' || *name == ':')
            lk_bytes_put(out, "\\", 1);
        if (*name == '$')
            lk_bytes_put(out, "$", 1);
        lk_bytes_put(out, name, 1);
        backslashes = *name == '\\' ? backslashes + 1 : 0;
    }
}

static bool is_possible(lk_arena *arena, const char *path, const char *name, const char **error) {
    if (!strpbrk(name, "\n\r"))
        return true;
    *error = lk_arena_printf(arena, "'%s' can't name a file with a line break in its name; leave out --depfile", path);
    return false;
}

bool lk_depfile_write(lk_arena *arena, const char *path, const char *target, const lk_words *inputs,
                      const char **error) {
    lk_bytes out = {.arena = arena};
    lk_map *seen = lk_map_new(arena);
    if (!is_possible(arena, path, target, error))
        return false;
    put_name(&out, target);
    lk_bytes_put(&out, ":", 1);
    for (uint32_t i = 0; i < inputs->count; i++) {
        const char *input = inputs->items[i];
        if (!is_possible(arena, path, input, error))
            return false;
        if (lk_map_get(seen, input))
            continue;
        lk_map_put(seen, input, input);
        lk_bytes_put(&out, " \\\n  ", 5);
        put_name(&out, input);
    }
    lk_bytes_put(&out, "\n", 1);
    return lk_store_write(arena, path, &out, error);
}
