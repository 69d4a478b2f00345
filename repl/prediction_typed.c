/* Predictions, as they are typed. What somebody means is to be found in whatever way it is written: `"red"` is the line red where a
 * program prints that, and `it deadlocks.` is a deadlock. The law: what a program prints just so is always that line. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "repl/prediction.h"

static bool is_one_of(const char *text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(text, words[i]) == 0) return true;
    return false;
}

#define IS_ONE_OF(text, words) is_one_of(text, words, sizeof(words) / sizeof *(words))

static bool has_slash(const Possibilities *p) {
    for (size_t i = 0; i < p->count; i++)
        if (strchr(p->list[i].text, '/')) return true;
    return false;
}

/* Does a program print that line? A learner's word then means the line. */
static bool is_printed(const Possibilities *p, const char *line) {
    bool printed = false;
    for (size_t i = 0; i < p->count && !printed; i++) {
        if (!strcasestr(p->list[i].text, line)) continue;
        Prediction possible = prediction_of(&p->list[i]);
        for (size_t k = 0; k < possible.count; k++) printed |= strcasecmp(possible.lines[k], line) == 0;
        prediction_free(&possible);
    }
    return printed;
}

static void line_drop(Prediction *p, size_t at) {
    p->count--;
    memmove(p->lines + at, p->lines + at + 1, (p->count - at) * sizeof *p->lines);
}

/* What stands in quotes or brackets, and before a mark at the end; in its place. */
static char *bare(char *text) {
    static const char pairs[] = "\"\"''``()<>[]", marks[] = ".!,;";
    for (size_t length = strlen(text); length; length = strlen(text)) {
        const char *open = strchr(pairs, *text);
        if (length > 1 && open && (open - pairs) % 2 == 0 && text[length - 1] == open[1]) {
            text[length - 1] = 0;
            text++;
        } else if (strchr(marks, text[length - 1]) || text[length - 1] == ' ') {
            text[length - 1] = 0;
        } else if (*text == ' ') {
            text++;
        } else {
            break;
        }
    }
    return text;
}

/* ---- How it ends ---- */

static bool is_end_possible(const Possibilities *p, const Ending *ending) {
    bool possible = false;
    for (size_t i = 0; i < p->count && !possible; i++) {
        Prediction one = prediction_of(&p->list[i]);
        possible = ending_fits(ending, &one.ending);
        prediction_free(&one);
    }
    return possible;
}

/* Goes past a word, also as "panics" and "panicked"; NULL: another one stands there. */
static char *word_past(char *text, const char *word) {
    static const char *const ends[] = {"s", "ed", "ked", ""};
    size_t length = strlen(word);
    if (strncasecmp(text, word, length) != 0) return NULL;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char *past = text + length + strlen(ends[i]);
        if (strncasecmp(text + length, ends[i], strlen(ends[i])) == 0 && !isalnum((unsigned char)*past)) return past;
    }
    return NULL;
}

/* "exit(3)", "exits with code 3": the number; NULL: it is something else. */
static char *exit_code(char *text) {
    if (strncasecmp(text, "os.", 3) == 0) text += 3;
    if (!(text = word_past(text, "exit"))) return NULL;
    while (isalpha((unsigned char)*text) || (*text && strchr(" (:", *text))) text++;
    size_t digits = strspn(text, "0123456789");
    if (!digits || strcmp(text + digits, text[digits] ? ")" : "") != 0) return NULL;
    text[digits] = 0;
    return text;
}

