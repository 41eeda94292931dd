/* options.c -- reading the command line; one table holds names, values and help. */
#include "driver/options.h"
#include "driver/arguments.h"
#include "driver/path.h"
#include "driver/pool.h"
#include "model/suggest.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_TIMEOUT = 120, MOST_JOBS = 1024, MOST_SECONDS = 1000000 };

typedef enum option_id {
    FIRST = 256,
    CHECKS = FIRST,
    CONFIG_FILE,
    WARNINGS_AS_ERRORS,
    BLOCKING,
    EXTRA_ARG,
    EXTRA_ARG_BEFORE,
    MODEL,
    EXCLUDE,
    HEADER_FILTER,
    LINE_FILTER,
    NEW_FROM,
    BASELINE,
    UPDATE_BASELINE,
    FAIL_ON_STALE,
    REPORT_UNUSED,
    FIX,
    EXPORT_FIXES,
    FORMAT,
    DROP_SUPPRESSED,
    OUTPUT,
    LOCK_GRAPH,
    COLOR,
    TIMEOUT,
    CACHE,
    EMIT_UNIT,
    EMIT_SUMMARIES,
    SUMMARIES,
    DEPFILE,
    COVERAGE,
    VERIFY,
    DUMP_TREE,
    DUMP_IR,
    DUMP_SUMMARIES,
    LINK,
    NO_CACHE,
    LIST_RULES,
    EXPLAIN,
    QUIET,
    VERBOSE,
    HELP,
    VERSION,
    LAST
} option_id;

typedef struct option_row {
    int id; /* an option_id, or the letter of a short option */
    const char *name, *value, *help;
} option_row;

