/* stdbool.h -- stand-in: the same text for every compiler. */
#ifndef FIXTURE_STDBOOL_H
#define FIXTURE_STDBOOL_H

#define bool _Bool
#define true 1
#define false 0

#endif
