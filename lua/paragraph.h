/* Sentences as a paragraph of at most 80 columns. */
#ifndef GOSH_PARAGRAPH_H
#define GOSH_PARAGRAPH_H

#include "lua/host.h"

/* Appends the text in lines, the first after `head` ("try:"), the others below it. What stands between back quotes is not
 * divided. Says nothing if the text is empty. */
void paragraph_add(Text *t, const char *head, const char *text);

#endif
