/* tree_libclang_renewal.c -- after an edit within one function: the rest of the unit stays, in its new places. */
#include "ast/tree_libclang_room.h"

#include <string.h>

/* ---- what stands at a place ---- */

enum { CLASS_RECORD = LK_DECL_ENUMERATOR + 1 };

/* An entity by what the source shows of it: kind, name and place. */
typedef struct known {
    uint8_t class; /* lk_decl_kind, variables all alike; or CLASS_RECORD */
    const char *name;
    lk_loc where, spelling;
    void *entity;
    uint32_t next; /* of the same hash, from 1 */
} known;

typedef struct known_places {
    lk_arena *arena;
    known *items;
    uint32_t count;
    uint32_t *heads; /* by hash, from 1 */
    uint32_t mask;
    bool is_ambiguous; /* something was asked for that two entities can be */
} known_places;

static uint8_t class_of(lk_decl_kind kind) {
    return kind == LK_DECL_STATIC || kind == LK_DECL_GLOBAL ? LK_DECL_LOCAL : (uint8_t)kind;
}

static uint32_t hash_of(lk_loc where) {
    return (where.offset * 0x9E3779B1u + where.file) * 0x85EBCA6Bu >> 8;
}

static known_places *new_places(const lk_unit *unit) {
    lk_arena *arena = lk_arena_new();
    known_places *self = LK_NEW(arena, known_places);
    uint32_t most = unit->decls.count + unit->records.count;
    for (self->mask = 63; self->mask < most; self->mask = self->mask * 2 + 1)
        ;
    self->arena = arena;
    self->heads = LK_NEW_ARRAY(arena, uint32_t, self->mask + 1);
    self->items = LK_NEW_ARRAY(arena, known, most);
    return self;
}

static void add_place(known_places *self, known added) {
    uint32_t *head = &self->heads[hash_of(added.where) & self->mask];
    added.next = *head;
    self->items[self->count++] = added;
    *head = self->count;
}

static void *find_place(known_places *self, known wanted) {
    void *found = NULL;
    for (uint32_t at = self->heads[hash_of(wanted.where) & self->mask]; at; at = self->items[at - 1].next) {
        const known *one = &self->items[at - 1];
        if (one->class != wanted.class || one->name != wanted.name ||
            memcmp(&one->where, &wanted.where, sizeof one->where) != 0 ||
            memcmp(&one->spelling, &wanted.spelling, sizeof one->spelling) != 0)
            continue;
        self->is_ambiguous |= found != NULL;
        found = one->entity;
    }
    return found;
}

lk_decl *lk_libclang_known_decl(lk_parse *self, lk_decl_kind kind, const char *name, CXCursor shown) {
    if (!self->renewal || !self->renewal->known)
        return NULL;
    place at = lk_libclang_place(self, clang_getCursorLocation(shown));
    return find_place(self->renewal->known, (known){.class = class_of(kind),
                                                    .name = lk_intern(self->unit.names, name),
                                                    .where = at.where,
                                                    .spelling = at.spelling});
}

lk_record *lk_libclang_known_record(lk_parse *self, const char *tag, bool is_union, lk_loc where) {
    if (!self->renewal || !self->renewal->known)
        return NULL;
    lk_record *found = find_place(
        self->renewal->known,
        (known){.class = CLASS_RECORD, .name = tag && *tag ? lk_intern(self->unit.names, tag) : NULL, .where = where});
    return found && found->is_union == is_union ? found : NULL;
}

/* ---- before ---- */

static bool is_within(lk_loc at, lk_loc from, uint32_t to) {
    return at.file == from.file && at.offset > from.offset && at.offset < to;
}

/* The index of the function whose body holds the edit; the count where there is none. */
static uint32_t edited(const lk_parse *self, const lk_revision *edit) {
    for (uint32_t i = 0; i < self->functions.count; i++) {
        const top_function *top = &self->functions.items[i];
        if (top->body.file == LK_MAIN_FILE && edit->begin > top->body.offset && edit->old_end < top->span.end)
            return i;
    }
    return self->functions.count;
}

static bool errors_are_within(const lk_parse *self, const top_function *top) {
    for (uint32_t i = 0; i < self->error_places.count; i++)
        if (!is_within(self->error_places.items[i], top->body, top->span.end))
            return false;
    return !self->unit.lacks_include;
}

/* What others can see of a body: its declarations of functions and of variables that are elsewhere. */
static bool declares_for_others(const lk_parse *self, const top_function *top, uint32_t from) {
    for (uint32_t i = from; i < self->unit.decls.count; i++) {
        const lk_decl *decl = self->unit.decls.items[i];
        if ((decl->kind == LK_DECL_FUNCTION || decl->kind == LK_DECL_GLOBAL) &&
            is_within(decl->span.begin, top->body, top->span.end))
            return true;
    }
    return false;
}

bool lk_libclang_may_renew(const lk_parse *self, const lk_revision *edit) {
    uint32_t index = edited(self, edit);
    const top_function *top = index < self->functions.count ? &self->functions.items[index] : NULL;
    return top && errors_are_within(self, top) && !declares_for_others(self, top, 0);
}

/* ---- after ---- */

