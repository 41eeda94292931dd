/* witness_driver.c -- writes the driver of a fixture: which functions, with which arguments, and what unknown functions
   do. All of it comes from libclang's cursors, not from the linter's own tree. */
#include "witness_driver.h"

#include "witness_reach.h"

#include <clang-c/Index.h>
#include <stdlib.h>
#include <string.h>

enum { MAKERS = 256, FUNCTIONS = 512, ROOTS = 256, DEPTH = 3, ELEMENTS = 64, POINTERS = 4 };

typedef struct driver {
    FILE *out;             /* at file scope: whoever writes a function's body writes it elsewhere until it is whole */
    bool has_arcs;         /* a pointer to a struct may be a handle: objects are made as Arcs */
    CXType makers[MAKERS]; /* the function make_N makes an object of the type */
    int maker_count, stub_count;
    CXCursor functions[FUNCTIONS], unknown[FUNCTIONS], roots[ROOTS], beginners[FUNCTIONS];
    int function_count, unknown_count, root_count, beginner_count;
} driver;

/* A function's body while it is written. */
typedef struct body {
    FILE *out;
    char *text;
    size_t size;
} body;

static void begin_body(body *self) {
    self->out = open_memstream(&self->text, &self->size);
}

static void end_body(body *self, FILE *out) {
    fclose(self->out);
    fprintf(out, "%s}\n\n", self->text);
    free(self->text);
}

/* ---- types ---- */

static CXType canonical(CXType type) {
    return clang_getCanonicalType(type);
}

static bool is_integer(CXType type) {
    type = canonical(type);
    if (type.kind == CXType_Atomic)
        type = canonical(clang_Type_getValueType(type));
    return (type.kind >= CXType_Bool && type.kind <= CXType_Int128) || type.kind == CXType_Enum;
}

static bool is_function(CXType type) {
    enum CXTypeKind kind = canonical(type).kind;
    return kind == CXType_FunctionProto || kind == CXType_FunctionNoProto;
}

static bool is_thread(CXType type) {
    char *name = witness_text(clang_getTypeSpelling(clang_getUnqualifiedType(type)));
    bool found = strcmp(name, "pthread_t") == 0 || strcmp(name, "thrd_t") == 0;
    free(name);
    return found;
}

/* A record whose fields are the fixture's business. */
static bool is_own_record(CXType type) {
    CXCursor declaration = clang_getTypeDeclaration(canonical(type));
    return canonical(type).kind == CXType_Record && clang_Type_getSizeOf(type) > 0 &&
           !clang_Location_isInSystemHeader(clang_getCursorLocation(declaration));
}

/* What a pointer points to, what an array consists of. */
static CXType element(CXType type) {
    type = canonical(type);
    return type.kind == CXType_Pointer ? clang_getPointeeType(type) : clang_getArrayElementType(type);
}

/* The type as a driver can write it: "" where it has no name. */
static char *type_name(CXType type) {
    char *name = witness_text(clang_getTypeSpelling(clang_getUnqualifiedType(type)));
    if (strstr(name, "unnamed") || strstr(name, "anonymous") || strchr(name, '['))
        *name = '\0';
    return name;
}

/* The number of the maker of `type`; -1 when there is none. */
static int maker_of(driver *self, CXType type) {
    for (int i = 0; i < self->maker_count; i++)
        if (clang_equalTypes(canonical(self->makers[i]), canonical(clang_getUnqualifiedType(type))))
            return i;
    char *name = type_name(type);
    bool is_known = *name && clang_Type_getSizeOf(type) > 0 && self->maker_count < MAKERS;
    free(name);
    if (!is_known)
        return -1;
    fprintf(self->out, "static void *make_%d(int depth);\n", self->maker_count);
    self->makers[self->maker_count] = clang_getUnqualifiedType(type);
    return self->maker_count++;
}

/* ---- values ---- */

static void write_unknown(driver *self, const char *name, CXType type);

/* A function of this type that does what an unknown one may do. */
static void code_value(driver *self, FILE *out, CXType type) {
    char name[32];
    snprintf(name, sizeof name, "stub_%d", self->stub_count++);
    write_unknown(self, name, canonical(type));
    fprintf(out, "(void *)%s", name);
}

