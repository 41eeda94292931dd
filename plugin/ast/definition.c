/* definition.c -- reading a #define. */
#include "ast/definition.h"

#include "ast/text.h"

#include <ctype.h>
#include <string.h>

typedef lk_range_of_text range;

/* ---- lines ---- */

static uint32_t line_begin(const lk_source *source, uint32_t i) {
    while (i > 0 && source->text[i - 1] != '\n')
        i--;
    return i;
}

static bool is_continued(const lk_source *source, uint32_t newline) {
    if (newline > 0 && source->text[newline - 1] == '\r')
        newline--;
    return newline > 0 && source->text[newline - 1] == '\\';
}

/* The begin of the logical line that holds `i`. */
static uint32_t logical_line_begin(const lk_source *source, uint32_t i) {
    uint32_t begin = line_begin(source, i);
    while (begin > 0 && is_continued(source, begin - 1))
        begin = line_begin(source, begin - 1);
    return begin;
}

static uint32_t logical_line_end(const lk_source *source, uint32_t i) {
    while (i < source->size && (source->text[i] != '\n' || is_continued(source, i)))
        i++;
    return i;
}

/* ---- pieces of text ---- */

static bool is_word(const lk_source *source, range text, const char *word) {
    size_t length = strlen(word);
    return text.end - text.begin == length && memcmp(source->text + text.begin, word, length) == 0;
}

static bool is_same_word(const lk_source *source, range a, range b) {
    return a.end - a.begin == b.end - b.begin &&
           memcmp(source->text + a.begin, source->text + b.begin, a.end - a.begin) == 0;
}

static bool is_blank(char c) {
    return isspace((unsigned char)c) || c == '\\';
}

static range trimmed(const lk_source *source, range text) {
    text.begin = lk_text_skip_space(source, text.begin);
    while (text.end > text.begin && is_blank(source->text[text.end - 1]))
        text.end--;
    if (text.begin > text.end)
        text.begin = text.end;
    return text;
}

/* Past the token at `i`: a name, a literal, a comment or one character. */
static uint32_t token_end(const lk_source *source, uint32_t i) {
    uint32_t end = lk_text_skip_comment(source, i);
    if (end != i)
        return end;
    if (source->text[i] == '"' || source->text[i] == '\'')
        return lk_text_skip_literal(source, i);
    end = lk_text_name_end(source, i);
    return end != i ? end : i + 1;
}