/* Is the line how somebody says in his own words that a program ends? Changes it. */
static bool ending_meant(char *line, Ending *ending) {
    static const char *const fillers[] = {"then ", "and ", "it ", "a ", "the ", "ends ", "in ", "with "};
    static const char *const deadlocks[] = {"deadlocks", "deadlocked", "dead lock", "all goroutines are asleep",
                                            "fatal error: all goroutines are asleep"};
    char *text = bare(line), *rest;
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (strncasecmp(text, fillers[i], strlen(fillers[i])) == 0) text += strlen(fillers[i]);
    if (IS_ONE_OF(text, deadlocks))
        *ending = (Ending){ENDING_DEADLOCK, ""};
    else if (strcasecmp(text, "fatal") == 0)
        *ending = (Ending){ENDING_FATAL, ""};
    else if ((rest = word_past(text, "panic"))) {
        rest += strspn(rest, " :-");
        if (strncasecmp(rest, "with", 4) == 0) rest += 4 + strspn(rest + 4, " :-");
        *ending = (Ending){ENDING_PANIC, bare(rest)};
    } else if ((rest = exit_code(text)))
        *ending = (Ending){ENDING_EXIT, rest};
    else
        return ending_read(text, ending);
    return true;
}

/* Takes the last line if it says how it ends. */
static bool ending_drop(const Possibilities *p, Prediction *typed, Ending *ending) {
    Ending meant;
    char *last = typed->count ? (char *)typed->lines[typed->count - 1] : "";
    if (!typed->count || is_printed(p, last)) return false;
    bool said = ending_read(last, ending);
    if (said && is_end_possible(p, ending)) {
        line_drop(typed, typed->count - 1);
        return true;
    }
    char *copy = strdup(last); /* of which `meant` is a part */
    bool better = copy && ending_meant(copy, &meant) && (!said || is_end_possible(p, &meant));
    free(copy);
    if (better) said = ending_meant(last, ending);
    if (said) line_drop(typed, typed->count - 1);
    return said;
}

/* How it ends is said by the last line; `go run` says an exit status behind a panic, too. */
static void ending_take(const Possibilities *p, Prediction *typed) {
    Ending before;
    if (!ending_drop(p, typed, &typed->ending)) return;
    bool behind = typed->ending.kind == ENDING_EXIT && strcmp(typed->ending.text, "2") == 0;
    if (behind && ending_drop(p, typed, &before)) typed->ending = before;
}

/* ---- Lines ---- */

/* The line without commas, in whose place blanks stand. */
static void commas_leave(char *line) {
    char *to = line;
    for (const char *at = line; *at; at++) {
        char byte = *at == ',' ? ' ' : *at;
        if (byte != ' ' || (to > line && to[-1] != ' ')) *to++ = byte;
    }
    *to = 0;
}

/* A line that is never printed so, but without its quotes or commas, is that one. */
static void line_loosen(const Possibilities *p, char *line) {
    char *copy = is_printed(p, line) ? NULL : strdup(line), *text = copy ? bare(copy) : NULL;
    if (text && !is_printed(p, text)) commas_leave(text);
    if (text && is_printed(p, text)) memcpy(line, text, strlen(text) + 1);
    free(copy);
}

static bool is_nothing(const Possibilities *p, const char *line) {
    static const char *const words[] = {"", "nothing", "nothing is printed", "no output", "none", "empty"};
    char *copy = is_printed(p, line) ? NULL : strdup(line);
    bool nothing = copy && IS_ONE_OF(bare(copy), words);
    free(copy);
    return nothing;
}

Prediction prediction_read(const Possibilities *p, const char *typed) {
    Bytes parted = {0}, text = {0};
    bool loose = !has_slash(p);
    for (const char *at = typed; *at; at++) {
        bool before = at == typed || strchr(" \t\n", at[-1]), behind = !at[1] || strchr(" \t\n", at[1]);
        bytes_add(&parted, *at == '/' && (loose || (before && behind)) ? "\n" : at, 1);
    }
    output_normal(&text, parted.data ? parted.data : "", parted.length);
    bytes_free(&parted);
    Prediction result = prediction_lines(&text);
    ending_take(p, &result);
    for (size_t i = result.count; i-- > 0;) {
        line_loosen(p, (char *)result.lines[i]);
        if (is_nothing(p, result.lines[i])) line_drop(&result, i);
    }
    return result;
}
