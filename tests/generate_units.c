/* generate_units.c -- writes a C program of many files, with a known number of mistakes that only linking can see.

   generate_units COUNT FOLDER [FLAG...] writes COUNT .c files, their headers, compile_commands.json, a build.ninja that
   takes each file through `locklint --emit-unit` and all of them through `locklint --link`, and planted.txt: a line
   FILE:LINE:RULE for each mistake, in the order of findings. FLAGs go to every compilation.

   The files but two are parts of modules of 50; each part calls into the next one, so that calls are 50 files deep. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PARTS = 50, FEWEST = 3, MOST = 99999, PLANTED_EVERY = 5, PATH_SIZE = 4096 };

typedef struct program {
    int parts, modules;
    char *const *flags;
    FILE *planted;
} program;

/* What a template is about. */
typedef struct subject {
    const program *program;
    const char *path;
    int part, module;
    int line; /* of the output */
} subject;

/* ---- texts; $i is the number of the part, $n that of the next, $p that of the one before, $m the module's, and
   $<rule> stands on a line where a finding belongs ---- */

static const char locks_header[] = "/* locks.h -- the program's own locks. */\n"
                                   "#ifndef LOCKS_H\n"
                                   "#define LOCKS_H\n\n"
                                   "#include <pthread.h>\n\n"
                                   "typedef struct guard {\n"
                                   "    pthread_mutex_t mutex;\n"
                                   "    unsigned entered;\n"
                                   "} guard;\n\n"
                                   "#define GUARD_INITIALIZER {PTHREAD_MUTEX_INITIALIZER, 0}\n\n"
                                   "void guard_enter(guard *self);\n"
                                   "int guard_try(guard *self);\n"
                                   "void guard_leave(guard *self);\n\n"
                                   "#endif\n";

static const char program_header[] = "/* program.h -- what all parts share. */\n"
                                     "#ifndef PROGRAM_H\n"
                                     "#define PROGRAM_H\n\n"
                                     "#include \"locks.h\"\n\n"
                                     "#include <stddef.h>\n"
                                     "#include <stdint.h>\n\n"
                                     "typedef struct job {\n"
                                     "    int key, kind, tries;\n"
                                     "    size_t size;\n"
                                     "    uint32_t sum;\n"
                                     "    void (*done)(struct job *self);\n"
                                     "} job;\n\n"
                                     "typedef struct entry {\n"
                                     "    struct entry *next;\n"
                                     "    int key, uses;\n"
                                     "    char name[32];\n"
                                     "} entry;\n\n"
                                     "extern guard log_guard;\n"
                                     "void log_line(const char *text, int number);\n\n"
                                     "#endif\n";

static const char locks_source[] = "/* locks.c -- the program's own locks, and its log. */\n"
                                   "#include \"program.h\"\n\n"
                                   "#include <stdlib.h>\n\n"
                                   "guard log_guard = GUARD_INITIALIZER;\n"
                                   "static unsigned lines;\n\n"
                                   "void guard_enter(guard *self) {\n"
                                   "    if (pthread_mutex_lock(&self->mutex) != 0)\n"
                                   "        abort();\n"
                                   "    self->entered++;\n"
                                   "}\n\n"
                                   "int guard_try(guard *self) {\n"
                                   "    if (pthread_mutex_trylock(&self->mutex) != 0)\n"
                                   "        return 0;\n"
                                   "    self->entered++;\n"
                                   "    return 1;\n"
                                   "}\n\n"
                                   "void guard_leave(guard *self) {\n"
                                   "    pthread_mutex_unlock(&self->mutex);\n"
                                   "}\n\n"
                                   "void log_line(const char *text, int number) {\n"
                                   "    guard_enter(&log_guard);\n"
                                   "    lines += text[0] != 0 && number >= 0;\n"
                                   "    guard_leave(&log_guard);\n"
                                   "}\n";

