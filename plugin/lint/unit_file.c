/* unit_file.c -- a head with the sizes of the parts and a checksum, then the parts. */
#include "lint/unit_file.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* "locklint", format, checksum of all that follows (low half first), sizes. */
static const char magic[8] = {'l', 'o', 'c', 'k', 'l', 'i', 'n', 't'};
const char lk_unit_file_foreign[] = "locklint did not write it";
enum { CHECKSUM = 12, SIZES = 20, HEAD = SIZES + 4 * LK_PARTS };

static void put_fixed(uint8_t *at, uint32_t number) {
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(number >> 8 * i);
}

static uint32_t fixed(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

void lk_unit_file_write(lk_bytes *out, const lk_section parts[LK_PARTS]) {
    size_t begin = out->size;
    lk_bytes_put(out, magic, sizeof magic);
    lk_bytes_fixed(out, LK_UNIT_FILE_FORMAT);
    lk_bytes_fixed(out, 0);
    lk_bytes_fixed(out, 0);
    for (int i = 0; i < LK_PARTS; i++)
        lk_bytes_fixed(out, (uint32_t)parts[i].size);
    for (int i = 0; i < LK_PARTS; i++)
        lk_bytes_put(out, parts[i].data, parts[i].size);
    uint64_t sum = XXH3_64bits(out->data + begin + SIZES, out->size - begin - SIZES);
    put_fixed(out->data + begin + CHECKSUM, (uint32_t)sum);
    put_fixed(out->data + begin + CHECKSUM + 4, (uint32_t)(sum >> 32));
}

const char *lk_unit_file_open(const uint8_t *data, size_t size, lk_section parts[LK_PARTS]) {
    if (size < sizeof magic || memcmp(data, magic, sizeof magic) != 0)
        return lk_unit_file_foreign;
    if (size < HEAD)
        return "it is cut short; make it again";
    if (fixed(data + sizeof magic) != LK_UNIT_FILE_FORMAT)
        return "another version of locklint made it; make it again";
    uint64_t rest = size - HEAD, sum = XXH3_64bits(data + SIZES, size - SIZES);
    const uint8_t *at = data + HEAD;
    for (int i = 0; i < LK_PARTS; i++) {
        parts[i] = (lk_section){at, fixed(data + SIZES + 4 * i)};
        if (parts[i].size > rest)
            return "it is cut short; make it again";
        at += parts[i].size;
        rest -= parts[i].size;
    }
    bool is_whole = fixed(data + CHECKSUM) == (uint32_t)sum && fixed(data + CHECKSUM + 4) == (uint32_t)(sum >> 32);
    return rest == 0 && is_whole ? NULL : "it is damaged; make it again";
}
