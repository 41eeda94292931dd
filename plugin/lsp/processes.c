/* processes.c -- workers: begun, asked, ended; which document is judged next. */
#include "lsp/room.h"

#include "driver/pool.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HANDLES = 4, MOST_PROCESSES = 12, PROGRAM_TIMEOUT = 3600 };
static const int64_t most_idle_memory = (int64_t)1 << 30; /* bytes */

/* ---- the end of a process ---- */

static void closed(uv_handle_t *handle) {
    lk_process *self = handle->data;
    if (++self->closed < HANDLES)
        return;
    lk_process **at = &self->server->processes;
    while (*at && *at != self)
        at = &(*at)->next;
    if (*at)
        *at = self->next;
    lk_frames_free(&self->frames);
    lk_preambles_remove(self->preambles);
    json_decref(self->sent);
    free(self);
}

/* Nobody waits for it any more. */
void lk_process_end(lk_process *self) {
    if (self->is_ending)
        return;
    self->is_ending = true;
    if (self->document)
        self->document->worker = NULL;
    if (self->server->program == self)
        self->server->program = NULL;
    self->document = NULL;
    if (!self->has_exited)
        uv_process_kill(&self->process, SIGKILL);
    uv_close((uv_handle_t *)&self->input, closed);
    uv_close((uv_handle_t *)&self->output, closed);
    uv_close((uv_handle_t *)&self->timer, closed);
    if (self->has_exited)
        uv_close((uv_handle_t *)&self->process, closed);
}

/* Its handle is closed only now: else nobody would take note of its end, and it would stay as a zombie. */
static void exited(uv_process_t *process, int64_t status, int signal) {
    (void)status, (void)signal;
    lk_process *self = process->data;
    self->has_exited = true;
    if (self->is_ending)
        uv_close((uv_handle_t *)process, closed);
}

void lk_processes_end(lk_server *self) {
    for (lk_process *process = self->processes, *next; process; process = next) {
        next = process->next;
        lk_process_end(process);
    }
}

/* It went without being asked to. */
static void lose(lk_process *self) {
    lk_server *server = self->server;
    lk_document *document = self->document;
    bool is_program = server->program == self, was_asked = self->asked > 0, is_late = self->is_late;
    lk_process_end(self);
    if (document && was_asked) {
        lk_say(server, LK_MESSAGE_WARNING, "%s %s%s; what is wrong in this version of it is not known",
               is_late ? "gave up" : "clang or the analysis crashed on", document->path,
               is_late ? ", since it took too long (--timeout)" : "");
        document->judged = document->flying ? document->flying : document->judged;
        document->flying = 0;
        lk_progress_end(server, &document->progress);
        lk_fail_pending(server, document, false);
    } else if (is_program) {
        lk_answer_program(server, is_late ? "it takes too long" : "the analysis of the program crashed");
    }
    lk_schedule(server);
}

/* ---- what it answers ---- */

static json_t *set_of(const json_t *list) {
    json_t *set = json_object();
    const json_t *item;
    size_t i;
    json_array_foreach(list, i, item) json_object_set_new(set, json_string_value(item), json_true());
    return set;
}

static void replace(json_t **to, json_t *with) {
    json_decref(*to);
    *to = with;
}

static void take_judged(lk_process *self, const json_t *told) {
    lk_server *server = self->server;
    lk_document *document = self->document;
    const char *problem = json_string_value(json_object_get(told, "problem"));
    const json_t *remark;
    size_t i;
    bool is_present = document->flying == document->wanted;
    self->memory = json_integer_value(json_object_get(told, "memory"));
    replace(&document->inputs, set_of(json_object_get(told, "inputs")));
    replace(&document->settings, set_of(json_object_get(told, "settings")));
    if (is_present) {
        document->judged = document->flying;
        replace(&document->diagnostics, json_incref(json_object_get(told, "diagnostics")));
        lk_progress_end(server, &document->progress);
    }
    document->flying = 0;
    if (problem)
        lk_say_once(server, LK_MESSAGE_ERROR, problem);
    json_array_foreach(json_object_get(told, "remarks"), i, remark)
        lk_say_once(server, LK_MESSAGE_WARNING, json_string_value(remark));
    lk_trace(server, "judged %s%s", document->path, is_present ? "" : ", which has changed since");
    if (is_present) {
        lk_publish(server, document, false);
        lk_answer_pending(server, document);
    }
}

