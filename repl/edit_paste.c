/* Pastes. The terminal marks where one begins and ends; it is inserted as it is, with the ends of its lines, and nothing in
 * it is a key. The prompts of a session that has been copied are left out. */
#include "repl/edit.h"

#include <stdlib.h>
#include <string.h>

#include "repl/utf8.h"

static const char mark[] = "\x1b[201~";
enum { MARK = sizeof mark - 1 };

/* How many bytes at the end of the text may be the beginning of the mark. */
static size_t marked(const Bytes *text) {
    for (size_t n = text->length < MARK ? text->length : MARK; n > 0; n--)
        if (memcmp(text->data + text->length - n, mark, n) == 0) return n;
    return 0;
}

/* Reads on to the mark, and never past it: what follows may be the program's. */
static bool paste_read(Editor *e, Bytes *text) {
    for (size_t have = 0; have < MARK; have = marked(text)) {
        if (!edit_wait(e)) return false;
        int count = keyboard_read(&e->keyboard, bytes_room(text, MARK), MARK - have);
        if (count < 0) return false;
        text->length += (size_t)count;
    }
    text->length -= MARK;
    return true;
}

/* Makes one end of a line of what has become two, for the terminal makes '\n' of each '\r' and "\r\n" is sent by some: then
 * they come in pairs throughout. */
static void paste_unify(Bytes *text) {
    size_t to = 0, run = 0;
    for (size_t i = 0; i <= text->length; i++) {
        bool end = i < text->length && text->data[i] == '\n';
        if (!end && run % 2 != 0) return;
        run = end ? run + 1 : 0;
    }
    for (size_t i = 0; i < text->length; i++) {
        text->data[to++] = text->data[i];
        i += text->data[i] == '\n';
    }
    text->length = to;
}

/* How long a prompt is that stands at the beginning of a line; 0: there is none. */
static size_t prompt_length(const char *line, size_t length, bool first) {
    if (length >= 2 && memcmp(line, "> ", 2) == 0) return 2;
    if (!first && length >= 3 && memcmp(line, ".. ", 3) == 0) return 3;
    if (!first && length == 2 && memcmp(line, "..", 2) == 0) return 2; /* its last space got lost */
    return 0;
}

/* Leaves the prompts out of a text of which every line begins with one. */
static void paste_strip(Bytes *text) {
    for (int pass = 0; pass < 2; pass++) {
        size_t to = 0;
        for (size_t at = 0; at < text->length;) {
            const char *line = text->data + at, *end = memchr(line, '\n', text->length - at);
            size_t length = end ? (size_t)(end - line) : text->length - at, whole = length + (end != NULL);
            size_t prompt = prompt_length(line, length, at == 0);
            if (pass == 0 && prompt == 0 && length > 0) return;
            if (pass == 1) memmove(text->data + to, line + prompt, whole - prompt);
            to += whole - prompt;
            at += whole;
        }
        if (pass == 1) text->length = to;
    }
}

void edit_paste_read(Editor *e, Bytes *text) {
    paste_read(e, text);
    paste_unify(text);
    paste_strip(text);
    while (text->length > 0 && text->data[text->length - 1] == '\n') text->length--;
}

void edit_paste(Editor *e) {
    Bytes text = {0};
    edit_paste_read(e, &text);
    size_t count;
    wchar_t *wide = text.length > 0 ? utf8_wide(text.data, text.length, &count) : NULL;
    if (wide) edit_insert(e, wide);
    free(wide);
    bytes_free(&text);
}
