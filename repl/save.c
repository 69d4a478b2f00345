/* The session as a program, which prints what the session has printed. Its first line lets it declare as at a prompt.
 * Entries stand as they were typed, but
 *
 *     an expression              is an argument of what prints it: print(EXPRESSION)
 *     one that returns or defers stands in a function of its own, for it is over when its text is
 *     one that failed            is a comment, with why
 *
 * and where goroutines have gone on while the next entry was typed, the program waits a moment, too. */
#include "repl/save.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lua/syntax/syntax.h"
#include "repl/file.h"
#include "repl/print.h"
#include "repl/record.h"

enum { MEMORY = 256 << 20 /* bytes, to compile with */ };

/* ---- Whether texts are programs ---- */

static bool is_valid(const Bytes *text) {
    Syntax *syntax = syntax_compile(text->data, text->length, SYNTAX_SESSION | SYNTAX_FILE, MEMORY, NULL);
    bool valid = syntax && (syntax->status == SYNTAX_PLAIN || syntax->status == SYNTAX_EMITTED);
    syntax_free(syntax);
    return valid;
}

/* Is there a `defer` outside of all functions? */
static bool defers(const char *text) {
    Syntax *syntax = syntax_compile(text, strlen(text), SYNTAX_SESSION, MEMORY, NULL);
    bool found = syntax && syntax->status == SYNTAX_EMITTED && strstr(syntax->text, "return gosh_deferring(");
    syntax_free(syntax);
    return found;
}

/* ---- Entries ---- */

/* The text with its lines after "-- ". */
static void comment_add(Bytes *out, const char *text) {
    while (*text) {
        size_t length = strcspn(text, "\n");
        bytes_format(out, "-- %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

/* What prints values of these kinds: the text before and behind the expression. */
static void printing_add(Bytes *before, Bytes *behind, const char *values) {
    bool one = strlen(values) == 1, nil = strchr(values, RECORD_NIL), floats = strchr(values, RECORD_FLOAT);
    bool plain = (nil || floats) && !strchr(values, RECORD_OTHER);
    if (one && *values != RECORD_STRING) {
        bytes_format(before, *values == RECORD_OTHER ? "fmt.Println(" : "print(");
        bytes_format(behind, ")");
        return;
    }
    bytes_format(before, plain ? "print(string.format(\"" : "fmt.Printf(\"");
    for (const char *v = values; *v; v++) {
        const char *end = v[1] || !plain ? "\\n" : "";
        bytes_format(before, "%s%s", *v == RECORD_STRING ? "%q" : plain ? "%s" : "%v", end);
    }
    bytes_format(before, "\", ");
    bytes_format(behind, plain ? "))" : ")");
}

/* The text between two others; on lines of its own if it ends in a comment. */
static void between_add(Bytes *out, const char *before, const char *text, const char *behind) {
    bool comment = strstr(text, "--") != NULL;
    bytes_format(out, "%s%s%s%s%s\n", before, comment ? "\n" : "", text, comment ? "\n" : "", behind);
}

static void expression_add(Bytes *out, const RecordEntry *e) {
    Bytes before = {0}, behind = {0};
    size_t start = out->length;
    printing_add(&before, &behind, e->values);
    bytes_add(&before, "", 1);
    bytes_add(&behind, "", 1);
    between_add(out, before.data, e->text, behind.data);
    if (!is_valid(&(Bytes){.data = out->data + start, .length = out->length - start})) { /* it returns them */
        out->length = start;
        bytes_format(out, "%s(function()\n%s\nend)()%s\n", before.data, e->text, behind.data);
    }
    bytes_free(&before);
    bytes_free(&behind);
}

static bool begins_with_bracket(const char *text) {
    return text[strspn(text, " \t\r\n")] == '(';
}

/* `checked`: whether it can stand with those before. */
static void entry_add(Bytes *out, const RecordEntry *e, bool checked) {
    if (e->kind == RECORD_FAILED) {
        bytes_format(out, "-- This entry failed: %s\n", e->remark);
        comment_add(out, e->text);
        return;
    }
    size_t start = out->length;
    bool defer = !*e->values && defers(e->text);
    if (e->kind == RECORD_LOADED) bytes_format(out, "-- From %s:\n", e->remark);
    if (defer || (!*e->values && begins_with_bracket(e->text))) bytes_format(out, ";"); /* no call of what stands before */
    if (*e->values)
        expression_add(out, e);
    else if (defer)
        bytes_format(out, "(function()\n%s\nend)()\n", e->text);
    else
        bytes_format(out, "%s\n", e->text);
    if (e->goroutines) bytes_format(out, "time.Sleep(10 * time.Millisecond)\n");
    if (!checked || is_valid(out)) return;
    Bytes text = {0};
    bytes_add(&text, out->data + start, out->length - start);
    bytes_add(&text, "", 1);
    out->length = start;
    bytes_format(out, "-- This entry cannot stand in one program with the others:\n");
    comment_add(out, text.data);
    bytes_free(&text);
}

/* ---- The program ---- */

static void head_add(Bytes *out, const Session *s, const char *name) {
    bytes_format(out, "%s: what it declares outside of blocks is global, as at the prompt.\n", world_session_mark);
    bytes_format(out, "-- To run it: gosh ");
    if (s->making.seeded)
        bytes_format(out, "--seed %llu ", (unsigned long long)s->making.seed);
    else if (s->making.virtual_time)
        bytes_format(out, "--virtual-time ");
    bytes_format(out, "%s\n", name);
    bytes_format(out, "-- It waits where goroutines have gone on while the next entry was typed.\n");
    if (s->record.partial) bytes_format(out, "-- There was not enough memory to remember all entries.\n");
    bytes_format(out, "\n");
}

static void program_add(Bytes *out, const Session *s, const char *name) {
    head_add(out, s, name);
    size_t start = out->length;
    for (int checked = 0; checked < 2; checked++) {
        out->length = start;
        for (size_t i = 0; i < s->record.count; i++) entry_add(out, &s->record.entries[i], checked);
        if (is_valid(out)) return;
    }
}

/* ---- Files ---- */

/* Has this session written it, or is there nothing yet? */
static bool may_write(const Session *s, const char *name) {
    struct stat status;
    if (stat(name, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) return true;
    return status.st_dev == s->saved.device && status.st_ino == s->saved.inode;
}

static size_t ran_count(const Record *r) {
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) count += r->entries[i].kind != RECORD_FAILED;
    return count;
}

static void session_save(Session *s, const char *name) {
    Bytes text = {0};
    struct stat status;
    program_add(&text, s, name);
    if (file_replace(name, &text)) {
        size_t count = ran_count(&s->record);
        printf("%s: %zu entr%s; `gosh %s` runs it\n", name, count, count == 1 ? "y" : "ies", name);
        if (stat(name, &status) == 0) s->saved = (SessionFile){status.st_dev, status.st_ino};
    }
    bytes_free(&text);
}

void save_run(Session *s, const char *words) {
    bool force = strncmp(words, "-f", 2) == 0 && isspace((unsigned char)words[2]);
    if (force) words += 3;
    while (isspace((unsigned char)*words)) words++;
    Bytes name = {0};
    file_name_add(&name, words);
    if (!*words)
        fputs(":save needs the name of a file: `:save pool.gosh`\n", stderr);
    else if (ran_count(&s->record) == 0)
        fputs("there is nothing to save: no entry has run\n", stderr);
    else if (!force && !may_write(s, name.data))
        fprintf(stderr, "%s is there already; `:save -f %s` writes over it\n", words, words);
    else
        session_save(s, name.data);
    bytes_free(&name);
}
