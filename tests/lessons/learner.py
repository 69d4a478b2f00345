"""Somebody at a terminal who takes lessons: types, waits for the prompt, and looks at what stands there and on the disk."""

import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "repl"))

from terminal import SECONDS, SLOWNESS, Terminal  # noqa: E402, F401

PATIENCE = 4  # times what a terminal's test waits for a prompt
LEFT_OUT = ("XDG_STATE_HOME", "GODEBUG", "NO_COLOR", "GOTRACEBACK", "COLUMNS", "LINES", "EDITOR", "VISUAL")
EDITOR = '#!/bin/sh\n[ ! -e "$HOME/mended" ] || cp "$HOME/mended" "$1"\n'


class Wrong(Exception):
    """Something is not as it has to be."""


class Learner:
    """A home with what has been learnt there, and gosh on a terminal in it."""

    def __init__(self, gosh):
        self.gosh, self.home = gosh, Path(tempfile.mkdtemp(prefix="gosh-learner-"))
        editor = self.home / "editor"
        editor.write_text(EDITOR)
        editor.chmod(0o755)
        self.env = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        self.env.update(TERM="xterm-256color", LC_ALL="C.UTF-8", GOSH_HISTORY="", HOME=str(self.home), EDITOR=str(editor))
        self.terminal = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.terminal:
            self.terminal.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    # ---- gosh ----

    def start(self, *arguments):
        self.terminal = Terminal([self.gosh, *arguments], self.env, str(self.home))
        self.shown = self.await_prompt()

    def kill(self):
        self.terminal.kill()
        self.terminal = None

    def leave(self):
        self.terminal.await_prompt()
        self.terminal.type("\x04")
        code = self.terminal.end()
        self.terminal = None
        if code != 0:
            raise Wrong(f"gosh has ended with code {code}")

    def rows(self, first):
        """What has been shown from that row on, counted from the very first."""
        screen = self.terminal.screen
        gone = len(screen.gone)
        lines = [screen.row_text(row) for row in screen.gone[first:]]
        lines += [screen.row_text(screen.buffer[y]) for y in range(max(first - gone, 0), screen.lines)]
        return "\n".join(lines).rstrip()

    def await_prompt(self):
        """What has been shown until the prompt is there. A million goroutines take their time."""
        first = max(self.terminal.typed_row, 0)
        if not any(self.terminal.await_prompt() for _ in range(PATIENCE)):
            raise Wrong("no prompt comes; the screen shows\n" + "\n".join(self.terminal.screen.rows()[-20:]))
        return self.rows(first)

    def enter(self, *lines):
        """Types lines, each at a prompt, and gives what the last of them came to."""
        for line in lines:
            self.terminal.type(line + "\r")
            self.shown = self.await_prompt()
        return self.shown

    def paste(self, text):
        """As one entry."""
        self.terminal.type("")
        self.terminal.paste(text)
        self.terminal.await_quiet()
        self.terminal.type("\r")
        self.shown = self.await_prompt()
        return self.shown

    def recall(self, start):
        """Up, which brings an entry that begins so into the line, and Enter."""
        self.terminal.type("\33[A")
        self.terminal.wait_until(lambda: start in self.rows(self.terminal.typed_row))
        self.terminal.await_quiet()
        self.terminal.type("\r")
        self.shown = self.await_prompt()
        return self.shown

    def walk(self, keys):
        """Steps through a program with these at `step>`, and comes back to the prompt."""
        for key in [":step", *keys, "q"]:
            self.terminal.type(key + "\r")
            self.terminal.wait_until(lambda: self.terminal.fresh and self.at_step())
        self.shown = self.await_prompt()
        return self.shown

    def at_step(self):
        """At `step>`, whose picture is painted in place, or at the prompt behind it."""
        row, before, text = self.terminal.screen.here()
        return (before, text) == ("step> ", "step>") or (before, text) == ("> ", ">") and row > self.terminal.typed_row

    def expect(self, pattern):
        if not re.search(pattern, self.shown):
            raise Wrong(f"{pattern!r} is not in what is shown:\n{self.shown}")

    def expect_step(self, lesson, step):
        """Is it the one that is shown?"""
        number = lesson.steps.index(step) + 1
        self.expect(rf"step {number} of {len(lesson.steps)} - {step.kind}\b")

    def status(self):
        """How many steps the row below the prompt says are done, and of how many."""
        pattern = re.compile(r"^(\d+) of (\d+) done\b")
        found = lambda: next((m for row in reversed(self.terminal.screen.rows()) if (m := pattern.match(row))), None)
        if not self.terminal.wait_until(found):
            raise Wrong("no row below the prompt says how much is done:\n" + "\n".join(self.terminal.screen.rows()[-5:]))
        return int(found()[1]), int(found()[2])

    # ---- The disk ----

    @property
    def lines(self):
        """What the progress has: the words of its lines, without their times."""
        file = self.home / ".local/state/gosh/lessons/course.progress"
        return [line.split()[1:] for line in file.read_text().splitlines()] if file.exists() else []

    def state(self, lesson, step):
        name, found = f"{lesson.name}/{step.id}", "none"
        for word, what, *_ in self.lines:
            if what != name or word not in ("none", "skipped", "missed", "shown", "done"):
                continue
            if found not in ("shown", "done") or word not in ("skipped", "missed"):  # what is done stays done
                found = word
        return found

    def owed(self):
        owed = []
        for word, what, *_ in self.lines:
            if word in ("owed", "repaid") and what in owed:
                owed.remove(what)
            if word == "owed":
                owed.append(what)
        return owed

    def expect_state(self, lesson, step, *states):
        end = time.monotonic() + SECONDS / 4
        while self.state(lesson, step) not in states:
            if time.monotonic() > end:
                raise Wrong(f"{lesson.name}/{step.id} is {self.state(lesson, step)}, and has to be {' or '.join(states)}; shown is\n{self.shown}")
            time.sleep(0.01)
