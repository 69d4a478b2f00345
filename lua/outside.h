/* What a program asks for that lies outside of its world, and that no snapshot of the world takes back: files, stdin,
 * processes, the network, signals. In a world whose every choice the caller makes (WorldOptions.control) the first such
 * call ends the run, before anything has been done. */
#ifndef GOSH_OUTSIDE_H
#define GOSH_OUTSIDE_H

#include <stdbool.h>

#include "lua/gosh.h"

/* What has ended the run, where, and what to do: "worker.gosh:7 reads stdin, which cannot be repeated: give the input as a
 * table or through a channel of the program", without a new line. NULL: nothing of that kind. The world's. The run's end is
 * then WORLD_FATAL, and nothing has been reported. */
const char *world_outside(const World *w);

/* Takes the place of all functions that ask for such things. To be called once, when everything is open and nothing has
 * run. */
void outside_close(lua_State *L);
/* The same for a world that goes on, until outside_leave: to be called between two runs. False without memory; then nothing
 * has changed. */
bool outside_enter(World *w);
void outside_leave(World *w);

#endif
