/* A line of a progress file. */
#include "repl/progress_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lua/rune.h"
#include "repl/lesson.h"

enum { TIME_LENGTH = 20, WORD_LENGTH = 32 };

static const long long last_time = 253402300799; /* of the year 9999 */

static const struct {
    const char *text;
    LineWord word;
    StepState state;
} words[] = {
    {"none", LINE_STATE, STATE_NONE},     {"skipped", LINE_STATE, STATE_SKIPPED},
    {"missed", LINE_STATE, STATE_MISSED}, {"shown", LINE_STATE, STATE_SHOWN},
    {"done", LINE_STATE, STATE_DONE},     {"answer", LINE_ANSWER, STATE_NONE},
    {"hints", LINE_HINTS, STATE_NONE},    {"owed", LINE_OWED, STATE_NONE},
    {"repaid", LINE_REPAID, STATE_NONE},  {"place", LINE_PLACE, STATE_NONE},
    {"reset", LINE_RESET, STATE_NONE},
};

/* ---- Times ---- */

static void time_format(char text[TIME_LENGTH + 1], long long seconds) {
    time_t moment = (time_t)(seconds < 0 ? 0 : seconds > last_time ? last_time : seconds);
    struct tm tm;
    gmtime_r(&moment, &tm);
    strftime(text, TIME_LENGTH + 1, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* A time is one if it would be written just so: then there is such a day. */
static bool time_parse(long long *seconds, const char *text) {
    struct tm tm = {0};
    char again[TIME_LENGTH + 1], copy[TIME_LENGTH + 1] = "";
    memcpy(copy, text, TIME_LENGTH);
    if (sscanf(copy, "%4d-%2d-%2dT%2d:%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon--;
    *seconds = timegm(&tm);
    time_format(again, *seconds);
    return strcmp(again, copy) == 0;
}

/* ---- What stands behind ---- */

/* Is it text, without control characters? */
static bool text_is_plain(const char *text, size_t length) {
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t rune = rune_decode(text + at, length - at, &size);
        if (rune < ' ' || rune == 0x7f || (rune == RUNE_ERROR && size == 1)) return false;
    }
    return true;
}

/* The next word of a text, whose end is moved behind it. */
static size_t word_next(const char **text, const char *end, const char **word) {
    while (*text < end && **text == ' ') ++*text;
    *word = *text;
    while (*text < end && **text != ' ') ++*text;
    return (size_t)(*text - *word);
}

static bool names_parse(Line *line, const char *name, size_t length) {
    const char *slash = memchr(name, '/', length);
    size_t lesson = slash ? (size_t)(slash - name) : length, step = slash ? length - lesson - 1 : 0;
    if (lesson == 0 || (slash == NULL) != (line->word == LINE_RESET)) return false;
    if (slash && (step == 0 || memchr(slash + 1, '/', step))) return false;
    line->lesson = strndup(name, lesson);
    line->step = slash ? strndup(slash + 1, step) : NULL;
    if (!line->lesson || (slash && !line->step)) line->word = LINE_FOREIGN;
    return true;
}

/* The word and what it needs. */
static bool line_parse_word(Line *line, const char *text, const char *end) {
    const char *word, *name, *number;
    size_t length = word_next(&text, end, &word), i = 0, count = sizeof words / sizeof *words;
    if (length == 0 || length > WORD_LENGTH || strspn(word, "abcdefghijklmnopqrstuvwxyz-") < length) return false;
    while (i < count && (strlen(words[i].text) != length || memcmp(words[i].text, word, length) != 0)) i++;
    if (i == count) return true; /* a later version's */
    line->word = words[i].word;
    line->state = words[i].state;
    length = word_next(&text, end, &name);
    if (line->word == LINE_HINTS) {
        if (word_next(&text, end, &number) != 1 || *number < '0' || *number > '9') return false;
        line->hints = *number - '0' < LESSON_HINTS ? *number - '0' : LESSON_HINTS;
    }
    return names_parse(line, name, length);
}

bool line_parse(Line *line, const char *text, size_t length) {
    *line = (Line){.word = LINE_FOREIGN};
    while (length > 0 && strchr(" \t\r", text[length - 1]) && text[length - 1]) length--; /* an editor's */
    if (length == 0) return true;
    if (length <= TIME_LENGTH || text[TIME_LENGTH] != ' ' || !text_is_plain(text, length)) return false;
    return time_parse(&line->time, text) && line_parse_word(line, text + TIME_LENGTH, text + length);
}

void line_free(Line *line) {
    free(line->lesson);
    free(line->step);
}

void line_format(Bytes *to, const Line *line) {
    char moment[TIME_LENGTH + 1];
    time_format(moment, line->time);
    size_t i = 0;
    while (words[i].word != line->word || words[i].state != line->state) i++;
    bytes_format(to, "%s %s %s", moment, words[i].text, line->lesson);
    if (line->step) bytes_format(to, "/%s", line->step);
    if (line->word == LINE_HINTS) bytes_format(to, " %d", line->hints);
    bytes_add(to, "\n", 1);
}
