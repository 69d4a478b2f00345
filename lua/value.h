/* Values of packages that other packages make and print: errors, texts, durations, times, signals. */
#ifndef GOSH_VALUE_H
#define GOSH_VALUE_H

#include "lua/host.h"

/* ---- Errors (errors.c) ---- */

/* Pushes an error value with this text; `type` is what %T prints, "*errors.errorString". */
void error_push(lua_State *L, const char *type, const char *text);
/* Pushes the system's error of that number, a syscall.Errno: the same value each time. */
void error_push_system(lua_State *L, int number);
/* Is the value at index an error: has it an Error method? */
bool error_test(lua_State *L, int index);

/* ---- Texts of values (fmt.c) ---- */

/* Appends the text of the value as %v prints it; `verb` 'v', '+' for %+v, '#' for %#v. Total: never raises, also for a
 * value whose Error or String method fails. Pushes the string. */
void fmt_push_value(lua_State *L, int index, char verb);
/* The text that follows "panic: " for a panic's value. Pushes the string. */
void fmt_push_panic(lua_State *L, int index);
/* Pushes the method that fmt would print the value at an absolute index by; or false, and nothing. */
bool fmt_words_push(lua_State *L, int index);

/* ---- Package time (duration.c, moment.c, timer.c) ---- */

void duration_push(lua_State *L, int64_t ns);
bool duration_test(lua_State *L, int index);
bool time_test(lua_State *L, int index);
/* Is it a number with a type of its own: a Duration, a time.Month, a time.Weekday or an os.Signal? */
bool named_test(lua_State *L, int index, int64_t *value);
void time_push_zero(lua_State *L);
/* A Duration or a number, in ns; `ok` false for neither. */
int64_t duration_get(lua_State *L, int index, bool *ok);
void time_push(lua_State *L, int64_t wall_ns, int64_t world_ns);
/* Pushes a table whose values are the active timers with functions, and numbers. */
void timer_push_active(lua_State *L);

/* ---- Signals (signal.c) ---- */

void signal_push(lua_State *L, int64_t number);
bool signal_test(lua_State *L, int index);
/* Pushes a table in which the channels are that wait for signals. */
void signal_push_list(lua_State *L);
/* The world ends: signals do what they did before. */
void signal_end(World *w);

#endif
