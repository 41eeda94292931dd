/* nspr.h -- stand-in: NSPR's locks, monitors and conditions. */
#ifndef FIXTURE_NSPR_H
#define FIXTURE_NSPR_H

typedef struct PRLock PRLock;
typedef struct PRMonitor PRMonitor;
typedef struct PRCondVar PRCondVar;
typedef struct PRRWLock PRRWLock;
typedef struct PRFileDesc PRFileDesc;
typedef int PRStatus;
typedef unsigned int PRIntervalTime;
#define PR_INTERVAL_NO_WAIT 0U
#define PR_INTERVAL_NO_TIMEOUT 0xffffffffU

void PR_Lock(PRLock *lock);
PRStatus PR_Unlock(PRLock *lock);
void PR_EnterMonitor(PRMonitor *monitor);
PRStatus PR_ExitMonitor(PRMonitor *monitor);
PRStatus PR_Wait(PRMonitor *monitor, PRIntervalTime ticks);
PRMonitor *PR_CEnterMonitor(void *address);
PRStatus PR_CExitMonitor(void *address);
PRStatus PR_WaitCondVar(PRCondVar *cond, PRIntervalTime timeout);
PRStatus PR_NotifyCondVar(PRCondVar *cond);
void PR_RWLock_Rlock(PRRWLock *lock);
void PR_RWLock_Wlock(PRRWLock *lock);
void PR_RWLock_Unlock(PRRWLock *lock);
PRStatus PR_Sleep(PRIntervalTime ticks);
int PR_Recv(PRFileDesc *fd, void *buffer, int amount, int flags, PRIntervalTime timeout);

#endif
