/* syntax.c: one compilation from beginning to end. */
#include "parser.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The answer and all that it needs; `syntax` comes first, so that one is the other. */
typedef struct Compilation {
    Syntax syntax;
    size_t room; /* bytes that may still be taken */
    Memory memory, answer;
    jmp_buf escape;
    Parser parser;
    const char *text;
    size_t length;
    unsigned flags;
    const char *session;
    bool expressions; /* read the input as a list of expressions */
    size_t reached;   /* how far the failed attempt before came */
} Compilation;

static void parser_begin(Compilation *work) {
    Parser *parser = &work->parser;
    *parser = (Parser){.memory = &work->memory,
                       .answer = &work->answer,
                       .escape = &work->escape,
                       .syntax = &work->syntax,
                       .flags = work->flags};
    work->syntax = (Syntax){.status = SYNTAX_PLAIN};
    names_begin(&parser->names, &work->memory);
    parser->main_symbol = names_intern(&parser->names, "main", 4);
    lexer_begin(&parser->lexer, &parser->names, work->text, work->length);
    for (const char *name = work->session, *end; name && *name; name = end + 1) {
        end = strpbrk(name, "=[.");
        Symbol *symbol = names_intern(&parser->names, name, (size_t)(end - name));
        if (*end == '.')
            symbol->library = true;
        else
            symbol->session = *end;
    }
}

/* Whether the chunk is a program that declares `func main()`. */
static bool declares_main(const Parser *parser, const Func *chunk) {
    if (!(parser->flags & SYNTAX_FILE)) return false;
    for (const Node *stat = chunk->body->list; stat; stat = stat->next)
        if (stat->kind == STAT_FUNCTION && stat->func->typed && stat->left->kind == EXP_NAME &&
            stat->left->symbol == parser->main_symbol)
            return true;
    return false;
}

/* Whether the chunk leaves the call of its main to gosh. */
static bool wants_call(const Parser *parser, const Func *chunk) {
    const Node *last = chunk->body->last;
    return !parser->calls_main && !(last && last->kind == STAT_RETURN);
}

/* fmt.Println(...) and its like: what they return, the bytes written and nil, nobody asked for. */
static bool is_print(const Node *call) {
    if (call->kind != EXP_SUFFIXED || call->left->kind != EXP_NAME) return false;
    const Node *field = call->list;
    if (field->kind != SUFFIX_FIELD || field->next != call->last) return false;
    return strcmp(call->left->symbol->text, "fmt") == 0 &&
           (strncmp(field->symbol->text, "Print", 5) == 0 ||
            strncmp(field->symbol->text, "Fprint", 6) == 0);
}

/* At a prompt, a call or a receive by itself is an expression too, and so is one that ends an entry in a line of its own. */
static bool ends_with_expression(const Parser *parser, const Func *chunk) {
    const Node *last = chunk->body->last;
    if (!last || (last->kind != STAT_RECV && (last->kind != STAT_CALL || is_print(last->left)))) return false;
    for (size_t at = last->start; at > 0 && parser->lexer.text[at - 1] != '\n'; at--)
        if (!isspace((unsigned char)parser->lexer.text[at - 1])) return chunk->body->list == last;
    return true;
}

static void compile(Compilation *work) {
    Parser *parser = &work->parser;
    parser_begin(work);
    Func *chunk = work->expressions ? parser_expressions(parser) : parser_chunk(parser);
    bool expressions = work->expressions;
    if (!expressions && (work->flags & SYNTAX_SESSION) && ends_with_expression(parser, chunk)) {
        chunk->body->last->kind = STAT_EXPRESSION;
        expressions = true;
    }
    check_chunk(parser, chunk);
    if (work->flags & SYNTAX_LINT) {
        lint_chunk(parser, chunk);
        return;
    }
    bool init = declares_main(parser, chunk);
    if (expressions || (parser->flags & SYNTAX_MARKED)) parser->emits = true;
    if (parser->emits) {
        emit_chunk(parser, chunk, expressions, init && wants_call(parser, chunk));
        work->syntax.status = SYNTAX_EMITTED;
    }
    names_functions(parser, chunk, init);
    work->syntax.session = names_session(&parser->names, parser->answer);
    work->syntax.gosh_seen = parser->emits;
}

/* Returns the escape's number, 0 when it went well. */
static int attempt(Compilation *work) {
    int escaped = setjmp(work->escape);
    if (escaped == 0) compile(work);
    return escaped;
}

/* A prompt's input that is no list of statements may be one of expressions. Whichever attempt came
 * further says what is wrong. */
static int attempt_expressions(Compilation *work) {
    Syntax first = work->syntax;
    Offset reached = work->parser.token.start;
    work->expressions = true;
    int escaped = attempt(work);
    if (escaped == ESCAPE_ERROR && work->parser.token.start <= reached &&
        work->syntax.status != SYNTAX_INCOMPLETE)
        work->syntax = first;
    return escaped;
}

/* What the answer says may lie in the memory of the tree. */
static const char *keep(Compilation *work, const char *text) {
    return text ? memory_copy(&work->answer, text, strlen(text)) : NULL;
}

static void settle(Compilation *work) {
    Syntax *syntax = &work->syntax;
    syntax->message = keep(work, syntax->message);
    syntax->hint = keep(work, syntax->hint);
    if (!syntax->note_count) return;
    const char **notes = memory_take(&work->answer, syntax->note_count * sizeof *notes);
    for (size_t i = 0; i < syntax->note_count; i++) notes[i] = keep(work, syntax->notes[i]);
    syntax->notes = notes;
}

/* The compilation with all its attempts. Returns the escape of the last one. */
static int compile_text(Compilation *work) {
    if (work->length >= UINT32_MAX) return ESCAPE_NOMEM;
    int escaped = attempt(work);
    if (escaped == ESCAPE_ERROR && (work->flags & SYNTAX_SESSION) && !work->parser.checked &&
        !work->parser.certain &&
        !(work->parser.committed && work->syntax.status == SYNTAX_INCOMPLETE))
        escaped = attempt_expressions(work);
    if (escaped == ESCAPE_NOMEM) return escaped;
    escaped = setjmp(work->escape);
    if (escaped == 0) settle(work);
    return escaped;
}

Syntax *syntax_compile(const char *text, size_t length, unsigned flags, size_t memory,
                       const char *session) {
    Compilation *work = calloc(1, sizeof *work);
    if (!work) return NULL;
    work->text = text;
    work->length = length;
    work->flags = flags;
    work->session = session;
    work->room = memory;
    work->memory = work->answer = (Memory){.escape = &work->escape, .room = &work->room};
    if (compile_text(work) == ESCAPE_NOMEM) work->syntax = (Syntax){.status = SYNTAX_NOMEM};
    memory_release(&work->memory);
    return &work->syntax;
}

void syntax_free(Syntax *syntax) {
    if (!syntax) return;
    Compilation *work = (Compilation *)syntax;
    memory_release(&work->answer);
    free(work);
}
