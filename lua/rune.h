/* Characters in UTF-8. */
#ifndef GOSH_RUNE_H
#define GOSH_RUNE_H

#include <stddef.h>
#include <stdint.h>

#define RUNE_ERROR 0xFFFDu /* stands for what is none */
#define RUNE_MAX 0x10FFFFu

/* How many bytes a character has that begins with this one; 1 if none does. */
size_t rune_size(char first);

/* The first character of a text that is not empty, and its length in bytes. What is not UTF-8 is
 * RUNE_ERROR of length 1. */
uint32_t rune_decode(const char *text, size_t length, size_t *size);

/* Its bytes, whose number it returns; what it is given is no more than RUNE_MAX. */
size_t rune_encode(uint32_t rune, char bytes[4]);

#endif
