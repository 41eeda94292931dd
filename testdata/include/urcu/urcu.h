/* urcu.h -- what fixtures need of liburcu's usual flavour, in words of our own. */
#ifndef STAND_IN_URCU_H
#define STAND_IN_URCU_H

struct rcu_head {
    struct rcu_head *next;
};

#ifdef _LGPL_SOURCE
#define rcu_read_lock _urcu_memb_read_lock
#define rcu_read_unlock _urcu_memb_read_unlock
static __thread int urcu_memb_depth;
static inline void _urcu_memb_read_lock(void) {
    urcu_memb_depth++;
}
static inline void _urcu_memb_read_unlock(void) {
    urcu_memb_depth--;
}
#else
#define rcu_read_lock urcu_memb_read_lock
#define rcu_read_unlock urcu_memb_read_unlock
void urcu_memb_read_lock(void);
void urcu_memb_read_unlock(void);
#endif

#define synchronize_rcu urcu_memb_synchronize_rcu
#define call_rcu urcu_memb_call_rcu
void urcu_memb_synchronize_rcu(void);
void urcu_memb_call_rcu(struct rcu_head *head, void (*function)(struct rcu_head *head));

#endif
