/* worker.c -- answers the server's messages about one document. */
#include "lsp/worker.h"
#include "base/whole.h"
#include "driver/confine.h"
#include "lsp/edited.h"
#include "lsp/frames.h"
#include "lsp/program.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct work {
    int output;
    lk_arena *arena; /* of one message */
    lk_edited edited;
    bool is_ready; /* the file was read */
    lk_texts texts;
    lk_lsp_telling telling;
    json_t *words;
} work;

/* ---- answering ---- */

static void answer(work *self, json_t *message) {
    size_t size;
    char *frame = lk_frame_make(message, &size);
    json_decref(message);
    if (!lk_write_whole(self->output, frame, size))
        _exit(1);
    free(frame);
}

/* Bytes of memory that the process has. */
static long long memory_used(void) {
    long long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file && fscanf(file, "%lld %lld", &total, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

/* ---- what the server says of files and settings ---- */

static void take_texts(work *self, const json_t *message) {
    const json_t *texts = json_object_get(message, "texts"), *closed = json_object_get(message, "closed"), *item;
    size_t i;
    json_array_foreach(texts, i, item) {
        const json_t *text = json_object_get(item, "text");
        lk_texts_set(&self->texts, json_string_value(json_object_get(item, "path")), json_string_value(text),
                     json_string_length(text));
    }
    json_array_foreach(closed, i, item) lk_texts_set(&self->texts, json_string_value(item), NULL, 0);
}

static lk_encoding encoding_of(const char *name) {
    return strcmp(name, "utf-8") == 0 ? LK_UTF8 : strcmp(name, "utf-32") == 0 ? LK_UTF32 : LK_UTF16;
}

static void take_settings(work *self, const json_t *message) {
    const char *encoding = json_string_value(json_object_get(message, "encoding"));
    json_t *words = json_object_get(message, "words");
    if (encoding)
        self->telling.encoding = encoding_of(encoding);
    if (words) {
        json_decref(self->words);
        self->words = json_incref(words);
    }
    self->is_ready &= !json_is_true(json_object_get(message, "renew"));
}

static lk_words words_of(work *self) {
    lk_words words = {0};
    size_t i;
    const json_t *word;
    json_array_foreach(self->words, i, word) lk_array_push(self->arena, &words, json_string_value(word));
    return words;
}

/* ---- the messages ---- */

static json_t *remarks(const lk_edited *edited) {
    json_t *list = json_array();
    if (edited->project.remark)
        json_array_append_new(list, json_string(edited->project.remark));
    if (edited->report && edited->report->statistics.summaries_remark && !edited->is_informed)
        json_array_append_new(list, json_string(edited->report->statistics.summaries_remark));
    const lk_lint_statistics *statistics = edited->report ? &edited->report->statistics : NULL;
    for (uint32_t i = 0; statistics && i < statistics->annotation_errors.count; i++) {
        const lk_model_error *error = &statistics->annotation_errors.items[i];
        json_array_append_new(list, json_sprintf("%s: in the annotation, line %u, column %u: %s", error->path,
                                                 error->line, error->column, error->message));
    }
    return list;
}

static void analyse(work *self, const json_t *message) {
    const char *path = json_string_value(json_object_get(message, "path")), *problem = NULL;
    const lk_words words = words_of(self);
    json_t *diagnostics = NULL;
    if (!self->is_ready)
        self->is_ready = lk_edited_read(&self->edited, path, &words, &problem);
    if (self->is_ready && lk_edited_judge(&self->edited, &self->texts, &problem))
        diagnostics = lk_edited_tell(&self->edited, &self->telling);
    json_t *told = json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:I}", "analysed", json_integer_value(json_object_get(message, "analyse")),
        "diagnostics", diagnostics ? diagnostics : json_array(), "inputs", lk_edited_inputs(&self->edited), "settings",
        lk_edited_settings(&self->edited), "remarks", remarks(&self->edited), "memory", memory_used());
    json_object_set_new(told, "problem", problem ? json_string(problem) : json_null());
    answer(self, told);
}

static void hover(work *self, const json_t *message) {
    size_t offset = (size_t)json_integer_value(json_object_get(message, "offset"));
    json_t *text = self->is_ready ? lk_edited_hover(&self->edited, &self->telling, offset) : json_null();
    answer(self, json_pack("{s:I, s:o}", "hovered", json_integer_value(json_object_get(message, "hover")), "hover",
                           text ? text : json_null()));
}

static void program(work *self, const json_t *message) {
    const lk_words words = words_of(self);
    const char *problem = NULL;
    json_t *files = lk_lsp_program(&self->telling, &words, &problem);
    json_t *told = json_pack("{s:I, s:o}", "program", json_integer_value(json_object_get(message, "program")), "files",
                             files ? files : json_object());
    json_object_set_new(told, "problem", problem ? json_string(problem) : json_null());
    answer(self, told);
}

static void handle(work *self, const char *body, size_t size) {
    json_t *message = json_loadb(body, size, JSON_ALLOW_NUL, NULL);
    if (!message)
        _exit(1);
    self->arena = self->telling.arena = lk_arena_new();
    self->telling.texts = &self->texts;
    self->telling.pages = lk_lsp_pages(self->arena);
    take_texts(self, message);
    take_settings(self, message);
    if (json_object_get(message, "analyse"))
        analyse(self, message);
    else if (json_object_get(message, "hover"))
        hover(self, message);
    else if (json_object_get(message, "program"))
        program(self, message);
    lk_arena_free(self->arena);
    json_decref(message);
}

/* Nothing else on the server's pipe; and memory is kept for the next version rather than given back after each. */
static int prepare(const char *parent) {
    enum { KEPT = 32 << 20 };
    lk_confine((pid_t)strtol(parent, NULL, 10));
    mallopt(M_MMAP_THRESHOLD, KEPT);
    mallopt(M_TRIM_THRESHOLD, KEPT);
    int output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, STDOUT_FILENO);
    return output;
}

int lk_lsp_work(const char *parent, const char *preambles) {
    work self = {.output = prepare(parent), .edited.preambles = preambles};
    lk_frames frames = {0};
    const char *body, *error;
    char bytes[65536];
    ssize_t got;
    size_t size;
    while ((got = read(STDIN_FILENO, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR)) {
        lk_frames_feed(&frames, bytes, got > 0 ? (size_t)got : 0);
        lk_frame frame;
        while ((frame = lk_frames_next(&frames, &body, &size, &error)) == LK_FRAME_BODY)
            handle(&self, body, size);
        if (frame == LK_FRAME_WRONG)
            return 1;
    }
    lk_edited_free(&self.edited);
    lk_texts_free(&self.texts);
    lk_frames_free(&frames);
    json_decref(self.words);
    return 0;
}
