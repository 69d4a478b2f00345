/* Lua's values as package fmt prints them.
 *
 *     nil        as <nil>
 *     integer    as Go's int
 *     float      as Go's float64
 *     userdata   by its methods, or as what it is in Go, or its address
 *     table      by its methods Error, String, __tostring, or by what it holds (fmt_table.c)
 *     others     their address
 *
 * Every text is total: methods run protected, and cannot wait because C calls them. Stack indexes
 * are absolute here, and each function leaves the stack as it found it. */
#include "lua/chan.h"
#include "lua/fmt.h"
#include "lua/type.h"
#include "lua/value.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { INDEX_CHAIN_MAX = 100 /* tables that __index leads through */ };

/* ---- Methods ---- */

bool method_push(lua_State *L, int index, const char *name) {
    if (!lua_istable(L, index) && lua_type(L, index) != LUA_TUSERDATA) return false;
    if (!lua_checkstack(L, FMT_STACK)) return false;
    int top = lua_gettop(L);
    lua_pushvalue(L, index);
    for (int i = 0; i < INDEX_CHAIN_MAX; i++) {
        if (lua_istable(L, -1)) {
            lua_pushstring(L, name);
            if (lua_rawget(L, -2) != LUA_TNIL) break;
            lua_pop(L, 1);
        }
        if (luaL_getmetafield(L, -1, "__index") == LUA_TNIL) break;
        if (lua_isfunction(L, -1)) {
            lua_insert(L, -2);
            lua_pushstring(L, name);
            lua_pcall(L, 2, 1, 0);
            break;
        }
        lua_replace(L, top + 1);
        if (!lua_istable(L, -1)) break;
    }
    bool found = lua_gettop(L) > top && lua_isfunction(L, -1);
    if (found) lua_insert(L, top + 1); /* also when it is there already */
    lua_settop(L, found ? top + 1 : top);
    return found;
}

/* Prints the panic of a method, whose value is on top. */
static void print_panic(Printer *p, uint32_t verb, const char *method) {
    printer_add_text(p, "%!");
    printer_add_rune(p, verb);
    printer_add_text(p, "(PANIC=");
    printer_add_text(p, method);
    printer_add_text(p, " method: ");
    if (p->panicking) { /* the panic's value cannot be printed either */
        printer_add_text(p, "...)");
        return;
    }
    Format format = p->format;
    p->format = (Format){0};
    p->panicking = true;
    print_operand(p, lua_gettop(p->L), 'v');
    p->panicking = false;
    p->format = format;
    printer_add_text(p, ")");
}

/* Calls the method on top of the stack, popping it, with the value, and prints what it returns. */
static void print_method(Printer *p, int index, uint32_t verb, const char *method) {
    lua_State *L = p->L;
    int top = lua_gettop(L);
    lua_pushvalue(L, index);
    bool failed = lua_pcall(L, 1, 1, 0) != LUA_OK;
    if (!failed && !lua_isstring(L, top)) {
        lua_pushfstring(L, "%s does not return a string", method);
        lua_replace(L, top);
        failed = true;
    }
    if (failed) {
        print_panic(p, verb, method);
    } else {
        lua_tolstring(L, top, NULL); /* a number becomes a string */
        print_string(p, top, verb);
    }
    lua_settop(L, top - 1);
}

static void print_bad(Printer *p, int index, uint32_t verb);

/* Pushes the method that gives a value's text, and returns its name; NULL, and nothing pushed, if it has none. */
static const char *text_method_push(lua_State *L, int index) {
    if (method_push(L, index, "Error")) return "Error";
    if (method_push(L, index, "String")) return "String";
    return luaL_getmetafield(L, index, "__tostring") ? "__tostring" : NULL;
}

/* Prints the value by its Error or String method if it has one and the verb takes a text. */
static bool print_by_method(Printer *p, int index, uint32_t verb) {
    lua_State *L = p->L;
    if (p->erroring) return false;
    if (verb == 'w') {
        if (!p->wrapped || !error_test(L, index)) {
            print_bad(p, index, verb);
            return true;
        }
        verb = 'v';
    }
    if (p->format.sharp_v || verb > 'x' || !strchr("vsxXq", (int)verb)) return false;
    if (error_is_own(L, index)) {
        lua_pushliteral(L, "text");
        bool simple = lua_rawget(L, index) == LUA_TSTRING;
        if (simple) print_string(p, lua_gettop(L), verb);
        lua_pop(L, 1);
        if (simple) return true;
    }
    const char *method = text_method_push(L, index);
    if (method) print_method(p, index, verb, method);
    return method != NULL;
}

