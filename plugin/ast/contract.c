/* contract.c -- clang's thread-safety attributes as text: libclang hides their arguments, so that both makers read them
   in the source. */
#include "ast/definition.h"
#include "ast/maker.h"
#include "ast/text.h"

#include <ctype.h>
#include <string.h>

/* A piece of a file's text. */
typedef struct piece {
    const lk_source *source;
    uint32_t begin, end;
} piece;

enum { MOST_PARAMS = 16 };

/* The macro that writes the attribute: its parameters and what its call gives for them. */
typedef struct macro {
    piece names[MOST_PARAMS], values[MOST_PARAMS];
    uint32_t count;
} macro;

typedef struct writer {
    lk_unit *unit;
    const macro *macro;       /* NULL: none is around the text, or its arguments are being written */
    const char *const *names; /* of the parameters, as the declaration with the attribute has them */
    uint32_t name_count;
    const lk_decl *decl;
    LK_ARRAY(char) out;
    bool is_lost; /* the text can't be recovered */
} writer;

const char *const lk_maker_attributes[] = {
    "annotate", /* first; the others are contracts */
    "acquire_capability",
    "acquire_shared_capability",
    "assert_capability",
    "assert_exclusive_lock",
    "assert_shared_capability",
    "assert_shared_lock",
    "capability",
    "exclusive_lock_function",
    "exclusive_locks_required",
    "exclusive_trylock_function",
    "guarded_by",
    "lockable",
    "locks_excluded",
    "pt_guarded_by",
    "release_capability",
    "release_generic_capability",
    "release_shared_capability",
    "requires_capability",
    "requires_shared_capability",
    "shared_capability",
    "shared_lock_function",
    "shared_locks_required",
    "shared_trylock_function",
    "try_acquire_capability",
    "try_acquire_shared_capability",
    "unlock_function",
    NULL,
};

static bool is_piece(const piece *one, const char *text) {
    size_t length = one->end - one->begin;
    return strlen(text) == length && memcmp(one->source->text + one->begin, text, length) == 0;
}

static bool are_same(const piece *a, const piece *b) {
    return a->end - a->begin == b->end - b->begin &&
           memcmp(a->source->text + a->begin, b->source->text + b->begin, a->end - a->begin) == 0;
}

/* The attribute's name at `at`, without a scope and without underscores around it; NULL when it is none of ours. */
static const char *read_word(const lk_source *source, uint32_t *at) {
    uint32_t begin = *at, end = lk_text_name_end(source, begin);
    if (end + 2 < source->size && memcmp(source->text + end, "::", 2) == 0) {
        begin = end + 2;
        end = lk_text_name_end(source, begin);
    }
    *at = end;
    if (end - begin > 4 && memcmp(source->text + begin, "__", 2) == 0 && memcmp(source->text + end - 2, "__", 2) == 0) {
        begin += 2;
        end -= 2;
    }
    piece word = {source, begin, end};
    for (const char *const *known = &lk_maker_attributes[1]; *known; known++)
        if (is_piece(&word, *known))
            return *known;
    return NULL;
}

/* Reads `(a, b)` at `at` into pieces; the last one takes what is over. False when it doesn't end. */
static bool read_list(const lk_source *source, uint32_t at, piece *pieces, uint32_t most, uint32_t *count) {
    uint32_t depth = 0, begin = at + 1;
    *count = 0;
    while (at < source->size) {
        char c = source->text[at];
        uint32_t past = c == '/' ? lk_text_skip_space(source, at) : at;
        if (past > at || c == '"' || c == '\'') {
            at = past > at ? past : lk_text_skip_literal(source, at);
            continue;
        }
        depth += c == '(' || c == '[' || c == '{';
        bool ends = (c == ')' || c == ']' || c == '}') && --depth == 0;
        if (ends || (c == ',' && depth == 1 && *count + 1 < most)) {
            pieces[(*count)++] = (piece){source, begin, at};
            begin = at + 1;
        }
        if (ends)
            return true;
        at++;
    }
    return false;
}

/* ---- writing ---- */

