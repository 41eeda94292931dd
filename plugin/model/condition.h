/* condition.h -- "return == 0 && !(flags & MSG_DONTWAIT)": when a case holds. */
#ifndef LK_MODEL_CONDITION_H
#define LK_MODEL_CONDITION_H

#include "base/map.h"
#include "model/effect.h"
#include "model/signature.h"

/* Reads the whole text into `into`; false leaves the failure in `scan`. `constants` maps names to const int64_t. */
bool lk_conditions_read(lk_scan *scan, const lk_signature *signature, const lk_map *constants, lk_case *into);

#endif
