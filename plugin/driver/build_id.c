/* build_id.c -- reads the note that the linker left in the program. */
#include "driver/build_id.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>

typedef struct search {
    lk_arena *arena;
    char *found;
} search;

static void look_at(search *self, const uint8_t *notes, size_t size) {
    while (size > sizeof(ElfW(Nhdr)) && !self->found) {
        ElfW(Nhdr) head;
        memcpy(&head, notes, sizeof head);
        size_t name = (head.n_namesz + 3u) & ~3u, content = (head.n_descsz + 3u) & ~3u;
        if (sizeof head + name + content > size)
            return;
        const uint8_t *id = notes + sizeof head + name;
        if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == 4 && memcmp(notes + sizeof head, "GNU", 4) == 0) {
            self->found = lk_arena_alloc(self->arena, 2 * head.n_descsz + 1);
            for (uint32_t i = 0; i < head.n_descsz; i++) {
                self->found[2 * i] = "0123456789abcdef"[id[i] >> 4];
                self->found[2 * i + 1] = "0123456789abcdef"[id[i] & 15];
            }
        }
        notes += sizeof head + name + content;
        size -= sizeof head + name + content;
    }
}

/* The first object is the program itself. */
static int visit(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_NOTE)
            look_at(context, (const uint8_t *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr),
                    info->dlpi_phdr[i].p_memsz);
    return 1;
}

const char *lk_build_id(lk_arena *arena) {
    search found = {.arena = arena};
    dl_iterate_phdr(visit, &found);
    return found.found ? found.found : "";
}
