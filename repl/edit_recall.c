/* Entries of the history in the place of what is typed: those that begin with what stood before the cursor. What was typed
 * itself comes behind the last of them. */
#include "repl/edit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "repl/utf8.h"

/* Unless an entry stands there as it was recalled, what stands there is what entries are recalled in the place of. */
static void recall_begin(Editor *e) {
    edit_look(e);
    if (e->action == EDIT_RECALL && e->action_version == e->version) return;
    e->recall = history_count(e->history);
    e->stash.length = 0;
    edit_copy(e, 0, edit_cursor(e), &e->stash);
    e->prefix = e->stash.length;
    edit_copy(e, edit_cursor(e), edit_length(e), &e->stash);
    e->stash_cursor = edit_cursor(e);
}

static unsigned char recall_show(Editor *e, size_t index) {
    e->recall = index;
    if (index < history_count(e->history)) {
        const char *entry = history_at(e->history, index);
        edit_replace(e, entry, strlen(entry));
    } else {
        edit_replace(e, e->stash.data, e->stash.length);
        edit_go(e, e->stash_cursor);
    }
    edit_did(e, EDIT_RECALL);
    return CC_REFRESH;
}

/* Does the entry begin as is wanted, and is not what stands there now? */
static bool recall_fits(const Editor *e, size_t index) {
    const char *entry = history_at(e->history, index);
    size_t length = strlen(entry);
    if (length < e->prefix || memcmp(entry, e->stash.data, e->prefix) != 0) return false;
    const char *now = e->stash.data;
    size_t now_length = e->stash.length;
    if (e->recall < history_count(e->history)) {
        now = history_at(e->history, e->recall);
        now_length = strlen(now);
    }
    return length != now_length || memcmp(entry, now, length) != 0;
}

static unsigned char recall_older(Editor *e) {
    recall_begin(e);
    for (size_t i = e->recall; i-- > 0;)
        if (recall_fits(e, i)) return recall_show(e, i);
    return CC_ERROR;
}

static unsigned char recall_newer(Editor *e) {
    recall_begin(e);
    size_t count = history_count(e->history);
    if (e->recall == count) return CC_ERROR;
    for (size_t i = e->recall + 1; i < count; i++)
        if (recall_fits(e, i)) return recall_show(e, i);
    return recall_show(e, count);
}

unsigned char edit_older(EditLine *el, int key) {
    (void)key;
    return recall_older(edit_of(el));
}

unsigned char edit_newer(EditLine *el, int key) {
    (void)key;
    return recall_newer(edit_of(el));
}

unsigned char edit_oldest(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    recall_begin(e);
    return history_count(e->history) > 0 ? recall_show(e, 0) : CC_ERROR;
}

unsigned char edit_newest(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    recall_begin(e);
    return recall_show(e, history_count(e->history));
}

/* To the same place in another line. */
static void go_line(Editor *e, EditRange from, EditRange to) {
    size_t place = edit_cursor(e) - from.start;
    edit_go(e, to.start + place < to.end ? to.start + place : to.end);
}

unsigned char edit_up(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    EditRange line = edit_line(e, edit_cursor(e));
    if (line.start == 0) return recall_older(e);
    go_line(e, line, edit_line(e, line.start - 1));
    return CC_REFRESH;
}

unsigned char edit_down(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    EditRange line = edit_line(e, edit_cursor(e));
    if (line.end == edit_length(e)) return recall_newer(e);
    go_line(e, line, edit_line(e, line.end + 1));
    return CC_REFRESH;
}

/* ---- The last word of an entry before ---- */

static const char *last_word(const char *entry, size_t *length) {
    const char *end = entry + strlen(entry), *start;
    while (end > entry && isspace((unsigned char)end[-1])) end--;
    for (start = end; start > entry && !isspace((unsigned char)start[-1]);) start--;
    *length = (size_t)(end - start);
    return start;
}

unsigned char edit_last_word(EditLine *el, int key) {
    (void)key;
    Editor *e = edit_of(el);
    size_t length;
    bool again = edit_again(e, EDIT_LAST_WORD);
    size_t from = again ? e->word_from : history_count(e->history);
    if (from == 0) return CC_ERROR;
    if (again) edit_delete(e, edit_cursor(e) - e->word_length, edit_cursor(e));
    const char *word = last_word(history_at(e->history, from - 1), &length);
    wchar_t *wide = utf8_wide(word, length, &e->word_length);
    if (!wide) return CC_ERROR;
    edit_insert(e, wide);
    free(wide);
    e->word_from = from - 1;
    edit_did(e, EDIT_LAST_WORD);
    return CC_REFRESH;
}
