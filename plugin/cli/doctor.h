/* doctor.h -- `locklint doctor`: whether the parts fit together. */
#ifndef LK_CLI_DOCTOR_H
#define LK_CLI_DOCTOR_H

#include "driver/options.h"

/* Looks at what a run here, with these options, would use, and at the hosts of the plugin; writes a line for each, and
   what to do where it doesn't fit. True when nothing is wrong. */
bool lk_doctor(lk_arena *arena, const lk_options *options, FILE *out, bool color);

#endif
