/* emit.c: the text of the output, and the chunk as a whole. */
#include "emit.h"

#include <stdio.h>
#include <string.h>

static const char *const primitive_names[PRIMITIVES] = {
    "gosh_send",  "gosh_recv",         "gosh_recv2",     "gosh_go",       "gosh_go_method",
    "gosh_defer", "gosh_defer_method", "gosh_deferring", "gosh_results",  "gosh_make",
    "gosh_zero",  "gosh_args",         "gosh_var",       "gosh_variadic", "gosh_return",
    "gosh_range", "gosh_select",       "gosh_nil_map", "gosh_indexed",
    "gosh_fresh", "gosh_read",  "gosh_late",         "gosh_write",     "gosh_wrote",    "gosh_peek",
    "gosh_get",   "gosh_self",         "gosh_item",      "gosh_length",   "gosh_set",
    "gosh_missing"};

static const char *const hidden_names[HIDDENS] = {"c_", "v_",   "ok_",       "t_",
                                                  "k_", "set_", "continue_", "break_"};

void emit_write(Emitter *emitter, const char *text) {
    buffer_add_string(&emitter->out, text);
}

static bool is_newline(char c) {
    return c == '\n' || c == '\r';
}

static bool is_word(char c) {
    return lexer_is_name_start((unsigned char)c) || lexer_is_digit((unsigned char)c);
}

/* Keeps what now stands side by side apart: two words, two line breaks that would be read as one
 * ("\r\n"), an attribute and '='. */
static void part(Emitter *emitter, char next) {
    const Buffer *out = &emitter->out;
    char last = out->length ? out->bytes[out->length - 1] : ' ';
    bool newlines = is_newline(last) && is_newline(next) && last != next;
    bool greater = last == '>' && next == '='; /* `const N=1` */
    if (newlines || greater || (is_word(last) && is_word(next))) emit_write(emitter, " ");
}

void emit_primitive(Emitter *emitter, Primitive primitive) {
    const char **name = &emitter->primitives[primitive];
    if (!*name) *name = names_fresh(&emitter->parser->names, primitive_names[primitive])->text;
    /* `return<-ch` has no blank before the receive. */
    part(emitter, 'g');
    emit_write(emitter, *name);
}

const char *emit_hidden(Emitter *emitter, Hidden hidden) {
    const char **name = &emitter->hidden[hidden];
    if (!*name) *name = names_fresh(&emitter->parser->names, hidden_names[hidden])->text;
    return *name;
}

/* Copying and skipping */

/* The line break at `position`: its length, 0 when there is none. */
static size_t newline_at(const char *text, size_t position, size_t end) {
    if (!is_newline(text[position])) return 0;
    if (position + 1 < end && is_newline(text[position + 1]) &&
        text[position + 1] != text[position])
        return 2;
    return 1;
}

/* Rewrites a quoted string that goes on over a line break. */
static void flat_quoted(Emitter *emitter, const char *text, size_t length) {
    for (size_t i = 0; i < length;) {
        if (text[i] != '\\') {
            buffer_add(&emitter->out, text + i++, 1);
            continue;
        }
        size_t newline = newline_at(text, i + 1, length);
        if (newline) {
            emit_write(emitter, "\\n");
            i += 1 + newline;
        } else if (text[i + 1] == 'z') {
            i += 2;
            while (strchr(" \t\f\v\r\n", text[i]) && text[i]) i++;
        } else {
            buffer_add(&emitter->out, text + i, 2);
            i += 2;
        }
    }
}

/* Rewrites a long string as a quoted one. */
static void flat_long(Emitter *emitter, const char *text, size_t length) {
    size_t level = 1;
    while (text[level] == '=') level++;
    size_t i = level + 1, end = length - level - 1;
    if (i < end) i += newline_at(text, i, end);
    emit_write(emitter, "\"");
    while (i < end) {
        size_t newline = newline_at(text, i, end);
        if (newline) {
            emit_write(emitter, "\\n");
            i += newline;
            continue;
        }
        if (text[i] == '"' || text[i] == '\\') emit_write(emitter, "\\");
        if (text[i] == '\0')
            emit_write(emitter, "\\000");
        else
            buffer_add(&emitter->out, text + i, 1);
        i++;
    }
    emit_write(emitter, "\"");
}

