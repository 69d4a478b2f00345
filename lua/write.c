/* Writing files: into the stream's buffer, and what that has no room for as file.h says. A pipe that is ready takes
 * PIECE bytes without blocking, so no call gives it more. */
#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>

#include "lua/file.h"
#include "runtime/posix.h"

enum {
    PIECE = 4096,
    SMALL = 4096 /* so much for a file on a disk is quicker copied to the system than handed to another thread */
};

/* A write under way. A flush has no text. */
typedef struct Writing {
    const char *text;
    size_t length;
    bool flush;
    bool turn; /* the goroutine has waited for its turn, and it is its */
    bool failed;
} Writing;

/* Is stdout or stderr a file, what is written there blocks no more than the system does: a program's own order is not to
 * depend on where its output goes. */
static bool is_standard(const File *f) {
    return f->fd == 1 || f->fd == 2;
}

/* How many bytes have room in the buffer; what it holds is to be no more than a piece. */
static size_t room(const File *f) {
    FILE *c = f->stream->f;
    size_t size = __fbufsize(c), pending = __fpending(c);
    if (f->kind == FILE_POLLED && size > PIECE) size = PIECE;
    return size > pending ? size - pending : 0;
}

/* Does it go to the system? */
static bool goes_out(const Writing *w, const File *f) {
    FILE *c = f->stream->f;
    if (w->flush) return __fpending(c) > 0;
    if (w->length == 0) return false;
    return w->length >= room(f) || (__flbf(c) && memchr(w->text, '\n', w->length));
}

/* Writes it to the stream, blocking if need be. */
static void write_now(Writing *w, FILE *c) {
    if (w->flush)
        w->failed = fflush(c) != 0;
    else
        w->failed = fwrite(w->text, 1, w->length, c) != w->length;
    w->length = 0;
}

static void job_write(Job *j) {
    errno = 0;
    j->failed = j->text ? fwrite(j->text, 1, j->length, j->file) != j->length : fflush(j->file) != 0;
    j->error = errno;
}

static Outcome write_disk(lua_State *L, File *f, Writing *w) {
    char *copy = NULL;
    if (__fpending(f->stream->f) + w->length > SMALL) {
        if (!w->flush) copy = malloc(w->length);
        if (w->flush || copy) {
            if (copy) memcpy(copy, w->text, w->length);
            size_t length = w->length;
            w->length = 0;
            w->flush = false;
            return file_work(L, f, job_write, copy, length);
        }
    }
    write_now(w, f->stream->f);
    return OP_DONE;
}

/* As much as a descriptor that is ready takes. */
static void write_piece(Writing *w, FILE *c) {
    if (__fpending(c) > 0) {
        w->failed = fflush(c) != 0;
        return;
    }
    size_t piece = w->length < PIECE ? w->length : PIECE;
    w->failed = fwrite(w->text, 1, piece, c) != piece;
    w->text += piece;
    w->length -= piece;
}

/* Is somebody in the middle of a text? */
static bool others_write(const File *f) {
    const PollSide *side = &f->poll.sides[POLL_WRITE];
    return side->first || side->turn;
}

static Outcome write_polled(Sched *s, File *f, Writing *w) {
    FILE *c = f->stream->f;
    if (!w->turn && !others_write(f) && !goes_out(w, f)) {
        write_now(w, c);
        return OP_DONE;
    }
    Outcome outcome = w->turn ? OP_DONE : poll_begin(s, &f->poll, POLL_WRITE);
    w->turn = outcome == OP_PARKED;
    while (outcome == OP_DONE) {
        if (w->failed || !goes_out(w, f)) {
            if (!w->failed && w->length) write_now(w, c);
            poll_end(s, &f->poll, POLL_WRITE);
            return OP_DONE;
        }
        if (posix_ready(f->fd, POLL_WRITE)) {
            write_piece(w, c);
        } else {
            outcome = poll_wait(s, &f->poll, POLL_WRITE);
            w->turn = outcome == OP_PARKED;
        }
    }
    return outcome;
}

