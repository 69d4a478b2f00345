/*
 * names.c: what Go would call each function of the chunk.
 *
 * A declared function is main.NAME wherever it stands; a literal is named after the function that
 * it stands in: main.main.func1, and inside that main.main.func1.1.
 */
#include "parser.h"

static const char *full_name(Memory *memory, const Func *func) {
    if (func->path) return memory_format(memory, "main.%s", func->path);
    const Func *parent = func->parent;
    const char *form = parent->parent && !parent->path ? "%s.%d" : "%s.func%d";
    return memory_format(memory, form, parent->full_name, func->number);
}

/* The line where Lua says that a function of the source begins. */
static int plain_line(const Func *func) {
    return func->declared ? func->line : func->open_line;
}

void names_functions(Parser *parser, Func *chunk, bool init) {
    size_t count = 0;
    for (const Func *func = chunk; func; func = func->next) count++;
    SyntaxFunction *list = memory_take(parser->answer, count * sizeof *list);
    SyntaxFunction *entry = list;
    for (Func *func = chunk; func; func = func->next, entry++) {
        func->full_name = func->parent ? full_name(parser->answer, func)
                          : init       ? "main.init"
                                       : "main.main";
        entry->line = parser->emits ? func->out_line : func->parent ? plain_line(func) : 0;
        entry->last_line = parser->emits ? func->out_last_line : func->last_line;
        entry->name = func->full_name;
        entry->has_params = func->params || func->variadic || func->method || func->has_vararg;
        entry->start = func->start;
        entry->header_end = func->header_end;
        entry->end = func->end_start + sizeof "end" - 1;
    }
    list->start = list->header_end = 0;
    list->end = parser->lexer.length;
    if (!parser->emits) list->last_line = 0;
    if (!chunk->parent) list->has_params = false;
    parser->syntax->functions = list;
    parser->syntax->function_count = count;
}