/* ---- Simple values ---- */

/* "%!d(string=x)": the verb does not fit the value. */
static void print_bad(Printer *p, int index, uint32_t verb) {
    p->erroring = true;
    printer_add_text(p, "%!");
    printer_add_rune(p, verb);
    printer_add_text(p, "(");
    if (lua_isnil(p->L, index)) {
        printer_add_text(p, "<nil>");
    } else {
        printer_add_text(p, type_name(p->L, index));
        printer_add_text(p, "=");
        print_operand(p, index, 'v');
    }
    printer_add_text(p, ")");
    p->erroring = false;
}

void print_string(Printer *p, int index, uint32_t verb) {
    size_t length;
    const char *text = lua_tolstring(p->L, index, &length);
    switch (verb) {
    case 'v':
        if (p->format.sharp_v)
            format_quoted(p, text, length);
        else
            format_text(p, text, length);
        break;
    case 's':
        format_text(p, text, length);
        break;
    case 'x':
    case 'X':
        format_bytes(p, text, length, verb == 'X');
        break;
    case 'q':
        format_quoted(p, text, length);
        break;
    default:
        print_bad(p, index, verb);
    }
}

/* An integer, or a value that is one with methods, time.Duration. */
static void print_integer(Printer *p, int64_t number, int index, uint32_t verb) {
    uint64_t bits = (uint64_t)number;
    switch (verb) {
    case 'v':
    case 'd':
    case 'b':
    case 'o':
    case 'O':
    case 'x':
    case 'X':
        format_integer(p, bits, number < 0, (char)verb);
        break;
    case 'c':
        format_rune(p, bits);
        break;
    case 'q':
        format_quoted_rune(p, bits);
        break;
    case 'U':
        format_unicode(p, bits);
        break;
    default:
        print_bad(p, index, verb);
    }
}

static void print_float(Printer *p, int index, uint32_t verb) {
    double number = lua_tonumber(p->L, index);
    switch (verb) {
    case 'v':
        format_float(p, number, 'g', -1);
        break;
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
        format_float(p, number, (char)verb, -1);
        break;
    case 'f':
    case 'F':
        format_float(p, number, 'f', 6);
        break;
    case 'e':
    case 'E':
        format_float(p, number, (char)verb, 6);
        break;
    default:
        print_bad(p, index, verb);
    }
}

void print_pointer(Printer *p, int index, uint32_t verb) {
    ChanObject *c = chan_test(p->L, index);
    uint64_t address = (uintptr_t)(c ? c->chan : lua_topointer(p->L, index));
    bool sharp = p->format.sharp;
    switch (verb) {
    case 'v':
        if (p->format.sharp_v) {
            printer_add_text(p, "(");
            printer_add_text(p, type_name(p->L, index));
            printer_add_text(p, ")(");
            format_address(p, address, true);
            printer_add_text(p, ")");
            break;
        }
        /* fall through */
    case 'p':
        format_address(p, address, !sharp);
        break;
    case 'b':
    case 'o':
    case 'd':
    case 'x':
    case 'X':
        format_integer(p, address, false, (char)verb);
        break;
    default:
        print_bad(p, index, verb);
    }
}

static void print_userdata(Printer *p, int index, uint32_t verb) {
    int64_t number;
    if (unit_test(p->L, index)) {
        printer_add_text(p, p->format.sharp_v ? "struct {}{}" : "{}");
    } else if (named_test(p->L, index, &number)) {
        print_integer(p, number, index, verb);
    } else {
        print_pointer(p, index, verb);
    }
}

/* ---- Any value ---- */

void print_value(Printer *p, int index, uint32_t verb, const Level *above) {
    lua_State *L = p->L;
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        printer_add_text(p, p->format.sharp_v ? "interface {}(nil)" : "<nil>");
        break;
    case LUA_TBOOLEAN:
        if (verb == 't' || verb == 'v')
            format_padded(p, lua_toboolean(L, index) ? "true" : "false");
        else
            print_bad(p, index, verb);
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            print_integer(p, lua_tointeger(L, index), index, verb);
        else
            print_float(p, index, verb);
        break;
    case LUA_TSTRING:
        print_string(p, index, verb);
        break;
    case LUA_TTABLE:
        if (!print_by_method(p, index, verb)) print_table(p, index, verb, above);
        break;
    case LUA_TUSERDATA:
        if (unit_test(L, index) || chan_test(L, index) || !print_by_method(p, index, verb))
            print_userdata(p, index, verb);
        break;
    default:
        print_pointer(p, index, verb);
    }
}

