/* doctor.c -- one screen about the installation and the project. */
#include "cli/doctor.h"

#include "base/whole.h"
#include "driver/settings.h"
#include "driver/summaries.h"
#include "model/models.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum verdict { FINE, ABSENT, WRONG } verdict;

typedef struct doctor {
    lk_arena *arena;
    const lk_options *options;
    FILE *out;
    bool color, is_well;
    lk_here here;
    const char *program; /* this one */
    lk_compdb compdb;
} doctor;

/* `remedy` is NULL where there is nothing to do. */
static void tell(doctor *self, verdict verdict, const char *what, const char *found, const char *remedy) {
    static const char *const words[] = {"ok", "--", "bad"};
    static const char *const colors[] = {"\033[32m", "\033[2m", "\033[1;31m"};
    const char *begin = self->color ? colors[verdict] : "", *end = self->color ? "\033[0m" : "";
    fprintf(self->out, "  %s%-4s%s %-22s %s\n", begin, words[verdict], end, what, found);
    if (remedy)
        fprintf(self->out, "       %-22s -> %s\n", "", remedy);
    self->is_well &= verdict != WRONG;
}

/* The first line of what a command writes, in the arena; `*status` as wait(2) has it, -1 when it can't be run. */
static const char *first_line(doctor *self, const char *command, int *status) {
    char line[512] = "";
    FILE *stream = popen(command, "re");
    if (!stream) {
        *status = -1;
        return "";
    }
    if (!fgets(line, sizeof line, stream))
        line[0] = 0;
    for (char rest[512]; fread(rest, 1, sizeof rest, stream) > 0;)
        continue;
    *status = pclose(stream);
    line[strcspn(line, "\n")] = 0;
    return lk_arena_strndup(self->arena, line, strlen(line));
}

static const char *quoted(lk_arena *arena, const char *path) {
    const char *text = "'";
    for (; *path; path++)
        text = *path == '\'' ? lk_arena_printf(arena, "%s'\\''", text) : lk_arena_printf(arena, "%s%c", text, *path);
    return lk_arena_printf(arena, "%s'", text);
}

/* ---- the installation ---- */

/* A file with the commonest headers, through this very program. */
static void look_at_headers(doctor *self) {
    static const char source[] = "#include <stddef.h>\n#include <pthread.h>\n";
    const char *temporary = getenv("TMPDIR");
    char *path = lk_arena_printf(self->arena, "%s/locklint.XXXXXX.c", temporary && *temporary ? temporary : "/tmp");
    int file = mkstemps(path, 2), status = -1;
    if (file < 0 || write(file, source, sizeof source - 1) < 0) {
        tell(self, WRONG, "headers", lk_arena_printf(self->arena, "cannot write %s: %s", path, strerror(errno)),
             "set TMPDIR to a folder that can be written");
    } else {
        const char *command = lk_arena_printf(self->arena, "%s --quiet --config-file=/dev/null %s -- 2>&1",
                                              quoted(self->arena, self->program), quoted(self->arena, path));
        const char *said = first_line(self, command, &status);
        if (status == 0)
            tell(self, FINE, "headers", "clang's own and the system's are found", NULL);
        else
            tell(self, WRONG, "headers", said,
                 "clang's own headers are in the package libclang-common-19-dev, the system's in libc6-dev");
    }
    if (file >= 0) {
        close(file);
        unlink(path);
    }
}

/* liblocklint.so beside the program, or where it is installed to. */
static const char *find_plugin(doctor *self) {
    const char *folder =
        lk_arena_strndup(self->arena, self->program, (size_t)(lk_path_base(self->program) - self->program));
    static const char *const places[] = {"", "../" LK_LIBRARY_FOLDER "/"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *path = lk_arena_printf(self->arena, "%s%sliblocklint.so", folder, places[i]);
        if (access(path, F_OK) == 0)
            return lk_path_real(self->arena, path);
    }
    return NULL;
}

static bool is_installed(doctor *self, const char *program) {
    int status;
    first_line(self, lk_arena_printf(self->arena, "command -v %s 2>/dev/null", program), &status);
    return status == 0;
}

