/* witness_pins.c -- one list of what is known to differ. */
#include "witness_pins.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *fixture, *function, *why;
} pins[] = {
    {"", "", ""},
};

const char *witness_pin(const char *fixture, const char *function) {
    for (size_t i = 0; i < sizeof pins / sizeof *pins; i++)
        if (strcmp(pins[i].fixture, fixture) == 0 && strcmp(pins[i].function, function) == 0)
            return pins[i].why;
    return NULL;
}