static const option_row rows[] = {
    {'p', NULL, "DIR",
     "the build directory, which holds compile_commands.json; else it is looked for from the\n"
     "first file upwards"},
    {CHECKS, "checks", "GLOBS",
     "rules to run: patterns separated by commas, added to those that are on by default;\n"
     "- takes away: --checks='-*,locklint-double-lock' runs this one alone"},
    {CONFIG_FILE, "config-file", "FILE", "the configuration, instead of the .clang-tidy nearest to each file"},
    {WARNINGS_AS_ERRORS, "warnings-as-errors", "GLOBS", "findings of these rules count as errors (exit status 1)"},
    {BLOCKING, "blocking", "KINDS",
     "kinds of waiting to report under a lock, added to the usual ones: file, stdio, loader;\n"
     "- takes away: --blocking=file,-join"},
    {EXTRA_ARG, "extra-arg", "FLAG", "one more compile flag, behind the others (repeatable)"},
    {EXTRA_ARG_BEFORE, "extra-arg-before", "FLAG", "one more compile flag, before the others (repeatable)"},
    {MODEL, "model", "FILE", "a YAML file that says what functions do to locks (repeatable)"},
    {EXCLUDE, "exclude", "GLOB", "leave out files whose path matches; * matches / too (repeatable)"},
    {HEADER_FILTER, "header-filter", "REGEX",
     "of the findings in headers, tell those in headers whose path matches\n"
     "(default: in all but system headers)"},
    {LINE_FILTER, "line-filter", "JSON",
     "tell only findings that have their place or one of their notes in these lines; in\n"
     "clang-tidy's format: [{\"name\": \"file.c\", \"lines\": [[1, 3], [5, 7]]}]"},
    {NEW_FROM, "new-from", "REV",
     "the same for the lines that are new since the present branch left REV, as git sees\n"
     "it, and for files that git does not track: --new-from=origin/main, --new-from=HEAD"},
    {BASELINE, "baseline", "FILE",
     "do not tell the findings that FILE knows; they are recognised where lines around them\n"
     "moved, and do not count for the exit status"},
    {UPDATE_BASELINE, "update-baseline", NULL,
     "write the findings of this run to the baseline, instead of telling them"},
    {FAIL_ON_STALE, "fail-on-stale", NULL, "entries of the baseline that no finding is met by make the exit status 1"},
    {REPORT_UNUSED, "report-unused-suppressions", NULL,
     "tell of NOLINT comments that name a rule of ours and hide nothing, as findings of\n"
     "locklint-unused-suppression"},
    {FIX, "fix", NULL, "apply the fixes that findings come with to the files"},
    {EXPORT_FIXES, "export-fixes", "FILE",
     "write findings and fixes to FILE as clang-tidy does, for clang-apply-replacements"},
    {'j', NULL, "N", "so many files at once (default: the processors of this machine)"},
    {TIMEOUT, "timeout", "SECONDS", "give up a file after so long (default 120; 0: never)"},
    {CACHE, "cache", "DIR",
     "keep what was read of each file in DIR, for the next run (default: .locklint-cache beside\n"
     "compile_commands.json)"},
    {NO_CACHE, "no-cache", NULL, "keep nothing"},
    {EMIT_UNIT, "emit-unit", "FILE", "write what linking needs of the one file to FILE, and judge nothing"},
    {DEPFILE, "depfile", "FILE", "with --emit-unit: write to FILE which files were read, as a rule for make and ninja"},
    {LINK, "link", NULL, "the files named are such unit files: judge them as one program"},
    {EMIT_SUMMARIES, "emit-summaries", "FILE",
     "write what the functions of the program do to FILE, for --summaries, clang-tidy and editors"},
    {SUMMARIES, "summaries", "FILE", "judge each file by itself, and read from FILE what functions of other files do"},
    {FORMAT, "format", "text|json|sarif", "how to write the findings (default text); sarif is SARIF 2.1.0"},
    {DROP_SUPPRESSED, "drop-suppressed", NULL,
     "leave suppressed findings out of SARIF, for readers that show them all the same (GitHub)"},
    {OUTPUT, "output", "FILE", "write the findings to FILE instead of standard output"},
    {LOCK_GRAPH, "lock-graph", "FILE",
     "draw in which order locks are taken, for Graphviz: dot -Tsvg FILE; cycles are red"},
    {COLOR, "color", "WHEN", "auto, always or never (default auto: on a terminal, unless NO_COLOR is set)"},
    {QUIET, "quiet", NULL, "no summary line, unless something failed"},
    {VERBOSE, "verbose", NULL, "say which functions were given up, and let clang write to standard error"},
    {COVERAGE, "coverage", NULL,
     "write which lock functions were recognised and which functions look like locks, with a\n"
     "model to paste, instead of findings"},
    {VERIFY, "verify", NULL,
     "compare the findings with the expected-warning {{...}} comments of the files, as\n"
     "clang -verify does; a difference makes the exit status 1"},
    {DUMP_TREE, "dump-tree", NULL, "write the syntax tree that the analysis sees, instead of findings"},
    {DUMP_IR, "dump-ir", NULL, "write the intermediate representation, instead of findings"},
    {DUMP_SUMMARIES, "dump-summaries", NULL, "write what calls do to locks, as inferred, instead of findings"},
    {LIST_RULES, "list-rules", NULL, "list the rules"},
    {EXPLAIN, "explain", "RULE", "show the page of a rule"},
    {HELP, "help", NULL, "show this help"},
    {VERSION, "version", NULL, "show the version"},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* ---- values ---- */

static const char *spelled(lk_arena *arena, const option_row *row) {
    return row->name ? lk_arena_printf(arena, "--%s", row->name) : lk_arena_printf(arena, "-%c", row->id);
}

static bool read_number(lk_arena *arena, const char *option, const char *value, unsigned least, unsigned most,
                        unsigned *number, const char **error) {
    char *end;
    errno = 0;
    unsigned long read = strtoul(value, &end, 10);
    if (value[0] >= '0' && value[0] <= '9' && !*end && !errno && read >= least && read <= most) {
        *number = (unsigned)read;
        return true;
    }
    *error =
        lk_arena_printf(arena, "option '%s' takes a whole number from %u to %u, not '%s'", option, least, most, value);
    return false;
}

static bool read_choice(lk_arena *arena, const char *option, const char *value, const char *const *choices,
                        size_t count, unsigned *choice, const char **error) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(choices[i], value) == 0) {
            *choice = (unsigned)i;
            return true;
        }
    }
    *error = lk_arena_printf(arena, "option '%s': unknown value '%s'%s", option, value,
                             lk_suggest(arena, value, "allowed", choices, count));
    return false;
}

