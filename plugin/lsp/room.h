/* room.h -- what the files of the server share; nobody else includes it. */
#ifndef LK_LSP_ROOM_H
#define LK_LSP_ROOM_H

#include "lsp/frames.h"
#include "lsp/place.h"

#include <jansson.h>
#include <uv.h>

typedef struct lk_server lk_server;
typedef struct lk_document lk_document;
typedef struct lk_process lk_process;

/* Error codes of JSON-RPC and of the protocol. */
enum {
    LK_PARSE_ERROR = -32700,
    LK_INVALID_REQUEST = -32600,
    LK_METHOD_NOT_FOUND = -32601,
    LK_INVALID_PARAMS = -32602,
    LK_NOT_INITIALIZED = -32002,
    LK_REQUEST_CANCELLED = -32800,
    LK_CONTENT_MODIFIED = -32801,
    LK_SERVER_CANCELLED = -32802
};

/* A message to the user. */
typedef enum lk_message_kind {
    LK_MESSAGE_ERROR = 1,
    LK_MESSAGE_WARNING,
    LK_MESSAGE_INFO,
    LK_MESSAGE_LOG
} lk_message_kind;

/* What a client waits for. */
typedef enum lk_pending_kind {
    LK_PENDING_DIAGNOSTIC,
    LK_PENDING_ACTIONS,
    LK_PENDING_HOVER,
    LK_PENDING_PROGRAM,
    LK_PENDING_COMMAND
} lk_pending_kind;

typedef struct lk_pending {
    struct lk_pending *next;
    uint8_t kind;
    json_t *id, *params;
    lk_document *document; /* NULL: the whole program */
    uint64_t number;       /* of the question to the worker; 0: it was not asked */
} lk_pending;

/* A bar that the client shows while something lasts. */
typedef struct lk_progress {
    bool is_asked, has_begun;
    uint64_t number; /* of its token */
} lk_progress;

struct lk_document {
    lk_document *next;
    char *uri, *path;
    json_t *version;
    char *text; /* with a NUL behind it */
    size_t size;
    /* Numbers of states of the world as far as this document sees it: what its diagnostics ought to be of, what they
       are of, and what is being judged (0: nothing). */
    uint64_t wanted, judged, flying;
    uint64_t changed;                        /* number of the last change of its text */
    bool renews;                             /* settings or database have changed */
    json_t *diagnostics, *inputs, *settings; /* as the worker tells them; inputs and settings are sets of paths */
    lk_process *worker;
    lk_progress progress;
};

/* A worker: of a document, or of the program. */
struct lk_process {
    lk_process *next;
    lk_server *server;
    lk_document *document; /* NULL: the program's, or nobody's any more */
    uv_process_t process;
    uv_pipe_t input, output;
    uv_timer_t timer;
    lk_frames frames;
    json_t *sent;    /* path -> number of the text that it has */
    unsigned asked;  /* questions without an answer */
    unsigned closed; /* of its four handles */
    bool is_ending, is_late, has_exited;
    int64_t memory;
    uint64_t used;
    char *preambles; /* its folder; NULL: none */
};

/* What the client can do. */
typedef struct lk_client {
    lk_encoding encoding;
    bool pulls, shows_related, shows_code_page, has_configuration, watches, has_progress, refreshes,
        has_versioned_edits;
} lk_client;

struct lk_server {
    uv_loop_t loop;
    uv_stream_t *input, *output;
    union {
        uv_pipe_t pipe;
        uv_tty_t tty;
        uv_handle_t handle;
    } in, out;
    uv_timer_t parent_watch;
    lk_frames frames;
    enum { LK_FRESH, LK_INITIALIZED, LK_SHUT_DOWN } phase;
    bool has_ended; /* the loop is being left */
    int status;
    lk_client client;
    json_t *given, *words; /* options of the command line; and all that hold */
    unsigned timeout;      /* seconds for one answer of a worker; 0: as many as it takes */
    char *root;            /* where workers work; NULL: where the server does */
    long parent;           /* process of the client; 0: not known */
    char *preambles;       /* folder of its workers' folders; NULL: none could be made */
    int preambles_lock;    /* file descriptor that holds it */
    bool traces;
    uint64_t clock; /* the last number that was given out */
    lk_document *documents;
    lk_process *processes, *program; /* `program` is one of them */
    lk_pending *pending;
    json_t *program_files; /* path -> diagnostics, NULL: not known */
    json_t *pushed;        /* paths of files that are not open, and of which something was pushed: a set */
    bool program_is_old;
    lk_progress program_progress;
    json_t *said; /* remarks that were shown already: a set */
};

