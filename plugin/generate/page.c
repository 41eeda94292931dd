/* page.c -- reads a rule's page; what is missing in it is an error of the build. */
#include "generate/page.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

const char *const rule_levels[] = {"warning", "error", "note", NULL};

static const char *const sections[] = {"What it reports", "Why it is bad", "Example", "Use instead", "Known limits"};
enum { SECTION_COUNT = sizeof sections / sizeof *sections };

/* Says what is wrong with a line of the page; 0 means the whole page. Gives false. */
__attribute__((format(printf, 3, 4))) static bool complain(const char *path, size_t line, const char *format, ...) {
    va_list arguments;
    if (line > 0)
        fprintf(stderr, "%s:%zu: error: ", path, line);
    else
        fprintf(stderr, "%s: error: ", path);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return false;
}

char *file_read(lk_arena *arena, const char *path, size_t *size) {
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        perror(path);
        if (file != NULL)
            fclose(file);
        return NULL;
    }
    char *text = lk_arena_alloc(arena, (size_t)status.st_size + 1);
    size_t length = fread(text, 1, (size_t)status.st_size, file);
    fclose(file);
    text[length] = '\0';
    if (size != NULL)
        *size = length;
    return text;
}

char *file_stem(lk_arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *begin = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(begin, '.');
    return lk_arena_strndup(arena, begin, dot == NULL ? strlen(begin) : (size_t)(dot - begin));
}

static const char *scalar_of(const yaml_node_t *node) {
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

static bool read_text(const rule_page *page, const char *key, const yaml_node_t *node, char **out) {
    const char *text = scalar_of(node);
    if (text == NULL || *text == '\0')
        return complain(page->path, node->start_mark.line + 2, "'%s' has to be a text", key);
    *out = lk_arena_strndup(page->arena, text, strlen(text));
    return true;
}

/* Which of the NULL-terminated words the text is, -1 when none. */
static int word_index(const char *const *words, const char *text) {
    for (int i = 0; words[i] != NULL; i++) {
        if (text != NULL && strcmp(words[i], text) == 0)
            return i;
    }
    return -1;
}

static bool read_tags(const rule_page *page, const char *key, yaml_document_t *document, const yaml_node_t *node,
                      tag_list *out) {
    if (node->type != YAML_SEQUENCE_NODE)
        return complain(page->path, node->start_mark.line + 2, "'%s' has to be a list, as in [a, b]", key);
    const yaml_node_item_t *end = node->data.sequence.items.top;
    for (const yaml_node_item_t *item = node->data.sequence.items.start; item < end; item++) {
        const char *text = scalar_of(yaml_document_get_node(document, *item));
        if (text == NULL || out->count == MAX_TAGS)
            return complain(page->path, node->start_mark.line + 2, "'%s' has to be a list of at most %d texts", key,
                            MAX_TAGS);
        out->items[out->count++] = lk_arena_strndup(page->arena, text, strlen(text));
    }
    return true;
}

static bool read_entry(rule_page *page, yaml_document_t *document, const yaml_node_t *key_node,
                       const yaml_node_t *value) {
    static const char *const switches[] = {"off", "on", "no", "yes", "false", "true", NULL};
    const char *key = scalar_of(key_node);
    size_t line = key_node->start_mark.line + 2;
    if (key == NULL)
        return complain(page->path, line, "a key of the front matter has to be a word");
    if (strcmp(key, "name") == 0)
        return read_text(page, key, value, &page->name);
    if (strcmp(key, "summary") == 0)
        return read_text(page, key, value, &page->summary);
    if (strcmp(key, "since") == 0)
        return read_text(page, key, value, &page->since);
    if (strcmp(key, "cwe") == 0)
        return read_tags(page, key, document, value, &page->cwe);
    if (strcmp(key, "cert") == 0)
        return read_tags(page, key, document, value, &page->cert);
    if (strcmp(key, "misra") == 0)
        return read_tags(page, key, document, value, &page->misra);
    if (strcmp(key, "level") == 0) {
        page->level = word_index(rule_levels, scalar_of(value));
        return page->level >= 0 || complain(page->path, line, "'level' is one of warning, error, note");
    }
    if (strcmp(key, "default") == 0) {
        int index = word_index(switches, scalar_of(value));
        page->enabled = index < 0 ? -1 : index % 2;
        return index >= 0 || complain(page->path, line, "'default' is on or off");
    }
    if (strcmp(key, "options") == 0)
        return true;
    return complain(page->path, line,
                    "unknown key '%s'; known are name, summary, level, default, since, cwe, cert, misra, options", key);
}

static bool read_entries(rule_page *page, yaml_document_t *document) {
    const yaml_node_t *root = yaml_document_get_root_node(document);
    if (root == NULL || root->type != YAML_MAPPING_NODE)
        return complain(page->path, 1, "the front matter has to be a mapping, as in 'name: %s'", page->identifier);
    for (yaml_node_pair_t *pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(document, pair->value);
        if (!read_entry(page, document, key, value))
            return false;
    }
    return true;
}

static bool read_yaml(rule_page *page, const char *text, size_t size) {
    yaml_parser_t parser;
    yaml_document_t document;
    if (!yaml_parser_initialize(&parser))
        return complain(page->path, 0, "no memory");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    bool good = yaml_parser_load(&parser, &document);
    if (good) {
        good = read_entries(page, &document);
        yaml_document_delete(&document);
    } else {
        complain(page->path, parser.problem_mark.line + 2, "%s", parser.problem);
    }
    yaml_parser_delete(&parser);
    return good;
}

/* Finds the front matter between two lines of three dashes; sets page->body to what follows. */
static bool read_front_matter(rule_page *page) {
    if (strncmp(page->text, "---\n", 4) != 0)
        return complain(page->path, 1, "a rule's page begins with its front matter, between two lines '---'");
    const char *begin = page->text + 4;
    const char *end = strstr(page->text, "\n---\n");
    if (end == NULL)
        return complain(page->path, 1, "the front matter has no end; a line '---' ends it");
    page->body = end + 5 + strspn(end + 5, "\n");
    return read_yaml(page, begin, (size_t)(end + 1 - begin));
}

static bool judge_front_matter(const rule_page *page) {
    const struct {
        const char *key;
        bool present;
    } keys[] = {{"name", page->name != NULL},
                {"summary", page->summary != NULL},
                {"level", page->level >= 0},
                {"default", page->enabled >= 0},
                {"since", page->since != NULL}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!keys[i].present)
            return complain(page->path, 1, "the front matter lacks '%s'", keys[i].key);
    }
    char *wanted = lk_arena_printf(page->arena, "%s", page->identifier);
    for (char *c = wanted; *c != '\0'; c++)
        *c = *c == '_' ? '-' : *c;
    return strcmp(wanted, page->name) == 0 ||
           complain(page->path, 1, "the rule's name is '%s', but its file says '%s'", page->name, wanted);
}

