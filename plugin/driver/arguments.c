/* arguments.c -- classifying and adjusting compiler command lines. */
#include "driver/arguments.h"
#include "driver/path.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_listed(const char *word, const char *const *list) {
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

static bool begins_listed(const char *word, const char *const *list) {
    for (; *list; list++)
        if (begins(word, *list))
            return true;
    return false;
}

/* Options whose value is the next word. */
static bool takes_value(const char *option) {
    static const char *const options[] = {"-o",
                                          "-x",
                                          "-I",
                                          "-D",
                                          "-U",
                                          "-L",
                                          "-l",
                                          "-F",
                                          "-MF",
                                          "-MT",
                                          "-MQ",
                                          "-MJ",
                                          "-include",
                                          "-imacros",
                                          "-iquote",
                                          "-isystem",
                                          "-idirafter",
                                          "-iprefix",
                                          "-iwithprefix",
                                          "-iwithprefixbefore",
                                          "-isysroot",
                                          "-imultilib",
                                          "-Xclang",
                                          "-Xpreprocessor",
                                          "-Xassembler",
                                          "-Xlinker",
                                          "-Xarch",
                                          "-T",
                                          "-u",
                                          "-z",
                                          "-e",
                                          "-aux-info",
                                          "-arch",
                                          "-target",
                                          "-gcc-toolchain",
                                          "--param",
                                          "-mllvm",
                                          "-b",
                                          "-V",
                                          "-A",
                                          "--sysroot",
                                          "-framework",
                                          "-G",
                                          "-dumpbase",
                                          "-dumpdir",
                                          "-dumpbase-ext",
                                          "-wrapper",
                                          "-specs",
                                          "-include-pch",
                                          "-ivfsoverlay",
                                          "-working-directory",
                                          "--target",
                                          "--language",
                                          "-internal-isystem",
                                          "-rpath",
                                          NULL};
    return is_listed(option, options);
}

/* ---- the compiler ---- */

/* The index of the first argument, behind launchers and the compiler; gives the compiler. */
static uint32_t skip_compiler(const lk_words *words, const char **compiler) {
    static const char *const launchers[] = {"ccache",     "sccache", "distcc", "icecc",
                                            "buildcache", "gomacc",  "env",    NULL};
    uint32_t i = 0;
    while (i + 1 < words->count && is_listed(lk_path_base(words->items[i]), launchers) &&
           words->items[i + 1][0] != '-') {
        i++;
        while (i + 1 < words->count && strchr(words->items[i], '=')) /* env NAME=value gcc */
            i++;
    }
    *compiler = words->count ? lk_path_base(words->items[i]) : "";
    return i + 1;
}

/* The target that the compiler's name begins with ("aarch64-linux-gnu-gcc-12"), NULL when there is none that LLVM
 * knows. */
static const char *target_of(lk_arena *arena, const char *compiler) {
    static const char *const drivers[] = {"-gcc", "-clang", "-cc", NULL};
    static const char *const machines[] = {"arm",     "aarch64", "x86_64",      "i386",    "i486",  "i586",  "i686",
                                           "riscv32", "riscv64", "mips",        "powerpc", "ppc",   "sparc", "s390x",
                                           "avr",     "msp430",  "loongarch64", "hexagon", "thumb", NULL};
    if (!begins_listed(compiler, machines))
        return NULL;
    for (int i = 0; drivers[i]; i++) {
        const char *at = strstr(compiler, drivers[i]);
        if (at)
            return lk_arena_strndup(arena, compiler, (size_t)(at - compiler));
    }
    return NULL;
}

/* ---- the kind ---- */

const char *lk_compile_kind_name(lk_compile_kind kind) {
    static const char *const names[] = {
        [LK_COMPILES_C] = "C",
        [LK_PREPROCESSES] = "preprocessing",
        [LK_COMPILES_CXX] = "C++",
        [LK_ASSEMBLES] = "assembler",
        [LK_COMPILES_OTHER] = "other language or linking",
    };
    return names[kind];
}

static lk_compile_kind kind_of_language(const char *language) {
    static const char *const c[] = {"c", "cpp-output", "c-header", "none", NULL};
    if (is_listed(language, c))
        return LK_COMPILES_C;
    if (begins(language, "assembler"))
        return LK_ASSEMBLES;
    return begins(language, "c++") ? LK_COMPILES_CXX : LK_COMPILES_OTHER;
}

static lk_compile_kind kind_of_file(const char *file) {
    static const char *const c[] = {".c", ".i", ".h", NULL}, *const assembler[] = {".s", ".S", ".sx", ".asm", NULL};
    static const char *const cxx[] = {".cc", ".cp",  ".cxx", ".cpp", ".CPP", ".c++", ".C",   ".ii",   ".hh",  ".H",
                                      ".hp", ".hxx", ".hpp", ".HPP", ".h++", ".tcc", ".ixx", ".cppm", ".ccm", NULL};
    const char *base = lk_path_base(file), *suffix = strrchr(base, '.');
    if (!suffix)
        return LK_COMPILES_OTHER;
    if (is_listed(suffix, c))
        return LK_COMPILES_C;
    if (is_listed(suffix, cxx))
        return LK_COMPILES_CXX;
    return is_listed(suffix, assembler) ? LK_ASSEMBLES : LK_COMPILES_OTHER;
}

