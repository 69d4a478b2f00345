/* Completion: the word at the cursor, and what could stand in its place in the language. */
#include "repl/complete.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lua/members.h"
#include "lua/reference.h"
#include "lua/syntax/spans.h"
#include "repl/bytes.h"
#include "repl/complete_build.h"
#include "runtime/array.h"

/* ---- Candidates ---- */

bool completer_wants(const Completer *c, const char *text, size_t length) {
    size_t typed = c->length - c->start;
    if (length < typed) return false;
    return c->any_case ? strncasecmp(text, c->text + c->start, typed) == 0 : memcmp(text, c->text + c->start, typed) == 0;
}

void completer_add(Completer *c, const char *text, size_t length, const char *doc) {
    if (!completer_wants(c, text, length)) return;
    Completion *f = &c->found;
    Candidate *candidates = array_room(f->candidates, f->count, &c->room, sizeof *candidates);
    if (!candidates) return;
    f->candidates = candidates;
    char *copy = strndup(text, length);
    if (copy) f->candidates[f->count++] = (Candidate){.text = copy, .doc = doc ? strdup(doc) : NULL};
}

static int candidate_compare(const void *a, const void *b) {
    const Candidate *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->doc == NULL) - (y->doc == NULL);
}

static void candidate_free(Candidate *c) {
    free(c->text);
    free(c->usage);
    free(c->doc);
}

/* Where the text stands in a signature of that length, "time.After(d Duration)", behind "func " and what it belongs to; NULL
 * if the signature does not begin so. */
static const char *usage_find(const char *signature, size_t length, const char *text) {
    const char *at = strncmp(signature, "func ", 5) == 0 ? signature + 5 : signature;
    size_t size = strlen(text);
    while (at + size <= signature + length) {
        if (memcmp(at, text, size) == 0 && (at + size == signature + length || strchr("( ", at[size]))) return at;
        at += strcspn(at, ".( ");
        if (*at++ != '.') return NULL;
    }
    return NULL;
}

/* Parts the line of documentation that begins with how the candidate is written. */
static void candidate_part(Candidate *c) {
    const char *gap = c->doc ? strstr(c->doc, "  ") : NULL;
    const char *usage = gap ? usage_find(c->doc, (size_t)(gap - c->doc), c->text) : NULL;
    if (!usage) return;
    c->usage = strndup(usage, (size_t)(gap - usage));
    memmove(c->doc, gap + 2, strlen(gap + 2) + 1);
}

static size_t common_length(const char *a, const char *b, size_t most) {
    size_t length = 0;
    while (length < most && a[length] && a[length] == b[length]) length++;
    return length;
}

/* Puts them in order, each once. */
void completion_settle(Completion *f) {
    size_t kept = 0;
    if (f->count) qsort(f->candidates, f->count, sizeof *f->candidates, candidate_compare);
    for (size_t i = 0; i < f->count; i++) {
        if (kept && strcmp(f->candidates[kept - 1].text, f->candidates[i].text) == 0)
            candidate_free(&f->candidates[i]);
        else
            f->candidates[kept++] = f->candidates[i];
    }
    f->count = kept;
    if (kept == 0) return;
    size_t common = strlen(f->candidates[0].text);
    for (size_t i = 1; i < kept; i++) common = common_length(f->candidates[0].text, f->candidates[i].text, common);
    if (!f->more || common < f->common) f->common = common;
    for (size_t i = 0; i < kept; i++) candidate_part(&f->candidates[i]);
    for (; f->count > COMPLETION_MAX; f->more++) candidate_free(&f->candidates[--f->count]);
}

void completion_free(Completion *c) {
    for (size_t i = 0; i < c->count; i++) candidate_free(&c->candidates[i]);
    free(c->candidates);
    *c = (Completion){0};
}

/* ---- What stands before the cursor ---- */

enum { BEHIND = 40 /* spans that are looked back at */ };

/* The spans up to the cursor, of which the last ones are kept. */
typedef struct Behind {
    Span spans[BEHIND];
    size_t count;
} Behind;

/* The span that stands `back` spans before the last one; a zero one where none is kept. */
static Span span_back(const Behind *b, size_t back) {
    if (back >= b->count || back >= BEHIND) return (Span){0};
    return b->spans[(b->count - 1 - back) % BEHIND];
}

static bool is_named(const Span *s) {
    return s->kind == SPAN_NAME || s->kind == SPAN_NEW || s->kind == SPAN_FIELD;
}

/* Is it written like a name? */
static bool is_word(const Completer *c, const Span *s) {
    return s->end > s->start && lexer_is_name_start((unsigned char)c->text[s->start]);
}

/* Reads up to the cursor; false when that is inside of a string, a number or a comment. `from`: where the language
 * begins. */
