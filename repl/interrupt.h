/* Ctrl-C and Ctrl-\: what SIGINT and SIGQUIT do, taken on a thread of its own, so that it works whatever the world is
 * busy with. SIGINT:
 *
 *     a program, or nothing yet      what is on stdout is flushed and the signal ends gosh, within
 *                                    300 ms also when the program is deep in a C function
 *     an evaluation of a prompt      the first unwinds it, the second gives up its deferred calls;
 *                                    when that helps nothing, the next ends gosh
 *     the prompt waits               counted, for the prompt to see
 *
 * If the program has asked for the signal (signal.Notify), that is all that a program does about it;
 * at a prompt the first one of an evaluation goes to the program alone.
 *
 * SIGWINCH and SIGCONT make a prompt look at its terminal.
 *
 * SIGQUIT: a dump of all goroutines on stderr, also when the program is deep in a C function. Then a program ends with exit
 * code 2, or by SIGABRT if GOTRACEBACK says so, and a prompt goes on. If the program has asked for the signal, it gets it,
 * and that is all. */
#ifndef GOSH_INTERRUPT_H
#define GOSH_INTERRUPT_H

#include <stdbool.h>

#include "lua/gosh.h"
#include "repl/screen.h"

typedef struct Interrupt Interrupt;

/* To be called first of all: SIGQUIT ends gosh with exit code 2 whenever there is no thread that takes it. */
void interrupt_prepare(void);

/* Starts the thread; to be called before anything else starts one. A signal that is ignored, as in a shell's background,
 * stays so. NULL when both are, or there is no thread to be had. All calls below accept NULL. */
Interrupt *interrupt_new(void);
void interrupt_delete(Interrupt *i);

/* From now on, signals are about this world, or none. With a screen, it is a prompt's. */
void interrupt_attach(Interrupt *i, World *w, Screen *screen);

/* What is to be done, on the world's thread and between two turns, before a signal ends the program; NULL: nothing. Another
 * such signal ends it at once. A program that does not come to the end of its turn is ended without. */
void interrupt_farewell(Interrupt *i, void (*farewell)(void *arg), void *arg);

/* At a prompt: an evaluation begins or is over. */
void interrupt_evaluating(Interrupt *i, bool evaluating);

/* While another program has the terminal, Ctrl-C and Ctrl-\ are for that alone. */
void interrupt_pause(Interrupt *i, bool paused);

/* At a prompt: was Ctrl-C pressed since the last call, while nothing ran? The press also wakes the
 * world's mailbox. */
bool interrupt_pressed(Interrupt *i);

/* At a prompt: may something else have changed the terminal since the last call, because gosh was stopped, or a dump had to
 * pass by its screen? This, and another size of the terminal, also wakes the world's mailbox. */
bool interrupt_disturbed(Interrupt *i);

#endif
