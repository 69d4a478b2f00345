/* Reading files: Lua's formats, on bytes that may still have to come. Each look at them either finds enough and takes
 * it, or takes nothing. See file.h. */
#include <ctype.h>
#include <locale.h>

#include "lua/file.h"
#include "runtime/posix.h"

enum { NUMBER_MAX = 200, LINES_FORMATS_MAX = 250 };

/* FOUND_AGAIN: a finalizer may have used the file, and everything is to be looked at anew. */
typedef enum Found { FOUND, FOUND_END, FOUND_LITTLE, FOUND_AGAIN } Found;

/* ---- The bytes that have come: first those held, then those in the stream's own buffer ---- */

static size_t stream_bytes(const File *f, const char **bytes) {
    const FILE *c = f->stream->f;
    *bytes = c->_IO_read_ptr;
    return (size_t)(c->_IO_read_end - c->_IO_read_ptr);
}

static void stream_skip(File *f, size_t count) {
    f->stream->f->_IO_read_ptr += count;
}

/* Nothing more comes. */
static bool at_end(const File *f) {
    return feof_unlocked(f->stream->f) || ferror_unlocked(f->stream->f);
}

/* Room for so many bytes to be held. False: there was no memory, and garbage has been collected; an error the next time. */
static bool held_reserve(lua_State *L, File *f, size_t count) {
    if (count <= f->held_capacity) return true;
    size_t capacity = f->held_capacity ? f->held_capacity * 2 : 256;
    if (capacity < count) capacity = count;
    char *bytes = arena_alloc(world_of(L)->arena, capacity);
    bool refused = !bytes && f->refused;
    f->refused = !bytes && !refused;
    if (refused) op_error(L, OP_NO_MEMORY);
    if (!bytes) {
        lua_gc(L, LUA_GCCOLLECT);
        return false;
    }
    if (f->held_count) memcpy(bytes, f->held, f->held_count);
    if (f->held) arena_free(world_of(L)->arena, f->held, f->held_capacity);
    f->held = bytes;
    f->held_capacity = capacity;
    return true;
}

/* The stream's bytes are held, so that it can get more. False: as held_reserve. */
static bool hold(lua_State *L, File *f) {
    const char *bytes;
    size_t count = stream_bytes(f, &bytes);
    if (count == 0) return true;
    if (!held_reserve(L, f, f->held_count + count)) return false;
    memcpy(f->held + f->held_count, bytes, count);
    f->held_count += count;
    stream_skip(f, count);
    return true;
}

/* Takes the first `count` bytes. */
static void take(lua_State *L, File *f, size_t count) {
    size_t held = count < f->held_count ? count : f->held_count;
    stream_skip(f, count - held);
    f->held_count -= held;
    f->scanned = f->scanned > held ? f->scanned - held : 0;
    if (f->held_count) {
        memmove(f->held, f->held + held, f->held_count);
    } else if (f->held) {
        arena_free(world_of(L)->arena, f->held, f->held_capacity);
        f->held = NULL;
        f->held_capacity = 0;
    }
}

/* Takes `count` bytes, and pushes the first `length` of them: FOUND, or FOUND_AGAIN. */
static Found push_bytes(lua_State *L, File *f, size_t count, size_t length) {
    const char *bytes;
    stream_bytes(f, &bytes);
    if (f->held_count && count > f->held_count) {
        size_t more = count - f->held_count;
        if (!held_reserve(L, f, count)) return FOUND_AGAIN;
        memcpy(f->held + f->held_count, bytes, more);
        stream_skip(f, more);
        f->held_count = count;
    }
    unsigned uses = f->uses;
    lua_pushlstring(L, f->held_count ? f->held : bytes, length);
    if (f->uses != uses) {
        lua_pop(L, 1);
        return FOUND_AGAIN;
    }
    take(L, f, count);
    return FOUND;
}

static size_t byte_count(const File *f) {
    const char *bytes;
    return f->held_count + stream_bytes(f, &bytes);
}

