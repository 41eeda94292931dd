/* page_text.h -- a rule's page without its Markdown. */
#ifndef LK_REPORT_PAGE_TEXT_H
#define LK_REPORT_PAGE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdio.h>

/* Writes the page as plain text, or with a terminal's colors. */
void lk_page_write(FILE *out, const char *page, bool color);

/* The page as plain text, without an end of line at its end. In `arena`. */
const char *lk_page_plain(lk_arena *arena, const char *page);

/* As many whole paragraphs below the heading `## title` as have room in `limit` bytes of Markdown, and at least one, as
   plain text; "" when there is no such section. In `arena`. */
const char *lk_page_section(lk_arena *arena, const char *page, const char *title, size_t limit);

#endif
