/* task_memory.c -- the memory of tasks and their stacks, used again for later ones. */
#include "task_internal.h"

#include "fatal.h"
#include "sanitizers.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- tasks ---- */

enum { TASKS_PER_SLAB = 64 };

typedef struct slab {
    struct slab *next;
    am_task_state tasks[TASKS_PER_SLAB];
} slab;

static struct {
    am_latch latch;
    slab *slabs;
    am_task_state *free;
} tasks;

static bool more_tasks(void) {
    slab *fresh = aligned_alloc(_Alignof(slab), sizeof *fresh);
    if (fresh == NULL)
        return false;
    *fresh = (slab){.next = tasks.slabs};
    tasks.slabs = fresh;
    for (int i = TASKS_PER_SLAB - 1; i >= 0; i--) {
        fresh->tasks[i].next = tasks.free;
        tasks.free = &fresh->tasks[i];
    }
    return true;
}

am_task_state *am_task_memory_take_(void) {
    latch_lock(&tasks.latch);
    am_task_state *task = NULL;
    if (tasks.free != NULL || more_tasks()) {
        task = tasks.free;
        tasks.free = task->next;
    }
    latch_unlock(&tasks.latch);
    return task;
}

void am_task_memory_give_(am_task_state *task) {
    atomic_store_explicit(&task->phase, TASK_NONE, memory_order_release);
    latch_lock(&tasks.latch);
    task->next = tasks.free;
    tasks.free = task;
    latch_unlock(&tasks.latch);
}

static bool is_alive(am_task_state *task) {
    uint32_t phase = atomic_load(&task->phase);
    return phase != TASK_NONE && phase != TASK_ENDED;
}

size_t am_task_memory_each_(void (*each)(am_task_state *task)) {
    latch_lock(&tasks.latch);
    slab *newest = tasks.slabs;
    latch_unlock(&tasks.latch);
    size_t count = 0;
    for (slab *slab = newest; slab != NULL; slab = slab->next) {
        for (int i = 0; i < TASKS_PER_SLAB; i++) {
            if (!is_alive(&slab->tasks[i]))
                continue;
            each(&slab->tasks[i]);
            count++;
        }
    }
    return count;
}

/* ---- stacks ---- */

/* So many stay for later tasks. */
enum { FREE_STACKS = 256 };

static struct {
    am_latch latch;
    am_stack *free;
    unsigned count;
} stacks;

static size_t page_size(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* The mapping: the guard page, the stack, and what describes it at the end. */
static size_t mapping_size(void) {
    size_t page = page_size();
    return page + (am_runtime_options_()->stack_size + page - 1) / page * page;
}

static am_stack *new_stack(void) {
    size_t size = mapping_size();
    char *mapping =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (mapping == MAP_FAILED || mprotect(mapping, page_size(), PROT_NONE) != 0)
        am_fatal_("no memory for a task's stack (or too many mappings: vm.max_map_count)");
    size_t used = (sizeof(am_stack) + 15) / 16 * 16;
    am_stack *stack = (am_stack *)(void *)(mapping + size - used);
    *stack = (am_stack){.bottom = mapping + page_size(), .size = size - page_size() - used};
    stack->valgrind = stack_register(stack->bottom, stack);
    stack_is_root(stack->bottom, stack->size);
    return stack;
}

static void free_stack(am_stack *stack) {
    stack_is_no_root(stack->bottom, stack->size);
    stack_deregister(stack->valgrind);
    char *mapping = (char *)stack->bottom - page_size();
    munmap(mapping, (size_t)((char *)stack - mapping) + (sizeof(am_stack) + 15) / 16 * 16);
}

am_stack *am_stack_take_(void) {
    latch_lock(&stacks.latch);
    am_stack *stack = stacks.free;
    if (stack != NULL) {
        stacks.free = stack->next;
        stacks.count--;
    }
    latch_unlock(&stacks.latch);
    if (stack == NULL)
        stack = new_stack();
    stack_is_fresh(stack->bottom, stack->size);
    return stack;
}

void am_stack_give_(am_stack *stack) {
    latch_lock(&stacks.latch);
    bool keep = stacks.count < FREE_STACKS;
    if (keep) {
        stack->next = stacks.free;
        stacks.free = stack;
        stacks.count++;
    }
    latch_unlock(&stacks.latch);
    if (!keep)
        free_stack(stack);
}

void am_stacks_free_(void) {
    while (stacks.free != NULL) {
        am_stack *stack = stacks.free;
        stacks.free = stack->next;
        free_stack(stack);
    }
    stacks.count = 0;
}
