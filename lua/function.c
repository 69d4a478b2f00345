/* Functions as their authors know them. Of one that is in a text which has been kept, the front end is asked once more
 * where it stands in it; of others there is what Lua and names.c remember. Of those in C there is their documentation. */
#include "lua/function.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lua/package.h"
#include "lua/source.h"
#include "lua/survey_path.h"
#include "lua/syntax/syntax.h"
#include "lua/trace.h"

void function_reader_end(FunctionReader *r) {
    syntax_free(r->syntax);
    r->syntax = NULL;
    r->text = NULL;
}

/* Pushes the function itself: of one with `defer`, its body. */
static void function_push(lua_State *L, int index) {
    if (lua_tocfunction(L, index) != frame_call || !lua_getupvalue(L, index, 1)) lua_pushvalue(L, index);
}

/* False for a function that is not the program's. */
static bool function_look(lua_State *L, int index, lua_Debug *ar) {
    memset(ar, 0, sizeof *ar);
    function_push(L, index);
    lua_getinfo(L, ">Su", ar);
    return frame_is_shown(ar);
}

static bool reader_read(FunctionReader *r, const lua_Debug *ar) {
    size_t length;
    int line;
    bool session;
    if (*ar->source != '@' && *ar->source != '=') return false;
    const char *text = source_of_line(r->w, ar->source + 1, ar->linedefined, &length, &line, &session);
    if (!text) return false;
    if (r->text == text) return true;
    function_reader_end(r);
    r->syntax = syntax_compile(text, length, session ? SYNTAX_SESSION : SYNTAX_FILE, arena_limit(r->w->arena), NULL);
    r->text = text;
    r->line = line;
    return true;
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

/* Are all its parameters in that header? Functions that begin on one line can be told apart by that as a rule. */
static bool has_parameters(lua_State *L, int index, int count, const char *header, size_t length) {
    bool all = true;
    const char *at = header;
    function_push(L, index);
    for (int i = 1; i <= count && all; i++) {
        const char *name = lua_getlocal(L, NULL, i);
        if (!name || path_is_hidden(name) || strcmp(name, "self") == 0) continue;
        size_t size = strlen(name), left = length - (size_t)(at - header);
        while ((at = memmem(at, left, name, size)) && (is_word(at[-1]) || is_word(at[size])))
            left = length - (size_t)(++at - header);
        all = at != NULL;
        if (all) at += size;
    }
    lua_pop(L, 1);
    return all;
}

bool function_text(FunctionReader *r, lua_State *L, int index, FunctionText *found) {
    lua_Debug ar;
    bool has_params;
    if (!function_look(L, index, &ar) || !reader_read(r, &ar)) return false;
    ar.name = r->called;
    const char *name = name_given(L, &ar, &has_params);
    int best = 0;
    for (size_t i = 0; r->syntax && i < r->syntax->function_count; i++) {
        const SyntaxFunction *f = &r->syntax->functions[i];
        bool is_body = i == 0;
        if (is_body != (*ar.what == 'm')) continue;
        if (!is_body && (f->line + r->line - 1 != ar.linedefined || f->last_line + r->line - 1 != ar.lastlinedefined)) continue;
        int fit = 1 + (name && strcmp(name, f->name) == 0);
        if (!is_body && has_parameters(L, index, ar.nparams, r->text + f->start, f->header_end - f->start)) fit += 2;
        if (fit <= best) continue;
        best = fit;
        *found = (FunctionText){r->text + f->start, f->header_end - f->start, f->end - f->start, frame_file(&ar),
                                is_body ? r->line : ar.linedefined};
    }
    return best > 0;
}

/* On one line, and without its comments. */
static void header_add(const char *text, size_t length, Text *t) {
    bool space = false;
    char before = '(';
    for (const char *p = text, *end = text + length; p < end; p++) {
        if (end - p >= 2 && p[0] == '-' && p[1] == '-')
            while (p < end && *p != '\n') p++;
        if (p < end && !isspace((unsigned char)*p)) {
            if (space && before != '(' && *p != ')') text_add(t, " ", 1);
            text_add(t, p, 1);
            before = *p;
            space = false;
        } else {
            space = true;
        }
    }
}

/* What Lua remembers: its name, and those of its parameters. */
static void remembered_add(lua_State *L, int index, const lua_Debug *ar, Text *t) {
    bool has_params;
    const char *name = name_given(L, ar, &has_params), *separator = "";
    if (name && strncmp(name, "main.", 5) == 0) name += 5;
    bool named = name && !strstr(name, "func");
    text_format(t, named ? "func %s(" : "func(", name);
    function_push(L, index);
    for (int i = 1; i <= ar->nparams; i++) {
        const char *parameter = lua_getlocal(L, NULL, i);
        if (!parameter || path_is_hidden(parameter)) continue;
        text_format(t, "%s%s", separator, parameter);
        separator = ", ";
    }
    lua_pop(L, 1);
    text_format(t, "%s)", ar->isvararg ? *separator ? ", ..." : "..." : "");
}

static bool documented_add(lua_State *L, int index, Text *t) {
    Text doc = {0};
    bool found = doc_add(L, index, &doc) && doc.bytes;
    if (found) {
        const char *gap = memmem(doc.bytes, doc.length, "  ", 2);
        if (strncmp(doc.bytes, "var ", 4) != 0) text_add_string(t, "func "); /* a type is told by how to declare one */
        text_add(t, doc.bytes, gap ? (size_t)(gap - doc.bytes) : doc.length);
    }
    free(doc.bytes);
    return found;
}

static void foreign_add(FunctionReader *r, lua_State *L, int index, Text *t) {
    char name[TRACE_NAME_SIZE];
    lua_pushvalue(L, index);
    name_of_foreign(r->w, L, name);
    bool named = strcmp(name, NAME_FOREIGN) != 0;
    text_format(t, "func%s%s(...)", named ? " " : "", named ? name : "");
}

bool function_add_header(FunctionReader *r, lua_State *L, int index, Text *t) {
    lua_Debug ar;
    FunctionText text;
    index = lua_absindex(L, index);
    if (!function_look(L, index, &ar)) {
        if (!documented_add(L, index, t)) foreign_add(r, L, index, t);
        return false;
    }
    if (*ar.what == 'm')
        text_add_string(t, "func(...)");
    else if (function_text(r, L, index, &text))
        header_add(text.text, text.header, t);
    else
        remembered_add(L, index, &ar, t);
    return true;
}

void function_add_place(lua_State *L, int index, Text *t) {
    lua_Debug ar;
    if (!function_look(L, index, &ar)) return;
    text_add_string(t, frame_file(&ar));
    if (ar.linedefined > 0) text_format(t, ":%d", ar.linedefined);
}
