/* What the files of package fmt share: a text that grows, and how the next value is to look.
 *
 * fmt_format.c and fmt_float.c write texts and numbers, fmt_value.c Lua's values, fmt.c reads
 * formats. The law: the bytes lie in the Printer or in a userdata on the Lua stack, never on the C
 * heap, so an error of Lua's (no memory) loses nothing. */
#ifndef GOSH_FMT_H
#define GOSH_FMT_H

#include "lua/host.h"
#include "lua/rune.h"

/* What stands between the '%' and the verb. */
typedef struct Format {
    int width, precision;
    bool has_width, has_precision;
    bool minus, plus, sharp, space, zero;
    bool plus_v, sharp_v; /* %+v and %#v: then `plus` and `sharp` are off */
} Format;

typedef struct Printer {
    lua_State *L;
    int box; /* stack index of the userdata that holds the bytes when `start` is too small */
    char *bytes;
    size_t length, capacity;
    Format format;
    bool erroring;  /* inside %!verb(type=value): no methods are called */
    bool panicking; /* inside the text of a method's panic */
    int wrapped;    /* stack index of the set of the operands of %w; 0: %w is wrong here */
    int wrap_count; /* of %w with an operand */
    char start[512];
} Printer;

/* Takes one place of the stack, which must stay where it is until the text has been used. */
void printer_init(Printer *p, lua_State *L);
void printer_add(Printer *p, const char *bytes, size_t length);
void printer_add_text(Printer *p, const char *text);
void printer_add_rune(Printer *p, uint32_t rune);
/* Room for `size` more bytes, which are the caller's to fill and to count. */
char *printer_reserve(Printer *p, size_t size);
void printer_insert(Printer *p, size_t at, size_t count, char byte);

/* ---- Texts and numbers as p->format says (fmt_format.c, fmt_float.c) ---- */

/* Does a quoted text show the character as it is? */
bool rune_is_printable(uint32_t rune);

/* Pads what has been written since `from` to the width; on the left with zeros if `zero`. */
void format_pad(Printer *p, size_t from, bool zero);
/* With padding only. */
void format_padded(Printer *p, const char *text);
/* %s: cut to the precision, padded. */
void format_text(Printer *p, const char *text, size_t length);
/* %x and %X of a text. */
void format_bytes(Printer *p, const char *text, size_t length, bool upper);
/* %q of a text. */
void format_quoted(Printer *p, const char *text, size_t length);
/* %c, %q, %U of a number. */
void format_rune(Printer *p, uint64_t number);
void format_quoted_rune(Printer *p, uint64_t number);
void format_unicode(Printer *p, uint64_t number);
/* `verb` one of d b o O x X; everything else is d. */
void format_integer(Printer *p, uint64_t number, bool negative, char verb);
/* 0x and hexadecimal digits, or the digits only. */
void format_address(Printer *p, uint64_t address, bool prefix);
/* `verb` one of e E f g G x X b; `precision` where the format has none, -1 for as many digits as
 * needed. */
void format_float(Printer *p, double number, char verb, int precision);

/* ---- Values (fmt_value.c, fmt_table.c) ---- */

/* Places of the stack that each function below may use. */
enum { FMT_STACK = 12 };

/* A table that is being printed. */
typedef struct Level {
    const struct Level *above;
    const void *table;
    int depth;
} Level;

/* Prints the value at an absolute index as the operand of a verb. Raises nothing but Lua's lack of
 * memory. */
void print_operand(Printer *p, int index, uint32_t verb);
/* The same for a value in the table `above`. */
void print_value(Printer *p, int index, uint32_t verb, const Level *above);
/* Without looking at methods. `above` is NULL for an operand. */
void print_table(Printer *p, int index, uint32_t verb, const Level *above);
void print_string(Printer *p, int index, uint32_t verb);
/* By the address: functions, channels, threads, userdata, and for %p tables. */
void print_pointer(Printer *p, int index, uint32_t verb);

/* Pushes the function that is the method of that name of the value at an absolute index; false and
 * nothing pushed if it has none. Never raises: an __index function that does has no method. */
bool method_push(lua_State *L, int index, const char *name);

/* ---- Errors (errors.c) ---- */

/* Is it one of the tables that error_push makes? Its fields are `text` and `wrapped`: an error, a
 * list of them, or nil. */
bool error_is_own(lua_State *L, int index);
/* Pushes the class of a type of errors, for errors.As. */
void error_class_push(lua_State *L, const char *type);
/* Makes an error of two values on top of L, which it pops: the text, nil for the texts of a list,
 * and what it wraps. */
void error_make(lua_State *L, const char *type);

#endif
