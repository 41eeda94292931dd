/* omp.h -- what fixtures need of OpenMP's locks, in words of our own. */
#ifndef STAND_IN_OMP_H
#define STAND_IN_OMP_H

typedef struct {
    unsigned char room[4];
} omp_lock_t;
typedef struct {
    unsigned char room[16];
} omp_nest_lock_t;

void omp_init_lock(omp_lock_t *lock);
void omp_destroy_lock(omp_lock_t *lock);
void omp_set_lock(omp_lock_t *lock);
void omp_unset_lock(omp_lock_t *lock);
int omp_test_lock(omp_lock_t *lock);

void omp_init_nest_lock(omp_nest_lock_t *lock);
void omp_destroy_nest_lock(omp_nest_lock_t *lock);
void omp_set_nest_lock(omp_nest_lock_t *lock);
void omp_unset_nest_lock(omp_nest_lock_t *lock);
int omp_test_nest_lock(omp_nest_lock_t *lock);

#endif