/* Of each part. */
static const char part_text[] = "/* part_$i.c -- one step of module $m. */\n"
                                "#include \"module.h\"\n\n"
                                "#include <stdio.h>\n"
                                "#include <stdlib.h>\n"
                                "#include <string.h>\n"
                                "#include <unistd.h>\n\n"
                                "static guard own = GUARD_INITIALIZER;\n"
                                "static entry *entries;\n"
                                "static int hits, misses;\n"
                                "int part_$i_limit = 16;\n\n"
                                "static entry *find(int key) {\n"
                                "    for (entry *at = entries; at; at = at->next)\n"
                                "        if (at->key == key)\n"
                                "            return at;\n"
                                "    return NULL;\n"
                                "}\n\n"
                                "static int classify(const job *self) {\n"
                                "    switch (self->kind % 4) {\n"
                                "    case 0:\n"
                                "        return self->size > (size_t)part_$i_limit ? 2 : 1;\n"
                                "    case 1:\n"
                                "        return self->tries > 3 ? -1 : 1;\n"
                                "    case 2:\n"
                                "        return self->sum % 7 == 0 && self->key > 0 ? 3 : 0;\n"
                                "    default:\n"
                                "        return 0;\n"
                                "    }\n"
                                "}\n\n"
                                "int part_$i_add(job *self) {\n"
                                "    entry *made = malloc(sizeof *made);\n"
                                "    if (!made)\n"
                                "        return -1;\n"
                                "    made->key = self->key;\n"
                                "    made->uses = 0;\n"
                                "    snprintf(made->name, sizeof made->name, \"entry %d\", self->key);\n"
                                "    guard_enter(&own);\n"
                                "    if (find(self->key)) {\n"
                                "        hits++;\n"
                                "        guard_leave(&own);\n"
                                "        free(made);\n"
                                "        return 0;\n"
                                "    }\n"
                                "    made->next = entries;\n"
                                "    entries = made;\n"
                                "    misses++;\n"
                                "    guard_leave(&own);\n"
                                "    return 1;\n"
                                "}\n\n"
                                "int part_$i_total(void) {\n"
                                "    int total;\n"
                                "    guard_enter(&own);\n"
                                "    total = hits + misses;\n"
                                "    guard_leave(&own);\n"
                                "    return total;\n"
                                "}\n\n"
                                "void part_$i_trim(int most) {\n"
                                "    entry *dropped = NULL;\n"
                                "    if (!guard_try(&own))\n"
                                "        return;\n"
                                "    for (entry **at = &entries; *at;) {\n"
                                "        entry *one = *at;\n"
                                "        if (one->uses > most || strcmp(one->name, \"entry 0\") == 0) {\n"
                                "            at = &one->next;\n"
                                "            continue;\n"
                                "        }\n"
                                "        *at = one->next;\n"
                                "        one->next = dropped;\n"
                                "        dropped = one;\n"
                                "    }\n"
                                "    guard_leave(&own);\n"
                                "    while (dropped) {\n"
                                "        entry *next = dropped->next;\n"
                                "        free(dropped);\n"
                                "        dropped = next;\n"
                                "    }\n"
                                "}\n\n";

/* Calls into the next part, of each part but the module's last. */
static const char inner_text[] = "int part_$i_step(job *self) {\n"
                                 "    int kind = classify(self);\n"
                                 "    if (kind < 0) {\n"
                                 "        log_line(\"part $i gives up\", self->key);\n"
                                 "        return kind;\n"
                                 "    }\n"
                                 "    if (kind > 1 && part_$i_add(self) < 0)\n"
                                 "        return -1;\n"
                                 "    if (kind == 0)\n"
                                 "        part_$i_trim(self->tries);\n"
                                 "    self->sum += (uint32_t)part_$i_total();\n"
                                 "    return part_$n_step(self);\n"
                                 "}\n\n";

static const char last_text[] = "int part_$i_step(job *self) {\n"
                                "    int kind = classify(self);\n"
                                "    if (kind > 1 && part_$i_add(self) < 0)\n"
                                "        return -1;\n"
                                "    if (self->done)\n"
                                "        self->done(self);\n"
                                "    return kind;\n"
                                "}\n\n";

/* Waits at the end of some calls; whoever calls it holds nothing, but where that is planted. */
static const char waits_text[] = "void part_$i_flush(job *self) {\n"
                                 "    while (self->tries > 0) {\n"
                                 "        self->tries--;\n"
                                 "        usleep(1000);\n"
                                 "    }\n"
                                 "}\n";

static const char passes_on_text[] = "void part_$i_flush(job *self) {\n"
                                     "    self->sum ^= (uint32_t)part_$i_limit;\n"
                                     "    part_$n_flush(self);\n"
                                     "}\n";