/* ---- The formats: FOUND and FOUND_END push one value ---- */

static Found find_nothing(lua_State *L, const File *f) {
    if (!at_end(f)) return FOUND_LITTLE;
    lua_pushnil(L);
    return FOUND_END;
}

static Found find_line(lua_State *L, File *f, bool chop) {
    const char *bytes, *end = NULL;
    size_t count = stream_bytes(f, &bytes), before = 0;
    if (f->held_count > f->scanned)
        end = memchr(f->held + f->scanned, '\n', f->held_count - f->scanned);
    if (end) {
        before = (size_t)(end - f->held) + 1;
    } else {
        f->scanned = f->held_count;
        if (count) end = memchr(bytes, '\n', count);
        if (end) before = f->held_count + (size_t)(end - bytes) + 1;
    }
    if (end) {
        return push_bytes(L, f, before, before - chop);
    }
    if (!at_end(f) || count + f->held_count == 0) return find_nothing(L, f);
    return push_bytes(L, f, count + f->held_count, count + f->held_count);
}

static Found find_count(lua_State *L, File *f, size_t wanted) {
    size_t count = byte_count(f);
    if (wanted == 0 && count > 0) {
        lua_pushliteral(L, "");
        return FOUND;
    }
    if (count == 0 || (count < wanted && !at_end(f))) return find_nothing(L, f);
    if (count > wanted) count = wanted;
    return push_bytes(L, f, count, count);
}

static Found find_all(lua_State *L, File *f) {
    if (!at_end(f)) return FOUND_LITTLE;
    return push_bytes(L, f, byte_count(f), byte_count(f));
}

/* A number as it is being read: the byte that it has come to, and its text. */
typedef struct Number {
    const File *f;
    size_t at;
    int byte;    /* EOF at the end */
    bool little; /* more bytes have to come */
    int length;
    char text[NUMBER_MAX + 1];
} Number;

static void number_look(Number *n) {
    const char *bytes;
    size_t count = stream_bytes(n->f, &bytes), held = n->f->held_count;
    n->byte = EOF;
    if (n->at < held)
        n->byte = (unsigned char)n->f->held[n->at];
    else if (n->at - held < count)
        n->byte = (unsigned char)bytes[n->at - held];
    else if (!at_end(n->f))
        n->little = true;
}

static bool number_next(Number *n) {
    if (n->length >= NUMBER_MAX) {
        n->text[0] = '\0'; /* which is no number */
        return false;
    }
    n->text[n->length++] = (char)n->byte;
    n->at++;
    number_look(n);
    return true;
}

static bool number_test(Number *n, const char *two) {
    return (n->byte == two[0] || n->byte == two[1]) && number_next(n);
}

static int number_digits(Number *n, bool hex) {
    int count = 0;
    while ((hex ? isxdigit(n->byte) : isdigit(n->byte)) && number_next(n)) count++;
    return count;
}

/* The longest text that could be a number, as Lua's own io has it. */
static Found find_number(lua_State *L, File *f) {
    Number n = {.f = f};
    const char point[] = {localeconv()->decimal_point[0], '.'};
    bool hex = false;
    int count = 0;
    for (number_look(&n); isspace(n.byte); number_look(&n)) n.at++;
    number_test(&n, "-+");
    if (number_test(&n, "00")) {
        if (number_test(&n, "xX"))
            hex = true;
        else
            count = 1;
    }
    count += number_digits(&n, hex);
    if (number_test(&n, point)) count += number_digits(&n, hex);
    if (count > 0 && number_test(&n, hex ? "pP" : "eE")) {
        number_test(&n, "-+");
        number_digits(&n, false);
    }
    if (n.little) return FOUND_LITTLE;
    n.text[n.length] = '\0';
    take(L, f, n.at);
    if (lua_stringtonumber(L, n.text)) return FOUND;
    lua_pushnil(L);
    return FOUND_END;
}