static void take_program(lk_process *self, const json_t *told) {
    lk_server *server = self->server;
    const char *problem = json_string_value(json_object_get(told, "problem"));
    if (!problem)
        replace(&server->program_files, json_incref(json_object_get(told, "files")));
    lk_answer_program(server, problem);
    if (!problem)
        lk_documents_renew(server); /* what other files' functions do is known now */
}

static void take_answer(lk_process *self, const json_t *told) {
    json_t *hovered = json_object_get(told, "hovered");
    self->asked -= self->asked > 0;
    if (self->asked == 0)
        uv_timer_stop(&self->timer);
    else
        uv_timer_again(&self->timer);
    if (hovered)
        lk_take_hover(self->server, (uint64_t)json_integer_value(hovered), json_object_get(told, "hover"));
    else if (self->server->program == self)
        take_program(self, told);
    else if (self->document)
        take_judged(self, told);
}

static void received(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    lk_process *self = stream->data;
    const char *body, *error;
    size_t size;
    if (count > 0)
        lk_frames_feed(&self->frames, buffer->base, (size_t)count);
    free(buffer->base);
    while (count > 0 && !self->is_ending && lk_frames_next(&self->frames, &body, &size, &error) == LK_FRAME_BODY) {
        json_t *told = json_loadb(body, size, JSON_ALLOW_NUL, NULL);
        take_answer(self, told);
        json_decref(told);
    }
    if (count < 0 && !self->is_ending)
        lose(self);
    else
        lk_schedule(self->server);
}

static void late(uv_timer_t *timer) {
    lk_process *self = timer->data;
    self->is_late = true;
    uv_process_kill(&self->process, SIGKILL);
}

/* ---- the beginning of a process ---- */

static lk_process *prepare(lk_server *server) {
    lk_process *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    self->server = server;
    self->sent = json_object();
    self->preambles = lk_preambles_add(server);
    uv_pipe_init(&server->loop, &self->input, 0);
    uv_pipe_init(&server->loop, &self->output, 0);
    uv_timer_init(&server->loop, &self->timer);
    self->process.data = self->input.data = self->output.data = self->timer.data = self;
    self->next = server->processes;
    server->processes = self;
    return self;
}

static lk_process *begin(lk_server *server) {
    lk_process *self = prepare(server);
    char parent[32];
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    char *words[] = {"locklint", "lsp", "--worker", parent, self->preambles, NULL};
    uv_stdio_container_t streams[] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&self->input},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&self->output},
        {.flags = UV_IGNORE}};
    uv_process_options_t options = {.file = "/proc/self/exe",
                                    .args = words,
                                    .cwd = server->root,
                                    .exit_cb = exited,
                                    .stdio = streams,
                                    .stdio_count = sizeof streams / sizeof *streams};
    int wrong = uv_spawn(&server->loop, &self->process, &options);
    if (wrong && server->root) { /* the folder may be gone */
        options.cwd = NULL;
        wrong = uv_spawn(&server->loop, &self->process, &options);
    }
    self->has_exited = wrong != 0;
    if (!wrong)
        wrong = uv_read_start((uv_stream_t *)&self->output, lk_allocate, received);
    if (!wrong)
        return self;
    lk_say(server, LK_MESSAGE_ERROR, "no process to analyse with can be started: %s", uv_strerror(wrong));
    lk_process_end(self);
    return NULL;
}

/* ---- what it is asked ---- */

/* Takes the message over. */
static void ask(lk_process *self, json_t *message, unsigned timeout) {
    self->asked++;
    self->used = ++self->server->clock;
    if (timeout)
        uv_timer_start(&self->timer, late, (uint64_t)timeout * 1000, (uint64_t)timeout * 1000);
    lk_send((uv_stream_t *)&self->input, message, NULL); /* the end of its output tells when it is gone */
}

