/* programs.h -- the programs that are explored; each list ends with one without name. */
#ifndef AM_PROGRAMS_H
#define AM_PROGRAMS_H

#include "explorer.h"

extern const explore_program lock_programs[];
extern const explore_program shared_programs[];
extern const explore_program async_programs[];

/* Programs that are wrong on purpose: a schedule that shows it has to be found. */
extern const explore_program wrong_programs[];

#endif
