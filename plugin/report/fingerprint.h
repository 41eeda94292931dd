/* fingerprint.h -- what a finding is known by, though lines above it come and go. */
#ifndef LK_REPORT_FINGERPRINT_H
#define LK_REPORT_FINGERPRINT_H

#include "report/finding.h"

enum { LK_FINGERPRINT_LENGTH = 16 };

/* 16 hexadecimal digits, of the rule, the path, the function, the message without line numbers, and the source line
   without blanks. Findings that are alike in all of these have the same. The path has to be the same wherever the
   program runs: relative to the root of the sources. In `arena`. */
const char *lk_fingerprint(lk_arena *arena, const lk_finding *finding);

#endif