/* Copies the tokens up to `to` without comments and line breaks. */
static void copy_flat(Emitter *emitter, size_t to) {
    Lexer lexer = emitter->parser->lexer;
    lexer.position = emitter->cursor;
    lexer.length = to;
    Token token;
    for (lexer_next(&lexer, &token); token.kind != TK_EOF; lexer_next(&lexer, &token)) {
        const char *text = lexer.text + token.start;
        size_t length = token.end - token.start;
        if (token.start > emitter->cursor) emit_write(emitter, " ");
        part(emitter, *text);
        if (token.line == token.last_line)
            buffer_add(&emitter->out, text, length);
        else if (*text == '[')
            flat_long(emitter, text, length);
        else
            flat_quoted(emitter, text, length);
        emitter->cursor = token.end;
    }
    if (to > emitter->cursor) emit_write(emitter, " ");
    emitter->cursor = to;
}

void emit_copy(Emitter *emitter, size_t to) {
    if (to <= emitter->cursor) return;
    if (emitter->flat) {
        copy_flat(emitter, to);
        return;
    }
    const char *text = emitter->parser->lexer.text;
    for (size_t i = emitter->cursor; i < to; i++) {
        size_t newline = newline_at(text, i, to);
        if (!newline) continue;
        emitter->line++;
        i += newline - 1;
    }
    part(emitter, text[emitter->cursor]);
    buffer_add(&emitter->out, text + emitter->cursor, to - emitter->cursor);
    emitter->cursor = to;
}

void emit_skip(Emitter *emitter, size_t to) {
    const char *text = emitter->parser->lexer.text;
    for (size_t i = emitter->cursor; i < to && !emitter->flat; i++) {
        size_t newline = newline_at(text, i, to);
        if (!newline) continue;
        emitter->line++;
        i += newline - 1;
        part(emitter, '\n');
        emit_write(emitter, "\n");
    }
    if (to > emitter->cursor) emitter->cursor = to;
}

/* The chunk */

static void emit_head(Emitter *emitter, Buffer *text, bool defers) {
    Parser *parser = emitter->parser;
    Syntax *syntax = parser->syntax;
    const char **list = memory_take(parser->answer, PRIMITIVES * sizeof *list);
    size_t count = 0;
    for (int i = 0; i < PRIMITIVES; i++) {
        if (!emitter->primitives[i]) continue;
        buffer_add_string(text, count ? "," : "local ");
        buffer_add_string(text, emitter->primitives[i]);
        list[count++] = primitive_names[i];
    }
    syntax->primitives = list;
    syntax->primitive_count = count;
    buffer_add_string(text, count ? "=... return " : "return ");
    if (defers) {
        buffer_add_string(text, emitter->primitives[GOSH_DEFERRING]);
        buffer_add_string(text, "(");
    }
    buffer_add_string(text, "function(...) ");
}

void emit_chunk(Parser *parser, Func *chunk, bool expressions, bool call_main) {
    Emitter *emitter = memory_take(parser->memory, sizeof *emitter);
    emitter->parser = parser;
    emitter->out.memory = parser->answer;
    emitter->line = 1;
    emitter->func = chunk;
    emitter->marked = parser->flags & SYNTAX_MARKED;
    if (emitter->marked) shared_settle(parser, chunk);
    if (expressions) emitter->result = chunk->body->last;
    emit_block(emitter, chunk->body);
    emit_copy(emitter, chunk->body->end);
    if (call_main) emit_write(emitter, " return main()");
    if (chunk->has_defer && !emitter->primitives[GOSH_DEFERRING])
        emitter->primitives[GOSH_DEFERRING] =
            names_fresh(&parser->names, primitive_names[GOSH_DEFERRING])->text;
    chunk->out_line = 1;
    chunk->out_last_line = emitter->line;
    emit_write(emitter, chunk->has_defer ? " end)" : " end");
    emit_copy(emitter, parser->lexer.length);
    Buffer head = {.memory = parser->memory};
    emit_head(emitter, &head, chunk->has_defer);
    buffer_prepend(&emitter->out, &head);
    parser->syntax->text = emitter->out.bytes;
    parser->syntax->length = emitter->out.length;
}
