/* Ctrl-C and Ctrl-\, and the signals that end the process once what it has printed is out. */
#include "repl/interrupt.h"
#include "runtime/posix.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "repl/exit.h"
#include "repl/stream.h"

struct Interrupt {
    Signals *signals;
    pthread_mutex_t mutex; /* guards what follows, and keeps the world alive while a signal is being
                              passed on */
    World *world;
    Screen *screen;
    bool evaluating;
    bool paused;
    int asked;     /* how often what runs was asked to end */
    bool passed;   /* a press has gone to the program instead, in this evaluation */
    bool pressed;  /* at the prompt, which has not seen it yet */
    bool quitting; /* a dump has been asked for that is the program's end */
    bool disturbed; /* the terminal was somebody else's */
    void (*farewell)(void *arg); /* before a program's end by a signal; NULL: nothing */
    void *farewell_arg;
    atomic_bool parting; /* it is under way */
};

enum {
    PATIENCE_MS = 300,
    STEP_MS = 10,
    DUMP_MS = 3000,      /* for the rest of a dump, when SIGQUIT comes again */
    FROZEN_SECONDS = 20, /* for a dump of a copy of the process */
    FLUSH_SECONDS = 2,
};
static const char interrupt_stuck[] =
    "\ngosh: this does not stop: it is inside a C function. Ctrl-C once more ends gosh.\n";

/* Ends the process as the signal does by itself. From here on another one does too, should the flush take for ever. */
static void interrupt_die(int number) {
    sigset_t set;
    signal(number, SIG_DFL); /* the program may have asked for it meanwhile */
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    if (ftrylockfile(stdout) == 0) fflush(stdout);
    posix_signal_die(number);
}

typedef struct Death {
    Message message; /* first: the message is the death */
    int signal;
    Interrupt *interrupt;
} Death;

static void interrupt_deliver_death(void *state, Message *message) {
    (void)state;
    Death *death = (Death *)(void *)message;
    Interrupt *i = death->interrupt;
    if (i->farewell) {
        atomic_store(&i->parting, true);
        i->farewell(i->farewell_arg);
    }
    interrupt_die(death->signal);
}

static void interrupt_deliver_nothing(void *state, Message *message) {
    (void)state;
    free(message);
}

static void interrupt_post(World *w, void (*deliver)(void *state, Message *message)) {
    Message *message = malloc(sizeof *message);
    if (!message) return;
    *message = (Message){.deliver = deliver};
    mailbox_post(world_mailbox(w), message);
}

/* Waits for another signal that ends the process, at most that long; true if one came. */
static bool interrupt_await(long ms) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTERM);
    return sigtimedwait(&set, NULL, &(struct timespec){.tv_nsec = ms * 1000000}) >= 0;
}

/* The world's own thread ends gosh between two turns, when nothing is half printed; if it does not
 * get there, we do. */
static void interrupt_take_deadly(Interrupt *i, int signal) {
    if (i->world && posix_signal_pass(signal) != SIGNAL_DEFAULT) return;
    Death *death = i->world ? malloc(sizeof *death) : NULL;
    if (death) {
        *death = (Death){.message.deliver = interrupt_deliver_death, .signal = signal, .interrupt = i};
        mailbox_post(world_mailbox(i->world), &death->message);
        pthread_mutex_unlock(&i->mutex);
        while (!interrupt_await(PATIENCE_MS) && atomic_load(&i->parting)) {}
    }
    interrupt_die(signal);
}

/* A program that has asked for the signal gets it when the prompt waits, too, and of an evaluation the first one alone:
 * the second keeps the session from a program that does not end. */
static bool interrupt_passed(Interrupt *i) {
    if (i->passed || posix_signal_pass(SIGINT) == SIGNAL_DEFAULT) return false;
    i->passed = i->evaluating;
    return i->evaluating;
}

static void interrupt_take_prompt(Interrupt *i) {
    if (interrupt_passed(i)) {
        screen_echoed(i->screen);
        return;
    }
    if (!i->evaluating) {
        bool unseen = i->pressed; /* a goroutine keeps the prompt from its turn */
        i->pressed = true;
        interrupt_post(i->world, interrupt_deliver_nothing);
        if (!unseen) return;
    }
    screen_echoed(i->screen);
    if (++i->asked > 2) interrupt_die(SIGINT);
    world_interrupt(i->world);
    if (i->asked < 2) return;
    pthread_mutex_unlock(&i->mutex);
    nanosleep(&(struct timespec){.tv_nsec = PATIENCE_MS * 1000000}, NULL);
    interrupt_await(0); /* impatient presses meanwhile do not count */
    pthread_mutex_lock(&i->mutex);
    if ((i->evaluating || i->pressed) && i->asked == 2 &&
        write(STDERR_FILENO, interrupt_stuck, sizeof interrupt_stuck - 1) < 0)
        interrupt_die(SIGINT);
}

/* ---- SIGQUIT ---- */

static void quit_exit(int signal) {
    (void)signal;
    screen_die();
    _exit(EXIT_RUN);
}

/* From here on the process ends soon, should a write take for ever. */
static void quit_hurry(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    signal(SIGALRM, quit_exit); /* the program may have asked for it meanwhile */
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    alarm(FLUSH_SECONDS);
}

/* In the place of a dump. */
static void quit_say(void) {
    static const char line[] = "SIGQUIT: quit\n";
    stream_write(STDERR_FILENO, line, sizeof line - 1);
}

static void quit_early(int signal) {
    quit_hurry();
    quit_say();
    quit_exit(signal);
}

void interrupt_prepare(void) {
    if (!posix_signal_ignored(SIGQUIT)) signal(SIGQUIT, quit_early);
}

