/* own.h -- two files, each with a lock of its own by the same name. */
#include <pthread.h>

void left_then_right(void);
void right_then_left(void);
void left_alone(void);
void right_alone(void);
