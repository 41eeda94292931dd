/* check_cli.c -- the command line, by the scripts of tests/end_to_end. */
#include "scenarios.h"

int main(void) {
    return scenarios_run("end_to_end");
}
