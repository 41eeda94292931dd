/* server.h -- the language server: one for all documents; it only passes on, and never waits. */
#ifndef LK_LSP_SERVER_H
#define LK_LSP_SERVER_H

#include "driver/words.h"

/* Serves on standard input and output until the client says `exit` or goes away; `words` are options that hold for all
   documents, as on the command line. Gives the exit status: 0 after a proper shutdown, 2 when the options are wrong,
   else 1.
 */
int lk_lsp_serve(int count, char **words);

#endif
