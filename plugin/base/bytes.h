/* bytes.h -- numbers and texts as bytes, and back: what files and other processes get. */
#ifndef LK_BASE_BYTES_H
#define LK_BASE_BYTES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes that grow in an arena. */
typedef struct lk_bytes {
    lk_arena *arena;
    uint8_t *data;
    size_t size, capacity;
} lk_bytes;

void lk_bytes_put(lk_bytes *self, const void *data, size_t size);

/* LEB128: seven bits a byte, the low ones first; signed numbers with the sign in the lowest bit. */
void lk_bytes_number(lk_bytes *self, uint64_t number);
void lk_bytes_signed(lk_bytes *self, int64_t number);

/* Four bytes, the low one first: for tables whose entries are found by their place. */
void lk_bytes_fixed(lk_bytes *self, uint32_t number);

/* The length, then the bytes. */
void lk_bytes_text(lk_bytes *self, const char *text, size_t length);

/* Reading: never past `end`; what is not there, or can't be, reads as 0 and sets `failed`, which stays. */
typedef struct lk_byte_reader {
    const uint8_t *at, *end;
    bool failed;
} lk_byte_reader;

uint64_t lk_read_number(lk_byte_reader *self);
uint32_t lk_read_small(lk_byte_reader *self); /* fails above UINT32_MAX */
int64_t lk_read_signed(lk_byte_reader *self);
uint8_t lk_read_byte(lk_byte_reader *self);

/* A number of items that take at least `least` bytes each: fails when so many can't follow. */
uint32_t lk_read_count(lk_byte_reader *self, size_t least);

/* A text that lk_bytes_text wrote: its bytes, which stay where they are, and its length. NULL: failed. */
const char *lk_read_text(lk_byte_reader *self, size_t *length);

#endif
