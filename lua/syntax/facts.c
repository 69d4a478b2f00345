/* facts.c: see facts.h. */
#include "facts.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* Functions */

Func *fact_function(const Node *callee) {
    if (callee->kind == EXP_FUNCTION) return callee->func;
    if (callee->kind != EXP_NAME) return NULL;
    if (callee->decl) return callee->decl->writes == 0 ? callee->decl->known : NULL;
    return callee->symbol->global_writes == 1 ? callee->symbol->global_func : NULL;
}

Func *fact_called(const Node *exp) {
    if (exp->kind != EXP_SUFFIXED || exp->list != exp->last || exp->last->kind != SUFFIX_CALL)
        return NULL;
    return fact_function(exp->left);
}

static Type *result_type(const Node *exp, int position) {
    const Func *func = fact_called(exp);
    const Node *result = func ? func->results : NULL;
    while (result && position-- > 0) result = result->next;
    return result ? result->type : NULL;
}

/* Types */

static Type *decl_type(const Decl *decl) {
    if (decl->type) return decl->type;
    return decl->writes == 0 ? decl->inferred : NULL;
}

Type *fact_type(const Parser *parser, const Node *exp) {
    while (exp->kind == EXP_PAREN) exp = exp->left;
    switch (exp->kind) {
    case EXP_NAME:
        return exp->decl ? decl_type(exp->decl) : NULL;
    case EXP_MAKE:
        return exp->type;
    case EXP_SUFFIXED:
        return result_type(exp, 0);
    case EXP_RECV: {
        Type *type = fact_type(parser, exp->left);
        return type && type->kind == TYPE_CHAN ? type->elem : NULL;
    }
    default:
        return NULL;
    }
}

/* The type of one of several names that share an expression. */
static Type *shared_type(const Parser *parser, const Decl *decl) {
    const Node *from = decl->from;
    if (decl->ranges) {
        const Type *type = fact_type(parser, from);
        bool values = type && type->kind == TYPE_CHAN && decl->position == 0;
        return values ? type->elem : NULL;
    }
    if (from->kind == EXP_RECV) return decl->position == 0 ? fact_type(parser, from) : NULL;
    return result_type(from, decl->position);
}

void fact_declare(const Parser *parser, Node *names) {
    for (Node *name = names; name; name = name->next) {
        Decl *decl = name->decl;
        if (name->kind != EXP_NAME || !decl || decl->inferred) continue;
        if (decl->kind == DECL_CONST && decl->value) decl->integer = fact_is_integer(decl->value);
        if (decl->from)
            decl->inferred = shared_type(parser, decl);
        else if (decl->value)
            decl->inferred = fact_type(parser, decl->value);
    }
}

/* Words */

static const char *source_of(const Parser *parser, const Node *exp) {
    enum { SHOWN = 60 };
    const char *text = parser->lexer.text + exp->start;
    size_t length = exp->end - exp->start;
    if (exp->kind == EXP_FUNCTION) return "func() {…}";
    if (exp->kind == EXP_TABLE) return "{…}";
    if (exp->kind == EXP_STRING && *text == '\'' && length <= SHOWN)
        return memory_format(parser->memory, "\"%.*s\"", (int)length - 2, text + 1);
    if (length <= SHOWN && !memchr(text, '\n', length) && !memchr(text, '\r', length))
        return memory_format(parser->memory, "%.*s", (int)length, text);
    size_t end = 0;
    while (end < SHOWN && text[end] != '\n' && text[end] != '\r') end++;
    /* Not into the middle of a character. */
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80) end--;
    return memory_format(parser->memory, "%.*s…", (int)end, text);
}

const char *fact_operand(const Parser *parser, const Node *exp, const Type *type) {
    while (exp->kind == EXP_PAREN) exp = exp->left;
    const char *what = exp->kind == EXP_NAME ? "variable" : "value";
    if (exp->kind == EXP_RECV) what = "comma, ok expression";
    return memory_format(parser->memory, "%s (%s of type %s)", source_of(parser, exp), what,
                         type->text);
}

/* Constants */

typedef enum Constant {
    CONSTANT_NONE,
    CONSTANT_NIL,
    CONSTANT_BOOL,
    CONSTANT_INT,
    CONSTANT_FLOAT,
    CONSTANT_STRING,
    CONSTANT_FUNC,
    CONSTANT_TABLE
} Constant;

