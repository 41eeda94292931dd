/* switches.c -- ranges, falling through, declarations before the first case, loops with labels inside, enums. */
enum mode { READ, WRITE };
int step(int);

int ranges(int n) {
    switch (n) {
        int hidden;
        step(-1);
    case 0:
    case 2 ... 5:
        hidden = step(1);
        step(hidden);
    case -9:
        step(2);
        break;
    default:
        return 1;
    case 'a':;
    }
    return 0;
}

void copies(char *to, const char *from, int count) {
    int rounds = (count + 3) / 4;
    switch (count % 4) {
    case 0:
        do {
            *to = *from++;
        case 3:
            *to = *from++;
        case 2:
            *to = *from++;
        case 1:
            *to = *from++;
        } while (--rounds > 0);
    }
}

int modes(enum mode mode) {
    switch (mode) {
    case READ:
        return step(1);
    case WRITE:
        step(2);
    }
    switch (mode) {
    case READ:
        step(3);
        break;
    case WRITE:
        step(4);
        break;
    default:
        step(5);
    }
    switch (mode) {
    case READ:
        step(6);
    }
    return 0;
}

void constants(void) {
    switch (sizeof(long)) {
    case 4:
        step(4);
        break;
    case 8:
        step(8);
        break;
    }
    switch (step(1))
    case 1:
        step(2);
}
