/* guards_declared.c -- the lock that a declaration names: clang's guarded_by attribute. */
#include "lint/guards.h"

#include <string.h>

enum { MOST_PARTS = 4 };

/* A member of the record, or a variable of the program. */
static const lk_decl *find(const lk_guards *self, const lk_record *record, const char *name, size_t length) {
    for (uint32_t i = 0; i < self->unit->decls.count; i++) {
        const lk_decl *decl = self->unit->decls.items[i];
        bool is_here = record ? decl->kind == LK_DECL_FIELD && decl->record == record
                              : decl->kind == LK_DECL_GLOBAL || decl->kind == LK_DECL_STATIC;
        if (is_here && strlen(decl->name) == length && memcmp(decl->name, name, length) == 0)
            return decl;
    }
    return NULL;
}

static const char *inside(const lk_guard_subject *subject, const char *contract) {
    const char *word = subject->is_pointee ? "pt_guarded_by(" : "guarded_by(";
    return strncmp(contract, word, strlen(word)) == 0 ? contract + strlen(word) : NULL;
}

/* What the lock's type is: one that leads to a lock is the lock that it points to. */
static const lk_value *lock_at(lk_guards *self, const lk_value *key, const lk_decl *decl) {
    bool is_pointer = decl->type && decl->type->kind == LK_TYPE_POINTER;
    return is_pointer ? lk_value_load(self->terms.values, key, NULL, NULL) : key;
}

/* Reads `lock`, `&lock`, `inner.lock` or `inner->lock`: beside the member first, then among the variables. */
static const lk_value *read(lk_guards *self, const lk_guard_subject *subject, const char *text) {
    const lk_record *record = subject->decl->kind == LK_DECL_FIELD ? subject->decl->record : NULL;
    const lk_value *key = NULL;
    const lk_decl *decl = NULL;
    text += strspn(text, "&*( ");
    for (int part = 0; part < MOST_PARTS; part++) {
        size_t length = strcspn(text, ".-)& ,[");
        const lk_value *object = key ? key : subject->key;
        if (part == 0)
            while (object->kind == LK_VALUE_INDEX || object->kind == LK_VALUE_LOAD)
                object = object->a;
        const lk_decl *next = part || record ? find(self, record, text, length) : NULL;
        if (next)
            key = lk_value_field(self->terms.values, part ? object : object->a, next);
        else if (part == 0 && (next = find(self, NULL, text, length)))
            key = lk_value_variable(self->terms.values, next);
        if (!next)
            return NULL;
        decl = next;
        text += length;
        if (*text != '.' && *text != '-')
            return *text == ')' ? lock_at(self, key, decl) : NULL;
        text += *text == '.' ? 1 : 2;
        key = lock_at(self, key, decl);
        const lk_type *type = decl->type && decl->type->kind == LK_TYPE_POINTER ? decl->type->target : decl->type;
        record = type && type->kind == LK_TYPE_RECORD ? type->record : NULL;
        if (!record)
            return NULL;
    }
    return NULL;
}

const lk_value *lk_guards_declared(lk_guards *self, const lk_guard_subject *subject) {
    for (uint32_t i = 0; i < subject->decl->contract_count; i++) {
        const char *text = inside(subject, subject->decl->contracts[i]);
        const lk_value *lock = text ? read(self, subject, text) : NULL;
        if (lock)
            return lock;
    }
    return NULL;
}
