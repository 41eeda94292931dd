/* witness_run.c -- one fixture, run twice: alone, to learn which worlds differ in what they do to their locks, and
   those once more under the tool that watches. Checked mode is quick enough to watch all of them at once. */
#include "witness_run.h"

#include "command.h"
#include "witness_driver.h"
#include "witness_wrapped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLAGS "-std=gnu11", "-D_GNU_SOURCE", "-w"
enum { ALIKE = 3 };

#define INCLUDE LK_SOURCE_DIR "/runtime/include"

/* Reads of what others write are no matter of locks here: each world has one thread. */
static const char no_races[] = "{\n    races\n    Helgrind:Race\n    obj:*\n}\n";

static bool write_file(const char *folder, const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

static bool write_driver(const char *folder, const char *fixture, char *error, size_t size) {
    static const char *const flags[] = {FLAGS, "-isystem", INCLUDE, "-isystem", LK_SOURCE_DIR "/tests"};
    static const char folders[] = LK_SOURCE_DIR "/testdata/";
    witness_sources sources = {.world = ""};
    char path[512];
    snprintf(sources.fixture, sizeof sources.fixture, "%s", fixture);
    snprintf(sources.world, sizeof sources.world, "%s/tests/worlds/%s", LK_SOURCE_DIR, fixture + strlen(folders));
    if (access(sources.world, R_OK) != 0)
        *sources.world = '\0';
    snprintf(path, sizeof path, "%s/driver.c", folder);
    FILE *file = fopen(path, "w");
    bool is_written = file && witness_driver_write(file, &sources, flags, sizeof flags / sizeof *flags, error, size);
    return file && fclose(file) == 0 && is_written;
}

static bool compile(const char *folder, char *error, size_t size) {
    char *output;
    int status =
        command_run(&output,
                    "%s -std=gnu11 -D_GNU_SOURCE -w -g -O0 -ftrivial-auto-var-init=pattern -I%s/tests -isystem %s "
                    "%s/driver.c -o %s/driver "
                    "%s -Wl,--whole-archive %s/lib/liblk_witness_world.a -Wl,--no-whole-archive -L%s -Wl,-rpath,%s "
                    "-larcmutex -pthread 2>&1",
                    LK_C_COMPILER, LK_SOURCE_DIR, INCLUDE, folder, folder, witness_wrapped, LK_BUILD_DIR, LK_BUILD_DIR,
                    LK_BUILD_DIR);
    if (status != 0)
        snprintf(error, size, "%s", output);
    free(output);
    return status == 0;
}

static bool end_alike(const witness_world *one, const witness_world *other) {
    return one->has_returned == other->has_returned && one->returned == other->returned && one->kept == other->kept &&
           strcmp(one->end, other->end) == 0;
}

/* Whether the first `count` worlds are enough to leave this one out: the same is done to the same locks, or there are
   some already with the same end. */
static bool is_known(const witness_world *worlds, size_t count, const witness_world *world) {
    unsigned alike = 0;
    for (size_t i = 0; i < count; i++) {
        if (worlds[i].function_index != world->function_index)
            continue;
        if (worlds[i].trace == world->trace)
            return true;
        alike += !worlds[i].is_known && end_alike(&worlds[i], world);
    }
    return alike >= ALIKE;
}

/* Its time was over: it says nothing. */
static bool is_cut(const witness_world *world) {
    return strcmp(world->end, "by signal 14") == 0 || strcmp(world->end, "by signal 27") == 0;
}

static bool goes_on(const witness_world *world) {
    return strcmp(world->end, "goes on for ever") == 0;
}

/* Writes the list of the worlds that are to be watched: all that differ, or those that did all that they do. */
static bool write_list(const char *folder, witness_world *worlds, size_t count, bool ended) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < count; i++) {
        worlds[i].is_known = is_cut(&worlds[i]) || is_known(worlds, i, &worlds[i]);
        if (!worlds[i].is_known && (!ended || worlds[i].has_returned || goes_on(&worlds[i])))
            fprintf(out, "%u %u\n", worlds[i].function_index, worlds[i].number);
    }
    fclose(out);
    bool is_written = write_file(folder, "worlds", text);
    free(text);
    return is_written;
}

static bool has_arcs(const char *fixture) {
    char *text = command_read_file(fixture);
    bool found = text && strstr(text, "arcmutex/arcmutex.h");
    free(text);
    return found;
}

static char *run_watched(const char *folder, const char *options, const char *arguments) {
    char *text;
    command_run(&text,
                "valgrind -q --tool=helgrind %s --suppressions=%s/suppressions --log-fd=1 %s/driver %s/worlds%s 2>&1",
                options, folder, folder, folder, arguments);
    return text;
}

witness_run witness_run_fixture(const char *folder, const char *fixture, bool wants_orders) {
    witness_run self = {.error = ""};
    char *text;
    if (!write_driver(folder, fixture, self.error, sizeof self.error) ||
        !compile(folder, self.error, sizeof self.error))
        return self;
    command_run(&text, "AM_CHECKED=1 %s/driver 2>&1", folder);
    self.worlds = witness_log_read(text, &self.count);
    free(text);
    self.is_checked = has_arcs(fixture);
    if (self.is_checked)
        return self;
    write_file(folder, "suppressions", no_races);
    write_list(folder, self.worlds, self.count, false);
    text = run_watched(folder, "--exit-on-first-error=yes --error-exitcode=66", "");
    if (wants_orders) {
        write_list(folder, self.worlds, self.count, true);
        self.orders = run_watched(folder, "", " together");
    }
    free(self.worlds);
    self.worlds = witness_log_read(text, &self.count);
    free(text);
    return self;
}