/* An expression of this type; `depth` is the C text for how deep in made-up objects it stands. */
static void value(driver *self, FILE *out, CXType type, const char *depth) {
    enum CXTypeKind kind = canonical(type).kind;
    if (is_thread(type)) {
        fprintf(out, "world_thread()");
    } else if (is_integer(type)) {
        fprintf(out, "world_number()");
    } else if (kind == CXType_Pointer && is_function(element(type))) {
        code_value(self, out, element(type));
    } else if (kind == CXType_Pointer || kind == CXType_ConstantArray || kind == CXType_IncompleteArray) {
        int maker = canonical(element(type)).kind == CXType_Void ? -1 : maker_of(self, element(type));
        if (maker >= 0)
            fprintf(out, "make_%d(%s)", maker, depth);
        else
            fprintf(out, "world_memory(4096)");
    } else if (kind == CXType_Record && maker_of(self, type) >= 0) {
        char *name = type_name(type);
        fprintf(out, "*(%s *)make_%d(%s)", name, maker_of(self, type), depth);
        free(name);
    } else {
        fprintf(out, "0");
    }
}

/* A place in an object that is being filled. */
typedef struct filling {
    driver *self;
    FILE *out;
    const char *place;
    int loops;           /* around it */
    bool wants_pointers; /* else integers: an object's own come before those of what it points to */
} filling;

static void fill(const filling *at, CXType type, const char *name, bool is_bit_field);

static enum CXVisitorResult fill_field(CXCursor field, CXClientData data) {
    const filling *at = data;
    char place[512], *name = witness_text(clang_getCursorSpelling(field));
    snprintf(place, sizeof place, "%s.%s", at->place, name);
    const filling inside = {at->self, at->out, place, at->loops, at->wants_pointers};
    if (*name && !strchr(name, '('))
        fill(&inside, clang_getCursorType(field), name, clang_Cursor_isBitField(field) != 0);
    free(name);
    return CXVisit_Continue;
}

static void fill_array(const filling *at, CXType type, const char *name) {
    char place[512];
    snprintf(place, sizeof place, "%s[i%d]", at->place, at->loops);
    const filling inside = {at->self, at->out, place, at->loops + 1, at->wants_pointers};
    fprintf(at->out, "    for (unsigned i%d = 0; i%d < sizeof %s / sizeof %s[0]; i%d++) {\n", at->loops, at->loops,
            at->place, at->place, at->loops);
    fill(&inside, element(type), name, false);
    fprintf(at->out, "    }\n");
}

static void fill_integer(const filling *at, const char *name, bool is_bit_field) {
    if (is_bit_field)
        fprintf(at->out, "    %s = world_field(\"%s\", 0, 0);\n", at->place, name);
    else
        fprintf(at->out, "    %s = world_field(\"%s\", (void *)&%s, sizeof %s);\n", at->place, name, at->place,
                at->place);
}

static void fill_pointer(const filling *at, CXType type) {
    fprintf(at->out, "    %s = depth >= %d ? 0 : ", at->place, DEPTH);
    value(at->self, at->out, type, "depth + 1");
    fprintf(at->out, ";\n");
}

/* Gives an object, which is zero, its values: integers that the function looks at, and all pointers. */
static void fill(const filling *at, CXType type, const char *name, bool is_bit_field) {
    enum CXTypeKind kind = canonical(type).kind;
    filling inside = *at;
    if (clang_isConstQualifiedType(type))
        return;
    if (is_thread(type) && !at->wants_pointers)
        fprintf(at->out, "    %s = world_thread();\n", at->place);
    else if (is_integer(type) && !at->wants_pointers)
        fill_integer(at, name, is_bit_field);
    else if (kind == CXType_Pointer && at->wants_pointers)
        fill_pointer(at, type);
    else if (kind == CXType_ConstantArray && (!is_integer(element(type)) || is_thread(element(type))))
        fill_array(at, type, name);
    else if (is_own_record(type))
        clang_Type_visitFields(canonical(type), fill_field, &inside);
}

static void fill_all(driver *self, FILE *out, const char *place, CXType type, const char *name) {
    for (int i = 0; i < 2; i++) {
        const filling at = {self, out, place, 1, i == 1};
        fill(&at, type, name, false);
    }
}

/* What is made of this type: one record, or a row. Characters stay zero, and so do locks. */
static void fill_row(driver *self, FILE *out, CXType type) {
    bool is_pointer = canonical(type).kind == CXType_Pointer;
    if (!is_pointer && (!is_integer(type) || clang_Type_getSizeOf(type) == 1))
        return;
    fprintf(out, "    for (unsigned i0 = 0; i0 < %d; i0++) {\n", is_pointer ? POINTERS : ELEMENTS);
    fill_all(self, out, "it[i0]", type, "*");
    fprintf(out, "    }\n");
}

