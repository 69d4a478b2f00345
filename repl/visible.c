/* Text from elsewhere, in which nothing stands that a terminal obeys. */
#include "repl/visible.h"

#include <stdio.h>
#include <string.h>

#include "lua/width.h"

/* The bytes of the control character that begins there; 0 if none does. Those from 0x80 on have two in UTF-8. */
static size_t control_size(const char *text, size_t length) {
    unsigned char first = (unsigned char)text[0], second = length > 1 ? (unsigned char)text[1] : 0;
    if (first == 0xC2 && second >= 0x80 && second < 0xA0) return 2;
    return (first < ' ' && first != '\n' && first != '\t') || first == 0x7F;
}

size_t visible_length(const char *text, size_t length) {
    size_t at = 0;
    while (at < length && !control_size(text + at, length - at)) at++;
    return at;
}

void visible_add(Bytes *out, const char *text, size_t length) {
    while (length > 0) {
        size_t seen = visible_length(text, length);
        bytes_add(out, text, seen);
        text += seen, length -= seen;
        size_t size = length ? control_size(text, length) : 0;
        if (size) bytes_format(out, size == 1 ? "\\x%02x" : "\\u{%02x}", (unsigned)(unsigned char)text[size - 1]);
        text += size, length -= size;
    }
}

void visible_line(Bytes *line, const char *text, size_t length) {
    enum { TAB = 8 };
    for (const char *end = text + length; text < end; text++) {
        const char *tab = memchr(text, '\t', (size_t)(end - text)), *stop = tab ? tab : end;
        visible_add(line, text, (size_t)(stop - text));
        text = stop;
        if (tab) bytes_format(line, "%*s", TAB - (line->length ? width_of(line->data, line->length) : 0) % TAB, "");
    }
}

void visible_print(const char *text, size_t length) {
    Bytes out = {0};
    bool clean = visible_length(text, length) == length;
    if (!clean) visible_add(&out, text, length);
    fwrite(clean ? text : out.data, 1, clean ? length : out.length, stdout);
    bytes_free(&out);
}
