/* nspr.c -- NSPR: locks, monitors that their owner can enter again, conditions that know their lock. */
// RUN-FLAGS: -Itestdata/include/nspr
#include <nspr.h>

struct pool {
    PRLock *lock;
    PRMonitor *monitor;
    PRCondVar *changed;
    PRRWLock *rw;
    PRFileDesc *socket;
    int count;
};

void lock_bad(struct pool *p) {
    PR_Lock(p->lock);
    p->count++;
    PR_Lock(p->lock); // expected-warning {{'p->lock' is locked again while this thread already holds it}}
    PR_Unlock(p->lock);
    PR_Unlock(p->lock);
}

void lock_ok(struct pool *p, struct pool *q) {
    PR_Lock(p->lock);
    PR_Lock(q->lock);
    PR_Unlock(q->lock);
    PR_Unlock(p->lock);
    PR_Lock(p->lock);
    PR_Unlock(p->lock);
}

void monitor_ok(struct pool *p) {
    PR_EnterMonitor(p->monitor);
    PR_EnterMonitor(p->monitor);
    while (p->count == 0)
        PR_Wait(p->monitor, PR_INTERVAL_NO_TIMEOUT);
    PR_ExitMonitor(p->monitor);
    PR_ExitMonitor(p->monitor);
}

void cached_monitor_ok(struct pool *p) {
    PR_CEnterMonitor(p);
    PR_CEnterMonitor(p);
    p->count++;
    PR_CExitMonitor(p);
    PR_CExitMonitor(p);
}

void cached_monitor_bad(struct pool *p) {
    if (!PR_CEnterMonitor(p))
        return;
    PR_Sleep(5); // expected-warning {{'p' is held across 'PR_Sleep', which sleeps}}
    PR_CExitMonitor(p);
}

void condition_ok(struct pool *p) {
    PR_Lock(p->lock);
    while (p->count == 0)
        PR_WaitCondVar(p->changed, PR_INTERVAL_NO_TIMEOUT);
    p->count--;
    PR_NotifyCondVar(p->changed);
    PR_Unlock(p->lock);
}

void write_read_bad(struct pool *p) {
    PR_RWLock_Wlock(p->rw);
    PR_RWLock_Rlock(p->rw); // expected-warning {{'p->rw' is read-locked while this thread already holds it for writing}}
    PR_RWLock_Unlock(p->rw);
    PR_RWLock_Unlock(p->rw);
}

void either_mode_ok(struct pool *p, int changes) {
    if (changes)
        PR_RWLock_Wlock(p->rw);
    else
        PR_RWLock_Rlock(p->rw);
    PR_RWLock_Unlock(p->rw);
    PR_RWLock_Wlock(p->rw);
    PR_RWLock_Unlock(p->rw);
}

void sleep_bad(struct pool *p) {
    PR_Lock(p->lock);
    PR_Sleep(100); // expected-warning {{'p->lock' is held across 'PR_Sleep', which sleeps}}
    PR_Unlock(p->lock);
}

void receive_bad(struct pool *p, char *into) {
    PR_Lock(p->lock);
    // expected-warning@+1 {{'p->lock' is held across 'PR_Recv', which may wait for the network}}
    PR_Recv(p->socket, into, 10, 0, PR_INTERVAL_NO_TIMEOUT);
    PR_Unlock(p->lock);
}

void receive_ok(struct pool *p, char *into) {
    PR_Lock(p->lock);
    PR_Recv(p->socket, into, 10, 0, PR_INTERVAL_NO_WAIT);
    PR_Unlock(p->lock);
    PR_Recv(p->socket, into, 10, 0, PR_INTERVAL_NO_TIMEOUT);
}
