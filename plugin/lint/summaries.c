/* summaries.c -- summaries of a program's functions, packed, and found again by name. */
#include "lint/summaries.h"

#include "base/map.h"
#include "flow/callgraph.h"
#include "flow/summary_archive.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

typedef struct entry {
    const lk_ir *ir;
    uint32_t begin, size;
} entry;

static int by_name(const void *left, const void *right) {
    const lk_decl *a = ((const entry *)left)->ir->function, *b = ((const entry *)right)->ir->function;
    int by_text = strcmp(a->name, b->name);
    return by_text ? by_text : a->id < b->id ? -1 : a->id > b->id;
}

/* Whether they are variants of one function, which is compiled with several sets of flags. */
static bool are_one(const entry *a, const entry *b) {
    lk_loc one = a->ir->function->span.begin, other = b->ir->function->span.begin;
    return one.file == other.file && one.offset == other.offset;
}

/* Of each name the first of its variants; none of those that compete. */
static uint32_t drop_rivals(entry *found, uint32_t count) {
    uint32_t kept = 0;
    for (uint32_t i = 0, next = 0; i < count; i = next) {
        bool is_one = true;
        for (next = i + 1; next < count; next++) {
            if (strcmp(found[i].ir->function->name, found[next].ir->function->name) != 0)
                break;
            is_one &= are_one(&found[i], &found[next]);
        }
        if (is_one)
            found[kept++] = found[i];
    }
    return kept;
}

/* External functions with a summary, by name, each once. */
static uint32_t choose(lk_lint *self, lk_arena *arena, entry **entries) {
    const lk_knowledge *knowledge = lk_lint_knowledge(self);
    uint32_t count = 0, kept = 0;
    lk_ir *const *functions = lk_lint_functions(self, &count);
    entry *found = *entries = LK_NEW_ARRAY(arena, entry, count);
    for (uint32_t i = 0; i < count; i++)
        if (!functions[i]->function->is_internal && lk_knowledge_summary(knowledge, functions[i]->function))
            found[kept++] = (entry){.ir = functions[i]};
    if (kept)
        qsort(found, kept, sizeof *found, by_name);
    return drop_rivals(found, kept);
}

static lk_section section_of(const lk_bytes *bytes) {
    return (lk_section){bytes->data, bytes->size};
}

/* The number of names, where each entry begins, and the entries: a name, and where its summary lies. */
static lk_section index_of(lk_arena *arena, const entry *entries, uint32_t count) {
    lk_bytes whole = {.arena = arena}, rest = whole;
    lk_bytes_fixed(&whole, count);
    for (uint32_t i = 0; i < count; i++) {
        const char *name = entries[i].ir->function->name;
        lk_bytes_fixed(&whole, (uint32_t)rest.size);
        lk_bytes_text(&rest, name, strlen(name));
        lk_bytes_number(&rest, entries[i].begin);
        lk_bytes_number(&rest, entries[i].size);
    }
    lk_bytes_put(&whole, rest.data, rest.size);
    return section_of(&whole);
}

void lk_lint_pack_summaries(lk_lint *self, lk_unit *unit, lk_path_of *path_of, void *context,
                            lk_section parts[LK_PARTS]) {
    lk_arena *arena = unit->arena;
    lk_knowledge *knowledge = lk_lint_knowledge(self);
    lk_archive *archive = lk_archive_write(arena, unit, path_of, context);
    lk_summary_coder *coder = lk_summary_coder_new(knowledge, unit);
    lk_bytes code = {.arena = arena}, learned = code;
    entry *entries;
    uint32_t count = choose(self, arena, &entries);
    lk_archive_to(archive, &code);
    for (uint32_t i = 0; i < count; i++) {
        lk_span defined = entries[i].ir->function->span;
        lk_summary summary = *lk_knowledge_summary(knowledge, entries[i].ir->function);
        entries[i].begin = (uint32_t)code.size;
        lk_code_span(archive, &defined);
        lk_summary_code(coder, archive, &summary);
        entries[i].size = (uint32_t)code.size - entries[i].begin;
    }
    lk_archive_to(archive, &learned);
    lk_knowledge_code(knowledge, archive, unit);
    lk_archive_finish(archive);
    for (int i = 0; i < LK_TABLES; i++)
        parts[i] = section_of(lk_archive_table(archive, (lk_table)i));
    parts[LK_PART_DEFINITIONS] = index_of(arena, entries, count);
    parts[LK_PART_CODE] = section_of(&code);
    parts[LK_PART_LEARNED] = section_of(&learned);
}

/* ---- reading ---- */

typedef struct taking {
    lk_unit *unit;
    lk_knowledge *knowledge;
    const lk_summaries *from;
    lk_archive *archive;
    lk_summary_coder *coder;
    uint32_t count;         /* of names */
    lk_map *met;            /* names that were looked up */
    LK_ARRAY(bool) defined; /* by decl id: the unit has its code */
    const char *changed;
    bool is_damaged;
} taking;

