/* Texts, characters and integers as one directive of a format wants them: sign, prefix, digits,
 * padding.
 *
 * The law: each function writes its text at the end of the printer's and then pads what it has
 * written, by moving it, so that nothing needs to know beforehand how wide it will be. Width counts
 * characters, not bytes. */
#include "lua/fmt.h"

#include <stdio.h>
#include <string.h>

static const char lower_digits[] = "0123456789abcdef";
static const char upper_digits[] = "0123456789ABCDEF";

/* ---- The growing text ---- */

void printer_init(Printer *p, lua_State *L) {
    memset(p, 0, offsetof(Printer, start));
    p->L = L;
    p->bytes = p->start;
    p->capacity = sizeof p->start;
    lua_pushnil(L);
    p->box = lua_gettop(L);
}

char *printer_reserve(Printer *p, size_t size) {
    if (size > p->capacity - p->length) {
        size_t capacity = p->length + size + p->capacity;
        char *bytes = lua_newuserdatauv(p->L, capacity, 0);
        memcpy(bytes, p->bytes, p->length);
        lua_replace(p->L, p->box);
        p->bytes = bytes;
        p->capacity = capacity;
    }
    return p->bytes + p->length;
}

void printer_add(Printer *p, const char *bytes, size_t length) {
    memcpy(printer_reserve(p, length), bytes, length);
    p->length += length;
}

void printer_add_text(Printer *p, const char *text) {
    printer_add(p, text, strlen(text));
}

static void add_byte(Printer *p, char byte) {
    printer_add(p, &byte, 1);
}

void printer_insert(Printer *p, size_t at, size_t count, char byte) {
    printer_reserve(p, count);
    memmove(p->bytes + at + count, p->bytes + at, p->length - at);
    memset(p->bytes + at, byte, count);
    p->length += count;
}

/* ---- Characters ---- */

void printer_add_rune(Printer *p, uint32_t rune) {
    if (rune > RUNE_MAX || (rune >= 0xD800 && rune < 0xE000)) rune = RUNE_ERROR;
    p->length += rune_encode(rune, printer_reserve(p, 4));
}

static size_t rune_count(const char *text, size_t length) {
    size_t count = 0, size;
    for (size_t i = 0; i < length; i += size, count++) rune_decode(text + i, length - i, &size);
    return count;
}

/* Not: controls, spaces but ' ', marks that are not
 * seen, private use, what no character can be, and the planes that hold none. Gaps within the
 * blocks of a script count as seen. */
bool rune_is_printable(uint32_t rune) {
    static const uint32_t hidden[][2] = {
        {0x00, 0x1F},        {0x7F, 0xA0},       {0xAD, 0xAD},       {0x378, 0x379},
        {0x600, 0x605},      {0x61C, 0x61C},     {0x6DD, 0x6DD},     {0x70F, 0x70F},
        {0x890, 0x891},      {0x8E2, 0x8E2},     {0x1680, 0x1680},   {0x180E, 0x180E},
        {0x2000, 0x200F},    {0x2028, 0x202F},   {0x205F, 0x206F},   {0x3000, 0x3000},
        {0xD800, 0xF8FF},    {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},   {0xFFF0, 0xFFFB},
        {0xFFFE, 0xFFFF},    {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F},
        {0x1BCA0, 0x1BCA3},  {0x1D173, 0x1D17A}, {0x1FBFA, 0x1FFFF}, {0x323B0, 0xE00FF},
        {0xE01F0, 0x10FFFF},
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (rune <= hidden[i][1]) return rune < hidden[i][0];
    return false;
}

/* ---- Padding ---- */

void format_pad(Printer *p, size_t from, bool zero) {
    const Format *f = &p->format;
    if (!f->has_width) return;
    size_t count = rune_count(p->bytes + from, p->length - from), width = (size_t)f->width;
    if (count >= width) return;
    if (f->minus)
        printer_insert(p, p->length, width - count, ' ');
    else
        printer_insert(p, from, width - count, zero ? '0' : ' ');
}

static void pad(Printer *p, size_t from) {
    format_pad(p, from, p->format.zero);
}

void format_padded(Printer *p, const char *text) {
    size_t from = p->length;
    printer_add_text(p, text);
    pad(p, from);
}

/* ---- Texts ---- */

static size_t truncated(const Printer *p, const char *text, size_t length) {
    if (!p->format.has_precision) return length;
    size_t at = 0, size;
    for (int n = p->format.precision; n > 0 && at < length; n--, at += size)
        rune_decode(text + at, length - at, &size);
    return at;
}

void format_text(Printer *p, const char *text, size_t length) {
    size_t from = p->length;
    printer_add(p, text, truncated(p, text, length));
    pad(p, from);
}

void format_bytes(Printer *p, const char *text, size_t length, bool upper) {
    const Format *f = &p->format;
    const char *digits = upper ? upper_digits : lower_digits;
    const char prefix[2] = {'0', upper ? 'X' : 'x'};
    size_t from = p->length;
    if (f->has_precision && (size_t)f->precision < length) length = (size_t)f->precision;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (f->space && i > 0) add_byte(p, ' ');
        if (f->sharp && (f->space || i == 0)) printer_add(p, prefix, 2);
        add_byte(p, digits[byte >> 4]);
        add_byte(p, digits[byte & 15]);
    }
    pad(p, from);
}

static void add_hex(Printer *p, uint32_t number, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        add_byte(p, lower_digits[number >> shift & 15]);
}

