/* The platform's signals: the thread that takes Ctrl-C, and what else the program wants to hear of.
 *
 * What is taken by the thread (SIGINT) is blocked everywhere else. All other signals do what they do in Go until the
 * program asks for them; then a handler posts a message, and nothing more, so that a program that is started inherits
 * no changes. The system keeps one action for each signal of a process, and a handler gets nothing but its number:
 * therefore the places of the messages are the process's, one for each signal. */
#include "posix.h"
#include "runtime.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* ---- The thread ---- */

struct Signals {
    pthread_t thread;
    sigset_t set;
    void (*take)(void *arg, int signal);
    void *arg;
};

/* Ends the thread; blocked everywhere else, so it goes nowhere else. (SIGRTMAX is valgrind's own.) */
#define END_SIGNAL SIGRTMIN

static void *signals_loop(void *arg) {
    Signals *sig = arg;
    sigset_t blocked;
    sigfillset(&blocked);
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    for (;;) {
        int signal;
        if (sigwait(&sig->set, &signal) != 0) continue;
        if (signal == END_SIGNAL) return NULL;
        sig->take(sig->arg, signal);
    }
}

Signals *posix_signals_new(uint64_t signals, void (*take)(void *arg, int signal), void *arg) {
    Signals *sig = malloc(sizeof *sig);
    if (!sig) return NULL;
    sigemptyset(&sig->set);
    for (int n = 1; n <= SIGNAL_MAX; n++)
        if (signals >> n & 1) sigaddset(&sig->set, n);
    sigaddset(&sig->set, END_SIGNAL);
    sig->take = take;
    sig->arg = arg;
    pthread_sigmask(SIG_BLOCK, &sig->set, NULL);
    if (pthread_create(&sig->thread, NULL, signals_loop, sig) == 0) return sig;
    pthread_sigmask(SIG_UNBLOCK, &sig->set, NULL);
    free(sig);
    return NULL;
}

void posix_signals_delete(Signals *sig) {
    if (!sig) return;
    pthread_kill(sig->thread, END_SIGNAL);
    pthread_join(sig->thread, NULL);
    while (sigtimedwait(&sig->set, NULL, &(struct timespec){0}) > 0) {
        /* what came too late is not to end the process */
    }
    pthread_sigmask(SIG_UNBLOCK, &sig->set, NULL);
    free(sig);
}

/* ---- What the program hears of ---- */

enum { SIGNAL_COUNT = SIGNAL_MAX + 1 };

typedef struct Ear {
    Message message; /* first: the message is the ear */
    Mailbox *_Atomic mailbox;
    void (*deliver)(void *state, int signal);
    atomic_bool posted; /* and not yet delivered: another one of the same signal is the same news */
    atomic_int action;
    bool replaced; /* `before` is what the system did at first */
    struct sigaction before;
} Ear;

static Ear ears[SIGNAL_COUNT];

static void ear_deliver(void *state, Message *message) {
    Ear *ear = (Ear *)(void *)message;
    atomic_store(&ear->posted, false);
    if (atomic_load(&ear->action) == SIGNAL_NOTIFY) ear->deliver(state, (int)(ear - ears));
}

static void ear_post(Ear *ear) {
    Mailbox *mailbox = atomic_load(&ear->mailbox);
    if (!mailbox || atomic_exchange(&ear->posted, true)) return;
    ear->message.deliver = ear_deliver;
    mailbox_post(mailbox, &ear->message);
}

static void ear_handler(int signal) {
    int saved = errno;
    ear_post(&ears[signal]);
    errno = saved;
}

/* False for a signal that cannot be caught, is the machine's own news of a mistake, or is kept for the runtime, as in Go. */
static bool ear_may(int signal) {
    switch (signal) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGABRT:
    case SIGUSR1:
    case SIGUSR2:
    case SIGPIPE:
    case SIGALRM:
    case SIGTERM:
    case SIGCHLD:
    case SIGCONT:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGXCPU:
    case SIGXFSZ:
    case SIGVTALRM:
    case SIGWINCH:
    case SIGIO:
    case SIGPWR:
        return true;
    default:
        return false;
    }
}

