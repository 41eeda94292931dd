/* check_lsp_texts.c -- a text that is edited bit by bit is the one that the editor has: lines and characters against a
   walk through the text, and what is found in it against what is found in the same text sent at once. */
#include "command.h"
#include "dice.h"
#include "editor.h"
#include "suite.h"

#include "lsp/place.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

/* A place in a text, by walking through it. */
typedef struct place {
    size_t offset;
    uint32_t line, character;
} place;

/* All places between the characters of a text; gives their number. A line's last one is before what ends it. */
static size_t walk(const char *text, size_t size, lk_encoding encoding, place *places) {
    place at = {0, 0, 0};
    size_t count = 0;
    while (places[count++] = at, at.offset < size) {
        unsigned char c = (unsigned char)text[at.offset];
        size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
        if (c == '\r' && at.offset + 1 < size && text[at.offset + 1] == '\n')
            length = 2;
        if (c == '\r' || c == '\n')
            at = (place){at.offset + length, at.line + 1, 0};
        else
            at = (place){at.offset + length, at.line,
                         at.character + (encoding == LK_UTF8                   ? (uint32_t)length
                                         : encoding == LK_UTF16 && length == 4 ? 2
                                                                               : 1)};
    }
    return count;
}

/* The last place of the line that is not behind the character; behind all lines: the end. */
static size_t reference(const place *places, size_t count, lk_spot spot) {
    size_t offset = places[count - 1].offset;
    for (size_t i = 0; i < count; i++)
        if (places[i].line == spot.line && places[i].character <= spot.character)
            offset = places[i].offset;
    return offset;
}

static size_t append(char *text, size_t size, const char *more) {
    strcpy(text + size, more);
    return size + strlen(more);
}

