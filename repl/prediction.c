/* Predictions, as they are typed. */
#include "repl/prediction.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char panic_word[] = "panic", fatal_word[] = "fatal error", exit_word[] = "exit status", nothing_word[] = "nothing";

/* ---- How it ends ---- */

/* "panic", and "panic: " with what stands behind it; NULL: it is something else. */
static const char *word_rest(const char *line, const char *word) {
    size_t length = strlen(word);
    if (strncasecmp(line, word, length) != 0) return NULL;
    const char *rest = line + length;
    rest += strspn(rest, " ");
    if (!*rest) return rest;
    if (*rest != ':') return NULL;
    rest++;
    return rest + strspn(rest, " ");
}

static bool is_exit(const char *line, const char **code) {
    if (strncasecmp(line, exit_word, strlen(exit_word)) == 0)
        line += strlen(exit_word);
    else if (strncasecmp(line, "exit", 4) == 0)
        line += 4;
    else
        return false;
    *code = line + strspn(line, " ");
    return *line == ' ' && strspn(*code, "0123456789") == strlen(*code) && **code;
}

static bool is_deadlock(const char *text) {
    static const char word[] = "deadlock";
    size_t length = strlen(text);
    if (length && text[length - 1] == '!') length--;
    return length >= strlen(word) && strncasecmp(text + length - strlen(word), word, strlen(word)) == 0 &&
           (length == strlen(word) || strcasestr(text, "goroutines"));
}

bool ending_read(const char *line, Ending *ending) {
    const char *text;
    if (is_deadlock(line)) {
        *ending = (Ending){ENDING_DEADLOCK, ""};
    } else if ((text = word_rest(line, fatal_word))) {
        *ending = is_deadlock(text) ? (Ending){ENDING_DEADLOCK, ""} : (Ending){ENDING_FATAL, text};
    } else if ((text = word_rest(line, panic_word))) {
        *ending = (Ending){ENDING_PANIC, text};
    } else if (is_exit(line, &text)) {
        *ending = (Ending){ENDING_EXIT, text};
    } else {
        return false;
    }
    return true;
}

/* Is it the same but for what Go says behind it about who has recovered from it? */
static bool text_fits(const char *typed, const char *possible) {
    static const char recovered[] = " [recovered";
    size_t length = strlen(typed);
    if (!*typed || strcasecmp(typed, possible) == 0) return true;
    return strncasecmp(typed, possible, length) == 0 && strncmp(possible + length, recovered, strlen(recovered)) == 0;
}

bool ending_fits(const Ending *typed, const Ending *possible) {
    if (typed->kind == ENDING_FATAL && possible->kind == ENDING_DEADLOCK) return !*typed->text;
    return typed->kind == possible->kind && text_fits(typed->text, possible->text);
}

bool prediction_fits(const Prediction *typed, const Prediction *possible) {
    if (typed->count != possible->count || !ending_fits(&typed->ending, &possible->ending)) return false;
    for (size_t i = 0; i < typed->count; i++)
        if (strcmp(typed->lines[i], possible->lines[i]) != 0) return false;
    return true;
}

/* ---- Lines ---- */

/* The lines of a text in the normal form, without blanks at their beginning. Takes `text` over. */
static Prediction lines_of(Bytes *text) {
    size_t count = 0;
    bytes_add(text, "", 1);
    for (const char *at = text->data; *at; at++) count += *at == '\n';
    Prediction p = {.lines = calloc(count + 1, sizeof *p.lines), .bytes = text->data, .ending.text = ""};
    char *at = text->data;
    for (size_t i = 0; p.lines && i < count; i++) {
        char *stop = strchr(at, '\n');
        *stop = 0;
        p.lines[p.count++] = at + strspn(at, " ");
        at = stop + 1;
    }
    return p;
}

Prediction prediction_of(const Possibility *possible) {
    Bytes text = {0};
    bytes_add(&text, possible->text, strlen(possible->text));
    Prediction p = lines_of(&text);
    if (possible->fails && p.count && ending_read(p.lines[p.count - 1], &p.ending)) p.count--;
    return p;
}

void prediction_free(Prediction *p) {
    free(p->lines);
    free(p->bytes);
    *p = (Prediction){0};
}

static bool has_slash(const Possibilities *p) {
    for (size_t i = 0; i < p->count; i++)
        if (strchr(p->list[i].text, '/')) return true;
    return false;
}

/* Does a program print that line? A learner's word then means the line. */
static bool is_printed(const Possibilities *p, const char *line) {
    bool printed = false;
    for (size_t i = 0; i < p->count && !printed; i++) {
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

/* How it ends is said by the last line; `go run` says an exit status behind a panic, too. */
static void ending_take(const Possibilities *p, Prediction *typed) {
    Ending before;
    const char *last = typed->count ? typed->lines[typed->count - 1] : "";
    if (!typed->count || is_printed(p, last) || !ending_read(last, &typed->ending)) return;
    line_drop(typed, typed->count - 1);
    bool behind = typed->ending.kind == ENDING_EXIT && strcmp(typed->ending.text, "2") == 0 && typed->count;
    if (!behind || is_printed(p, typed->lines[typed->count - 1]) || !ending_read(typed->lines[typed->count - 1], &before)) return;
    typed->ending = before;
    line_drop(typed, typed->count - 1);
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
    Prediction result = lines_of(&text);
    ending_take(p, &result);
    for (size_t i = result.count; i-- > 0;)
        if (strcasecmp(result.lines[i], nothing_word) == 0 && !is_printed(p, result.lines[i])) line_drop(&result, i);
    return result;
}