const Node *fact_literal(const Node *exp) {
    while (exp->kind == EXP_PAREN) exp = exp->left;
    if (exp->kind == EXP_NAME && exp->decl && exp->decl->kind == DECL_CONST && exp->decl->value) {
        const Node *value = exp->decl->value;
        if (node_is_constant(value)) return value;
    }
    return exp;
}

bool fact_is_integer(const Node *exp) {
    enum { DIGITS = 18 }; /* with more, Lua may read a float */
    while (exp->kind == EXP_PAREN) exp = exp->left;
    switch (exp->kind) {
    case EXP_NUMBER:
        return !exp->floating && exp->end - exp->start <= DIGITS;
    case EXP_NAME:
        return exp->decl && exp->decl->integer;
    case EXP_BINARY:
        if (!exp->integral) return false;
        for (const Node *operand = exp->list; operand; operand = operand->next)
            if (!fact_is_integer(operand)) return false;
        return true;
    default:
        return false;
    }
}

bool fact_divides(const Node *exp) {
    while (exp->kind == EXP_PAREN || exp->kind == EXP_UNARY) exp = exp->left;
    if (exp->kind != EXP_BINARY) return false;
    if (exp->divides) return true;
    for (const Node *operand = exp->list; operand; operand = operand->next)
        if (fact_divides(operand)) return true;
    return false;
}

static Constant constant_of(const Node *literal) {
    switch (literal->kind) {
    case EXP_NIL:
        return CONSTANT_NIL;
    case EXP_TRUE:
    case EXP_FALSE:
        return CONSTANT_BOOL;
    case EXP_STRING:
        return CONSTANT_STRING;
    case EXP_NUMBER:
        return literal->floating ? CONSTANT_FLOAT : CONSTANT_INT;
    case EXP_UNARY:
        if (literal->op == '-' && literal->left->kind == EXP_NUMBER)
            return constant_of(literal->left);
        return CONSTANT_NONE;
    case EXP_FUNCTION:
        return CONSTANT_FUNC;
    case EXP_TABLE:
        return CONSTANT_TABLE;
    default:
        return CONSTANT_NONE;
    }
}

static bool is_integral(const Parser *parser, const Node *literal) {
    if (literal->kind == EXP_UNARY) literal = literal->left;
    size_t length = literal->end - literal->start;
    char *digits = memory_copy(parser->memory, parser->lexer.text + literal->start, length);
    size_t kept = 0;
    for (size_t i = 0; i < length; i++)
        if (digits[i] != '_') digits[kept++] = digits[i];
    digits[kept] = '\0';
    double value = strtod(digits, NULL);
    double size = value < 0 ? -value : value;
    if (!(size < 9007199254740992.0)) return size < DBL_MAX; /* too big for a fraction */
    return (double)(long long)value == value;
}

static bool fits(const Parser *parser, Constant constant, const Node *literal, const Type *type) {
    if (constant == CONSTANT_NONE) return true;
    if (type->kind == TYPE_SLICE || type->kind == TYPE_MAP)
        return constant == CONSTANT_NIL || constant == CONSTANT_TABLE;
    if (!type_is_checked(type)) return true;
    if (type->kind == TYPE_CHAN) return constant == CONSTANT_NIL;
    if (type->kind == TYPE_FUNC) return constant == CONSTANT_NIL || constant == CONSTANT_FUNC;
    if (type->kind == TYPE_STRUCT || type_is(type, "time.Time")) return false;
    if (type_is_integer(type) || type_is(type, "time.Duration"))
        return constant == CONSTANT_INT ||
               (constant == CONSTANT_FLOAT && is_integral(parser, literal));
    if (type_is_float(type)) return constant == CONSTANT_INT || constant == CONSTANT_FLOAT;
    if (type_is(type, "string")) return constant == CONSTANT_STRING;
    if (type_is(type, "bool")) return constant == CONSTANT_BOOL;
    return constant == CONSTANT_NIL || constant == CONSTANT_TABLE; /* error */
}

