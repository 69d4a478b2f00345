/* Outputs as predictions have them. */
#include "repl/prediction.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char panic_word[] = "panic", fatal_word[] = "fatal error", exit_word[] = "exit status";

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
    bool fails = possible->kind == ENDING_DEADLOCK || possible->kind == ENDING_PANIC || possible->kind == ENDING_FATAL;
    if (typed->kind == ENDING_EXIT && fails) return strcmp(typed->text, "2") == 0; /* the status that this ends with */
    return typed->kind == possible->kind && text_fits(typed->text, possible->text);
}

bool prediction_fits(const Prediction *typed, const Prediction *possible) {
    if (typed->count != possible->count || !ending_fits(&typed->ending, &possible->ending)) return false;
    for (size_t i = 0; i < typed->count; i++)
        if (strcmp(typed->lines[i], possible->lines[i]) != 0) return false;
    return true;
}

/* ---- Lines ---- */

Prediction prediction_lines(Bytes *text) {
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
    Prediction p = prediction_lines(&text);
    if (possible->fails && p.count && ending_read(p.lines[p.count - 1], &p.ending)) p.count--;
    return p;
}

void prediction_free(Prediction *p) {
    free(p->lines);
    free(p->bytes);
    *p = (Prediction){0};
}
