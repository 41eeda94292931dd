/* own_locks.c -- locks that no model knows: `locklint --coverage` names them and begins a model. */
typedef struct shop_mutex shop_mutex;

void shop_mutex_init(shop_mutex *mutex);
void shop_mutex_lock(shop_mutex *mutex);
int shop_mutex_trylock(shop_mutex *mutex);
void shop_mutex_unlock(shop_mutex *mutex);

struct shop {
    shop_mutex *mutex;
    int stock;
};

void open_shop(struct shop *shop) {
    shop_mutex_init(shop->mutex);
    shop->stock = 100;
}

void sell(struct shop *shop) {
    shop_mutex_lock(shop->mutex);
    shop->stock--;
    shop_mutex_unlock(shop->mutex);
}

int peek(struct shop *shop) {
    if (shop_mutex_trylock(shop->mutex) != 0)
        return -1;
    int stock = shop->stock;
    shop_mutex_unlock(shop->mutex);
    return stock;
}