/* Options whose value is kept as it is, or added to a list. False when it is none of these. */
static bool take_text(lk_arena *arena, int id, const char *value, lk_options *to) {
    const char **const texts[LAST - FIRST] = {
        [CHECKS - FIRST] = &to->checks,
        [WARNINGS_AS_ERRORS - FIRST] = &to->warnings_as_errors,
        [BLOCKING - FIRST] = &to->blocking,
        [HEADER_FILTER - FIRST] = &to->header_filter,
        [CONFIG_FILE - FIRST] = &to->config_file,
        [LINE_FILTER - FIRST] = &to->line_filter,
        [NEW_FROM - FIRST] = &to->new_from,
        [OUTPUT - FIRST] = &to->output,
        [EXPORT_FIXES - FIRST] = &to->export_fixes,
        [BASELINE - FIRST] = &to->baseline,
        [CACHE - FIRST] = &to->cache,
        [EMIT_UNIT - FIRST] = &to->emit_unit,
        [EMIT_SUMMARIES - FIRST] = &to->emit_summaries,
        [SUMMARIES - FIRST] = &to->summaries,
        [DEPFILE - FIRST] = &to->depfile,
        [LOCK_GRAPH - FIRST] = &to->lock_graph,
        [EXPLAIN - FIRST] = &to->explain,
    };
    lk_words *const lists[LAST - FIRST] = {
        [EXTRA_ARG - FIRST] = &to->extra,
        [EXTRA_ARG_BEFORE - FIRST] = &to->extra_before,
        [MODEL - FIRST] = &to->models,
        [EXCLUDE - FIRST] = &to->excludes,
    };
    if (id >= FIRST && texts[id - FIRST])
        *texts[id - FIRST] = value;
    else if (id >= FIRST && lists[id - FIRST])
        lk_array_push(arena, lists[id - FIRST], value);
    else
        return false;
    return true;
}

/* Options with a value. */
static bool take_value(lk_arena *arena, int id, const char *value, lk_options *to, const char **error) {
    static const char *const colors[] = {"auto", "always", "never"}, *const formats[] = {"text", "json", "sarif"};
    unsigned choice = 0;
    bool is_right = true;
    switch (id) {
    case 'p':
        to->build_path = value[0] == '=' ? value + 1 : value; /* clang-tidy allows -p=DIR */
        break;
    case 'j':
        return read_number(arena, "-j", value, 1, MOST_JOBS, &to->jobs, error);
    case TIMEOUT:
        return read_number(arena, "--timeout", value, 0, MOST_SECONDS, &to->timeout, error);
    case COLOR:
        is_right = read_choice(arena, "--color", value, colors, 3, &choice, error);
        to->color = (lk_color)choice;
        break;
    case FORMAT:
        is_right = read_choice(arena, "--format", value, formats, 3, &choice, error);
        to->format = (lk_format)choice;
        break;
    default:
        return take_text(arena, id, value, to);
    }
    return is_right;
}

static void take_switch(int id, lk_options *to) {
    bool *const switches[LAST - FIRST] = {
        [UPDATE_BASELINE - FIRST] = &to->update_baseline,
        [REPORT_UNUSED - FIRST] = &to->report_unused,
        [FIX - FIRST] = &to->fix,
        [FAIL_ON_STALE - FIRST] = &to->fail_on_stale,
        [DROP_SUPPRESSED - FIRST] = &to->drop_suppressed,
        [COVERAGE - FIRST] = &to->coverage,
        [VERIFY - FIRST] = &to->verify,
        [DUMP_TREE - FIRST] = &to->dump_tree,
        [DUMP_IR - FIRST] = &to->dump_ir,
        [DUMP_SUMMARIES - FIRST] = &to->dump_summaries,
        [LINK - FIRST] = &to->link,
        [NO_CACHE - FIRST] = &to->no_cache,
        [LIST_RULES - FIRST] = &to->list_rules,
        [QUIET - FIRST] = &to->quiet,
        [VERBOSE - FIRST] = &to->verbose,
        [HELP - FIRST] = &to->help,
        [VERSION - FIRST] = &to->version,
    };
    *switches[id - FIRST] = true;
}

/* ---- what is wrong ---- */

static const option_row *row_of(int id) {
    for (int i = 0; i < ROWS; i++)
        if (rows[i].id == id)
            return &rows[i];
    return NULL;
}