static bool behind_read(Completer *c, size_t from, Behind *b) {
    Spans spans;
    Span span;
    spans_begin(&spans, c->text + from, c->length - from);
    for (;;) {
        spans_next(&spans, &span);
        if (span.kind == SPAN_END) break;
        span.start += (Offset)from;
        span.end += (Offset)from;
        if (span.kind != SPAN_COMMENT) b->spans[b->count++ % BEHIND] = span;
        if (span.end < c->length) continue;
        if (span.kind == SPAN_COMMENT || (span.kind == SPAN_NUMBER && !is_word(c, &span))) return false;
        if (span.kind == SPAN_STRING && span.unfinished) return false;
    }
    return true;
}

/* ---- Fields and methods ---- */

/* Writes the names of the chain "a.b" that ends `back` spans before the last one; false if it does not begin with a
 * variable. `*first` becomes that. */
static bool chain_read(const Completer *c, const Behind *b, size_t back, Bytes *path, Span *first) {
    size_t last = back;
    while (span_back(b, last).kind == SPAN_FIELD && span_back(b, last + 1).token == '.') last += 2;
    *first = span_back(b, last);
    if (first->kind != SPAN_NAME && first->kind != SPAN_NEW) return false;
    for (;; last -= 2) {
        Span name = span_back(b, last);
        bytes_add(path, c->text + name.start, name.end - name.start);
        if (last == back) return true;
        bytes_add(path, ".", 1);
    }
}

static bool same_text(const Completer *c, const Span *a, const Span *b) {
    size_t length = a->end - a->start;
    return b->end - b->start == length && memcmp(c->text + a->start, c->text + b->start, length) == 0;
}

/* Does the text declare the variable as of a type of a package, "wg *sync.WaitGroup"? Then the class of `of` becomes that
 * type; the last time counts. */
static void class_read(const Completer *c, size_t from, const Span *variable, MembersOf *of) {
    enum { NOTHING, VARIABLE, PACKAGE, DOT } seen = NOTHING;
    Spans spans;
    Span span;
    const char *package = NULL;
    spans_begin(&spans, c->text + from, c->length - from);
    for (spans_next(&spans, &span); span.kind != SPAN_END; spans_next(&spans, &span)) {
        span.start += (Offset)from;
        span.end += (Offset)from;
        if (seen == VARIABLE && span.kind == SPAN_NAME && span.start > variable->start) return;
        if (seen == VARIABLE && span.kind == SPAN_NAME) {
            package = c->text + span.start;
            seen = PACKAGE;
        } else if (seen == PACKAGE && span.token == '.') {
            seen = DOT;
        } else if (seen == DOT && span.kind == SPAN_FIELD) {
            of->class = package;
            of->class_length = (size_t)(c->text + span.end - package);
            seen = NOTHING;
        } else if (seen != VARIABLE || span.token != '*') {
            seen = is_named(&span) && same_text(c, &span, variable) ? VARIABLE : NOTHING;
        }
    }
}

static bool is_language(const char *text, size_t length) {
    const char *word;
    for (size_t i = 0; (word = lexer_word_text(i)); i++)
        if (strlen(word) == length && memcmp(word, text, length) == 0) return length > 1; /* `_` is none to be told */
    return false;
}

/* Adds names of a value; how many there are. */
static size_t members_add(Completer *c, MembersOf *of) {
    of->prefix = c->text + c->start;
    of->prefix_length = c->length - c->start;
    of->any_case = c->any_case;
    Members m = members_find(c->w, of);
    size_t count = m.count;
    for (size_t i = 0; i < m.count; i++) {
        size_t length = strlen(m.list[i].name);
        bool word = !of->class && of->path_length == 0 && is_language(m.list[i].name, length); /* `select` is also a function */
        if (!word) completer_add(c, m.list[i].name, length, m.list[i].doc);
    }
    c->found.more += m.more;
    if (m.more) c->found.common = m.common;
    members_free(&m);
    return count;
}

/* What values of the class have, or if that is nothing, of one that is called so as well: "net.Conn" is an interface. */
static bool class_add(Completer *c, MembersOf *of) {
    ReferenceEntry e;
    ReferencePart name = {0};
    if (members_add(c, of)) return true;
    if (!reference_find(of->class, of->class_length, &e)) return false;
    while (reference_name(&e.names, &name)) {
        of->class = name.text;
        of->class_length = name.length;
        if (members_add(c, of)) return true;
    }
    return false;
}

