/* scan.c -- a cursor over the small texts inside a model. */
#include "model/scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void skip_space(lk_scan *self) {
    while (isspace((unsigned char)self->text[self->at]))
        self->at++;
}

static bool begins_name(char c) {
    return isalpha((unsigned char)c) || c == '_';
}

static bool continues_name(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

bool lk_scan_take(lk_scan *self, const char *token) {
    skip_space(self);
    size_t length = strlen(token);
    if (strncmp(self->text + self->at, token, length) != 0)
        return false;
    self->token = self->at;
    self->at += length;
    return true;
}

const char *lk_scan_name(lk_scan *self) {
    skip_space(self);
    if (!begins_name(self->text[self->at]))
        return NULL;
    self->token = self->at;
    while (continues_name(self->text[self->at]))
        self->at++;
    return lk_arena_strndup(self->arena, self->text + self->token, self->at - self->token);
}

bool lk_scan_integer(lk_scan *self, int64_t *value) {
    skip_space(self);
    const char *start = self->text + self->at, *digits = start + (*start == '-' || *start == '+');
    if (!isdigit((unsigned char)*digits))
        return false;
    char *end;
    errno = 0;
    *value = *start == '-' ? strtoll(start, &end, 0) : (int64_t)strtoull(start, &end, 0);
    if (errno || continues_name(*end))
        return lk_scan_fail(self, "'%.*s' is no integer of 64 bits", (int)strcspn(start, " \t)&|"), start);
    self->token = self->at;
    self->at += (size_t)(end - start);
    return true;
}

bool lk_scan_at_end(lk_scan *self) {
    skip_space(self);
    return !self->text[self->at];
}

static bool fail(lk_scan *self, size_t where, const char *format, va_list arguments) {
    if (!self->message) {
        self->message = lk_arena_vprintf(self->arena, format, arguments);
        self->where = where;
    }
    return false;
}

bool lk_scan_fail(lk_scan *self, const char *format, ...) {
    skip_space(self);
    va_list arguments;
    va_start(arguments, format);
    fail(self, self->at, format, arguments);
    va_end(arguments);
    return false;
}

bool lk_scan_fail_at(lk_scan *self, size_t where, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fail(self, where, format, arguments);
    va_end(arguments);
    return false;
}

const char *lk_scan_found(lk_scan *self) {
    if (lk_scan_at_end(self))
        return "the end";
    size_t length = 1;
    if (begins_name(self->text[self->at]))
        while (continues_name(self->text[self->at + length]))
            length++;
    else
        while ((self->text[self->at + length] & 0xC0) == 0x80)
            length++;
    return lk_arena_printf(self->arena, "'%.*s'", (int)length, self->text + self->at);
}
