/* Plain output, for who listens to a screen reader or feels what a braille line shows: everything is said in words and in
 * whole lines, nothing is drawn, coloured, or changed where it stands. */
#ifndef GOSH_PLAIN_H
#define GOSH_PLAIN_H

#include <stdbool.h>

/* Decides for the process: --plain, and `:set plain`. */
void plain_set(bool on);
bool plain_is_on(void);

#endif