static const char module_text[] = "\nstatic pthread_rwlock_t module_lock = PTHREAD_RWLOCK_INITIALIZER;\n"
                                  "static int is_open = 1;\n\n"
                                  "int module_$m_run(job *self) {\n"
                                  "    int result = -1;\n"
                                  "    pthread_rwlock_rdlock(&module_lock);\n"
                                  "    if (is_open)\n"
                                  "        result = part_$i_step(self);\n"
                                  "    pthread_rwlock_unlock(&module_lock);\n"
                                  "    return result;\n"
                                  "}\n\n"
                                  "void module_$m_close(void) {\n"
                                  "    pthread_rwlock_wrlock(&module_lock);\n"
                                  "    is_open = 0;\n"
                                  "    pthread_rwlock_unlock(&module_lock);\n"
                                  "}\n\n"
                                  "void *module_$m_main(void *argument) {\n"
                                  "    job work = {.key = 1$m, .kind = 2, .size = 1};\n"
                                  "    int rounds = 0;\n"
                                  "    while (rounds++ < 100 && module_$m_run(&work) >= 0)\n"
                                  "        work.key++;\n"
                                  "    part_$i_flush(&work);\n";

/* ---- what is planted, at which place of a module ---- */

static const char sleep_text[] = "\nvoid part_$i_finish(job *self) {\n"
                                 "    guard_enter(&own);\n"
                                 "    hits = 0;\n"
                                 "    part_$n_flush(self);$<blocking-while-locked>\n"
                                 "    guard_leave(&own);\n"
                                 "}\n";

static const char again_text[] = "\nvoid part_$i_finish(job *self) {\n"
                                 "    guard_enter(&log_guard);\n"
                                 "    part_$n_note(self);$<double-lock>\n"
                                 "    guard_leave(&log_guard);\n"
                                 "}\n";

static const char again_next_text[] = "\nvoid part_$i_note(job *self) {\n"
                                      "    if (self->sum % 2 == 0)\n"
                                      "        log_line(\"even\", self->key);\n"
                                      "}\n";

static const char order_text[] = "\nvoid part_$i_finish(job *self) {\n"
                                 "    guard_enter(&own);\n"
                                 "    self->key = hits + part_$n_total();$<lock-order>\n"
                                 "    guard_leave(&own);\n"
                                 "}\n";

static const char order_next_text[] = "\nvoid part_$i_finish(job *self) {\n"
                                      "    guard_enter(&own);\n"
                                      "    self->key = hits - part_$p_total();\n"
                                      "    guard_leave(&own);\n"
                                      "}\n";

static const char unlock_text[] = "\nvoid part_$i_finish(job *self) {\n"
                                  "    guard_enter(&own);\n"
                                  "    if (self->key > hits)\n"
                                  "        return;$<missing-unlock>\n"
                                  "    hits = self->key;\n"
                                  "    guard_leave(&own);\n"
                                  "}\n";

/* A part at `place` in its module gets the text; `needs` so many parts behind it. The parts whose place ends in 9
   wait, so that the first sleeps 5 parts further down. */
static const struct plant {
    int place, needs;
    bool is_called;
    const char *text;
} plants[] = {
    {4, 5, true, sleep_text},  {11, 1, true, again_text},      {12, 0, false, again_next_text},
    {14, 1, true, order_text}, {15, 0, true, order_next_text}, {17, 0, true, unlock_text},
};
enum { PLANTS = sizeof plants / sizeof *plants };

/* ---- writing ---- */

static void fail(const char *what) {
    fprintf(stderr, "generate_units: %s: %s\n", what, strerror(errno));
    exit(2);
}

static FILE *create(const char *path) {
    FILE *file = fopen(path, "w");
    if (!file)
        fail(path);
    return file;
}

static void finish(FILE *file, const char *path) {
    bool is_bad = ferror(file);
    if (fclose(file) != 0 || is_bad)
        fail(path);
}

/* Writes what stands for the letter behind a $; gives how many characters that takes in the template. */
static size_t substitute(FILE *out, subject *self, const char *at) {
    switch (at[1]) {
    case 'i':
        fprintf(out, "%05d", self->part);
        return 2;
    case 'n':
        fprintf(out, "%05d", self->part + 1);
        return 2;
    case 'p':
        fprintf(out, "%05d", self->part - 1);
        return 2;
    case 'm':
        fprintf(out, "%04d", self->module);
        return 2;
    default:
        fprintf(self->program->planted, "%s:%d:locklint-%.*s\n", self->path, self->line, (int)strcspn(at + 2, ">"),
                at + 2);
        return strcspn(at, ">") + 1;
    }
}