/* Texts that the worker has not yet as they are now, and those that are not open any more. */
static void add_texts(lk_process *self, json_t *message) {
    json_t *texts = json_array(), *closed = json_array(), *number;
    const char *path;
    void *next;
    for (const lk_document *document = self->server->documents; document; document = document->next) {
        json_int_t known = json_integer_value(json_object_get(self->sent, document->path));
        if (known == (json_int_t)document->changed)
            continue;
        json_object_set_new(self->sent, document->path, json_integer((json_int_t)document->changed));
        json_array_append_new(texts,
                              json_pack("{s:s, s:s%}", "path", document->path, "text", document->text, document->size));
    }
    json_object_foreach_safe(self->sent, next, path, number) {
        const lk_document *document = self->server->documents;
        while (document && strcmp(document->path, path) != 0)
            document = document->next;
        if (document)
            continue;
        json_array_append_new(closed, json_string(path));
        json_object_del(self->sent, path);
    }
    json_object_set_new(message, "texts", texts);
    json_object_set_new(message, "closed", closed);
    json_object_set(message, "words", self->server->words);
    json_object_set_new(message, "encoding", json_string(lk_encoding_name(self->server->client.encoding)));
}

static void judge(lk_server *server, lk_document *document) {
    lk_process *worker = document->worker ? document->worker : begin(server);
    document->flying = document->wanted;
    if (!worker) {
        document->judged = document->flying;
        document->flying = 0;
        lk_fail_pending(server, document, false);
        return;
    }
    document->worker = worker;
    worker->document = document;
    json_t *message = json_pack("{s:I, s:s, s:b}", "analyse", (json_int_t)document->flying, "path", document->path,
                                "renew", document->renews);
    document->renews = false;
    add_texts(worker, message);
    ask(worker, message, server->timeout);
}

bool lk_process_hover(lk_server *server, lk_document *document, uint64_t number, size_t offset) {
    if (!document->worker)
        return false;
    ask(document->worker, json_pack("{s:I, s:I}", "hover", (json_int_t)number, "offset", (json_int_t)offset),
        server->timeout);
    return true;
}

bool lk_process_program(lk_server *server, uint64_t number) {
    lk_process *process = begin(server);
    if (!process)
        return false;
    server->program = process;
    server->program_is_old = false;
    json_t *message = json_pack("{s:I}", "program", (json_int_t)number);
    add_texts(process, message);
    ask(process, message, PROGRAM_TIMEOUT);
    return true;
}

/* ---- which is next ---- */

static bool is_waiting(const lk_document *document) {
    return document->wanted != document->judged && !document->flying;
}

/* The one that was changed last: that is where the user is. */
static lk_document *next_document(const lk_server *self) {
    lk_document *found = NULL;
    for (lk_document *document = self->documents; document; document = document->next)
        if (is_waiting(document) && (!found || document->changed > found->changed))
            found = document;
    return found;
}

static unsigned count_flying(const lk_server *self) {
    unsigned count = 0;
    for (const lk_document *document = self->documents; document; document = document->next)
        count += document->flying != 0;
    return count;
}

/* Idle workers are few and small: the one that was not used for the longest time goes first. */
static void shrink(lk_server *self) {
    for (;;) {
        unsigned count = 0;
        int64_t memory = 0;
        lk_process *oldest = NULL;
        for (lk_process *process = self->processes; process; process = process->next) {
            if (process->is_ending || process == self->program)
                continue;
            count++;
            memory += process->asked ? 0 : process->memory;
            if (process->asked == 0 && (!oldest || process->used < oldest->used))
                oldest = process;
        }
        if (!oldest || (count <= MOST_PROCESSES && (memory <= most_idle_memory || count <= 1)))
            return;
        lk_process_end(oldest);
    }
}

void lk_schedule(lk_server *self) {
    unsigned most = lk_pool_processors();
    lk_document *document;
    if (self->has_ended || self->phase != LK_INITIALIZED)
        return;
    while (count_flying(self) < most && (document = next_document(self)))
        judge(self, document);
    shrink(self);
}
