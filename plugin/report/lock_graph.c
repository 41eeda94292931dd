/* lock_graph.c -- merging the graphs of units, and writing them in the language of Graphviz's dot. */
#include "report/lock_graph.h"

#include <stdlib.h>
#include <string.h>

/* ---- of one unit ---- */

static const char *place_of(lk_unit *unit, lk_loc where, uint32_t *line) {
    const char *path = lk_unit_source(unit, where.file)->path;
    *line = lk_unit_position(unit, where).line;
    return where.file && path ? path : "";
}

lk_lock_graph lk_lock_graph_make(lk_arena *arena, lk_unit *unit, const lk_lint *lint) {
    lk_lock_graph made = {0};
    lk_lint_order order = lk_lint_get_order(lint, arena);
    for (uint32_t i = 0; i < order.node_count; i++) {
        const lk_order_node *node = &order.nodes[i];
        lk_drawn_lock lock = {.label = node->label, .path = "", .is_class = node->is_class};
        if (!node->is_external)
            lock.path = place_of(unit, node->where, &lock.line);
        lk_array_push(arena, &made.locks, lock);
    }
    for (uint32_t i = 0; i < order.arrow_count; i++) {
        const lk_order_arrow *arrow = &order.arrows[i];
        lk_drawn_order drawn = {
            .from = arrow->from, .to = arrow->to, .function = arrow->function, .in_cycle = arrow->in_cycle};
        drawn.path = place_of(unit, arrow->span.begin, &drawn.line);
        lk_array_push(arena, &made.orders, drawn);
    }
    return made;
}

/* ---- merging ---- */

static int compare_locks(const lk_drawn_lock *a, const lk_drawn_lock *b) {
    int by_label = strcmp(a->label, b->label), by_path = strcmp(a->path, b->path);
    if (by_label || by_path)
        return by_label ? by_label : by_path;
    return (a->line > b->line) - (a->line < b->line);
}

static const char *kept(lk_arena *arena, const char *text) {
    return lk_arena_strndup(arena, text, strlen(text));
}

static uint32_t add_lock(lk_lock_graph *self, lk_arena *arena, const lk_drawn_lock *lock) {
    for (uint32_t i = 0; i < self->locks.count; i++)
        if (compare_locks(&self->locks.items[i], lock) == 0)
            return i;
    lk_drawn_lock made = *lock;
    made.label = kept(arena, lock->label);
    made.path = kept(arena, lock->path);
    lk_array_push(arena, &self->locks, made);
    return self->locks.count - 1;
}

static bool is_before(const lk_drawn_order *a, const lk_drawn_order *b) {
    int by_path = strcmp(a->path, b->path);
    return by_path ? by_path < 0 : a->line < b->line;
}

static void add_order(lk_lock_graph *self, lk_arena *arena, lk_drawn_order order) {
    for (uint32_t i = 0; i < self->orders.count; i++) {
        lk_drawn_order *known = &self->orders.items[i];
        if (known->from != order.from || known->to != order.to)
            continue;
        bool in_cycle = known->in_cycle || order.in_cycle;
        if (is_before(&order, known))
            *known = order;
        known->in_cycle = in_cycle;
        return;
    }
    lk_array_push(arena, &self->orders, order);
}

void lk_lock_graph_add(lk_lock_graph *self, lk_arena *arena, const lk_lock_graph *other) {
    uint32_t *number = LK_NEW_ARRAY(arena, uint32_t, other->locks.count);
    for (uint32_t i = 0; i < other->locks.count; i++)
        number[i] = add_lock(self, arena, &other->locks.items[i]);
    for (uint32_t i = 0; i < other->orders.count; i++) {
        lk_drawn_order order = other->orders.items[i];
        order.from = number[order.from];
        order.to = number[order.to];
        order.path = kept(arena, order.path);
        order.function = kept(arena, order.function);
        add_order(self, arena, order);
    }
}

