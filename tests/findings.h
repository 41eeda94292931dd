/* findings.h -- the findings in a backend's text, in a form in which backends can be compared. */
#ifndef LK_TESTS_FINDINGS_H
#define LK_TESTS_FINDINGS_H

/* Keeps the findings of locklint's rules with their notes, sorted, without source lines and without the `prefix` of
   paths; what clang says of its own is left out. The caller frees. */
char *findings_normalize(const char *text, const char *prefix);

/* The findings that stand in one of two normalised texts only, marked by - and +; "" when there are none. */
char *findings_difference(const char *left, const char *right);

#endif
