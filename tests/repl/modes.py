#!/usr/bin/python3
"""How gosh leaves the terminal: with the modes that it had, and pastes unmarked, however gosh ends.

    tests/repl/modes.py [--gosh build/gosh]
"""
import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 20 * float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))
LATER = b"go func() time.Sleep(100 * time.Millisecond) %s end()\rtyped"

# What is typed, the signal that gosh then gets while a line is edited, and its exit code.
CASES = {
    "ctrl_d": (b"\x04", None, 0),
    "quit": (b":quit\r", None, 0),
    "os_exit_in_the_background": (LATER % b"os.Exit(3)", None, 3),
    "sigterm": (b"1 + ", signal.SIGTERM, -signal.SIGTERM),
    "sighup_in_several_lines": (b"do\r  x", signal.SIGHUP, -signal.SIGHUP),
    "a_crash": (b"x", signal.SIGABRT, -signal.SIGABRT),
    "sigterm_from_a_goroutine": (LATER % b"syscall.Kill(syscall.Getpid(), syscall.SIGTERM)", None, -signal.SIGTERM),
}


class Terminal:
    def __init__(self, gosh):
        self.master, self.fd = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before, self.seen = self.modes(), b""
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.fd, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(self.fd, fd)
            os.execve(gosh, [gosh], dict(os.environ, TERM="xterm", GOSH_HISTORY="", ASAN_OPTIONS="handle_abort=0"))

    def modes(self):
        return termios.tcgetattr(self.fd)

    def edits(self):
        return not self.modes()[3] & termios.ICANON

    def look(self):
        if select.select([self.master], [], [], 0.02)[0]:
            self.seen += os.read(self.master, 65536)

    def wait_until(self, so):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            self.look()
            if so():
                return True
        return False

    def end(self):
        """Waits for the end; the exit code, or None."""
        status = []

        def ended():
            pid, how = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                status.append(os.waitstatus_to_exitcode(how))
            return bool(status)
        if not self.wait_until(ended):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            return None
        for _ in range(3):
            self.look()
        return status[0]


def judge(gosh, keys, number, code):
    terminal = Terminal(gosh)
    wrong = []
    # Only behind the prompt: before it libedit has looked at the terminal's modes, and for a moment put the old ones back.
    if not terminal.wait_until(lambda: b"> " in terminal.seen and terminal.edits()):
        wrong.append("it does not begin to edit")
    os.write(terminal.master, keys)
    if number:
        last = keys.split(b"\r")[-1].strip()
        terminal.wait_until(lambda: last in terminal.seen and terminal.edits())
        os.kill(terminal.pid, number)
    ended = terminal.end()
    if ended != code:
        wrong.append(f"exit code {ended}, expected {code}")
    if terminal.modes() != terminal.before:
        wrong.append("the terminal's modes are not what they were")
    if terminal.seen.rfind(b"\x1b[?2004l") < terminal.seen.rfind(b"\x1b[?2004h"):
        wrong.append("pastes are still marked")
    if fcntl.fcntl(terminal.fd, fcntl.F_GETFL) & os.O_NONBLOCK:
        wrong.append("the terminal does not block any more")
    return wrong


def main():
    options = argparse.ArgumentParser(description="Look at how gosh leaves the terminal.")
    options.add_argument("--gosh", default=str(ROOT / "build" / "gosh"))
    gosh = str(Path(options.parse_args().gosh).resolve())
    failed = 0
    for name, case in CASES.items():
        wrong = judge(gosh, *case)
        failed += bool(wrong)
        for line in wrong:
            print(f"FAIL modes.py: {name}: {line}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
