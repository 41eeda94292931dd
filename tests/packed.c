/* packed.c -- small sources as unit files in memory, and programs linked of them. */
#include "packed.h"

#include "lint/blocking.h"
#include "lint/linking.h"
#include "lint/packing.h"
#include "lint/program.h"
#include "lint/rule.h"
#include "snippet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Where the checksum stands in a unit file, and where what it covers begins. */
enum { CHECKSUM = 12, COVERED = 20 };

packing_tools packing_begin(void) {
    packing_tools self = {.arena = lk_arena_new(), .options = {.blocking = lk_blocking_default()}};
    bool *enabled = LK_NEW_ARRAY(self.arena, bool, lk_rule_count());
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        enabled[i] = true;
    lk_model_error error;
    self.options.rule_enabled = enabled;
    self.models = lk_models_new(self.arena);
    if (!lk_models_add_shipped(self.models, &error))
        abort();
    return self;
}

void packing_end(packing_tools *self) {
    lk_arena_free(self->arena);
}

/* ---- writing ---- */

typedef struct packing {
    lk_arena *arena;
    lk_lint *lint;
    packed_unit made;
} packing;

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    return lk_lint_function(((packing *)context)->lint, unit, function);
}

static const char *same_path(void *context, const char *path) {
    (void)context;
    return path;
}

static void pack(void *context, lk_unit *unit) {
    packing *self = context;
    lk_section parts[LK_PARTS] = {0};
    lk_bytes whole = {.arena = self->arena};
    lk_lint_pack(self->lint, unit, same_path, NULL, parts);
    lk_unit_file_write(&whole, parts);
    self->made.lacks_include = unit->lacks_include;
    self->made.has_errors = unit->has_errors;
    self->made.size = whole.size;
    self->made.data = malloc(whole.size);
    if (!self->made.data)
        abort();
    memcpy(self->made.data, whole.data, whole.size);
}

packed_unit packed_file(const packing_tools *tools, const char *path) {
    size_t size = 0;
    lk_lint_options options = tools->options;
    packing work = {.arena = lk_arena_new()};
    options.dump_ir = open_memstream(&work.made.dump, &size);
    work.lint = lk_lint_new(work.arena, tools->models, &options);
    snippet_judge_file(path, take_in, pack, &work);
    fclose(options.dump_ir);
    lk_arena_free(work.arena);
    return work.made;
}

void packed_free(packed_unit *self) {
    free(self->data);
    free(self->dump);
}

void packed_mend(packed_unit *self) {
    uint64_t sum = XXH3_64bits(self->data + COVERED, self->size - COVERED);
    for (int i = 0; i < 8; i++)
        self->data[CHECKSUM + i] = (uint8_t)(sum >> 8 * i);
}

/* ---- reading ---- */

static lk_archive *open_archive(lk_arena *arena, const packing_tools *tools, lk_unit *unit,
                                const lk_section parts[LK_PARTS]) {
    *unit = (lk_unit){.arena = arena, .names = lk_interner_new(arena)};
    lk_archive *archive = lk_archive_read(arena, lk_merge_new(unit), parts, NULL, NULL);
    lk_archive_models(archive, NULL, lk_packed_model_find, tools->models);
    lk_archive_from(archive, arena, parts[LK_PART_FUNCTIONS].data, parts[LK_PART_FUNCTIONS].size);
    return archive;
}

char *packed_dump(const packing_tools *tools, const packed_unit *unit) {
    lk_section parts[LK_PARTS];
    lk_unit into;
    char *text = NULL;
    size_t size = 0;
    if (lk_unit_file_open(unit->data, unit->size, parts))
        return strdup("cannot be read");
    FILE *out = open_memstream(&text, &size);
    lk_arena *arena = lk_arena_new();
    lk_archive *archive = open_archive(arena, tools, &into, parts);
    uint32_t count = lk_code_count(archive, 0);
    lk_packed_function *functions = LK_NEW_ARRAY(arena, lk_packed_function, count);
    for (uint32_t i = 0; i < count; i++)
        lk_code_packed_function(archive, &functions[i]);
    for (uint32_t i = 0; i < count && !lk_archive_failed(archive); i++) {
        lk_ir ir = {0};
        size_t size_of_code = parts[LK_PART_CODE].size;
        if (functions[i].begin > size_of_code || functions[i].size > size_of_code - functions[i].begin)
            break;
        lk_archive_from(archive, arena, parts[LK_PART_CODE].data + functions[i].begin, functions[i].size);
        lk_code_ir(archive, &ir);
        if (!lk_archive_failed(archive) && lk_archive_at_end(archive))
            lk_ir_dump(out, &into, &ir);
    }
    fclose(out);
    lk_arena_free(arena);
    return text;
}

void packed_link(const packing_tools *tools, const packed_unit *units, const char *const *outputs,
                 const uint64_t *commands, uint32_t count, bool *is_broken, packed_visitor *visit, void *context) {
    lk_arena *arena = lk_arena_new();
    lk_lint *lint = lk_lint_new(arena, tools->models, &tools->options);
    lk_program *program = lk_program_new(arena, tools->models);
    for (uint32_t i = 0; i < count; i++) {
        lk_section parts[LK_PARTS];
        is_broken[i] = lk_unit_file_open(units[i].data, units[i].size, parts) != NULL;
        if (!is_broken[i])
            lk_program_add(program, parts, outputs ? outputs[i] : "", commands ? commands[i] : 0);
    }
    lk_unit *unit = lk_program_link(program, lint);
    lk_lint_judge(lint, unit);
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(lint); i++)
        visit(context, unit, lk_lint_diagnostic(lint, i));
    for (uint32_t i = 0, added = 0; i < count; i++)
        if (!is_broken[i])
            is_broken[i] = lk_program_is_broken(program, added++);
    lk_arena_free(arena);
}

static void tell(void *context, lk_unit *unit, const lk_diagnostic *diagnostic) {
    lk_loc at = diagnostic->span.begin;
    const char *path = lk_unit_source(unit, at.file)->path, *slash = strrchr(path, '/');
    fprintf(context, "%s:%u %s\n", slash ? slash + 1 : path, lk_unit_position(unit, at).line, diagnostic->rule);
}

char *packed_judge(const packing_tools *tools, const packed_unit *units, const char *const *outputs,
                   const uint64_t *commands, uint32_t count) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool *is_broken = calloc(count + 1, sizeof *is_broken);
    packed_link(tools, units, outputs, commands, count, is_broken, tell, out);
    for (uint32_t i = 0; i < count; i++)
        if (is_broken[i])
            fprintf(out, "broken %u\n", i);
    fclose(out);
    free(is_broken);
    return text;
}
