/* run_editors.c -- real editors and a bare client with locklint's language server: `run_editors CLIENT` gives it a
   project in a folder of its own. Status 77: the editor isn't there. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCRIPTS LK_SOURCE_DIR "/tests/editors"

enum { SKIPPED = 77 };

/* How each client runs its script. The script says what it sees, and ends with 0, 1, or 77 where something that it
   needs is missing. */
static const struct client {
    const char *name, *program, *words;
} clients[] = {
    {"neovim", "nvim", "--headless -u NONE -i NONE -n -c 'luafile " SCRIPTS "/neovim.lua'"},
    {"screen", "nvim", "--headless -u NONE -i NONE -n -c 'luafile " SCRIPTS "/screen.lua'"},
    {"ale", "vim", "-es -N -u NONE -i NONE -n -S " SCRIPTS "/ale.vim"},
    {"eglot", "emacs", "--batch -l " SCRIPTS "/eglot.el"},
    {"flymake", "emacs", "--batch -l " SCRIPTS "/flymake.el"},
    {"lsp_mode", "emacs", "--batch -l " SCRIPTS "/lsp-mode.el"},
    {"bare", "node", SCRIPTS "/bare.js"},
};

static const struct client *find(const char *name) {
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
        if (strcmp(clients[i].name, name) == 0)
            return &clients[i];
    return NULL;
}

/* The project, and an empty home: what the user has set up plays no part. */
static bool make_folder(char *folder) {
    return mkdtemp(folder) &&
           command_run(NULL,
                       "cd %s && mkdir home project && cp " SCRIPTS "/project/*.c project && "
                       "echo '[{\"directory\": \"%s/project\", \"file\": \"account.c\", \"arguments\": "
                       "[\"cc\", \"-c\", \"account.c\"]}]' >project/compile_commands.json",
                       folder, folder) == 0;
}

static int run(const struct client *client, const char *folder) {
    char *output;
    const char *program = getenv("LOCKLINT");
    int status = command_run(&output,
                             "cd %s/project && env HOME=%s/home XDG_CONFIG_HOME=%s/home XDG_DATA_HOME=%s/home "
                             "XDG_CACHE_HOME=%s/home XDG_STATE_HOME=%s/home PROJECT=%s/project LOCKLINT=%s "
                             "EXPECTED=" SCRIPTS "/project/expected.json NODE_PATH=" LK_SOURCE_DIR
                             "/build/editors/node_modules %s %s 2>&1 </dev/null",
                             folder, folder, folder, folder, folder, folder, folder,
                             program ? program : LK_BUILD_DIR "/locklint", client->program, client->words);
    fputs(output, stdout);
    free(output);
    return status;
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/editors.XXXXXX";
    const struct client *client = argc == 2 ? find(argv[1]) : NULL;
    if (!client) {
        fprintf(stderr, "usage: run_editors neovim|screen|ale|eglot|flymake|lsp_mode|bare\n");
        return 2;
    }
    if (!command_exists(client->program)) {
        printf("skipped: %s is not installed\n", client->program);
        return SKIPPED;
    }
    if (!make_folder(folder)) {
        perror(folder);
        return 1;
    }
    int status = run(client, folder);
    command_run(NULL, "rm -rf %s", folder);
    return status;
}
