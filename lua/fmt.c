/* Package fmt: formats are read here; what their verbs do with a value is in fmt_value.c.
 *
 *     directive ::= '%' {flag} [index] [width] ['.' [index] [precision]] [index] verb
 *     flag ::= '+' '-' '#' '0' ' '       index ::= '[' number ']'       width, precision ::= number
 * | '*'
 *
 * As in Go no format is an error: what is wrong with one is told in the text, "%!d(string=x)". */
#include "lua/fmt.h"
#include "lua/object.h"
#include "lua/package.h"
#include "lua/type.h"
#include "lua/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 1000000 /* the largest width or precision */ };

/* A format being read, and the operands that it takes. */
typedef struct Reader {
    Printer *p;
    const char *at, *end;
    int base;       /* stack index of the first operand */
    int count;      /* of operands */
    int next;       /* the next operand, from 0 */
    bool reordered; /* an index has been used: then nothing tells which operands are left over */
    bool good;      /* the indexes of this directive are */
} Reader;

/* ---- Reading a directive ---- */

static bool too_large(lua_Integer number) {
    return number > NUMBER_MAX || number < -NUMBER_MAX;
}

/* Takes a number that ends before `end`. One that is too large is none, and takes everything there
 * is. */
static bool read_number(const char **at, const char *end, int *number) {
    const char *start = *at;
    *number = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        if (too_large(*number)) {
            *number = 0;
            *at = end;
            return false;
        }
        *number = *number * 10 + (**at - '0');
    }
    return *at > start;
}

/* Takes "[3]", which makes the third operand the next. Says whether there was one. */
static bool read_index(Reader *r) {
    if (r->at >= r->end || *r->at != '[') return false;
    r->reordered = true;
    const char *at = r->at + 1,
               *close = r->end - at < 2 ? NULL : memchr(at, ']', (size_t)(r->end - at));
    if (!close) {
        r->good = false;
        r->at++;
        return false;
    }
    int number;
    bool read = read_number(&at, close, &number) && at == close;
    r->at = close + 1;
    if (read && number >= 1 && number <= r->count)
        r->next = number - 1;
    else
        r->good = false;
    return read;
}

/* Takes the operand that a '*' stands for. */
static bool read_star(Reader *r, int *number) {
    *number = 0;
    r->at++;
    if (r->next >= r->count) return false;
    int index = r->base + r->next++;
    if (!lua_isinteger(r->p->L, index) || too_large(lua_tointeger(r->p->L, index))) return false;
    *number = (int)lua_tointeger(r->p->L, index);
    return true;
}

static void read_flags(Reader *r) {
    Format *f = &r->p->format;
    for (; r->at < r->end; r->at++) {
        switch (*r->at) {
        case '#':
            f->sharp = true;
            break;
        case '0':
            f->zero = true;
            break;
        case '+':
            f->plus = true;
            break;
        case '-':
            f->minus = true;
            break;
        case ' ':
            f->space = true;
            break;
        default:
            return;
        }
    }
}

/* `indexed`: an index stands before it; an operand's own must stand before the verb. Says the same
 * for what follows. */
static bool read_width(Reader *r, bool indexed) {
    Format *f = &r->p->format;
    if (r->at < r->end && *r->at == '*') {
        f->has_width = read_star(r, &f->width);
        if (!f->has_width) printer_add_text(r->p, "%!(BADWIDTH)");
        if (f->width < 0) {
            f->width = -f->width;
            f->minus = true;
            f->zero = false;
        }
        return false;
    }
    f->has_width = read_number(&r->at, r->end, &f->width);
    if (indexed && f->has_width) r->good = false;
    return indexed;
}

static bool read_precision(Reader *r, bool indexed) {
    Format *f = &r->p->format;
    if (r->end - r->at < 2 || *r->at != '.') return indexed;
    r->at++;
    if (indexed) r->good = false;
    indexed = read_index(r);
    if (r->at < r->end && *r->at == '*') {
        f->has_precision = read_star(r, &f->precision) && f->precision >= 0;
        if (!f->has_precision) {
            f->precision = 0;
            printer_add_text(r->p, "%!(BADPREC)");
        }
        return false;
    }
    read_number(&r->at, r->end, &f->precision);
    f->has_precision = true;
    return indexed;
}

/* ---- Doing what it says ---- */

static void complain(Printer *p, uint32_t verb, const char *what) {
    printer_add_text(p, "%!");
    printer_add_rune(p, verb);
    printer_add_text(p, what);
}

/* Notes an operand of %w, for fmt.Errorf. */
static void note_wrapped(Printer *p, int operand) {
    if (!p->wrapped) return;
    lua_pushboolean(p->L, 1);
    lua_rawseti(p->L, p->wrapped, operand + 1);
    p->wrap_count++;
}

