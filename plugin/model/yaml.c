/* yaml.c -- loads a document with libyaml, copies it into the arena and lets libyaml go. */
#include "model/yaml.h"

#include <string.h>
#include <yaml.h>

typedef struct loader {
    lk_arena *arena;
    const char *text;
    size_t size;
    yaml_parser_t parser;
    lk_model_error *error;
} loader;

static bool fail_at(loader *self, size_t line, size_t column, const char *message) {
    self->error->line = (uint32_t)line + 1;
    self->error->column = (uint32_t)column + 1;
    self->error->message = message;
    return false;
}

/* libyaml's reader knows only the byte at which it stumbled. */
static bool fail_at_byte(loader *self, size_t offset, const char *message) {
    size_t line = 0, column = 0;
    for (size_t i = 0; i < offset && i < self->size; i++) {
        if (self->text[i] == '\n') {
            line++;
            column = 0;
        } else if (((unsigned char)self->text[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    return fail_at(self, line, column, message);
}

/* libyaml says what it was scanning in the problem or in its context. */
static const char *hint(const char *problem, const char *context) {
    if (strstr(problem, "alias") || strstr(context, "alias"))
        return "; '*' begins an alias: a text such as '*mutex' must stand in quotes";
    if (strstr(context, "anchor"))
        return "; '&' begins an anchor: a text that begins with '&' must stand in quotes";
    if (strstr(context, "tag"))
        return "; '!' begins a tag: a condition such as '!return' must stand in quotes";
    if (strstr(problem, "cannot start any token"))
        return "; indent with spaces, and put other texts in quotes";
    return "";
}

static bool fail_to_parse(loader *self) {
    const yaml_parser_t *parser = &self->parser;
    const char *problem = parser->problem ? parser->problem : "the text can't be read";
    if (parser->error == YAML_MEMORY_ERROR)
        return fail_at(self, 0, 0, "out of memory");
    if (parser->error == YAML_READER_ERROR)
        return fail_at_byte(self, parser->problem_offset,
                            lk_arena_printf(self->arena, "%s; YAML is UTF-8 text", problem));
    const char *context = "";
    if (parser->context && parser->context_mark.line != parser->problem_mark.line)
        context = lk_arena_printf(self->arena, " (%s that begins at line %zu)", parser->context,
                                  parser->context_mark.line + 1);
    else if (parser->context)
        context = lk_arena_printf(self->arena, " (%s)", parser->context);
    return fail_at(self, parser->problem_mark.line, parser->problem_mark.column,
                   lk_arena_printf(self->arena, "broken YAML: %s%s%s", problem, context, hint(problem, context)));
}

static const char *explicit_tag(lk_arena *arena, const yaml_node_t *node) {
    const char *tag = (const char *)node->tag;
    static const char standard[] = "tag:yaml.org,2002:";
    if (!tag || strncmp(tag, standard, sizeof standard - 1) == 0)
        return NULL;
    return lk_arena_strndup(arena, tag, strlen(tag));
}

static bool is_verbatim(const yaml_node_t *node, size_t quotes) {
    size_t characters = 0;
    for (size_t i = 0; i < node->data.scalar.length; i++)
        characters += (node->data.scalar.value[i] & 0xC0) != 0x80;
    return node->start_mark.line == node->end_mark.line &&
           node->end_mark.column - node->start_mark.column == characters + quotes;
}

static bool copy_scalar(loader *self, const yaml_node_t *node, lk_yaml *copy) {
    const char *text = (const char *)node->data.scalar.value;
    size_t length = node->data.scalar.length;
    if (memchr(text, 0, length))
        return fail_at(self, node->start_mark.line, node->start_mark.column, "a text can't hold a NUL character");
    yaml_scalar_style_t style = node->data.scalar.style;
    bool is_quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    copy->text = lk_arena_strndup(self->arena, text, length);
    copy->is_verbatim = is_verbatim(node, is_quoted ? 2 : 0);
    copy->column += is_quoted && copy->is_verbatim;
    return true;
}

/* Nodes refer to each other by number, from 1. */
static bool copy_node(loader *self, const yaml_node_t *node, lk_yaml *all, lk_yaml *copy) {
    copy->line = (uint32_t)node->start_mark.line + 1;
    copy->column = (uint32_t)node->start_mark.column + 1;
    copy->tag = explicit_tag(self->arena, node);
    if (node->type == YAML_SCALAR_NODE)
        return copy_scalar(self, node, copy);
    bool is_mapping = node->type == YAML_MAPPING_NODE;
    copy->kind = is_mapping ? LK_YAML_MAPPING : LK_YAML_LIST;
    copy->count = (uint32_t)(is_mapping ? node->data.mapping.pairs.top - node->data.mapping.pairs.start
                                        : node->data.sequence.items.top - node->data.sequence.items.start);
    const lk_yaml **keys = LK_NEW_ARRAY(self->arena, const lk_yaml *, copy->count);
    const lk_yaml **values = LK_NEW_ARRAY(self->arena, const lk_yaml *, copy->count);
    for (uint32_t i = 0; i < copy->count; i++) {
        if (is_mapping)
            keys[i] = &all[node->data.mapping.pairs.start[i].key - 1];
        values[i] =
            &all[(is_mapping ? node->data.mapping.pairs.start[i].value : node->data.sequence.items.start[i]) - 1];
    }
    copy->keys = keys;
    copy->values = values;
    return true;
}

static bool copy_document(loader *self, const yaml_document_t *document, const lk_yaml **root) {
    size_t count = (size_t)(document->nodes.top - document->nodes.start);
    lk_yaml *all = LK_NEW_ARRAY(self->arena, lk_yaml, count);
    for (size_t i = 0; i < count; i++)
        if (!copy_node(self, &document->nodes.start[i], all, &all[i]))
            return false;
    *root = count ? all : NULL;
    return true;
}

static bool load(loader *self, const lk_yaml **root) {
    yaml_document_t document;
    if (!yaml_parser_load(&self->parser, &document))
        return fail_to_parse(self);
    bool ok = copy_document(self, &document, root);
    yaml_document_delete(&document);
    if (!ok || !*root)
        return ok;
    if (!yaml_parser_load(&self->parser, &document))
        return fail_to_parse(self);
    const yaml_node_t *second = yaml_document_get_root_node(&document);
    if (second)
        ok = fail_at(self, second->start_mark.line, second->start_mark.column,
                     "a second document; a model file has one, so remove the '---'");
    yaml_document_delete(&document);
    return ok;
}

bool lk_yaml_read(lk_arena *arena, const char *path, const char *text, size_t size, const lk_yaml **root,
                  lk_model_error *error) {
    static const char bom[] = "\xEF\xBB\xBF";
    if (size >= 3 && memcmp(text, bom, 3) == 0) {
        text += 3;
        size -= 3;
    }
    *root = NULL;
    *error = (lk_model_error){.path = path};
    loader self = {.arena = arena, .text = text, .size = size, .error = error};
    if (!yaml_parser_initialize(&self.parser))
        return fail_at(&self, 0, 0, "out of memory");
    yaml_parser_set_encoding(&self.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&self.parser, (const unsigned char *)text, size);
    bool ok = load(&self, root);
    yaml_parser_delete(&self.parser);
    return ok;
}

const char *lk_yaml_kind_name(const lk_yaml *node) {
    switch (node->kind) {
    case LK_YAML_MAPPING:
        return "a mapping";
    case LK_YAML_LIST:
        return "a list";
    default:
        return "a single value";
    }
}
