/* Characters in UTF-8. */
#include "lua/rune.h"

size_t rune_size(char first) {
    unsigned char c = (unsigned char)first;
    return c < 0xC2 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 1;
}

uint32_t rune_decode(const char *text, size_t length, size_t *size) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text[0];
    size_t count = rune_size(text[0]);
    *size = 1;
    if (first < 0x80) return first;
    if (count == 1 || count > length) return RUNE_ERROR;
    uint32_t rune = first & (0x7Fu >> count);
    for (size_t i = 1; i < count; i++) {
        if ((text[i] & 0xC0) != 0x80) return RUNE_ERROR;
        rune = rune << 6 | (text[i] & 0x3Fu);
    }
    if (rune < least[count] || rune > RUNE_MAX || (rune >= 0xD800 && rune < 0xE000)) return RUNE_ERROR;
    *size = count;
    return rune;
}

size_t rune_encode(uint32_t rune, char bytes[4]) {
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t size = rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, rune >>= 6) bytes[i] = (char)(0x80 | (rune & 0x3F));
    bytes[0] = (char)(lead[size] | rune);
    return size;
}