/* The fixture's world may have more to do: it defines begin_TAG. */
static void write_beginning(const driver *self, FILE *out, const char *type) {
    char wanted[128];
    const char *tag = strrchr(type, ' ');
    snprintf(wanted, sizeof wanted, "begin_%s", tag ? tag + 1 : type);
    for (int i = 0; i < self->beginner_count; i++) {
        char *name = witness_text(clang_getCursorSpelling(self->beginners[i]));
        if (strcmp(name, wanted) == 0)
            fprintf(out, "    %s(it);\n", name);
        free(name);
    }
}

static void write_maker(driver *self, int number) {
    CXType type = self->makers[number];
    bool is_record = is_own_record(type);
    char *name = type_name(type);
    body text;
    begin_body(&text);
    fprintf(text.out, "static void *make_%d(int depth) {\n", number);
    if (is_record && self->has_arcs)
        fprintf(text.out, "    __typeof__(%s) *it = am_arc_new(%s);\n", name, name);
    else if (strcmp(name, "FILE") == 0)
        fprintf(text.out, "    FILE *it = fopen(\"/dev/null\", \"r+\");\n");
    else
        fprintf(text.out, "    __typeof__(%s) *it = world_object(%d, %d * sizeof *it);\n", name, number,
                is_record ? POINTERS : ELEMENTS);
    if (is_record)
        fill_all(self, text.out, "(*it)", type, "");
    else
        fill_row(self, text.out, type);
    write_beginning(self, text.out, name);
    fprintf(text.out, "    return it;\n");
    end_body(&text, self->out);
    free(name);
}

static enum CXVisitorResult is_first_raw(CXCursor field, CXClientData data) {
    char *name = witness_text(clang_getCursorSpelling(field));
    *(bool *)data = strcmp(name, "raw") == 0;
    free(name);
    return CXVisit_Break;
}

/* A pointer to one of libarcmutex's locks, which begin with their member `raw`. */
static bool is_handle(CXType type) {
    bool has_raw = false;
    if (canonical(type).kind == CXType_Pointer && is_own_record(element(type)))
        clang_Type_visitFields(canonical(element(type)), is_first_raw, &has_raw);
    return has_raw;
}

/* Who gets a handle looks at it. */
static void write_look(const driver *self, FILE *out, CXType type, int argument) {
    if (self->has_arcs && is_handle(type))
        fprintf(out, "    void *again%d = am_arc_clone(a%d);\n    am_arc_drop(&again%d);\n", argument, argument,
                argument);
}

static void write_unknown(driver *self, const char *name, CXType type) {
    CXType result = clang_getResultType(type);
    char *result_name = witness_text(clang_getTypeSpelling(result));
    int count = clang_getNumArgTypes(type);
    body text;
    begin_body(&text);
    fprintf(text.out, "__typeof__(%s) %s(", result_name, name);
    for (int i = 0; i < count; i++) {
        char *argument = witness_text(clang_getTypeSpelling(clang_getArgType(type, (unsigned)i)));
        fprintf(text.out, "%s__typeof__(%s) a%d", i ? ", " : "", argument, i);
        free(argument);
    }
    fprintf(text.out, "%s) {\n", clang_isFunctionTypeVariadic(type) ? ", ..." : count == 0 ? "void" : "");
    for (int i = 0; i < count; i++)
        write_look(self, text.out, clang_getArgType(type, (unsigned)i), i);
    if (canonical(result).kind != CXType_Void) {
        fprintf(text.out, "    return ");
        value(self, text.out, result, "0");
        fprintf(text.out, ";\n");
    }
    end_body(&text, self->out);
    free(result_name);
}

/* ---- calls ---- */

static bool is_root(const driver *self, CXCursor function) {
    for (int i = 0; i < self->root_count; i++)
        if (clang_equalCursors(clang_getCanonicalCursor(self->roots[i]), clang_getCanonicalCursor(function)))
            return true;
    return false;
}

static void write_lists(driver *self, const witness_reach *reach, int number) {
    fprintf(self->out, "static const long long numbers_%d[] = {", number);
    for (int i = 0; i < reach->number_count; i++)
        fprintf(self->out, "%lldLL, ", reach->numbers[i]);
    fprintf(self->out, "};\nstatic const char *const fields_%d[] = {", number);
    for (int i = 0; i < reach->field_count; i++)
        fprintf(self->out, "\"%s\", ", reach->fields[i]);
    fprintf(self->out, "\"*\"};\n\n");
}

