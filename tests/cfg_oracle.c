/* cfg_oracle.c -- clang's own control-flow graphs as an oracle for lowering: both reach the same, in the same order. */
#include "ast/tree_libclang.h"
#include "cfg_graph.h"
#include "command.h"
#include "driver/arguments.h"
#include "driver/compdb.h"
#include "ir/ir.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct oracle {
    lk_arena *arena; /* emptied after each file */
    lk_interner *names;
    cfg_graphs ours, clangs;
    bool is_own; /* the repository's sources */
    uint32_t files, broken_files, explained;
    uint32_t functions, given_up, erroneous, unmatched, event_differences, order_differences;
    uint64_t events, pairs;
} oracle;

/* ---- clang's graphs ---- */

static char *run_clang(oracle *self, const char *directory, lk_words *words) {
    char path[] = "/tmp/cfg_oracle.XXXXXX";
    int out = mkstemp(path), status;
    lk_array_push(self->arena, words, NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(out, STDERR_FILENO);
        if (chdir(directory) == 0)
            execvp(words->items[0], (char *const *)(uintptr_t)words->items);
        _exit(127);
    }
    bool is_done = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    close(out);
    char *text = is_done ? command_read_file(path) : NULL;
    unlink(path);
    return text;
}

static bool read_clang(oracle *self, const lk_command *command, const lk_words *flags) {
    static const char *const fixed[] = {
        "clang-19", "--analyze",      "--analyzer-no-default-checks", "-Xclang", "-analyzer-checker=debug.DumpCFG",
        "-w",       "-D__locklint__", "-fno-color-diagnostics",       "-o",      "/dev/null"};
    lk_words words = {0};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        lk_array_push(self->arena, &words, fixed[i]);
    for (uint32_t i = 0; i < flags->count; i++)
        lk_array_push(self->arena, &words, flags->items[i]);
    lk_array_push(self->arena, &words, command->file);
    char *text = run_clang(self, command->directory, &words);
    if (!text)
        return false;
    cfg_read(self->arena, self->names, text, &self->clangs);
    free(text);
    return true;
}

/* ---- our graphs ---- */

/* What clang's graph has no call for, and ours has one; or the other way. */
static bool is_ignored_call(const char *name) {
    return strncmp(name, "__builtin_expect", strlen("__builtin_expect")) == 0 ||
           strcmp(name, "__builtin_unreachable") == 0 || strcmp(name, "__builtin_constant_p") == 0;
}

static const char *event_of(oracle *self, const lk_op *op) {
    switch ((lk_op_kind)op->kind) {
    case LK_IR_CALL:
        if (op->is_cleanup)
            return NULL;
        return lk_intern(self->names, op->callee ? op->callee->name : "?");
    case LK_IR_STORE:
        return op->place.root == LK_PLACE_SLOT || op->is_initial ? NULL : lk_intern(self->names, "=");
    case LK_IR_DECLARE:
        return lk_intern(self->names, "declare");
    default:
        return NULL;
    }
}

static bool is_return(const lk_ir *ir, const lk_block *block) {
    return block->exit == LK_EXIT_RETURN && block->span.begin.offset != ir->end.begin.offset;
}

static bool lower(void *context, lk_unit *unit, const lk_function *function) {
    oracle *self = context;
    cfg_graph graph = {.name = lk_intern(self->names, function->decl->name)};
    lk_bug_trap trap;
    if (function->has_error) {
        graph.reason = "has an error";
    } else if (setjmp(trap.env)) {
        graph.reason = "is a bug";
    } else {
        const lk_ir *ir = lk_lower(self->arena, unit, function, &trap);
        graph.reason = ir->gives_up ? ir->reason : NULL;
        for (uint32_t b = 0; b < ir->blocks.count; b++) {
            const lk_block *from = &ir->blocks.items[b];
            cfg_block block = {0};
            for (uint32_t i = 0; i < from->ops.count; i++) {
                const char *event = event_of(self, &from->ops.items[i]);
                if (event)
                    lk_array_push(self->arena, &block.events, event);
            }
            if (is_return(ir, from))
                lk_array_push(self->arena, &block.events, lk_intern(self->names, "return"));
            for (uint32_t i = 0; i < from->target_count; i++)
                lk_array_push(self->arena, &block.targets, from->targets[i]);
            lk_array_push(self->arena, &graph.blocks, block);
        }
    }
    lk_array_push(self->arena, &self->ours, graph);
    return true;
}

