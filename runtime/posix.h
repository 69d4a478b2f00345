/* The platform: clocks, memory, descriptors, signals, threads, children and sockets of a POSIX system. Nothing but
 * posix*.c and, for its threads, work.c includes the system's own headers; so another platform needs other files in the place
 * of these. */
#ifndef GOSH_RUNTIME_POSIX_H
#define GOSH_RUNTIME_POSIX_H

#include "runtime.h"

/* ---- Children (posix_child.c) ---- */

typedef struct Child {
    int64_t id; /* 0: it has ended, and that has been taken notice of */
    int fd;     /* can be read from its end on; -1 where the system has no such descriptors */
} Child;

typedef enum ChildPipe { CHILD_NO_PIPE, CHILD_INPUT, CHILD_OUTPUT } ChildPipe;

typedef struct ChildEnd {
    int error; /* nobody knows how it ended: an error number */
    bool signalled;
    int code; /* of its exit, or the signal */
} ChildEnd;

/* Starts the command with the shell, no signal blocked; `fd` is this side's end of a pipe from its
 * output or to its input. 0 or an error number. Blocks for about as long as a program takes to start. */
int child_start(Child *c, const char *command, ChildPipe pipe, int *fd);
/* Has it ended? Then how, and `c` is nothing any more; its `fd` is closed. `wait`: blocks until then. */
bool child_ended(Child *c, bool wait, ChildEnd *end);
/* Nobody will ask how it ends: lets go of what stands for it. A child that is over is gone then, another one is gone when
 * the program ends. */
void child_abandon(Child *c);
bool child_shell(void); /* is there one? */

/* ---- Platform (posix*.c and, for its threads, work.c; nothing else includes the system's headers) ---- */

int64_t posix_monotonic(void);  /* ns */
int64_t posix_wall(void);       /* ns since 1970 */
int64_t posix_cpu_time(void);   /* ns of this thread */
size_t posix_memory_size(void); /* bytes of physical memory */
int posix_cpu_count(void);
uint64_t posix_entropy(void);

/* A descriptor that can be waited for: raised by any thread or signal handler, cleared by its
 * owner. -1 if none is left. */
int posix_event_new(void);
void posix_event_delete(int fd);
void posix_event_raise(int fd);
void posix_event_clear(int fd);

/* Reserves addresses, readable and writable, that cost memory only once touched. NULL if they
 * cannot be had. */
void *posix_reserve(size_t size, uintptr_t address);
void posix_release(void *start, size_t size);
/* Asks for the largest pages that there are: the first touch of much memory is then cheaper. */
size_t posix_page_size(void);
/* Calls `written`, in a signal handler, with the number of each page of that range at the first write to it. One range of a
 * process at a time. False if it cannot be done. */
bool posix_watch_writes(void *start, size_t size, void (*written)(void *arg, size_t page), void *arg);
void posix_unwatch_writes(void);
void posix_prefer_huge(void *start, size_t size);

/* Waits until `deadline` (posix_monotonic; INT64_MAX for ever), a message, something that the mailbox
 * watches, or, unless `fd` is -1, until `fd` can be read. True when `fd` can. It may end early; then look, and wait again. */
bool posix_wait(Mailbox *m, int64_t deadline, int fd);

/* Can `fd` be read, or written to, without waiting? */
bool posix_ready(int fd, PollSideKind kind);
/* Children of the program that are started from now on do not get it. */
void posix_close_on_exec(int fd);
/* Is it a file, which epoll does not know? And does the next read from it find its bytes in memory? */
bool posix_is_file(int fd);
bool posix_is_cached(int fd);

/* The system's watch over many descriptors, for poll.c alone. `cookie` comes back with what happens;
 * a descriptor that is watched `once` must be armed for each time. Error numbers, 0 for success. */
typedef struct PollEvent {
    void *cookie;
    bool ready[2]; /* by PollSideKind */
} PollEvent;
int posix_watch_new(void); /* or the negative error number */
void posix_watch_delete(int watch);
int posix_watch_add(int watch, int fd, bool once, void *cookie);
void posix_watch_arm(int watch, int fd, bool read, bool write, void *cookie);
void posix_watch_remove(int watch, int fd);
int posix_watch_take(int watch, PollEvent *events, int count); /* what has happened, at most `count` */

/* The text of one of the system's error numbers, as Go has it: "connection refused". */
void posix_error_text(int error, char *text, size_t size);

/* Lets the process have as many descriptors as the system allows it at all, as Go does at its start. Its children begin
 * with what it was before. */
void posix_raise_descriptor_limit(void);

/* Starts f(arg) on a thread of its own, detached, with all signals blocked. False if none can be had. */
bool posix_thread_start(void *(*f)(void *arg), void *arg, size_t stack_size);

/* Starts so many threads of the operating system, which wait until the last one is there, and ends them again: no more than
 * THREADS_MOST nor than would leave other programs too little, and none behind one that the system refuses. Takes as long as
 * that takes (posix_threads.c). */
enum { THREADS_MOST = 10000 };
typedef struct ThreadsCost {
    size_t count;           /* that there were */
    int64_t time;           /* ns, until all were waiting */
    size_t resident, space; /* bytes of memory, and of addresses, that the process had more then */
} ThreadsCost;
ThreadsCost posix_threads_cost(size_t count);

/* Waits until fd takes output, however long that is; a signal may end it early. */
void posix_wait_writable(int fd);

typedef struct Tick Tick;
typedef struct Signals Signals;

/* Makes a tick for the calling thread: `tick(arg)` runs there, in a signal handler, each `period` ns while it is armed; of the
 * thread's own processor time if `computing`, so that a busy machine makes no difference. A thread can have several, of which it
 * arms one at a time, and deletes them. NULL if the system has no timer left. posix_tick_poke makes it run soon, from any
 * thread. */