static void fill_globals(driver *self, FILE *out, const witness_reach *reach) {
    for (int i = 0; i < reach->global_count; i++) {
        char *name = witness_text(clang_getCursorSpelling(reach->globals[i]));
        CXCursor initialiser = clang_Cursor_getVarDeclInitializer(clang_getCursorDefinition(reach->globals[i]));
        if (clang_Cursor_isNull(initialiser))
            fill_all(self, out, name, clang_getCursorType(reach->globals[i]), name);
        free(name);
    }
}

static void write_call(driver *self, int number, const witness_reach *reach) {
    CXCursor function = self->functions[number];
    enum CXTypeKind result = canonical(clang_getCursorResultType(function)).kind;
    char *name = witness_text(clang_getCursorSpelling(function));
    int count = clang_Cursor_getNumArguments(function);
    body text;
    begin_body(&text);
    fprintf(text.out, "static void call_%d(void) {\n    int depth = 0;\n    (void)depth;\n", number);
    fill_globals(self, text.out, reach);
    for (int i = 0; i < count; i++) {
        fprintf(text.out, "    __auto_type a%d = ", i);
        value(self, text.out, witness_reach_meant(function, clang_Cursor_getArgument(function, (unsigned)i)), "0");
        fprintf(text.out, ";\n");
    }
    fprintf(text.out, "    world_enter();\n    %s%s(", result == CXType_Void ? "" : "__auto_type result = ", name);
    for (int i = 0; i < count; i++)
        fprintf(text.out, "%sa%d", i ? ", " : "", i);
    fprintf(text.out, ");\n    world_return(%s);\n",
            result == CXType_Pointer                          ? "result ? 1 : -1"
            : is_integer(clang_getCursorResultType(function)) ? "result"
                                                              : "0");
    end_body(&text, self->out);
    free(name);
}

static void write_table(driver *self, const witness_reach *reaches) {
    fprintf(self->out, "const world_function world_functions[] = {\n");
    for (int i = 0; i < self->function_count; i++) {
        char *name = witness_text(clang_getCursorSpelling(self->functions[i]));
        fprintf(self->out, "    {\"%s\", call_%d, %d, numbers_%d, fields_%d, %d, %d},\n", name, i,
                is_root(self, self->functions[i]), i, i, reaches[i].number_count, reaches[i].field_count + 1);
        free(name);
    }
    fprintf(self->out, "};\nconst size_t world_function_count = %d;\n", self->function_count);
}

/* ---- the fixture ---- */

bool witness_driver_is_named(const char *name) {
    size_t length = strlen(name);
    return strncmp(name, "FN_", 3) == 0 || strncmp(name, "FP_", 3) == 0 ||
           (length > 4 && strcmp(name + length - 4, "_bad") == 0) ||
           (length > 3 && strcmp(name + length - 3, "_ok") == 0);
}

static void add(CXCursor *list, int *count, int room, CXCursor cursor) {
    for (int i = 0; i < *count; i++)
        if (clang_equalCursors(list[i], cursor))
            return;
    if (*count < room)
        list[(*count)++] = cursor;
}

/* A function or variable that the fixture declares, names and does not define. */
static void take_unknown(driver *self, CXCursor named) {
    CXCursor first = clang_getCanonicalCursor(named);
    bool is_declared = named.kind == CXCursor_FunctionDecl ||
                       (named.kind == CXCursor_VarDecl && clang_Cursor_getStorageClass(first) == CX_SC_Extern);
    if (is_declared && clang_Cursor_isNull(clang_getCursorDefinition(named)) &&
        !clang_Location_isInSystemHeader(clang_getCursorLocation(first)) &&
        clang_getCursorSemanticParent(first).kind == CXCursor_TranslationUnit)
        add(self->unknown, &self->unknown_count, FUNCTIONS, first);
}

static enum CXChildVisitResult take_root(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    driver *self = data;
    CXCursor named = clang_getCursorReferenced(cursor);
    if (cursor.kind == CXCursor_DeclRefExpr && named.kind == CXCursor_FunctionDecl)
        add(self->roots, &self->root_count, ROOTS, named);
    return cursor.kind == CXCursor_UnexposedExpr || cursor.kind == CXCursor_UnaryOperator ? CXChildVisit_Recurse
                                                                                          : CXChildVisit_Continue;
}

