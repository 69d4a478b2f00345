/* Pieces of SVG. */
#include "repl/svg.h"

#include <string.h>

#include "lua/width.h"

void svg_put(Bytes *out, const char *text) {
    bytes_add(out, text, strlen(text));
}

void svg_text(Bytes *out, const char *text, size_t length) {
    for (const char *c = text, *end = text + length; c < end;) {
        size_t size = width_character(c);
        if (size > (size_t)(end - c)) size = 0;
        if (*c == '<')
            svg_put(out, "&lt;");
        else if (*c == '>')
            svg_put(out, "&gt;");
        else if (*c == '&')
            svg_put(out, "&amp;");
        else if (*c == '"')
            svg_put(out, "&quot;");
        else if (*c == '\n')
            svg_put(out, " ");
        else if (!size)
            svg_put(out, "?");
        else
            bytes_add(out, c, size);
        c += size ? size : 1;
    }
}

void svg_number(Bytes *out, double number) {
    long tenths = (long)(number * 10 + (number < 0 ? -0.5 : 0.5));
    if (tenths < 0) svg_put(out, "-");
    if (tenths < 0) tenths = -tenths;
    bytes_format(out, "%ld", tenths / 10);
    if (tenths % 10) bytes_format(out, ".%ld", tenths % 10);
}

void svg_attribute(Bytes *out, const char *name, double number) {
    bytes_format(out, " %s=\"", name);
    svg_number(out, number);
    svg_put(out, "\"");
}

void svg_rectangle(Bytes *out, const char *class, double x, double y, double width, double height, double round) {
    bytes_format(out, "<rect class=\"%s\"", class);
    svg_attribute(out, "x", x);
    svg_attribute(out, "y", y);
    svg_attribute(out, "width", width);
    svg_attribute(out, "height", height);
    if (round > 0) svg_attribute(out, "rx", round);
}

void svg_line(Bytes *out, const char *class, double x, double y, const char *text, size_t length) {
    svg_put(out, "<text");
    if (*class) bytes_format(out, " class=\"%s\"", class);
    svg_attribute(out, "x", x);
    svg_attribute(out, "y", y);
    svg_put(out, ">");
    svg_text(out, text, length);
    svg_put(out, "</text>\n");
}
