#!/usr/bin/env python3
"""Runs the programs beside this file, and reads their dumps of goroutines with other programs' grammars (grammar.py).

    tests/dump/run.py [--gosh build/gosh] [NAME...]

What a dump has to be stands in comments of the program, in the order of the dump:

    -- goroutine: STATE: FRAME FRAME ... < CREATOR     innermost frame first; FRAME is a function's name, or *N for N frames
                         of any names; without `< CREATOR`, nothing created it
    -- from: stdout      where the dump is, in the place of stderr
    -- quit: TEXT        SIGQUIT is sent when this line has been printed; without TEXT, when the program computes
    -- name: FILE        the program runs under this name, and not under its own
    -- prompt            the program is what is typed at a prompt that is no terminal
    -- explained         the reason of a deadlock follows the dump, which goleak is not given
    -- exit: N, -- env: NAME=VALUE, -- option: OPTIONS    as in tests/run.py; the exit code is 2 unless it is said

Names of files get the endings that Go's have before they are read: .gosh becomes .go, and so do a program that is in no
file (stdin, the command line) and one in Lua.
"""

import argparse
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grammar import Bad, snapshot, stacks

HERE = Path(__file__).resolve().parent
SLOWNESS = float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))  # as in tests/run.py
SECONDS = 30 * SLOWNESS
COMMENT = re.compile(r"-- (goroutine|from|quit|name|prompt|explained|exit|env|option):? ?(.*)$")
SETTINGS = ("GODEBUG", "GOTRACEBACK", "GOMAXPROCS")


def as_go(text):
    """With the names of files that Go could have."""
    text = re.sub(r"^(\t.*)\.(?:gosh|lua):(\d+)$", r"\1.go:\2", text, flags=re.M)
    return re.sub(r"^(\t)(stdin|\(command line\)):(\d+)$", r"\1\2.go:\3", text, flags=re.M)


class Case:
    def __init__(self, path):
        self.path, self.name, self.text = path, path.name, path.read_text()
        said = {}
        for line in self.text.splitlines():
            found = COMMENT.match(line)
            if found:
                said.setdefault(found[1], []).append(found[2])
        self.goroutines = [self.goroutine(text) for text in said["goroutine"]]
        self.stdout = said.get("from") == ["stdout"]
        self.quit = said.get("quit", [None])[0]
        self.file = said.get("name", [path.name])[0]
        self.prompt, self.explained = "prompt" in said, "explained" in said
        self.exit = int(said.get("exit", ["2"])[0])
        self.env = dict(setting.split("=", 1) for setting in said.get("env", []))
        self.options = shlex.split(" ".join(said.get("option", [])))

    @staticmethod
    def goroutine(text):
        state, _, rest = text.partition(": ")
        frames, _, creator = rest.partition(" < ")
        return state, frames.split(), creator

    def run(self, gosh):
        env = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder, self.file)
            program.write_text(self.text)
            explain = [] if self.explained else ["--explain=off"]
            command = [gosh, *explain, *self.options] + ([] if self.prompt else [self.file])
            streams = [Path(folder, "." + name).open("w+b") for name in ("stdout", "stderr")]
            child = subprocess.Popen(command, cwd=folder, env={**env, **self.env}, stdout=streams[0], stderr=streams[1],
                                     stdin=program.open("rb") if self.prompt else subprocess.DEVNULL)
            try:
                if self.quit is not None:
                    self.send_quit(child, Path(folder, ".stdout"))
                child.wait(SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                raise Bad("it does not end") from None
            out, err = (self.content(stream) for stream in streams)
        if child.returncode != self.exit:
            raise Bad(f"exit code {child.returncode}, expected {self.exit}; stderr: {err[-500:]}")
        return out if self.stdout else err

    def send_quit(self, child, stdout):
        end = time.monotonic() + SECONDS
        while child.poll() is None and time.monotonic() < end:
            if self.quit in stdout.read_text(errors="replace").splitlines() if self.quit else self.computes(child):
                child.send_signal(signal.SIGQUIT)
                return
            time.sleep(0.01)

    @staticmethod
    def computes(child):
        """Has it used enough of a processor to be past its beginning?"""
        fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12]) > 15 * SLOWNESS

    @staticmethod
    def content(stream):
        stream.seek(0)
        return stream.read().decode(errors="replace")