static void print_verb(Reader *r, uint32_t verb) {
    Printer *p = r->p;
    if (verb == '%') {
        printer_add_text(p, "%");
    } else if (!r->good) {
        complain(p, verb, "(BADINDEX)");
    } else if (r->next >= r->count) {
        complain(p, verb, "(MISSING)");
    } else {
        Format *f = &p->format;
        if (verb == 'w') note_wrapped(p, r->next);
        if (verb == 'w' || verb == 'v') {
            f->sharp_v = f->sharp;
            f->plus_v = f->plus;
            f->sharp = f->plus = false;
        }
        print_operand(p, r->base + r->next++, verb);
    }
}

/* Takes a directive from behind its '%' on and prints it. */
static void print_directive(Reader *r) {
    r->p->format = (Format){0};
    r->good = true;
    read_flags(r);
    bool indexed = read_index(r);
    indexed = read_width(r, indexed);
    indexed = read_precision(r, indexed);
    if (!indexed) read_index(r);
    if (r->at >= r->end) {
        printer_add_text(r->p, "%!(NOVERB)");
        return;
    }
    size_t size;
    uint32_t verb = rune_decode(r->at, (size_t)(r->end - r->at), &size);
    r->at += size;
    print_verb(r, verb);
}

static void print_left_over(Reader *r) {
    Printer *p = r->p;
    if (r->reordered || r->next >= r->count) return;
    p->format = (Format){0};
    printer_add_text(p, "%!(EXTRA ");
    for (int i = r->next; i < r->count; i++) {
        int index = r->base + i;
        if (i > r->next) printer_add_text(p, ", ");
        if (!lua_isnil(p->L, index)) {
            printer_add_text(p, type_name(p->L, index));
            printer_add_text(p, "=");
        }
        print_operand(p, index, 'v');
    }
    printer_add_text(p, ")");
}

/* Prints the format at stack index `format` with the operands up to `last`. */
static void print_format(Printer *p, int format, int last) {
    size_t length;
    const char *text = lua_tolstring(p->L, format, &length);
    Reader r = {
        .p = p, .at = text, .end = text + length, .base = format + 1, .count = last - format};
    while (r.at < r.end) {
        const char *mark = memchr(r.at, '%', (size_t)(r.end - r.at)), *stop = mark ? mark : r.end;
        printer_add(p, r.at, (size_t)(stop - r.at));
        if (!mark) break;
        r.at = mark + 1;
        print_directive(&r);
    }
    print_left_over(&r);
}

/* ---- Without a format ---- */

/* Print: a space between two operands of which neither is a string. */
static void print_operands(Printer *p, int first, int last) {
    bool text_before = true;
    for (int i = first; i <= last; i++) {
        bool text = lua_type(p->L, i) == LUA_TSTRING;
        if (!text && !text_before) printer_add_text(p, " ");
        text_before = text;
        print_operand(p, i, 'v');
    }
}

static void print_line(Printer *p, int first, int last) {
    for (int i = first; i <= last; i++) {
        if (i > first) printer_add_text(p, " ");
        print_operand(p, i, 'v');
    }
    printer_add_text(p, "\n");
}

/* ---- Where the text goes ---- */

typedef void Style(Printer *p, int first, int last);

static int push_count(lua_State *L, size_t count) {
    lua_pushinteger(L, (lua_Integer)count);
    lua_pushnil(L);
    return 2;
}

static int to_string(lua_State *L, Style *style) {
    Printer p;
    int last = lua_gettop(L);
    printer_init(&p, L);
    style(&p, 1, last);
    lua_pushlstring(L, p.bytes, p.length);
    return 1;
}

static int to_stdout(lua_State *L, Style *style, lua_CFunction again) {
    Outcome point = output_point(L);
    if (point != OP_DONE) return op_end(L, point, NULL, again);
    Printer p;
    int last = lua_gettop(L);
    printer_init(&p, L);
    style(&p, 1, last);
    if (!output_takes(L, p.bytes, p.length)) {
        lua_pushlstring(L, p.bytes, p.length);
        return output_wait(L, true);
    }
    output_write(world_of(L), p.bytes, p.length);
    return push_count(L, p.length);
}

static int to_file(lua_State *L, FILE *file, const Printer *p) {
    size_t written = p->length;
    if (file == stdout)
        output_write(world_of(L), p->bytes, p->length);
    else if (file == stderr)
        output_error(world_of(L), p->bytes, p->length);
    else
        written = fwrite(p->bytes, 1, p->length, file);
    push_count(L, written);
    if (written == p->length) return 2;
    error_push(L, "*fs.PathError", strerror(errno));
    return 2;
}

static int after_write(lua_State *L, int status, lua_KContext below) {
    (void)status;
    return lua_gettop(L) - (int)below;
}

