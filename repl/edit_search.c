/* Searching the history while the searched text is typed. What is found is shown in the place of what was typed; any key that
 * is not for the search takes it. */
#include "repl/edit.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "repl/utf8.h"

typedef struct Search {
    Editor *e;
    Bytes pattern; /* ends in '\0', which does not count */
    Bytes prompt, pasted;
    size_t found; /* the entry; their number: none yet */
    const char *where; /* in the entry */
} Search;

static size_t pattern_length(const Search *s) {
    return s->pattern.length - 1;
}

static void pattern_add(Search *s, wchar_t key) {
    char bytes[4];
    size_t size = utf8_encode(key, bytes);
    s->pattern.length--;
    bytes_add(&s->pattern, bytes, size);
    bytes_add(&s->pattern, "", 1);
}

/* Of what has been pasted, a line: more of them could not be shown. */
static void pattern_add_pasted(Search *s) {
    size_t length = 0;
    while (length < s->pasted.length && (unsigned char)s->pasted.data[length] >= ' ') length++;
    s->pattern.length--;
    bytes_add(&s->pattern, s->pasted.data, length);
    bytes_add(&s->pattern, "", 1);
    s->pasted.length = 0;
}

static void pattern_shorten(Search *s) {
    size_t length = pattern_length(s);
    if (length == 0) return;
    do length--;
    while (length > 0 && (s->pattern.data[length] & 0xC0) == 0x80);
    s->pattern.data[length] = '\0';
    s->pattern.length = length + 1;
}

/* Is it in that entry? Then that is what has been found. */
static bool search_try(Search *s, size_t index) {
    const char *entry = history_at(s->e->history, index), *where = strstr(entry, s->pattern.data);
    if (!where) return false;
    s->found = index;
    s->where = where;
    return true;
}

/* The same text again is no other find. */
static bool search_same(const Search *s, size_t index) {
    size_t count = history_count(s->e->history);
    return s->found < count && strcmp(history_at(s->e->history, index), history_at(s->e->history, s->found)) == 0;
}

/* Looks on from what has been found, or at that itself first. */
static bool search_older(Search *s, bool self) {
    size_t count = history_count(s->e->history);
    if (self && s->found < count && search_try(s, s->found)) return true;
    for (size_t i = s->found; i-- > 0;)
        if (!search_same(s, i) && search_try(s, i)) return true;
    return false;
}

static bool search_newer(Search *s) {
    for (size_t i = s->found + 1; i < history_count(s->e->history); i++)
        if (!search_same(s, i) && search_try(s, i)) return true;
    return false;
}

static void search_show(Search *s, bool failed) {
    Editor *e = s->e;
    bool any = s->found < history_count(e->history);
    s->prompt.length = 0;
    bytes_format(&s->prompt, failed ? "(search '%s': nothing) " : "(search '%s') ", s->pattern.data);
    bytes_add(&s->prompt, "", 1);
    e->overlay_prompt = s->prompt.data;
    e->overlay_text = any ? history_at(e->history, s->found) : "";
    e->overlay_cursor = any ? (size_t)(s->where - e->overlay_text) : 0;
    e->stale = true;
}

/* Takes keys as long as they are for the search. False: it is called off; else `*key` is for what has been found. */
static bool search_run(Search *s, wchar_t first, wchar_t *key) {
    enum { ESCAPE_MS = 50 };
    bool failed = false;
    for (*key = first;;) {
        switch (*key) {
        case L'R' - 64:
            failed = pattern_length(s) > 0 && !search_older(s, false);
            break;
        case L'S' - 64:
            failed = pattern_length(s) > 0 && !search_newer(s);
            break;
        case L'\0':
            if (s->pasted.length == 0) break;
            pattern_add_pasted(s);
            failed = !search_older(s, true);
            break;
        case L'G' - 64:
            return false;
        case L'\x1b':
            return edit_more(s->e, ESCAPE_MS); /* the beginning of another key's bytes */
        case L'\b':
        case L'\x7f':
            pattern_shorten(s);
            s->found = history_count(s->e->history);
            failed = pattern_length(s) > 0 && !search_older(s, true);
            break;
        default:
            if (*key < L' ') return true;
            pattern_add(s, *key);
            failed = !search_older(s, true);
        }
        search_show(s, failed);
        if (!edit_key_or_paste(s->e, key, &s->pasted)) return false;
    }
}

static unsigned char search(Editor *e, wchar_t first) {
    Search s = {.e = e, .found = history_count(e->history)};
    wchar_t key;
    bytes_add(&s.pattern, "", 1);
    bool taken = search_run(&s, first, &key);
    e->overlay_prompt = NULL;
    e->stale = true;
    if (taken) {
        edit_push(e, key);
        if (s.found < history_count(e->history)) {
            const char *entry = history_at(e->history, s.found);
            edit_replace(e, entry, strlen(entry));
        }
    }
    bytes_free(&s.pattern);
    bytes_free(&s.prompt);
    bytes_free(&s.pasted);
    return CC_REFRESH;
}

unsigned char edit_search_older(EditLine *el, int key) {
    (void)key;
    return search(edit_of(el), L'R' - 64);
}

unsigned char edit_search_newer(EditLine *el, int key) {
    (void)key;
    return search(edit_of(el), L'S' - 64);
}
