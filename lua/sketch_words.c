/* Single values in a line of text, so that most can be typed again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/chan.h"
#include "lua/fmt.h"
#include "lua/sketch_build.h"
#include "lua/trace.h"

void sketch_add_count(Text *t, uint64_t count) {
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) text_add(t, ",", 1);
        text_add(t, digits + i, 1);
    }
}

/* A character as Lua reads it between quotes. */
static void character_add(Text *t, const char *text, size_t size, uint32_t rune, bool valid) {
    static const char names[] = "abtnvfr"; /* 7 to 13 */
    unsigned char byte = (unsigned char)*text;
    if (!valid)
        text_format(t, "\\x%02x", byte);
    else if (byte == '"' || byte == '\\')
        text_format(t, "\\%c", byte);
    else if (byte >= '\a' && byte <= '\r')
        text_format(t, "\\%c", names[byte - '\a']);
    else if (byte < ' ' || byte == 0x7f)
        text_format(t, "\\x%02x", byte);
    else if (!rune_is_printable(rune))
        text_format(t, "\\u{%x}", (unsigned)rune);
    else
        text_add(t, text, size);
}

void sketch_add_quoted(Text *t, const char *text, size_t length, size_t most) {
    size_t at = 0;
    text_add(t, "\"", 1);
    while (at < length && at < most) {
        size_t size;
        uint32_t rune = rune_decode(text + at, length - at, &size);
        character_add(t, text + at, size, rune, size > 1 || (unsigned char)text[at] < 0x80);
        at += size;
    }
    text_add(t, "\"", 1);
    if (at == length) return;
    text_add_string(t, "... ");
    sketch_add_count(t, length - at);
    text_add_string(t, " more bytes");
}

void sketch_add_number(Text *t, lua_State *L, int index) {
    char number[64];
    if (lua_isinteger(L, index)) {
        text_format(t, LUA_INTEGER_FMT, lua_tointeger(L, index));
        return;
    }
    lua_number2str(number, sizeof number, lua_tonumber(L, index));
    text_add_string(t, number);
    if (number[strspn(number, "-0123456789")] == '\0') text_add_string(t, ".0"); /* as Lua tells it from an integer */
}

/* ---- Channels ---- */

static int waiters_count(const WaitQueue *queue) {
    int count = 0;
    for (const Waiter *w = queue->first; w; w = w->next) count++;
    return count;
}

void sketch_add_channel(Text *t, lua_State *L, int index) {
    const ChanObject *object = chan_test(L, index);
    const Chan *c = object->chan;
    text_add_string(t, type_name(L, index));
    if (c->timer)
        text_add_string(t, " (of a timer");
    else if (chan_cap(c))
        text_format(t, " (%zu/%zu buffered", chan_len(sched_of(L), c), chan_cap(c));
    else
        text_add_string(t, " (unbuffered");
    int senders = waiters_count(&c->senders), receivers = waiters_count(&c->receivers);
    if (senders) text_format(t, ", %d waiting to send", senders);
    if (receivers) text_format(t, ", %d waiting to receive", receivers);
    text_add_string(t, c->closed ? ", closed)" : ")");
}

/* ---- Threads ---- */

/* Where a thread that is not running goes on, or begins. */
static void thread_add_place(Text *t, lua_State *thread) {
    lua_Debug ar;
    for (int level = 0; level < FRAMES_VISITED && lua_getstack(thread, level, &ar); level++) {
        lua_getinfo(thread, "Sl", &ar);
        if (!frame_is_shown(&ar)) continue;
        text_format(t, ", at %s:%d", frame_file(&ar), ar.currentline);
        return;
    }
    int top = lua_gettop(thread);
    if (lua_status(thread) == LUA_OK && top > 0 && lua_isfunction(thread, top)) {
        Text place = {0};
        function_add_place(thread, top, &place);
        if (place.length) text_format(t, ", begins at %s", place.bytes);
        free(place.bytes);
    }
}

void sketch_add_thread(Text *t, lua_State *L, int index) {
    lua_State *thread = lua_tothread(L, index);
    const Co *co = co_of(thread);
    bool coroutine = co->kind == CO_COROUTINE;
    text_add_string(t, coroutine ? "coroutine" : "thread of a goroutine");
    if (co->ended || (co->L != thread && coroutine)) {
        text_add_string(t, " (dead)");
        return;
    }
    if (co->g && !coroutine) text_format(t, " %llu", (unsigned long long)co->g->id);
    text_add_string(t, !coroutine ? " (alive" : co->below ? " (running" : " (suspended");
    const Co *top = coroutine && !co->below && co->suspended ? co->suspended : co;
    thread_add_place(t, top->L);
    text_add(t, ")", 1);
}
