/* parser.c: the parser's tokens, its errors, and the chunk as a whole. */
#include "parser.h"

#include <string.h>

/* Places */

static Offset line_begin(const Parser *parser, Offset start) {
    const char *text = parser->lexer.text;
    while (start > 0 && text[start - 1] != '\n' && text[start - 1] != '\r') start--;
    return start;
}

/* A part of the source from `start` to `end`, or to the end of its line. An `end` that is not behind the start is not known:
 * then it is the token that begins there. */
static void spot_set(Parser *parser, SyntaxSpot *spot, Offset start, Offset end, int line) {
    Lexer lexer = parser->lexer;
    if (end <= start) {
        Token token;
        lexer.position = start;
        lexer_next(&lexer, &token);
        end = token.end;
    }
    Offset stop = start;
    while (stop < end && lexer.text[stop] != '\n' && lexer.text[stop] != '\r') stop++;
    *spot = (SyntaxSpot){.line = line, .begin = line_begin(parser, start), .start = start, .end = stop};
}

/* Tokens */

void parser_advance(Parser *parser) {
    parser->previous_end = parser->token.end;
    parser->previous_line = parser->token.last_line;
    if (parser->has_ahead) {
        parser->token = parser->ahead;
        parser->has_ahead = false;
    } else {
        lexer_next(&parser->lexer, &parser->token);
    }
    if (parser->token.kind == TK_NUMBER && parser->token.underscores) parser->emits = true;
}

const Token *parser_peek(Parser *parser) {
    if (!parser->has_ahead) {
        lexer_next(&parser->lexer, &parser->ahead);
        parser->has_ahead = true;
    }
    return &parser->ahead;
}

Mark parser_mark(const Parser *parser) {
    return (Mark){parser->lexer,     parser->token,        parser->ahead,
                  parser->has_ahead, parser->previous_end, parser->previous_line};
}

void parser_reset(Parser *parser, const Mark *mark) {
    parser->lexer = mark->lexer;
    parser->token = mark->token;
    parser->ahead = mark->ahead;
    parser->has_ahead = mark->has_ahead;
    parser->previous_end = mark->previous_end;
    parser->previous_line = mark->previous_line;
}

bool parser_accept(Parser *parser, int kind) {
    if (parser->token.kind != kind) return false;
    parser_advance(parser);
    return true;
}

void parser_expect(Parser *parser, int kind, const char *what) {
    if (parser->token.kind != kind)
        parser_fail_near(parser, memory_format(parser->memory, "'%s' expected", what));
    parser_advance(parser);
}

/* How many characters a line is indented by. */
static Offset indent_of(const Parser *parser, Offset begin) {
    const char *text = parser->lexer.text;
    Offset at = begin;
    while (at < parser->lexer.length && (text[at] == ' ' || text[at] == '\t')) at++;
    return at - begin;
}

/* An `end` that stands farther left than what it closes was probably meant for another block: the first such is kept. */
static void end_look(Parser *parser, const char *opener, Offset start, int line) {
    Misplaced *m = &parser->misplaced;
    const char *text = parser->lexer.text;
    if (m->line || line == parser->token.line) return;
    Offset begin = line_begin(parser, start), end_begin = line_begin(parser, parser->token.start);
    Offset indent = indent_of(parser, begin), end_indent = indent_of(parser, end_begin);
    bool first = end_begin + end_indent == parser->token.start;
    if (!first || end_indent >= indent || memcmp(text + begin, text + end_begin, end_indent) != 0) return;
    *m = (Misplaced){.opener = opener, .start = start, .line = line, .end_line = parser->token.line};
}

/* The input ends where an `end` should stand, and one before stands at another place than its block does. */
static _Noreturn void fail_misplaced(Parser *parser, const char *message) {
    const Misplaced *m = &parser->misplaced;
    spot_set(parser, &parser->syntax->opened, m->start, 0, m->line);
    parser_fail(parser, &parser->token, memory_format(parser->memory, "%s near <eof>", message),
                memory_format(parser->memory,
                              "the `%s` in line %d may lack its `end`: the one in line %d stands farther left",
                              m->opener, m->line, m->end_line));
}

