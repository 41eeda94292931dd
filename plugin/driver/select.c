/* select.c -- which translation units to analyse, and with which flags. */
#include "driver/borrow.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <search.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Which entries of the database a file or directory of the command line asks for. */
typedef struct request {
    const char *given, *real;
    bool is_directory;
    uint32_t entries, skipped; /* found for it, and those among them that are no C compilation */
    lk_compile_kind kind;      /* of one that was skipped */
} request;

typedef struct selecting {
    lk_arena *arena;
    const lk_selection *selection;
    lk_selected *selected;
    LK_ARRAY(request) requests;
    void *seen; /* keys of the jobs so far, a tree of tsearch(3) */
} selecting;

#define PROBLEM(self, ...)                                                                                             \
    lk_array_push((self)->arena, &(self)->selected->problems, lk_arena_printf((self)->arena, __VA_ARGS__))

static bool is_binary(const char *path) {
    char start[8000];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file >= 0 ? read(file, start, sizeof start) : -1;
    if (file >= 0)
        close(file);
    return size > 0 && memchr(start, 0, (size_t)size);
}

/* Says why a file can't be read; true when it can. */
static bool is_readable(selecting *self, const char *path, const char *shown) {
    struct stat status;
    if (stat(path, &status) != 0 || access(path, R_OK) != 0)
        PROBLEM(self, "%s: error: not analysed: %s", shown, strerror(errno));
    else if (!S_ISREG(status.st_mode))
        PROBLEM(self, "%s: error: not analysed: it is no regular file", shown);
    else if (is_binary(path))
        PROBLEM(self, "%s: error: not analysed: it is a binary file, no C source", shown);
    else
        return true;
    return false;
}

static bool is_excluded(const selecting *self, const char *shown, const char *absolute) {
    const lk_words *patterns = &self->selection->excludes;
    for (uint32_t i = 0; i < patterns->count; i++)
        if (fnmatch(patterns->items[i], shown, 0) == 0 || fnmatch(patterns->items[i], absolute, 0) == 0)
            return true;
    return false;
}

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void ignore(void *key) {
    (void)key;
}

/* True when the text is met for the first time. */
static bool is_new(selecting *self, const char *key) {
    const char **found = tsearch(key, &self->seen, compare);
    return !found || *found == key;
}

/* What makes two jobs the same. */
static const char *job_key(lk_arena *arena, const lk_job *job) {
    size_t size = strlen(job->path) + (job->directory ? strlen(job->directory) : 0) + 3;
    for (uint32_t i = 0; i < job->flags.count; i++)
        size += strlen(job->flags.items[i]) + 1;
    char *key = lk_arena_alloc(arena, size),
         *to = stpcpy(stpcpy(stpcpy(key, job->path), "\n"), job->directory ? job->directory : "");
    for (uint32_t i = 0; i < job->flags.count; i++)
        to = stpcpy(stpcpy(to, "\n"), job->flags.items[i]);
    return key;
}

static void append(lk_arena *arena, lk_words *to, const lk_words *from) {
    for (uint32_t i = 0; i < from->count; i++)
        lk_array_push(arena, to, from->items[i]);
}

/* Adds the job unless it is there already. */
static void add(selecting *self, lk_job job) {
    if (!is_new(self, job_key(self->arena, &job)))
        self->selected->repeated++;
    else if (is_readable(self, job.path, job.shown))
        lk_array_push(self->arena, &self->selected->jobs, job);
}

/* ---- with a database ---- */

static void read_requests(selecting *self) {
    const lk_words *files = &self->selection->files;
    for (uint32_t i = 0; i < files->count; i++) {
        struct stat status;
        const char *path = lk_path_absolute(self->arena, self->selection->here.logical, files->items[i]);
        if (stat(path, &status) != 0 || access(path, R_OK) != 0) {
            PROBLEM(self, "%s: error: %s", files->items[i], strerror(errno));
            continue;
        }
        request wanted = {
            .given = files->items[i], .real = lk_path_real(self->arena, path), .is_directory = S_ISDIR(status.st_mode)};
        lk_array_push(self->arena, &self->requests, wanted);
    }
}