/* Ends the process as a fatal error does. */
static void quit_die(const Interrupt *i) {
    quit_hurry();
    if (ftrylockfile(stdout) == 0) fflush(stdout);
    screen_die();
    if (!i->world && !i->quitting) quit_say();
    if (i->world && world_crashes(i->world)) abort();
    _exit(EXIT_RUN);
}

/* Waits until the world has begun with its dump or, `over`, is done with all; at most that long. */
static void quit_await(Interrupt *i, long ms, bool over) {
    for (; ms > 0 && i->world && (over || world_quit_waits(i->world)); ms -= STEP_MS) {
        pthread_mutex_unlock(&i->mutex);
        nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000}, NULL);
        pthread_mutex_lock(&i->mutex);
    }
}

static void frozen_write(void *unused, const char *bytes, size_t length) {
    (void)unused;
    stream_write(STDERR_FILENO, bytes, length);
}

/* Dumps a copy of the process, in which the world stands still whatever it is in the middle of. Nothing that could happen to
 * the copy matters here. */
static void quit_dump_frozen(Interrupt *i) {
    if (i->screen) screen_write_plain("\n");
    pid_t copy = _Fork();
    if (copy == 0) {
        static const int deaths[] = {SIGALRM, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGPIPE};
        sigset_t none;
        for (size_t n = 0; n < sizeof deaths / sizeof *deaths; n++) signal(deaths[n], SIG_DFL);
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, NULL);
        alarm(FROZEN_SECONDS);
        world_quit_frozen(i->world, frozen_write, NULL);
        _exit(0);
    }
    if (copy > 0)
        waitpid(copy, NULL, 0);
    else
        quit_say();
    i->disturbed = true;
}

static void interrupt_quit(Interrupt *i) {
    if (!i->world) quit_die(i); /* it has not begun, or is over */
    if (i->screen && i->evaluating) screen_echoed(i->screen);
    if (posix_signal_pass(SIGQUIT) != SIGNAL_DEFAULT) return;
    if (i->quitting) {
        quit_await(i, DUMP_MS, true);
        if (i->world) quit_die(i);
        return;
    }
    i->quitting = !i->screen;
    world_quit(i->world, i->quitting);
    quit_await(i, PATIENCE_MS, false);
    if (!i->world || !world_quit_cancel(i->world)) return;
    quit_dump_frozen(i);
    if (i->quitting) quit_die(i);
}

/* The terminal has another size, or gosh goes on after it was stopped: whoever edits a line is to look at it. */
static void interrupt_take_terminal(Interrupt *i, int signal) {
    posix_signal_pass(signal);
    if (!i->screen || !i->world) return;
    i->disturbed |= signal == SIGCONT;
    interrupt_post(i->world, interrupt_deliver_nothing);
}

static void interrupt_take(void *arg, int signal) {
    Interrupt *i = arg;
    pthread_mutex_lock(&i->mutex);
    bool dropped = i->paused && (signal == SIGINT || signal == SIGQUIT);
    if (dropped)
        ; /* it is for the other program */
    else if (signal == SIGQUIT)
        interrupt_quit(i);
    else if (signal == SIGINT && i->screen)
        interrupt_take_prompt(i);
    else if (signal == SIGWINCH || signal == SIGCONT)
        interrupt_take_terminal(i, signal);
    else
        interrupt_take_deadly(i, signal);
    pthread_mutex_unlock(&i->mutex);
}

Interrupt *interrupt_new(void) {
    static const int taken[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH, SIGCONT};
    uint64_t signals = 0;
    for (size_t n = 0; n < sizeof taken / sizeof *taken; n++)
        if (!posix_signal_ignored(taken[n])) signals |= (uint64_t)1 << taken[n];
    if (!signals) return NULL;
    Interrupt *i = calloc(1, sizeof *i);
    if (!i) return NULL;
    pthread_mutex_init(&i->mutex, NULL);
    i->signals = posix_signals_new(signals, interrupt_take, i);
    if (i->signals) return i;
    pthread_mutex_destroy(&i->mutex);
    free(i);
    return NULL;
}

void interrupt_delete(Interrupt *i) {
    if (!i) return;
    posix_signals_delete(i->signals);
    pthread_mutex_destroy(&i->mutex);
    free(i);
}

void interrupt_attach(Interrupt *i, World *w, Screen *screen) {
    if (!i) return;
    pthread_mutex_lock(&i->mutex);
    i->world = w;
    i->screen = screen;
    pthread_mutex_unlock(&i->mutex);
}

void interrupt_farewell(Interrupt *i, void (*farewell)(void *arg), void *arg) {
    if (!i) return;
    pthread_mutex_lock(&i->mutex);
    i->farewell = farewell;
    i->farewell_arg = arg;
    pthread_mutex_unlock(&i->mutex);
}

void interrupt_evaluating(Interrupt *i, bool evaluating) {
    if (!i) return;
    pthread_mutex_lock(&i->mutex);
    i->evaluating = evaluating;
    i->passed = false;
    i->asked = 0;
    pthread_mutex_unlock(&i->mutex);
}

void interrupt_pause(Interrupt *i, bool paused) {
    if (!i) return;
    pthread_mutex_lock(&i->mutex);
    i->paused = paused;
    pthread_mutex_unlock(&i->mutex);
}

bool interrupt_pressed(Interrupt *i) {
    if (!i) return false;
    pthread_mutex_lock(&i->mutex);
    bool pressed = i->pressed;
    i->pressed = false;
    i->asked = 0;
    pthread_mutex_unlock(&i->mutex);
    return pressed;
}

bool interrupt_disturbed(Interrupt *i) {
    if (!i) return false;
    pthread_mutex_lock(&i->mutex);
    bool disturbed = i->disturbed;
    i->disturbed = false;
    pthread_mutex_unlock(&i->mutex);
    return disturbed;
}
