/* summary_archive.c -- summaries into an archive, and out of it: what single units learn of the functions of others. */
#include "flow/summary_archive.h"

#include "flow/formals.h"
#include "flow/knowledge_room.h"

#include <string.h>

enum { DEEPEST = 64, MEMORY_OF_RECORDS = 65536 };

struct lk_summary_coder {
    lk_knowledge *knowledge;
    const lk_unit *unit;
};

/* ---- terms ---- */

/* What a term is written as; none is what can't be said. */
typedef enum term_kind {
    TERM_NONE,
    TERM_CONSTANT,
    TERM_STRING,
    TERM_VARIABLE,
    TERM_FIELD,
    TERM_INDEX,
    TERM_NAMED,
    TERM_KEYED,
    TERM_CLONE,
    TERM_UNARY,
    TERM_BINARY,
    TERM_LOAD,
    TERM_LOAD_AFTER,
    TERM_RESULT,
    TERM_ANY,
    TERM_KINDS
} term_kind;

static lk_values *terms_of(lk_archive *archive) {
    const lk_summary_coder *self = lk_archive_context(archive);
    return self->knowledge->terms;
}

static term_kind kind_of(lk_values *terms, const lk_value *term) {
    if (!term)
        return TERM_NONE;
    switch (term->kind) {
    case LK_VALUE_CONSTANT:
        return TERM_CONSTANT;
    case LK_VALUE_STRING:
        return TERM_STRING;
    case LK_VALUE_VARIABLE:
        return TERM_VARIABLE;
    case LK_VALUE_FIELD:
        return TERM_FIELD;
    case LK_VALUE_INDEX:
        return TERM_INDEX;
    case LK_VALUE_NAMED:
        return term->a ? TERM_KEYED : TERM_NAMED;
    case LK_VALUE_CLONE:
        return TERM_CLONE;
    case LK_VALUE_COMPUTE:
        return term->b ? TERM_BINARY : TERM_UNARY;
    case LK_VALUE_LOAD:
        return term->b ? TERM_LOAD_AFTER : TERM_LOAD;
    case LK_VALUE_RESULT:
        return TERM_RESULT;
    default:
        return term == lk_formals_any(terms) ? TERM_ANY : TERM_NONE;
    }
}

static void put_term(lk_archive *archive, const lk_value *term) {
    term_kind kind = kind_of(terms_of(archive), term);
    lk_code_byte(archive, &(uint8_t){(uint8_t)kind});
    switch (kind) {
    case TERM_CONSTANT:
        lk_code_signed(archive, &(int64_t){term->constant});
        return;
    case TERM_VARIABLE:
    case TERM_FIELD:
        lk_code_decl(archive, &(const lk_decl *){term->decl});
        break;
    case TERM_NAMED:
    case TERM_KEYED:
        lk_code_text(archive, &(const char *){term->name});
        break;
    case TERM_UNARY:
    case TERM_BINARY:
        lk_code_byte(archive, &(uint8_t){term->op});
        break;
    case TERM_LOAD:
    case TERM_LOAD_AFTER:
        lk_code_type(archive, &(const lk_type *){term->type});
        put_term(archive, term->a);
        return;
    default:
        break;
    }
    if (term && term->a && kind != TERM_NONE)
        put_term(archive, term->a);
    if (term && term->b && kind != TERM_NONE)
        put_term(archive, term->b);
}

static const lk_value *read_term(lk_archive *archive, int depth);

static const lk_value *read_load(lk_archive *archive, term_kind kind, int depth) {
    lk_values *terms = terms_of(archive);
    const lk_type *type = NULL;
    lk_code_type(archive, &type);
    const lk_value *address = read_term(archive, depth);
    const lk_value *version = kind == TERM_LOAD_AFTER ? lk_formals_after(terms) : NULL;
    return address ? lk_value_load(terms, address, version, type) : NULL;
}

