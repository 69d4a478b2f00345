/* Floats as text: the fewest digits that read back as the same number, or as many as a precision
 * asks for.
 *
 * The digits are C's, which are exact; where the point and the exponent stand is Go's. C writes the
 * point of the program's locale, so it is put right before anything else looks at it. */
#include "lua/fmt.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything that "%.*e" and "%.*f" can write but for the precision's digits. */
enum { FLOAT_ROOM = DBL_MAX_10_EXP + 32, SHORTEST_MAX = DBL_DECIMAL_DIG };

/* Makes the point of C's text a '.', whatever the locale's is. Returns the new length. */
static size_t fix_point(char *text, size_t length) {
    size_t at = strspn(text, "0123456789"), end = at + strcspn(text + at, "0123456789eE");
    if (at == end) return length;
    text[at] = '.';
    memmove(text + at + 1, text + end, length + 1 - end);
    return length - (end - at) + 1;
}

/* ---- The shortest digits ---- */

/* Adds one to the last digit of C's "d.ddde+xx", unless that is a 9. */
static bool round_up(char *text) {
    char *last = strchr(text, 'e') - 1;
    if (*last == '9') return false;
    ++*last;
    return true;
}

static bool reads_back(const char *text, double number) {
    return strtod(text, NULL) == number;
}

/* Writes a positive number as "d.ddde+xx" with as few digits as read back, and of those the
 * nearest. Between a power of two and the next number there is twice the room as below it, so only
 * there may the nearest digits not read back while the next ones up do. */
static void write_shortest(char *text, size_t size, double number) {
    int exponent;
    bool power = frexp(number, &exponent) == 0.5;
    for (int digits = number < DBL_MIN ? 1 : DBL_DIG; digits < SHORTEST_MAX; digits++) {
        snprintf(text, size, "%.*e", digits - 1, number);
        if (reads_back(text, number) || (power && round_up(text) && reads_back(text, number)))
            return;
    }
    snprintf(text, size, "%.*e", SHORTEST_MAX - 1, number);
}

/* %g with the shortest digits, which has an exponent below 1e-4 and from 1e6 on. */
static void add_shortest(Printer *p, double number, char letter) {
    char text[FLOAT_ROOM], digits[SHORTEST_MAX + 1] = "0";
    size_t count = 0;
    int exponent = 0;
    if (number != 0) {
        write_shortest(text, sizeof text, number);
        fix_point(text, strlen(text));
        char *mark = strchr(text, 'e');
        exponent = atoi(mark + 1);
        for (const char *s = text; s < mark; s++)
            if (*s != '.') digits[count++] = *s;
        while (count > 1 && digits[count - 1] == '0') count--;
    }
    bool scientific = exponent < -4 || exponent >= 6;
    size_t whole =
        scientific || exponent < 0 ? 1 : (size_t)exponent + 1; /* digits before the point */
    if (whole > count) {
        memset(digits + count, '0', whole - count);
        count = whole;
    }
    if (exponent < 0 && !scientific) {
        printer_add_text(p, "0.");
        printer_insert(p, p->length, (size_t)(-exponent - 1), '0');
        printer_add(p, digits, count);
        return;
    }
    printer_add(p, digits, whole);
    if (count > whole) printer_add(p, ".", 1);
    printer_add(p, digits + whole, count - whole);
    if (scientific)
        printer_add(p, text, (size_t)snprintf(text, sizeof text, "%c%+03d", letter, exponent));
}

/* ---- Other notations ---- */

/* With as many digits as asked for: e E f g G. */
static void add_precise(Printer *p, double number, char letter, int precision) {
    const char format[] = {'%', '.', '*', letter, '\0'};
    size_t room = (size_t)precision + FLOAT_ROOM;
    char *text = printer_reserve(p, room);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    size_t length = (size_t)snprintf(text, room, format, precision, number);
#pragma GCC diagnostic pop
    p->length += fix_point(text, length);
}

/* The 53 bits of the number, and the power of two that they are to be multiplied with. */
static uint64_t mantissa_of(double number, int *exponent) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
    int biased = (int)(bits >> 52 & 0x7FF);
    *exponent = (biased ? biased : 1) - 1075;
    return biased ? mantissa | UINT64_C(1) << 52 : mantissa;
}

