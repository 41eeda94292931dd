/* one_name.c -- what a header is compiled with alone: C wants something in a translation unit. */
extern int am_one_name;
