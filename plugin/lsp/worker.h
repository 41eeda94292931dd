/* worker.h -- the process that reads one document, beside the server, which it may crash or keep waiting without harm.

   It reads messages from standard input and answers each on standard output, both as frames of JSON:
   {"analyse": N, "path": P, "words": [...], "encoding": "utf-16", "renew": B, "texts": [{"path": P, "text": T}],
    "closed": [P...]}      -> {"analysed": N, "diagnostics": [...], "inputs": [P...], "settings": [P...],
                               "problem": S or null, "remarks": [S...], "memory": BYTES}
   {"hover": N, "offset": BYTE}          -> {"hovered": N, "hover": a Hover or null}
   {"program": N, "words": [...], "encoding": E, "texts": ...} -> {"program": N, "files": {P: [diagnostics]}, "problem"}

   A text stays until it is closed or sent anew; words and encoding hold for all that follows. */
#ifndef LK_LSP_WORKER_H
#define LK_LSP_WORKER_H

/* The program that the server starts for it: `locklint lsp --worker PARENT [FOLDER]`, with the number of the server's
   process, and a folder for clang's preambles, which the server removes (NULL: they are kept in memory).

   Works until standard input ends; gives the exit status. */
int lk_lsp_work(const char *parent, const char *preambles);

#endif
