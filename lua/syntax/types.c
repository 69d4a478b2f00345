/* types.c: see types.h. */
#include "types.h"

#include <string.h>

static bool one_of(const char *text, const char *const *list) {
    for (; *list; list++)
        if (strcmp(text, *list) == 0) return true;
    return false;
}

bool type_is(const Type *type, const char *name) {
    return type && type->kind == TYPE_NAME && strcmp(type->text, name) == 0;
}

bool type_is_integer(const Type *type) {
    static const char *const integers[] = {"int",  "int8",  "int16",   "int32",  "int64",
                                           "uint", "uint8", "uint16",  "uint32", "uint64",
                                           "byte", "rune",  "uintptr", NULL};
    return type && type->kind == TYPE_NAME && one_of(type->text, integers);
}

bool type_is_float(const Type *type) {
    return type_is(type, "float64") || type_is(type, "float32");
}

bool type_is_basic(const Type *type) {
    return type_is_integer(type) || type_is_float(type) || type_is(type, "string") ||
           type_is(type, "bool");
}

const char *type_zero(const Type *type) {
    switch (type->kind) {
    case TYPE_SLICE:
        return "{}";
    case TYPE_STRUCT:
        return "gosh_zero";
    case TYPE_NAME:
        if (type_is_integer(type)) return "0";
        if (type_is_float(type)) return "0.0";
        if (type_is(type, "string")) return "\"\"";
        if (type_is(type, "bool")) return "false";
        return strchr(type->text, '.') ? "gosh_zero" : "nil";
    default:
        return "nil";
    }
}

bool type_is_checked(const Type *type) {
    if (!type) return false;
    if (type->kind == TYPE_NAME)
        return type_is_basic(type) || type_is(type, "error") || type_is(type, "time.Duration") ||
               type_is(type, "time.Time");
    return type->kind == TYPE_CHAN || type->kind == TYPE_FUNC || type->kind == TYPE_STRUCT;
}

bool type_is_lock(const Type *type) {
    static const char *const locks[] = {"sync.Mutex", "sync.RWMutex", "sync.WaitGroup", "sync.Cond",
                                        "sync.Once",  "sync.Pool",    "sync.Map",       "errgroup.Group",
                                        NULL};
    return type && type->kind == TYPE_NAME && one_of(type->text, locks);
}

bool type_is_view(const Type *type) {
    return type && type->kind == TYPE_CHAN && type->dir != DIR_BOTH;
}
