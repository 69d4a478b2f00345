/* The modes of the terminal. There is one of them in a process, and signal handlers have to put it back: so what it was
 * like stands here, and not with whoever edits. */
#include "repl/tty.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const char paste_on[] = "\x1b[?2004h", paste_off[] = "\x1b[?2004l";

static struct termios found; /* before the line that is being edited */
static int tty_fd;
static atomic_bool editing;

static bool tty_set(int fd, const struct termios *modes) {
    int failed;
    do failed = tcsetattr(fd, TCSADRAIN, modes);
    while (failed && errno == EINTR);
    return !failed;
}

static void tty_say(const char *text, size_t length) {
    ssize_t ignored = write(STDOUT_FILENO, text, length);
    (void)ignored;
}

/* Whoever reads the terminal now may not be us, but the shell that we are in the background of. */
static bool tty_ours(void) {
    return tcgetpgrp(tty_fd) == getpgrp();
}

/* A crash of our own is to leave a terminal that can be typed at. */
static void tty_crash(int signal) {
    tty_die();
    raise(signal);
}

static void tty_guard(void) {
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    static bool guarded;
    if (guarded) return;
    guarded = true;
    atexit(tty_die);
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        struct sigaction now, ours = {.sa_handler = tty_crash, .sa_flags = (int)SA_RESETHAND | SA_NODEFER};
        if (sigaction(crashes[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL) sigaction(crashes[i], &ours, NULL);
    }
}

bool tty_edit(int fd) {
    bool again = atomic_load(&editing);
    if (!again && tcgetattr(fd, &found) != 0) return false;
    struct termios modes = found;
    modes.c_iflag |= ICRNL; /* what is typed ahead keeps its line ends when the terminal is put back */
    modes.c_iflag &= ~(tcflag_t)(IXON | INLCR | IGNCR | ISTRIP);
    modes.c_lflag |= ISIG | NOFLSH;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    modes.c_cc[VSUSP] = _POSIX_VDISABLE; /* Ctrl-Z is a key, for the terminal is to be put back before */
    tty_fd = fd;
    tty_guard();
    atomic_store(&editing, true);
    if (!tty_set(fd, &modes)) {
        atomic_store(&editing, false);
        return false;
    }
    if (!again) tty_say(paste_on, sizeof paste_on - 1);
    return true;
}

void tty_restore(void) {
    if (!atomic_exchange(&editing, false) || !tty_ours()) return;
    int kept = errno;
    tty_say(paste_off, sizeof paste_off - 1);
    tty_set(tty_fd, &found);
    errno = kept;
}

bool tty_keep(int fd) {
    if (!atomic_load(&editing)) tty_fd = fd;
    return !atomic_load(&editing) && tcgetattr(fd, &found) == 0;
}

void tty_put_back(void) {
    if (tty_ours()) tty_set(tty_fd, &found);
}

void tty_die(void) {
    static const char below[] = "\r\n\x1b[J";
    if (atomic_load(&editing) && tty_ours()) tty_say(below, sizeof below - 1);
    tty_restore();
}

void tty_size(int fd, int *columns, int *rows) {
    struct winsize size;
    bool known = ioctl(fd, TIOCGWINSZ, &size) == 0;
    *columns = known && size.ws_col > 0 ? size.ws_col : 80;
    *rows = known && size.ws_row > 0 ? size.ws_row : 24;
}
