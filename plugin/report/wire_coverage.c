/* wire_coverage.c -- writing and reading the coverage of a unit as JSON. */
#include "report/wire_coverage.h"
#include "report/json_text.h"

static json_t *write_named(const lk_named_function *named) {
    json_t *params = json_array();
    for (uint32_t i = 0; i < named->param_count; i++) {
        const lk_named_param *param = &named->params[i];
        json_array_append_new(params, json_pack("[o,o,o,i,b,b]", lk_json_bytes(param->name), lk_json_bytes(param->type),
                                                lk_json_bytes(param->object), (int)param->shape, param->is_record,
                                                param->is_lock));
    }
    return json_pack("[o,i,i,b,b,i,o]", lk_json_bytes(named->name), (int)named->state, (int)named->result,
                     named->is_internal, named->is_variadic, (int)named->calls, params);
}

json_t *lk_wire_coverage_write(const lk_coverage *coverage) {
    json_t *known = json_array(), *named = json_array();
    for (uint32_t i = 0; i < coverage->known.count; i++) {
        const lk_lock_function *item = &coverage->known.items[i];
        json_array_append_new(known, json_pack("[o,o,b,i]", lk_json_bytes(item->api), lk_json_bytes(item->name),
                                               item->takes, (int)item->calls));
    }
    for (uint32_t i = 0; i < coverage->named.count; i++)
        json_array_append_new(named, write_named(&coverage->named.items[i]));
    return json_pack("{s:o, s:o}", "known", known, "named", named);
}

static uint32_t number_at(const json_t *list, size_t index) {
    return (uint32_t)json_integer_value(json_array_get(list, index));
}

static bool is_at(const json_t *list, size_t index) {
    return json_is_true(json_array_get(list, index));
}

static const char *words_at(lk_arena *arena, const json_t *list, size_t index) {
    const char *text = lk_json_bytes_read(arena, json_array_get(list, index));
    return text ? text : "";
}

static lk_named_function read_named(lk_arena *arena, const json_t *value) {
    const json_t *list = json_array_get(value, 6);
    uint32_t count = (uint32_t)json_array_size(list);
    lk_named_param *params = LK_NEW_ARRAY(arena, lk_named_param, count);
    for (uint32_t i = 0; i < count; i++) {
        const json_t *param = json_array_get(list, i);
        params[i] = (lk_named_param){words_at(arena, param, 0),    words_at(arena, param, 1), words_at(arena, param, 2),
                                     (uint8_t)number_at(param, 3), is_at(param, 4),           is_at(param, 5)};
    }
    return (lk_named_function){.name = words_at(arena, value, 0),
                               .state = (uint8_t)number_at(value, 1),
                               .result = (uint8_t)number_at(value, 2),
                               .is_internal = is_at(value, 3),
                               .is_variadic = is_at(value, 4),
                               .calls = number_at(value, 5),
                               .params = params,
                               .param_count = count};
}

void lk_wire_coverage_read(lk_arena *arena, const json_t *value, lk_coverage *into) {
    const json_t *item;
    size_t i;
    json_array_foreach(json_object_get(value, "known"), i, item) lk_array_push(
        arena, &into->known,
        ((lk_lock_function){words_at(arena, item, 0), words_at(arena, item, 1), is_at(item, 2), number_at(item, 3)}));
    json_array_foreach(json_object_get(value, "named"), i, item)
        lk_array_push(arena, &into->named, read_named(arena, item));
}
