/* sqlite3.h -- stand-in: SQLite's mutexes. */
#ifndef FIXTURE_SQLITE3_H
#define FIXTURE_SQLITE3_H

typedef struct sqlite3_mutex sqlite3_mutex;
#define SQLITE_OK 0
#define SQLITE_MUTEX_FAST 0
#define SQLITE_MUTEX_RECURSIVE 1
#define SQLITE_MUTEX_STATIC_MAIN 2

sqlite3_mutex *sqlite3_mutex_alloc(int type);
void sqlite3_mutex_enter(sqlite3_mutex *mutex);
int sqlite3_mutex_try(sqlite3_mutex *mutex);
void sqlite3_mutex_leave(sqlite3_mutex *mutex);
int sqlite3_sleep(int milliseconds);

#endif
