#!/usr/bin/env python3
"""Proves the expectations of the programs under tests/lang with Go itself.

    tests/go_check.py [PATH...]      PATH: a program or a folder; default tests/lang

A program's twin is the same program in Go, beside it, with the name ending in .go. Built and run with one P, it must
print the program's `expect` lines, end with its exit code, and write its `stderr` lines, apart from those that
name a position in the program. If Go prints goroutine traces, build/gosh must write the same stderr: every goroutine,
state, frame and place (traces.py). A twin of a program that is refused before it runs must be refused by Go, for the same
reason. A program without a twin says why with `not-go`; with `go-differs` the twin only has to build.

The twins are built as one module in a folder that lasts as long as the check; only Go's cache stays, in build/twins.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import traces
from run import TESTS, difference, first_missing, first_present, programs, run_all

GOSH = str(TESTS.parent / "build" / "gosh")
CACHE = TESTS.parent / "build" / "twins"
STATIC = re.compile(r"^\S+\.gosh:\d+:\d+: (.*)")


def find_go():
    folders = os.environ.get("PATH", "") + os.pathsep + "/usr/lib/go-1.23/bin"
    return shutil.which("go", path=folders) or sys.exit("go_check.py: no Go found")


def package(program):
    """The twin's package in the module: one folder, and the name of its executable."""
    return program.name.removesuffix(".gosh").replace("/", "_")


def static_reason(program):
    """Why the program is refused before it runs, without the position; None when it does run."""
    found = program.exit == 1 and program.stderr and STATIC.match(program.stderr[0])
    return found[1] if found else None


def go_command(go, module, *arguments):
    env = {**os.environ, "GOCACHE": str(CACHE), "GOFLAGS": "-mod=mod -trimpath", "GOTOOLCHAIN": "local"}
    return subprocess.run([go, *arguments], cwd=module, env=env, text=True, capture_output=True)


def build(go, module, twins):
    """Lays the module out and builds what is to run into its folder `bin`; what Go refuses has no executable then."""
    (module / "go.mod").write_text("module twins\n\ngo 1.23\n")
    for program in twins:
        folder = module / package(program)
        folder.mkdir()
        shutil.copy2(program.twin, folder / "main.go")
        (folder / "os.go").write_text('package main\n\nimport _ "os"\n')  # whose goroutine counts, in every twin
    runnable = ["./" + package(program) for program in twins if static_reason(program) is None]
    if runnable:  # no inlining: Go's traces then show every function, as gosh's do
        done = go_command(go, module, "build", "-gcflags=-l", "-ldflags=-s -w", "-o", "bin/", *runnable)
        print(done.stderr, end="")


def refusal(go, module, program, reason):
    """Complaints about a twin that has to be refused: by the compiler, or else by vet."""
    said = ""
    for command in (["build", "-o", os.devnull], ["vet"]):
        said += go_command(go, module, *command, "./" + package(program)).stderr
        if reason in said:
            return []
    return [f"Go does not refuse it with {reason!r}", said.strip() or "Go accepts it"]


def judge_traces(program, err):
    """What gosh tells otherwise than Go, line by line: that gosh tells what the program's comments say, its own run shows."""
    _, _, of_gosh = program.run([GOSH, "--explain=off", *program.options, program.path.name, *program.args])
    return [traces.difference(of_gosh, program.path, err, program.twin)]


def judge_lines(program, err):
    wanted = [line for line in program.stderr if ".gosh:" not in line]
    got = [line.strip() for line in err.splitlines()]
    missing, present = first_missing(wanted, got), first_present(program.no_stderr, got)
    wrong = []
    if missing is not None or err and not program.stderr:
        wrong.append(f"stderr lacks {missing!r} (in this place):\n{err[:3000]}")
    if present is not None:
        wrong.append(f"stderr has {present!r}")
    return wrong


def judge(go, module, program):
    if not program.twin.exists():
        return [] if program.not_go else ["no twin, and no `-- not-go:` says why"]
    reason = static_reason(program)
    if reason is not None:
        return refusal(go, module, program, reason) if not program.go_differs else []
    executable = module / "bin" / package(program)
    if not executable.exists():
        return ["the twin does not build"]
    if program.go_differs:
        return []
    code, out, err = program.run([str(executable), *program.args], GOMAXPROCS="1")
    wrong = [difference(program.expect, out.splitlines())] if program.expect or program.runs == 1 else []
    wrong += judge_traces(program, err) if traces.present(err) else judge_lines(program, err)
    if code != program.exit:
        wrong.append(f"exit code {code}, expected {program.exit}")
    return [sentence for sentence in wrong if sentence]


def main():
    go = find_go()
    tests = programs(sys.argv[1:])
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
        module = Path(folder)
        build(go, module, [program for program in tests if program.twin.exists()])
        return run_all(tests, lambda program: judge(go, module, program))


if __name__ == "__main__":
    sys.exit(main())
