/* initializer.c -- which object each expression of an initialiser goes to (C11 6.7.9). */
#include "ast/initializer.h"

enum { DEEPEST_INIT = 32 };

typedef struct walk {
    lk_init_visitor *visit;
    void *context;
    lk_init_step steps[DEEPEST_INIT];
    uint32_t depth;
} walk;

/* The items of one pair of braces; objects without braces of their own take from those around them. */
typedef struct items {
    const lk_node *list;
    uint32_t at;
} items;

static bool is_aggregate(const lk_type *type) {
    return type && (type->kind == LK_TYPE_RECORD || type->kind == LK_TYPE_ARRAY);
}

static int64_t member_count(const lk_type *type) {
    if (type->kind == LK_TYPE_ARRAY)
        return type->count < 0 ? INT64_MAX : type->count;
    if (type->record->is_union)
        return type->record->field_count ? 1 : 0;
    return type->record->field_count;
}

static void tell(walk *self, const lk_type *type, const lk_node *value, bool is_known) {
    lk_init_item item = {self->steps, self->depth, is_known, type, value};
    self->visit(self->context, &item);
}

static void initialize(walk *self, const lk_type *type, const lk_node *value);
static void fill(walk *self, const lk_type *type, items *from, bool is_braced);

/* Enters the member; gives its type, NULL when it is too deep. Leave by setting `depth` back. */
static const lk_type *enter(walk *self, lk_decl *field, int64_t first, int64_t last, const lk_type *type) {
    if (field && !*field->name)
        return field->type;
    if (self->depth == DEEPEST_INIT)
        return NULL;
    self->steps[self->depth++] = (lk_init_step){field, first, last};
    return field ? field->type : type->target;
}

static const lk_type *enter_member(walk *self, const lk_type *type, int64_t index) {
    return type->kind == LK_TYPE_ARRAY ? enter(self, NULL, index, index, type)
                                       : enter(self, type->record->fields[index], 0, 0, type);
}

/* ---- designators ---- */

/* Follows the designators of the item; gives the type of what they lead to, NULL if that isn't known. `*next` is the
   position behind the first of them, -1 when what comes next isn't in `type` itself. */
static const lk_type *follow(walk *self, const lk_type *type, const lk_node *item, int64_t *next) {
    if (item->decl) {
        bool is_own = type->kind == LK_TYPE_RECORD && item->decl->record == type->record;
        *next = is_own && !type->record->is_union ? (int64_t)lk_record_position(type->record, item->decl) + 1 : -1;
        return enter(self, item->decl, 0, 0, type);
    }
    *next = -1;
    for (uint32_t i = 1; i < item->child_count; i++) {
        const lk_node *step = item->child[i];
        bool is_field = step->kind == LK_DESIGNATOR_FIELD;
        if (!type || type->kind != (is_field ? LK_TYPE_RECORD : LK_TYPE_ARRAY) || (is_field && !step->decl))
            return NULL;
        if (i == 1 && !is_field && item->child_count == 2)
            *next = step->value2 + 1;
        type = enter(self, is_field ? step->decl : NULL, step->value, step->value2, type);
    }
    return item->child_count > 1 ? type : NULL;
}

static int64_t designated(walk *self, const lk_type *type, const lk_node *item) {
    uint32_t depth = self->depth;
    int64_t next;
    const lk_type *inner = follow(self, type, item, &next);
    if (item->child[0] && inner)
        initialize(self, inner, item->child[0]);
    else if (item->child[0])
        tell(self, NULL, item->child[0], false);
    self->depth = depth;
    return next;
}

/* ---- positions ---- */

/* Whether the expression is the value of the whole object, and not of its first part. */
static bool is_whole(const lk_type *type, const lk_node *value) {
    if (!is_aggregate(type) || value->kind == LK_INIT_LIST)
        return true;
    if (type->kind == LK_TYPE_ARRAY)
        return value->kind == LK_STRING && !is_aggregate(type->target);
    return value->type && value->type->kind == LK_TYPE_RECORD && value->type->record == type->record;
}

static void fill_member(walk *self, const lk_type *type, int64_t index, items *from) {
    const lk_node *value = from->list->child[from->at];
    uint32_t depth = self->depth;
    const lk_type *inner = enter_member(self, type, index);
    if (!inner || is_whole(inner, value)) {
        from->at++;
        if (inner)
            initialize(self, inner, value);
        else
            tell(self, NULL, value, false);
    } else {
        fill(self, inner, from, false);
    }
    self->depth = depth;
}

static void fill(walk *self, const lk_type *type, items *from, bool is_braced) {
    int64_t count = member_count(type), index = 0;
    while (from->at < from->list->child_count && (is_braced || index < count)) {
        const lk_node *item = from->list->child[from->at];
        if (item && item->kind == LK_DESIGNATED) {
            if (!is_braced)
                return;
            from->at++;
            index = designated(self, type, item);
        } else if (!item || index < 0 || index >= count) {
            from->at++;
            if (item)
                tell(self, NULL, item, false);
        } else {
            fill_member(self, type, index++, from);
        }
    }
}

static void initialize(walk *self, const lk_type *type, const lk_node *value) {
    if (value->kind != LK_INIT_LIST) {
        tell(self, type, value, true);
    } else if (is_aggregate(type)) {
        items from = {value, 0};
        fill(self, type, &from, true);
    } else {
        for (uint32_t i = 0; i < value->child_count; i++) /* a scalar in braces */
            if (value->child[i])
                tell(self, type, value->child[i], i == 0 && value->child[i]->kind != LK_INIT_LIST);
    }
}

void lk_init_walk(const lk_type *type, const lk_node *init, lk_init_visitor *visit, void *context) {
    walk self = {.visit = visit, .context = context};
    initialize(&self, type, init);
}