/* Names of options that begin like `word`; NULL when it isn't more than one. */
static const char *ambiguous(lk_arena *arena, const char *word, size_t length) {
    const char *list = NULL;
    int count = 0;
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].name && strncmp(rows[i].name, word, length) == 0) {
            list = list ? lk_arena_printf(arena, "%s, --%s", list, rows[i].name)
                        : lk_arena_printf(arena, "--%s", rows[i].name);
            count++;
        }
    }
    return count > 1 ? list : NULL;
}

/* An option that getopt doesn't know. */
static const char *unknown(lk_arena *arena, const char *word) {
    const char *name = word + strspn(word, "-");
    size_t length = strcspn(name, "=");
    const char *likely = length && word[1] == '-' ? ambiguous(arena, name, length) : NULL;
    if (likely)
        return lk_arena_printf(arena, "option '%s' is ambiguous: %s", word, likely);
    const char *names[ROWS];
    for (int i = 0; i < ROWS; i++)
        names[i] = rows[i].name ? lk_arena_printf(arena, "--%s", rows[i].name) : NULL;
    const char *full = lk_arena_printf(arena, "--%.*s", (int)length, name);
    const char *hint = lk_suggest(arena, full, "allowed", names, ROWS);
    const char *remedy = strstr(hint, "did you mean") ? hint : "; --help lists all";
    return lk_arena_printf(arena, "unknown option '%.*s'%s", (int)(length + (size_t)(name - word)), word, remedy);
}

/* The argument that getopt has just refused. Inside "-checks" it stops at the "c", with the whole word still to come.
 */
static const char *refused(char **argv) {
    const char *last = argv[optind - 1];
    bool in_word = optopt > 0 && optopt < FIRST && last[0] == '-' && last[1] != '-' && last[strlen(last) - 1] == optopt;
    bool is_next = optopt > 0 && optopt < FIRST && !in_word && argv[optind];
    return is_next ? argv[optind] : last;
}

/* What getopt means by '?' or ':'. */
static const char *complaint(lk_arena *arena, int kind, const char *word) {
    const option_row *row = row_of(optopt);
    if (kind == ':' && row)
        return lk_arena_printf(arena, "option '%s' needs a value: %s%s%s", spelled(arena, row), spelled(arena, row),
                               row->name ? "=" : " ", row->value);
    if (row && !row->value)
        return lk_arena_printf(arena, "option '--%s' takes no value", row->name);
    return unknown(arena, word);
}

/* ---- reading ---- */

static void prepare(struct option *options) {
    int count = 0;
    for (int i = 0; i < ROWS; i++)
        if (rows[i].name)
            options[count++] =
                (struct option){rows[i].name, rows[i].value ? required_argument : no_argument, NULL, rows[i].id};
    options[count] = (struct option){0};
}

/* Everything behind the first `--` is flags; gives the number of arguments before it. */
static int split_flags(lk_arena *arena, int argc, char **argv, lk_options *options) {
    int end = 1;
    while (end < argc && strcmp(argv[end], "--") != 0)
        end++;
    if (end < argc) {
        lk_words *flags = LK_NEW(arena, lk_words);
        for (int i = end + 1; i < argc; i++)
            lk_array_push(arena, flags, argv[i]);
        options->flags = flags;
    }
    return end;
}

/* --format=json and --format=sarif. */
static void check_format(const lk_options *options, const char **error) {
    bool is_sarif = options->format == LK_FORMAT_SARIF;
    if (options->verify || options->dump_tree || options->dump_ir || options->dump_summaries)
        *error = is_sarif ? "--format=sarif is for findings; --verify and the dumps write text"
                          : "--format=json is for findings; --verify and the dumps write text";
    else if (is_sarif && options->coverage)
        *error = "--format=sarif is for findings; --coverage writes text or JSON";
    else if (is_sarif && options->emit_unit)
        *error = "--emit-unit judges nothing, so there is nothing to write as SARIF; give --format=sarif to --link";
}

/* --fix and --export-fixes. */
static void check_fixes(const lk_options *options, const char **error) {
    if (options->verify || options->emit_unit || options->coverage || options->dump_tree || options->dump_ir ||
        options->dump_summaries || options->update_baseline)
        *error =
            "--fix and --export-fixes are about findings; --verify, --emit-unit, --coverage, --update-baseline and "
            "the dumps tell none";
    else if (options->export_fixes && options->output && strcmp(options->export_fixes, options->output) == 0)
        *error = "--export-fixes and --output name the same file";
    else if (options->export_fixes && options->baseline && strcmp(options->export_fixes, options->baseline) == 0)
        *error = "--export-fixes and --baseline name the same file";
}

