/* wire_graph.c -- writing and reading the order of locks as JSON. */
#include "report/wire_graph.h"
#include "report/json_text.h"

json_t *lk_wire_graph_write(const lk_lock_graph *graph) {
    json_t *locks = json_array(), *orders = json_array();
    for (uint32_t i = 0; i < graph->locks.count; i++) {
        const lk_drawn_lock *lock = &graph->locks.items[i];
        json_array_append_new(locks, json_pack("[o,o,i,b]", lk_json_bytes(lock->label), lk_json_bytes(lock->path),
                                               (int)lock->line, lock->is_class));
    }
    for (uint32_t i = 0; i < graph->orders.count; i++) {
        const lk_drawn_order *order = &graph->orders.items[i];
        json_array_append_new(orders,
                              json_pack("[i,i,o,o,i,b]", (int)order->from, (int)order->to, lk_json_bytes(order->path),
                                        lk_json_bytes(order->function), (int)order->line, order->in_cycle));
    }
    return json_pack("[o,o]", locks, orders);
}

static uint32_t number_at(const json_t *list, size_t index) {
    return (uint32_t)json_integer_value(json_array_get(list, index));
}

static const char *words_at(lk_arena *arena, const json_t *list, size_t index) {
    const char *text = lk_json_bytes_read(arena, json_array_get(list, index));
    return text ? text : "";
}

void lk_wire_graph_read(lk_arena *arena, const json_t *value, lk_lock_graph *into) {
    const json_t *item;
    size_t i;
    json_array_foreach(json_array_get(value, 0), i, item) {
        lk_drawn_lock lock = {words_at(arena, item, 0), words_at(arena, item, 1), number_at(item, 2),
                              json_is_true(json_array_get(item, 3))};
        lk_array_push(arena, &into->locks, lock);
    }
    json_array_foreach(json_array_get(value, 1), i, item) {
        lk_drawn_order order = {number_at(item, 0),       number_at(item, 1), words_at(arena, item, 2),
                                words_at(arena, item, 3), number_at(item, 4), json_is_true(json_array_get(item, 5))};
        if (order.from < into->locks.count && order.to < into->locks.count)
            lk_array_push(arena, &into->orders, order);
    }
}