/* `opener` stands at `start`. */
void parser_expect_match(Parser *parser, int kind, const char *what, const char *opener, Offset start, int line) {
    if (parser->token.kind != kind) spot_set(parser, &parser->syntax->opened, start, 0, line);
    if (parser->token.kind != kind && line == parser->token.line)
        parser_fail_near(parser, memory_format(parser->memory, "'%s' expected", what));
    if (parser->token.kind != kind) {
        const char *message =
            memory_format(parser->memory, "'%s' expected (to close '%s' at line %d)", what, opener, line);
        if (kind == TK_END && parser->token.kind == TK_EOF && parser->misplaced.line) fail_misplaced(parser, message);
        parser_fail_near(parser, message);
    }
    if (kind == TK_END) end_look(parser, opener, start, line);
    parser_advance(parser);
}

Symbol *parser_expect_name(Parser *parser) {
    Symbol *symbol = parser->token.symbol;
    if (parser->token.kind != TK_NAME) parser_fail_near(parser, "<name> expected");
    parser_advance(parser);
    return symbol;
}

bool parser_is_word(const Parser *parser, Word word) {
    return parser->token.kind == TK_NAME && parser->token.symbol->word == word;
}

bool parser_starts_line(const Parser *parser) {
    return parser->token.line > parser->previous_line;
}

bool parser_at_arrow(const Parser *parser) {
    const Token *token = &parser->token;
    const Lexer *lexer = &parser->lexer;
    if (token->kind != '<' || token->end >= lexer->length || lexer->text[token->end] != '-')
        return false;
    /* `<--` is a comparison and a comment. */
    return token->end + 1 >= lexer->length || lexer->text[token->end + 1] != '-';
}

/* At the ':' that ends a case: no name follows at once, as after a method call's. */
bool parser_ends_case(Parser *parser) {
    const Token *token = &parser->token;
    const Lexer *lexer = &parser->lexer;
    if (token->kind != ':') return false;
    return token->end >= lexer->length ||
           !lexer_is_name_start((unsigned char)lexer->text[token->end]);
}

void parser_enter(Parser *parser) {
    /* No hint: without gosh syntax Lua decides, which allows a little more. */
    if (++parser->depth > DEPTH_MAX)
        parser_fail_at(parser, parser->token.start, parser->token.line,
                       "the program is nested too deeply here", NULL);
}

void parser_leave(Parser *parser) {
    parser->depth--;
}

/* Nodes */

Node *parser_node(Parser *parser, NodeKind kind) {
    return node_new(parser->memory, kind, parser->token.start, parser->token.line);
}

Node *parser_close(Parser *parser, Node *node) {
    node->end = parser->previous_end;
    return node;
}

/* Errors */

int parser_column(const Parser *parser, Offset start) {
    Offset begin = line_begin(parser, start);
    return start - begin < 1000000000 ? (int)(start - begin) + 1 : 1000000000;
}

/* `end` as in spot_set. */
static _Noreturn void fail_span(Parser *parser, Offset start, Offset end, int line, const char *message,
                                const char *hint) {
    Syntax *syntax = parser->syntax;
    syntax->opened = (SyntaxSpot){0};
    spot_set(parser, &syntax->spot, start, end, line);
    syntax->status = SYNTAX_ERROR;
    syntax->message = message;
    syntax->hint = hint;
    syntax->error_line = line;
    syntax->error_column = parser_column(parser, start);
    if (hint || parser->emits) syntax->gosh_seen = true;
    longjmp(*parser->escape, ESCAPE_ERROR);
}

void parser_fail_at(Parser *parser, Offset start, int line, const char *message, const char *hint) {
    fail_span(parser, start, 0, line, message, hint);
}

void parser_fail_node(Parser *parser, const Node *node, const char *message, const char *hint) {
    fail_span(parser, node->start, node->end, node->line, message, hint);
}

/* 'then' expected: of what is missing at the end of a line that place is shown, and not what begins the next one. */
static bool is_missing(const char *message) {
    return *message == '\'' && strstr(message, "' expected") && strncmp(message, "'<eof>'", 7) != 0;
}

/* For count++, with the name that stands before it. */
static const char *increment_hint(Parser *parser, const Token *token) {
    const char *text = parser->lexer.text;
    size_t start = token->start, end = token->start;
    while (start > 0 && (lexer_is_name_start(text[start - 1]) || lexer_is_digit(text[start - 1]) || text[start - 1] == '.'))
        start--;
    if (start == end || !lexer_is_name_start(text[start])) return token->hint;
    return memory_format(parser->memory, "write `%.*s += 1`", (int)(end - start), text + start);
}