START_TEST(places_are_those_of_a_walk) {
    dice self = {88172645463325252u};
    char text[512] = "";
    place places[512];
    for (int round = 0; round < 400; round++) {
        size_t size = 0;
        for (uint32_t i = roll(&self, 16); i > 0; i--)
            size = append(text, size,
                          ANY(&self, "a", "bc", "\n", "\r\n", "\r", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"));
        for (int encoding = LK_UTF16; encoding <= LK_UTF32; encoding++) {
            size_t count = walk(text, size, (lk_encoding)encoding, places);
            for (uint32_t line = 0; line < places[count - 1].line + 3; line++)
                for (uint32_t character = 0; character < 40; character++) {
                    lk_spot spot = {line, character};
                    ck_assert_uint_eq(lk_spot_offset(text, size, spot, (lk_encoding)encoding),
                                      reference(places, count, spot));
                }
            for (size_t i = 0; i < count; i++) {
                lk_spot spot = lk_spot_of(text, size, places[i].offset, (lk_encoding)encoding);
                ck_assert_uint_eq(spot.line, places[i].line);
                ck_assert_uint_eq(spot.character, places[i].character);
            }
        }
    }
}
END_TEST

enum { LARGEST_TEXT = 65536 };

/* A text each of whose findings stands behind comments, in which the edits are. */
typedef struct model {
    lk_encoding encoding;
    size_t size;
    char text[LARGEST_TEXT];
    place places[LARGEST_TEXT];
} model;

static void fill(model *self) {
    self->size = append(self->text, 0,
                        "typedef union { char c[40]; } pthread_mutex_t;\n"
                        "int pthread_mutex_lock(pthread_mutex_t *);\npthread_mutex_t m;\n");
    for (int i = 0; i < 6; i++) {
        char line[256];
        snprintf(line, sizeof line,
                 "/* */ void f%d(void) { /* */ pthread_mutex_lock(&m); /* */ pthread_mutex_lock(&m); }\n", i);
        self->size = append(self->text, self->size, line);
    }
}

/* Whether the place is inside of a comment. */
static bool is_inside(const model *self, size_t offset) {
    bool is_comment = false;
    for (size_t i = 0; i + 1 < self->size && i < offset; i++) {
        if (!is_comment && strncmp(self->text + i, "/*", 2) == 0)
            is_comment = i + 2 <= offset, i++;
        else if (is_comment && strncmp(self->text + i, "*/", 2) == 0)
            is_comment = false, i++;
    }
    return is_comment;
}

/* One edit, in the model and as a change for the server. */
static json_t *edit(dice *dice, model *self) {
    size_t count = walk(self->text, self->size, self->encoding, self->places), first, last;
    do
        first = roll(dice, (uint32_t)count);
    while (!is_inside(self, self->places[first].offset));
    for (last = first; last + 1 < count && roll(dice, 3) && is_inside(self, self->places[last + 1].offset);)
        last++;
    const place *from = &self->places[first], *to = &self->places[last];
    const char *put = ANY(dice, "", "", "x", "\n", "\r\n", "\r", "\xF0\x9F\x98\x80", "\xC3\xBC", "\xE2\x82\xAC",
                          "abc \xF0\x9F\x98\x80\n\n");
    json_t *change =
        json_pack("{s:{s:{s:i, s:i}, s:{s:i, s:i}}, s:s}", "range", "start", "line", (int)from->line, "character",
                  (int)from->character, "end", "line", (int)to->line, "character", (int)to->character, "text", put);
    size_t length = strlen(put), begin = from->offset, end = to->offset;
    ck_assert_uint_lt(self->size + length, LARGEST_TEXT);
    memmove(self->text + begin + length, self->text + end, self->size - end + 1);
    memcpy(self->text + begin, put, length);
    self->size = self->size - (end - begin) + length;
    return change;
}

static json_t *diagnostics(editor *editor, const char *uri) {
    json_t *answer = editor_answer(
        editor, editor_ask(editor, "textDocument/diagnostic", json_pack("{s:{s:s}}", "textDocument", "uri", uri)));
    json_t *items = json_incref(json_object_get(json_object_get(answer, "result"), "items"));
    json_decref(answer);
    return items;
}

START_TEST(edited_texts_are_as_new_ones) {
    static const char *const words[] = {LK_BUILD_DIR "/locklint", "lsp", NULL};
    static model self;
    dice dice = {424242};
    char uri[2][512];
    editor editor;
    snprintf(uri[0], sizeof uri[0], "file://%s/a.c", folder);
    snprintf(uri[1], sizeof uri[1], "file://%s/twin/a.c", folder);
    self.encoding = _i ? LK_UTF8 : LK_UTF16;
    fill(&self);
    json_decref(editor_begin(&editor, folder, words,
                             json_pack("{s:{s:{}}, s:{s:[s]}}", "textDocument", "diagnostic", "general",
                                       "positionEncodings", lk_encoding_name(self.encoding)),
                             NULL));
    editor_open(&editor, uri[0], 1, self.text);
    editor_open(&editor, uri[1], 1, self.text);
    for (int round = 2; round < 80; round++) {
        json_t *changes = json_array();
        for (uint32_t i = 1 + roll(&dice, 8); i > 0; i--)
            json_array_append_new(changes, edit(&dice, &self));
        editor_notify(&editor, "textDocument/didChange",
                      json_pack("{s:{s:s, s:i}, s:o}", "textDocument", "uri", uri[0], "version", round,
                                "contentChanges", changes));
        editor_replace(&editor, uri[1], round, self.text);
        json_t *edited = diagnostics(&editor, uri[0]), *fresh = diagnostics(&editor, uri[1]);
        ck_assert_uint_eq(json_array_size(fresh), 6);
        ck_assert_msg(json_equal(edited, fresh), "round %d", round);
        json_decref(edited);
        json_decref(fresh);
    }
    editor_end(&editor);
}
END_TEST

static void set_up(void) {
    char twin[512];
    ck_assert(command_folder(folder, sizeof folder));
    snprintf(twin, sizeof twin, "%s/twin", folder);
    ck_assert_int_eq(mkdir(twin, 0700), 0);
}

static void tear_down(void) {
    char twin[512];
    snprintf(twin, sizeof twin, "%s/twin", folder);
    rmdir(twin);
    ck_assert_int_eq(rmdir(folder), 0);
}

int main(void) {
    Suite *suite = suite_create("lsp_texts");
    TCase *tests = tcase_create("lsp_texts");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, places_are_those_of_a_walk);
    tcase_add_loop_test(tests, edited_texts_are_as_new_ones, 0, 2);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
