/* frames.h -- messages in a stream of bytes, each behind a header, as the language server protocol has them. */
#ifndef LK_LSP_FRAMES_H
#define LK_LSP_FRAMES_H

#include <jansson.h>
#include <stddef.h>

/* The largest body that is taken, and the largest header, in bytes. */
#define LK_LARGEST_BODY ((size_t)128 << 20)
#define LK_LARGEST_HEADER ((size_t)4096)

typedef struct lk_frames {
    char *data;
    size_t size, capacity;
    size_t taken;  /* bytes at the front that are done with */
    size_t unread; /* bytes still to come that nobody wants */
} lk_frames;

typedef enum lk_frame { LK_FRAME_NONE, LK_FRAME_BODY, LK_FRAME_WRONG } lk_frame;

/* Appends bytes. */
void lk_frames_feed(lk_frames *self, const char *bytes, size_t size);

/* The next message: its body, which stays until the next call. LK_FRAME_NONE: it isn't there yet. LK_FRAME_WRONG: what
   came is no header, or announces too much; `*error` says why, and reading goes on behind it. */
lk_frame lk_frames_next(lk_frames *self, const char **body, size_t *size, const char **error);

/* The message with its header; the caller frees it. Ends the process when there is no memory. */
char *lk_frame_make(const json_t *message, size_t *size);

void lk_frames_free(lk_frames *self);

#endif