static const char *describe(const Parser *parser, const Node *exp, const Node *literal,
                            Constant constant, const Type *type) {
    static const char *const kinds[] = {"", "", "bool", "int", "float", "string"};
    static const char *const types[] = {"", "", "bool", "int", "float64", "string"};
    Memory *memory = parser->memory;
    const char *source = source_of(parser, exp);
    if (constant == CONSTANT_NIL) return source;
    if (constant == CONSTANT_FUNC)
        return memory_format(memory, "%s (value of type func())", source);
    if (constant == CONSTANT_TABLE)
        return memory_format(memory, "%s (value of type table)", source);
    /* An interface takes the constant's own type, not the untyped constant. */
    if (type_is(type, "error"))
        return memory_format(memory, "%s (constant%s%s of type %s)", source,
                             exp == literal ? "" : " ",
                             exp == literal ? "" : source_of(parser, literal), types[constant]);
    if (exp == literal)
        return memory_format(memory, "%s (untyped %s constant)", source, kinds[constant]);
    return memory_format(memory, "%s (untyped %s constant %s)", source, kinds[constant],
                         source_of(parser, literal));
}

/* What Go adds: why the value does not fit. */
static const char *reason(const Parser *parser, Constant constant, const Type *type) {
    static const char *const kinds[] = {"", "", "bool", "int", "float64", "string"};
    bool whole = type_is_integer(type) || type_is(type, "time.Duration");
    if (constant == CONSTANT_FLOAT && whole) return " (truncated)";
    if (!type_is(type, "error") || constant == CONSTANT_FUNC) return "";
    return memory_format(parser->memory, ": %s does not implement error (missing method Error)",
                         kinds[constant]);
}

static _Noreturn void refuse(Parser *parser, const Node *exp, const char *operand, const Type *type,
                             const char *context, const char *why) {
    parser_fail_node(parser, exp,
                   memory_format(parser->memory, "cannot use %s as %s value in %s%s", operand,
                                 type->text, context, why),
                   NULL);
}

/* Whether no channel of the one element type is one of the other. */
static bool elements_differ(const Type *have, const Type *want) {
    return have->kind == TYPE_CHAN && want->kind == TYPE_CHAN && type_is_checked(want->elem) &&
           strcmp(have->elem->text, want->elem->text) != 0;
}

/* Whether no value of the one type is one of the other. Numbers convert to each other. */
static bool differ(const Type *have, const Type *want) {
    if (have->kind == TYPE_CHAN && want->kind == TYPE_CHAN)
        return have->dir != DIR_BOTH && have->dir != want->dir;
    bool have_string = type_is(have, "string"), want_string = type_is(want, "string");
    bool have_bool = type_is(have, "bool"), want_bool = type_is(want, "bool");
    if (!type_is_basic(have)) return false;
    if (type_is(want, "time.Time") || want->kind == TYPE_SLICE || want->kind == TYPE_MAP) return true;
    if (want->kind == TYPE_CHAN || want->kind == TYPE_STRUCT || want->kind == TYPE_FUNC)
        return true;
    if (!type_is_basic(want) && !type_is(want, "time.Duration")) return false;
    return have_string != want_string || have_bool != want_bool;
}

bool fact_is_exact(const Node *exp, const Type *type) {
    while (exp->kind == EXP_PAREN) exp = exp->left;
    const Node *literal = fact_literal(exp);
    switch (constant_of(literal)) {
    case CONSTANT_NIL:
        return true;
    case CONSTANT_BOOL:
        return type_is(type, "bool");
    case CONSTANT_INT:
        return type_is_integer(type);
    case CONSTANT_FLOAT:
        return type_is_float(type);
    case CONSTANT_STRING:
        return type_is(type, "string");
    case CONSTANT_FUNC:
        return type->kind == TYPE_FUNC;
    default:
        return exp->kind == EXP_MAKE && strcmp(exp->type->text, type->text) == 0;
    }
}

void fact_require(Parser *parser, Node *exp, const Type *type, const char *context) {
    Node *bare = node_bare(exp);
    const Node *literal = fact_literal(bare);
    Constant constant = constant_of(literal);
    if (!fits(parser, constant, literal, type))
        refuse(parser, bare, describe(parser, bare, literal, constant, type), type, context,
               reason(parser, constant, type));
    if (constant != CONSTANT_NONE) return;
    const Type *have = fact_type(parser, bare);
    if (!have) return;
    /* A variable's declared type holds while nothing else is assigned; a channel's always. */
    bool unwritten = bare->kind != EXP_NAME || bare->decl->writes == 0;
    bool firm = have->kind == TYPE_CHAN || unwritten;
    /* Results are not checked where they are returned, but for channels of one direction. */
    if (bare->kind == EXP_SUFFIXED && !type_is_view(have)) firm = false;
    if (firm && (differ(have, type) || (unwritten && elements_differ(have, type))))
        refuse(parser, bare, fact_operand(parser, bare, have), type, context, "");
}
