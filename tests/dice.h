/* dice.h -- random numbers of a seed, for tests that do the same whenever they run. */
#ifndef LK_TESTS_DICE_H
#define LK_TESTS_DICE_H

#include <stddef.h>
#include <stdint.h>

typedef struct dice {
    uint64_t state; /* at first the seed: not 0 */
} dice;

/* A number from 0 on; below 1 is always 0. */
static inline uint32_t roll(dice *self, uint32_t below) {
    self->state ^= self->state << 13;
    self->state ^= self->state >> 7;
    self->state ^= self->state << 17;
    return (uint32_t)((self->state >> 16) % below);
}

static inline const char *any(dice *self, const char *const *list, size_t count) {
    return list[roll(self, (uint32_t)count)];
}

/* One of the texts. */
#define ANY(self, ...)                                                                                                 \
    any((self), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

#endif