/* After the dot or colon that stands `mark` spans before the last one. */
static void fields_add(Completer *c, size_t from, const Behind *b, size_t mark) {
    Bytes path = {0};
    Span first, named = span_back(b, mark + 1);
    MembersOf of = {.methods = span_back(b, mark).token == ':'};
    if (named.kind == SPAN_STRING) {
        of.class = "string";
        of.class_length = strlen(of.class);
        members_add(c, &of);
    } else if (is_named(&named) && chain_read(c, b, mark + 1, &path, &first)) {
        if (first.start == named.start) class_read(c, from, &first, &of);
        if (!of.class || !class_add(c, &of)) {
            of.class = NULL;
            of.path = path.data;
            of.path_length = path.length;
            members_add(c, &of);
        }
    }
    bytes_free(&path);
}

/* ---- Names and words ---- */

static void words_add(Completer *c) {
    static const char *const types[] = {"int", "float64", "bool"}; /* that are no functions or packages either */
    const char *word;
    for (size_t i = 0; (word = lexer_word_text(i)); i++)
        if (*word != '_') completer_add(c, word, strlen(word), NULL);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) completer_add(c, types[i], strlen(types[i]), "a type");
}

/* What the reference says of the entry's name of that index, in a line: a way to write it, and the first sentence. */
static void entry_line(const ReferenceEntry *e, size_t index, Bytes *line) {
    ReferencePart signature = {0}, next = {0};
    for (size_t i = 0; reference_line(&e->signatures, &next); i++)
        if (i == 0 || i == index) signature = next;
    if (signature.length) bytes_format(line, "%.*s  ", (int)signature.length, signature.text);
    const char *text = e->paragraph.text;
    for (size_t i = 0; i < e->paragraph.length; i++) {
        bool ends = i + 1 == e->paragraph.length || text[i + 1] == ' ' || text[i + 1] == '\n';
        if (strchr(".:;", text[i]) && ends) break;
        bytes_add(line, text[i] == '\n' ? " " : text + i, 1);
    }
    bytes_add(line, "", 1);
}

static Candidate *undocumented_find(Completer *c, const ReferencePart *name) {
    for (size_t i = 0; i < c->found.count; i++) {
        Candidate *candidate = &c->found.candidates[i];
        if (!candidate->doc && reference_is(name, candidate->text, strlen(candidate->text))) return candidate;
    }
    return NULL;
}

/* Words and packages have their documentation in the reference alone. */
static void reference_add(Completer *c) {
    ReferenceEntry e = {0};
    while (reference_next(&e)) {
        ReferencePart name = {0};
        for (size_t i = 0; reference_name(&e.names, &name); i++) {
            Candidate *candidate = completer_wants(c, name.text, name.length) ? undocumented_find(c, &name) : NULL;
            if (!candidate) continue;
            Bytes line = {0};
            entry_line(&e, i, &line);
            candidate->doc = line.data;
        }
    }
}

/* The variables in the text: parameters and locals are nowhere else. */
static void written_add(Completer *c, size_t from) {
    Spans spans;
    Span span;
    spans_begin(&spans, c->text + from, c->length - from);
    for (spans_next(&spans, &span); span.kind != SPAN_END; spans_next(&spans, &span)) {
        bool at_cursor = from + span.start == c->start;
        if ((span.kind == SPAN_NAME || span.kind == SPAN_NEW) && !at_cursor)
            completer_add(c, c->text + from + span.start, span.end - span.start, NULL);
    }
}

/* Is it the beginning of a new name? */
static bool is_declared(const Span *before) {
    switch (before->token) {
    case TK_LOCAL:
    case TK_FUNCTION:
    case TK_FOR:
    case TK_GOTO:
        return true;
    default:
        return before->word == WORD_VAR || before->word == WORD_CONST || (before->word == WORD_FUNC && !before->is_type);
    }
}

void complete_language(Completer *c, size_t from) {
    Behind b = {.count = 0};
    c->start = c->length;
    if (!behind_read(c, from, &b)) return;
    Span last = span_back(&b, 0);
    size_t word = b.count && last.end == c->length && is_word(c, &last); /* how many spans it is: 0 or 1 */
    if (word) c->start = last.start;
    Span before = span_back(&b, word), named = span_back(&b, word + 1);
    if (before.token == '.' || (before.token == ':' && before.end == c->start && before.start == named.end)) {
        fields_add(c, from, &b, word);
    } else if (!is_declared(&before)) {
        members_add(c, &(MembersOf){.path = ""});
        words_add(c);
        reference_add(c);
        written_add(c, from);
    }
}

/* ---- The text as a whole ---- */

static void completer_find(Completer *c) {
    if (!complete_command(c)) complete_language(c, 0);
}

Completion complete(World *w, const char *text, size_t length, size_t cursor) {
    Completer c = {.w = w, .text = text, .length = cursor < length ? cursor : length};
    if (c.length >= UINT32_MAX) return (Completion){.start = cursor};
    completer_find(&c);
    if (c.found.count == 0 && c.start < c.length) {
        c.any_case = true;
        completer_find(&c);
    }
    c.found.start = c.start;
    completion_settle(&c.found);
    return c.found;
}
