/* The texts that programs were started with. Lua keeps of a program which lines its instructions stand in, and of a
 * channel that is nil nothing at all; what the program calls it stands in the line. */
#include "lua/source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lua/host.h"
#include "lua/tokens.h"

enum { SOURCES_SIZE = 1000000 /* bytes of texts that are kept: the newest */ };

struct Source {
    struct Source *older;
    const char *name; /* behind the text */
    uint64_t main;    /* the goroutine that was started with it */
    bool session;     /* it is an entry at a prompt */
    int line;         /* of the text's first one */
    size_t length;
    char text[];
};

void source_keep(World *w, const WorldSource *source, uint64_t main) {
    size_t name = strlen(source->name) + 1;
    if (source->length > SOURCES_SIZE) return;
    struct Source *kept = malloc(sizeof *kept + source->length + 1 + name);
    if (!kept) return;
    *kept = (struct Source){.older = w->sources,
                            .name = kept->text + source->length + 1,
                            .main = main,
                            .session = source->session,
                            .line = source->line ? source->line : 1,
                            .length = source->length};
    memcpy(kept->text, source->text, source->length);
    kept->text[source->length] = '\0';
    memcpy(kept->text + source->length + 1, source->name, name);
    w->sources = kept;
    size_t size = kept->length;
    for (struct Source *s = kept; s->older; s = s->older) {
        size += s->older->length;
        if (size <= SOURCES_SIZE) continue;
        struct Source *dropped = s->older;
        s->older = dropped->older;
        free(dropped);
        return;
    }
}

int source_entry(const World *w, uint64_t main) {
    for (const struct Source *s = w->sources; s; s = s->older)
        if (s->session && s->main == main) return s->line;
    return 0;
}

void source_drop(World *w) {
    for (struct Source *older, *s = w->sources; s; s = older) {
        older = s->older;
        free(s);
    }
    w->sources = NULL;
}

bool source_nth(const World *w, size_t index, SourceText *text) {
    const struct Source *s = w->sources;
    while (s && index-- > 0) s = s->older;
    if (s) *text = (SourceText){.file = s->name + 1, .text = s->text, .length = s->length, .line = s->line};
    return s != NULL;
}

/* The text with that line, and where that begins in it. */
static const struct Source *source_find(const World *w, const char *file, int line,
                                        const char **at) {
    for (const struct Source *s = w->sources; s && file; s = s->older) {
        if (strcmp(s->name + 1, file) != 0 || line < s->line) continue;
        const char *p = s->text;
        for (int i = s->line; p && i < line; i++) {
            p = strchr(p, '\n');
            if (p) p++;
        }
        if (!p) continue;
        *at = p;
        return s;
    }
    return NULL;
}

const char *source_line(const World *w, const char *file, int line, size_t *length) {
    const char *at;
    if (!source_find(w, file, line, &at)) return NULL;
    *length = strcspn(at, "\n");
    return at;
}

const char *source_of_line(const World *w, const char *file, int line, size_t *length, int *first, bool *session) {
    const char *at;
    const struct Source *s = source_find(w, file, line, &at);
    if (!s) return NULL;
    *length = s->length;
    *first = s->line;
    *session = s->session;
    return s->text;
}

int source_comments(const World *w, const char *file, int line) {
    int count = 0;
    size_t length;
    const char *text;
    while (line - count > 1 && (text = source_line(w, file, line - count - 1, &length))) {
        text += strspn(text, " \t");
        if (strncmp(text, "--", 2) != 0) break;
        count++;
    }
    return count;
}

/* ---- Reading a line ---- */

typedef struct Operands {
    SourceUse use;
    bool any;    /* there is one, whatever it is */
    bool untold; /* there is one that is too long, or there are too many */
    size_t count;
    SourceOperand *texts;
} Operands;

/* One has been found, from `begin` to before `end`; -1: that cannot be told. */
static void operand_found(Operands *o, const Tokens *line, SourceUse use, int begin, int end) {
    LineTokenKind kind = token_at(line, begin)->kind;
    if (use != o->use || kind == TOKEN_LITERAL || kind == TOKEN_OPERATOR) return; /* range 3, range #list */
    o->any = true;
    o->untold = o->untold || begin < 0 || end <= begin;
    if (o->untold) return;
    const LineToken *first = token_at(line, begin), *last = token_at(line, end - 1);
    size_t length = (size_t)(last->text + last->length - first->text);
    for (size_t i = 0; i < o->count; i++)
        if (strlen(o->texts[i]) == length && memcmp(o->texts[i], first->text, length) == 0) return;
    if (length >= SOURCE_OPERAND_SIZE || o->count == SOURCE_OPERANDS_MAX) {
        o->untold = true;
        return;
    }
    memcpy(o->texts[o->count], first->text, length);
    o->texts[o->count++][length] = '\0';
}

/* `<-`, but not that of a type: chan<- int, <-chan int. */
static void arrow_found(Operands *o, const Tokens *line, int i) {
    if (token_is(token_at(line, i - 1), "chan") || token_is(token_at(line, i + 1), "chan")) return;
    if (token_ends_operand(token_at(line, i - 1)))
        operand_found(o, line, SOURCE_SEND, tokens_suffixed_begin(line, i - 1), i);
    else
        operand_found(o, line, SOURCE_RECEIVE, i + 1, tokens_suffixed_end(line, i + 1));
}