/* True when the entry is asked for. */
static bool is_wanted(selecting *self, const char *file, lk_compile_kind kind) {
    if (self->selection->files.count == 0)
        return true;
    const char *real = lk_path_real(self->arena, file);
    bool wanted = false;
    for (uint32_t i = 0; i < self->requests.count; i++) {
        request *one = &self->requests.items[i];
        if (one->is_directory ? !lk_path_is_below(real, one->real) : strcmp(real, one->real) != 0)
            continue;
        wanted = true;
        one->entries++;
        if (kind != LK_COMPILES_C) {
            one->skipped++;
            one->kind = kind;
        }
    }
    return wanted;
}

static void add_command(selecting *self, const lk_command *command) {
    lk_words words = command->words;
    lk_arguments_expand(self->arena, &words, command->directory);
    lk_compile_kind kind = lk_arguments_classify(&words, command->file);
    if (!is_wanted(self, command->file, kind))
        return;
    const char *shown = lk_path_shown(self->arena, &self->selection->here, command->file);
    if (is_excluded(self, shown, command->file)) {
        self->selected->excluded++;
    } else if (kind != LK_COMPILES_C) {
        self->selected->skipped[kind]++;
    } else {
        lk_job job = {.path = command->file,
                      .shown = shown,
                      .directory = command->directory,
                      .output = lk_arguments_output(self->arena, &words, command->directory)};
        lk_flags_begin(self->arena, &job.flags);
        append(self->arena, &job.flags, &self->selection->extra_before);
        lk_arguments_adjust(self->arena, &words, &job.flags);
        append(self->arena, &job.flags, &self->selection->extra);
        add(self, job);
    }
}

/* Says which requests led to nothing, and what to do. */
static void report_requests(selecting *self) {
    const char *database = self->selection->compdb->path;
    for (uint32_t i = 0; i < self->requests.count; i++) {
        const request *one = &self->requests.items[i];
        if (one->entries > one->skipped || (one->is_directory && one->entries > 0))
            continue;
        if (one->entries > 0)
            PROBLEM(self, "%s: error: not analysed: %s compiles it as no C (%s)", one->given, database,
                    lk_compile_kind_name(one->kind));
        else if (one->is_directory)
            PROBLEM(self, "%s: error: no entry of %s lies below this directory", one->given, database);
        else if (lk_path_is_header(one->given))
            PROBLEM(self,
                    "%s: error: a header is analysed through the files that include it: name one of those, or give "
                    "its flags after --",
                    one->given);
        else
            PROBLEM(self, "%s: error: it is not in %s; give its compile flags after --", one->given, database);
    }
}

/* ---- with flags behind -- ---- */

static void add_file(selecting *self, const char *given) {
    const char *absolute = lk_path_absolute(self->arena, self->selection->here.logical, given);
    lk_words words = {0};
    append(self->arena, &words, self->selection->flags);
    lk_arguments_expand(self->arena, &words, self->selection->here.logical);
    struct stat status;
    lk_compile_kind kind = lk_flags_classify(&words, given);
    if (is_excluded(self, given, absolute)) {
        self->selected->excluded++;
        return;
    }
    if (stat(given, &status) == 0 && S_ISDIR(status.st_mode)) {
        PROBLEM(self, "%s: error: a directory needs a compilation database; with -- name the files", given);
        return;
    }
    if (access(given, R_OK) == 0 && kind != LK_COMPILES_C && !is_binary(given)) {
        PROBLEM(self, "%s: error: not analysed: it is no C source (%s); -x c after -- says that it is", given,
                lk_compile_kind_name(kind));
        return;
    }
    lk_job job = {.path = given, .shown = lk_path_shown(self->arena, &self->selection->here, absolute), .output = ""};
    lk_flags_begin(self->arena, &job.flags);
    if (lk_path_is_header(given))
        lk_array_push(self->arena, &job.flags, "-xc");
    append(self->arena, &job.flags, &self->selection->extra_before);
    lk_flags_adjust(self->arena, &words, &job.flags);
    append(self->arena, &job.flags, &self->selection->extra);
    add(self, job);
}

void lk_select(lk_arena *arena, const lk_selection *selection, lk_selected *selected) {
    *selected = (lk_selected){0};
    selecting self = {.arena = arena, .selection = selection, .selected = selected};
    if (selection->flags) {
        for (uint32_t i = 0; i < selection->files.count; i++)
            add_file(&self, selection->files.items[i]);
    } else {
        read_requests(&self);
        for (uint32_t i = 0; i < selection->compdb->commands.count; i++)
            add_command(&self, &selection->compdb->commands.items[i]);
        report_requests(&self);
    }
    tdestroy(self.seen, ignore);
}
