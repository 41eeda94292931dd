/* snippet.c -- parsing small sources for tests. */
#include "snippet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void snippet_judge_file(const char *path, lk_function_visitor *visit, void (*finish)(void *, lk_unit *),
                        void *context) {
    static const char *const flags[] = {"-std=gnu11", "-I" LK_SOURCE_DIR "/testdata/include",
                                        "-I" LK_SOURCE_DIR "/runtime/include", "-w"};
    lk_arena *arena = lk_arena_new();
    const char *error = NULL;
    lk_parse *self = lk_parse_file(arena, path, flags, sizeof flags / sizeof *flags, NULL, &error);
    if (!self) {
        fprintf(stderr, "%s\n", error);
        abort();
    }
    lk_parse_functions(self, false, visit, context);
    if (finish)
        finish(context, lk_parse_unit(self));
    lk_parse_free(self);
    lk_arena_free(arena);
}

void snippet_judge(const char *text, lk_function_visitor *visit, void (*finish)(void *, lk_unit *), void *context) {
    char directory[] = "/tmp/locklint-test-XXXXXX", path[64];
    if (!mkdtemp(directory))
        abort();
    snprintf(path, sizeof path, "%s/snippet.c", directory);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) == EOF || fclose(out) != 0)
        abort();
    snippet_judge_file(path, visit, finish, context);
    unlink(path);
    rmdir(directory);
}

void snippet_visit(const char *text, lk_function_visitor *visit, void *context) {
    snippet_judge(text, visit, NULL, context);
}

void snippet_visit_file(const char *path, lk_function_visitor *visit, void *context) {
    char whole[4096];
    snprintf(whole, sizeof whole, "%s/%s", LK_SOURCE_DIR, path);
    snippet_judge_file(whole, visit, NULL, context);
}
