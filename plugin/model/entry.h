/* entry.h -- reads what a function's or macro's entry says: its cases. */
#ifndef LK_MODEL_ENTRY_H
#define LK_MODEL_ENTRY_H

#include "model/reading.h"
#include "model/signature.h"

/* The model that `value` gives to `signature`; `at` is where messages about the whole entry point to. NULL (and the
   reading's error) when it can't be read. */
lk_model *lk_entry_read(lk_reading *reading, const lk_signature *signature, const lk_yaml *at, const lk_yaml *value);

#endif
