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

const char *type_zero(const Type *type) {
    static const char *const integers[] = {"int",  "int8",  "int16",   "int32",  "int64",
                                           "uint", "uint8", "uint16",  "uint32", "uint64",
                                           "byte", "rune",  "uintptr", NULL};
    static const char *const floats[] = {"float64", "float32", NULL};
    switch (type->kind) {
    case TYPE_SLICE:
        return "{}";
    case TYPE_STRUCT:
        return "gosh_zero";
    case TYPE_NAME:
        if (one_of(type->text, integers)) return "0";
        if (one_of(type->text, floats)) return "0.0";
        if (strcmp(type->text, "string") == 0) return "\"\"";
        if (strcmp(type->text, "bool") == 0) return "false";
        return strchr(type->text, '.') ? "gosh_zero" : "nil";
    default:
        return "nil";
    }
}

bool type_is_checked(const Type *type) {
    static const char *const names[] = {"int", "float64", "string", "bool", "error", NULL};
    if (!type) return false;
    if (type->kind == TYPE_NAME) return one_of(type->text, names);
    return type->kind == TYPE_CHAN || type->kind == TYPE_FUNC || type->kind == TYPE_STRUCT;
}

bool type_is_lock(const Type *type) {
    static const char *const locks[] = {"sync.Mutex", "sync.RWMutex", "sync.WaitGroup", "sync.Cond",
                                        "sync.Once",  "sync.Pool",    "sync.Map",       NULL};
    return type && type->kind == TYPE_NAME && one_of(type->text, locks);
}

bool type_is_view(const Type *type) {
    return type && type->kind == TYPE_CHAN && type->dir != DIR_BOTH;
}
