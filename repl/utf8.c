/* UTF-8, and nothing lost of what is none. */
#include "repl/utf8.h"

#include <stdint.h>
#include <stdlib.h>

enum { RAW = 0xDC00 /* and the byte */ };

size_t utf8_decode(const char *text, size_t length, wchar_t *character) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text[0];
    *character = first;
    if (first < 0x80 && first != 0) return 1;
    *character = RAW + first;
    size_t size = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
    if (size == 1 || size > length) return 1;
    uint32_t code = first & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80) return 1;
        code = code << 6 | (text[i] & 0x3Fu);
    }
    if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 1;
    *character = (wchar_t)code;
    return size;
}

size_t utf8_encode(wchar_t character, char bytes[4]) {
    uint32_t c = (uint32_t)character;
    if (c < 0x80 || (c >= RAW && c < RAW + 0x100)) {
        bytes[0] = (char)c; /* a raw one is its last eight bits */
        return 1;
    }
    size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, c >>= 6) bytes[i] = (char)(0x80 | (c & 0x3F));
    bytes[0] = (char)(c | (0xF00u >> size & 0xFF));
    return size;
}

void utf8_add(Bytes *b, const wchar_t *text, size_t length) {
    char *to = bytes_room(b, length * 4 + 1);
    for (size_t i = 0; i < length; i++) {
        size_t size = utf8_encode(text[i], to);
        b->length += size;
        to += size;
    }
}

wchar_t *utf8_wide(const char *text, size_t length, size_t *count) {
    wchar_t *wide = malloc((length + 1) * sizeof *wide);
    if (!wide) return NULL;
    *count = 0;
    for (size_t at = 0; at < length;) at += utf8_decode(text + at, length - at, &wide[(*count)++]);
    wide[*count] = L'\0';
    return wide;
}