/* --report-unused-suppressions. */
static void check_unused(const lk_options *options, const char **error) {
    if (options->verify || options->emit_unit || options->coverage || options->dump_tree || options->dump_ir ||
        options->dump_summaries)
        *error = "--report-unused-suppressions is about findings; --verify, --emit-unit, --coverage and the dumps tell "
                 "none";
    else if (!options->flags && !options->link && options->files.count)
        *error = "--report-unused-suppressions needs the whole program, since one file says little about what another "
                 "would have brought to light: name no files of the database";
}

/* --baseline, --update-baseline, --fail-on-stale. */
static void check_baseline(const lk_options *options, const char **error) {
    if (!options->baseline)
        *error = "--update-baseline and --fail-on-stale are about a baseline: name it with --baseline=FILE";
    else if (options->verify || options->emit_unit || options->coverage || options->dump_tree || options->dump_ir ||
             options->dump_summaries)
        *error = "--baseline hides findings; --verify, --emit-unit, --coverage and the dumps tell none";
    else if (options->update_baseline && options->fail_on_stale)
        *error = "--update-baseline takes stale entries out, so that --fail-on-stale never would fail";
    else if (options->update_baseline && (options->line_filter || options->new_from))
        *error = "--update-baseline writes all findings; leave out --line-filter and --new-from";
    else if (options->output && strcmp(options->output, options->baseline) == 0)
        *error = "--baseline and --output name the same file";
}

/* --coverage writes no findings. */
static void check_coverage(const lk_options *options, const char **error) {
    if (options->verify || options->dump_tree || options->dump_ir || options->dump_summaries)
        *error = "--coverage and --verify or a dump exclude each other: each has the output for itself";
    else if (options->list_rules || options->explain)
        *error = "--coverage is about files; --list-rules and --explain are about rules";
    else if (options->warnings_as_errors)
        *error = "--coverage writes no findings that could count as errors; leave out --warnings-as-errors";
}

/* Halves of a run, which other build engines drive. */
static void check_halves(const lk_options *options, const char **error) {
    bool shows_one = options->dump_tree || options->dump_ir || options->dump_summaries;
    if (options->link && options->files.count == 0)
        *error = "--link needs unit files, as --emit-unit writes them: locklint --link FILE...";
    else if (options->link && (options->flags || options->build_path))
        *error = "--link reads unit files, which have their flags already; leave out -p and --";
    else if (options->link && (options->emit_unit || options->verify || shows_one))
        *error = "--link judges unit files; it goes with none of --emit-unit, --verify and the dumps";
    else if (options->emit_unit && (options->verify || shows_one || options->coverage))
        *error = "--emit-unit writes a unit file and judges nothing; leave out --verify, --coverage and the dumps";
    else if (options->emit_summaries && (options->emit_unit || options->verify || shows_one))
        *error = "--emit-summaries is for a run that judges; it goes with none of --emit-unit, --verify and the dumps";
    else if (options->emit_summaries && options->summaries)
        *error = "--emit-summaries writes what --summaries reads; give one of them";
    else if (options->summaries && (options->link || options->emit_unit))
        *error = "--summaries is for files that are judged by themselves; leave out --link and --emit-unit";
    else if (options->depfile && !options->emit_unit)
        *error = "--depfile says what a unit file was made of; it goes with --emit-unit";
    else if (options->cache && options->no_cache)
        *error = "--cache and --no-cache exclude each other";
}

/* --line-filter and --new-from. */
static void check_lines(const lk_options *options, const char **error) {
    if (options->line_filter && options->new_from)
        *error = "--line-filter and --new-from exclude each other: each says which lines it is about";
    else if (options->verify || options->emit_unit || options->dump_tree || options->dump_ir || options->dump_summaries)
        *error = "--line-filter and --new-from choose among findings; --verify, --emit-unit and the dumps are about "
                 "whole files";
}