/* Finds the operations in a line. */
static void operands_find(Operands *o, const char *text, size_t length) {
    Tokens line;
    if (!tokens_read(&line, text, length)) {
        o->untold = true;
        return;
    }
    for (int i = 0; i < line.count; i++) {
        const LineToken *t = token_at(&line, i);
        if (t->kind == TOKEN_OPERATOR && token_is(t, "<-"))
            arrow_found(o, &line, i);
        else if (t->kind == TOKEN_WORD && token_is(t, "range"))
            operand_found(o, &line, SOURCE_RANGE, i + 1, tokens_suffixed_end(&line, i + 1));
        else if (t->kind == TOKEN_NAME && token_is(t, "close") && token_is(token_at(&line, i + 1), "(") &&
                 !tokens_join(&line, i - 1))
            operand_found(o, &line, SOURCE_CLOSE, i + 2, tokens_suffixed_end(&line, i + 2));
    }
}

size_t source_operands(const World *w, const char *file, int line, SourceUse use,
                       SourceOperand operands[SOURCE_OPERANDS_MAX]) {
    const char *at;
    if (!source_find(w, file, line, &at)) return 0;
    Operands o = {.use = use, .texts = operands};
    operands_find(&o, at, strcspn(at, "\n"));
    return o.untold ? 0 : o.count;
}

size_t source_lines(const World *w, const char *file, int line, SourceUse use, const char *name,
                    int *lines, size_t most) {
    const char *at;
    SourceOperand texts[SOURCE_OPERANDS_MAX];
    const struct Source *s = source_find(w, file, line, &at);
    size_t count = 0;
    if (!s) return 0;
    int number = s->line;
    for (const char *p = s->text; *p; number++) {
        size_t length = strcspn(p, "\n");
        Operands o = {.use = use, .texts = texts};
        if (number != line && (!name || memmem(p, length, name, strlen(name))))
            operands_find(&o, p, length);
        bool found = o.any && !name;
        for (size_t i = 0; i < o.count && name; i++) found = found || strcmp(texts[i], name) == 0;
        if (found && count++ < most) lines[count - 1] = number;
        p += length + (p[length] == '\n');
    }
    return count;
}

bool source_has(const World *w, const char *file, int line, const char *text) {
    size_t length;
    const char *at = source_line(w, file, line, &length);
    return at && memmem(at, length, text, strlen(text)) != NULL;
}

bool source_is_all(const World *w, const char *file, int line) {
    static const char *const loads[] = {"require", "load", "dofile"};
    const char *at;
    const struct Source *s = source_find(w, file, line, &at);
    for (size_t i = 0; s && i < sizeof loads / sizeof *loads; i++)
        if (memmem(s->text, s->length, loads[i], strlen(loads[i]))) return false;
    return s != NULL;
}

/* ---- Looking for a name ---- */

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

/* Is it the word, and no part of a longer one? */
static bool word_at(const char *p, const char *end, const char *word) {
    size_t length = strlen(word);
    return (size_t)(end - p) >= length && memcmp(p, word, length) == 0 &&
           ((size_t)(end - p) == length || !is_word(p[length]));
}

static const char *spaces_skip(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r')) p++;
    return p;
}

/* Past the last place before p in the line at which the word stands; NULL if it does not. */
static const char *word_before(const char *start, const char *p, const char *word) {
    const char *found = NULL;
    for (const char *at = start; at < p; at++)
        if ((at == start || !is_word(at[-1])) && word_at(at, p, word)) found = at + strlen(word);
    return found;
}

/* Are there only names between them? */
static bool names_between(const char *from, const char *p) {
    while (from && from < p && (is_word(*from) || *from == ',' || *from == ' ' || *from == '\t'))
        from++;
    return from == p;
}

/* Do brackets open between them that do not close? */
static bool within_brackets(const char *from, const char *p) {
    int depth = 0;
    for (; from && from < p; from++) depth += (*from == '(') - (*from == ')');
    return depth > 0;
}

/* Is the name at p, which ends at `rest`, one that the line declares or sets? */
static bool name_set(const char *text, const char *p, const char *rest) {
    static const char *const declare[] = {"var", "local", "for"}, *const functions[] = {"func",
                                                                                        "function"};
    const char *start = p;
    while (start > text && start[-1] != '\n') start--;
    if (memmem(start, (size_t)(p - start), "--", 2)) return false;
    for (size_t i = 0; i < sizeof declare / sizeof *declare; i++)
        if (names_between(word_before(start, p, declare[i]), p)) return true;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (within_brackets(word_before(start, p, functions[i]), p)) return true;
    const char *end = rest + strcspn(rest, "\n"), *next = spaces_skip(rest, end);
    if (*next == ',') next += strcspn(next, "=\n");
    if (*next == ':') next++;
    return *next == '=' && next[1] != '=' && next[-1] != '~';
}

bool source_sets(const World *w, const char *file, int line, const char *name) {
    const char *at;
    const struct Source *s = source_find(w, file, line, &at);
    if (!s) return true;
    size_t length = strlen(name);
    for (const struct Source *part = w->sources; part; part = part->older) {
        if (strcmp(part->name, s->name) != 0) continue;
        for (const char *p = part->text; (p = strstr(p, name)); p += length) {
            bool begins = p == part->text || (!is_word(p[-1]) && p[-1] != '.' && p[-1] != ':');
            if (begins && !is_word(p[length]) && name_set(part->text, p, p + length)) return true;
        }
    }
    return false;
}
