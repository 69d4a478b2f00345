/* Packages: their functions, their documentation, and the order in which they are opened. */
#ifndef GOSH_PACKAGE_H
#define GOSH_PACKAGE_H

#include "lua/object.h"

/* ---- Packages: each opens one table of functions, or predeclared names ---- */

/* Pushes a table with the bindings, and keeps their docs. */
void package_push(lua_State *L, const char *package, const Binding *bindings);
/* Adds the bindings to the package whose table is on top. */
void package_extend(lua_State *L, const char *package, const Binding *bindings);
/* Adds what is in the table on top, which it pops, to the table below it. */
void package_merge(lua_State *L);
/* Sets them as globals. */
void package_globals(lua_State *L, const Binding *bindings);

/* Keeps the docs of a package or class of that name; NULL: of predeclared functions. The bindings are static. */
void docs_keep(lua_State *L, const char *name, const Binding *bindings);
/* Adds the line of documentation of the value at `index` to a text: of a function, of a method of an object, or of an
 * object, whose class's it is then. False, and nothing added, if there is none. Makes nothing in the world. */
bool doc_add(lua_State *L, int index, Text *t);
/* The same for what has that name: "len", "context.WithCancel", "sync.WaitGroup.Add". Loads no package. */
bool doc_add_by_name(lua_State *L, const char *name, Text *t);
/* The documentation of a function in C, "sync.WaitGroup.Add(delta int)  ...", or NULL. Needs no memory. */
const char *doc_of_c(lua_State *L, int index);
/* Visits all bindings in C, in no order; `owner` is the package or class, NULL for predeclared functions. */
void docs_visit(lua_State *L, void (*visit)(void *arg, const char *owner, const Binding *binding), void *arg);

/* ---- Packages written in gosh (bundle.c) ---- */

/* Predeclares the packages whose text is in the program; each is loaded when it is first used. */
void open_bundle(lua_State *L);
/* Loads the package that a qualified name, "errgroup.Group", belongs to. False if there is none that was still to be
 * loaded. */
bool bundle_load(lua_State *L, const char *name);
/* Is it a function of such a package that `ar` tells of? Its "S" fields are set. */
bool bundle_owns(const lua_Debug *ar);
/* Is it the name of such a package's chunk? */
bool bundle_names(const char *chunk);
/* doc_add_by_name and doc_add for them. */
bool bundle_doc_add_by_name(const char *name, Text *t);
bool bundle_doc_add(lua_State *L, int index, Text *t);
/* Visits the names in that package or class, "context" or "context.Context", some perhaps twice. Loads no package. */
void bundle_visit(const char *owner, void (*visit)(void *arg, const char *name, size_t length), void *arg);
/* The text of a function of a package written in gosh, "context.WithCancel", with the comment above it; of a package,
 * "context", all of it. NULL if that is none. Loads no package; the text is the program's own. */
const char *bundle_source(const char *name, size_t *length);

void open_primitives(lua_State *L); /* the table of gosh_send ... in the registry */
void open_chan(lua_State *L);
void open_select(lua_State *L);
void open_go(lua_State *L);
void open_defer(lua_State *L);
void open_pcall(lua_State *L);
void open_range(lua_State *L);
void open_type(lua_State *L);
void open_object(lua_State *L);
void open_coroutine(lua_State *L);
void open_guards(lua_State *L);
void open_load(lua_State *L);
void open_errors(lua_State *L);
void open_fmt(lua_State *L);
void open_sync(lua_State *L);
void open_atomic(lua_State *L);
void open_time(lua_State *L);
void open_runtime(lua_State *L);
void open_memory(lua_State *L); /* adds to packages runtime and debug */
void open_threads(lua_State *L);
void open_rand(lua_State *L);
/* The functions of package rand are seeded again when one is used. */
void rand_forget(lua_State *L);
void open_signal(lua_State *L);
void open_os_signal(lua_State *L); /* adds to the table of os, which is on top */
void open_net(lua_State *L);
void open_io(lua_State *L);
void open_process(lua_State *L);
void open_os(lua_State *L);
void open_survey(lua_State *L); /* adds to debug */
void open_debug(lua_State *L);
void open_output(lua_State *L);
void open_lua_docs(lua_State *L);
void open_vars(lua_State *L); /* when all else is there: what is declared by now is not the session's (vars.c) */

/* Refuses what reaches out of the world (sandbox.c): once, when everything is open and nothing has run. */
void sandbox_close(lua_State *L);
/* Does a function stay, by its package and name? Methods of files are those of the package "file". */
bool sandbox_allows(const char *package, const char *name);

/* Registers primitives by the names that emitted code uses. */
void primitives_register(lua_State *L, const luaL_Reg *primitives);
/* The name of the primitive at index `function`, or NULL. Needs no memory. */
const char *primitive_name(lua_State *L, int function);

#endif
