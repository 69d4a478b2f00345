#!/usr/bin/env python3
"""Runs the programs under tests/lang with gosh and compares what they do with the comments in them.

    tests/run.py [--gosh build/gosh] [PATH...]      PATH: a program or a folder; default tests/lang

One program shows one behaviour, and its file name says the rule. What is expected stands in comments of the program:

    -- expect: TEXT      one line of stdout; all of them, in order, are the whole stdout
    -- stderr: TEXT      a line of stderr, in this order, others may stand between; without any, stderr is empty;
                         `...` at the beginning or end of TEXT stands for anything
    -- explained: LINE   a line of why a deadlock is one, and what to try; all of them, in order, are the whole of it
    -- no-stderr: TEXT   no line of stderr is this
    -- exit: N           the exit code, default 0
    -- option: --seed 3  options for gosh, before the file
    -- args: a b         arguments for the program, after the file
    -- stdin: TEXT       a line on stdin
    -- env: NAME=VALUE   an environment variable
    -- leaks: N (WHY)    how many goroutines gosh --leaks reports, and why when there are any; or
    -- leaks: not run: WHY
    -- runs: N           run N times, and every run prints the same; without `expect`, anything
    -- marked: WHY       with its worlds marked (lua/mark.h, --marked) the program does something else
    -- slow: REASON      skipped where everything is many times slower than usual
    -- not-go: REASON    why no Go twin (the same name, .go) stands beside the program
    -- go-differs: WHY   why the twin, with the Go that is the reference, does something else

A program runs in its own folder under its bare name, so positions read `name.gosh:3`. GOSH_TEST_SLOWNESS=N in the
environment says that what is run is up to N times slower than usual (a sanitizer, valgrind): all that waits waits longer.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
LANG = TESTS / "lang"
SLOWNESS = float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))
SECONDS = 20 * SLOWNESS  # one program may take this long
COMMENT = re.compile(r"-- (expect|stderr|explained|no-stderr|exit|option|args|stdin|env|runs|slow|marked|leaks|not-go|go-differs):[ ]?(.*)$")
LEAKED = re.compile(r"(\d+) goroutines? leaked\b")
LEAKS = re.compile(r"0$|[1-9]\d* \(.+\)$|not run: .+$")
SETTINGS = ("GODEBUG", "GOTRACEBACK", "GOMAXPROCS", "NO_COLOR")  # of the caller, not of the test


class Program:
    """A program and what its comments say of it."""

    def __init__(self, path):
        self.path = path
        self.name = str(path.relative_to(LANG)) if path.is_relative_to(LANG) else str(path)
        said = {}
        for line in path.read_text().splitlines():
            found = COMMENT.search(line)
            if found:
                said.setdefault(found[1], []).append(found[2])
        self.expect = said.get("expect", [])
        self.stderr = [line.strip() for line in said.get("stderr", [])]
        self.explained = said.get("explained", [])
        self.no_stderr = [line.strip() for line in said.get("no-stderr", [])]
        self.exit = int(said.get("exit", ["0"])[0])
        self.options = shlex.split(" ".join(said.get("option", [])))
        self.args = shlex.split(" ".join(said.get("args", [])))
        self.stdin = "".join(line + "\n" for line in said.get("stdin", []))
        self.env = dict(setting.split("=", 1) for setting in said.get("env", []))
        self.runs = int(said.get("runs", ["1"])[0])
        self.slow = said.get("slow", [""])[0]
        self.marked = "marked" in said
        self.leaks = said.get("leaks", [None])[0]
        self.not_go = said.get("not-go")
        self.go_differs = said.get("go-differs")
        self.twin = path.with_suffix(".go")

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        return {**kept, **more, **self.env}

    def run(self, command, **env):
        """Runs a command on this program's stdin; gives exit code (None: too slow), stdout, stderr."""
        try:
            done = subprocess.run(command, cwd=self.path.parent, input=self.stdin.encode(), capture_output=True,
                                  timeout=SECONDS, env=self.environment(**env))
        except subprocess.TimeoutExpired as slow:
            return None, text(slow.stdout), text(slow.stderr)
        return done.returncode, text(done.stdout), text(done.stderr)


def text(output):
    return (output or b"").decode(errors="replace")


def programs(paths):
    """Every program under the paths, in the order of their names."""
    found = []
    for path in paths or [LANG]:
        path = Path(path).resolve()
        found += sorted(path.rglob("*.gosh")) if path.is_dir() else [path]
    return [Program(path) for path in found]


def first_missing(wanted, lines):
    """The first of the wanted lines that does not stand, in order, among the lines; None when all do."""
    rest = iter(line.strip() for line in lines)
    return next((text for text in wanted if not any(is_line(text, line) for line in rest)), None)


def first_present(unwanted, lines):
    """The first line that is one of the unwanted; None when there is none."""
    return next((line for line in lines if any(is_line(text, line.strip()) for text in unwanted)), None)