def frames_differ(wanted, got):
    """Do the names of frames differ from what was expected of them?"""
    got = list(got)
    for name in wanted:
        if name.startswith("*"):
            count = int(name[1:])
            if len(got) < count:
                return True
            del got[:count]
        elif not got or got.pop(0) != name:
            return True
    return bool(got)


def judge(case, gosh):
    text = as_go(case.run(gosh))
    _, goroutines, rest = snapshot(text)
    if case.explained:
        if not rest:
            raise Bad("nothing follows the dump")
        text = text[:text.index("\n".join(rest))]
    elif rest:
        raise Bad(f"panicparse stops before {rest[0]!r}")
    leaks = stacks(text)
    if len(leaks) != len(goroutines):
        raise Bad(f"panicparse sees {len(goroutines)} goroutines, goleak {len(leaks)}")
    if len(goroutines) != len(case.goroutines):
        raise Bad(f"{len(goroutines)} goroutines, expected {len(case.goroutines)}:\n{text}")
    ids = {g.id for g in goroutines}
    if len(ids) != len(goroutines):
        raise Bad("a goroutine stands twice in the dump")
    for g, leak, (state, frames, creator) in zip(goroutines, leaks, case.goroutines):
        seen = g.state + (f", {g.minutes} minutes" if g.minutes else "")
        names = [frame.name for frame in g.frames]
        made = g.created.name if g.created else ""
        if seen != state or frames_differ(frames, names) or made != creator:
            raise Bad(f"expected {state}: {' '.join(frames)} < {creator}\ngot      {seen}: {' '.join(names)} < {made}")
        if (g.id, names, made) != (leak[0], leak[2], leak[3]) or leak[1] != seen:
            raise Bad(f"goleak reads something else: {leak}")
        if any(frame.line < 0 for frame in g.frames):
            raise Bad("a frame without a line")


def judge_grammar():
    """Do the readers refuse what they have to?"""
    header, frame = "goroutine 1 [running]:\n", "main.main()\n\t/a/b.go:3 +0x1d\n"
    good = [header + frame, header + "main.f(0x1, {0xc000?, 0x2}, ...)\n\t??:0\n" + frame + "...7 frames elided...\n" + frame,
            header.replace("running", "chan send, 3 minutes, locked to thread") + frame +
            "created by main.g.func1 in goroutine 8\n\t/a b/[c].go:1\n\n" + header + frame]
    bad = [header, header + "\n" + frame, header + "main.main\n\t/a/b.go:3\n", header + "main.f(abc)\n\t/a/b.go:3\n",
           header + "main.main()\n\tb.gosh:3\n", header + "main.main()\n\t[C]:-1\n", header + "main.main()\n",
           header + "a/b(1)\n\t/a/b.go:3\n", header + frame + "created by main.g\n", header + "main.f({{{{{{1}}}}}})\n\ta.go:1\n"]
    for text in good:
        if snapshot(text)[2] or len(stacks(text)) != len(snapshot(text)[1]):
            raise Bad(f"refused: {text!r}")
    for text in bad:
        try:
            snapshot(text)
        except Bad:
            continue
        raise Bad(f"taken: {text!r}")
    try:
        stacks(header + "main.main\n")
    except Bad:
        return
    raise Bad("goleak takes a line without parentheses")


def main():
    options = argparse.ArgumentParser(description="Read dumps of goroutines with other programs' grammars.")
    options.add_argument("--gosh", default=str(HERE.parent.parent / "build" / "gosh"))
    options.add_argument("names", nargs="*", metavar="NAME")
    given = options.parse_args()
    gosh, failed = str(Path(given.gosh).resolve()), 0
    paths = sorted(HERE.glob("*.gosh"))
    cases = [Case(path) for path in paths if not given.names or path.stem in given.names]
    tests = [("grammar.py", judge_grammar)] + [(case.name, lambda case=case: judge(case, gosh)) for case in cases]
    for name, test in tests:
        try:
            test()
        except Bad as bad:
            failed += 1
            print(f"FAIL {name}", *str(bad).splitlines(), sep="\n    ", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
