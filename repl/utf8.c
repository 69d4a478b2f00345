/* UTF-8, and nothing lost of what is none. */
#include "repl/utf8.h"

#include <stdbool.h>
#include <stdlib.h>

#include "lua/rune.h"

enum { RAW = 0xDC00 /* and the byte */ };

size_t utf8_decode(const char *text, size_t length, wchar_t *character) {
    size_t size;
    uint32_t rune = rune_decode(text, length, &size);
    bool raw = rune == 0 || (rune == RUNE_ERROR && size == 1);
    *character = raw ? RAW + (unsigned char)text[0] : (wchar_t)rune;
    return size;
}

size_t utf8_encode(wchar_t character, char bytes[4]) {
    uint32_t rune = (uint32_t)character;
    if (rune < RAW || rune >= RAW + 0x100) return rune_encode(rune, bytes);
    bytes[0] = (char)rune; /* its last eight bits */
    return 1;
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