static const lk_value *read_leaf(lk_archive *archive, term_kind kind) {
    lk_values *terms = terms_of(archive);
    int64_t constant = 0;
    const lk_decl *decl = NULL;
    const char *name = NULL;
    switch (kind) {
    case TERM_CONSTANT:
        lk_code_signed(archive, &constant);
        return lk_value_constant(terms, constant);
    case TERM_STRING:
        return lk_value_string(terms);
    case TERM_VARIABLE:
        lk_code_decl(archive, &decl);
        return decl && decl->kind != LK_DECL_FIELD ? lk_value_variable(terms, decl) : NULL;
    case TERM_NAMED:
        lk_code_text(archive, &name);
        return name ? lk_value_named(terms, name, NULL) : NULL;
    case TERM_RESULT:
        return lk_formals_result(terms);
    case TERM_ANY:
        return lk_formals_any(terms);
    default:
        return NULL;
    }
}

static const lk_value *read_node(lk_archive *archive, term_kind kind, int depth) {
    lk_values *terms = terms_of(archive);
    const lk_decl *field = NULL;
    const char *name = NULL;
    uint8_t op = 0;
    if (kind == TERM_FIELD)
        lk_code_decl(archive, &field);
    else if (kind == TERM_KEYED)
        lk_code_text(archive, &name);
    else if (kind == TERM_UNARY || kind == TERM_BINARY)
        lk_code_byte(archive, &op);
    const lk_value *a = read_term(archive, depth);
    const lk_value *b = kind == TERM_INDEX || kind == TERM_BINARY ? read_term(archive, depth) : a;
    bool is_right = a && b && op <= LK_OP_EXTENSION &&
                    (kind != TERM_FIELD || (field && field->kind == LK_DECL_FIELD)) && (kind != TERM_KEYED || name);
    if (!is_right)
        return NULL;
    if (kind == TERM_FIELD)
        return lk_value_field(terms, a, field);
    if (kind == TERM_INDEX)
        return lk_value_index(terms, a, b);
    if (kind == TERM_KEYED)
        return lk_value_named(terms, name, a);
    if (kind == TERM_CLONE)
        return lk_value_clone(terms, a, 0, LK_NO_BLOCK);
    return lk_value_compute(terms, (lk_operator)op, a, kind == TERM_BINARY ? b : NULL);
}

static const lk_value *read_term(lk_archive *archive, int depth) {
    uint8_t kind = TERM_NONE;
    lk_code_byte(archive, &kind);
    if (kind >= TERM_KINDS || depth > DEEPEST)
        lk_archive_fail(archive);
    if (lk_archive_failed(archive) || kind == TERM_NONE)
        return NULL;
    const lk_value *term;
    if (kind == TERM_LOAD || kind == TERM_LOAD_AFTER)
        term = read_load(archive, (term_kind)kind, depth + 1);
    else if (kind == TERM_FIELD || kind == TERM_INDEX || (kind >= TERM_KEYED && kind <= TERM_BINARY))
        term = read_node(archive, (term_kind)kind, depth + 1);
    else
        term = read_leaf(archive, (term_kind)kind);
    if (!term || term->is_vague)
        lk_archive_fail(archive);
    return term;
}

/* One that may be absent. */
static void code_term(lk_archive *archive, const lk_value **term) {
    if (lk_archive_is_writing(archive))
        put_term(archive, *term);
    else
        *term = read_term(archive, 0);
}

static void code_present_term(lk_archive *archive, const lk_value **term) {
    code_term(archive, term);
    if (!lk_archive_is_writing(archive) && !*term)
        lk_archive_fail(archive);
}

static void code_term_item(lk_archive *archive, void *item) {
    code_term(archive, item);
}

static void code_present_item(lk_archive *archive, void *item) {
    code_present_term(archive, item);
}

/* ---- parts ---- */

static void code_kind(lk_archive *archive, uint8_t *kind, uint8_t last) {
    lk_code_byte(archive, kind);
    if (*kind > last)
        lk_archive_fail(archive);
}