Tick *posix_tick_new(void (*tick)(void *arg), void *arg, int64_t period, bool computing);
void posix_tick_arm(Tick *t, bool on);
void posix_tick_poke(Tick *t);
void posix_tick_delete(Tick *t);

/* Starts the thread that takes the signals of the set (bit n: signal n) and calls `take(arg, signal)`
 * there. To be called before any other thread starts, so that all have these signals blocked; one a
 * process. NULL if it cannot be started. A program started meanwhile inherits the blocked signals,
 * unless who starts it unblocks them around that. */
Signals *posix_signals_new(uint64_t signals, void (*take)(void *arg, int signal), void *arg);
void posix_signals_delete(Signals *sig);

/* What happens when a signal comes. */
typedef enum SignalAction {
    SIGNAL_DEFAULT, /* what it does by itself */
    SIGNAL_IGNORE,
    SIGNAL_NOTIFY, /* a message */
} SignalAction;

enum { SIGNAL_MAX = 31 };

/* From now on the signals that end no program in Go do nothing: SIGUSR1, SIGALRM and others. So writing to a pipe that
 * nobody reads is the error EPIPE. Children begin with what these signals do by themselves. To be called once at the
 * start; what is ignored already stays so, but for SIGCHLD, with which children could not be waited for. */
void posix_signals_survive(void);
/* EPIPE came from stdout or stderr: ends the process by SIGPIPE, as Go has it, unless that is ignored or the program
 * listens. */
void posix_pipe_end(void);

/* From now on the signal comes as a message to `m`, which calls `deliver` with the mailbox's state; one that comes again
 * before that is lost. One world of a process at a time may ask. False for a signal that cannot be had. */
bool posix_signal_notify(int signal, Mailbox *m, void (*deliver)(void *state, int signal));
/* From now on nothing happens. False as above. */
bool posix_signal_ignore(int signal);
/* From now on it does what it did when the process began. */
void posix_signal_default(int signal);
/* For the thread of posix_signals_new, any time: does what has been asked for the signal that it has taken, and tells
 * what that was. */
SignalAction posix_signal_pass(int signal);
/* Is it ignored, by posix_signal_ignore or from the beginning? */
bool posix_signal_ignored(int signal);
/* Does it end the process, as SIGHUP, SIGINT and SIGTERM do of which nobody has asked to hear? */
bool posix_signal_kills(int signal);
/* Ends the process by that signal at once, after what posix_signal_before_death was given last: for what must not be left as it
 * is. It may run on any thread. */
_Noreturn void posix_signal_die(int signal);
void posix_signal_before_death(void (*f)(void));
int posix_pid(void);
int posix_kill(int pid, int signal); /* 0, or the system's error number */

/* Calls f(arg) in a thread of its own, whose stack begins at `address`, so that the addresses of
 * locals are the same in every run, and waits for its end. False if the stack cannot be had there. */
bool posix_call_on_stack(uintptr_t address, void (*f)(void *arg), void *arg);

/* ---- Sockets: TCP, never waiting (posix_socket.c) ---- */

/* An address and a port, as the system has them. */
typedef struct SocketAddress {
    unsigned char bytes[28];
    uint8_t length; /* 0: none */
    bool any;       /* every address of the machine: no host was given */
} SocketAddress;

typedef enum SocketFamily { SOCKET_ANY, SOCKET_IP4, SOCKET_IP6 } SocketFamily;

/* What is returned where a call would have to wait; else 0 for success, or an error number. */
enum { SOCKET_AGAIN = -1, SOCKET_TEXT_SIZE = 80 };

/* The address that an IP address stands for, written as one; false for anything else. No host at all:
 * every address of the machine. */
bool socket_address_parse(SocketAddress *a, const char *host, uint16_t port);
bool socket_address_is(const SocketAddress *a, SocketFamily family);
void socket_address_set_port(SocketAddress *a, uint16_t port);
uint16_t socket_address_port(const SocketAddress *a);
/* The host alone, and "host:port" as Go writes them. */
void socket_address_host(const SocketAddress *a, char text[SOCKET_TEXT_SIZE]);
void socket_address_text(const SocketAddress *a, char text[SOCKET_TEXT_SIZE]);

/* The addresses of a host, at most `count`: their number; 0 if there is none, and a negative number
 * if that cannot be found out now. Waits for files and the network: for a thread of its own. */
int socket_resolve(const char *host, SocketAddress *found, int count);
/* The port of a TCP service by its name, "http", or -1. Waits for files. */
int socket_service(const char *name);

/* Opens a socket that takes connections at `a`; with `both`, an IPv6 one takes IPv4 ones too. `call`
 * says which of the system's calls an error number comes from. */
int socket_listen(const SocketAddress *a, bool both, int *fd, const char **call);
int socket_accept(int fd, int *connection);
/* Opens a socket that socket_connect can be called for, again and again until it does not say
 * SOCKET_AGAIN. */
int socket_open(const SocketAddress *a, int *fd);
int socket_connect(int fd, const SocketAddress *a);
/* The addresses of this end, and of the other one; either may be NULL. */
void socket_names(int fd, SocketAddress *local, SocketAddress *peer);
/* The number of bytes, 0 at the end; below 0 `error` tells why. */
int64_t socket_read(int fd, char *bytes, size_t size, int *error);
int64_t socket_write(int fd, const char *bytes, size_t size, int *error);
int socket_shutdown(int fd, PollSideKind kind);
/* For how many seconds what has not been sent yet is still sent after closing: -1 as long as it takes; 0 throws it
 * away, and resets the connection. */
void socket_set_linger(int fd, int seconds);
void socket_close(int fd);

#endif