static bool has_part(doctor *self, const char *plugin, const char *host, int major) {
    const char *base = lk_path_base(plugin);
    return access(lk_arena_printf(self->arena, "%.*sliblocklint-%s-%d.so", (int)(base - plugin), plugin, host, major),
                  F_OK) == 0;
}

static void look_at_host(doctor *self, const char *plugin, const char *host, const char *kind, int major,
                         const char *test) {
    const char *program = lk_arena_printf(self->arena, "%s-%d", host, major);
    int status;
    if (!is_installed(self, program)) {
        tell(self, ABSENT, program, "not installed", NULL);
        return;
    }
    if (!has_part(self, plugin, kind, major)) {
        tell(self, ABSENT, program, lk_arena_printf(self->arena, "there is no liblocklint-%s-%d.so", kind, major),
             lk_arena_printf(self->arena, "build locklint with the headers of LLVM %d: libclang-%d-dev, llvm-%d-dev",
                             major, major, major));
        return;
    }
    const char *said =
        first_line(self, lk_arena_printf(self->arena, test, program, quoted(self->arena, plugin)), &status);
    if (status == 0)
        tell(self, FINE, program, "loads the plugin", NULL);
    else
        tell(self, WRONG, program, *said ? said : "can't load the plugin",
             "keep all liblocklint*.so files of one build together");
}

static void look_at_plugin(doctor *self) {
    static const int majors[] = {19, 16};
    const char *plugin = find_plugin(self);
    if (!plugin) {
        tell(self, ABSENT, "liblocklint.so", "not beside this program, nor in the lib folder next to it",
             "for clang-tidy and clang: cmake --install, or build with LOCKLINT_PLUGINS=REQUIRE");
        return;
    }
    tell(self, FINE, "liblocklint.so", plugin, NULL);
    for (size_t i = 0; i < sizeof majors / sizeof *majors; i++) {
        look_at_host(self, plugin, "clang-tidy", "tidy", majors[i],
                     "%s -load=%s --checks='-*,locklint-*' --list-checks </dev/null 2>&1");
        look_at_host(self, plugin, "clang", "clang", majors[i],
                     "%s -fplugin=%s -fsyntax-only -x c /dev/null </dev/null 2>&1");
    }
}

/* ---- the project ---- */

static bool find_database(doctor *self, const char **error) {
    const char *path = lk_compdb_locate(self->arena, self->options->build_path, ".");
    return path && lk_compdb_read(self->arena, path, &self->compdb, error);
}

static const char *describe(doctor *self, const lk_selected *selected) {
    uint32_t others = 0;
    for (int kind = 0; kind < LK_COMPILE_KINDS; kind++)
        others += selected->skipped[kind];
    const char *text = lk_arena_printf(self->arena, "%s: %u C file%s", self->compdb.path, selected->jobs.count,
                                       selected->jobs.count == 1 ? "" : "s");
    return others ? lk_arena_printf(self->arena, "%s; of other languages, and left out: %u", text, others) : text;
}

static void look_at_database(doctor *self, lk_selected *selected) {
    static const char how[] = "cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, or: bear -- make; or give flags after --";
    const char *error = NULL;
    if (!find_database(self, &error)) {
        tell(self, error ? WRONG : ABSENT, "database",
             error ? error : "no compile_commands.json here or in a folder above, nor in build/ there", how);
        return;
    }
    const lk_selection selection = {.compdb = &self->compdb, .here = self->here};
    lk_select(self->arena, &selection, selected);
    uint32_t missing = selected->problems.count;
    if (missing || selected->jobs.count == 0)
        tell(self, WRONG, "database",
             lk_arena_printf(self->arena, "%s; %u more can't be read", describe(self, selected), missing),
             missing ? "it is older than the sources: build again" : how);
    else
        tell(self, FINE, "database", describe(self, selected), NULL);
}

