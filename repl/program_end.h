/* The end of a program that has run as an entry of a session, where goroutines outlive their entry. */
#ifndef GOSH_PROGRAM_END_H
#define GOSH_PROGRAM_END_H

#include "lua/gosh.h"

/* The program's main goroutine is over: ends all others that can run, sleep, or wait for a timer or for something outside of the
 * world. What their deferred calls print is the caller's to drop; who waits for other goroutines stays. How many have ended. */
size_t program_end(World *w);

#endif