static void code_needed_text(lk_archive *archive, const char **text) {
    lk_code_text(archive, text);
    if (!lk_archive_is_writing(archive) && !*text)
        lk_archive_fail(archive);
}

static void code_step(lk_archive *archive, lk_via *via) {
    lk_code_decl(archive, &via->callee);
    lk_code_span(archive, &via->call);
    if (!lk_archive_is_writing(archive) && (!via->callee || via->callee->kind != LK_DECL_FUNCTION))
        lk_archive_fail(archive);
}

static void put_via(lk_archive *archive, const lk_via *via) {
    uint32_t count = 0;
    for (const lk_via *at = via; at; at = at->next)
        count++;
    lk_code_count(archive, count);
    for (; via; via = via->next)
        code_step(archive, &(lk_via){NULL, via->callee, via->call, true});
}

static const lk_via *read_via(lk_archive *archive) {
    const lk_via *first = NULL, **link = &first;
    for (uint32_t count = lk_code_count(archive, 0); count > 0 && !lk_archive_failed(archive); count--) {
        lk_via *via = LK_NEW(lk_archive_arena(archive), lk_via);
        via->is_kept = true;
        code_step(archive, via);
        *link = via;
        link = &via->next;
    }
    return first;
}

static void code_via(lk_archive *archive, const lk_via **via) {
    if (lk_archive_is_writing(archive))
        put_via(archive, *via);
    else
        *via = read_via(archive);
}

static void code_witness_parts(lk_archive *archive, lk_witness *witness) {
    lk_code_span(archive, &witness->span);
    lk_code_span(archive, &witness->call);
    code_via(archive, &witness->via);
    lk_code_span(archive, &witness->place);
    lk_code_text(archive, &witness->callee);
    code_needed_text(archive, &witness->name);
    lk_code_text(archive, &witness->into);
    lk_code_flag(archive, &witness->into_thread);
    lk_code_flag(archive, &witness->is_asserted);
}

/* Its decisions lie in another function, which the callers don't show. */
static void code_witness(lk_archive *archive, const lk_witness **witness) {
    lk_witness *made =
        lk_archive_is_writing(archive) ? &(lk_witness){0} : LK_NEW(lk_archive_arena(archive), lk_witness);
    if (lk_archive_is_writing(archive))
        *made = **witness;
    else
        *witness = made;
    code_witness_parts(archive, made);
}

static void code_lock_type(lk_archive *archive, const lk_lock_type **type) {
    const lk_summary_coder *self = lk_archive_context(archive);
    const char *name = *type ? (*type)->name : NULL;
    lk_code_text(archive, &name);
    if (lk_archive_is_writing(archive) || !name)
        return;
    *type = lk_models_type(self->knowledge->models, name);
    if (!*type && strcmp(name, lk_knowledge_lockable.name) == 0)
        *type = &lk_knowledge_lockable;
}

static void code_lock_parts(lk_archive *archive, lk_lock_entry *entry) {
    code_present_term(archive, &entry->lock);
    code_term(archive, &entry->guard);
    code_kind(archive, &entry->status, LK_STATUS_MAYBE);
    code_kind(archive, &entry->mode, LK_MODE_ANY);
    code_kind(archive, &entry->kind, LK_LOCK_TASK);
    code_kind(archive, &entry->reentrancy, LK_REENTRANT_UNKNOWN);
    lk_code_flag(archive, &entry->of_caller);
    lk_code_flag(archive, &entry->is_sure);
    lk_code_flag(archive, &entry->was_open);
    lk_code_flag(archive, &entry->is_nested);
    lk_code_flag(archive, &entry->is_published);
    lk_code_number(archive, &entry->depth);
    lk_code_text(archive, &entry->api);
    code_lock_type(archive, &entry->type);
    code_witness(archive, &entry->witness);
}

