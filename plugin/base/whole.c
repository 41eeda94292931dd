/* whole.c -- reading a file to its end, and writing to one. */
#include "base/whole.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

char *lk_read_whole(lk_arena *arena, const char *path, size_t *size) {
    FILE *file = fopen(path, "re");
    char *text = NULL, *copy = NULL;
    size_t capacity = 0;
    if (!file)
        return NULL;
    ssize_t length = getdelim(&text, &capacity, -1, file); /* no byte is -1 */
    int reason = ferror(file) ? errno : 0;
    *size = length > 0 ? (size_t)length : 0;
    if (!reason)
        copy = lk_arena_strndup(arena, *size ? text : "", *size);
    free(text);
    fclose(file);
    errno = reason;
    return copy;
}

bool lk_write_whole(int file, const char *text, size_t size) {
    while (size > 0) {
        ssize_t written = write(file, text, size);
        if (written < 0 && errno != EINTR)
            return false;
        text += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}
