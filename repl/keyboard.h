/* What comes from the terminal: the bytes of keys, in the order in which they were typed, and its answers to what it is
 * asked, which are taken off them whenever they come. */
#ifndef GOSH_KEYBOARD_H
#define GOSH_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/bytes.h"

typedef struct Keyboard {
    int fd;
    Bytes ahead;  /* bytes that were read before anybody wanted them */
    size_t taken; /* of these, by now wanted */
    size_t keys;  /* of these, known to be no answer */
    int asked;    /* answers that have not come yet */
} Keyboard;

/* Is there a byte of a key, or the end of the input, within that time? */
bool keyboard_ready(Keyboard *k, int milliseconds);

/* Reads up to that many bytes of keys: how many, 0 when there are none now, or -1 at the end. Does not wait. */
int keyboard_read(Keyboard *k, char *bytes, size_t size);

/* Takes this text if it comes next, as the bytes of one key do that come together; else nothing. */
bool keyboard_take(Keyboard *k, const char *text);

/* Waits a little for the answer of the terminal, which has just been asked where its cursor is: the column, the first is 0;
 * -1 when it does not say. What is typed meanwhile is read later, and the answer goes unseen if it comes later. */
int keyboard_answer(Keyboard *k);

void keyboard_free(Keyboard *k);

#endif
