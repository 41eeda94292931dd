/* bytes.c -- numbers and texts as bytes, and back. */
#include "base/bytes.h"

#include <string.h>

/* ---- writing ---- */

void lk_bytes_put(lk_bytes *self, const void *data, size_t size) {
    if (self->capacity - self->size < size) {
        size_t capacity = self->capacity ? 2 * self->capacity : 256;
        while (capacity - self->size < size)
            capacity *= 2;
        uint8_t *bigger = lk_arena_alloc(self->arena, capacity);
        if (self->size)
            memcpy(bigger, self->data, self->size);
        self->data = bigger;
        self->capacity = capacity;
    }
    if (size)
        memcpy(self->data + self->size, data, size);
    self->size += size;
}

void lk_bytes_number(lk_bytes *self, uint64_t number) {
    uint8_t bytes[10];
    size_t count = 0;
    do {
        bytes[count] = (uint8_t)(number & 0x7f);
        number >>= 7;
        bytes[count++] |= number ? 0x80 : 0;
    } while (number);
    lk_bytes_put(self, bytes, count);
}

void lk_bytes_signed(lk_bytes *self, int64_t number) {
    lk_bytes_number(self, number < 0 ? ~((uint64_t)number << 1) : (uint64_t)number << 1);
}

void lk_bytes_fixed(lk_bytes *self, uint32_t number) {
    const uint8_t bytes[4] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
                              (uint8_t)(number >> 24)};
    lk_bytes_put(self, bytes, sizeof bytes);
}

void lk_bytes_text(lk_bytes *self, const char *text, size_t length) {
    lk_bytes_number(self, length);
    lk_bytes_put(self, text, length);
}

/* ---- reading ---- */

uint8_t lk_read_byte(lk_byte_reader *self) {
    if (self->failed || self->at == self->end) {
        self->failed = true;
        return 0;
    }
    return *self->at++;
}

uint64_t lk_read_number(lk_byte_reader *self) {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = lk_read_byte(self);
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return self->failed ? 0 : number;
    }
    self->failed = true;
    return 0;
}

uint32_t lk_read_small(lk_byte_reader *self) {
    uint64_t number = lk_read_number(self);
    self->failed |= number > UINT32_MAX;
    return self->failed ? 0 : (uint32_t)number;
}

int64_t lk_read_signed(lk_byte_reader *self) {
    uint64_t number = lk_read_number(self);
    return (int64_t)(number & 1 ? ~(number >> 1) : number >> 1);
}

uint32_t lk_read_count(lk_byte_reader *self, size_t least) {
    uint32_t count = lk_read_small(self);
    self->failed |= count > (size_t)(self->end - self->at) / (least ? least : 1);
    return self->failed ? 0 : count;
}

const char *lk_read_text(lk_byte_reader *self, size_t *length) {
    uint64_t size = lk_read_number(self);
    self->failed |= size > (uint64_t)(self->end - self->at);
    if (self->failed)
        return NULL;
    const char *text = (const char *)self->at;
    *length = (size_t)size;
    self->at += size;
    return text;
}
