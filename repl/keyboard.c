/* What comes from the terminal. Nobody can look at it without reading it, so what is not wanted yet is kept. */
#include "repl/keyboard.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "runtime/posix.h"

enum {
    TOGETHER_MS = 50,      /* between the bytes of one key */
    ANSWER_NS = 100000000, /* whoever types would notice more */
    NUMBER_MAX = 100000,
};

static bool comes(const Keyboard *k, int milliseconds) {
    return poll(&(struct pollfd){.fd = k->fd, .events = POLLIN}, 1, milliseconds) > 0;
}

/* As keyboard_read, from the terminal, where something has come. */
static int read_come(const Keyboard *k, char *bytes, size_t size) {
    ssize_t count = read(k->fd, bytes, size);
    if (count > 0) return (int)count;
    return count < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : -1;
}

/* ---- What has been read ahead ---- */

static size_t ahead_count(const Keyboard *k) {
    return k->ahead.length - k->taken;
}

static void ahead_drop(Keyboard *k, size_t count) {
    k->taken += count;
    if (k->keys < k->taken) k->keys = k->taken;
    if (ahead_count(k) == 0) k->ahead.length = k->taken = k->keys = 0;
}

/* Reads one byte more, if it comes within that time: 1, 0 when it does not, or -1 at the end. */
static int ahead_more(Keyboard *k, int milliseconds) {
    int count = comes(k, milliseconds) ? read_come(k, bytes_room(&k->ahead, 1), 1) : 0;
    k->ahead.length += count > 0;
    return count;
}

/* ---- The terminal's answer ---- */

typedef enum Match { MATCH_NONE, MATCH_BEGUN, MATCH_WHOLE } Match;

/* Are these bytes an answer, ESC [ ROW ; COLUMN R, or the beginning of one? */
static Match answer_match(const char *bytes, size_t length, int *column) {
    static const char parts[] = "\x1b[0;0R"; /* 0 stands for a number */
    size_t at = 0;
    for (const char *part = parts; *part; part++) {
        size_t start = at;
        if (*part == '0')
            for (*column = 0; at < length && bytes[at] >= '0' && bytes[at] <= '9' && *column < NUMBER_MAX; at++)
                *column = *column * 10 + (bytes[at] - '0');
        else if (at < length && bytes[at] == *part)
            at++;
        if (at == start) return at == length ? MATCH_BEGUN : MATCH_NONE;
    }
    return at == length ? MATCH_WHOLE : MATCH_NONE;
}

/* Takes an answer off the end of what has been read ahead; the column, or -1 if there is none. */
static int answer_take_last(Keyboard *k) {
    const char *bytes = k->ahead.data;
    size_t start = k->ahead.length;
    int column;
    while (start > k->keys && bytes[start - 1] != '\x1b') start--;
    if (start == k->keys || answer_match(bytes + start - 1, k->ahead.length - start + 1, &column) != MATCH_WHOLE) return -1;
    k->ahead.length = start - 1;
    k->asked--;
    return column - 1;
}

int keyboard_answer(Keyboard *k) {
    int column = -1;
    int64_t left, end = posix_monotonic() + ANSWER_NS;
    k->asked++;
    while (k->asked > 0 && (left = end - posix_monotonic()) > 0) {
        int count = ahead_more(k, (int)(left / 1000000) + 1), answer = count > 0 ? answer_take_last(k) : -1;
        if (count < 0) break;
        if (answer >= 0) column = answer; /* the last one is what the terminal is like now */
    }
    return column;
}

/* Takes an answer off the beginning of what comes; false when it begins with something else, or with nothing now. */
static bool answer_take_first(Keyboard *k, int milliseconds) {
    Match match = MATCH_BEGUN;
    int column;
    if (ahead_count(k) == 0 && ahead_more(k, milliseconds) <= 0) return false;
    while (match == MATCH_BEGUN) {
        match = answer_match(k->ahead.data + k->taken, ahead_count(k), &column);
        if (match == MATCH_BEGUN && ahead_more(k, TOGETHER_MS) <= 0) match = MATCH_NONE;
    }
    if (match == MATCH_NONE) {
        k->keys = k->taken + 1;
        return false;
    }
    ahead_drop(k, ahead_count(k));
    k->asked--;
    return true;
}

/* ---- Reading ---- */

bool keyboard_ready(Keyboard *k, int milliseconds) {
    while (k->asked > 0 && k->keys == k->taken && answer_take_first(k, milliseconds)) continue;
    return ahead_count(k) > 0 || comes(k, k->asked > 0 ? 0 : milliseconds);
}

int keyboard_read(Keyboard *k, char *bytes, size_t size) {
    if (!keyboard_ready(k, 0)) return 0;
    size_t count = (k->asked > 0 ? k->keys : k->ahead.length) - k->taken;
    if (count == 0 && k->asked > 0) return ahead_more(k, 0) < 0 ? -1 : 0; /* what has come only now may be an answer */
    if (count == 0) return read_come(k, bytes, size);
    if (count > size) count = size;
    memcpy(bytes, k->ahead.data + k->taken, count);
    ahead_drop(k, count);
    return (int)count;
}

bool keyboard_take(Keyboard *k, const char *text) {
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (ahead_count(k) == i && ahead_more(k, TOGETHER_MS) <= 0) return false;
        if (k->ahead.data[k->taken + i] != text[i]) return false;
    }
    ahead_drop(k, length);
    return true;
}

void keyboard_free(Keyboard *k) {
    bytes_free(&k->ahead);
}