static Found find(lua_State *L, File *f, int format) {
    if (lua_type(L, format) == LUA_TNUMBER)
        return find_count(L, f, (size_t)luaL_checkinteger(L, format));
    const char *p = luaL_checkstring(L, format);
    switch (*p == '*' ? p[1] : *p) {
    case 'n':
        return find_number(L, f);
    case 'l':
        return find_line(L, f, true);
    case 'L':
        return find_line(L, f, false);
    case 'a':
        return find_all(L, f);
    default:
        luaL_argerror(L, format, "invalid format");
        return FOUND_END;
    }
}

/* ---- Getting more ---- */

static void fill(FILE *c) {
    int byte = getc(c);
    if (byte != EOF) ungetc(byte, c);
}

static void fill_job(Job *j) {
    fill(j->file);
}

/* The terminal belongs to the prompt while that waits for an entry. */
static bool prompt_has(const World *w, const File *f) {
    return f->fd == 0 && w->session && !w->evaluating;
}

static Outcome more_polled(lua_State *L, File *f, bool *turn) {
    World *w = world_of(L);
    for (;;) {
        Outcome outcome = *turn ? OP_DONE : poll_begin(w->sched, &f->poll, POLL_READ);
        *turn = false;
        if (outcome != OP_DONE) {
            *turn = outcome == OP_PARKED;
            return outcome;
        }
        if (prompt_has(w, f)) {
            poll_end(w->sched, &f->poll, POLL_READ);
            return line_wait(w->sched, &w->readers);
        }
        if (posix_ready(f->fd, POLL_READ)) {
            poll_end(w->sched, &f->poll, POLL_READ);
            fill(f->stream->f);
            return OP_DONE;
        }
        output_flush_ready(w); /* which may ask for what is waited for */
        outcome = poll_wait(w->sched, &f->poll, POLL_READ);
        *turn = true;
        if (outcome != OP_DONE) return outcome;
    }
}

/* OP_DONE: the stream has got more bytes, or its end. `turn`: the goroutine has waited for its turn, and it is its. */
static Outcome more(lua_State *L, File *f, bool *turn) {
    bool pausable = file_begin(L);
    FileKind kind = file_kind(L, f);
    if (!hold(L, f)) return OP_DONE;
    if (kind == FILE_POLLED && pausable) return more_polled(L, f, turn);
    if (kind == FILE_DISK && pausable && !posix_is_cached(f->fd)) return file_work(L, f, fill_job, NULL, 0);
    fill(f->stream->f);
    return OP_DONE;
}

/* ---- What is called ---- */

/* Where a call stands: it has `formats` in its arguments, from index 2 on, and its results so far above them. */
typedef struct Reading {
    int formats;
    bool turn;
} Reading;

/* The number of results, or READING_PARKED. */
enum { READING_PARKED = -1, READING_FAILED = -2 };

static int read_formats(lua_State *L, File *f, Reading *r, Outcome outcome) {
    int wanted = r->formats ? r->formats : 1;
    for (;;) {
        if (f->job && outcome == OP_DONE && !r->turn) outcome = file_settle(L, f);
        if (outcome == OP_PARKED) return READING_PARKED;
        if (outcome != OP_DONE || file_is_closed(f)) return READING_FAILED;
        int done = lua_gettop(L) - 1 - r->formats;
        Found found = FOUND;
        while (found == FOUND && done < wanted) {
            found = r->formats ? find(L, f, 2 + done) : find_line(L, f, true);
            done += found == FOUND || found == FOUND_END;
        }
        if (found == FOUND_AGAIN) continue;
        if (found != FOUND_LITTLE) {
            if (r->turn) poll_end(world_of(L)->sched, &f->poll, POLL_READ);
            return done;
        }
        outcome = more(L, f, &r->turn);
    }
}

