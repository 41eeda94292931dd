// Installs the handlers of handlers.c.
#include "session.h"

#include <signal.h>

void install_ok(void) {
    signal(15, on_signal_bad);
    signal(1, on_hangup_ok);
}