static bool read_ours(oracle *self, const lk_command *command, const lk_words *flags) {
    const char *error = NULL;
    lk_parse *parse = lk_parse_file(self->arena, command->file, flags->items, flags->count, command->directory, &error);
    if (!parse)
        return false;
    lk_parse_functions(parse, false, lower, self);
    lk_parse_free(parse);
    return true;
}

/* ---- the comparison ---- */

/* The repository's own functions where the graphs differ on purpose. */
static const struct {
    const char *function, *why;
} explained[] = {
    {"run_at_pop", "pthread_cleanup_push is what it means"},
    {"nested_and_unknown", "pthread_cleanup_push is what it means"},
    {"frame", "pthread_cleanup_push is what it means"},
    {"frame_at_run_time", "pthread_cleanup_push is what it means"},
    {"cleaned_up_ok", "pthread_cleanup_push is what it means"},
    {"cancel_ok", "pthread_cleanup_push is what it means"},
    {"sizes_are_evaluated_once", "clang's graphs leave out sizes behind pointers and in sizeof"},
    {"variable_length", "clang's graphs leave out sizes behind pointers and in sizeof"},
};

static const char *explanation(const oracle *self, const char *function) {
    for (size_t i = 0; self->is_own && i < sizeof explained / sizeof *explained; i++)
        if (strcmp(explained[i].function, function) == 0)
            return explained[i].why;
    return NULL;
}

/* "static int name(int)": the name, followed by its parameters. */
static bool is_head_of(const char *head, const char *name) {
    size_t length = strlen(name);
    for (const char *at = head; (at = strstr(at, name)) != NULL; at += length) {
        bool begins = at == head || at[-1] == ' ' || at[-1] == '*' || at[-1] == '(';
        if (begins && (at[length] == '(' || (at[length] == ')' && at > head && at[-1] == '(')))
            return true;
    }
    return false;
}

static const cfg_graph *find(const oracle *self, const char *name, uint32_t *next) {
    for (uint32_t n = 0; n < self->clangs.count; n++) {
        uint32_t i = (*next + n) % self->clangs.count;
        if (is_head_of(self->clangs.items[i].name, name)) {
            *next = i + 1;
            return &self->clangs.items[i];
        }
    }
    return NULL;
}

static void drop_ignored(cfg_graph *graph) {
    for (uint32_t b = 0; b < graph->blocks.count; b++) {
        cfg_block *block = &graph->blocks.items[b];
        uint32_t kept = 0;
        for (uint32_t i = 0; i < block->events.count; i++)
            if (!is_ignored_call(block->events.items[i]))
                block->events.items[kept++] = block->events.items[i];
        block->events.count = kept;
    }
}

static void compare_function(oracle *self, const char *file, const cfg_graph *clang, const cfg_graph *ours) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lk_arena_mark mark = lk_arena_save(self->arena);
    cfg_difference found = cfg_compare(self->arena, clang, ours, out);
    lk_arena_release(self->arena, mark);
    fclose(out);
    const char *why = found.events || found.follows ? explanation(self, ours->name) : NULL;
    if (why) {
        printf("%s: %s differs: %s\n", file, ours->name, why);
        self->explained++;
        free(text);
        return;
    }
    self->functions++;
    self->events += found.compared_events;
    self->pairs += found.compared_pairs;
    self->event_differences += found.events != 0;
    self->order_differences += found.events == 0 && found.follows != 0;
    if (found.events || found.follows)
        printf("%s: %s: %u events and %u pairs differ\n%s", file, ours->name, found.events, found.follows, text);
    free(text);
}

