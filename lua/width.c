/* How wide a text is on a terminal. */
#include "lua/width.h"

#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "lua/rune.h"

/* Walks over the characters until they take more than `columns`; the bytes walked over, and the columns in `*width`. The
 * C library knows the widths, in a locale with UTF-8; the thread's own is as before at the end. */
static size_t walk(const char *text, size_t length, int columns, int *width) {
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    mbstate_t state = {0};
    size_t at = 0;
    *width = 0;
    while (at < length) {
        wchar_t character;
        size_t size = mbrtowc(&character, text + at, length - at, &state);
        int wide = 1;
        if (size == 0 || size > length - at) {
            size = 1;
            state = (mbstate_t){0};
        } else if (wcwidth(character) >= 0) {
            wide = wcwidth(character);
        }
        if (*width + wide > columns) break;
        *width += wide;
        at += size;
    }
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return at;
}

int width_of(const char *text, size_t length) {
    int width;
    walk(text, length, (int)(length < 1 << 30 ? length : 1 << 30), &width);
    return width;
}

size_t width_fit(const char *text, size_t length, int columns) {
    int width;
    return walk(text, length, columns, &width);
}

size_t width_character(const char *text) {
    size_t size;
    uint32_t rune = rune_decode(text, strnlen(text, rune_size(*text)), &size);
    bool none = rune >= 0x80 && (size == 1 || (rune & 0xFFFE) == 0xFFFE);
    bool control = rune < ' ' || (rune >= 0x7F && rune < 0xA0);
    return none || control ? 0 : size;
}