bool posix_signal_notify(int signal, Mailbox *m, void (*deliver)(void *state, int signal)) {
    if (!ear_may(signal)) return false;
    Ear *ear = &ears[signal];
    struct sigaction action = {.sa_handler = ear_handler, .sa_flags = SA_RESTART}, before;
    sigemptyset(&action.sa_mask);
    ear->deliver = deliver;
    atomic_store(&ear->mailbox, m);
    atomic_store(&ear->action, SIGNAL_NOTIFY);
    sigaction(signal, &action, &before);
    if (!ear->replaced) ear->before = before;
    ear->replaced = true;
    return true;
}

bool posix_signal_ignore(int signal) {
    if (!ear_may(signal)) return false;
    Ear *ear = &ears[signal];
    struct sigaction action = {.sa_handler = SIG_IGN}, before;
    sigemptyset(&action.sa_mask);
    atomic_store(&ear->action, SIGNAL_IGNORE);
    sigaction(signal, &action, &before);
    if (!ear->replaced) ear->before = before;
    ear->replaced = true;
    return true;
}

void posix_signal_default(int signal) {
    if (!ear_may(signal)) return;
    Ear *ear = &ears[signal];
    if (ear->replaced) sigaction(signal, &ear->before, NULL);
    ear->replaced = false;
    atomic_store(&ear->action, SIGNAL_DEFAULT);
    atomic_store(&ear->mailbox, NULL);
}

SignalAction posix_signal_pass(int signal) {
    Ear *ear = &ears[signal];
    SignalAction action = (SignalAction)atomic_load(&ear->action);
    if (action == SIGNAL_NOTIFY) ear_post(ear);
    return action;
}

bool posix_signal_ignored(int signal) {
    struct sigaction now;
    return sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

/* ---- What ends no program in Go ---- */

/* Not SIG_IGN, which a program that is started would inherit. */
static void nothing_handler(int signal) {
    (void)signal;
}

static bool action_is(int signal, void (*handler)(int)) {
    struct sigaction now;
    return sigaction(signal, NULL, &now) == 0 && now.sa_handler == handler;
}

static void signal_survive(int number) {
    if (action_is(number, SIG_DFL)) signal(number, nothing_handler);
}

void posix_signals_survive(void) {
    static const int survived[] = {SIGUSR1, SIGUSR2,   SIGPIPE, SIGALRM, SIGXCPU,
                                   SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR};
    for (size_t i = 0; i < sizeof survived / sizeof *survived; i++) signal_survive(survived[i]);
    for (int n = END_SIGNAL + 1; n < SIGRTMAX; n++) signal_survive(n);
    if (action_is(SIGCHLD, SIG_IGN)) signal(SIGCHLD, SIG_DFL); /* else nobody is there when a child is waited for */
}

void posix_pipe_end(void) {
    if (!action_is(SIGPIPE, nothing_handler)) return;
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
}

int posix_pid(void) {
    return (int)getpid();
}

bool posix_signal_kills(int signal) {
    bool deadly = signal == SIGHUP || signal == SIGINT || signal == SIGTERM;
    return deadly && atomic_load(&ears[signal].action) == SIGNAL_DEFAULT &&
           action_is(signal, SIG_DFL);
}

static void (*_Atomic before_death)(void);

void posix_signal_before_death(void (*f)(void)) {
    atomic_store(&before_death, f);
}

void posix_signal_die(int signal) {
    void (*f)(void) = atomic_exchange(&before_death, NULL);
    if (f) f();
    sigset_t set;
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigaction(signal, &action, NULL); /* the program may have asked for it meanwhile */
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(signal);
    _exit(128 + signal);
}

int posix_kill(int pid, int signal) {
    return kill((pid_t)pid, signal) == 0 ? 0 : errno;
}