def is_line(text, line):
    if text.startswith("..."):
        return is_line(text[3:], line[line.find(text[3:].removesuffix("...")):])
    return line.startswith(text[:-3]) if text.endswith("...") else line == text


def explanation(lines):
    """The lines of stderr in which gosh explains a deadlock: from `why:` on."""
    start = next((at for at, line in enumerate(lines) if line.startswith("why:")), len(lines))
    return lines[start:]


def difference(wanted, got, where="stdout"):
    """Where two lists of lines part, in words; empty when they are equal."""
    for at in range(max(len(wanted), len(got))):
        left = repr(wanted[at]) if at < len(wanted) else "the end"
        right = repr(got[at]) if at < len(got) else "the end"
        if left != right:
            return f"{where} line {at + 1}: expected {left}, got {right}"
    return ""


def complaints(program, gosh):
    """What is wrong with one run of the program, as a list of sentences, and its stdout."""
    command = [gosh, *program.options, program.path.name, *program.args]
    code, out, err = program.run(command)
    if code is None:
        return [f"still running after {SECONDS} s; stdout so far: {out[-200:]!r}"], out
    wrong = []
    if program.expect or program.runs == 1:
        wrong.append(difference(program.expect, out.splitlines()))
    missing = first_missing(program.stderr, err.splitlines())
    if missing is not None:
        wrong.append(f"stderr lacks {missing!r} (in this place)")
    present = first_present(program.no_stderr, err.splitlines())
    if present is not None:
        wrong.append(f"stderr has {present!r}")
    if program.explained:
        wrong.append(difference(program.explained, explanation(err.splitlines()), "explanation"))
    if err and (missing is not None or not (program.stderr or program.explained)):
        wrong.append("stderr is:\n" + "\n".join("        " + line for line in err.splitlines()[:30]))
    if code != program.exit:
        wrong.append(f"exit code {code}, expected {program.exit}")
    return [sentence for sentence in wrong if sentence], out


def leak_complaints(program, gosh):
    """What is wrong with what gosh --leaks reports, and with what the program says of it."""
    if program.leaks is None:
        in_tests = program.path.is_relative_to(LANG)
        return ["a comment `-- leaks: N (why)` is missing: see gosh --leaks"] if in_tests else []
    if not LEAKS.match(program.leaks):
        return [f"'leaks: {program.leaks}' is none of: 0; N (why); not run: why"]
    if program.leaks.startswith("not run"):
        return []
    options = [option for option in program.options if option != "--leaks"]
    code, out, err = program.run([gosh, "--leaks", *options, program.path.name, *program.args])
    if code is None:
        return [f"still running with --leaks; stderr so far: {err[-200:]!r}"]
    wrong = [difference(program.expect, out.splitlines())] if program.expect or program.runs == 1 else []
    told = next((int(found[1]) for line in err.splitlines() if (found := LEAKED.match(line))), 0)
    if told != int(program.leaks.split()[0]):
        wrong.append(f"--leaks reports {told}, the program says {program.leaks}; stderr is:\n" +
                     "\n".join("        " + line for line in err.splitlines()[:30]))
    return ["with --leaks: " + sentence for sentence in wrong if sentence]


def judge(program, gosh, marked=False):
    wrong, first = complaints(program, gosh)
    wrong += [] if marked else leak_complaints(program, gosh)
    for _ in range(program.runs - 1):
        more, out = complaints(program, gosh)
        wrong += more
        if out != first:
            wrong.append("two runs differ: " + difference(first.splitlines(), out.splitlines()))
    return wrong


def run_all(tests, judge_one):
    """Judges the tests two at a time, prints each failure, then `N passed, N failed`; gives the exit code."""
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for test, wrong in zip(tests, pool.map(judge_one, tests)):
            if wrong:
                failed += 1
                print(f"FAIL {test.name}", *wrong, sep="\n    ", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


def skip_slow(tests):
    """The tests that can be run here; the others are named."""
    skipped = [test for test in tests if test.slow and SLOWNESS > 1]
    for test in skipped:
        print(f"SKIP {test.name}: {test.slow}")
    if skipped:
        print(f"{len(skipped)} skipped")
    return [test for test in tests if test not in skipped]


def main():
    options = argparse.ArgumentParser(description="Run the test programs with gosh.")
    options.add_argument("--gosh", default=str(TESTS.parent / "build" / "gosh"))
    options.add_argument("--marked", action="store_true", help="it is build/marked/gosh, which marks all worlds")
    options.add_argument("paths", nargs="*", metavar="PATH")
    given = options.parse_args()
    gosh = str(Path(given.gosh).resolve())
    if not os.access(gosh, os.X_OK):
        sys.exit(f"run.py: no gosh at {gosh}")
    tests = [program for program in skip_slow(programs(given.paths)) if not (given.marked and program.marked)]
    return run_all(tests, lambda program: judge(program, gosh, given.marked))


if __name__ == "__main__":
    sys.exit(main())
