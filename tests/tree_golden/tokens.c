/* flags: -std=c11 */
/* Where nodes end: behind tokens that are not plain, too. */
#define LONG_NAME(x) x
void take(const void *text, double number);

int long_name(int), na\u00efve, name;

int odd(int a, int b$) {
    take(L"wide", 0x1p-3);
    take("a\"b", 1.5e+3f);
    take(u8"x", 1e5);
    take("continued \
here", 0x1f);
    take("two" "parts", .5);
    take("tri??/"x", 5.);
    take("question?", 'a' + '\'' + '"' + L'x');
    a = a
        \
        + b$;
    a = lo\
ng_name(b$) + na\u00efve + name;
    a = LONG_NAME(a) + LONG_NAME(LONG_NAME(b$));
    return a+1;
}
