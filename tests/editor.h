/* editor.h -- a client of a language server, for tests and benchmarks. */
#ifndef LK_TESTS_EDITOR_H
#define LK_TESTS_EDITOR_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct editor {
    pid_t process;
    int input, output; /* of the server */
    json_t *kept;      /* messages that nobody has waited for yet */
    char *bytes;       /* read, and not yet taken */
    size_t size, capacity;
    json_int_t requests; /* sent so far */
    bool has_ended;      /* the server's output has */
} editor;

/* Starts the server in `directory` (NULL: the present one); `words` end with NULL. Ends the program when it can't. */
editor editor_start(const char *directory, const char *const *words);

/* The same, and says `initialize` and `initialized`; takes both over; `options` may be NULL. Gives what the server
   answered to the first. */
json_t *editor_begin(editor *self, const char *directory, const char *const *words, json_t *capabilities,
                     json_t *options);

/* Sends bytes as they are; false when the server does not read any more. */
bool editor_send_raw(editor *self, const char *bytes, size_t size);

/* Takes `params` over. */
void editor_notify(editor *self, const char *method, json_t *params);

/* Sends a request; gives its id. Takes `params` over. */
json_int_t editor_ask(editor *self, const char *method, json_t *params);

/* Waits for the answer: the whole message, a new reference; NULL when the server has ended. Other messages are kept.
   The server's own requests are answered with null. */
json_t *editor_answer(editor *self, json_int_t id);

/* The next notification of this method, or NULL when the server has ended. A new reference to its params. */
json_t *editor_wait(editor *self, const char *method);

/* What is said of a document: the list of diagnostics of this version (0: of any). A new reference. */
json_t *editor_diagnostics(editor *self, const char *uri, json_int_t version);

void editor_open(editor *self, const char *uri, json_int_t version, const char *text);

/* The whole text is another one. */
void editor_replace(editor *self, const char *uri, json_int_t version, const char *text);

/* One change of a range on one line. */
void editor_change(editor *self, const char *uri, json_int_t version, int line, int from, int to, const char *text);

/* Closes the pipes, waits for the end; gives the exit status (128 + N for signal N). */
int editor_end(editor *self);

#endif
