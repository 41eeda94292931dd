/* frames.c -- headers and bodies. */
#include "lsp/frames.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char end_of_header[] = "\r\n\r\n", name[] = "Content-Length:";

void lk_frames_feed(lk_frames *self, const char *bytes, size_t size) {
    size_t skipped = self->unread < size ? self->unread : size;
    self->unread -= skipped;
    bytes += skipped;
    size -= skipped;
    if (self->taken) {
        memmove(self->data, self->data + self->taken, self->size - self->taken);
        self->size -= self->taken;
        self->taken = 0;
    }
    if (self->capacity - self->size < size) {
        while (self->capacity - self->size < size)
            self->capacity = self->capacity ? 2 * self->capacity : 16384;
        self->data = realloc(self->data, self->capacity);
        if (!self->data)
            abort();
    }
    if (size)
        memcpy(self->data + self->size, bytes, size);
    self->size += size;
}

/* Behind a broken message the header may stand anywhere in the line; the last one counts. NULL: there is none. */
static const char *find_length(const char *from, const char *end) {
    const char *found = NULL;
    for (; (size_t)(end - from) >= strlen(name); from++)
        if (strncasecmp(from, name, strlen(name)) == 0)
            found = from + strlen(name);
    return found;
}

/* A number and nothing else up to the end of the line. */
static bool read_length(const char *at, const char *end, size_t *length) {
    size_t digits = 0;
    while (at < end && *at == ' ')
        at++;
    for (*length = 0; at < end && *at >= '0' && *at <= '9' && digits < 18; at++, digits++)
        *length = *length * 10 + (size_t)(*at - '0');
    while (at < end && *at == ' ')
        at++;
    return digits > 0 && (at == end || *at == '\r' || *at == '\n');
}

static lk_frame refuse(lk_frames *self, size_t taken, const char *reason, const char **error) {
    self->taken += taken;
    *error = reason;
    return LK_FRAME_WRONG;
}

lk_frame lk_frames_next(lk_frames *self, const char **body, size_t *size, const char **error) {
    const char *begin = self->data + self->taken;
    size_t left = self->size - self->taken;
    const char *end = left ? memmem(begin, left, end_of_header, strlen(end_of_header)) : NULL;
    if (!end && left <= LK_LARGEST_HEADER)
        return LK_FRAME_NONE;
    if (!end) /* what may be the beginning of a header is kept */
        return refuse(self, left - strlen(name), "no header: a line 'Content-Length: N' and an empty line", error);
    size_t header = (size_t)(end - begin) + strlen(end_of_header), length;
    const char *at = find_length(begin, end);
    if (!at)
        return refuse(self, header, "the header lacks 'Content-Length: N'", error);
    if (!read_length(at, end, &length))
        return refuse(self, header, "Content-Length has to be a number of bytes", error);
    if (length > LK_LARGEST_BODY) {
        size_t there = left - header < length ? left - header : length;
        self->unread = length - there;
        return refuse(self, header + there, "the message is larger than is taken (128 MiB)", error);
    }
    if (left - header < length)
        return LK_FRAME_NONE;
    *body = begin + header;
    *size = length;
    self->taken += header + length;
    return LK_FRAME_BODY;
}

char *lk_frame_make(const json_t *message, size_t *size) {
    enum { HEADER = 64 };
    size_t body = json_dumpb(message, NULL, 0, JSON_COMPACT);
    char *text = malloc(HEADER + body);
    if (!text)
        abort();
    size_t header = (size_t)snprintf(text, HEADER, "%s %zu%s", name, body, end_of_header);
    json_dumpb(message, text + header, body, JSON_COMPACT);
    *size = header + body;
    return text;
}

void lk_frames_free(lk_frames *self) {
    free(self->data);
    *self = (lk_frames){0};
}
