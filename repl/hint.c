/* Hints below an entry. */
#include "repl/hint.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lua/reference.h"
#include "repl/bytes.h"
#include "repl/command.h"
#include "repl/report.h"

static void trim(const char **text, size_t *length) {
    while (*length && isspace((unsigned char)**text)) ++*text, --*length;
    while (*length && isspace((unsigned char)(*text)[*length - 1])) --*length;
}

static size_t word_length(const char *text, size_t length) {
    size_t n = 0;
    while (n < length && (isalnum((unsigned char)text[n]) || text[n] == '_')) n++;
    return n;
}

static bool is_command(const char *word, size_t length) {
    CommandRow row;
    for (size_t i = 0; command_row(i, &row); i++)
        if ((strlen(row.name) == length && memcmp(word, row.name, length) == 0) ||
            (length && strlen(row.other_name) == length && memcmp(word, row.other_name, length) == 0))
            return true;
    return false;
}

static bool is_word_of_go(const char *word, size_t length) {
    static const char nil[] = "nil";
    ReferenceEntry e;
    bool is_nil = length == strlen(nil) && memcmp(word, nil, length) == 0;
    return length > 1 && !is_nil && reference_find(word, length, &e);
}

void hint_nil(const char *text, size_t length) {
    trim(&text, &length);
    if (word_length(text, length) != length) return;
    if (is_command(text, length) && length > 1)
        printf("%.*s has no value; the command is :%.*s\n", (int)length, text, (int)length, text);
    else if (is_word_of_go(text, length))
        printf("%.*s has no value; ?%.*s tells about it\n", (int)length, text, (int)length, text);
}

/* `time f()`: a command, and what stands behind it, but for the colon. */
static void hint_colon(const char *text, size_t length) {
    size_t word = word_length(text, length), behind = word;
    while (behind < length && text[behind] == ' ') behind++;
    if (word < 2 || !is_command(text, word) || behind == word || behind == length || ispunct((unsigned char)text[behind])) return;
    Bytes hint = {0};
    bytes_format(&hint, "try: the command is `:%.*s`, with a colon.\n", (int)word, text);
    report_print(stderr, hint.data, hint.length);
    bytes_free(&hint);
}

void hint_refused(const char *text, size_t length) {
    trim(&text, &length);
    const char *line = text + length;
    while (line > text && line[-1] != '\n') line--;
    if (line == text) {
        hint_colon(text, length);
        return;
    }
    size_t rest = (size_t)(text + length - line);
    trim(&line, &rest);
    if (rest < 2 || *line != ':') return;
    size_t word = word_length(line + 1, rest - 1);
    if (!is_command(line + 1, word)) return;
    Bytes hint = {0};
    bytes_format(&hint, "try: `:%.*s` is a command where an entry begins, as it does now; Ctrl-C\n"
                        "     drops an entry that is not finished.\n", (int)word, line + 1);
    report_print(stderr, hint.data, hint.length);
    bytes_free(&hint);
}
