/* tree.c -- children own nothing of their parent: Rc<Node> with Weak<Node>, in C and for threads. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

enum { MOST_CHILDREN = 4 };

typedef struct node node;
typedef AM_WEAK(node) weak_node;

struct node {
    const char *name;
    weak_node *parent;
    node *children[MOST_CHILDREN];
};

static void destroy_node(void *value) {
    node *self = value;
    printf("%s goes\n", self->name);
    am_weak_drop(&self->parent);
    for (int i = 0; i < MOST_CHILDREN; i++)
        am_arc_drop(&self->children[i]);
}

/* The copy's handles are its own. */
static void clone_node(void *copy, const void *original) {
    node *self = copy;
    const node *from = original;
    self->parent = am_weak_clone(from->parent);
    for (int i = 0; i < MOST_CHILDREN; i++)
        if (from->children[i] != NULL)
            self->children[i] = am_arc_clone(from->children[i]);
}

static void print_parent(const node *of) {
    am_arc_auto node *parent = am_weak_upgrade(of->parent);
    printf("%s: %s\n", of->name, parent == NULL ? "no parent" : parent->name);
}

int main(void) {
    am_arc_auto node *leaf = am_arc_new_with(node, destroy_node, .name = "leaf");
    print_parent(leaf);
    {
        am_arc_auto node *branch = am_arc_new_with(node, destroy_node, .name = "branch");
        node *alone = am_arc_get_mut(branch); /* nobody else has it yet */
        if (alone != NULL)
            alone->children[0] = am_arc_clone(leaf);
        node *mine = am_arc_make_mut(&leaf, clone_node);
        printf("leaf is %s\n", mine == branch->children[0] ? "shared" : "copied, as the branch has it too");
        mine->parent = am_arc_downgrade(weak_node, branch);
        print_parent(leaf);
        printf("branch: %zu owner, %zu weak\n", am_arc_strong_count(branch), am_arc_weak_count(branch));
    }
    print_parent(leaf);
}
