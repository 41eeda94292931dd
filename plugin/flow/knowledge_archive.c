/* knowledge_archive.c -- what was learned of a unit, into an archive; and out of it, to what other units taught. */
#include "flow/knowledge_room.h"
#include "ir/archive.h"

static void code_evidence_flags(lk_archive *archive, lk_evidence *found) {
    uint8_t bits = (uint8_t)(found->plain | found->recursive << 1 | found->unknown << 2 | found->robust << 3 |
                             found->is_owner << 4);
    lk_code_byte(archive, &bits);
    if (!lk_archive_is_writing(archive)) {
        found->plain |= bits & 1;
        found->recursive |= bits >> 1 & 1;
        found->unknown |= bits >> 2 & 1;
        found->robust |= bits >> 3 & 1;
        found->is_owner |= bits >> 4 & 1;
    }
}

static bool is_evident(const lk_evidence *found) {
    return found->plain || found->recursive || found->unknown || found->robust || found->is_owner;
}

static void write_evidences(lk_knowledge *self, lk_archive *archive, const lk_unit *unit) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->evidences.count; i++)
        count += is_evident(&self->evidences.items[i]);
    lk_code_count(archive, count);
    for (uint32_t i = 0; i < self->evidences.count; i++)
        if (is_evident(&self->evidences.items[i])) {
            lk_code_decl(archive, &(const lk_decl *){unit->decls.items[i]});
            code_evidence_flags(archive, &self->evidences.items[i]);
        }
}

static void read_evidences(lk_knowledge *self, lk_archive *archive) {
    for (uint32_t count = lk_code_count(archive, 0); count > 0 && !lk_archive_failed(archive); count--) {
        const lk_decl *decl = NULL;
        lk_evidence ignored = {0};
        lk_code_decl(archive, &decl);
        code_evidence_flags(archive, decl ? lk_knowledge_evidence_of(self, decl) : &ignored);
    }
}

/* Lists grow by what is read. `pair` has two places for declarations; the second may be unused. */
static void write_functions(lk_archive *archive, const lk_functions *list) {
    lk_code_count(archive, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        lk_code_decl(archive, &(const lk_decl *){list->items[i]});
}

static void read_functions(lk_knowledge *self, lk_archive *archive, lk_functions *list) {
    for (uint32_t count = lk_code_count(archive, 0); count > 0 && !lk_archive_failed(archive); count--) {
        const lk_decl *decl = NULL;
        lk_code_decl(archive, &decl);
        if (decl)
            lk_array_push(self->arena, list, decl);
    }
}

static void code_attributed(lk_archive *archive, lk_attributed *pair) {
    lk_code_decl(archive, &pair->lock);
    lk_code_decl(archive, &pair->attribute);
}

static void code_kept_handler(lk_archive *archive, lk_kept_handler *kept) {
    lk_code_decl(archive, &kept->field);
    lk_code_decl(archive, &kept->function);
    if (!kept->field || !kept->function)
        lk_archive_fail(archive);
}

static void code_handing(lk_archive *archive, lk_handing *handing) {
    lk_code_decl(archive, &handing->lock);
    lk_code_decl(archive, &handing->callee);
    lk_code_number(archive, &handing->argument);
    lk_code_flag(archive, &handing->is_used);
    if (!handing->lock || !handing->callee)
        lk_archive_fail(archive);
}

#define CODE_GROWING(list, item_type, code)                                                                            \
    do {                                                                                                               \
        uint32_t count_ = lk_code_count(archive, (list)->count);                                                       \
        for (uint32_t i_ = 0; i_ < count_ && !lk_archive_failed(archive); i_++) {                                      \
            item_type item_ = {0};                                                                                     \
            if (lk_archive_is_writing(archive))                                                                        \
                item_ = (list)->items[i_];                                                                             \
            code(archive, &item_);                                                                                     \
            if (!lk_archive_is_writing(archive) && !lk_archive_failed(archive))                                        \
                lk_array_push(self->arena, (list), item_);                                                             \
        }                                                                                                              \
    } while (0)

typedef const char *field_name;

void lk_knowledge_code(lk_knowledge *self, lk_archive *archive, const lk_unit *unit) {
    if (lk_archive_is_writing(archive)) {
        write_evidences(self, archive, unit);
        write_functions(archive, &self->entries);
        write_functions(archive, &self->handlers);
    } else {
        read_evidences(self, archive);
        read_functions(self, archive, &self->entries);
        read_functions(self, archive, &self->handlers);
    }
    code_evidence_flags(archive, &self->elsewhere);
    CODE_GROWING(&self->attributed, lk_attributed, code_attributed);
    CODE_GROWING(&self->kept_handlers, lk_kept_handler, code_kept_handler);
    CODE_GROWING(&self->handler_fields, field_name, lk_code_text);
    CODE_GROWING(&self->handed, lk_handing, code_handing);
    lk_makers_code(self->makers, archive, unit);
    lk_pointers_code(self->pointers, archive, unit);
}
