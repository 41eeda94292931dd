/* sections.h -- critical sections, and what happens in them: for the rules of good practice. Private to lint/. */
#ifndef LK_LINT_SECTIONS_H
#define LK_LINT_SECTIONS_H

#include "flow/simulate.h"
#include "lint/guards.h"
#include "lint/practice.h"

enum { LK_MOST_SECTION_ACCESSES = 16 };

/* One access in a section; the first that is met of those at one place. */
typedef struct lk_critical_access {
    const lk_value *place; /* term of the address */
    const lk_decl *decl;   /* the member or variable; NULL for others */
    lk_span span;
    bool is_read, is_write; /* at that place of the source */
    bool was_decided;       /* a write: the path has decided something by what was read there */
} lk_critical_access;

/* What a function does from one place where it takes a lock, up to where it lets it go. */
typedef struct lk_critical {
    const lk_decl *function;
    const lk_value *lock; /* a term */
    const lk_decl *decl;  /* the lock's variable or member */
    lk_span span;         /* where it is taken */
    const char *name;     /* the lock, as written there */
    uint8_t mode, kind;
    uint32_t block;  /* where it is taken */
    bool is_inside;  /* it is taken by a callee, or asserted to be held */
    bool waits;      /* a condition is waited for */
    bool writes;     /* memory that others may reach */
    bool calls;      /* functions that may do anything */
    bool asks;       /* functions that write nothing */
    bool is_left;    /* the function may return with the lock held */
    bool is_nested;  /* with other locks held */
    bool is_crowded; /* there is more in it than was kept, or followed */
    bool is_again;   /* a path has let the lock go before */
    lk_span slow;    /* a call of unknown cost in a loop inside; nowhere when there is none */
    const char *slow_callee;
    LK_ARRAY(lk_critical_access) accesses;
} lk_critical;

typedef struct lk_sections {
    lk_arena *arena;
    lk_knowledge *knowledge;
    lk_guard_terms terms;
    const lk_unit *unit;
    LK_ARRAY(lk_critical) items;
    const lk_ir *ir;                   /* the function at hand */
    lk_arena *scratch;                 /* while it is followed */
    uint32_t first;                    /* of the function at hand */
    LK_ARRAY(lk_span) again;           /* where the function at hand takes a lock that it has let go before */
    LK_ARRAY(const lk_decl *) doubted; /* locks that it may or may not hold while it does something */
    LK_ARRAY(bool) is_waited;          /* by decl id of a lock: a condition is waited for with it */
    LK_ARRAY(bool)
    is_leaked; /* by decl id of a lock: it isn't seen whole: some function leaves it held, or gets its address out of
                  sight */
    LK_ARRAY(bool) is_shared; /* by decl id of a lock: it is taken for reading */
    LK_ARRAY(lk_practice) found[LK_PRACTICES];
} lk_sections;

/* Empty, in `arena`. */
lk_sections *lk_sections_new(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit);

/* Before a function is followed for the last time, and after. */
void lk_sections_begin(lk_sections *self, const lk_ir *ir, lk_arena *scratch);
void lk_sections_end(lk_sections *self, const lk_decl *function, bool is_complete);

/* What happens on its paths. */
void lk_sections_touch(lk_sections *self, const lk_decl *function, const lk_touch *touch, const lk_state *before);
void lk_sections_event(lk_sections *self, const lk_event *event, const lk_state *before);

/* sections_judge.c: fills `found`. */
void lk_sections_judge(lk_sections *self, const lk_unit *unit);

#endif