/* What a new thread or a signal calls holds nothing. */
static void take_roots(driver *self, CXCursor call) {
    static const char *const starters[] = {"pthread_create", "thrd_create", "signal", "am_thread_spawn_"};
    char *name = witness_text(clang_getCursorSpelling(call));
    for (size_t i = 0; i < sizeof starters / sizeof *starters; i++)
        if (strcmp(name, starters[i]) == 0)
            for (int j = 0; j < clang_Cursor_getNumArguments(call); j++) {
                take_root(clang_Cursor_getArgument(call, (unsigned)j), call, self);
                clang_visitChildren(clang_Cursor_getArgument(call, (unsigned)j), take_root, self);
            }
    free(name);
}

static enum CXChildVisitResult take(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    driver *self = data;
    if (clang_Location_isInSystemHeader(clang_getCursorLocation(cursor))) {
        char *name = witness_text(clang_getCursorSpelling(cursor));
        self->has_arcs |= strcmp(name, "am_arc_new_") == 0;
        free(name);
        return CXChildVisit_Continue;
    }
    if (cursor.kind == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor)) {
        char *name = witness_text(clang_getCursorSpelling(cursor));
        if (witness_driver_is_named(name) || (strcmp(name, "main") != 0 && is_root(self, cursor)))
            add(self->functions, &self->function_count, FUNCTIONS, cursor);
        else if (strncmp(name, "begin_", 6) == 0)
            add(self->beginners, &self->beginner_count, FUNCTIONS, cursor);
        free(name);
    } else if (cursor.kind == CXCursor_DeclRefExpr) {
        take_unknown(self, clang_getCursorReferenced(cursor));
    } else if (cursor.kind == CXCursor_CallExpr) {
        take_roots(self, cursor);
    }
    return CXChildVisit_Recurse;
}

static void write_unknowns(driver *self) {
    for (int i = 0; i < self->unknown_count; i++) {
        char *name = witness_text(clang_getCursorSpelling(self->unknown[i]));
        CXType type = clang_getCursorType(self->unknown[i]);
        if (is_function(type))
            write_unknown(self, name, canonical(type));
        else
            fprintf(self->out, "__typeof__(%s) %s;\n", name, name);
        free(name);
    }
}

static void write_driver(driver *self, const char *source) {
    witness_reach *reaches = calloc(FUNCTIONS, sizeof *reaches);
    fprintf(self->out, "#define main fixture_main\n%s#undef main\n#include \"witness_world.h\"\n\n", source);
    write_unknowns(self);
    for (int i = 0; i < self->function_count; i++) {
        reaches[i] = witness_reach_of(self->functions[i]);
        write_lists(self, &reaches[i], i);
        write_call(self, i, &reaches[i]);
    }
    for (int i = 0; i < self->maker_count; i++) /* each may want others */
        write_maker(self, i);
    write_table(self, reaches);
    for (int i = 0; i < self->function_count; i++)
        witness_reach_free(&reaches[i]);
    free(reaches);
}

/* The first error that clang reports. */
static bool has_error(CXTranslationUnit unit, char *error, size_t size) {
    for (unsigned i = 0; i < clang_getNumDiagnostics(unit); i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
        bool is_error = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        char *text = witness_text(clang_getDiagnosticSpelling(diagnostic));
        clang_disposeDiagnostic(diagnostic);
        if (is_error)
            snprintf(error, size, "%s", text);
        free(text);
        if (is_error)
            return true;
    }
    return false;
}

bool witness_driver_write(FILE *out, const witness_sources *sources, const char *const *flags, int flag_count,
                          char *error, size_t error_size) {
    char source[1024];
    bool has_world = *sources->world != '\0';
    snprintf(source, sizeof source, "#include \"%s\"\n%s%s%s", sources->fixture, has_world ? "#include \"" : "",
             sources->world, has_world ? "\"\n" : "");
    struct CXUnsavedFile file = {"fixture.c", source, strlen(source)};
    CXIndex index = clang_createIndex(0, 0);
    CXTranslationUnit unit = clang_parseTranslationUnit(index, file.Filename, flags, flag_count, &file, 1, 0);
    bool is_compiled = unit && !has_error(unit, error, error_size);
    if (is_compiled) {
        driver *self = calloc(1, sizeof *self);
        self->out = out;
        clang_visitChildren(clang_getTranslationUnitCursor(unit), take, self);
        write_driver(self, source);
        free(self);
    }
    if (unit)
        clang_disposeTranslationUnit(unit);
    clang_disposeIndex(index);
    return is_compiled;
}
