#!/usr/bin/python3
"""Types the sessions in this folder at gosh's prompt, and runs its command lines, and compares what can be seen.

    tests/repl/run.py [--gosh build/gosh] [FILE...]      default: every .session and .shell file beside this one

One file shows one behaviour, and its name says the rule.

NAME.session is what a terminal shows, from after the banner to the end: the screen and what has left it at the top, not
the bytes that were sent to it. What follows a prompt is typed when that prompt has appeared, and Enter after it, unless
it ends in one of these:

    ^C ^D ^\\    that key instead of Enter; alone on a line, also several: pressed one by one while something runs
    <wait>      nothing more: something is printed above what has been typed, and the prompt comes again below

What is typed may also hold keys by name: <Up> <Down> <Left> <Right> <Home> <End> <Tab> <S-Tab> <Esc> <Enter> <Backspace>
<Delete> <C-a> <C-Left> <M-b>, and so on (terminal.py lists them). After <C-c>, <C-d>, <C-z>, <C-\\> or <Enter> at the
end, and before a line that begins with "|", no Enter is typed. And it may hold

    <paste>TEXT</paste>  pasted as a terminal pastes it, with \\n for its line ends
    <burst>TEXT          (right after the prompt) typed faster than anybody can, to the end of the line, with \\n for
                         its line ends, then Enter; the screen's line may go on in any way
    <resize 30x10>       the terminal gets that many columns and lines
    <answer>             the terminal answers now what it has been asked, in a session with `-- answers: late`

The screen does not show an entry with keys as it was typed, so lines of the file's say what it shows in the end. These
lines begin with a mark of their own:

    = LINE      the screen shows LINE, nothing is typed
    + TEXT      typed on, without waiting for a prompt
    < TEXT      typed to the program that runs, which gets Enter after it; the screen shows TEXT
    | ROW       what the screen shows now, when what was typed before has had its effect: these are its last rows
    |--         before the first ROW: and above them is nothing, this is the whole screen
    @     ^     below a ROW, the place in it where the cursor is
    ~ mmm       below a ROW, a letter for each cell: its colour red, green, yellow, blue, magenta, cyan, white or blacK,
                capital if it is a bright one, else * bold, . faint, _ underlined, # reversed
    $ gosh ...  when gosh has ended, it is started again so, in the same folder

For example: `> pri<Tab>`, `| > print`, `@        ^`, `+ (1)`, `= > print(1)`, `1`.

A line of three dots stands for any lines, three dots at a line's end for the rest of it, and `LINE <x 100>` for a hundred
such lines. The session is left with
Ctrl-D unless the file does it otherwise. Before the first prompt may stand `-- option: --seed 3`, `-- env: NAME=VALUE`,
`-- env: NAME` for a variable that is not to be set, `-- pack: NAME` for a copy of the lessons in packs/NAME as the folder pack,
`-- exit: N`, `-- size: 40x10` (else 80x24), and `-- ` remarks. gosh runs in an empty folder, which is HOME, is in the PATH, keeps no
history unless GOSH_HISTORY says otherwise, and is below a shell if the session presses <C-z>: what is typed then to the
shell, `< fg` for example, makes gosh go on. A terminal with `-- env: TERM=dumb` is none, so that there is no banner.

NAME.shell is a shell's session without prompts of gosh's: each `$ command` line is given to sh in an empty folder, with
gosh in the PATH; then stand the lines of stdout and stderr together, and `[N]` for an exit code that is not 0. $PAUSE is
as many seconds as a program takes at the most to get going, $EXAMPLES the folder of the lessons' examples, $PACKS that of
the tests' lessons, and HOME a folder that is not there yet.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from wcwidth import wcswidth

from terminal import KEYS, SECONDS, SLOWNESS, Terminal

HERE = Path(__file__).resolve().parent
CARETS = {"^C": "\x03", "^D": "\x04", "^\\": "\x1c"}
NO_ENTER = re.compile(r"<(wait|C-c|C-d|C-z|C-\\|Enter)>$|\^[CD\\]$")
NAMED = re.compile(r"<paste>.*?</paste>|<resize \d+x\d+>|<answer>|<(?:%s)>" % "|".join(map(re.escape, KEYS)))
LEFT_OUT = ("XDG_STATE_HOME", "GODEBUG", "NO_COLOR", "GOTRACEBACK", "COLUMNS", "LINES")  # of the environment


class Step:
    """One line of a session file that is typed, and the lines below it that say what is seen then."""

    def __init__(self, line, before):
        self.prompt = next((p for p in ("> ", ".. ") if line.startswith(p) or line == p.strip()), None)
        self.text = line[len(self.prompt):] if self.prompt else line
        self.before = before  # how many of the lines that the screen shows in the end come before it
        self.rows, self.marks, self.whole = [], [], False  # what is seen now

    def add(self, line):
        if line.startswith("|--"):
            self.whole = True
        elif line[0] == "|":
            self.rows.append(line[2:].rstrip())
        else:
            self.marks.append((len(self.rows), line[0], line[2:].rstrip()))


class Session:
    """A session file: what it says before the first prompt, what is typed, and what the screen shows in the end."""

    def __init__(self, text):
        self.said, self.steps, self.shown = {}, [], []
        lines = text.splitlines()
        while lines and lines[0].startswith("-- "):
            found = re.match(r"-- (option|env|exit|size|answers|pack): (.*)", lines.pop(0))
            if found:
                self.said.setdefault(found[1], []).append(found[2])
        for line, following in zip(lines, [*lines[1:], ""]):
            self.take(line, following.startswith("|"))

    def take(self, line, looked_at):
        if re.match(r"[|@~]( |$)|\|--", line):
            self.steps[-1].add(line)
            return
        step = Step(line, len(self.shown))
        mark = re.match(r"[+<] |\$ gosh|(\^[CD\\])+$", line)
        if step.prompt or mark:
            self.steps.append(step)
        if line.startswith("= "):
            self.shown.append(line[2:])
        elif not (step.prompt and (looked_at or NAMED.search(step.text)) or mark and line[0] in "+$"):
            self.shown.append(line)


def type_text(terminal, text):
    """Types what may hold keys by name; in between it waits for nothing."""
    place = 0
    for found in NAMED.finditer(text):
        terminal.send(text[place:found.start()])
        place, name = found.end(), found[0]
        if name.startswith("<paste>"):
            terminal.paste(name[len("<paste>"):-len("</paste>")].replace("\\n", "\n"))
        elif name.startswith("<resize "):
            terminal.await_quiet()
            terminal.resize(*map(int, re.findall(r"\d+", name)))
        elif name == "<answer>":
            terminal.await_quiet()
            terminal.answer_late()
        else:
            terminal.send(KEYS[name[1:-1]])
    terminal.send(text[place:])


def type_step(terminal, step):
    """Does what a line of a session asks for; what is wrong with that."""
    text = step.text
    if step.prompt and not terminal.await_prompt():
        return ["the prompt does not come for: " + step.prompt + text]
    if re.fullmatch(r"(\^[CD\\])+", text) and not step.prompt:
        for key in re.findall(r"\^.", text):
            terminal.await_quiet()
            terminal.type(CARETS[key])
    elif not step.prompt and text.startswith("< "):
        terminal.type(text[2:] + "\r")
    elif text.startswith("<burst>"):
        terminal.type(text.removeprefix("<burst>").replace("\\n", "\r") + "\r")
        terminal.await_quiet()
        terminal.type("\r")  # prompts have piled up: get one on a line of its own
    else:
        type_entry(terminal, text if step.prompt else text[2:], bool(step.rows))
    return look_at(terminal, step)


def type_entry(terminal, text, goes_on):
    """Types at the prompt, and Enter unless the entry goes on."""
    if not text and goes_on:
        return
    terminal.type("")
    if text[-2:] in CARETS:
        terminal.send(text[:-2])
        terminal.await_typed(text[:-2])  # the key may make the terminal forget what it has not shown yet
        terminal.send(CARETS[text[-2:]])
        return
    type_text(terminal, text.removesuffix("<wait>"))
    if not NO_ENTER.search(text) and not goes_on:
        terminal.send("\r")


def look_at(terminal, step):
    """What is wrong with the rows that the screen is to show now."""
    if not step.rows:
        return []
    terminal.await_quiet()
    if terminal.wait_until(lambda: shows(terminal.screen, step)) or shows(terminal.screen, step):
        return []
    screen = terminal.screen
    first = max(0, len(screen.rows()) - len(step.rows) - 2)
    seen = []
    for y, row in enumerate(screen.rows()):
        if step.whole or y >= first or "..." in step.rows:
            seen.append("    | " + row)
            if screen.cursor.y == y:
                seen.append("    @ " + " " * screen.cursor.x + "^")
            if any(mark == "~" for _, mark, _ in step.marks) and screen.colours(y):
                seen.append("    ~ " + screen.colours(y))
    return [f"after {(step.prompt or '') + step.text!r} the screen does not show:",
            *("    | " + row for row in step.rows), "but:", *seen]


def shows(screen, step):
    """Does the screen end so, with its colours and its cursor?"""
    rows = screen.rows()
    starts = [0] if step.whole else range(len(rows))
    return any(marks_hold(screen, step, places) for start in starts for places in placed(step.rows, rows, start))


def placed(wanted, rows, y):
    """Each way in which the wanted rows stand from that row on to the last: the row of each, None for three dots."""
    if not wanted:
        if y == len(rows):
            yield []
    elif wanted[0] == "...":
        for below in range(y, len(rows) + 1):
            yield from ([None, *places] for places in placed(wanted[1:], rows, below))
    elif y < len(rows) and re.fullmatch(as_pattern([wanted[0]]), rows[y] + "\n"):
        yield from ([y, *places] for places in placed(wanted[1:], rows, y + 1))


def marks_hold(screen, step, places):
    for count, mark, text in step.marks:
        y = places[count - 1]
        if mark == "@" and (screen.cursor.y, screen.cursor.x) != (y, len(text) - 1):
            return False
        if mark == "~" and screen.colours(y) != text:
            return False
    return True


def as_pattern(lines, columns=1 << 30):
    """What matches these lines, each with its newline. A line of the file's may have become several rows."""
    def one(line):
        line = line.expandtabs()
        if line.startswith("> <burst>"):
            return "> .*\n"
        times = re.fullmatch(r"(.*) <x (\d+)>", line)
        if times:
            return f"(?:{one(times[1])}){{{times[2]}}}"
        rest = line.endswith("...")
        text, pattern, row = line[:-3] if rest else line, "", ""
        for character in text.rstrip() if not rest else text:
            if wcswidth(row + character) > columns:
                pattern += re.escape(row.rstrip()) + "[ ]*\n?"
                row = ""
            row += character
        return pattern + re.escape(row) + (".*\n" if rest else "\n")
    return "".join("(?:.*\n)*?" if line == "..." else one(line) for line in lines)


