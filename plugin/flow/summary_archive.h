/* summary_archive.h -- summaries as part of an archive. Private to flow/ and to who keeps them in files. */
#ifndef LK_FLOW_SUMMARY_ARCHIVE_H
#define LK_FLOW_SUMMARY_ARCHIVE_H

#include "flow/summary.h"
#include "ir/archive.h"

/* What writing and reading need to know: made when all functions of `unit` were followed, or before the first is. */
typedef struct lk_summary_coder lk_summary_coder;
lk_summary_coder *lk_summary_coder_new(lk_knowledge *knowledge, const lk_unit *unit);

/* Writes the summary, or reads into it; `summary->function` is the caller's to write and to set. What was read lives in
   the archive's arena, and speaks of the declarations of the unit that the archive is read into. */
void lk_summary_code(lk_summary_coder *self, lk_archive *archive, lk_summary *summary);

#endif
