#!/usr/bin/python3
"""Types at gosh's prompt what nobody would: random keys, texts, pastes and sizes of the terminal, faster than anybody.

    tests/fuzz/keys.py GOSH SECONDS [SEED]

Whatever it was, afterwards the session still tells what 6 * 7 is. Goroutines print meanwhile in some of the rounds. Each round has a number that gives the same keys again; a SEED begins with that one.
The last line is `N passed, M failed`, N rounds; what failed is shown by its number, with the last keys and the last output.
"""

import fcntl
import os
import pty
import random
import select
import signal
import struct
import sys
import tempfile
import termios
import time

ROUND_KEYS = 400
PATIENCE = 30 * float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))

TEXTS = ["x := 6", "print(x)", "go func() print(1) end()", "func f(a, b int)", "  return a", "end", "for i := range 3 do", "wg.", "time.",
         "time.Af", "var wg sync.WaitGroup", "ch := make(chan int)", "<-ch", "ch <- 1", "if x then", "{", "}", "(", ")", "[[", "]]", '"', "--",
         ":", ":ps", ":help ", ":doc ", "?ch", ":vars", ":explain 1", "string.", "_", "nil", "\\", "select", "case <-ch:", "é", "漢字", "ｗ", "👍🏽",
         "e\u0301\u0301", "\u200d", "\u202e", "\ufeff", "\U0010ffff", "x" * 200, "漢" * 90, "a\tb"]
ESCAPES = ["A", "B", "C", "D", "H", "F", "Z", "1~", "2~", "3~", "4~", "5~", "6~", "1;5C", "1;5D", "1;3A", "1;3B", "1;5H", "1;5F", "3;5~",
           "I", "O", "200~", "201~", "15~", "1;2P", "?1;2c", "12;40R", "<0;5;5M", "999999999999C", ";;;;", "0", "[A"]