/* Fprint and its like: to a file of Lua's, or to what has a Write method, which may wait. */
static int to_writer(lua_State *L, Style *style, const char *name) {
    Printer p;
    luaL_checkany(L, 1);
    int last = lua_gettop(L);
    printer_init(&p, L);
    style(&p, 2, last);
    luaL_Stream *file = luaL_testudata(L, 1, LUA_FILEHANDLE);
    if (file && !file->closef) return luaL_error(L, "%s: file already closed", name);
    if (file) return to_file(L, file->f, &p);
    if (!method_push(L, 1, "Write") && !method_push(L, 1, "write")) {
        const char *type = lua_isnil(L, 1) ? "nil" : type_name(L, 1);
        return panic_text(L, "cannot use value of type %s as io.Writer value in argument to %s",
                          type, name);
    }
    int below = lua_gettop(L) - 1;
    lua_pushvalue(L, 1);
    lua_pushlstring(L, p.bytes, p.length);
    lua_callk(L, 2, LUA_MULTRET, below, after_write);
    return after_write(L, LUA_OK, below);
}

/* ---- The package ---- */

static void check_format(lua_State *L, int index, const char *name) {
    if (lua_type(L, index) == LUA_TSTRING) return;
    argument_convert(L, index, "string", name);
}

static int print(lua_State *L) {
    return to_stdout(L, print_operands, print);
}
static int println(lua_State *L) {
    return to_stdout(L, print_line, println);
}
static int sprint(lua_State *L) {
    return to_string(L, print_operands);
}
static int sprintln(lua_State *L) {
    return to_string(L, print_line);
}
static int fprint(lua_State *L) {
    return to_writer(L, print_operands, "fmt.Fprint");
}
static int fprintln(lua_State *L) {
    return to_writer(L, print_line, "fmt.Fprintln");
}

static int printf_(lua_State *L) {
    check_format(L, 1, "fmt.Printf");
    return to_stdout(L, print_format, printf_);
}

static int sprintf_(lua_State *L) {
    check_format(L, 1, "fmt.Sprintf");
    return to_string(L, print_format);
}

static int fprintf_(lua_State *L) {
    check_format(L, 2, "fmt.Fprintf");
    return to_writer(L, print_format, "fmt.Fprintf");
}

/* Pushes the errors among the operands of %w: one alone, or several as a list. */
static void push_wrapped(lua_State *L, const Printer *p, int last) {
    bool several = p->wrap_count > 1;
    lua_Integer kept = 0;
    if (several)
        lua_newtable(L);
    else
        lua_pushnil(L);
    for (int i = 2; i <= last; i++) {
        bool wrapped = lua_rawgeti(L, p->wrapped, i - 1) != LUA_TNIL && error_test(L, i);
        lua_pop(L, 1);
        if (!wrapped) continue;
        lua_pushvalue(L, i);
        if (several)
            lua_rawseti(L, -2, ++kept);
        else
            lua_replace(L, -2);
    }
}

static int errorf(lua_State *L) {
    check_format(L, 1, "fmt.Errorf");
    Printer p;
    int last = lua_gettop(L);
    printer_init(&p, L);
    lua_newtable(L);
    p.wrapped = lua_gettop(L);
    print_format(&p, 1, last);
    lua_pushlstring(L, p.bytes, p.length);
    push_wrapped(L, &p, last);
    error_make(L, p.wrap_count == 0   ? "*errors.errorString"
                  : p.wrap_count == 1 ? "*fmt.wrapError"
                                      : "*fmt.wrapErrors");
    return 1;
}

void open_fmt(lua_State *L) {
    static const Binding bindings[] = {
        {"Print", print,
         "fmt.Print(a ...any)  prints the values, with spaces between those that are not strings"},
        {"Println", println,
         "fmt.Println(a ...any)  prints the values with spaces between them, and a newline"},
        {"Printf", printf_,
         "fmt.Printf(format string, a ...any)  prints by a format: %v %+v %#v %T %d %s %q %x %t %f "
         "%g %e %c %p %%"},
        {"Sprint", sprint, "fmt.Sprint(a ...any) string  the text that Print prints"},
        {"Sprintln", sprintln, "fmt.Sprintln(a ...any) string  the text that Println prints"},
        {"Sprintf", sprintf_,
         "fmt.Sprintf(format string, a ...any) string  the text that Printf prints"},
        {"Fprint", fprint,
         "fmt.Fprint(w, a ...any)  prints to os.Stdout, os.Stderr, or what has a Write method"},
        {"Fprintln", fprintln, "fmt.Fprintln(w, a ...any)  prints a line to w, as Fprint does"},
        {"Fprintf", fprintf_,
         "fmt.Fprintf(w, format string, a ...any)  prints to w by a format, as Printf does"},
        {"Errorf", errorf,
         "fmt.Errorf(format string, a ...any) error  an error with that text; it wraps the "
         "operands of %w"},
        {NULL, NULL, NULL}};
    package_push(L, "fmt", bindings);
    lua_setglobal(L, "fmt");
}