/* Copied first: what is written stays as it is. */
static void code_held(lk_archive *archive, void *item) {
    lk_lock_entry copy = lk_archive_is_writing(archive) ? *(const lk_lock_entry *)item : (lk_lock_entry){0};
    code_lock_parts(archive, &copy);
    if (!lk_archive_is_writing(archive))
        *(lk_lock_entry *)item = copy;
}

static void code_change(lk_archive *archive, void *item) {
    lk_lock_change *change = item;
    code_kind(archive, &change->change, LK_CHANGE_MAYBE);
    code_held(archive, &change->entry);
}

static void code_moved(lk_archive *archive, void *item) {
    lk_handle_entry *entry = item;
    code_present_term(archive, &entry->handle);
    code_witness(archive, &entry->witness);
    code_kind(archive, &entry->spent, LK_SPENT_DROPPED);
}

static void code_store(lk_archive *archive, void *item) {
    lk_store *store = item;
    code_present_term(archive, &store->address);
    code_present_term(archive, &store->value);
}

static void code_fact(lk_archive *archive, void *item) {
    lk_fact *fact = item;
    uint32_t count = fact->excluded_count;
    code_present_term(archive, &fact->value);
    lk_code_signed(archive, &fact->low);
    lk_code_signed(archive, &fact->high);
    lk_code_number(archive, &count);
    if (count > LK_FACT_EXCLUDED)
        lk_archive_fail(archive);
    fact->excluded_count = (uint8_t)count;
    for (uint32_t i = 0; i < count && !lk_archive_failed(archive); i++)
        lk_code_signed(archive, &fact->excluded[i]);
    code_kind(archive, &fact->relation, LK_ANY_RELATION);
}

/* ---- happenings and exits ---- */

static void code_event(lk_archive *archive, lk_event *event) {
    code_kind(archive, &event->kind, LK_EVENT_ORDER);
    code_kind(archive, &event->mode, LK_MODE_ANY);
    code_kind(archive, &event->block, LK_BLOCK_LOADER);
    code_kind(archive, &event->yield, LK_YIELD_AWAIT);
    code_kind(archive, &event->reentrancy, LK_REENTRANT_UNKNOWN);
    lk_code_flag(archive, &event->waits);
    lk_code_flag(archive, &event->is_robust);
    lk_code_flag(archive, &event->is_held);
    lk_code_flag(archive, &event->is_dying);
    lk_code_flag(archive, &event->is_dispatched);
    code_term(archive, &event->chooser);
    lk_code_flag(archive, &event->is_uncertain);
    lk_code_span(archive, &event->span);
    code_via(archive, &event->via);
    lk_code_span(archive, &event->place);
    lk_code_text(archive, &event->callee);
    lk_code_flag(archive, &event->in_loop);
    code_term(archive, &event->object);
    lk_code_text(archive, &event->name);
    lk_code_text(archive, &event->place_name);
    lk_code_text(archive, &event->cond);
    lk_code_decl(archive, &event->cond_class);
    lk_code_decl(archive, &event->lock_class);
}

static void code_happening(lk_archive *archive, void *item) {
    lk_happening copy = lk_archive_is_writing(archive) ? *(const lk_happening *)item : (lk_happening){0};
    code_event(archive, &copy.event);
    lk_code_flag(archive, &copy.is_call);
    LK_CODE_LIST(archive, copy.arguments, copy.argument_count, code_term_item);
    LK_CODE_LIST(archive, copy.held, copy.held_count, code_held);
    LK_CODE_LIST(archive, copy.conditions, copy.condition_count, code_fact);
    LK_CODE_LIST(archive, copy.released, copy.released_count, code_present_item);
    bool is_whole =
        copy.is_call ? copy.event.object != NULL : copy.event.callee && copy.event.name && copy.event.place_name;
    if (!is_whole)
        lk_archive_fail(archive);
    if (!lk_archive_is_writing(archive))
        *(lk_happening *)item = copy;
}

