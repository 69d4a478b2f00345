/* What the program tells of its reads and writes of what goroutines can share, in a marked world (WorldOptions.marked).
 *
 * The front end writes marks into the text (lua/syntax/emit_mark.c), whose primitives are in mark_primitive.c; the
 * library's functions that look into tables are marked in mark_library.c and by the calls below. Each access touches
 * objects, which sched_touch gets: two turns that touch nothing in common, or only read what they have in common, can
 * change places.
 *
 *     a local variable       a number of its own: one for all the variables that one declaration makes
 *     t[k]                   (t, k), by the address of t and the bytes of k
 *     a global               (the table of globals, its name)
 *     which keys t has       t: written by who adds or removes one; read by #t, next, pairs
 *     the metatable of t     (t, &meta): read by who finds no t[k]
 *
 * A table that the turn itself has made nobody else can know yet: what is done with it is told to nobody, and no point.
 *
 * Never is a conflict missed; that two different things are taken for one costs a search some time and no more. With
 * WorldOptions.fine each access is also a scheduling point, POINT_READ or POINT_WRITE. The exceptions: a function that is read
 * to be called, for who calls what goroutines assign meanwhile; packages written in gosh, which are taken to be right.
 *
 * What cannot be marked makes world_marks_whole false: then turns must not change places because of what they touch. */
#ifndef GOSH_MARK_H
#define GOSH_MARK_H

#include "lua/host.h"

enum { CHAIN_MAX = 2000 }; /* of metatables, one in the other: where Lua gives up */

void open_mark(lua_State *L);
/* Has the library's functions tell of their accesses. When everything is open, and nothing has run. */
void mark_library(lua_State *L);

/* An access that no mark shows. */
static inline void mark_gap(World *w) { w->unmarked = w->marked; }

/* The goroutine's time is up: should it be paused at its next mark? Between a mark and its access it must not be. */
bool mark_defers_pause(const Co *co);
/* ... is it now, by an operation that returns OP_AGAIN? */
bool mark_pauses(const Co *co);

/* For a mark that is no point: OP_AGAIN, and then what op_end makes of it, if the goroutine is to be paused. */
Outcome mark_pause(lua_State *L);

/* Announces an access to `object` before it happens, in a C function that returns what op_end makes of it unless that is
 * OP_DONE, and is called again then. Only where the world is marked. */
Outcome mark_point(lua_State *L, const void *object, bool write);
/* The same for a field of a table, and for which keys that has. */
Outcome mark_field_point(lua_State *L, int table, int key, bool write);
Outcome mark_table_point(lua_State *L, int table, bool write);
/* Tells of accesses, which come in the same turn. Where no goroutine runs, nobody is told. */
void mark_touch(lua_State *L, const void *object, bool write);
void mark_table(lua_State *L, int table, bool write); /* which keys it has */
void mark_field(lua_State *L, int table, int key, bool write);
void mark_index(lua_State *L, int table, lua_Integer first, lua_Integer last, bool write);
void mark_metatable(lua_State *L, int table, bool write);
/* t[k] is read, by way of metatables if need be. */
void mark_read(lua_State *L, int table, int key);
/* t[k] gets the value at `value`, likewise. */
void mark_write(lua_State *L, int table, int key, int value);
/* The table has just been made. */
void mark_fresh(lua_State *L, int table);
/* The object that stands for a variable of the chunk. */
const void *mark_variable(lua_Integer chunk, lua_Integer number);
/* Everything in the table is read. */
void mark_whole(lua_State *L, int table);

/* Adds what is about to be read or written in that primitive, in whose call the thread stands: "n", "t.name", "#t". Returns
 * the index of the value that is going to be stored; 0 for none. Looks only. */
int mark_tell(lua_State *thread, const char *primitive, Text *t);

/* For texts that are loaded: the names that the front end is to take for the library's, as Syntax.session has them, on top
 * of L. */
void mark_push_names(lua_State *L);
/* Pushes a primitive, which is on top of L, as the chunk of that number is to have it. */
void mark_bind(lua_State *L, lua_Integer chunk);
/* A number for a chunk; that of a package is negative. */
lua_Integer mark_chunk(World *w, bool package);
/* Is the function one of the primitives for marks? */
bool mark_is(const char *primitive);

#endif
