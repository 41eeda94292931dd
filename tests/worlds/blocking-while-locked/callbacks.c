/* The world of blocking-while-locked/callbacks.c: callbacks run, the one for readiness where no other was given. */
static callback *given = ready_ok;
static void *given_argument;

void on_ready(callback *run, void *argument) {
    given = run;
    given_argument = argument;
}

void run_callbacks(void) {
    given(given_argument);
}