static bool look_at_settings(doctor *self, const lk_selected *selected, lk_settings *settings) {
    const char *error = NULL;
    if (!lk_settings_make(settings, self->arena, self->options, &self->here, &selected->jobs,
                          lk_compdb_folder(self->arena, &self->compdb, self->here.logical), &error)) {
        tell(self, WRONG, "configuration", error, NULL);
        return false;
    }
    uint32_t on = 0;
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        on += settings->enabled[i];
    const char *ignored = NULL;
    const lk_config *config = lk_configs_of(settings->configs, self->here.logical, &ignored);
    const char *from =
        config && config->path ? lk_path_shown(self->arena, &self->here, config->path) : "no .clang-tidy here or above";
    tell(self, FINE, "configuration",
         lk_arena_printf(self->arena, "%s; %u of %u rules are on", from, on, lk_rule_count()), NULL);
    return true;
}

static void look_at_models(doctor *self, const lk_settings *settings) {
    lk_models *models = lk_models_new(self->arena);
    lk_model_error wrong = {0};
    bool is_right = lk_models_add_shipped(models, &wrong);
    size_t shipped = lk_models_count(models);
    for (uint32_t i = 0; is_right && i < settings->models.count; i++) {
        size_t size;
        const char *path = settings->models.items[i], *text = lk_read_whole(self->arena, path, &size);
        if (!text) {
            tell(self, WRONG, "models", lk_arena_printf(self->arena, "cannot read %s: %s", path, strerror(errno)),
                 NULL);
            return;
        }
        is_right = lk_models_add(models, path, text, size, &wrong);
    }
    const char *own = settings->models.count
                          ? lk_arena_printf(self->arena, ", and %zu of your own", lk_models_count(models) - shipped)
                          : "";
    if (is_right)
        tell(self, FINE, "models", lk_arena_printf(self->arena, "%zu functions, built in%s", shipped, own), NULL);
    else
        tell(self, WRONG, "models",
             lk_arena_printf(self->arena, "%s:%u:%u: %s", wrong.path, wrong.line, wrong.column, wrong.message), NULL);
}

static void look_at_summaries(doctor *self, const lk_settings *settings) {
    const char *error = NULL;
    if (!settings->summaries)
        tell(self, ABSENT, "summaries", "none: each file is judged without knowing the others, or all are linked",
             NULL);
    else if (lk_summaries_open(self->arena, settings->summaries, settings->summaries, &error))
        tell(self, FINE, "summaries", settings->summaries, NULL);
    else
        tell(self, WRONG, "summaries", error,
             lk_arena_printf(self->arena, "locklint -p DIR --emit-summaries=%s", settings->summaries));
}

static void look_at_cache(doctor *self) {
    const lk_options *options = self->options;
    const char *folder = options->cache ? options->cache : lk_compdb_cache(self->arena, &self->compdb);
    if (options->no_cache || !folder)
        return;
    uint32_t files = 0;
    DIR *stream = opendir(folder);
    for (const struct dirent *entry; stream && (entry = readdir(stream));) {
        const char *end = strrchr(entry->d_name, '.');
        files += end && strcmp(end, ".unit") == 0;
    }
    const char *shown =
        lk_path_shown(self->arena, &self->here, lk_path_absolute(self->arena, self->here.logical, folder));
    if (!stream)
        tell(self, ABSENT, "cache", lk_arena_printf(self->arena, "%s is made by the first run", shown), NULL);
    else if (access(folder, W_OK) != 0)
        tell(self, WRONG, "cache", lk_arena_printf(self->arena, "%s can't be written", shown),
             "give another folder with --cache=DIR");
    else
        tell(self, FINE, "cache", lk_arena_printf(self->arena, "%s: %u units", shown, files), NULL);
    if (stream)
        closedir(stream);
}

bool lk_doctor(lk_arena *arena, const lk_options *options, FILE *out, bool color) {
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = 0;
    doctor self = {.arena = arena,
                   .options = options,
                   .out = out,
                   .color = color,
                   .is_well = true,
                   .here = lk_here_now(arena),
                   .program = program};
    lk_selected selected = {0};
    lk_settings settings;
    fprintf(out, "locklint " LK_VERSION ", %s\n", program);
    look_at_headers(&self);
    look_at_plugin(&self);
    look_at_database(&self, &selected);
    if (look_at_settings(&self, &selected, &settings)) {
        look_at_models(&self, &settings);
        look_at_summaries(&self, &settings);
    }
    look_at_cache(&self);
    fputs(self.is_well ? "Everything fits together.\n" : "Not everything fits together: see what is bad.\n", out);
    return self.is_well;
}
