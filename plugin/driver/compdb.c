/* compdb.c -- reading and finding compile_commands.json. */
#include "driver/compdb.h"
#include "driver/path.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const file_name = "compile_commands.json";

static const char *copy(lk_arena *arena, const json_t *text) {
    return lk_arena_strndup(arena, json_string_value(text), json_string_length(text));
}

/* Fills the words from "arguments" or "command"; gives what is wrong, NULL when nothing is. */
static const char *read_words(lk_arena *arena, const json_t *entry, lk_words *words) {
    const json_t *arguments = json_object_get(entry, "arguments"), *word;
    if (arguments) {
        size_t i;
        if (!json_is_array(arguments) || json_array_size(arguments) == 0)
            return "'arguments' has to be a list of strings that begins with the compiler";
        json_array_foreach(arguments, i, word) {
            if (!json_is_string(word))
                return "'arguments' has to hold strings only";
            lk_array_push(arena, words, copy(arena, word));
        }
        return NULL;
    }
    const json_t *command = json_object_get(entry, "command");
    if (!json_is_string(command))
        return "it needs 'arguments' (a list) or 'command' (a string)";
    if (!lk_words_split(arena, words, json_string_value(command), json_string_length(command)))
        return "a quote in 'command' is not closed";
    return words->count ? NULL : "'command' is empty";
}

static const char *read_entry(lk_arena *arena, const json_t *entry, const char *base, lk_command *command) {
    if (!json_is_object(entry))
        return "it has to be an object with 'directory', 'file' and 'arguments' or 'command'";
    const json_t *directory = json_object_get(entry, "directory"), *file = json_object_get(entry, "file");
    if (!json_is_string(directory))
        return "'directory' (a string) is missing";
    if (!json_is_string(file))
        return "'file' (a string) is missing";
    command->directory = lk_path_absolute(arena, base, json_string_value(directory));
    command->file = lk_path_absolute(arena, command->directory, json_string_value(file));
    return read_words(arena, entry, &command->words);
}

bool lk_compdb_read(lk_arena *arena, const char *path, lk_compdb *self, const char **error) {
    json_error_t wrong;
    *self = (lk_compdb){.path = path};
    if (access(path, R_OK) != 0) {
        *error = lk_arena_printf(arena, "%s: %s", path, strerror(errno));
        return false;
    }
    json_t *root = json_load_file(path, 0, &wrong), *entry;
    if (!root) {
        int line = wrong.line > 0 ? wrong.line : 1, column = wrong.column > 0 ? wrong.column : 1;
        *error = lk_arena_printf(arena, "%s:%d:%d: this is no JSON: %s", path, line, column, wrong.text);
        return false;
    }
    const char *problem = json_is_array(root) ? NULL : "it has to be a list of entries";
    if (problem)
        *error = lk_arena_printf(arena, "%s:1:1: %s", path, problem);
    lk_here here = lk_here_now(arena);
    const char *file = lk_path_absolute(arena, here.logical, path);
    const char *base = lk_arena_strndup(arena, file, (size_t)(lk_path_base(file) - file));
    size_t i;
    json_array_foreach(root, i, entry) {
        lk_command command = {0};
        problem = read_entry(arena, entry, base, &command);
        if (problem) {
            *error = lk_arena_printf(arena, "%s: entry %zu: %s", path, i + 1, problem);
            break;
        }
        lk_array_push(arena, &self->commands, command);
    }
    json_decref(root);
    return problem == NULL;
}

const char *lk_compdb_find(lk_arena *arena, const char *start) {
    lk_here here = lk_here_now(arena);
    const char *directory = lk_path_absolute(arena, here.logical, start);
    struct stat status;
    char *above = lk_arena_strndup(arena, directory, strlen(directory));
    if (stat(above, &status) != 0 || !S_ISDIR(status.st_mode))
        *strrchr(above, '/') = 0;
    for (;;) {
        static const char *const places[] = {"", "build/"};
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            const char *candidate = lk_arena_printf(arena, "%s/%s%s", above, places[i], file_name);
            if (access(candidate, F_OK) == 0)
                return lk_path_shown(arena, &here, candidate);
        }
        char *slash = strrchr(above, '/');
        if (!slash)
            return NULL;
        *slash = 0;
    }
}

const char *lk_compdb_locate(lk_arena *arena, const char *named, const char *start) {
    struct stat status;
    if (!named)
        return lk_compdb_find(arena, start);
    bool is_folder = stat(named, &status) != 0 || S_ISDIR(status.st_mode);
    return is_folder ? lk_arena_printf(arena, "%s/%s", named, file_name) : named;
}

const char *lk_compdb_folder(lk_arena *arena, const lk_compdb *self, const char *here) {
    if (!self->path)
        return here;
    const char *path = lk_path_absolute(arena, here, self->path);
    return lk_arena_strndup(arena, path, (size_t)(lk_path_base(path) - path));
}

const char *lk_compdb_cache(lk_arena *arena, const lk_compdb *self) {
    if (!self->path)
        return NULL;
    int length = (int)(lk_path_base(self->path) - self->path);
    return lk_arena_printf(arena, "%.*s.locklint-cache", length, self->path);
}
