/* emit.c -- what a worker leaves behind for linking. */
#include "driver/emit.h"

#include "driver/depfile.h"
#include "lint/linking.h"
#include "report/wire.h"

#include <stdlib.h>
#include <string.h>

typedef struct inputs {
    lk_arena *arena;
    const lk_job *job;
    lk_here here;
    lk_bytes bytes;
    lk_words names; /* for the depfile */
} inputs;

/* A file is named the same whoever includes it. With a database, absolutely, so that the name means the same from
   everywhere; with flags from the command line, from where that was given: build engines move their folders. */
static const char *name_of(const inputs *self, const char *path) {
    const lk_job *job = self->job;
    if (!path[0])
        path = job->path;
    const char *absolute = lk_path_absolute(self->arena, job->directory ? job->directory : self->here.logical, path);
    return job->directory ? absolute : lk_path_shown(self->arena, &self->here, absolute);
}

static const char *path_of(void *context, const char *path) {
    const inputs *self = context;
    return name_of(self, path);
}

static void add_input(void *context, const char *path, const char *text, size_t size) {
    inputs *self = context;
    const char *name = name_of(self, path);
    lk_inputs_add(&self->bytes, name, lk_source_hash(text, size));
    lk_array_push(self->arena, &self->names, lk_path_shown(self->arena, &self->here, name));
}

/* First of the two files: a unit file that is there tells a build engine that what it is made of is known. */
static bool write_depfile(inputs *self, const lk_emission *emission, const char **error) {
    if (!emission->depfile)
        return true;
    for (uint32_t i = 0; i < emission->made_of->count; i++)
        lk_array_push(self->arena, &self->names, emission->made_of->items[i]);
    return lk_depfile_write(self->arena, emission->depfile, emission->path, &self->names, error);
}

bool lk_emit(lk_arena *arena, const lk_emission *emission, lk_parse *parse, lk_lint *lint, lk_unit_report *report,
             const char **error) {
    inputs made = {.arena = arena, .job = emission->job, .here = emission->here, .bytes = {.arena = arena}};
    lk_section parts[LK_PARTS] = {0};
    lk_lint_pack(lint, lk_parse_unit(parse), path_of, &made, parts);
    report->statistics = *lk_lint_get_statistics(lint);
    lk_parse_inputs(parse, true, add_input, &made);
    char *text = lk_wire_write(report);
    parts[LK_PART_ABOUT] = lk_about_write(arena, &emission->about);
    parts[LK_PART_REPORT] = (lk_section){(const uint8_t *)text, text ? strlen(text) : 0};
    parts[LK_PART_INPUTS] = (lk_section){made.bytes.data, made.bytes.size};
    lk_bytes whole = {.arena = arena};
    lk_unit_file_write(&whole, parts);
    free(text);
    if (!write_depfile(&made, emission, error))
        return false;
    const char *ignored = NULL;
    return lk_store_write(arena, emission->path, &whole, error) ||
           (emission->spare && lk_store_write(arena, emission->spare, &whole, &ignored));
}