void parser_fail(Parser *parser, const Token *token, const char *message, const char *hint) {
    if (token->kind == TK_BAD) {
        message = token->message;
        if (token->habit) parser->emits = true;
        hint = token->habit && parser->lexer.text[token->start] == '+' ? increment_hint(parser, token) : token->hint;
    }
    Suspect *suspect = &parser->suspect;
    if (suspect->set && token->start > suspect->start)
        parser_fail_at(parser, suspect->start, suspect->line, "unexpected symbol near '{'",
                       suspect->hint);
    if (!hint) {
        Hint found = hint_find(parser, token);
        hint = found.text;
        parser->certain |= found.message != NULL;
        if (found.message) parser_fail_at(parser, found.start, found.line, found.message, hint);
    }
    bool ended = token->kind == TK_EOF || (token->kind == TK_BAD && token->unfinished);
    parser->syntax->status = SYNTAX_ERROR;
    parser->syntax->message = message;
    parser->syntax->hint = hint;
    parser->syntax->error_line = token->line;
    parser->syntax->error_column = parser_column(parser, token->start);
    SyntaxSpot *spot = &parser->syntax->spot;
    bool missing = is_missing(message) && token->line > parser->previous_line && !parser->syntax->opened.line;
    if (token->kind == TK_EOF || missing) /* what has been opened says more than that there is no more */
        *spot = (SyntaxSpot){.line = parser->syntax->opened.line ? 0 : parser->previous_line,
                             .begin = line_begin(parser, parser->previous_end),
                             .start = parser->previous_end,
                             .end = parser->previous_end};
    else
        spot_set(parser, spot, token->start, token->end, token->line);
    if (hint || parser->emits) parser->syntax->gosh_seen = true;
    if (ended && !parser->hint_is_final) parser->syntax->status = SYNTAX_INCOMPLETE;
    longjmp(*parser->escape, ESCAPE_ERROR);
}

static const char *token_text(Parser *parser, const Token *token) {
    enum { SHOWN = 60 };
    if (token->kind == TK_EOF) return "<eof>";
    const char *text = parser->lexer.text + token->start;
    size_t length = token->end - token->start;
    if (length == 1 && (unsigned char)*text < 32)
        return memory_format(parser->memory, "'<\\%d>'", *text);
    if (length > SHOWN) return memory_format(parser->memory, "'%.*s...'", SHOWN, text);
    /* A NUL would end the message early. */
    return memory_format(parser->memory, "'%.*s'", (int)length, text);
}

/* Lua's form: MESSAGE near 'token'. */
void parser_fail_near(Parser *parser, const char *message) {
    parser_fail_near_or(parser, message, NULL);
}

/* The same; with this hint unless what stands there says more. */
void parser_fail_near_or(Parser *parser, const char *message, const char *hint) {
    const Token *token = &parser->token;
    if (token->kind != TK_BAD)
        message = memory_format(parser->memory, "%s near %s", message, token_text(parser, token));
    if (hint && (token->kind == TK_EOF || hint_find(parser, token).text)) hint = NULL;
    parser_fail(parser, token, message, hint);
}

/* The chunk */

static Func *begin(Parser *parser) {
    parser_advance(parser);
    Func *func = func_open(parser);
    func->has_vararg = true;
    return func;
}

/* What could be meant by a word that ends or divides a block where none is open. */
static const char *nothing_open(const Parser *parser) {
    switch (parser->token.kind) {
    case TK_END:
        return "no block is open here: leave this `end` out, or one before it";
    case TK_ELSE:
    case TK_ELSEIF:
        return "no `if` is open here: leave out the `end` that stands before this, if there is one";
    case TK_UNTIL:
        return "there is no `repeat` before it";
    default:
        return NULL;
    }
}

static Func *finish(Parser *parser, Func *func) {
    if (parser->token.kind != TK_EOF) parser_fail_near_or(parser, "'<eof>' expected", nothing_open(parser));
    func->last_line = parser->token.line;
    func_close(parser, func);
    return func;
}

Func *parser_chunk(Parser *parser) {
    Func *func = begin(parser);
    func->body = stat_block(parser);
    return finish(parser, func);
}

/* A prompt's input as a list of expressions: a chunk that returns them. */
Func *parser_expressions(Parser *parser) {
    Func *func = begin(parser);
    func->body = parser_node(parser, BLOCK);
    Node *stat = parser_node(parser, STAT_RETURN);
    stat->func = func;
    stat->list = exp_list(parser, &stat->last);
    parser_accept(parser, ';');
    func->body->list = func->body->last = parser_close(parser, stat);
    parser_close(parser, func->body);
    return finish(parser, func);
}