static Outcome write_go(lua_State *L, File *f, Writing *w) {
    bool pausable = file_begin(L);
    FileKind kind = file_kind(L, f);
    if (!w->flush && w->length == 0) return OP_DONE;
    if (is_standard(f) && !w->flush && output_sink(world_of(L), f->fd, w->text, w->length)) {
        w->length = 0;
        return OP_DONE;
    }
    if (kind == FILE_POLLED && pausable) return write_polled(world_of(L)->sched, f, w);
    if (kind == FILE_DISK && pausable && !is_standard(f) && goes_out(w, f))
        return write_disk(L, f, w);
    write_now(w, f->stream->f);
    return OP_DONE;
}

Outcome file_drain(lua_State *L, File *f, bool *turn) {
    Writing w = {.flush = true, .turn = *turn};
    if (!*turn && __fpending(f->stream->f) == 0) return OP_DONE;
    Outcome outcome = write_go(L, f, &w);
    if (w.failed) f->error = errno ? errno : EIO;
    *turn = w.turn;
    return outcome;
}

/* ---- What is called ---- */

/* Where a call stands: at the text at index `at`, of which `offset` bytes are written. */
typedef struct Progress {
    int at;
    size_t offset;
    bool turn;
} Progress;

enum { NUMBER_SIZE = 64 };

/* As Lua's own io writes it, which is not as tostring does. */
static size_t number_text(lua_State *L, int index, char text[NUMBER_SIZE]) {
    if (!lua_isinteger(L, index))
        return (size_t)snprintf(text, NUMBER_SIZE, LUA_NUMBER_FMT, lua_tonumber(L, index));
    char digits[NUMBER_SIZE], *p = digits + NUMBER_SIZE;
    lua_Integer i = lua_tointeger(L, index);
    lua_Unsigned rest = i < 0 ? -(lua_Unsigned)i : (lua_Unsigned)i;
    do *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (i < 0) *--p = '-';
    size_t length = (size_t)(digits + NUMBER_SIZE - p);
    memcpy(text, p, length);
    return length;
}

/* The text at `index`, which is put there for a number. */
static const char *text_at(lua_State *L, int index, size_t *length) {
    if (lua_type(L, index) == LUA_TNUMBER) {
        char number[NUMBER_SIZE];
        lua_pushlstring(L, number, number_text(L, index, number));
        lua_replace(L, index);
    }
    return lua_tolstring(L, index, length);
}

/* Numbers and texts for which there is room, from `at` on: the commonest. */
static int write_what_fits(lua_State *L, const File *f, int at, int last) {
    FILE *c = f->stream->f;
    if (world_of(L)->sink && is_standard(f)) return at;
    if (f->kind == FILE_UNKNOWN || f->job || others_write(f) || __flbf(c)) return at;
    size_t left = room(f);
    for (; at <= last; at++) {
        char number[NUMBER_SIZE];
        size_t length;
        const char *text = number;
        if (lua_type(L, at) == LUA_TNUMBER)
            length = number_text(L, at, number);
        else
            text = lua_tolstring(L, at, &length);
        if (length >= left) return at;
        left -= length;
        fwrite_unlocked(text, 1, length, c);
    }
    return at;
}

static int write_go_on(lua_State *L, Progress p, Outcome outcome, lua_CFunction resume, lua_CFunction done) {
    File *f = file_at(L, 1);
    int last = lua_gettop(L);
    if (!p.turn && p.offset == 0 && outcome == OP_DONE) p.at = write_what_fits(L, f, p.at, last);
    for (;;) {
        size_t length = 0; /* first, for a finalizer that runs now may close the file */
        const char *text = p.at <= last ? text_at(L, p.at, &length) : NULL;
        if (f->job && outcome == OP_DONE && !p.turn) outcome = file_settle(L, f);
        if (outcome == OP_PARKED) break;
        if (outcome != OP_DONE || file_is_closed(f)) return file_closed(L);
        int error = f->error;
        f->error = 0;
        if (error) return file_failed(L, error);
        if (p.at > last) return done(L);
        Writing w = {.text = text + p.offset, .length = length - p.offset, .turn = p.turn};
        errno = 0;
        outcome = write_go(L, f, &w);
        if (w.failed) return file_failed(L, errno);
        p.turn = w.turn;
        p.offset = (size_t)(w.text - text);
        if (w.length == 0 && !p.turn) {
            p.at++;
            p.offset = 0;
        }
    }
    lua_pushinteger(L, (lua_Integer)p.offset);
    lua_pushinteger(L, p.at * 2 + p.turn);
    return file_park(L, resume);
}

