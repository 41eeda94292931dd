/* store.c -- keeping unit files, and seeing whether they are still right. */
#include "driver/store.h"

#include "base/map.h"
#include "base/replace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct lk_store {
    lk_arena *arena;
    const char *directory, *made_by;
    bool is_temporary;
    lk_map *inputs;              /* hashes of files, by path: each is read once */
    LK_ARRAY(const char *) made; /* temporary: paths */
};

/* ---- the folder ---- */

/* It holds nothing that anyone would want to keep, search or commit. */
static void mark_folder(lk_arena *arena, const char *directory) {
    static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n# locklint's unit files; safe to delete\n";
    const char *const texts[][2] = {{"CACHEDIR.TAG", tag}, {".gitignore", "*\n"}};
    for (size_t i = 0; i < 2; i++) {
        const char *path = lk_arena_printf(arena, "%s/%s", directory, texts[i][0]);
        int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file < 0)
            continue;
        ssize_t written = write(file, texts[i][1], strlen(texts[i][1]));
        close(file);
        if (written < 0)
            unlink(path);
    }
}

/* What a run that was killed has half written: its name ends with a dot and six letters. A run at work is younger. */
static void sweep(lk_arena *arena, const char *directory) {
    enum { DAY = 24 * 60 * 60 };
    DIR *folder = opendir(directory);
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        const char *end = strrchr(entry->d_name, '.'), *path = entry->d_name;
        bool is_half = end && strlen(end) == 7 && (strstr(path, ".unit.") || strstr(path, ".report."));
        struct stat status;
        path = is_half ? lk_arena_printf(arena, "%s/%s", directory, entry->d_name) : NULL;
        if (path && stat(path, &status) == 0 && status.st_mtime < time(NULL) - DAY)
            unlink(path);
    }
    if (folder)
        closedir(folder);
}

static const char *make_temporary(lk_arena *arena) {
    const char *where = getenv("TMPDIR");
    char *path = lk_arena_printf(arena, "%s/locklint.XXXXXX", where && where[0] ? where : "/tmp");
    return mkdtemp(path);
}

lk_store *lk_store_open(lk_arena *arena, const char *directory, const char *made_by, const char **error) {
    lk_store *self = LK_NEW(arena, lk_store);
    *self = (lk_store){.arena = arena, .made_by = made_by, .is_temporary = !directory, .inputs = lk_map_new(arena)};
    self->directory = directory ? directory : make_temporary(arena);
    bool is_made = self->directory && (!directory || mkdir(directory, 0777) == 0);
    if (!is_made && (!directory || errno != EEXIST)) {
        *error = lk_arena_printf(arena, "cannot make the folder '%s' for unit files: %s",
                                 directory ? directory : "TMPDIR", strerror(errno));
        return NULL;
    }
    if (is_made && directory)
        mark_folder(arena, directory);
    else if (directory)
        sweep(arena, directory);
    return self;
}

void lk_store_close(lk_store *self) {
    if (!self || !self->is_temporary)
        return;
    for (uint32_t i = 0; i < self->made.count; i++)
        unlink(self->made.items[i]);
    rmdir(self->directory);
}

uint64_t lk_store_command(const lk_job *job) {
    uint64_t hash = XXH3_64bits(job->directory ? job->directory : "", job->directory ? strlen(job->directory) : 0);
    for (uint32_t i = 0; i < job->flags.count; i++)
        hash = XXH3_64bits_withSeed(job->flags.items[i], strlen(job->flags.items[i]) + 1, hash);
    return hash;
}

const char *lk_store_path(lk_arena *arena, const lk_store *self, const lk_job *job) {
    uint64_t hash = XXH3_64bits_withSeed(job->path, strlen(job->path), lk_store_command(job));
    const char *path = lk_arena_printf(arena, "%s/%016" PRIx64 ".unit", self->directory, hash);
    return path;
}

/* ---- files ---- */

const char *lk_store_read(lk_arena *arena, const char *path, lk_section parts[LK_PARTS]) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    void *data = MAP_FAILED;
    if (file < 0 || fstat(file, &status) != 0)
        return lk_arena_printf(arena, "cannot read it: %s", strerror(errno));
    if (S_ISREG(status.st_mode) && status.st_size > 0)
        data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (data == MAP_FAILED)
        return S_ISREG(status.st_mode) && status.st_size > 0 ? "cannot read it" : lk_unit_file_foreign;
    const char *wrong = lk_unit_file_open(data, (size_t)status.st_size, parts);
    if (wrong)
        munmap(data, (size_t)status.st_size);
    return wrong;
}

/* The parts fill the file to its end, and the head before them is shorter than a page. */
void lk_store_forget(lk_section parts[LK_PARTS]) {
    const lk_section *first = &parts[0], *last = &parts[LK_PARTS - 1];
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)first->data & ~(page - 1);
    if (first->data)
        munmap((void *)begin, (uintptr_t)(last->data + last->size) - begin);
    memset(parts, 0, sizeof *parts * LK_PARTS);
}

bool lk_store_write(lk_arena *arena, const char *path, const lk_bytes *bytes, const char **error) {
    if (lk_replace(arena, path, bytes->data, bytes->size))
        return true;
    *error = lk_arena_printf(arena, "cannot write '%s': %s", path, strerror(errno));
    return false;
}

/* ---- the last report ---- */

static const char *last_path(lk_arena *arena, const lk_store *self) {
    return lk_arena_printf(arena, "%s/last.report", self->directory);
}

