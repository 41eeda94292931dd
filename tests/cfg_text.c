/* cfg_text.c -- reads the graphs that clang's debug.DumpCFG prints. */
#include "cfg_graph.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One numbered element of a block: "  4: [B2.1]([B2.3])". */
typedef struct element {
    uint32_t block, number;
    const char *text;
} element;

typedef struct edge {
    uint32_t from, to;
} edge;

typedef struct reader {
    lk_arena *arena;
    lk_interner *names;
    cfg_graphs *graphs;
    cfg_graph *graph;
    LK_ARRAY(element) elements; /* of the present graph */
    LK_ARRAY(uint32_t) starts;  /* by block: index of its first element */
    LK_ARRAY(edge) doubtful;    /* a switch that never takes its default, as clang sees it */
    uint32_t block;
    bool is_noreturn, is_switch;
    LK_ARRAY(uint32_t) defaults; /* blocks with a default label */
    bool is_in_element;          /* which may go on in the next line */
    bool is_in_targets;          /* likewise */
    bool is_after_blank;
} reader;

/* Reads "[B12.3]" or "B12" at `at`; past it, or NULL. */
static const char *read_reference(const char *at, uint32_t *block, uint32_t *number) {
    char *end;
    bool is_bracketed = *at == '[';
    at += is_bracketed;
    if (*at != 'B' || !isdigit((unsigned char)at[1]))
        return NULL;
    *block = (uint32_t)strtoul(at + 1, &end, 10);
    *number = 0;
    if (*end == '.')
        *number = (uint32_t)strtoul(end + 1, &end, 10);
    if (is_bracketed && *end != ']')
        return NULL;
    return end + is_bracketed;
}

static cfg_block *block_at(reader *self, uint32_t index) {
    while (self->graph->blocks.count <= index) {
        lk_array_push(self->arena, &self->graph->blocks, ((cfg_block){0}));
        lk_array_push(self->arena, &self->starts, UINT32_MAX);
    }
    return &self->graph->blocks.items[index];
}

static const char *element_text(const reader *self, uint32_t block, uint32_t number) {
    uint32_t start = block < self->starts.count ? self->starts.items[block] : UINT32_MAX;
    for (uint32_t i = start; i < self->elements.count && self->elements.items[i].block == block; i++)
        if (self->elements.items[i].number == number)
            return self->elements.items[i].text;
    return NULL;
}

/* Past the operand at `at`, which may be in parentheses: "([B1.2])", "([B1.2].x)"; NULL if it is none. */
static const char *skip_operand(const char *at) {
    uint32_t block, number;
    if (*at == '[')
        return read_reference(at, &block, &number);
    unsigned depth = 0;
    if (*at != '(')
        return NULL;
    do {
        depth += *at == '(';
        depth -= *at == ')';
        at++;
    } while (*at && depth);
    return depth ? NULL : at;
}

static bool is_call(const char *text) {
    const char *past = skip_operand(text);
    size_t length = strlen(text);
    return past && *past == '(' && text[length - 1] == ')' && !strstr(text, "(CStyleCastExpr") &&
           !strstr(text, "(ImplicitCastExpr");
}

static bool begins(const char *text, const char *word) {
    return strncmp(text, word, strlen(word)) == 0;
}

/* Of a _Generic the branch that was chosen, the only one that is an element of its own; other texts as they are. */
static const char *chosen(const char *text) {
    const char *branch = begins(text, "_Generic(") ? strstr(text, ": [B") : NULL;
    return branch ? branch + 2 : text;
}

/* The function that is called: through casts, parentheses, * and & to a name; "?" for what is a value. */
static const char *callee_name(reader *self, const char *text) {
    for (int step = 0; text && step < 20; step++) {
        uint32_t block, number;
        text = chosen(text + strspn(text, "(*&"));
        if (*text == '[') {
            const char *past = read_reference(text, &block, &number);
            if (!past || (past[0] == '-' && past[1] == '>') || *past == '.' || *past == '[')
                break;
            text = element_text(self, block, number);
            if (text && is_call(text))
                break;
            if (text && strstr(text, "LValueToRValue"))
                break; /* the value of a variable */
            continue;
        }
        size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$");
        if (!length || (text[length] != '\0' && text[length] != ')'))
            break;
        return lk_intern_n(self->names, text, length);
    }
    return lk_intern(self->names, "?");
}

/* "[B1.2] += [B1.3]", "++[B1.2]", "([B1.2])--". */
static bool is_write(const char *text) {
    if (strncmp(text, "++", 2) == 0 || strncmp(text, "--", 2) == 0)
        return text[2] == '[' || text[2] == '(';
    const char *past = skip_operand(text);
    if (!past)
        return false;
    if (strcmp(past, "++") == 0 || strcmp(past, "--") == 0)
        return true;
    if (*past++ != ' ')
        return false;
    const char *end = past + strcspn(past, " ");
    return end > past && end[-1] == '=' &&
           (end - past == 1 || strchr("+-*/%&|^", *past) || (end - past == 3 && (*past == '<' || *past == '>')));
}

static bool is_declaration(const char *text) {
    static const char *const others[] = {"return",   "asm",
                                         "static ",  "extern ",
                                         "typedef ", "_Static_assert",
                                         "[B",       "__attribute__((fallthrough))",
                                         "(",        "[[fallthrough"};
    size_t length = strlen(text);
    if (length < 2 || text[length - 1] != ';')
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (begins(text, others[i]))
            return false;
    return true;
}

static void add_event(reader *self, const char *name) {
    lk_array_push(self->arena, &block_at(self, self->block)->events, lk_intern(self->names, name));
}

