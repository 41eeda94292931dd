/* load.c -- liblocklint.so, the one file that users load: it opens the part that fits the host, or says what is wrong.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The registries of plugins, by their linker names: clang-tidy alone has the first; it has the second one too. */
static const char tidy_registry[] = "_ZN4llvm8RegistryIN5clang4tidy15ClangTidyModuleEE4HeadE";
static const char clang_registry[] = "_ZN4llvm8RegistryIN5clang15PluginASTActionEE4HeadE";

/* Ends the process: a host that goes on without the plugin would look as if it had found nothing. */
__attribute__((format(printf, 1, 2))) static _Noreturn void refuse(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("locklint: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    fflush(NULL);
    _exit(2);
}

/* The major in the name of one of LLVM's shared libraries, as in libLLVM-14.so.1 and libLLVM.so.19.1. */
static int major_of_library(struct dl_phdr_info *info, size_t size, void *major) {
    (void)size;
    const char *slash = strrchr(info->dlpi_name, '/');
    const char *name = slash == NULL ? info->dlpi_name : slash + 1;
    return sscanf(name, "libLLVM-%u", (unsigned *)major) == 1 ||
           sscanf(name, "libLLVM.so.%u", (unsigned *)major) == 1 ||
           sscanf(name, "libclang-cpp.so.%u", (unsigned *)major) == 1;
}

/* The major in the path of the program, as in /usr/lib/llvm-14/bin/clang and /opt/bin/clang-tidy-14. */
static unsigned major_of_program(const char *path) {
    unsigned major = 0;
    const char *folder = strstr(path, "llvm-");
    if (folder != NULL && sscanf(folder, "llvm-%u", &major) == 1)
        return major;
    const char *dash = strrchr(path, '-');
    return dash != NULL && sscanf(dash, "-%u", &major) == 1 ? major : 0;
}

/* LLVM's major version in this process, 0 when nothing tells. LLVMGetVersion is there since LLVM 16. */
static unsigned host_major(const char *program) {
    unsigned major = 0, minor = 0, patch = 0;
    void (*get_version)(unsigned *, unsigned *, unsigned *);
    void *symbol = dlsym(RTLD_DEFAULT, "LLVMGetVersion");
    if (symbol != NULL) {
        memcpy(&get_version, &symbol, sizeof get_version);
        get_version(&major, &minor, &patch);
        return major;
    }
    return dl_iterate_phdr(major_of_library, &major) != 0 ? major : major_of_program(program);
}

/* Which host this is: "tidy", "clang" or NULL. A host that exports no symbols is known by its name. */
static const char *host_kind(const char *program) {
    if (dlsym(RTLD_DEFAULT, tidy_registry) != NULL)
        return "tidy";
    if (dlsym(RTLD_DEFAULT, clang_registry) != NULL)
        return "clang";
    const char *slash = strrchr(program, '/');
    const char *name = slash == NULL ? program : slash + 1;
    if (strncmp(name, "clang-tidy", strlen("clang-tidy")) == 0)
        return "tidy";
    return strncmp(name, "clang", strlen("clang")) == 0 ? "clang" : NULL;
}

/* The folder of this very file, through links. */
static void own_folder(char folder[PATH_MAX]) {
    Dl_info info;
    if (dladdr(tidy_registry, &info) == 0 || realpath(info.dli_fname, folder) == NULL)
        refuse("can't find the folder of liblocklint.so: load it by its absolute path");
    *strrchr(folder, '/') = '\0';
}

/* Writes the majors for which the folder holds a part for the host: "16, 19"; gives the highest, 0 for none. */
static unsigned majors_beside(const char *folder, const char *kind, char *text, size_t size) {
    bool present[1000] = {false};
    unsigned highest = 0;
    DIR *stream = opendir(folder);
    for (struct dirent *entry = stream == NULL ? NULL : readdir(stream); entry != NULL; entry = readdir(stream)) {
        unsigned major;
        char host[16], rest[8];
        if (sscanf(entry->d_name, "liblocklint-%15[a-z]-%3u.%7s", host, &major, rest) == 3 && strcmp(host, kind) == 0 &&
            strcmp(rest, "so") == 0)
            present[major] = true;
    }
    if (stream != NULL)
        closedir(stream);
    *text = '\0';
    for (unsigned major = 1; major < 1000; major++) {
        size_t length = strlen(text);
        if (!present[major])
            continue;
        snprintf(text + length, size - length, "%s%u", highest == 0 ? "" : ", ", major);
        highest = major;
    }
    return highest;
}

/* Says which hosts there are parts for, when there is none for this one. */
static _Noreturn void refuse_major(const char *folder, const char *kind, unsigned major) {
    char majors[256];
    const char *program = strcmp(kind, "tidy") == 0 ? "clang-tidy" : "clang";
    unsigned highest = majors_beside(folder, kind, majors, sizeof majors);
    if (highest == 0)
        refuse("liblocklint-%s-%u.so is not in '%s', where liblocklint.so is: install or copy all of locklint's "
               "liblocklint*.so files together",
               kind, major, folder);
    refuse("this %s belongs to LLVM %u, and locklint was built for LLVM %s only: run %s-%u instead (on Debian: apt-get "
           "install %s-%u)",
           program, major, majors, program, highest, program, highest);
}

/* Runs when the host has loaded this file, before the host looks for what it registers. */
__attribute__((constructor)) static void open_part(void) {
    char program[PATH_MAX], folder[PATH_MAX], part[PATH_MAX + 64];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = '\0';
    const char *kind = host_kind(program);
    if (kind == NULL)
        refuse("'%s' is neither clang-tidy nor clang: load liblocklint.so by 'clang-tidy-19 -load=...' or by "
               "'clang-19 -fplugin=...'",
               program);
    unsigned major = host_major(program);
    if (major == 0)
        refuse("can't find out which LLVM '%s' belongs to: use clang-tidy-19 or clang-19", program);
    own_folder(folder);
    snprintf(part, sizeof part, "%s/liblocklint-%s-%u.so", folder, kind, major);
    if (access(part, F_OK) != 0)
        refuse_major(folder, kind, major);
    if (dlopen(part, RTLD_NOW | RTLD_LOCAL) == NULL)
        refuse("can't open the part for this host: %s: build locklint again with the headers of this LLVM (%u)",
               dlerror(), major);
}