/* The key and a hash of the text come first, a line each. */
static const char *head_of(lk_arena *arena, uint64_t key, const char *text) {
    return lk_arena_printf(arena, "%016" PRIx64 "\n%016" PRIx64 "\n", key, (uint64_t)XXH3_64bits(text, strlen(text)));
}

const char *lk_store_last(lk_arena *arena, const lk_store *self, uint64_t key) {
    enum { HEAD = 34 };
    FILE *file = self->is_temporary ? NULL : fopen(last_path(arena, self), "re");
    char *read = NULL;
    size_t capacity = 0;
    ssize_t length = file ? getdelim(&read, &capacity, 0, file) : -1;
    const char *text = length > HEAD ? lk_arena_strndup(arena, read + HEAD, (size_t)length - HEAD) : NULL;
    bool is_right = text && strncmp(read, head_of(arena, key, text), HEAD) == 0;
    free(read);
    if (file)
        fclose(file);
    return is_right ? text : NULL;
}

void lk_store_keep(lk_arena *arena, const lk_store *self, uint64_t key, const char *text) {
    lk_bytes bytes = {.arena = arena};
    const char *head = head_of(arena, key, text), *error = NULL;
    if (self->is_temporary)
        return;
    lk_bytes_put(&bytes, head, strlen(head));
    lk_bytes_put(&bytes, text, strlen(text));
    lk_store_write(arena, last_path(arena, self), &bytes, &error); /* without it the next run works anew */
}

/* ---- what a file was made of ---- */

lk_section lk_about_write(lk_arena *arena, const lk_about *about) {
    lk_bytes out = {.arena = arena};
    const char *const texts[] = {about->made_by, about->shown, about->output};
    for (size_t i = 0; i < 3; i++)
        lk_bytes_text(&out, texts[i], strlen(texts[i]));
    lk_bytes_number(&out, about->command);
    return (lk_section){out.data, out.size};
}

bool lk_about_read(lk_arena *arena, const lk_section *section, lk_about *about) {
    lk_byte_reader in = {.at = section->data, .end = section->data + section->size};
    const char **const texts[] = {&about->made_by, &about->shown, &about->output};
    for (size_t i = 0; i < 3; i++) {
        size_t length = 0;
        const char *text = lk_read_text(&in, &length);
        *texts[i] = text ? lk_arena_strndup(arena, text, length) : "";
    }
    about->command = lk_read_number(&in);
    return !in.failed;
}

void lk_inputs_add(lk_bytes *inputs, const char *path, uint64_t hash) {
    lk_bytes_text(inputs, path, strlen(path));
    lk_bytes_number(inputs, hash);
}

void lk_inputs_visit(lk_arena *arena, const lk_section *inputs,
                     void (*visit)(void *context, const char *path, uint64_t hash), void *context) {
    lk_byte_reader in = {.at = inputs->data, .end = inputs->data + inputs->size};
    while (in.at < in.end && !in.failed) {
        size_t length = 0;
        const char *path = lk_read_text(&in, &length);
        uint64_t hash = lk_read_number(&in);
        if (!in.failed)
            visit(context, lk_arena_strndup(arena, path, length), hash);
    }
}

static uint64_t hash_of(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    uint64_t hash = 0;
    if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        void *data = status.st_size ? mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0) : NULL;
        if (data != MAP_FAILED)
            hash = lk_source_hash(data ? data : "", (size_t)status.st_size);
        if (data && data != MAP_FAILED)
            munmap(data, (size_t)status.st_size);
    }
    if (file >= 0)
        close(file);
    return hash;
}

static uint64_t input_hash(lk_store *self, const char *path) {
    const uint64_t *known = lk_map_get(self->inputs, path);
    if (!known) {
        uint64_t *made = LK_NEW(self->arena, uint64_t);
        *made = hash_of(path);
        lk_map_put(self->inputs, lk_arena_strndup(self->arena, path, strlen(path)), made);
        known = made;
    }
    return *known;
}

static bool are_unchanged(lk_store *self, const lk_section *inputs) {
    lk_byte_reader in = {.at = inputs->data, .end = inputs->data + inputs->size};
    char path[4096];
    while (in.at < in.end && !in.failed) {
        size_t length = 0;
        const char *text = lk_read_text(&in, &length);
        uint64_t hash = lk_read_number(&in);
        if (in.failed || length >= sizeof path)
            return false;
        memcpy(path, text, length);
        path[length] = 0;
        if (input_hash(self, path) != hash)
            return false;
    }
    return !in.failed && inputs->size > 0;
}

bool lk_store_find(lk_store *self, const lk_job *job, lk_section parts[LK_PARTS]) {
    const char *path = lk_store_path(self->arena, self, job);
    lk_about about;
    if (self->is_temporary) {
        lk_array_push(self->arena, &self->made, path);
        return false;
    }
    if (lk_store_read(self->arena, path, parts)) {
        memset(parts, 0, sizeof *parts * LK_PARTS);
        return false;
    }
    if (lk_about_read(self->arena, &parts[LK_PART_ABOUT], &about) && strcmp(about.made_by, self->made_by) == 0 &&
        strcmp(about.shown, job->shown) == 0 && about.command == lk_store_command(job) &&
        are_unchanged(self, &parts[LK_PART_INPUTS]))
        return true;
    lk_store_forget(parts);
    return false;
}
