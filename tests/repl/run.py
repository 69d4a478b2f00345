#!/usr/bin/env python3
"""Types the sessions in this folder at gosh's prompt, and runs its command lines, and compares what can be seen.

    tests/repl/run.py [--gosh build/gosh] [FILE...]      default: every .session and .shell file beside this one

One file shows one behaviour, and its name says the rule.

NAME.session is what a terminal shows, from after the banner to the end. What follows a prompt is typed when that prompt
has appeared, and Enter after it, unless it ends in one of these:

    ^C ^D ^\\    that key instead of Enter; alone on a line, also several: pressed one by one while something runs
    <wait>      nothing more: the prompt comes again by itself, because something was printed
    <paste>     (right after the prompt) what follows is pasted at once, with \\n for its line ends, then Enter; the
                screen's line may go on in any way
    < TEXT      (at the start of a line, no prompt) typed to the program that runs

A line of three dots stands for any lines, three dots at a line's end for the rest of it. The session is left with
Ctrl-D unless the file does it otherwise. Before the first prompt may stand `-- option: --seed 3`, `-- env: NAME=VALUE`,
`-- exit: N`, and `-- ` remarks.

NAME.shell is a shell's session without prompts of gosh's: each `$ command` line is given to sh in an empty folder, with
gosh in the PATH; then stand the lines of stdout and stderr together, and `[N]` for an exit code that is not 0. $PAUSE is
as many seconds as a program takes at the most to get going, and $EXAMPLES the folder of the lessons' examples.
"""

import argparse
import os
import pty
import re
import select
import shlex
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
SLOWNESS = float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))  # as in tests/run.py
SECONDS = 20 * SLOWNESS  # until the next prompt, or for one command
QUIET = 0.5 * SLOWNESS  # when nothing has appeared for this long, what was typed has had its effect
PROMPT = re.compile(r"(?:^|\n)(> |\.\. )\Z")
KEYS = {"^C": b"\x03", "^D": b"\x04", "^\\": b"\x1c"}


class Terminal:
    """A program on a terminal of its own, and everything that could be seen on it."""

    def __init__(self, command, env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(command[0], command, env)
        self.seen = ""
        self.typed_at = -1  # how much had been seen when something was last typed
        self.closed = False

    def look(self, seconds):
        """Takes in what appears within that time; False when nothing did."""
        if self.closed or not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            read = os.read(self.fd, 65536)
        except OSError:  # how Linux says that the other side is closed
            read = b""
        self.closed = not read
        self.seen += read.decode(errors="replace").replace("\r\n", "\n")
        return True

    def await_prompt(self):
        end = time.monotonic() + SECONDS
        while not self.closed and time.monotonic() < end:
            if len(self.seen) > self.typed_at and PROMPT.search(self.seen):
                return True
            self.look(0.1)
        return False

    def await_quiet(self):
        while self.look(QUIET):
            pass

    def await_echo(self, text):
        end = time.monotonic() + SECONDS
        while not self.seen.endswith(text) and not self.closed and time.monotonic() < end:
            self.look(0.1)

    def type(self, keys):
        self.typed_at = len(self.seen)
        os.write(self.fd, keys)

    def end(self):
        """Waits for the end; the exit code, negative for a signal, or None if it does not end."""
        deadline = time.monotonic() + SECONDS
        while not self.closed and time.monotonic() < deadline:
            self.look(0.1)
        if not self.closed:
            os.kill(self.pid, 9)
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status) if self.closed else None


def type_line(terminal, line):
    """Does what a line of a session asks for; False when the prompt for it does not come."""
    if re.fullmatch(r"(\^[CD\\])+", line):
        for key in re.findall(r"\^.", line):
            terminal.await_quiet()
            terminal.type(KEYS[key])
        return True
    if line.startswith("< "):
        terminal.await_quiet()
        terminal.type(line[2:].encode() + b"\n")
        return True
    prompt = next((p for p in ("> ", ".. ") if line.startswith(p) or line == p.strip()), None)
    if prompt is None:
        return True
    if not terminal.await_prompt():
        return False
    text, key = line[len(prompt):], b"\n"
    if text.startswith("<paste>"):
        text = text.removeprefix("<paste>").replace("\\n", "\n")
    elif text.endswith("<wait>"):
        text, key = text[:-len("<wait>")], b""
    elif text[-2:] in KEYS:
        text, key = text[:-2], KEYS[text[-2:]]
    terminal.type(text.encode())
    if key != b"\n":
        terminal.await_echo(text)  # the key may make the terminal forget what it has not shown yet
    os.write(terminal.fd, key)
    if "\n" in text:  # prompts have piled up behind it: get one on a line of its own
        terminal.await_quiet()
        terminal.type(b"\n")
    return True


def as_seen(line):
    """A line of a session file as the terminal shows it."""
    if line.startswith("> <paste>"):
        return "> ..."
    for mark in ("<wait>", "^D"):
        line = line.removesuffix(mark)
    return line.removeprefix("< ").rstrip()


def as_pattern(lines):
    """What matches these lines, each with its newline."""
    def one(line):
        return re.escape(line[:-3]) + ".*\n" if line.endswith("...") else re.escape(line) + "\n"
    return "".join("(?:.*\n)*?" if line == "..." else one(line) for line in lines)


def compare(expected, seen, code, wanted_code):
    wrong = []
    seen = [line.rstrip() for line in seen]
    if not re.fullmatch(as_pattern(expected), "".join(line + "\n" for line in seen)):
        wrong += ["expected:", *("    " + line for line in expected), "seen:", *("    " + line for line in seen)]
    if code != wanted_code:
        wrong.append(f"exit code {code}, expected {wanted_code}" if code is not None else "it does not end")
    return wrong


def judge_session(path, gosh):
    lines = path.read_text().splitlines()
    said = {}
    while lines and lines[0].startswith("-- "):
        found = re.match(r"-- (option|env|exit): (.*)", lines.pop(0))
        if found:
            said.setdefault(found[1], []).append(found[2])
    env = {name: value for name, value in os.environ.items() if name not in ("GODEBUG", "NO_COLOR", "GOTRACEBACK")}
    env.update(setting.split("=", 1) for setting in said.get("env", []))
    terminal = Terminal([gosh, *shlex.split(" ".join(said.get("option", [])))], env)
    typed = all(type_line(terminal, line) for line in lines)
    expected = [as_seen(line) for line in lines]
    last = lines[-1]
    if typed and not (last.startswith("> ") and last.endswith("^D")) and terminal.await_prompt():
        terminal.type(KEYS["^D"])
        expected.append(">")
    code = terminal.end()
    seen = terminal.seen.splitlines()
    banner = seen.pop(0) if seen else ""
    wrong = [] if banner.startswith("gosh ") else [f"the banner is {banner!r}"]
    return wrong + compare(expected, seen, code, int(said.get("exit", ["0"])[0]))


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
               "EXAMPLES": str(HERE.parent.parent / "lessons" / "examples")}
        for command, expected, wanted_code in steps:
            try:
                done = subprocess.run(["sh", "-c", command], cwd=f"{folder}/work", env=env, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
                code, output = done.returncode, done.stdout
            except subprocess.TimeoutExpired as slow:
                code, output = None, slow.stdout or b""
            found = compare(expected, output.decode(errors="replace").splitlines(), code, wanted_code)
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
