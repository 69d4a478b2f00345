/* UTF-8, and nothing lost of what is none: a byte that no character begins with, or goes on with, is a character of its own
 * from among the surrogates, which UTF-8 cannot have, and becomes that byte again. */
#ifndef GOSH_UTF8_H
#define GOSH_UTF8_H

#include <stddef.h>
#include <wchar.h>

#include "repl/bytes.h"

/* The character at the beginning of the text, which is not empty; returns how many bytes it has. */
size_t utf8_decode(const char *text, size_t length, wchar_t *character);

/* Its bytes, 1 to 4. */
size_t utf8_encode(wchar_t character, char bytes[4]);
void utf8_add(Bytes *b, const wchar_t *text, size_t length);

/* The whole text as characters, with L'\0' behind them; their number in `*count`. The caller frees it; NULL without memory. */
wchar_t *utf8_wide(const char *text, size_t length, size_t *count);

#endif