/* ---- writing ---- */

static int by_name(const void *left, const void *right) {
    return compare_locks(*(lk_drawn_lock *const *)left, *(lk_drawn_lock *const *)right);
}

static int by_ends(const void *left, const void *right) {
    const lk_drawn_order *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

/* Between quotes; a backslash means something to dot. */
static void write_text(FILE *out, const char *text) {
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putc('\\', out);
        putc(*text == '\n' ? ' ' : *text, out);
    }
}

static void write_place(FILE *out, const char *path, uint32_t line) {
    write_text(out, path);
    if (path[0])
        fprintf(out, ":%u", line);
}

static void write_lock(FILE *out, const lk_drawn_lock *lock, uint32_t number, bool in_cycle) {
    fprintf(out, "    n%u [label=\"", number);
    write_text(out, lock->label);
    fputs("\", tooltip=\"", out);
    if (lock->path[0])
        write_place(out, lock->path, lock->line);
    else
        write_text(out, lock->label);
    fprintf(out, "\"%s%s];\n", lock->is_class ? ", style=dashed" : "", in_cycle ? ", color=red" : "");
}

static void write_order(FILE *out, const lk_drawn_order *order) {
    fprintf(out, "    n%u -> n%u [label=\"", order->from + 1, order->to + 1);
    write_place(out, order->path, order->line);
    fputs("\", tooltip=\"in ", out);
    write_text(out, order->function);
    fprintf(out, "\"%s];\n", order->in_cycle ? ", color=red, fontcolor=red, style=bold" : "");
}

void lk_lock_graph_write(const lk_lock_graph *self, lk_arena *arena, FILE *out) {
    uint32_t count = self->locks.count;
    const lk_drawn_lock **sorted = LK_NEW_ARRAY(arena, const lk_drawn_lock *, count);
    uint32_t *rank = LK_NEW_ARRAY(arena, uint32_t, count);
    bool *in_cycle = LK_NEW_ARRAY(arena, bool, count), *is_shown = LK_NEW_ARRAY(arena, bool, count);
    lk_drawn_order *orders = LK_NEW_ARRAY(arena, lk_drawn_order, self->orders.count);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = &self->locks.items[i];
    if (count)
        qsort(sorted, count, sizeof *sorted, by_name);
    for (uint32_t i = 0; i < count; i++)
        rank[sorted[i] - self->locks.items] = i;
    for (uint32_t i = 0; i < self->orders.count; i++) {
        orders[i] = self->orders.items[i];
        orders[i].from = rank[orders[i].from];
        orders[i].to = rank[orders[i].to];
        in_cycle[orders[i].from] |= orders[i].in_cycle;
        in_cycle[orders[i].to] |= orders[i].in_cycle;
        is_shown[orders[i].from] = is_shown[orders[i].to] = true;
    }
    if (self->orders.count)
        qsort(orders, self->orders.count, sizeof *orders, by_ends);
    fputs("// The order of locks: an arrow goes from the lock that is held to the one that is waited for meanwhile.\n"
          "// Dashed: a member of many objects. Red: threads can wait for each other.\n"
          "digraph locks {\n    rankdir=LR;\n    node [shape=box];\n",
          out);
    for (uint32_t i = 0; i < count; i++)
        if (is_shown[i])
            write_lock(out, sorted[i], i + 1, in_cycle[i]);
    for (uint32_t i = 0; i < self->orders.count; i++)
        write_order(out, &orders[i]);
    fputs("}\n", out);
}

void lk_lock_graph_rename(lk_lock_graph *self, const char *(*rename)(void *context, const char *path), void *context) {
    for (uint32_t i = 0; i < self->locks.count; i++)
        if (self->locks.items[i].line)
            self->locks.items[i].path = rename(context, self->locks.items[i].path);
    for (uint32_t i = 0; i < self->orders.count; i++)
        self->orders.items[i].path = rename(context, self->orders.items[i].path);
}