static void compare_file(oracle *self, const lk_command *command, const lk_words *flags) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    self->names = lk_interner_new(self->arena);
    self->ours = (cfg_graphs){0};
    self->clangs = (cfg_graphs){0};
    self->files++;
    uint32_t next = 0;
    if (!read_clang(self, command, flags) || !read_ours(self, command, flags)) {
        printf("%s: no graphs\n", command->file);
        self->broken_files++;
    }
    for (uint32_t i = 0; i < self->clangs.count; i++)
        drop_ignored(&self->clangs.items[i]);
    for (uint32_t i = 0; i < self->ours.count; i++) {
        cfg_graph *ours = &self->ours.items[i];
        const cfg_graph *clang = find(self, ours->name, &next);
        drop_ignored(ours);
        if (ours->reason) {
            printf("%s: %s: not compared, since it %s\n", command->file, ours->name, ours->reason);
            self->given_up++;
        } else if (!clang) {
            printf("%s: %s: clang has no graph\n", command->file, ours->name);
            self->unmatched++;
        } else {
            compare_function(self, command->file, clang, ours);
        }
    }
    fflush(stdout);
    lk_arena_release(self->arena, mark);
}

/* ---- what is compared ---- */

static bool compare_database(oracle *self, const char *folder) {
    lk_arena *arena = lk_arena_new();
    lk_compdb database = {0};
    const char *error;
    bool is_read = lk_compdb_read(arena, lk_arena_printf(arena, "%s/compile_commands.json", folder), &database, &error);
    if (!is_read)
        fprintf(stderr, "cfg_oracle: %s\n", error);
    for (uint32_t i = 0; is_read && i < database.commands.count; i++) {
        lk_command command = database.commands.items[i];
        lk_words flags = {0};
        lk_arguments_expand(arena, &command.words, command.directory);
        if (lk_arguments_classify(&command.words, command.file) != LK_COMPILES_C)
            continue;
        lk_flags_begin(arena, &flags);
        lk_arguments_adjust(arena, &command.words, &flags);
        compare_file(self, &command, &flags);
    }
    lk_arena_free(arena);
    return is_read;
}

/* The flags behind `mark` in the first lines of the source. */
static void read_flags(lk_arena *arena, const char *path, const char *mark, lk_words *flags) {
    char *text = command_read_file(path), *at = text ? strstr(text, mark) : NULL;
    if (at && at - text < 400) {
        at += strlen(mark);
        size_t length = strcspn(at, "\n");
        char *line = lk_arena_strndup(arena, at, length), *end = strstr(line, "*/");
        if (end)
            *end = '\0';
        lk_words_split(arena, flags, line, strlen(line));
    }
    free(text);
}

static void compare_sources(oracle *self, const char *pattern, const char *mark, const char *standard) {
    glob_t found;
    lk_arena *arena = lk_arena_new();
    if (glob(pattern, 0, NULL, &found) != 0)
        found.gl_pathc = 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        lk_command command = {.directory = LK_SOURCE_DIR, .file = found.gl_pathv[i]};
        lk_words flags = {0};
        lk_array_push(arena, &flags, standard);
        lk_array_push(arena, &flags, "-Itestdata/include");
        lk_array_push(arena, &flags, "-Iruntime/include");
        read_flags(arena, found.gl_pathv[i], mark, &flags);
        compare_file(self, &command, &flags);
    }
    if (found.gl_pathc)
        globfree(&found);
    lk_arena_free(arena);
}

int main(int argc, char **argv) {
    oracle self = {.arena = lk_arena_new()};
    if (argc == 2) {
        if (!compare_database(&self, argv[1]))
            return 2;
    } else if (argc == 1) {
        self.is_own = true;
        compare_sources(&self, LK_SOURCE_DIR "/testdata/*/*.c", "// RUN-FLAGS:", "-std=gnu17");
        compare_sources(&self, LK_SOURCE_DIR "/tests/*_golden/*.c", "flags:", "-std=gnu11");
    } else {
        fprintf(stderr, "usage: cfg_oracle [FOLDER with a compile_commands.json]; without, the repository's own\n");
        return 2;
    }
    printf("%u files (%u without graphs); %u functions compared, %u not lowered, %u explained, %u unknown to clang; "
           "%llu events, %llu pairs of names in order; %u functions reach something else, %u in another order\n",
           self.files, self.broken_files, self.functions, self.given_up, self.explained, self.unmatched,
           (unsigned long long)self.events, (unsigned long long)self.pairs, self.event_differences,
           self.order_differences);
    lk_arena_free(self.arena);
    bool is_same = self.event_differences + self.order_differences + self.unmatched + self.broken_files == 0;
    return is_same && self.functions ? 0 : 1;
}
