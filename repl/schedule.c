/* Schedule strings. */
#include "repl/schedule.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lua/width.h"
#include "repl/visible.h"

/* No letter looks like another, or like a digit. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
static const char fine_word[] = "fine-", seed_word[] = "seed", own_order[] = "0";

enum { PROGRAM_LENGTH = 6, LETTER_BITS = 5, LETTER_MASK = (1 << LETTER_BITS) - 1 };

/* ---- Writing ---- */

void schedule_string_add(Bytes *out, const ScheduleString *string) {
    for (int i = PROGRAM_LENGTH - 1; i >= 0; i--)
        bytes_add(out, &alphabet[string->program >> i * LETTER_BITS & LETTER_MASK], 1);
    bytes_add(out, "-", 1);
    if (string->fine) bytes_add(out, fine_word, strlen(fine_word));
    if (string->seeded) bytes_format(out, "%s%" PRIu64, seed_word, string->seed);
    if (!string->listed) return;
    if (string->seeded) bytes_add(out, "-", 1);
    size_t length = schedule_write(&string->choices, NULL, 0);
    if (!length) bytes_add(out, own_order, strlen(own_order));
    schedule_write(&string->choices, bytes_room(out, length + 1), length + 1);
    out->length += length;
}

/* ---- Reading ---- */

typedef struct Reader {
    const char *text, *at;
    Bytes *error;
} Reader;

/* Adds the bytes as they can be shown in a line; gives their columns. */
static int shown_add(Bytes *out, const char *text, size_t length) {
    size_t before = out->length;
    for (size_t i = 0; i < length; i++) {
        size_t size = strcspn(text + i, "\n\t");
        if (size > length - i) size = length - i;
        visible_add(out, text + i, size);
        i += size;
        if (i < length) bytes_format(out, "\\x%02x", (unsigned)text[i]);
    }
    return width_of(out->data + before, out->length - before);
}

/* What is wrong at r->at, with a mark under it; of a long text only what is near. Always false. */
static bool wrong(const Reader *r, const char *why) {
    enum { NEAR = 30 };
    const char *from = r->at - r->text > NEAR ? r->at - NEAR : r->text;
    size_t rest = strlen(r->at), near = rest < NEAR ? rest : NEAR;
    while (near < rest && (r->at[near] & 0xC0) == 0x80) near++; /* a character is not cut in two */
    bytes_format(r->error, "%s\n  %s", why, from > r->text ? "..." : "");
    int columns = from > r->text ? 3 : 0;
    if (r->at > from) columns += shown_add(r->error, from, (size_t)(r->at - from));
    shown_add(r->error, r->at, near);
    bytes_format(r->error, "%s\n  %*s^", rest > near ? "..." : "", columns, "");
    return false;
}

static bool program_read(Reader *r, uint32_t *program) {
    for (int i = 0; i < PROGRAM_LENGTH; i++, r->at++) {
        const char *letter = *r->at ? strchr(alphabet, *r->at) : NULL;
        if (!letter)
            return wrong(r, "a schedule begins with 6 characters for its program, digits and small letters without i, l, o and u");
        *program = *program << LETTER_BITS | (uint32_t)(letter - alphabet);
    }
    if (*r->at != '-') return wrong(r, "a - has to follow the 6 characters for the program, and then what to choose");
    r->at++;
    return true;
}

/* Takes the word if it stands there. */
static bool skip(Reader *r, const char *word) {
    if (strncmp(r->at, word, strlen(word)) != 0) return false;
    r->at += strlen(word);
    return true;
}

static bool seed_read(Reader *r, uint64_t *seed) {
    char *end;
    errno = 0;
    if (isdigit((unsigned char)*r->at)) *seed = strtoull(r->at, &end, 10);
    if (!isdigit((unsigned char)*r->at) || errno) return wrong(r, "a seed is a number from 0 to 18446744073709551615");
    r->at = end;
    if (*r->at && *r->at != '-') return wrong(r, "the seed ends here: a - and choices can follow, or nothing");
    return true;
}

static bool choices_read(Reader *r, Schedule *choices) {
    const char *place;
    if (strcmp(r->at, own_order) == 0 || schedule_read(choices, r->at, &place)) {
        if (*r->at) return true;
        return wrong(r, "the choices are missing: letters with numbers between them, or 0 where all are Go's own");
    }
    if (!place) return wrong(r, "there is not enough memory for so many choices");
    for (r->at = place; isdigit((unsigned char)*r->at) || *r->at == 'Z';) r->at++;
    if (!*r->at) return wrong(r, "the choices end in a small letter; something has been cut off here");
    if (!islower((unsigned char)*r->at)) return wrong(r, "choices are small letters, with numbers between them");
    r->at = place;
    return wrong(r, "no schedule has as many choices as this number says");
}

bool schedule_string_read(ScheduleString *string, const char *text, Bytes *error) {
    Reader r = {text, text, error};
    *string = (ScheduleString){0};
    if (!program_read(&r, &string->program)) return false;
    string->fine = skip(&r, fine_word);
    string->seeded = skip(&r, seed_word);
    if (string->seeded && !seed_read(&r, &string->seed)) return false;
    string->listed = !string->seeded || string->fine || *r.at;
    if (!string->listed) return true;
    if (string->seeded && *r.at) r.at++;
    return choices_read(&r, &string->choices);
}

void schedule_string_free(ScheduleString *string) {
    schedule_free(&string->choices);
}
