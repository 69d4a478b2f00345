/* What a function's bytecode does with the globals: by which names it takes them, and whether it takes them as a whole, as
 * `_ENV[name]` does. Nothing but a dump of it tells (Lua's ldump.c, without debug information). */
#include "lua/walk_build.h"

#include <string.h>

enum {
    HEADER_SIZE = 31 + 1, /* and the outermost function's count of upvalues */
    FIXED_SIZE = 3,       /* of a function: parameters, whether there are more, stack */
    INSTRUCTION_SIZE = 4,
    UPVALUE_SIZE = 3,
    DEBUG_COUNTS = 4, /* all 0: lines twice, local variables, upvalue names */
    LAST_BYTE = 0x80, /* of a number, which is written in sevens of bits */
    GET_UPVALUE = 9,  /* the opcode: a register gets the upvalue itself */
    NO_UPVALUE = -1,
};

/* Tags of constants. */
enum {
    NIL = 0x00,
    FALSE = 0x01,
    TRUE = 0x11,
    INTEGER = 0x03,
    FLOAT = 0x13,
    SHORT_STRING = 0x04,
    LONG_STRING = 0x14,
};

/* ---- Names ---- */

/* Short ones stand among the constants as a tag, the length plus one, and the bytes; longer ones are taken to be there. */
bool code_names(const Text *code, const char *name, size_t length) {
    enum { SHORT_MAX = 40 };
    if (length > SHORT_MAX) return true;
    char pattern[SHORT_MAX + 2] = {SHORT_STRING, (char)((length + 1) | LAST_BYTE)};
    memcpy(pattern + 2, name, length);
    return code->bytes && memmem(code->bytes, code->length, pattern, length + 2);
}

/* ---- The globals themselves ---- */

typedef struct Reader {
    const unsigned char *at, *end;
    bool broken; /* this is not what was expected */
} Reader;

/* Goes past so many bytes, and tells where they begin; NULL if there are not as many. */
static const unsigned char *bytes_read(Reader *r, size_t count) {
    if (r->broken || (size_t)(r->end - r->at) < count) {
        r->broken = true;
        return NULL;
    }
    r->at += count;
    return r->at - count;
}

static size_t number_read(Reader *r) {
    size_t number = 0;
    for (;;) {
        const unsigned char *byte = bytes_read(r, 1);
        if (!byte) return 0;
        number = number << 7 | (*byte & (LAST_BYTE - 1u));
        if (*byte & LAST_BYTE) return number;
    }
}

static void string_skip(Reader *r) {
    size_t size = number_read(r);
    if (size > 1) bytes_read(r, size - 1);
}

static void constant_skip(Reader *r) {
    const unsigned char *tag = bytes_read(r, 1);
    switch (tag ? *tag : NIL) {
    case NIL:
    case FALSE:
    case TRUE:
        break;
    case INTEGER:
        bytes_read(r, sizeof(lua_Integer));
        break;
    case FLOAT:
        bytes_read(r, sizeof(lua_Number));
        break;
    case SHORT_STRING:
    case LONG_STRING:
        string_skip(r);
        break;
    default:
        r->broken = true;
    }
}

/* Does the code get the upvalue into a register? By a name in it, it gets at what is there without. */
static bool instructions_get(const unsigned char *code, size_t count, int upvalue) {
    for (; count > 0; count--, code += INSTRUCTION_SIZE)
        if ((code[0] & 0x7f) == GET_UPVALUE && code[2] == upvalue) return true;
    return false;
}

/* Which of a function's upvalues is the one of the function around it; NO_UPVALUE if none is. */
static int upvalue_find(const unsigned char *upvalues, size_t count, int outer) {
    for (size_t i = 0; i < count && upvalues; i++, upvalues += UPVALUE_SIZE)
        if (!upvalues[0] && upvalues[1] == outer) return (int)i;
    return NO_UPVALUE;
}

/* Goes past a function and those in it (Lua lets them stand in each other 200 deep). True if one of them gets the globals
 * into a register: an upvalue of it, `own`, or where that is not given `outer` of the function around it. */
static bool function_gets(Reader *r, int outer, int own) {
    string_skip(r);
    number_read(r);
    number_read(r);
    bytes_read(r, FIXED_SIZE);
    size_t instructions = number_read(r);
    const unsigned char *code = bytes_read(r, instructions * INSTRUCTION_SIZE);
    for (size_t left = number_read(r); left > 0 && !r->broken; left--) constant_skip(r);
    size_t count = number_read(r);
    const unsigned char *upvalues = bytes_read(r, count * UPVALUE_SIZE);
    if (own == NO_UPVALUE) own = upvalue_find(upvalues, count, outer);
    bool gets = code && own != NO_UPVALUE && instructions_get(code, instructions, own);
    for (size_t left = number_read(r); left > 0 && !r->broken; left--)
        gets |= function_gets(r, own, NO_UPVALUE);
    for (int i = 0; i < DEBUG_COUNTS; i++)
        if (number_read(r) != 0) r->broken = true;
    return gets;
}

bool code_gets_globals(const Text *code, int upvalue) {
    if (!code->bytes) return true;
    Reader r = {.at = (const unsigned char *)code->bytes};
    r.end = r.at + code->length;
    bytes_read(&r, HEADER_SIZE);
    return function_gets(&r, NO_UPVALUE, upvalue) || r.broken || r.at != r.end;
}