static void write_text(FILE *out, subject *self, const char *text) {
    while (*text) {
        self->line += *text == '\n';
        if (*text == '$')
            text += substitute(out, self, text);
        else
            fputc(*text++, out);
    }
}

static void write_file(const program *self, const char *path, const char *text) {
    FILE *out = create(path);
    write_text(out, &(subject){.program = self, .path = path, .line = 1}, text);
    finish(out, path);
}

/* Parts of the module. */
static int size_of(const program *self, int module) {
    int left = self->parts - module * PARTS;
    return left < PARTS ? left : PARTS;
}

static bool is_planted(const program *self, int module, const struct plant *plant) {
    if (plant->text == again_next_text || plant->text == order_next_text) /* with the one before */
        plant--;
    return module % PLANTED_EVERY == 0 && plant->place + plant->needs < size_of(self, module);
}

static void write_module_header(const program *self, int module) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "module_%04d/module.h", module);
    FILE *out = create(path);
    subject about = {.program = self, .path = path, .module = module};
    write_text(out, &about, "/* module.h -- module $m. */\n#ifndef MODULE_$m_H\n#define MODULE_$m_H\n\n");
    write_text(out, &about, "#include \"program.h\"\n\n");
    write_text(out, &about, "int module_$m_run(job *self);\nvoid module_$m_close(void);\n");
    for (int place = 0; place < size_of(self, module); place++) {
        about.part = module * PARTS + place;
        write_text(out, &about, "\nextern int part_$i_limit;\nint part_$i_add(job *self);\nint part_$i_total(void);\n");
        write_text(out, &about, "void part_$i_trim(int most);\nint part_$i_step(job *self);\n");
        write_text(out, &about, "void part_$i_flush(job *self);\n");
        for (int i = 0; i < PLANTS; i++)
            if (plants[i].place == place && is_planted(self, module, &plants[i]))
                write_text(out, &about,
                           plants[i].is_called ? "void part_$i_finish(job *self);\n"
                                               : "void part_$i_note(job *self);\n");
    }
    fputs("\n#endif\n", out);
    finish(out, path);
}

/* The thread of a module calls, holding nothing, what is planted in it. */
static void write_module_main(FILE *out, subject *about) {
    write_text(out, about, module_text);
    for (int i = 0; i < PLANTS; i++) {
        if (!plants[i].is_called || !is_planted(about->program, about->module, &plants[i]))
            continue;
        about->part = about->module * PARTS + plants[i].place;
        write_text(out, about, "    part_$i_finish(&work);\n");
    }
    write_text(out, about, "    return argument;\n}\n");
}

static void write_part(const program *self, int part) {
    char path[PATH_SIZE];
    int module = part / PARTS, place = part % PARTS;
    bool is_last = place + 1 == size_of(self, module);
    snprintf(path, sizeof path, "module_%04d/part_%05d.c", module, part);
    FILE *out = create(path);
    subject about = {.program = self, .path = path, .part = part, .module = module, .line = 1};
    write_text(out, &about, part_text);
    write_text(out, &about, is_last ? last_text : inner_text);
    write_text(out, &about, is_last || place % 10 == 9 ? waits_text : passes_on_text);
    for (int i = 0; i < PLANTS; i++)
        if (plants[i].place == place && is_planted(self, module, &plants[i]))
            write_text(out, &about, plants[i].text);
    if (place == 0)
        write_module_main(out, &about);
    finish(out, path);
}

/* Two threads run each module. */
static void write_main(const program *self) {
    FILE *out = create("main.c");
    subject about = {.program = self, .path = "main.c"};
    write_text(out, &about, "/* main.c -- starts all modules. */\n#include \"program.h\"\n\n");
    for (about.module = 0; about.module < self->modules; about.module++)
        write_text(out, &about, "void *module_$m_main(void *argument);\nvoid module_$m_close(void);\n");
    fprintf(out, "\nint main(void) {\n    static pthread_t threads[%d];\n    for (int i = 0; i < 2; i++) {\n",
            self->modules);
    for (about.module = 0; about.module < self->modules; about.module++) {
        fprintf(out, "        if (pthread_create(&threads[%d], NULL, ", about.module);
        write_text(out, &about, "module_$m_main, NULL) != 0)\n            log_line(\"no thread\", i);\n");
    }
    fputs("    }\n", out);
    for (about.module = 0; about.module < self->modules; about.module++)
        write_text(out, &about, "    module_$m_close();\n");
    fputs("    return 0;\n}\n", out);
    finish(out, "main.c");
}