/* One character of a quoted text. */
static void add_escaped(Printer *p, uint32_t rune, char quote) {
    static const char letters[] = "abtnvfr"; /* of 7 to 13 */
    if (rune == (uint32_t)quote || rune == '\\') {
        add_byte(p, '\\');
        add_byte(p, (char)rune);
    } else if (rune_is_printable(rune) && (rune < 0x80 || !p->format.plus)) {
        printer_add_rune(p, rune);
    } else if (rune >= 7 && rune <= 13) {
        add_byte(p, '\\');
        add_byte(p, letters[rune - 7]);
    } else if (rune < 0x80) {
        printer_add_text(p, "\\x");
        add_hex(p, rune, 2);
    } else {
        printer_add_text(p, rune < 0x10000 ? "\\u" : "\\U");
        add_hex(p, rune, rune < 0x10000 ? 4 : 8);
    }
}

/* Can it stand between backquotes? */
static bool is_raw(const char *text, size_t length) {
    size_t size;
    for (size_t i = 0; i < length; i += size) {
        uint32_t rune = rune_decode(text + i, length - i, &size);
        if (size > 1
                ? rune == 0xFEFF
                : rune == RUNE_ERROR || (rune < ' ' && rune != '\t') || rune == '`' || rune == 0x7F)
            return false;
    }
    return true;
}

void format_quoted(Printer *p, const char *text, size_t length) {
    size_t from = p->length, size;
    length = truncated(p, text, length);
    if (p->format.sharp && is_raw(text, length)) {
        add_byte(p, '`');
        printer_add(p, text, length);
        add_byte(p, '`');
        pad(p, from);
        return;
    }
    add_byte(p, '"');
    for (size_t i = 0; i < length; i += size) {
        uint32_t rune = rune_decode(text + i, length - i, &size);
        if (rune == RUNE_ERROR && size == 1) {
            printer_add_text(p, "\\x");
            add_hex(p, (unsigned char)text[i], 2);
        } else {
            add_escaped(p, rune, '"');
        }
    }
    add_byte(p, '"');
    pad(p, from);
}

/* ---- Characters by number ---- */

void format_rune(Printer *p, uint64_t number) {
    size_t from = p->length;
    printer_add_rune(p, number > RUNE_MAX ? RUNE_ERROR : (uint32_t)number);
    pad(p, from);
}

void format_quoted_rune(Printer *p, uint64_t number) {
    size_t from = p->length;
    bool valid = number <= RUNE_MAX && !(number >= 0xD800 && number < 0xE000);
    add_byte(p, '\'');
    add_escaped(p, valid ? (uint32_t)number : RUNE_ERROR, '\'');
    add_byte(p, '\'');
    pad(p, from);
}

void format_unicode(Printer *p, uint64_t number) {
    const Format *f = &p->format;
    size_t from = p->length;
    char digits[20];
    int precision = f->has_precision && f->precision > 4 ? f->precision : 4;
    int count = snprintf(digits, sizeof digits, "%llX", (unsigned long long)number);
    printer_add_text(p, "U+");
    if (precision > count) printer_insert(p, p->length, (size_t)(precision - count), '0');
    printer_add_text(p, digits);
    if (f->sharp && number <= RUNE_MAX && rune_is_printable((uint32_t)number)) {
        printer_add_text(p, " '");
        printer_add_rune(p, (uint32_t)number);
        add_byte(p, '\'');
    }
    format_pad(p, from, false);
}

/* ---- Integers ---- */

/* Zeros to be written before the digits: %.5d, or %05d, whose width counts the sign but not the
 * prefix. */
static int leading_zeros(const Format *f, bool sign, int count) {
    if (f->has_precision) return f->precision - count;
    if (f->zero && !f->minus && f->has_width) return f->width - sign - count;
    return 0;
}

void format_integer(Printer *p, uint64_t number, bool negative, char verb) {
    const Format *f = &p->format;
    size_t from = p->length;
    if (f->has_precision && f->precision == 0 && number == 0) {
        if (f->has_width) printer_insert(p, from, (size_t)f->width, ' ');
        return;
    }
    unsigned base = verb == 'b'                  ? 2
                    : verb == 'o' || verb == 'O' ? 8
                    : verb == 'x' || verb == 'X' ? 16
                                                 : 10;
    const char *symbols = verb == 'X' ? upper_digits : lower_digits;
    char digits[64];
    int count = 0;
    uint64_t rest = negative ? -number : number;
    do digits[sizeof digits - (size_t)++count] = symbols[rest % base];
    while ((rest /= base) > 0);

    char sign = negative ? '-' : f->plus ? '+' : f->space ? ' ' : '\0';
    int zeros = leading_zeros(f, sign != '\0', count);
    if (sign) add_byte(p, sign);
    if (verb == 'O') printer_add_text(p, "0o");
    if (f->sharp && base == 2) printer_add_text(p, "0b");
    if (f->sharp && base == 16) printer_add_text(p, verb == 'X' ? "0X" : "0x");
    if (f->sharp && base == 8 && zeros <= 0 && number != 0) add_byte(p, '0');
    if (zeros > 0) printer_insert(p, p->length, (size_t)zeros, '0');
    printer_add(p, digits + sizeof digits - count, (size_t)count);
    format_pad(p, from, false);
}

void format_address(Printer *p, uint64_t address, bool prefix) {
    bool sharp = p->format.sharp;
    p->format.sharp = prefix;
    format_integer(p, address, false, 'x');
    p->format.sharp = sharp;
}
