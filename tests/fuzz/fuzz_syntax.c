/*
 * fuzz_syntax.c: the front end is total.
 *
 * Any bytes, read as a program, a file and a prompt's input, give one of the five answers. An error
 * has a place and a message; emitted text has as many lines as its source, and is Lua: compiling it
 * again finds no gosh syntax and no error (unless what gosh wraps around made it too deep). The spans of a text stand in it
 * one behind the other.
 */
#include "lua/syntax/spans.h"
#include "lua/syntax/syntax.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count_lines(const char *text, size_t length) {
    size_t lines = 1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\n' && text[i] != '\r') continue;
        lines++;
        if (i + 1 < length && (text[i + 1] == '\n' || text[i + 1] == '\r') &&
            text[i + 1] != text[i])
            i++;
    }
    return lines;
}

static void require(int holds, const char *what, const char *text, size_t length) {
    if (holds) return;
    fprintf(stderr, "%s:\n", what);
    fwrite(text, 1, length, stderr);
    abort();
}

/* Whether Lua's text holds a word that gosh reads in another way in some places. */
static int is_ambiguous(const char *text) {
    for (const char *at = strstr(text, "func"); at; at = strstr(at + 4, "func"))
        if (strncmp(at, "function", 8) != 0) return 1;
    for (const char *at = strstr(text, "make"); at; at = strstr(at + 4, "make"))
        if (at == text || at[-1] != '_') return 1;
    for (const char *at = strstr(text, "<-"); at; at = strstr(at + 2, "<-")) { /* that begins a line */
        const char *before = at;
        while (before > text && strchr(" \t", before[-1])) before--;
        if (before > text && strchr("\r\n", before[-1])) return 1;
    }
    return 0;
}

static void check_emitted(const Syntax *syntax, const char *text, size_t length, unsigned flags) {
    require(count_lines(syntax->text, syntax->length) == count_lines(text, length),
            "the emitted text has other lines", syntax->text, syntax->length);
    /* A prompt's locals become globals, and then no longer keep words from being gosh's. */
    if (flags & SYNTAX_SESSION) return;
    Syntax *again = syntax_compile(syntax->text, syntax->length, 0, SIZE_MAX, NULL);
    if (!again) return;
    int fine = again->status == SYNTAX_PLAIN;
    if (again->status == SYNTAX_ERROR)
        fine = strstr(again->message, "nested too deeply") || strstr(again->message, "too many");
    fine = fine || is_ambiguous(syntax->text);
    if (!fine && again->message)
        fprintf(stderr, "%d:%d: %s\n", again->error_line, again->error_column, again->message);
    require(fine, "the emitted text is not Lua", syntax->text, syntax->length);
    syntax_free(again);
}

static int is_within(const SyntaxSpot *spot, size_t length) {
    return spot->line == 0 || (spot->begin <= spot->start && spot->start <= spot->end && spot->end <= length);
}

static void check(const char *text, size_t length, unsigned flags) {
    Syntax *syntax = syntax_compile(text, length, flags, SIZE_MAX, NULL);
    if (!syntax) return;
    if (syntax->status == SYNTAX_ERROR || syntax->status == SYNTAX_INCOMPLETE)
        require(syntax->error_line >= 1 && syntax->error_column >= 1 && syntax->message &&
                    *syntax->message,
                "an error without its place or message", text, length);
    require(is_within(&syntax->spot, length) && is_within(&syntax->opened, length), "a spot out of place", text, length);
    for (size_t i = 0; i < syntax->finding_count; i++)
        require(syntax->findings[i].line >= 1, "a finding without its line", text, length);
    if (syntax->status == SYNTAX_EMITTED && !(flags & SYNTAX_LINT)) check_emitted(syntax, text, length, flags);
    syntax_free(syntax);
}

static void check_spans(const char *text, size_t length) {
    Spans spans;
    Span span;
    size_t end = 0;
    spans_begin(&spans, text, length);
    for (spans_next(&spans, &span); span.kind != SPAN_END; spans_next(&spans, &span)) {
        require(span.start >= end && span.end > span.start && span.end <= length, "a span out of place", text, length);
        end = span.end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check((const char *)data, size, 0);
    check((const char *)data, size, SYNTAX_FILE);
    check((const char *)data, size, SYNTAX_SESSION);
    check((const char *)data, size, SYNTAX_SESSION | SYNTAX_LINT);
    check((const char *)data, size, SYNTAX_MARKED | SYNTAX_FILE);
    check((const char *)data, size, SYNTAX_MARKED | SYNTAX_SESSION);
    check_spans((const char *)data, size);
    return 0;
}