/* ---- client.c: what goes to the client; `result`, `params` and `data` are taken over ---- */
void lk_send(uv_stream_t *stream, json_t *message, lk_server *server); /* `server` ends when nobody reads; or NULL */
void lk_reply(lk_server *self, const json_t *id, json_t *result);
void lk_refuse(lk_server *self, const json_t *id, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void lk_refuse_with(lk_server *self, const json_t *id, int code, json_t *data, const char *message);
void lk_notify(lk_server *self, const char *method, json_t *params);
void lk_ask(lk_server *self, const char *method, uint64_t number, json_t *params);
void lk_say(lk_server *self, lk_message_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
void lk_say_once(lk_server *self, lk_message_kind kind, const char *text);
void lk_trace(lk_server *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lk_progress_begin(lk_server *self, lk_progress *progress);
void lk_progress_end(lk_server *self, lk_progress *progress);

/* ---- server.c ---- */
void lk_server_end(lk_server *self, int status);
void lk_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer); /* for what is read; freed by who reads */
lk_document *lk_server_find(const lk_server *self, const char *uri);

/* Whether `params` has this; else refuses the request (NULL: says nothing). */
const char *lk_uri_of(lk_server *self, const json_t *id, const json_t *params);

/* ---- lifecycle.c ---- */
void lk_take_words(lk_server *self, json_t *words); /* takes them over; says what is wrong with them */
typedef void lk_method(lk_server *self, const json_t *id, const json_t *params);
lk_method lk_on_initialize, lk_on_initialized, lk_on_shutdown, lk_on_exit, lk_on_configuration, lk_on_trace;
void lk_on_response(lk_server *self, const json_t *message);

/* ---- documents.c ---- */
lk_method lk_on_open, lk_on_change, lk_on_close, lk_on_save, lk_on_watched;
void lk_document_want(lk_server *self, lk_document *document); /* its diagnostics are old */
void lk_documents_renew(lk_server *self);                      /* all settings are */
void lk_document_free(lk_document *self);
bool lk_read_spot(const json_t *position, lk_spot *spot); /* false: it is none */

/* ---- answers.c ---- */
lk_method lk_on_diagnostic, lk_on_actions, lk_on_hover, lk_on_cancel;
void lk_publish(lk_server *self, const lk_document *document, bool is_closed);
void lk_answer_pending(lk_server *self, lk_document *document); /* it is judged as it is now */
void lk_fail_pending(lk_server *self, const lk_document *document, bool is_gone);
void lk_take_hover(lk_server *self, uint64_t number, json_t *hover);
json_t *lk_report(const lk_server *self, const json_t *diagnostics, const char *previous);
json_t *lk_shape(const lk_server *self, const json_t *diagnostics); /* for the client */
void lk_wait_for(lk_server *self, lk_pending_kind kind, const json_t *id, const json_t *params, lk_document *document);
void lk_pending_drop(lk_server *self, lk_pending *pending);
void lk_refuse_pending(lk_server *self); /* all that wait: the server is shut down */
void lk_refresh(lk_server *self);        /* what the client has pulled may be old */

/* ---- whole.c: the program as a whole ---- */
lk_method lk_on_program, lk_on_command;
void lk_answer_program(lk_server *self, const char *problem);

/* ---- preambles.c ---- */
void lk_preambles_begin(lk_server *self);
void lk_preambles_end(lk_server *self);
char *lk_preambles_add(lk_server *self); /* a folder for one worker, who may be killed; NULL: it does without */
void lk_preambles_remove(char *folder);  /* takes it over; or NULL */

/* ---- processes.c ---- */
void lk_schedule(lk_server *self);
bool lk_process_hover(lk_server *self, lk_document *document, uint64_t number, size_t offset);
bool lk_process_program(lk_server *self, uint64_t number);
void lk_process_end(lk_process *process);
void lk_processes_end(lk_server *self);

#endif