/* Reads on, and then does `finish` with the number of results on top, which may be READING_FAILED. */
static int read_go(lua_State *L, Reading *r, Outcome outcome, lua_CFunction resume, int (*finish)(lua_State *L, File *f, int count)) {
    File *f = file_at(L, 1);
    int count = read_formats(L, f, r, outcome);
    if (count != READING_PARKED) return finish(L, f, count);
    lua_pushinteger(L, r->formats * 2 + r->turn);
    return file_park(L, resume);
}

static Reading reading_resumed(lua_State *L, Outcome *outcome) {
    *outcome = file_resumed(L);
    lua_Integer state = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return (Reading){.formats = (int)(state / 2), .turn = state % 2};
}

static int read_finish(lua_State *L, File *f, int count) {
    if (count == READING_FAILED || file_is_closed(f)) return file_closed(L);
    if (ferror_unlocked(f->stream->f)) return luaL_fileresult(L, 0, NULL);
    return count;
}

static int read_resume(lua_State *L) {
    Outcome outcome;
    Reading r = reading_resumed(L, &outcome);
    return read_go(L, &r, outcome, read_resume, read_finish);
}

void file_check_formats(lua_State *L, int first) {
    for (int i = first; i <= lua_gettop(L); i++) {
        if (lua_type(L, i) == LUA_TNUMBER) {
            luaL_checkinteger(L, i);
            continue;
        }
        const char *p = luaL_checkstring(L, i);
        if (*p == '*') p++;
        luaL_argcheck(L, *p && strchr("nlLa", *p), i, "invalid format");
    }
}

int file_read(lua_State *L) {
    Reading r = {.formats = lua_gettop(L) - 1};
    luaL_checkstack(L, r.formats + LUA_MINSTACK, "too many arguments");
    File *f = file_use(L, 1);
    if (!f->job) clearerr_unlocked(f->stream->f);
    return read_go(L, &r, OP_DONE, read_resume, read_finish);
}

/* ---- Lines: upvalues 1 the file, 2 the number of formats, 3 whether to close at the end, then the formats ---- */

static int lines_finish(lua_State *L, File *f, int count) {
    if (count == READING_FAILED || file_is_closed(f)) return luaL_error(L, "file is already closed");
    if (ferror_unlocked(f->stream->f)) count = luaL_fileresult(L, 0, NULL);
    if (lua_toboolean(L, -count)) return count;
    if (count > 1) return luaL_error(L, "%s", lua_tostring(L, -count + 1)); /* an error's text */
    if (lua_toboolean(L, lua_upvalueindex(3))) file_close_now(L, f);
    return 0;
}

static int lines_resume(lua_State *L) {
    Outcome outcome;
    Reading r = reading_resumed(L, &outcome);
    return read_go(L, &r, outcome, lines_resume, lines_finish);
}

static int lines_next(lua_State *L) {
    File *f = file_at(L, lua_upvalueindex(1));
    Reading r = {.formats = (int)lua_tointeger(L, lua_upvalueindex(2))};
    if (file_is_closed(f)) return luaL_error(L, "file is already closed");
    lua_settop(L, 0);
    luaL_checkstack(L, r.formats + LUA_MINSTACK, "too many arguments");
    lua_pushvalue(L, lua_upvalueindex(1));
    for (int i = 1; i <= r.formats; i++) lua_pushvalue(L, lua_upvalueindex(3 + i));
    if (!f->job) clearerr_unlocked(f->stream->f);
    return read_go(L, &r, OP_DONE, lines_resume, lines_finish);
}

void file_push_lines(lua_State *L, bool close) {
    int formats = lua_gettop(L) - 1;
    luaL_argcheck(L, formats <= LINES_FORMATS_MAX, LINES_FORMATS_MAX + 2, "too many arguments");
    lua_pushvalue(L, 1);
    lua_pushinteger(L, formats);
    lua_pushboolean(L, close);
    lua_rotate(L, 2, 3);
    lua_pushcclosure(L, lines_next, 3 + formats);
}

int file_lines(lua_State *L) {
    file_use(L, 1);
    file_push_lines(L, false);
    return 1;
}
