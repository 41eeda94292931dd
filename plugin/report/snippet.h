/* snippet.h -- a source line under a message, with marks below it. */
#ifndef LK_REPORT_SNIPPET_H
#define LK_REPORT_SNIPPET_H

#include "report/text.h"

/* The line of `place` with a caret and its range; nothing when the text isn't available. */
void lk_snippet_place(lk_text *self, const lk_finding_place *place);

/* The line of the note's place as it would be after its fixes, what is new marked; false (and nothing written) when a
   fix lies elsewhere or spans lines. */
bool lk_snippet_fix(lk_text *self, const lk_finding_note *note);

#endif
