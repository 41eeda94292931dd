/* command.h -- runs a shell command and gives back what it says. */
#ifndef LK_TESTS_COMMAND_H
#define LK_TESTS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* Runs `format`ted text with sh. Gives the exit status, or 128 + the signal; *output gets what it wrote to stdout (and
   to stderr, where the command says 2>&1), to be freed by the caller. NULL for output: not kept. */
int command_run(char **output, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* True when the program is found on PATH. */
bool command_exists(const char *program);

/* Makes an empty folder where the system wants temporary ones, and so outside of all projects; its name goes to
   `folder`. False when that can't be done. */
bool command_folder(char *folder, size_t size);

/* The whole of a file, to be freed; NULL when it can't be read. */
char *command_read_file(const char *path);

#endif
