"""A program on a terminal of its own: keys go in, and what stands on the screen comes out.

The pty is pexpect's, the terminal behind it pyte's, with what has left the screen at its top kept. All waiting is for
something to be so; the times say when to give up, or how long nothing must have happened.
"""

import os
import re
import select
import signal
import time
from pathlib import Path

import pexpect
import pyte
from pyte import modes
from wcwidth import wcwidth

SLOWNESS = float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))  # as in tests/run.py
SECONDS = 20 * SLOWNESS  # until something that has to happen has happened
QUIET = 0.2 * SLOWNESS  # when nothing has happened for this long, what was typed has had its effect
BRACKETED_PASTE = 2004 << 5  # as pyte numbers private modes

KEYS = {
    "Enter": "\r", "Tab": "\t", "Esc": "\33", "Backspace": "\x7f", "Space": " ", "Up": "\33[A", "Down": "\33[B",
    "Right": "\33[C", "Left": "\33[D", "Home": "\33[H", "End": "\33[F", "Delete": "\33[3~", "Insert": "\33[2~",
    "PageUp": "\33[5~", "PageDown": "\33[6~", "S-Tab": "\33[Z", "C-Left": "\33[1;5D", "C-Right": "\33[1;5C",
    "M-Enter": "\33\r", "M-Backspace": "\33\x7f", "C-Space": "\0", "C-\\": "\x1c", "C-_": "\x1f",
    **{f"C-{chr(letter)}": chr(letter & 31) for letter in range(ord("a"), ord("z") + 1)},
    **{f"M-{chr(letter)}": "\33" + chr(letter) for letter in range(ord("!"), 127)},
}

# The letter for a cell's colour: small for the eight dark ones, capital for the bright ones.
LETTERS = {"black": "k", "red": "r", "green": "g", "brown": "y", "blue": "b", "magenta": "m", "cyan": "c", "white": "w"}


class Screen(pyte.Screen):
    """A screen that keeps the rows that leave it at the top, and knows which rows go on in the next one."""

    def __init__(self, columns, lines, answer):
        self.gone = []
        self.write_process_input = answer
        super().__init__(columns, lines)

    def draw(self, data):
        if self.cursor.x + len(data) <= self.columns and data.isascii():
            super().draw(data)
            return
        for character in data:
            width = max(wcwidth(character), 0)
            if width and self.cursor.x + width > self.columns and modes.DECAWM in self.mode:
                self.buffer[self.cursor.y].goes_on = True
                self.cursor.x = self.columns
            super().draw(character)

    def index(self):
        if self.margins is None and self.cursor.y == self.lines - 1:
            self.gone.append(self.buffer[0])
        super().index()

    def erase_in_line(self, how=0, private=False):
        super().erase_in_line(how, private)
        if how != 1:
            self.buffer[self.cursor.y].goes_on = False

    def erase_in_display(self, how=0, *rest, **more):
        super().erase_in_display(how, *rest, **more)
        if how == 3:
            self.gone = []
        for y in range(self.cursor.y + 1 if how == 0 else 0, self.lines if how != 1 else self.cursor.y):
            self.buffer[y].goes_on = False

    def resize(self, lines=None, columns=None):
        """As xterm does it: rows go at the top only when the cursor would be below the last one."""
        for _ in range(max(0, self.cursor.y + 1 - lines)):
            self.gone.append(self.buffer[0])
            for y in range(self.lines - 1):
                self.buffer[y] = self.buffer[y + 1]
            self.buffer.pop(self.lines - 1, None)
            self.cursor.y -= 1
        for y in range(lines, self.lines):
            self.buffer.pop(y, None)
        self.lines = max(lines, 1)
        super().resize(lines, columns)
        self.cursor.x = min(self.cursor.x, self.columns - 1)

    def select_graphic_rendition(self, *attributes):
        """Faint, which pyte does not know, is kept as italics, which gosh does not use."""
        more = {2: (3,), 22: (22, 23)}
        super().select_graphic_rendition(*(code for one in attributes for code in more.get(one, (one,))))

    def row_text(self, row):
        return "".join(row[x].data for x in range(self.columns)).rstrip()

    def rows(self):
        """What the screen shows, from its first row to the last that shows something or has the cursor."""
        rows = [self.row_text(self.buffer[y]) for y in range(self.lines)]
        while len(rows) > self.cursor.y + 1 and not rows[-1]:
            rows.pop()
        return rows

    def text(self):
        """Everything that has been shown and not been taken away again, in lines as they were written."""
        lines, whole = [], True
        for row in self.gone + [self.buffer[y] for y in range(self.lines)]:
            text = self.row_text(row)
            if getattr(row, "goes_on", False):  # blanks at its end are part of the line
                text = "".join(row[x].data for x in range(max(row, default=-1) + 1))
            lines[-1:] = [lines[-1] + text] if not whole else [*lines[-1:], text]
            whole = not getattr(row, "goes_on", False)
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def here(self):
        """The row with the cursor counted from the very first, and the text in the line before the cursor."""
        y = self.cursor.y
        text = self.row_text(self.buffer[y])
        before = "".join(self.buffer[y][x].data for x in range(min(self.cursor.x, self.columns)))
        while y > 0 and getattr(self.buffer[y - 1], "goes_on", False):
            y -= 1
            before = "".join(cell.data for _, cell in sorted(self.buffer[y].items())) + before
        return len(self.gone) + self.cursor.y, before, text

    def colours(self, y):
        """A letter for each cell of a row, blank where nothing is special about it."""
        return "".join(self.cell_letter(self.buffer[y][x]) for x in range(self.columns)).rstrip()

    @staticmethod
    def cell_letter(cell):
        if cell.reverse:
            return "#"
        if cell.underscore:
            return "_"
        if cell.fg == "default":
            return "*" if cell.bold else "." if cell.italics else " "
        letter = LETTERS[cell.fg]
        return letter.upper() if cell.bold else letter  # so pyte keeps a bright colour