static Progress progress_resumed(lua_State *L, Outcome *outcome) {
    *outcome = file_resumed(L);
    lua_Integer state = lua_tointeger(L, -1);
    Progress p = {(int)(state / 2), (size_t)lua_tointeger(L, -2), state % 2};
    lua_pop(L, 2);
    return p;
}

static int give_file(lua_State *L) {
    lua_pushvalue(L, 1);
    return 1;
}

static int write_resume(lua_State *L) {
    Outcome outcome;
    Progress p = progress_resumed(L, &outcome);
    return write_go_on(L, p, outcome, write_resume, give_file);
}

int file_write(lua_State *L) {
    luaL_checkstack(L, LUA_MINSTACK, "too many arguments");
    return write_go_on(L, (Progress){.at = 2}, OP_DONE, write_resume, give_file);
}

/* ---- Standard output ---- */

static const char stdout_key = 's';

void output_keep(lua_State *L) {
    world_of(L)->output = lua_touserdata(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &stdout_key);
}

bool output_takes(lua_State *L, const char *text, size_t length) {
    if (world_of(L)->sink) return true;
    File *f = world_of(L)->output;
    bool pausable = file_begin(L);
    if (file_kind(L, f) != FILE_POLLED || !pausable) return true;
    Writing w = {.text = text, .length = length};
    if (others_write(f)) return false;
    if (!goes_out(&w, f)) return true;
    return __fpending(f->stream->f) + length <= PIECE && posix_ready(f->fd, POLL_WRITE);
}

bool output_flush_ready(World *w) {
    const File *f = w->output;
    if (f && __fpending(stdout) > 0 && f->kind == FILE_POLLED && !posix_ready(f->fd, POLL_WRITE)) return false;
    output_flush();
    return true;
}

static int nothing(lua_State *L) {
    (void)L;
    return 0;
}

/* The number of bytes, and no error, as Go's functions that print give them. */
static int byte_count(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 2));
    lua_pushnil(L);
    return 2;
}

static int print_resume(lua_State *L) {
    Outcome outcome;
    Progress p = progress_resumed(L, &outcome);
    return write_go_on(L, p, outcome, print_resume, nothing);
}

static int counted_resume(lua_State *L) {
    Outcome outcome;
    Progress p = progress_resumed(L, &outcome);
    return write_go_on(L, p, outcome, counted_resume, byte_count);
}

int output_wait(lua_State *L, bool counted) {
    lua_insert(L, 1);
    lua_settop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &stdout_key);
    lua_insert(L, 1);
    return write_go_on(L, (Progress){.at = 2}, OP_DONE, counted ? counted_resume : print_resume,
                       counted ? byte_count : nothing);
}

static int flush_go(lua_State *L, bool turn, Outcome outcome);

static int flush_resume(lua_State *L) {
    Outcome outcome = file_resumed(L);
    bool turn = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return flush_go(L, turn, outcome);
}

static int flush_go(lua_State *L, bool turn, Outcome outcome) {
    File *f = file_at(L, 1);
    if (outcome == OP_DONE && !turn) outcome = file_settle(L, f);
    if (outcome == OP_DONE && file_is_closed(f)) return file_closed(L);
    errno = 0;
    if (outcome == OP_DONE) outcome = file_drain(L, f, &turn);
    if (outcome == OP_PARKED) {
        lua_pushboolean(L, turn);
        return file_park(L, flush_resume);
    }
    if (outcome != OP_DONE) return file_closed(L);
    int error = f->error;
    f->error = 0;
    if (error) return file_failed(L, error);
    lua_pushboolean(L, 1);
    return 1;
}

int file_flush(lua_State *L) {
    return flush_go(L, false, OP_DONE);
}