static bool is_name_byte(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static char last_of(const writer *self) {
    return self->out.count ? self->out.items[self->out.count - 1] : '\0';
}

static void put(writer *self, const char *text, size_t length) {
    if (length && is_name_byte(text[0]) && is_name_byte(last_of(self)))
        lk_array_push(self->unit->arena, &self->out, ' ');
    for (size_t i = 0; i < length; i++)
        lk_array_push(self->unit->arena, &self->out, text[i]);
}

static void put_piece(writer *self, const piece *text);

static bool put_argument(writer *self, const piece *name) {
    const macro *around = self->macro;
    for (uint32_t i = 0; around && i < around->count; i++) {
        bool is_rest = is_piece(&around->names[i], "...") && is_piece(name, "__VA_ARGS__");
        if (!is_rest && !are_same(&around->names[i], name))
            continue;
        self->macro = NULL;
        put_piece(self, &around->values[i]);
        self->macro = around;
        return true;
    }
    return false;
}

/* A parameter gets the name that the tree has for it. */
static void put_name(writer *self, const piece *name) {
    bool is_member = last_of(self) == '.' || last_of(self) == '>';
    if (put_argument(self, name))
        return;
    for (uint32_t i = 0; !is_member && i < self->name_count && i < self->decl->param_count; i++)
        if (is_piece(name, self->names[i])) {
            const char *own = self->decl->params[i]->name;
            self->is_lost |= !*own;
            put(self, own, strlen(own));
            return;
        }
    put(self, name->source->text + name->begin, name->end - name->begin);
}

static void put_piece(writer *self, const piece *text) {
    const lk_source *source = text->source;
    uint32_t at = lk_text_skip_space(source, text->begin);
    while (at < text->end) {
        uint32_t end = lk_text_name_end(source, at);
        char c = source->text[at];
        if (end > at) {
            piece name = {source, at, end};
            put_name(self, &name);
        } else if (c == '"' || c == '\'') {
            end = lk_text_skip_literal(source, at);
            put(self, source->text + at, end - at);
        } else {
            end = at + 1;
            self->is_lost |= c == '#';
            put(self, source->text + at, 1);
            if (c == ',')
                lk_array_push(self->unit->arena, &self->out, ' ');
        }
        at = lk_text_skip_space(source, end);
    }
}

/* ---- macros ---- */

static void trim(piece *one) {
    one->begin = lk_text_skip_space(one->source, one->begin);
    while (one->end > one->begin && isspace((unsigned char)one->source->text[one->end - 1]))
        one->end--;
}

/* The macro whose #define holds the attribute, if the source calls it by itself. */
static bool read_macro(const lk_unit *unit, lk_loc where, const piece *name, macro *into) {
    const lk_source *source = lk_unit_source(unit, where.file);
    if (!source->text || where.offset >= source->size)
        return false;
    piece called = {source, where.offset, lk_text_name_end(source, where.offset)};
    bool has_params = name->end < name->source->size && name->source->text[name->end] == '(';
    into->count = 0;
    if (!are_same(&called, name) || !has_params)
        return are_same(&called, name);
    uint32_t open = lk_text_skip_space(source, called.end), given;
    if (open >= source->size || source->text[open] != '(' ||
        !read_list(name->source, name->end, into->names, MOST_PARAMS, &into->count) ||
        !read_list(source, open, into->values, into->count, &given))
        return false;
    for (uint32_t i = 0; i < into->count; i++)
        trim(&into->names[i]);
    for (; given < into->count; given++)
        into->values[given] = (piece){source, open, open};
    return true;
}

const char *lk_maker_contract(lk_unit *unit, lk_loc where, lk_loc spelling, const char *const *names,
                              uint32_t name_count, const lk_decl *decl) {
    const lk_source *source = lk_unit_source(unit, spelling.file);
    uint32_t at = spelling.offset, count = 0;
    piece name = {.source = source}, arguments = {.source = source};
    macro around;
    if (!source->text || spelling.file == 0 || at >= source->size)
        return NULL;
    const char *word = read_word(source, &at);
    if (!word)
        return NULL;
    writer self = {.unit = unit, .names = names, .name_count = name_count, .decl = decl};
    lk_definition found;
    bool is_in_macro = where.file != spelling.file || where.offset != spelling.offset;
    if (is_in_macro && lk_definition_at(unit, spelling, &found)) {
        name.begin = found.name.begin;
        name.end = found.name.end;
        self.is_lost = !read_macro(unit, where, &name, &around) || at >= source->size || source->text[at] == '\n';
        self.macro = &around;
    }
    at = lk_text_skip_space(source, at);
    bool has_arguments = at < source->size && source->text[at] == '(';
    if (has_arguments && !self.is_lost)
        self.is_lost = !read_list(source, at, &arguments, 1, &count);
    if (count && !self.is_lost)
        put_piece(&self, &arguments);
    lk_array_push(unit->arena, &self.out, '\0');
    return lk_intern(unit->names, lk_arena_printf(unit->arena, "%s(%s)", word, self.is_lost ? "?" : self.out.items));
}

bool lk_maker_is_lockable(lk_unit *unit, lk_loc where, lk_loc spelling) {
    const char *text = lk_maker_contract(unit, where, spelling, NULL, 0, NULL);
    return text && (strncmp(text, "capability(", 11) == 0 || strncmp(text, "shared_capability(", 18) == 0 ||
                    strncmp(text, "lockable(", 9) == 0);
}