/* Past the bracket that closes the one at `i`, 0 when it isn't there before `end`. */
static uint32_t group_end(const lk_source *source, uint32_t i, uint32_t end) {
    for (uint32_t depth = 0; i < end; i = token_end(source, i)) {
        depth += strchr("([{", source->text[i]) != NULL;
        if (strchr(")]}", source->text[i]) && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* Takes off the brackets `open` around the whole of it. */
static bool unwrap(const lk_source *source, char open, range *text) {
    *text = trimmed(source, *text);
    if (text->begin == text->end || source->text[text->begin] != open ||
        group_end(source, text->begin, text->end) != text->end)
        return false;
    *text = trimmed(source, (range){text->begin + 1, text->end - 1});
    return true;
}

/* The next piece of a list, up to a comma that stands in no brackets. */
static range next_piece(const lk_source *source, range *list) {
    uint32_t i = list->begin;
    range piece = *list;
    while (i < list->end && source->text[i] != ',') {
        uint32_t group = strchr("([{", source->text[i]) ? group_end(source, i, list->end) : 0;
        i = group ? group : token_end(source, i);
    }
    piece.end = i < list->end ? i : list->end;
    list->begin = i < list->end ? i + 1 : list->end;
    return trimmed(source, piece);
}

/* ---- the definition ---- */

static bool read_params(lk_definition *self, range list) {
    list = trimmed(self->source, list);
    while (list.begin < list.end) {
        range param = next_piece(self->source, &list);
        if (is_word(self->source, param, "..."))
            return list.begin == list.end;
        if (self->param_count == LK_MOST_MACRO_PARAMS || lk_text_name_end(self->source, param.begin) != param.end)
            return false;
        self->params[self->param_count++] = param;
    }
    return true;
}

bool lk_definition_at(const lk_unit *unit, lk_loc loc, lk_definition *found) {
    const lk_source *source = lk_unit_source(unit, loc.file);
    if (loc.file == 0 || !source->text || loc.offset >= source->size)
        return false;
    uint32_t i = lk_text_skip_space(source, logical_line_begin(source, loc.offset));
    if (i >= loc.offset || source->text[i] != '#')
        return false;
    range word = {lk_text_skip_space(source, i + 1), 0};
    word.end = lk_text_name_end(source, word.begin);
    if (!is_word(source, word, "define"))
        return false;
    *found = (lk_definition){.source = source};
    found->name.begin = lk_text_skip_space(source, word.end);
    found->name.end = lk_text_name_end(source, found->name.begin);
    found->body = (range){found->name.end, logical_line_end(source, loc.offset)};
    if (found->name.begin == found->name.end || found->name.end > loc.offset)
        return false;
    if (source->text[found->name.end] == '(') {
        uint32_t end = group_end(source, found->name.end, found->body.end);
        if (!end || !read_params(found, (range){found->name.end + 1, end - 1}))
            return false;
        found->body.begin = end;
    }
    return loc.offset >= found->body.begin;
}

/* ---- calls in the body ---- */

static lk_passed passed_as(const lk_definition *self, range text) {
    lk_passed passed = {0};
    for (;;) {
        while (unwrap(self->source, '(', &text))
            ;
        if (passed.is_address || text.begin == text.end || self->source->text[text.begin] != '&')
            break;
        passed.is_address = true;
        text.begin++;
    }
    for (uint32_t i = 0; i < self->param_count && !passed.is_param; i++) {
        passed.is_param = is_same_word(self->source, text, self->params[i]);
        passed.param = i;
    }
    return passed;
}

/* Past what names the called function: a name, members of it, elements, or an expression in parentheses. */
static uint32_t callee_end(const lk_definition *self, uint32_t i) {
    const lk_source *source = self->source;
    if (i < self->body.end && source->text[i] == '(')
        i = group_end(source, i, self->body.end);
    while (i && i < self->body.end && source->text[i] != '(') {
        uint32_t next = lk_text_skip_space(source, i);
        if (next == i)
            next = lk_text_name_end(source, i);
        if (next == i && lk_text_stands_at(source, i, "->"))
            next = i + 2;
        else if (next == i && source->text[i] == '.')
            next = i + 1;
        else if (next == i && source->text[i] == '[')
            next = group_end(source, i, self->body.end);
        if (next == i)
            return 0;
        i = next;
    }
    return i < self->body.end ? i : 0;
}

bool lk_definition_call(const lk_definition *self, uint32_t at, uint32_t count, lk_passed *passed, uint32_t *end) {
    uint32_t open = callee_end(self, at);
    *end = open ? group_end(self->source, open, self->body.end) : 0;
    if (!*end)
        return false;
    uint32_t after = lk_text_skip_space(self->source, *end);
    if (after < self->body.end && strchr("([.-", self->source->text[after])) /* f()->g(m): which of the two is meant? */
        return false;
    range list = trimmed(self->source, (range){open + 1, *end - 1});
    uint32_t found = 0;
    while (list.begin < list.end) {
        range piece = next_piece(self->source, &list);
        if (found == count)
            return false;
        passed[found++] = passed_as(self, piece);
    }
    return found == count;
}

/* ---- what the body is ---- */

bool lk_definition_is_value(const lk_definition *self, uint32_t begin, uint32_t end) {
    const lk_source *source = self->source;
    range body = self->body;
    while (unwrap(source, '(', &body))
        ;
    if (body.begin == begin && body.end == end)
        return true;
    if (!unwrap(source, '{', &body) || begin < body.begin)
        return false;
    while (body.end > body.begin && (source->text[body.end - 1] == ';' || is_blank(source->text[body.end - 1])))
        body.end--;
    uint32_t before = begin;
    while (before > body.begin && is_blank(source->text[before - 1]))
        before--;
    return body.end == end && (before == body.begin || strchr(";}", source->text[before - 1]));
}

/* do { ... } while (0) */
static bool is_once(const lk_definition *self, uint32_t after_while) {
    range condition = {lk_text_skip_space(self->source, after_while), 0};
    if (condition.begin < self->body.end && self->source->text[condition.begin] == '(')
        condition.end = group_end(self->source, condition.begin, self->body.end);
    return condition.end && unwrap(self->source, '(', &condition) && is_word(self->source, condition, "0");
}

bool lk_definition_is_straight(const lk_definition *self) {
    static const char *const words[] = {"if", "else", "for", "switch", "goto", "return", "break", "continue"};
    const lk_source *source = self->source;
    for (uint32_t i = self->body.begin; i < self->body.end; i = token_end(source, i)) {
        range token = {i, token_end(source, i)};
        if (source->text[i] == '?' || lk_text_stands_at(source, i, "&&") || lk_text_stands_at(source, i, "||"))
            return false;
        if (is_word(source, token, "while") && !is_once(self, token.end))
            return false;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (is_word(source, token, words[w]))
                return false;
    }
    return true;
}