/* The section that a line opens ("## Example"), -1 for a heading of another name, -2 when it is no heading. */
static int section_of(const char *line, size_t length) {
    size_t hashes = strspn(line, "#");
    if (hashes == 0 || hashes >= length || line[hashes] != ' ')
        return -2;
    const char *title = line + hashes + strspn(line + hashes, " ");
    size_t title_length = length - (size_t)(title - line);
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (strlen(sections[i]) == title_length && strncmp(sections[i], title, title_length) == 0)
            return i;
    }
    return -1;
}

/* Each section has to be there, in order, and to say something. */
static bool judge_sections(const rule_page *page) {
    bool fenced = false, said[SECTION_COUNT] = {false}, seen[SECTION_COUNT] = {false};
    int current = -1;
    for (const char *line = page->body; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        int section = fenced ? -2 : section_of(line, length);
        if (strncmp(line, "```", 3) == 0)
            fenced = !fenced;
        if (section >= 0) {
            if (section < current)
                return complain(page->path, 0, "section '%s' has to stand before '%s'", sections[section],
                                sections[current]);
            current = section;
            seen[section] = true;
        } else if (section == -2 && current >= 0 && strspn(line, " \t") < length) {
            said[current] = true;
        }
        line += length + (line[length] == '\n');
    }
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (!seen[i])
            return complain(page->path, 0, "the page lacks the section '## %s'", sections[i]);
        if (!said[i])
            return complain(page->path, 0, "the section '## %s' is empty", sections[i]);
    }
    return true;
}

bool rule_page_read(lk_arena *arena, rule_page *page, const char *path) {
    *page = (rule_page){.arena = arena, .path = path, .level = -1, .enabled = -1};
    page->identifier = file_stem(arena, path);
    page->text = file_read(arena, path, NULL);
    return page->text != NULL && read_front_matter(page) && judge_front_matter(page) && judge_sections(page);
}