def session_lines(lines):
    """The lines that the screen shows in the end: what is printed while somebody types stands above that entry."""
    shown, typed = [], None
    for i, line in enumerate(lines):
        if re.match(r"(> |\.\. ).*\^D$", line):
            line = line[:-2].rstrip()
        if line.endswith("<wait>"):
            typed = line.removesuffix("<wait>")
            if any(following.startswith(">") for following in lines[i + 1:]):
                continue
            line = typed  # it ends here
        if typed and line.startswith("> "):
            line, typed = typed + line[2:], None
        shown.append(line.removeprefix("< "))
    return shown


def show_difference(pattern, expected, seen):
    if re.fullmatch(pattern, "".join(line + "\n" for line in seen)):
        return []
    folded = ((line, len(list(same))) for line, same in groupby(seen))
    return ["expected:", *("    " + line for line in expected),
            "seen:", *("    " + line + (f" <x {count}>" if count > 1 and line else "") for line, count in folded)]


def show_exit_code(code, wanted_code):
    if code == wanted_code:
        return []
    return [f"exit code {code}, expected {wanted_code}" if code is not None else "it does not end"]


class Play:
    """A session that is typed at gosh's prompt, and what has come of it."""

    def __init__(self, session, gosh, folder):
        self.session, self.gosh, self.folder = session, gosh, folder
        self.columns, self.lines = map(int, session.said.get("size", ["80x24"])[-1].split("x"))
        self.env = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        self.env.update(TERM="xterm-256color", LC_ALL="C.UTF-8", GOSH_HISTORY="", HOME=folder)
        self.env["PATH"] = os.path.dirname(gosh) + ":" + self.env.get("PATH", "")
        for name, is_set, value in (setting.partition("=") for setting in session.said.get("env", [])):
            if is_set:
                self.env[name] = value
            else:
                del self.env[name]
        self.dumb = self.env["TERM"] == "dumb"
        self.jobs = any("<C-z>" in step.text for step in session.steps)
        self.wrong, self.seen, self.code = [], [], None
        self.start(shlex.split(" ".join(session.said.get("option", []))))

    def start(self, options):
        self.terminal = Terminal([self.gosh, *options], self.env, self.folder, (self.columns, self.lines), self.jobs,
                                 late="answers" in self.session.said)

    def text(self):
        """What has been shown, of gosh that runs now without the banner."""
        return self.seen + [line.rstrip() for line in self.terminal.screen.text()[0 if self.dumb else 1:]]

    def finish(self):
        self.code = self.terminal.end()
        banner = [*self.terminal.screen.text(), "nothing"][0]
        if not self.dumb and not banner.startswith("gosh "):
            self.wrong.append(f"the banner is {banner!r}")
        self.seen = self.text()

    def await_shown(self, count):
        """Waits until that many of the lines stand there, and then until what runs has come to rest."""
        pattern = re.compile(as_pattern(session_lines(self.session.shown[:count]), self.columns) + "(.*\n)?")
        self.terminal.wait_until(lambda: pattern.fullmatch("".join(line + "\n" for line in self.text())))
        self.terminal.await_quiet()

    def type(self, step):
        if step.text.startswith("$ gosh"):
            self.finish()
            self.start(shlex.split(step.text)[2:])
            return
        if not step.prompt and step.text[0] != "+":
            self.await_shown(step.before)
        self.wrong += type_step(self.terminal, step)

    def type_all(self):
        for step in self.session.steps:
            if not self.wrong:
                self.type(step)

    def play(self):
        self.type_all()
        if not self.wrong and self.dumb:
            self.terminal.await_quiet()
            self.terminal.type(CARETS["^D"])
        elif not self.wrong and not self.terminal.closed and self.terminal.await_prompt():
            self.terminal.type(CARETS["^D"])
            self.session.shown.append(">")
        self.finish()
        shown = session_lines(self.session.shown)
        self.wrong += show_difference(as_pattern(shown, self.columns), shown, self.seen)
        self.wrong += show_exit_code(self.code, int(self.session.said.get("exit", ["0"])[0]))
        return self.wrong