static lk_compile_kind classify(const lk_words *words, uint32_t from, const char *file, bool by_cxx_compiler) {
    const char *language = NULL;
    for (uint32_t i = from; i < words->count; i++) {
        const char *word = words->items[i];
        if (strcmp(word, "-E") == 0 || strcmp(word, "-M") == 0 || strcmp(word, "-MM") == 0)
            return LK_PREPROCESSES;
        if (strcmp(word, "-x") == 0 && i + 1 < words->count)
            language = words->items[i + 1];
        else if (begins(word, "-x") && word[2])
            language = word + 2;
        if (takes_value(word))
            i++;
    }
    if (language && strcmp(language, "none") != 0)
        return kind_of_language(language);
    lk_compile_kind kind = kind_of_file(file);
    return kind == LK_COMPILES_C && by_cxx_compiler ? LK_COMPILES_CXX : kind;
}

lk_compile_kind lk_arguments_classify(const lk_words *words, const char *file) {
    const char *compiler;
    uint32_t from = skip_compiler(words, &compiler);
    return classify(words, from, file, strstr(compiler, "++") != NULL);
}

lk_compile_kind lk_flags_classify(const lk_words *flags, const char *file) {
    return classify(flags, 0, file, false);
}

/* ---- response files ---- */

enum { DEEPEST_RESPONSE_FILE = 8 };

static bool read_file(lk_arena *arena, const char *path, const char **text, size_t *size) {
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = getdelim(&line, &capacity, -1, file);
    bool is_read = !ferror(file);
    fclose(file);
    *size = length > 0 ? (size_t)length : 0;
    *text = lk_arena_strndup(arena, line ? line : "", *size);
    free(line);
    return is_read;
}

static void expand(lk_arena *arena, const lk_words *words, const char *directory, int depth, lk_words *out) {
    for (uint32_t i = 0; i < words->count; i++) {
        const char *word = words->items[i], *text;
        size_t size;
        if (word[0] == '@' && depth < DEEPEST_RESPONSE_FILE &&
            read_file(arena, lk_path_absolute(arena, directory, word + 1), &text, &size)) {
            lk_words inner = {0};
            lk_words_split(arena, &inner, text, size);
            expand(arena, &inner, directory, depth + 1, out);
        } else {
            lk_array_push(arena, out, word);
        }
    }
}

void lk_arguments_expand(lk_arena *arena, lk_words *words, const char *directory) {
    lk_words out = {0};
    expand(arena, words, directory, 0, &out);
    *words = out;
}

/* ---- the flags ---- */

/* Options that make no difference to the program's meaning, or that clang's library can't do. */
static bool is_dropped(const char *word) {
    static const char *const exact[] = {"-c", "-S", "-MD", "-MMD", "-MP", "-MG", "-MV", "--", "-", "-pipe", "-v", NULL};
    static const char *const prefixes[] = {"-Wp,-M",
                                           "-save-temps",
                                           "--save-temps",
                                           "-fplugin",
                                           "-fprofile-use",
                                           "-fprofile-instr-use",
                                           "-fprofile-sample-use",
                                           "-fauto-profile",
                                           "-fdump-",
                                           "-fdiagnostics",
                                           "-time",
                                           NULL};
    return is_listed(word, exact) || begins_listed(word, prefixes);
}

/* Dropped options with a value: how many words, 0 when the word is none of them. */
static uint32_t dropped_with_value(const char *word) {
    static const char *const options[] = {"-o", "-MF", "-MT", "-MQ", "-MJ", "-wrapper", NULL};
    if (is_listed(word, options))
        return 2;
    return begins_listed(word, options) ? 1 : 0;
}

static void adjust(lk_arena *arena, const lk_words *words, uint32_t from, lk_words *flags) {
    for (uint32_t i = from; i < words->count; i++) {
        const char *word = words->items[i];
        uint32_t dropped = dropped_with_value(word);
        if (dropped) {
            i += dropped - 1;
        } else if (takes_value(word)) {
            lk_array_push(arena, flags, word);
            if (++i < words->count)
                lk_array_push(arena, flags, words->items[i]);
        } else if ((word[0] == '-' || word[0] == '@') && !is_dropped(word)) {
            lk_array_push(arena, flags, word);
        }
    }
}

void lk_arguments_adjust(lk_arena *arena, const lk_words *words, lk_words *flags) {
    const char *compiler;
    uint32_t from = skip_compiler(words, &compiler);
    const char *target = target_of(arena, compiler);
    if (target)
        lk_array_push(arena, flags, lk_arena_printf(arena, "--target=%s", target));
    adjust(arena, words, from, flags);
}

void lk_flags_adjust(lk_arena *arena, const lk_words *words, lk_words *flags) {
    adjust(arena, words, 0, flags);
}

void lk_flags_begin(lk_arena *arena, lk_words *flags) {
    static const char *const first[] = {
        "-w",
        "-Qunused-arguments",
        "-Wno-unknown-warning-option",
        "-Wno-error=implicit-function-declaration",
        "-Wno-error=implicit-int",
        "-Wno-error=int-conversion",
        "-Wno-error=incompatible-function-pointer-types",
        "-ferror-limit=0",
        "-D__locklint__=1",
    };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        lk_array_push(arena, flags, first[i]);
}

const char *lk_arguments_output(lk_arena *arena, const lk_words *words, const char *directory) {
    const char *output = NULL;
    for (uint32_t i = 1; i < words->count; i++) {
        const char *word = words->items[i];
        if (strncmp(word, "-o", 2) != 0)
            continue;
        output = word[2] ? word + 2 : i + 1 < words->count ? words->items[i + 1] : NULL;
    }
    if (!output)
        return directory;
    const char *path = lk_path_absolute(arena, directory, output);
    size_t length = (size_t)(lk_path_base(path) - path);
    return lk_arena_strndup(arena, path, length > 1 ? length - 1 : length);
}
