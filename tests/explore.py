#!/usr/bin/env python3
"""Runs gosh explore on the programs under tests/explore and compares what can happen with the comments in them.

    tests/explore.py [--gosh build/gosh] [--brute build/tests/explore/brute] [PATH...]

All that can happen stands in comments of the program, and nothing else may:

    -- outcome: KIND "OUTPUT" TEXT    how a run can end, what it has printed, and what else must be told of it: of a panic and
                                      an exit the first line, of a leak where somebody waits, `line N [REASON]`
    -- slow: KIND "OUTPUT" TEXT       the same, only if the machine is slow
    -- schedules: N                   how many there are in all (--all --no-timers), which has been counted by hand
    -- option: --fine                 options for gosh explore, before the file

Each outcome's schedule is then followed by gosh --schedule, which must print that output and end in that way.

Programs with few schedules are also given to brute.c, and so are random programs: see there.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from run import SLOWNESS, run_all

TESTS = Path(__file__).resolve().parent
PROGRAMS = TESTS / "explore"
SECONDS = 120 * SLOWNESS
COMMENT = re.compile(r"-- (outcome|slow|schedules|option): (.*)$")
OUTCOME = re.compile(r'(finished|unfinished|leak|exit|panic|deadlock|fatal error|outside) ("(?:[^"\\]|\\.)*")(?: (.+))?$')
EXIT_CODES = {"finished": 0, "leak": 0, "panic": 2, "deadlock": 2, "fatal error": 2}
# Random programs, that are enough to find what goes wrong often; many more are found by a larger number.
RANDOM = [(1, 90, 2, []), (1000, 70, 3, []), (2000, 50, 2, ["--fine"])]
LIMIT = 300  # schedules


class Program:
    """A program, and what its comments say can happen."""

    def __init__(self, path):
        self.path = path
        self.name = path.name
        self.outcomes, self.options, self.schedules, self.wrong = set(), [], None, []
        for line in path.read_text().splitlines():
            found = COMMENT.match(line)
            if not found:
                continue
            if found[1] == "option":
                self.options += found[2].split()
            elif found[1] == "schedules":
                self.schedules = int(found[2])
            else:
                self.add_outcome(found[1] == "slow", found[2])

    def add_outcome(self, slow, words):
        said = OUTCOME.match(words)
        if said:
            self.outcomes.add((slow, said[1], json.loads(said[2]), said[3] or ""))
        else:
            self.wrong.append(f"this is no outcome: {words}")


class Random:
    """A folder of random programs for brute.c."""

    def __init__(self, first, count, size, options):
        self.name = " ".join(["random", f"{first} to {first + count - 1}", f"size {size}", *options])
        self.first, self.count, self.size, self.options = first, count, size, options


class Brute:
    """The programs here, for brute.c."""

    def __init__(self, programs, options):
        self.name = " ".join(["brute", *options])
        self.programs, self.options = programs, options


def run(command, folder=None):
    try:
        return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None


def search(gosh, program, *options):
    """What gosh explore says, or a sentence about why it says nothing."""
    done = run([gosh, "explore", "--json", *options, *program.options, program.name], program.path.parent)
    if done is None:
        return f"still searching after {SECONDS} s"
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return f"exit code {done.returncode}, stderr: {done.stderr}"


def key(program, outcome):
    """An outcome as the comments tell it."""
    text, first = "", outcome["text"].split("\n")[0]
    if outcome["kind"] in ("panic", "exit", "fatal error"):
        text = first
    elif outcome["kind"] == "leak":
        text = first.split("waits at ")[-1].replace(program.name + ":", "line ")
    return outcome["slow"], outcome["kind"], outcome["output"], text


def replay_complaints(gosh, program, outcome):
    """Does the schedule of an outcome come to that?"""
    done = run([gosh, "--schedule", outcome["schedule"], program.name], program.path.parent)
    what = f"under {outcome['schedule']}"
    if done is None:
        return [f"{what}: still running after {SECONDS} s"]
    wrong = []
    if done.stdout != outcome["output"]:
        wrong.append(f"{what}: prints {done.stdout!r} in the place of {outcome['output']!r}")
    code = EXIT_CODES.get(outcome["kind"])
    if code is None:
        code = int(outcome["text"].split()[-1])
    if done.returncode != code:
        wrong.append(f"{what}: exit code {done.returncode} in the place of {code}; stderr: {done.stderr}")
    if outcome["kind"] in ("panic", "deadlock") and outcome["text"].split("\n")[0] not in done.stderr:
        wrong.append(f"{what}: stderr is {done.stderr!r}")
    return wrong


def judge_program(gosh, program):
    found = search(gosh, program)
    if isinstance(found, str):
        return [found]
    wrong = list(program.wrong)
    seen = {key(program, outcome) for outcome in found["outcomes"]}
    wrong += [f"not found: {outcome}" for outcome in sorted(program.outcomes - seen)]
    wrong += [f"not expected: {outcome}" for outcome in sorted(seen - program.outcomes)]
    if not (found["complete"] and found["slow_complete"]):
        wrong.append("the search did not come to its end")
    for outcome in found["outcomes"]:
        wrong += replay_complaints(gosh, program, outcome)
    if program.schedules is not None:
        every = search(gosh, program, "--all", "--no-timers")
        if isinstance(every, str):
            wrong.append(every)
        elif every["schedules"] != program.schedules:
            wrong.append(f"{every['schedules']} schedules, there are {program.schedules}")
    return wrong


def brute_complaints(brute, options, paths):
    done = run([brute, "--limit", str(LIMIT), *options, *map(str, paths)])
    if done is None:
        return [f"still running after {SECONDS} s"]
    wrong = [line for line in done.stdout.splitlines() if not re.search(r"too many$|outcomes$", line)]
    decided = len(re.findall(r"outcomes$", done.stdout, re.M))
    if decided < len(paths) // 4:
        wrong.append(f"only {decided} programs of {len(paths)} have few enough schedules")
    if done.returncode and not wrong:
        wrong.append(f"exit code {done.returncode}: {done.stderr}")
    return wrong


def judge_random(brute, test):
    with tempfile.TemporaryDirectory() as folder:
        command = [str(PROGRAMS / "random_programs.py"), folder, str(test.first), str(test.count), str(test.size)]
        subprocess.run([sys.executable, *command], check=True)
        return brute_complaints(brute, test.options, sorted(Path(folder).iterdir()))


def judge(gosh, brute, test):
    if isinstance(test, Program):
        return judge_program(gosh, test)
    if isinstance(test, Random):
        return judge_random(brute, test)
    return brute_complaints(brute, test.options, [program.path for program in test.programs])


def main():
    options = argparse.ArgumentParser(description="Check the search over schedules.")
    options.add_argument("--gosh", default=str(TESTS.parent / "build" / "gosh"))
    options.add_argument("--brute", default=str(TESTS.parent / "build" / "tests" / "explore" / "brute"))
    options.add_argument("paths", nargs="*", metavar="PATH")
    given = options.parse_args()
    gosh, brute = str(Path(given.gosh).resolve()), str(Path(given.brute).resolve())
    programs = [Program(Path(path).resolve()) for path in given.paths or sorted(PROGRAMS.glob("*.gosh"))]
    tests = list(programs)
    if not given.paths:
        fine = [program for program in programs if "--fine" in program.options]
        tests += [Brute([program for program in programs if program not in fine], []), Brute(fine, ["--fine"])]
        tests += [Random(first, round(count / SLOWNESS), size, more) for first, count, size, more in RANDOM]
    return run_all(tests, lambda test: judge(gosh, brute, test))


if __name__ == "__main__":
    sys.exit(main())
