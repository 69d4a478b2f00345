/* Pieces of SVG: texts, numbers and shapes, so that they come out the same whatever a text has in it, and whatever the
 * program's locale is. */
#ifndef GOSH_SVG_H
#define GOSH_SVG_H

#include "repl/bytes.h"

/* Adds it as it is. */
void svg_put(Bytes *out, const char *text);
/* Adds a text of the program's; what XML or a font cannot have in it is changed. */
void svg_text(Bytes *out, const char *text, size_t length);
/* A coordinate, with a tenth of a pixel. */
void svg_number(Bytes *out, double number);
/* name="number". */
void svg_attribute(Bytes *out, const char *name, double number);
/* A rectangle without its end: "/>" or a title may follow. */
void svg_rectangle(Bytes *out, const char *class, double x, double y, double width, double height, double round);
/* A line of text that begins there; class "": none. */
void svg_line(Bytes *out, const char *class, double x, double y, const char *text, size_t length);

#endif