static void code_exit(lk_archive *archive, void *item) {
    lk_exit copy = lk_archive_is_writing(archive) ? *(const lk_exit *)item : (lk_exit){0};
    LK_CODE_LIST(archive, copy.facts, copy.fact_count, code_fact);
    code_term(archive, &copy.result);
    LK_CODE_LIST(archive, copy.changes, copy.change_count, code_change);
    LK_CODE_LIST(archive, copy.moved, copy.moved_count, code_moved);
    LK_CODE_LIST(archive, copy.stores, copy.store_count, code_store);
    lk_code_flag(archive, &copy.gives);
    if (!lk_archive_is_writing(archive))
        *(lk_exit *)item = copy;
}

/* ---- what it writes ---- */

static void code_decl_item(lk_archive *archive, void *item) {
    lk_code_decl(archive, item);
    if (!lk_archive_is_writing(archive) && !*(const lk_decl **)item)
        lk_archive_fail(archive);
}

/* A class of memory names a record by its number, which is another in another unit. */
static void code_memory_class(lk_archive *archive, void *item) {
    const lk_summary_coder *self = lk_archive_context(archive);
    int64_t *memory_class = item;
    int64_t of_record = *memory_class / MEMORY_OF_RECORDS, rest = *memory_class % MEMORY_OF_RECORDS;
    const lk_record *record =
        lk_archive_is_writing(archive) && of_record ? self->unit->records.items[of_record - 1] : NULL;
    lk_code_record(archive, &record);
    lk_code_signed(archive, &rest);
    if (!lk_archive_is_writing(archive))
        *memory_class = rest + (record ? MEMORY_OF_RECORDS * (1 + (int64_t)record->id) : 0);
}

static void code_writes(lk_archive *archive, lk_writes *writes) {
    lk_writes copy = *writes;
    LK_CODE_LIST(archive, copy.variables.items, copy.variables.count, code_decl_item);
    LK_CODE_LIST(archive, copy.fields.items, copy.fields.count, code_decl_item);
    LK_CODE_LIST(archive, copy.types.items, copy.types.count, code_memory_class);
    LK_CODE_LIST(archive, copy.bare.items, copy.bare.count, code_memory_class);
    lk_code_flag(archive, &copy.pointers);
    lk_code_flag(archive, &copy.scalars);
    if (lk_archive_is_writing(archive))
        return;
    copy.variables.capacity = copy.variables.count;
    copy.fields.capacity = copy.fields.count;
    copy.types.capacity = copy.types.count;
    copy.bare.capacity = copy.bare.count;
    *writes = copy;
}

/* ---- the whole ---- */

lk_summary_coder *lk_summary_coder_new(lk_knowledge *knowledge, const lk_unit *unit) {
    lk_summary_coder *self = LK_NEW(knowledge->arena, lk_summary_coder);
    *self = (lk_summary_coder){knowledge, unit};
    return self;
}

static void code_flags(lk_archive *archive, lk_summary *summary) {
    lk_code_flag(archive, &summary->is_unknown);
    lk_code_flag(archive, &summary->releases_unknown);
    lk_code_flag(archive, &summary->calls_unknown);
    lk_code_flag(archive, &summary->may_release);
    lk_code_flag(archive, &summary->touches_guards);
    lk_code_flag(archive, &summary->has_effects);
    lk_code_flag(archive, &summary->has_orders);
}

void lk_summary_code(lk_summary_coder *self, lk_archive *archive, lk_summary *summary) {
    lk_summary copy = *summary;
    lk_archive_set_context(archive, self);
    code_flags(archive, &copy);
    LK_CODE_LIST(archive, copy.happenings, copy.happening_count, code_happening);
    LK_CODE_LIST(archive, copy.exits, copy.exit_count, code_exit);
    LK_CODE_LIST(archive, copy.given, copy.given_count, code_present_item);
    lk_code_wide(archive, &copy.keeps);
    lk_code_wide(archive, &copy.takes);
    code_writes(archive, &copy.writes);
    if (!lk_archive_is_writing(archive))
        *summary = copy;
}
