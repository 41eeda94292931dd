/* header_examples.c -- the examples in the headers' comments: makes a program of each, and looks for public names that
   none of them shows.
   usage: header_examples FOLDER HEADER...    writes FOLDER/mutex_1.c and so on, for the examples of mutex.h
          header_examples --names HEADER...   fails where a name is in no example of its header

   An example stands in a comment, after a line " * Example:", indented by four. Its last paragraph is what main does;
   those before it stand at file scope. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 1000, LINE_SIZE = 256, NAMES = 200 };

typedef struct {
    const char *path;
    char lines[LINES][LINE_SIZE];
    int count;
} header;

typedef struct {
    int first;
    int body; /* the first line of the last paragraph */
    int end;
} example;

static _Noreturn void fail(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static void read_header(header *self, const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail(path);
    self->path = path;
    self->count = 0;
    while (self->count < LINES && fgets(self->lines[self->count], LINE_SIZE, file) != NULL)
        self->count++;
    if (!feof(file))
        fail("a long header");
    fclose(file);
}

static bool begins(const char *line, const char *start) {
    return strncmp(line, start, strlen(start)) == 0;
}

static bool is_empty(const char *line) {
    return strcmp(line, " *\n") == 0;
}

/* The next example from the line `from` on; false when there is none. */
static bool next_example(const header *self, int from, example *found) {
    while (from < self->count && strcmp(self->lines[from], " * Example:\n") != 0)
        from++;
    *found = (example){from + 1, from + 1, from + 1};
    for (int i = from + 1; i < self->count && (is_empty(self->lines[i]) || begins(self->lines[i], " *     ")); i++) {
        if (is_empty(self->lines[i]))
            continue;
        if (is_empty(self->lines[i - 1]))
            found->body = i;
        found->end = i + 1;
    }
    return from < self->count;
}

/* Compilers and assertions name the header and its line. */
static void write_lines(FILE *file, const header *self, int from, int end) {
    fprintf(file, "#line %d \"%s\"\n", from + 1, self->path);
    for (int i = from; i < end; i++)
        fputs(is_empty(self->lines[i]) ? "\n" : self->lines[i] + strlen(" * "), file);
}

static void write_program(const char *path, const header *self, const example *of) {
    FILE *file = fopen(path, "w");
    if (file == NULL)
        fail(path);
    fputs("#include <arcmutex/arcmutex.h>\n\n#undef NDEBUG\n#include <assert.h>\n\n", file);
    write_lines(file, self, of->first, of->body);
    fputs("int main(void) {\n", file);
    write_lines(file, self, of->body, of->end);
    fputs("}\n", file);
    if (fclose(file) != 0)
        fail(path);
}

static void write_programs(const char *folder, const header *self) {
    const char *name = strrchr(self->path, '/') == NULL ? self->path : strrchr(self->path, '/') + 1;
    example found;
    int number = 0;
    for (int from = 0; next_example(self, from, &found); from = found.end) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%.*s_%d.c", folder, (int)strcspn(name, "."), name, ++number);
        write_program(path, self, &found);
    }
}

static bool is_of_name(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

static bool mentions(const char *line, const char *name) {
    size_t length = strlen(name);
    for (const char *at = line; (at = strstr(at, name)) != NULL; at++)
        if ((at == line || !is_of_name(at[-1])) && !is_of_name(at[length]))
            return true;
    return false;
}

static bool is_shown(const header *self, const char *name) {
    example found;
    for (int from = 0; next_example(self, from, &found); from = found.end)
        for (int i = found.first; i < found.end; i++)
            if (mentions(self->lines[i], name))
                return true;
    return false;
}

/* Of a declaration the word before the first parenthesis that follows one. */
static bool declared_name(const char *line, char *name) {
    for (const char *at = line; (at = strstr(at, "am_")) != NULL; at += strspn(at, "am_"))
        if (!is_of_name(at[-1]) && sscanf(at, "%255[a-z0-9_]", name) == 1 && at[strlen(name)] == '(')
            return true;
    return false;
}

/* The name that a line defines or declares, if it is public: not a header's guard, and not one that ends in '_'. */
static bool public_name(const char *line, char *name) {
    bool has_name = begins(line, "#define ") ? sscanf(line, "#define %255[A-Za-z0-9_]", name) == 1
                                             : begins(line, "AM_API ") && declared_name(line, name);
    size_t length = has_name ? strlen(name) : 0;
    return length > 2 && name[length - 1] != '_' && strcmp(name + length - 2, "_H") != 0;
}

/* Counts the public names, and tells of those that no example shows. */
static int check_names(const header *self, bool *is_right) {
    int count = 0;
    for (int i = 0; i < self->count; i++) {
        char name[LINE_SIZE];
        if (!public_name(self->lines[i], name))
            continue;
        count++;
        if (!is_shown(self, name)) {
            printf("%s:%d: no example shows %s\n", self->path, i + 1, name);
            *is_right = false;
        }
    }
    return count;
}

int main(int count, char **arguments) {
    static header one;
    bool is_right = true;
    int names = 0;
    bool writes = count > 1 && strcmp(arguments[1], "--names") != 0;
    for (int i = 2; i < count; i++) {
        read_header(&one, arguments[i]);
        if (writes)
            write_programs(arguments[1], &one);
        else
            names += check_names(&one, &is_right);
    }
    if (!writes)
        printf("%d names\n", names);
    return is_right && (writes || names > 0) ? EXIT_SUCCESS : EXIT_FAILURE;
}
