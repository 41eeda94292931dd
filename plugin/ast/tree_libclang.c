/* tree_libclang.c -- parsing a file with libclang, its errors, and the visit of its functions. */
#include "ast/tree_libclang_room.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_TREE = 2 * 1024 * 1024, RAWS_PER_NODE = 8 };

/* ---- arguments ---- */

/* Flags that would write files or load compiler plugins; `*skip` more arguments belong to the flag. */
static bool is_unwanted(const char *argument, size_t *skip) {
    static const char *const with_value[] = {"-MF", "-MT", "-MQ", "-MJ", "-o", "--serialize-diagnostics"};
    static const char *const alone[] = {"-MD", "-MMD", "-MP", "-MG", "-M", "-MM", "-MV", "-c", "-save-temps"};
    static const char *const prefixes[] = {"-MF", "-MT", "-MQ", "-MJ", "-Wp,-M", "-fplugin", "-save-temps=", "-o"};
    *skip = 0;
    for (size_t i = 0; i < sizeof with_value / sizeof *with_value; i++)
        if (strcmp(argument, with_value[i]) == 0) {
            *skip = 1;
            return true;
        }
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (strcmp(argument, alone[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(argument, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

lk_argument_list lk_libclang_arguments(lk_arena *arena, const char *const *arguments, size_t count,
                                       const char *directory) {
    static const char *const own[] = {"-fsyntax-only", "-D__locklint__", "-w", "-ferror-limit=0", "-Wno-error"};
    size_t own_count = sizeof own / sizeof *own;
    lk_argument_list list = {LK_NEW_ARRAY(arena, const char *, count + own_count + 2), 0};
    if (directory)
        list.items[list.count++] = lk_arena_printf(arena, "-working-directory=%s", directory);
    for (size_t i = 0, skip; i < count; i++) {
        if (is_unwanted(arguments[i], &skip))
            i += skip;
        else
            list.items[list.count++] = arguments[i];
    }
    for (size_t i = 0; i < own_count; i++)
        list.items[list.count++] = own[i];
    return list;
}

/* ---- errors ---- */

static lk_loc error_place(lk_parse *self, CXSourceLocation location) {
    return lk_libclang_place(self, location).where;
}

static void add_error(lk_parse *self, CXDiagnostic diagnostic, enum CXDiagnosticSeverity severity) {
    CXSourceLocation location = clang_getDiagnosticLocation(diagnostic);
    lk_loc where = error_place(self, location);
    lk_position at = lk_unit_position(&self->unit, where);
    const char *message = lk_libclang_text(self, clang_getDiagnosticSpelling(diagnostic));
    lk_parse_error error = {
        .path = lk_unit_source(&self->unit, where.file)->path,
        .line = at.line,
        .column = at.column,
        .message = message,
        .is_fatal = severity == CXDiagnostic_Fatal,
    };
    lk_array_push(self->unit.arena, &self->errors, error);
    lk_array_push(self->unit.arena, &self->error_places, where);
    self->unit.has_errors = true;
    size_t length = strlen(message), tail = strlen("file not found");
    if (strcmp(message, "function definition is not allowed here") == 0)
        self->unit.nested_function_count++;
    if (length >= tail && strcmp(message + length - tail, "file not found") == 0)
        self->unit.lacks_include = true;
}

void lk_libclang_take_errors(lk_parse *self) {
    unsigned count = clang_getNumDiagnostics(self->tu);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(self->tu, i);
        enum CXDiagnosticSeverity severity = clang_getDiagnosticSeverity(diagnostic);
        if (severity >= CXDiagnostic_Error)
            add_error(self, diagnostic, severity);
        clang_disposeDiagnostic(diagnostic);
    }
}

size_t lk_parse_error_count(const lk_parse *self) {
    return self->errors.count;
}

lk_parse_error lk_parse_error_at(const lk_parse *self, size_t index) {
    return self->errors.items[index];
}

/* ---- parsing ---- */

bool lk_libclang_is_readable(lk_arena *arena, const char *path, const char *directory, const char **error) {
    const char *full = directory && *path != '/' ? lk_arena_printf(arena, "%s/%s", directory, path) : path;
    struct stat status;
    int file = open(full, O_RDONLY | O_CLOEXEC);
    int failure = file < 0 || fstat(file, &status) < 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
    if (file >= 0)
        close(file);
    if (failure)
        *error = lk_arena_printf(arena, "cannot read '%s': %s", full, strerror(failure));
    return failure == 0;
}

const char *lk_libclang_failure(lk_arena *arena, const char *path, enum CXErrorCode code) {
    const char *reason = code == CXError_Crashed            ? "clang crashed"
                         : code == CXError_InvalidArguments ? "clang rejects the arguments"
                         : code == CXError_ASTReadError     ? "clang cannot read a precompiled header"
                                                            : "clang gives no unit";
    return lk_arena_printf(arena, "cannot parse '%s': %s", path, reason);
}

lk_parse *lk_libclang_begin(lk_arena *arena, CXIndex index, CXTranslationUnit tu, const char *path) {
    lk_parse *self = LK_NEW(arena, lk_parse);
    self->unit.arena = arena;
    self->unit.names = lk_interner_new(arena);
    self->scratch = lk_arena_new();
    self->tree.items_arena = lk_arena_new();
    self->cursors = lk_arena_new();
    self->index = index;
    self->tu = tu;
    lk_maker_start(&self->unit);
    lk_libclang_start_places(self, path);
    lk_libclang_take_errors(self);
    return self;
}

lk_parse *lk_parse_file(lk_arena *arena, const char *path, const char *const *arguments, size_t argument_count,
                        const char *directory, const char **error) {
    if (!lk_libclang_is_readable(arena, path, directory, error))
        return NULL;
    lk_argument_list list = lk_libclang_arguments(arena, arguments, argument_count, directory);
    CXIndex index = clang_createIndex(0, 0);
    CXTranslationUnit tu = NULL;
    enum CXErrorCode code = clang_parseTranslationUnit2(index, path, list.items, (int)list.count, NULL, 0,
                                                        CXTranslationUnit_KeepGoing, &tu);
    if (code != CXError_Success || !tu) {
        clang_disposeIndex(index);
        *error = lk_libclang_failure(arena, path, code);
        return NULL;
    }
    return lk_libclang_begin(arena, index, tu, path);
}

void lk_parse_free(lk_parse *self) {
    if (!self)
        return;
    if (!self->is_lent) {
        clang_disposeTranslationUnit(self->tu);
        clang_disposeIndex(self->index);
    }
    lk_arena_free(self->tree.items_arena);
    lk_arena_free(self->cursors);
    lk_arena_free(self->scratch);
}

lk_unit *lk_parse_unit(lk_parse *self) {
    return &self->unit;
}

/* ---- what was read ---- */

typedef struct telling {
    lk_parse *parse;
    bool with_texts;
    lk_input_visitor *visit;
    void *context;
} telling;

static void tell_input(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data) {
    (void)stack, (void)depth;
    const telling *self = data;
    CXString name = clang_getFileName(file);
    size_t size = 0;
    const char *text = self->with_texts ? clang_getFileContents(self->parse->tu, file, &size) : NULL;
    self->visit(self->context, clang_getCString(name), text, size);
    clang_disposeString(name);
}

void lk_parse_inputs(lk_parse *self, bool with_texts, lk_input_visitor *visit, void *context) {
    clang_getInclusions(self->tu, tell_input, &(telling){self, with_texts, visit, context});
}

/* ---- the top level ---- */

static void note_redeclaration(lk_parse *self, CXCursor cursor) {
    CXCursor canonical = clang_getCanonicalCursor(cursor);
    if (canonical.data[0] == cursor.data[0])
        return;
    redeclaration *added = LK_NEW(self->cursors, redeclaration);
    added->cursor = cursor;
    added->next = lk_pointer_map_get(&self->redeclarations, canonical.data[0]);
    lk_pointer_map_set(self->cursors, &self->redeclarations, canonical.data[0], added);
}

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    lk_parse *self = data;
    if (cursor.kind != CXCursor_FunctionDecl && cursor.kind != CXCursor_VarDecl)
        return CXChildVisit_Continue;
    note_redeclaration(self, cursor);
    if (cursor.kind == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor)) {
        bool is_system = clang_Location_isInSystemHeader(clang_getCursorLocation(cursor));
        lk_array_push(self->cursors, &self->functions, ((top_function){.cursor = cursor, .is_system = is_system}));
    }
    return CXChildVisit_Continue;
}

/* ---- functions ---- */

static bool has_error_in(const lk_parse *self, const lk_span *span) {
    for (uint32_t i = 0; i < self->error_places.count; i++) {
        lk_loc at = self->error_places.items[i];
        if (at.file == span->begin.file && at.offset >= span->begin.offset && at.offset <= span->end)
            return true;
    }
    return false;
}

static void build_init(lk_parse *self, const pending_init *pending) {
    if (!lk_libclang_collect(&self->tree, pending->initializer, true, LK_INIT_NODES * RAWS_PER_NODE))
        return;
    builder it = {.parse = self, .tree = &self->tree, .arena = self->unit.arena};
    uint32_t count = 0;
    lk_node *node = lk_libclang_build(&it, &count);
    if (count <= LK_INIT_NODES)
        pending->decl->init = node;
}

static void build_inits(lk_parse *self) {
    for (uint32_t i = 0; i < self->inits.count; i++) {
        pending_init pending = self->inits.items[i];
        lk_arena_mark mark = lk_arena_save(self->scratch);
        build_init(self, &pending);
        lk_arena_release(self->scratch, mark);
    }
    self->inits.count = 0;
}

typedef struct body_search {
    CXCursor body;
    bool is_found;
} body_search;

static enum CXChildVisitResult visit_body(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    body_search *self = data;
    if (cursor.kind != CXCursor_CompoundStmt)
        return CXChildVisit_Continue;
    *self = (body_search){cursor, true};
    return CXChildVisit_Break;
}

void lk_libclang_outline(lk_parse *self, top_function *top) {
    top->name = lk_libclang_text(self, clang_getCursorSpelling(top->cursor));
    top->span = lk_libclang_span(self, clang_getCursorExtent(top->cursor));
    body_search search = {0};
    if (self->is_lent)
        clang_visitChildren(top->cursor, visit_body, &search);
    if (search.is_found) {
        place at = lk_libclang_place(self, clang_getRangeStart(clang_getCursorExtent(search.body)));
        if (at.where.file == at.spelling.file && at.where.offset == at.spelling.offset)
            top->body = at.where;
    }
}

lk_function lk_libclang_function(lk_parse *self, top_function *top) {
    self->unit.label_count = 0;
    lk_function function = {.decl = lk_libclang_decl(self, top->cursor), .has_error = has_error_in(self, &top->span)};
    if (!function.has_error) {
        bool is_whole = lk_libclang_collect(&self->tree, top->cursor, false, LARGEST_TREE);
        builder it = {.parse = self, .tree = &self->tree, .arena = self->scratch};
        function.body = is_whole ? lk_libclang_build(&it, &function.node_count) : NULL;
        function.has_error = !function.body;
    }
    build_inits(self);
    top->has_error = function.has_error;
    self->unit.error_function_count += function.has_error;
    return function;
}

static bool visit_function(lk_parse *self, top_function *top, lk_function_visitor *visit, void *context) {
    lk_arena_mark mark = lk_arena_save(self->scratch);
    lk_libclang_outline(self, top);
    lk_function function = lk_libclang_function(self, top);
    self->unit.function_count++;
    bool goes_on = visit(context, &self->unit, &function);
    lk_arena_release(self->scratch, mark);
    return goes_on;
}

void lk_libclang_list(lk_parse *self) {
    if (!self->is_listed)
        clang_visitChildren(clang_getTranslationUnitCursor(self->tu), visit_top, self);
    self->is_listed = true;
}

void lk_parse_functions(lk_parse *self, bool with_system, lk_function_visitor *visit, void *context) {
    if (self->renewal) {
        visit(context, &self->unit, &self->renewal->function);
        return;
    }
    lk_libclang_list(self);
    for (uint32_t i = 0; i < self->functions.count; i++) {
        top_function *top = &self->functions.items[i];
        if ((with_system || !top->is_system) && !visit_function(self, top, visit, context))
            return;
    }
}
