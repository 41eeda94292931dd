// expected-no-diagnostics
#include "order.h"

int main(void) {
    forth();
    back();
    return 0;
}
