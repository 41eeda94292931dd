/* order.h -- two orders of two locks, which only one thread takes. */
void forth(void);
void back(void);
