/* command.c -- runs a shell command and gives back what it says. */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char *read_all(FILE *file) {
    char *text = NULL;
    size_t capacity = 0;
    if (getdelim(&text, &capacity, '\0', file) >= 0)
        return text;
    free(text);
    return strdup("");
}

int command_run(char **output, const char *format, ...) {
    va_list arguments;
    char *text, *said;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    FILE *pipe = length < 0 ? NULL : popen(text, "re");
    if (pipe == NULL) {
        perror("popen");
        abort();
    }
    free(text);
    said = read_all(pipe);
    int status = pclose(pipe);
    if (output != NULL)
        *output = said;
    else
        free(said);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool command_exists(const char *program) {
    return command_run(NULL, "command -v %s", program) == 0;
}

char *command_read_file(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    char *text = read_all(file);
    fclose(file);
    return text;
}

bool command_folder(char *folder, size_t size) {
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, size, "%s/locklint.XXXXXX", temporary && *temporary ? temporary : "/tmp");
    return mkdtemp(folder);
}
