/* :tip. What has been said is not said again; the texts are kept in the session. */
#include "repl/tip.h"

#include <stdio.h>
#include <string.h>

#include "lua/tips.h"
#include "repl/report.h"

/* What fits a session in which the word stands comes before what always fits. */
static const struct {
    const char *word; /* "": always */
    const char *text;
} generals[] = {
    {"chan", "in general: `:chans` shows each channel with what is in it and who waits for it."},
    {"go ", "in general: `:ps` shows all goroutines, and `:explain 7` why goroutine 7 waits and who could wake it."},
    {"select", "in general: a case whose channel is nil is never ready: `ch = nil` turns it off."},
    {"WaitGroup",
     "in general: an errgroup waits as a WaitGroup does, and gives the first error as well: `:doc errgroup.Group`."},
    {"Mutex", "in general: `:locks` shows who holds which lock, and who waits for it."},
    {"range", "in general: `for v := range ch do ... end` ends when ch has been closed and is empty."},
    {"make(chan",
     "in general: a channel without a buffer is a meeting: a send ends when the value has been received. With a "
     "buffer of n, n sends need not wait."},
    {"time.", "in general: `gosh --virtual-time` does not wait when all goroutines do: an hour takes no time."},
    {"func",
     "in general: `defer` runs a call when its function ends, however it ends: unlock, close and Done stand there."},
    {"", "in general: `gosh --seed 7` takes the same turns in every run; another number takes others."},
    {"", "in general: who sends closes a channel, and nobody need close one: only a range waits for that."},
    {"", "in general: Ctrl-\\ shows where every goroutine is, also while an entry runs."},
};

/* A TextSink. */
static void tip_write(void *arg, const char *bytes, size_t length) {
    (void)arg;
    report_print(stdout, bytes, length);
}

/* The texts stand in `told` one after another, each ended by a 0. */
static bool tip_is_told(const Session *s, const char *text) {
    const char *end = s->told.data + s->told.length;
    for (const char *p = s->told.data; p && p < end; p += strlen(p) + 1)
        if (strcmp(p, text) == 0) return true;
    return false;
}

static bool tip_tell(Session *s, const char *text) {
    if (tip_is_told(s, text)) return false;
    bytes_add(&s->told, text, strlen(text) + 1);
    tips_write(text, tip_write, NULL);
    return true;
}

static bool tip_general(Session *s) {
    for (size_t i = 0; i < sizeof generals / sizeof *generals; i++)
        if (tips_mentions(s->world, generals[i].word) && tip_tell(s, generals[i].text)) return true;
    return false;
}

void tip_say(Session *s) {
    world_settle(s->world, false); /* so that what will wait does wait */
    Tips tips = tips_take(s->world);
    bool told = false;
    for (size_t i = 0; i < tips.count && !told; i++) told = tip_tell(s, tips.texts[i]);
    tips_free(&tips);
    if (!told && !tip_general(s)) puts("tip: nothing more to say; :help shows what there is");
}
