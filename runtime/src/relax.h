/* relax.h -- a moment's pause for a thread that looks at a word again and again. */
#ifndef AM_RELAX_H
#define AM_RELAX_H

/* How often a lock is looked at before its thread sleeps, and how often it lets others run where that is worth it. */
enum { SPINS = 100, YIELDS = 8 };

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

#endif
