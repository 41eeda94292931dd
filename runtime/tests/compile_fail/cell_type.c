/* cell_type.c -- a cell whose maker makes another type. */
#include <arcmutex/arcmutex.h>

typedef AM_ONCE_CELL(uint64_t) number_cell;

AM_CELL_INIT(make_level, double, fresh) {
    *fresh = 1;
}

const uint64_t *get(number_cell *cell);
const uint64_t *get(number_cell *cell) {
    return am_cell_get_or_init(cell, make_level);
}
