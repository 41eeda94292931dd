/* run_misuse.c -- runs each case of misuse.c in checked mode, and compares what it says with misuse.txt.
   usage: run_misuse PROGRAM SOURCE EXPECTED [--update] */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_SIZE = 1 << 16, LINES = 2000, LINE_SIZE = 512, SECONDS = 60 };

static char markers[LINES][LINE_SIZE];

static _Noreturn void fail(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

/* The name that a line of the source gives itself: "// @name". */
static void read_markers(const char *path) {
    FILE *source = fopen(path, "r");
    if (source == NULL)
        fail(path);
    char line[LINE_SIZE];
    for (int number = 1; number < LINES && fgets(line, sizeof line, source) != NULL; number++) {
        const char *marker = strstr(line, "// @");
        if (marker != NULL)
            sscanf(marker + 4, "%s", markers[number]);
    }
    fclose(source);
}

/* Appends a line of a report with its places by their names: "/a/b/misuse.c:12" becomes "@first". */
static void append_line(char *text, const char *line) {
    char *end = text + strlen(text);
    while (*line != '\0') {
        const char *name = strstr(line, "misuse.c:");
        if (name == NULL) {
            strcpy(end, line);
            return;
        }
        const char *start = name;
        while (start > line && start[-1] != ' ')
            start--;
        int number = atoi(name + strlen("misuse.c:"));
        const char *marker = number > 0 && number < LINES ? markers[number] : "";
        if (*marker != '\0')
            end += sprintf(end, "%.*s@%s", (int)(start - line), line, marker);
        else
            end += sprintf(end, "%.*smisuse.c:%d", (int)(start - line), line, number);
        line = name + strlen("misuse.c:");
        line += strspn(line, "0123456789");
    }
}

/* Which of several threads it was: "thread 3" becomes "thread N". */
static void hide_numbers(char *text) {
    for (char *at = text; (at = strstr(at, "thread ")) != NULL;) {
        at += strlen("thread ");
        size_t digits = strspn(at, "0123456789");
        if (digits == 0)
            continue;
        *at = 'N';
        memmove(at + 1, at + digits, strlen(at + digits) + 1);
    }
}

static bool ends_in(const char *name, const char *end) {
    return strlen(name) > strlen(end) && strcmp(name + strlen(name) - strlen(end), end) == 0;
}

/* Runs one case and appends its report; false when it ended otherwise than it must. */
static bool run(const char *program, const char *name, char *text) {
    bool is_bad = ends_in(name, "_bad");
    int ends[2];
    if (pipe(ends) != 0)
        fail("pipe");
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        setenv("AM_CHECKED", "1", true);
        if (is_bad)
            setenv("ASAN_OPTIONS", "detect_leaks=0", true);
        alarm(SECONDS);
        execl(program, program, name, (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    close(ends[1]);
    FILE *said = fdopen(ends[0], "r");
    char line[LINE_SIZE * 4];
    sprintf(text + strlen(text), "== %s\n", name);
    while (fgets(line, sizeof line, said) != NULL && strlen(text) < TEXT_SIZE - sizeof line)
        append_line(text, line);
    hide_numbers(text);
    fclose(said);
    int status;
    if (waitpid(child, &status, 0) != child)
        fail("waitpid");
    bool is_right = is_bad ? WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT : status == 0;
    if (!is_right)
        printf("%s ended with status %d\n", name, status);
    return is_right;
}

static void write_all(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        fail(path);
}

/* Shows the first line that differs. */
static bool is_as_expected(const char *path, const char *text) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail(path);
    char line[LINE_SIZE * 4];
    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(line);
        if (strncmp(text, line, length) != 0) {
            printf("expected: %sfound:    %.*s\n", line, (int)strcspn(text, "\n"), text);
            fclose(file);
            return false;
        }
        text += length;
    }
    fclose(file);
    if (*text != '\0')
        printf("not expected: %s", text);
    return *text == '\0';
}

int main(int count, char **arguments) {
    if (count < 4)
        return EXIT_FAILURE;
    read_markers(arguments[2]);
    static char text[TEXT_SIZE];
    FILE *names = popen(arguments[1], "r");
    if (names == NULL)
        fail(arguments[1]);
    char name[LINE_SIZE];
    int ran = 0;
    bool is_right = true;
    while (fscanf(names, "%511s", name) == 1) {
        is_right = run(arguments[1], name, text) && is_right;
        ran++;
    }
    pclose(names);
    if (count > 4)
        write_all(arguments[3], text);
    else
        is_right = is_as_expected(arguments[3], text) && is_right;
    printf("%d cases\n", ran);
    return is_right && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