/* ---- how it is built ---- */

static void name_unit(const program *self, int unit, char *name, size_t size) {
    if (unit < self->parts)
        snprintf(name, size, "module_%04d/part_%05d", unit / PARTS, unit);
    else
        snprintf(name, size, "%s", unit == self->parts ? "locks" : "main");
}

static void write_flags(const program *self, FILE *out) {
    fputs("-I.", out);
    for (char *const *flag = self->flags; *flag; flag++)
        fprintf(out, " %s", *flag);
}

static void write_database(const program *self) {
    char folder[PATH_SIZE], name[PATH_SIZE];
    if (!getcwd(folder, sizeof folder))
        fail("getcwd");
    FILE *out = create("compile_commands.json");
    for (int unit = 0; unit < self->parts + 2; unit++) {
        name_unit(self, unit, name, sizeof name);
        fprintf(out, "%s{\"directory\": \"%s\", \"file\": \"%s.c\", \"command\": \"cc ", unit ? ",\n" : "[\n", folder,
                name);
        write_flags(self, out);
        fprintf(out, " -c %s.c\"}", name);
    }
    fputs("\n]\n", out);
    finish(out, "compile_commands.json");
}

/* A list of 10,000 files is longer than a command may be, so it goes through a file. */
static void write_ninja(const program *self) {
    char name[PATH_SIZE];
    FILE *out = create("build.ninja");
    fputs("flags = ", out);
    write_flags(self, out);
    fputs("\nlocklint = $${LOCKLINT:-locklint}\n\n"
          "rule unit\n"
          "  command = $locklint --emit-unit=$out --depfile=$out.d $in -- $flags\n"
          "  depfile = $out.d\n"
          "  deps = gcc\n"
          "  description = UNIT $in\n\n"
          "rule link\n"
          "  command = $locklint --link --output=$out @$out.rsp\n"
          "  rspfile = $out.rsp\n"
          "  rspfile_content = $in_newline\n"
          "  description = LINK $out\n\n",
          out);
    for (int unit = 0; unit < self->parts + 2; unit++) {
        name_unit(self, unit, name, sizeof name);
        fprintf(out, "build units/%s.unit: unit %s.c\n", name, name);
    }
    fputs("build findings.txt: link", out);
    for (int unit = 0; unit < self->parts + 2; unit++) {
        name_unit(self, unit, name, sizeof name);
        fprintf(out, " $\n    units/%s.unit", name);
    }
    fputs("\n", out);
    finish(out, "build.ninja");
}

static void make_folder(const char *path) {
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        fail(path);
}

static void write_program(program *self) {
    char path[PATH_SIZE];
    self->planted = create("planted.txt");
    write_file(self, "locks.h", locks_header);
    write_file(self, "program.h", program_header);
    write_file(self, "locks.c", locks_source);
    for (int module = 0; module < self->modules; module++) {
        snprintf(path, sizeof path, "module_%04d", module);
        make_folder(path);
        write_module_header(self, module);
    }
    for (int part = 0; part < self->parts; part++)
        write_part(self, part);
    write_main(self);
    write_database(self);
    write_ninja(self);
    finish(self->planted, "planted.txt");
}

int main(int argc, char **argv) {
    char *end = "?";
    long count = argc > 2 ? strtol(argv[1], &end, 10) : 0;
    if (argc < 3 || *end || count < FEWEST || count > MOST) {
        fprintf(stderr, "usage: generate_units COUNT FOLDER [FLAG...], COUNT from %d to %d\n", FEWEST, MOST);
        return 2;
    }
    program self = {.parts = (int)count - 2, .flags = argv + 3};
    self.modules = (self.parts + PARTS - 1) / PARTS;
    make_folder(argv[2]);
    if (chdir(argv[2]) != 0)
        fail(argv[2]);
    write_program(&self);
    return 0;
}