BAD_BYTES = [b"\xff", b"\xc3", b"\xe6\xbc", b"\xf0\x9f", b"\x80", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\0", b"\xc0\x80"]
VI = ["0", "^", "$", "h", "l", "j", "k", "w", "b", "W", "B", "e", "E", "f)", "Fx", "t(", "T ", ";", ",", "%", "5|", "d", "c", "y", "dd", "cc", "yy", "d$",
      "cw", "de", "db", "d%", "x", "X", "D", "C", "Y", "s", "S", "p", "P", "rx", "~", "u", ".", "i", "a", "I", "A", "o", "O", "+", "-", "_", "/", "n", "N",
      "R", "G", "U", "v", "#", "@", ":", "3", "97", "999999999999", "\33", "\33", "\33", "\33"]
# Ctrl-Z stops gosh, and Ctrl-S during an evaluation the terminal, and nobody lets them go on; Ctrl-D leaves.
STOPPING = b"\x1a\x13\x04"


def random_key(r, vi):
    kind = r.random()
    if vi and r.random() < 0.5:
        return "".join(r.choice(VI) for _ in range(r.randrange(1, 9))).encode()
    if kind < 0.30:
        return r.choice(TEXTS).encode()
    if kind < 0.45:
        return bytes([r.randrange(32, 127)])
    if kind < 0.46:
        # Ctrl-D where there is something to delete; Ctrl-G ends a search or a key that has been begun, of which x would be a part.
        return b"" if vi else b"\7x\2\4"
    if kind < 0.62:
        return bytes([r.choice([c for c in range(1, 32) if c not in STOPPING])])
    if kind < 0.80:
        return b"\33[" + r.choice(ESCAPES).encode()
    if kind < 0.88:
        return b"\33" + bytes([r.choice([c for c in range(1, 127) if c not in STOPPING])])
    if kind < 0.90:
        return b"\33O" + bytes([r.randrange(65, 91)])
    if kind < 0.93:
        return r.choice(BAD_BYTES)
    if kind < 0.96:
        return bytes(r.randrange(256) for _ in range(r.randrange(1, 20))).translate(None, STOPPING)
    if kind < 0.99:
        text = "\r".join(r.choice(TEXTS) for _ in range(r.randrange(1, 30)))
        return b"\33[200~" + text.encode() + (b"\33[201~" if r.random() < 0.9 else b"")
    return b"\r"


class Gosh:
    """gosh on a terminal, with vi's keys in some of the rounds. Some terminals say where their cursor is, and some of them late."""

    def __init__(self, gosh, folder, seed, r):
        self.vi = r.random() < 0.3
        self.terminal = random.Random(f"terminal {seed}")
        self.delay = self.terminal.choice([None, 0, 0.01, 0.09, 0.3])
        self.owed = []  # answers, and when they come
        with open(os.path.join(folder, ".editrc"), "w") as settings:
            settings.write("bind -v\n" if self.vi else "")
        self.output = b""
        self.closed = False
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(gosh, [gosh, "--sandbox"] + (["--plain"] if r.random() < 0.1 else []), {
                **os.environ, "TERM": r.choice(["xterm-256color", "xterm", "vt100", "linux", "screen"]), "HOME": folder, "EDITOR": "true",
                "GOSH_HISTORY": os.path.join(folder, "history") if r.random() < 0.8 else "", "LC_ALL": r.choice(["C.UTF-8", "C"])})

    def resize(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def answer(self):
        while self.owed and self.owed[0][0] <= time.monotonic() and select.select([], [self.fd], [], 0)[1]:
            try:
                os.write(self.fd, self.owed.pop(0)[1])
            except OSError:
                self.closed = True
                return

    def look(self, seconds):
        self.answer()
        if self.closed or not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            seen = os.read(self.fd, 65536)
        except OSError:
            seen = b""
        self.closed = not seen
        for _ in range(seen.count(b"\33[6n") if self.delay is not None else 0):
            answer = b"\33[%d;%dR" % (self.terminal.randrange(1, 100), self.terminal.randrange(1, 100))
            self.owed.append((time.monotonic() + self.delay, answer))
        self.output = (self.output + seen)[-20000:]
        return True

    def send(self, keys):
        end = time.monotonic() + PATIENCE
        while keys and not self.closed and time.monotonic() < end:
            if select.select([], [self.fd], [], 0)[1]:
                try:
                    keys = keys[os.write(self.fd, keys[:512]):]
                except OSError:
                    self.closed = True
            self.look(0.001)

    def await_output(self, text, seconds):
        end = time.monotonic() + seconds
        while text not in self.output and not self.closed and time.monotonic() < end:
            self.look(0.05)
        return text in self.output

    def answers(self):
        """Leaves whatever has been begun, and asks."""
        for attempt in range(3):
            self.resize(80, 24)
            self.send(b"\33[201~")  # ends a paste
            for _ in range(3):
                self.send(b"\3")
                self.await_output(b"\0", 0.1)  # which never comes
            self.output = b""
            self.send(b"print('answer', 6 * 7)\r")
            if self.await_output(b"answer\t42", PATIENCE / 3) or self.await_output(b"answer  42", 0.1):
                return True
        return False

    def end(self):
        """How it ended, when it has been left; else it is killed."""
        end = time.monotonic() + 1
        while not self.closed and time.monotonic() < end and self.look(0.2):
            pass
        if not self.closed:
            os.kill(self.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return status


def play(gosh, seed, folder):
    """What went wrong, or None."""
    r = random.Random(seed)
    g = Gosh(gosh, folder, seed, r)
    g.resize(r.choice([80, 80, 40, 20, 10, 3, 1, 300]), r.choice([24, 24, 10, 3, 1, 100]))
    g.await_output(b">", PATIENCE)
    if r.random() < 0.4:
        g.send(b"go func() while true do time.Sleep(%d * time.Millisecond) print('tick', 'tock') end end()\r" % r.choice([1, 5, 50]))
    keys = b""
    for _ in range(r.randrange(ROUND_KEYS)):
        if r.random() < 0.03:
            g.resize(r.choice([80, 40, 20, 5, 2, 1, 200]), r.choice([24, 10, 5, 2, 1, 60]))
        key = random_key(r, g.vi)
        keys += key
        g.send(key)
        if r.random() < 0.02:
            g.look(r.random() / 20)
        if g.closed:
            break
    last = g.output[-6000:]
    good = not g.closed and g.answers()
    code = g.end()
    if good:
        return None
    return f"exit code {code}\nkeys {keys[-400:]!r}\noutput {last.decode(errors='replace')}"


def main():
    gosh, seconds = os.path.abspath(sys.argv[1]), float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    end, passed, failed = time.monotonic() + seconds, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end and failed < 5:
            wrong = play(gosh, seed, folder)
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if wrong:
                print(f"round {seed}: {wrong}\n")
            seed += 1
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