/* Puts the words of response files (@FILE) before `--` in their place; gives the new argv. */
static char **expand(lk_arena *arena, int *argc, char **argv) {
    lk_words words = {0};
    int end = 1;
    while (end < *argc && strcmp(argv[end], "--") != 0)
        lk_array_push(arena, &words, argv[end++]);
    lk_arguments_expand(arena, &words, lk_here_now(arena).logical);
    char **expanded = LK_NEW_ARRAY(arena, char *, words.count + (size_t)(*argc - end) + 2);
    int count = 0;
    expanded[count++] = argv[0];
    for (uint32_t i = 0; i < words.count; i++)
        expanded[count++] = lk_arena_strndup(arena, words.items[i], strlen(words.items[i]));
    for (; end < *argc; end++)
        expanded[count++] = argv[end];
    *argc = count;
    return expanded;
}

bool lk_options_read(lk_arena *arena, int argc, char **argv, lk_options *options, const char **error) {
    struct option long_options[ROWS + 1];
    prepare(long_options);
    argv = expand(arena, &argc, argv);
    *options = (lk_options){.jobs = lk_pool_processors(), .timeout = DEFAULT_TIMEOUT};
    int count = split_flags(arena, argc, argv, options), id;
    opterr = 0;
    optind = 0;
    while ((id = getopt_long(count, argv, ":p:j:", long_options, NULL)) != -1) {
        const option_row *row = row_of(id);
        if (!row) {
            *error = complaint(arena, id, refused(argv));
            return false;
        }
        if (!row->value)
            take_switch(id, options);
        else if (!take_value(arena, id, optarg, options, error))
            return false;
    }
    for (int i = optind; i < count; i++)
        lk_array_push(arena, &options->files, argv[i]);
    options->doctor = options->files.count == 1 && strcmp(options->files.items[0], "doctor") == 0;
    if (options->flags && options->files.count == 0)
        *error = "no file is named before --; write: locklint FILE... -- [compile flags]";
    else if (options->flags && options->build_path)
        *error = "-p and -- exclude each other: compile flags come from the database or from the command line";
    else if (options->format != LK_FORMAT_TEXT)
        check_format(options, error);
    if (!*error && options->drop_suppressed && options->format != LK_FORMAT_SARIF)
        *error = "--drop-suppressed goes with --format=sarif: the other formats hold no suppressed findings";
    if (!*error && options->coverage)
        check_coverage(options, error);
    if (!*error)
        check_halves(options, error);
    if (!*error && (options->baseline || options->update_baseline || options->fail_on_stale))
        check_baseline(options, error);
    if (!*error && options->report_unused)
        check_unused(options, error);
    if (!*error && (options->fix || options->export_fixes))
        check_fixes(options, error);
    if (!*error && (options->line_filter || options->new_from))
        check_lines(options, error);
    return *error == NULL;
}

void lk_options_help(FILE *out) {
    enum { COLUMN = 30 };
    fputs("usage: locklint [options] [FILE or DIRECTORY]... [-- compile flags]\n"
          "       locklint [options] doctor\n"
          "       locklint lsp [options]\n\n"
          "Finds misuse of locks in C. Without a file, or with a directory, it analyses what the compilation\n"
          "database (compile_commands.json) compiles; with --, the named files with the flags behind it.\n"
          "'locklint doctor' says whether plugin, database, configuration, models and cache fit together;\n"
          "'locklint lsp' is a language server: editors start it.\n"
          "The words of a file that is named @FILE take its place.\n\n",
          out);
    for (int i = 0; i < ROWS; i++) {
        const option_row *row = &rows[i];
        int width = row->name ? fprintf(out, "  --%s", row->name) : fprintf(out, "  -%c", row->id);
        if (row->value)
            width += fprintf(out, "%s%s", row->name ? "=" : " ", row->value);
        for (const char *line = row->help; *line;) {
            int length = (int)strcspn(line, "\n");
            fprintf(out, "%*s%.*s\n", width < COLUMN ? COLUMN - width : 2, "", length, line);
            line += length + (line[length] == '\n');
            width = 0;
        }
    }
    fputs("\nExit status: 0 clean or warnings only; 1 findings that count as errors (--warnings-as-errors), or a\n"
          "difference found by --verify; 2 wrong usage or input, or a file that could not be analysed: it crashed\n"
          "clang, took too long, or includes a file that was not found. In a file with other compile errors the\n"
          "functions without errors are still judged; it is counted as a file with errors.\n",
          out);
}