static void move_nodes(const lk_revision *edit, lk_node *node) {
    lk_revision_move_span(edit, &node->span);
    for (uint32_t i = 0; i < node->child_count; i++)
        if (node->child[i])
            move_nodes(edit, node->child[i]);
}

/* Moves what the unit knows, and notes what stands where, but for what the old body declared. */
static void move_entities(lk_parse *self, const lk_revision *edit, const top_function *top, known_places *places) {
    for (uint32_t i = 0; i < self->unit.decls.count; i++) {
        lk_decl *decl = self->unit.decls.items[i];
        bool is_old = is_within(decl->span.begin, top->body, top->span.end);
        lk_revision_move_span(edit, &decl->span);
        if (decl->init)
            move_nodes(edit, (lk_node *)(uintptr_t)decl->init);
        if (!is_old)
            add_place(places,
                      (known){class_of(decl->kind), decl->name, decl->span.begin, decl->span.spelling, decl, 0});
    }
    for (uint32_t i = 0; i < self->unit.records.count; i++) {
        lk_record *record = self->unit.records.items[i];
        bool is_old = is_within(record->where, top->body, top->span.end);
        lk_revision_move_loc(edit, &record->where);
        if (!is_old)
            add_place(places, (known){CLASS_RECORD, record->tag, record->where, {0, 0}, record, 0});
    }
}

/* The files keep their numbers; their texts are those of the new parse. */
static bool renew_files(lk_parse *self) {
    for (uint32_t i = 1; i < self->unit.files.count; i++) {
        lk_source *source = &self->unit.files.items[i];
        CXFile file = clang_getFile(self->tu, source->path);
        if (!file)
            return false;
        size_t size = 0;
        source->text = clang_getFileContents(self->tu, file, &size);
        source->size = source->text && size < UINT32_MAX ? (uint32_t)size : 0;
        lk_pointer_map_set(self->cursors, &self->files, file, (void *)(uintptr_t)i);
    }
    self->unit.files.items[LK_MAIN_FILE].line_start = NULL;
    return true;
}

/* Whether the functions of the top level are the same ones, moved. */
static bool has_same_outline(lk_parse *self, const top_functions *before, const lk_revision *edit) {
    if (self->functions.count != before->count)
        return false;
    for (uint32_t i = 0; i < before->count; i++) {
        top_function *now = &self->functions.items[i];
        const top_function *was = &before->items[i];
        if (now->is_system != was->is_system)
            return false;
        if (was->span.begin.file == 0)
            continue; /* was not visited */
        lk_libclang_outline(self, now);
        now->has_error = was->has_error;
        lk_span span = was->span;
        lk_loc body = was->body;
        lk_revision_move_span(edit, &span);
        lk_revision_move_loc(edit, &body);
        if (memcmp(&span, &now->span, sizeof span) != 0 || memcmp(&body, &now->body, sizeof body) != 0 ||
            was->name != now->name)
            return false;
    }
    return true;
}

static void forget_cursors(lk_parse *self) {
    static const lk_pointer_map none;
    self->cursors = lk_arena_new();
    self->types = self->decls = self->records = self->field_indexes = self->files = none;
    self->redeclarations = self->record_types = self->functions_by_name = none;
    self->functions = (top_functions){0};
    self->is_listed = false;
    self->errors.count = self->error_places.count = self->inits.count = 0;
    self->unit.has_errors = self->unit.lacks_include = false;
    self->unit.nested_function_count = 0;
    self->main_base = 0;
    memset(self->known_places, 0, sizeof self->known_places);
}

static bool renew(lk_parse *self, const char *path, const top_functions *before, uint32_t index) {
    renewal *renewal = self->renewal;
    if (!renew_files(self))
        return false;
    lk_libclang_start_places(self, path);
    lk_libclang_take_errors(self);
    lk_libclang_list(self);
    if (!has_same_outline(self, before, &renewal->edit))
        return false;
    top_function *top = &self->functions.items[index];
    if (!errors_are_within(self, top))
        return false;
    self->unit.error_function_count -= before->items[index].has_error;
    uint32_t known_count = self->unit.decls.count;
    renewal->function = lk_libclang_function(self, top);
    return !renewal->known->is_ambiguous && !declares_for_others(self, top, known_count);
}

bool lk_libclang_renew(lk_parse *self, const char *path, const lk_revision *edit) {
    const top_functions before = self->functions;
    lk_arena *old_cursors = self->cursors;
    uint32_t index = edited(self, edit);
    known_places *places = new_places(&self->unit);
    if (!self->renewal)
        self->renewal = LK_NEW(self->unit.arena, renewal);
    *self->renewal = (renewal){.edit = *edit, .known = places};
    lk_arena_release(self->scratch, (lk_arena_mark){0});
    move_entities(self, edit, &before.items[index], places);
    forget_cursors(self);
    bool is_done = renew(self, path, &before, index);
    self->renewal->known = NULL;
    lk_arena_free(places->arena);
    lk_arena_free(old_cursors);
    return is_done;
}

const lk_revision *lk_parse_revision(const lk_parse *self) {
    return self->renewal ? &self->renewal->edit : NULL;
}