static uint32_t fixed_at(const lk_section *section, size_t index) {
    const uint8_t *at = section->data + 4 * index;
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The reader behind the name of an entry; the name in `*name`. */
static lk_byte_reader entry_at(const taking *self, uint32_t index, const char **name, size_t *length) {
    const lk_section *section = &self->from->parts[LK_PART_DEFINITIONS];
    size_t begin = 4 + 4 * (size_t)self->count, offset = fixed_at(section, 1 + index);
    lk_byte_reader in = {.failed = offset > section->size - begin};
    if (!in.failed)
        in = (lk_byte_reader){.at = section->data + begin + offset, .end = section->data + section->size};
    *name = lk_read_text(&in, length);
    return in;
}

static int compare(const char *name, const char *other, size_t length) {
    int by_text = strncmp(name, other, length);
    return by_text ? by_text : name[length] != 0;
}

/* Finds where the summary of a function lies. */
static bool find(taking *self, const char *name, lk_section *found) {
    const lk_section *code = &self->from->parts[LK_PART_CODE];
    for (uint32_t low = 0, high = self->count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        const char *other = NULL;
        size_t length = 0;
        lk_byte_reader in = entry_at(self, middle, &other, &length);
        int order = other ? compare(name, other, length) : 0;
        if (order < 0) {
            high = middle;
            continue;
        }
        if (order > 0) {
            low = middle + 1;
            continue;
        }
        uint32_t begin = lk_read_small(&in), size = lk_read_small(&in);
        self->is_damaged |= in.failed || begin > code->size || size > code->size - begin;
        *found = self->is_damaged ? (lk_section){0} : (lk_section){code->data + begin, size};
        return !self->is_damaged;
    }
    return false;
}

/* Notes point at the definition, where there is one to point at. */
static void read_summary(taking *self, lk_decl *function, const lk_section *from) {
    lk_summary *summary = LK_NEW(self->unit->arena, lk_summary);
    lk_span defined;
    lk_archive_from(self->archive, self->unit->arena, from->data, from->size);
    lk_code_span(self->archive, &defined);
    lk_summary_code(self->coder, self->archive, summary);
    summary->function = function;
    if (lk_archive_failed(self->archive) || !lk_archive_at_end(self->archive)) {
        self->is_damaged = true;
        return;
    }
    const char *changed = lk_archive_changed_file(self->archive);
    if (!changed) {
        function->span = defined;
        lk_knowledge_set_summary(self->knowledge, function, summary);
    } else if (!self->changed && changed != lk_unit_source(self->unit, LK_MAIN_FILE)->path) {
        self->changed = changed;
    }
}

static void see(void *context, const lk_decl *decl) {
    taking *self = context;
    lk_section found;
    bool is_own = decl->id < self->defined.count && self->defined.items[decl->id];
    if (self->is_damaged || decl->kind != LK_DECL_FUNCTION || decl->is_internal || is_own ||
        lk_map_get(self->met, decl->name))
        return;
    lk_map_put(self->met, decl->name, decl);
    if (!lk_knowledge_model(self->knowledge, decl) && find(self, decl->name, &found))
        read_summary(self, self->unit->decls.items[decl->id], &found);
}

static void note_defined(taking *self, lk_ir *const *functions, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        while (self->defined.count <= functions[i]->function->id)
            lk_array_push(self->unit->arena, &self->defined, false);
        self->defined.items[functions[i]->function->id] = true;
    }
}

static void take_learned(taking *self) {
    const lk_section *learned = &self->from->parts[LK_PART_LEARNED];
    lk_archive_from(self->archive, self->unit->arena, learned->data, learned->size);
    lk_knowledge_code(self->knowledge, self->archive, self->unit);
    self->is_damaged |= lk_archive_failed(self->archive);
    lk_archive_changed_file(self->archive); /* of changed files too: what they made of locks may still be so */
}

static bool begin(taking *self) {
    const lk_section *index = &self->from->parts[LK_PART_DEFINITIONS];
    self->count = index->size >= 4 ? fixed_at(index, 0) : UINT32_MAX;
    return index->size >= 4 && self->count <= (index->size - 4) / 4;
}

const char *lk_lint_take_summaries(lk_lint *lint, lk_unit *unit, const lk_summaries *summaries, bool *is_damaged) {
    taking self = {.unit = unit, .knowledge = lk_lint_knowledge(lint), .from = summaries};
    uint32_t count = 0;
    lk_ir *const *functions = lk_lint_functions(lint, &count);
    lk_merge *merge = lk_merge_new(unit);
    lk_merge_know(merge, summaries->here, summaries->there, summaries->context);
    self.met = lk_map_new(unit->arena);
    self.archive = lk_archive_read(unit->arena, merge, summaries->parts, NULL, NULL);
    self.coder = lk_summary_coder_new(self.knowledge, unit);
    self.is_damaged = !begin(&self);
    note_defined(&self, functions, count);
    if (!self.is_damaged)
        take_learned(&self);
    for (uint32_t i = 0; i < count && !self.is_damaged; i++)
        lk_callees(functions[i], see, &self);
    *is_damaged = self.is_damaged;
    return self.changed;
}