def judge_session(path, gosh):
    session = Session(path.read_text())
    with tempfile.TemporaryDirectory() as folder:
        for pack in session.said.get("pack", []):
            shutil.copytree(HERE / "packs" / pack, f"{folder}/pack")
        return Play(session, gosh, folder).play()


def judge_shell(path, gosh):
    wrong, steps = [], []
    for line in path.read_text().splitlines():
        if line.startswith("$ "):
            steps.append([line[2:], [], 0])
        elif steps and re.fullmatch(r"\[\d+\]", line):
            steps[-1][2] = int(line[1:-1])
        elif steps:
            steps[-1][1].append(line.rstrip())
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/bin")
        os.symlink(gosh, f"{folder}/bin/gosh")
        os.mkdir(f"{folder}/work")
        env = {**os.environ, "PATH": f"{folder}/bin:{os.environ.get('PATH', '')}", "PAUSE": str(0.3 * SLOWNESS),
               "EXAMPLES": str(HERE.parent.parent / "lessons" / "examples"), "PACKS": str(HERE / "packs"), "HOME": f"{folder}/home"}
        env.pop("XDG_STATE_HOME", None)
        for command, expected, wanted_code in steps:
            try:
                done = subprocess.run(["sh", "-c", command], cwd=f"{folder}/work", env=env, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
                code, output = done.returncode, done.stdout
            except subprocess.TimeoutExpired as slow:
                code, output = None, slow.stdout or b""
            output = [line.rstrip().expandtabs() for line in output.decode(errors="replace").splitlines()]
            found = [*show_difference(as_pattern(expected), expected, output), *show_exit_code(code, wanted_code)]
            wrong += [f"$ {command}", *found] if found else []
    return wrong


def judge(path, gosh):
    return (judge_session if path.suffix == ".session" else judge_shell)(path, gosh)


def main():
    options = argparse.ArgumentParser(description="Type the sessions at gosh's prompt.")
    options.add_argument("--gosh", default=str(HERE.parent.parent / "build" / "gosh"))
    options.add_argument("files", nargs="*", metavar="FILE", type=Path)
    given = options.parse_args()
    gosh = str(Path(given.gosh).resolve())
    if not os.access(gosh, os.X_OK):
        sys.exit(f"run.py: no gosh at {gosh}")
    files = given.files or sorted([*HERE.glob("*.session"), *HERE.glob("*.shell")])
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for path, wrong in zip(files, pool.map(lambda path: judge(path, gosh), files)):
            if wrong:
                failed += 1
                print(f"FAIL {path.name}", *wrong, sep="\n    ", flush=True)
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
