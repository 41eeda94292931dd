// Whether it sleeps is the caller's choice.
#include "slow.h"
#include <unistd.h>

void maybe_sleep(int naps) {
    if (naps > 0)
        sleep(1);
}