static void classify(reader *self, const char *text) {
    if (is_call(text)) {
        add_event(self, callee_name(self, text));
    } else if (is_write(text)) {
        add_event(self, "=");
    } else if (begins(text, "return") && !isalnum((unsigned char)text[6]) && text[6] != '_') {
        add_event(self, "return");
    } else if (is_declaration(text)) {
        add_event(self, "declare");
    }
}

static void read_element(reader *self, char *at) {
    char *end;
    uint32_t number = (uint32_t)strtoul(at, &end, 10);
    if (end == at || *end != ':' || end[1] != ' ')
        return;
    element made = {self->block, number, end + 2};
    block_at(self, self->block);
    if (self->starts.items[self->block] == UINT32_MAX)
        self->starts.items[self->block] = self->elements.count;
    lk_array_push(self->arena, &self->elements, made);
    self->is_in_element = true;
}

static void continue_element(reader *self, const char *line) {
    if (!self->is_in_element)
        return;
    element *last = &self->elements.items[self->elements.count - 1];
    last->text = lk_arena_printf(self->arena, "%s %s", last->text, line);
}

static void read_targets(reader *self, const char *at) {
    self->is_in_targets = true;
    while (*at) {
        uint32_t block, number;
        while (*at && *at != 'B')
            at++;
        const char *past = *at ? read_reference(at, &block, &number) : NULL;
        if (!past)
            return;
        bool is_unlikely = begins(past, "(Unreachable)");
        if (is_unlikely && self->is_switch && !self->is_noreturn)
            lk_array_push(self->arena, &self->doubtful, ((edge){self->block, block}));
        else if (!is_unlikely && !self->is_noreturn)
            lk_array_push(self->arena, &block_at(self, self->block)->targets, block);
        at = past + strcspn(past, " ");
    }
}

/* All constants of an enum have a case: clang holds a default for unreachable. Whoever wrote one thought otherwise, and
   lowering agrees with the writer. */
static void add_doubtful(reader *self) {
    for (uint32_t i = 0; i < self->doubtful.count; i++)
        for (uint32_t k = 0; k < self->defaults.count; k++)
            if (self->defaults.items[k] == self->doubtful.items[i].to)
                lk_array_push(self->arena, &block_at(self, self->doubtful.items[i].from)->targets,
                              self->doubtful.items[i].to);
    self->doubtful.count = 0;
    self->defaults.count = 0;
}

/* Elements may refer to blocks that are printed after theirs, so they are understood when the graph is whole. */
static void finish_graph(reader *self) {
    for (uint32_t i = 0; self->graph && i < self->elements.count; i++) {
        self->block = self->elements.items[i].block;
        classify(self, self->elements.items[i].text);
    }
    if (self->graph)
        add_doubtful(self);
    self->elements.count = 0;
    self->starts.count = 0;
}

static void begin_graph(reader *self, const char *head, cfg_graphs *graphs) {
    finish_graph(self);
    lk_array_push(self->arena, graphs, ((cfg_graph){.name = head}));
    self->graph = &graphs->items[graphs->count - 1];
}

/* " [B7 (NORETURN)]" */
static bool read_block_head(reader *self, const char *line) {
    if (line[0] != ' ' || line[1] != '[' || line[2] != 'B')
        return false;
    if (strstr(line, "(ENTRY)") && self->graph->blocks.count) /* that of a block literal has no name */
        begin_graph(self, "", self->graphs);
    self->block = (uint32_t)strtoul(line + 3, NULL, 10);
    block_at(self, self->block);
    self->is_noreturn = strstr(line, "NORETURN") != NULL;
    self->is_switch = false;
    if (strstr(line, "(ENTRY)"))
        self->graph->entry = self->block;
    return true;
}

static bool is_element(const char *at) {
    size_t digits = strspn(at, "0123456789");
    return digits && begins(at + digits, ": ");
}

/* Graphs and blocks are set apart by blank lines; a statement's own text may have many lines, but no blank ones. */
static void read_line(reader *self, char *line, cfg_graphs *graphs) {
    char *at = line + strspn(line, " ");
    bool was_blank = self->is_after_blank;
    bool goes_on = self->is_in_targets && *at == 'B';
    self->is_after_blank = *at == '\0';
    self->is_in_targets = false;
    if (*at == '\0') {
        self->is_in_element = false;
    } else if (*line != ' ' && was_blank) {
        begin_graph(self, line, graphs);
    } else if (self->graph && read_block_head(self, line)) {
        self->is_in_element = false;
    } else if (self->graph && begins(line, "   ") && (goes_on || begins(at, "Succs ("))) {
        self->is_in_element = false;
        read_targets(self, at);
    } else if (self->graph && is_element(at)) {
        read_element(self, at);
    } else if (self->graph && !self->is_in_element && strcmp(line, "  default:") == 0) {
        lk_array_push(self->arena, &self->defaults, self->block);
    } else if (begins(line, "   T: ") || begins(line, "   Preds (")) {
        self->is_switch |= begins(at, "T: switch");
        self->is_in_element = false;
    } else if (self->graph) {
        continue_element(self, line);
    }
}

void cfg_read(lk_arena *arena, lk_interner *names, const char *text, cfg_graphs *graphs) {
    reader self = {.arena = arena, .names = names, .graphs = graphs, .is_after_blank = true};
    while (*text) {
        size_t length = strcspn(text, "\n");
        read_line(&self, lk_arena_strndup(arena, text, length), graphs);
        text += length + (text[length] != '\0');
    }
    finish_graph(&self);
}