# Runs a program as a shell does, that Ctrl-Z can stop, and lets it go on when a line has been typed.
JOBS = """set -m; "$@"; code=$?
while [ $code = 148 ]; do echo "[stopped]"; read -r line; fg >/dev/null; code=$?; done
exit $code"""


class Terminal:
    """A program on a terminal. `jobs`: below a shell, so that it can be stopped by Ctrl-Z.

    `late`: what the program asks it is answered at answer_late.
    """

    def __init__(self, command, env, folder, size=(80, 24), jobs=False, late=False):
        if jobs:
            command = ["/bin/sh", "-c", JOBS, "sh", *command]
        self.child = pexpect.spawn(command[0], command[1:], env=env, cwd=folder, dimensions=(size[1], size[0]))
        self.child.delaybeforesend = None
        self.answers = []  # that are late
        self.screen = Screen(*size, answer=self.answers.append if late else self.send)
        self.stream = pyte.ByteStream(self.screen)
        self.typed_row = -1  # where the cursor was when something was last typed
        self.fresh = False  # whether something has been seen since then
        self.closed = False
        self.log = []  # what was seen when: (seconds, bytes)

    def look(self, seconds):
        """Takes in what appears within that time; False when nothing did."""
        if self.closed or not select.select([self.child.child_fd], [], [], seconds)[0]:
            return False
        try:
            seen = os.read(self.child.child_fd, 65536)
        except OSError:  # how Linux says that the other side is closed
            seen = b""
        self.closed = not seen
        self.fresh = True
        self.log.append((time.monotonic(), seen))
        self.stream.feed(seen)
        return True

    def wait_until(self, is_so):
        end = time.monotonic() + SECONDS
        while not is_so():
            if self.closed or time.monotonic() > end:
                return False
            self.look(0.05)
        return True

    def at_prompt(self):
        row, before, text = self.screen.here()
        return self.fresh and row > self.typed_row and before in ("> ", ".. ") and text == before.rstrip()

    def await_prompt(self):
        """Waits for an empty prompt below what was typed last."""
        while self.wait_until(self.at_prompt):
            if not self.look(0.001):
                return True
        return False

    def await_typed(self, text):
        """Waits until the line with the cursor ends in that text there."""
        return self.wait_until(lambda: self.screen.here()[1].endswith(text))

    def work(self):
        """Does the program do something, and how many seconds of the processor has it had?"""
        try:
            process = os.tcgetpgrp(self.child.child_fd)
            states, seconds = "", 0
            for task in Path(f"/proc/{process}/task").iterdir():
                fields = (task / "stat").read_text().rpartition(")")[2].split()
                states += fields[0]
                seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError):
            return False, 0
        return bool(re.search("[RD]", states)), seconds

    def await_quiet(self):
        """Waits until nothing appears and the program sleeps, or computes and computes."""
        end, look = time.monotonic() + SECONDS, 0.02
        calm, (_, had) = 0, self.work()
        while not self.closed and time.monotonic() < end:
            if self.look(look):
                calm, (_, had) = 0, self.work()
                continue
            busy, seconds = self.work()
            calm = 0 if busy else calm + look
            if calm >= QUIET or seconds - had >= QUIET:
                return

    def type(self, keys):
        self.typed_row, self.fresh = self.screen.here()[0], False
        self.send(keys)

    def send(self, keys):
        if self.closed:
            return
        try:
            self.child.send(keys)
        except OSError:
            self.closed = True

    def answer_late(self):
        self.send("".join(self.answers))
        self.answers.clear()

    def paste(self, text):
        """As terminals paste: with Enter for line ends, and between marks when the program wants them."""
        text = text.replace("\n", "\r")
        marked = BRACKETED_PASTE in self.screen.mode
        self.send(f"\33[200~{text}\33[201~" if marked else text)

    def resize(self, columns, lines):
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def kill(self):
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.child.close()

    def end(self):
        """Waits for the end; the exit code, negative for a signal, or None if it does not end."""
        ended = self.wait_until(lambda: self.closed) or self.closed
        if not ended:
            os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.child.close()
        if not ended:
            return None
        return self.child.exitstatus if self.child.signalstatus is None else -self.child.signalstatus