/* %T prints a type as Go's reflection names it: the empty types with a space. */
static void print_type(Printer *p, const char *type) {
    static const struct {
        const char *written, *named;
    } empty[] = {{"struct{}", "struct {}"}, {"interface{}", "interface {}"}, {"any", "interface {}"}};
    char name[200];
    size_t length = 0;
    bool in_word = false;
    while (*type && length < sizeof name - 16) {
        size_t i = 0, written = 0;
        for (; !in_word && i < sizeof empty / sizeof *empty; i++) {
            written = strlen(empty[i].written);
            if (strncmp(type, empty[i].written, written) != 0) continue;
            if (!isalnum((unsigned char)type[written]) && type[written] != '_') break;
        }
        if (!in_word && i < sizeof empty / sizeof *empty) {
            length += (size_t)snprintf(name + length, sizeof name - length, "%s", empty[i].named);
            type += written;
        } else {
            in_word = isalnum((unsigned char)*type) || *type == '_' || *type == '.';
            name[length++] = *type++;
        }
    }
    format_text(p, name, length);
}

void print_operand(Printer *p, int index, uint32_t verb) {
    lua_State *L = p->L;
    if (!lua_checkstack(L, FMT_STACK)) {
        printer_add_text(p, "...");
    } else if (lua_isnil(L, index)) {
        if (verb == 'T' || verb == 'v')
            format_padded(p, "<nil>");
        else
            print_bad(p, index, verb);
    } else if (verb == 'T') {
        print_type(p, type_name(L, index));
    } else if (verb == 'p') {
        int type = lua_type(L, index);
        bool has_address = type != LUA_TBOOLEAN && type != LUA_TNUMBER && type != LUA_TSTRING;
        if (has_address && !unit_test(L, index))
            print_pointer(p, index, verb);
        else
            print_bad(p, index, verb);
    } else {
        print_value(p, index, verb, NULL);
    }
}

/* ---- For the rest of gosh ---- */

/* Leaves the printer's text alone on the stack, in the place of its box. */
static void push_text(Printer *p) {
    lua_pushlstring(p->L, p->bytes, p->length);
    lua_replace(p->L, p->box);
    lua_settop(p->L, p->box);
}

void fmt_push_value(lua_State *L, int index, char verb) {
    index = lua_absindex(L, index);
    Printer p;
    printer_init(&p, L);
    p.format.plus_v = verb == '+';
    p.format.sharp_v = verb == '#';
    print_operand(&p, index, 'v');
    push_text(&p);
}

bool fmt_words_push(lua_State *L, int index) {
    return !chan_test(L, index) && !error_is_own(L, index) && text_method_push(L, index);
}

/* Go's runtime prints floats in a way of its own: "+1.500000e+000". */
static void print_panic_float(Printer *p, double number) {
    p->format.plus = number == number;
    format_float(p, number, 'e', 6);
    if (number - number != 0) return; /* infinite, or no number */
    size_t exponent = p->length - 1;
    while (p->bytes[exponent] != '+' && p->bytes[exponent] != '-') exponent--;
    if (p->length - exponent < 4) printer_insert(p, exponent + 1, 1, '0');
}

void fmt_push_panic(lua_State *L, int index) {
    index = lua_absindex(L, index);
    Printer p;
    printer_init(&p, L);
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        printer_add_text(&p, "panic called with nil argument");
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            print_operand(&p, index, 'v');
        else
            print_panic_float(&p, lua_tonumber(L, index));
        break;
    case LUA_TBOOLEAN:
    case LUA_TSTRING:
        print_operand(&p, index, 'v');
        break;
    default:
        if (!chan_test(L, index) && print_by_method(&p, index, 'v')) break;
        printer_add_text(&p, "(");
        printer_add_text(&p, type_name(L, index));
        printer_add_text(&p, ") ");
        print_pointer(&p, index, 'v');
    }
    for (size_t i = 0; i < p.length; i++)
        if (p.bytes[i] == '\n') printer_insert(&p, i + 1, 1, '\t');
    push_text(&p);
}