static void add_binary(Printer *p, double number) {
    char text[48];
    int exponent;
    unsigned long long mantissa = mantissa_of(number, &exponent);
    printer_add(p, text, (size_t)snprintf(text, sizeof text, "%llup%+d", mantissa, exponent));
}

/* "0x1.8p+00". The mantissa is turned so that its leading 1 is bit 60 and each digit after it four
 * bits. */
static void add_hexadecimal(Printer *p, double number, bool upper, int precision) {
    const char *symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const uint64_t one = UINT64_C(1) << 60;
    int exponent;
    uint64_t mantissa = mantissa_of(number, &exponent);
    if (mantissa == 0) exponent = -60;
    for (; mantissa && !(mantissa & one); exponent--) mantissa <<= 1;
    if (precision >= 0 && precision < 15) { /* to the nearest, and to even between two */
        uint64_t unit = one >> 4 * precision, rest = mantissa & (unit - 1);
        mantissa -= rest;
        if (rest > unit / 2 || (rest == unit / 2 && (mantissa & unit))) mantissa += unit;
        if (mantissa & one << 1) {
            mantissa >>= 1;
            exponent++;
        }
    }
    printer_add_text(p, upper ? "0X" : "0x");
    printer_add_text(p, mantissa & one ? "1" : "0");
    mantissa &= one - 1;
    if (precision > 0 || (precision < 0 && mantissa)) printer_add_text(p, ".");
    for (int i = 0; precision < 0 ? mantissa != 0 : i < precision; i++) {
        printer_add(p, &symbols[mantissa >> 56 & 15], 1);
        mantissa = mantissa << 4 & (one - 1);
    }
    char text[16];
    printer_add(p, text,
                (size_t)snprintf(text, sizeof text, "%c%+03d", upper ? 'P' : 'p', exponent + 60));
}

/* What '#' asks for: a point, and for the verbs that drop them the zeros up to `digits` digits that
 * count. */
static void keep_point(Printer *p, size_t from, char verb, int precision) {
    bool counts = verb == 'g' || verb == 'G' || verb == 'x';
    int missing = counts ? (precision < 0 ? 6 : precision) : 0;
    bool point = false, started = false;
    size_t end = from;
    for (; end < p->length; end++) {
        char c = p->bytes[end];
        if (c == 'p' || c == 'P' || ((c == 'e' || c == 'E') && verb != 'x' && verb != 'X')) break;
        if (c == '.') {
            point = true;
            continue;
        }
        started = started || c != '0';
        missing -= started;
    }
    if (!point) {
        if (end - from == 1 && p->bytes[from] == '0') missing--;
        printer_insert(p, end++, 1, '.');
    }
    if (missing > 0) printer_insert(p, end, (size_t)missing, '0');
}

/* ---- The whole ---- */

/* Infinities and what is no number: never padded with zeros, and +Inf always with its sign. */
static void add_special(Printer *p, double number, char sign) {
    size_t from = p->length;
    if (isinf(number) || p->format.plus || p->format.space) printer_add(p, &sign, 1);
    printer_add_text(p, isinf(number) ? "Inf" : "NaN");
    format_pad(p, from, false);
}

void format_float(Printer *p, double number, char verb, int precision) {
    const Format *f = &p->format;
    char sign = signbit(number) && !isnan(number) ? '-' : f->space && !f->plus ? ' ' : '+';
    if (f->has_precision) precision = f->precision;
    if (!isfinite(number)) {
        add_special(p, number, sign);
        return;
    }
    size_t from = p->length;
    bool signs = sign != '+' || f->plus;
    if (signs) printer_add(p, &sign, 1);
    size_t digits = p->length;
    number = fabs(number);
    if (verb == 'b')
        add_binary(p, number);
    else if (verb == 'x' || verb == 'X')
        add_hexadecimal(p, number, verb == 'X', precision);
    else if (precision < 0)
        add_shortest(p, number, verb == 'G' ? 'E' : 'e');
    else
        add_precise(p, number, verb, precision);
    if (f->sharp && verb != 'b') keep_point(p, digits, verb, precision);
    /* Zeros stand between the sign and the digits. */
    if (signs && f->zero && !f->minus && f->has_width) {
        size_t length = p->length - from;
        if ((size_t)f->width > length) printer_insert(p, digits, (size_t)f->width - length, '0');
    } else {
        format_pad(p, from, f->zero);
    }
}
