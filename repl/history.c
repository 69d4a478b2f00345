/* The entries of this session and those before. In the file "\n" stands for the end of a line in an entry, and "\\" for a
 * backslash. */
#include "repl/history.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/bytes.h"
#include "repl/file.h"
#include "repl/state.h"

enum {
    ENTRIES = 10000,
    SLACK = 1000, /* so many more may stand in the file before it is cut */
};

struct HistoryList {
    Bytes memory;  /* of the pointers to the entries */
    Bytes path;    /* ends in '\0'; empty: there is no file */
    bool told;     /* that there is something wrong with it */
};

static char **entries(const HistoryList *h) {
    return (char **)(void *)h->memory.data;
}

size_t history_count(const HistoryList *h) {
    return h ? h->memory.length / sizeof(char *) : 0;
}

const char *history_at(const HistoryList *h, size_t index) {
    return entries(h)[index];
}

static void history_tell(HistoryList *h, int error) {
    if (!h->told) state_tell("history", h->path.data, error, "this session's entries are not kept");
    h->told = true;
}

/* ---- Lines of the file ---- */

static void line_encode(Bytes *line, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n')
            bytes_add(line, "\\n", 2);
        else if (text[i] == '\\')
            bytes_add(line, "\\\\", 2);
        else
            bytes_add(line, &text[i], 1);
    }
    bytes_add(line, "\n", 1);
}

/* The entry that stands in a line, or NULL if none does. */
static char *line_decode(const char *line, size_t length) {
    char *entry = malloc(length + 1), *to = entry;
    if (!entry) return NULL;
    for (size_t i = 0; i < length; i++) {
        bool escape = line[i] == '\\';
        if (escape) i++;
        if (i == length || line[i] == '\0' || (escape && line[i] != 'n' && line[i] != '\\')) {
            free(entry);
            return NULL;
        }
        *to++ = escape && line[i] == 'n' ? '\n' : line[i];
    }
    *to = '\0';
    if (to > entry) return entry;
    free(entry);
    return NULL;
}

/* ---- Opening ---- */

static void memory_add(HistoryList *h, char *entry) {
    bytes_add(&h->memory, (const char *)&entry, sizeof entry);
}

/* Takes the entries in, and cuts off of the file what is too old. */
static void history_read(HistoryList *h, int fd) {
    Bytes text = {0};
    if (!file_read_whole(fd, &text)) history_tell(h, errno);
    size_t lines = 0, from = 0;
    for (size_t i = 0; i < text.length; i++) lines += text.data[i] == '\n';
    for (size_t skip = lines > ENTRIES ? lines - ENTRIES : 0; skip > 0; skip--)
        from = (size_t)((char *)memchr(text.data + from, '\n', text.length - from) - text.data) + 1;
    if (lines > ENTRIES + SLACK) file_put(h->path.data, text.data + from, text.length - from);
    while (from < text.length) {
        const char *line = text.data + from, *end = memchr(line, '\n', text.length - from);
        size_t length = end ? (size_t)(end - line) : text.length - from;
        char *entry = line_decode(line, length);
        if (entry) memory_add(h, entry);
        from += length + 1;
    }
    bytes_free(&text);
}

static void history_find(HistoryList *h) {
    const char *chosen = getenv("GOSH_HISTORY");
    if (!chosen)
        state_path(&h->path, "history");
    else if (*chosen)
        bytes_add(&h->path, chosen, strlen(chosen) + 1);
}

HistoryList *history_new(void) {
    return calloc(1, sizeof(HistoryList));
}

HistoryList *history_open(void) {
    HistoryList *h = history_new();
    if (!h) return NULL;
    history_find(h);
    if (h->path.length == 0) return h;
    int fd = state_open(h->path.data, true);
    if (fd < 0) {
        history_tell(h, errno);
        return h;
    }
    history_read(h, fd);
    close(fd);
    return h;
}

void history_close(HistoryList *h) {
    if (!h) return;
    for (size_t i = 0; i < history_count(h); i++) free(entries(h)[i]);
    bytes_free(&h->memory);
    bytes_free(&h->path);
    free(h);
}

/* ---- Adding ---- */

static void history_write(HistoryList *h, const char *text, size_t length) {
    int fd = state_open(h->path.data, true);
    if (fd < 0) {
        history_tell(h, errno);
        return;
    }
    Bytes line = {0};
    line_encode(&line, text, length);
    if (!state_add(fd, line.data, line.length)) history_tell(h, errno);
    bytes_free(&line);
    close(fd);
}

static bool is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!isspace((unsigned char)text[i])) return false;
    return true;
}

void history_add(HistoryList *h, const char *text, size_t length, bool kept) {
    if (!h || is_blank(text, length) || text[0] == ' ' || memchr(text, '\0', length)) return;
    size_t count = history_count(h);
    const char *last = count > 0 ? history_at(h, count - 1) : "";
    if (strlen(last) == length && memcmp(last, text, length) == 0) return;
    char *entry = strndup(text, length);
    if (!entry) return;
    memory_add(h, entry);
    if (kept && h->path.length > 0) history_write(h, text, length);
}
