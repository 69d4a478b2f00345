#!/usr/bin/env python3
"""Proves with Go itself what the lessons say that programs print: the answers of their Predict steps.

    tests/lessons/twins.py [--runs N] [--shown] [LESSON|LESSON/STEP...]      default: the whole course

twins/LESSON/STEP.go is the program of a Predict step in Go; LESSON is the lesson's name in the manifest, STEP is what the
learner's progress is kept under. Each is run many times, and whatever it prints has to be one of the step's answers, so
that a step with one answer has to print that one in every run. Go need not show all answers: that they are possible,
gosh has found, and a scheduler has its habits. How many it showed is told at the end, and with --shown of each step which.

What can make Go show more is tried: 1, 2 and 4 processors; alone, and several at a time; and each twin is also built
shaken: it gives way to others now and then (interrupt.go), and Go's scheduler has the constant that lets it shuffle its
queues, as in programs built with -race. A twin that imports "time"
has the clock of Go's playground (the build tag faketime), which goes on only while all wait, as gosh's clock does.

A lesson may change, and its twin be forgotten. So what both languages write alike has to come in the same order in both:
texts, arrows, rooms of channels, and what starts, locks, waits and ends.

`sync.WaitGroup.Go` came with Go 1.25 and is added to an older one; errgroup is the copy that Go's own tools are built
with. A nil is `nil` in gosh and `<nil>` in Go, which is taken for the same.
"""

import argparse
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from course import normal, read_course  # noqa: E402
from go_check import CACHE, find_go, go_command  # noqa: E402
from run import SECONDS, run_all  # noqa: E402

TWINS = HERE / "twins"
COURSE = HERE.parent.parent / "lessons"
ERRGROUP = "cmd/vendor/golang.org/x/sync/errgroup"
WAIT_GROUP_GO = """package sync

func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
}
"""
RUNS, RUNS_OF_ONE = 200, 48  # of a step with several answers, and of one with a single answer
VARIANTS = ("plain", "shaken")
CROWD = 4  # so many run at the same time, when it is not one alone
ALIKE = re.compile(r'"[^"]*"|<-|, \d+\)|\b(?:go|defer|select|case|default|close|panic|recover|return)\b|\.(?!Mutex)[A-Z]\w*')
UNLIKE = re.compile(r'^import (?:"|\([^)]*\)).*$|(?:--|//) .*|\bfmt\.Println\b', re.MULTILINE)
WRITTEN = re.compile(rb"\0\0PB.{8}(.{4})", re.DOTALL)  # before what a program with the playground's clock writes: its length


class Twin:
    """A Predict step and its program in Go; step is None if the lessons have none of this name."""

    def __init__(self, name, step):
        self.name = name
        self.step = step
        self.path = TWINS / f"{name}.go"
        self.package = name.replace("/", "_")
        self.timed = self.path.exists() and '"time"' in self.path.read_text()
        self.answers = [told(block.text) for block in step.blocks("output", "answer")] if step else []
        self.shown = set()


def told(text):
    return normal(text.replace("<nil>", "nil"))


def find_twins(wanted):
    steps = {f"{lesson.name}/{step.id}": step
             for lesson in read_course(COURSE) for step in lesson.steps if step.kind == "predict"}
    files = [str(path.relative_to(TWINS).with_suffix("")) for path in sorted(TWINS.rglob("*.go"))]
    names = list(dict.fromkeys([*steps, *files]))
    unknown = [word for word in wanted if not any(word in (name, name.split("/")[0]) for name in names)]
    if unknown:
        sys.exit(f"twins.py: no lesson and no step is called {unknown[0]!r}")
    return [Twin(name, steps.get(name)) for name in names
            if not wanted or name in wanted or name.split("/")[0] in wanted]


def alike(program):
    return ALIKE.findall(UNLIKE.sub("", program))


# ---- Building ----

def overlay(source, folder, shaken):
    """The files of Go that are otherwise in these builds, as go build wants to be told of them."""
    others = {}

    def other(name, text):
        path = folder / name.replace("/", "_")
        path.write_text(text)
        others[str(source / name)] = str(path)

    if "func (wg *WaitGroup) Go(" not in (source / "sync/waitgroup.go").read_text():
        other("sync/waitgroup_go.go", WAIT_GROUP_GO)
    if shaken:
        constant = "const randomizeScheduler = raceenabled\n"
        scheduler = (source / "runtime/proc.go").read_text()
        if constant not in scheduler:
            sys.exit(f"twins.py: this Go's scheduler has no {constant.strip()!r}")
        other("runtime/proc.go", scheduler.replace(constant, "const randomizeScheduler = true\n"))
    file = folder / "overlay.json"
    file.write_text(json.dumps({"Replace": others}))
    return file


def build(go, module, twins):
    """Builds the twins into the module's folders of each variant; what does not build is not there, and Go has said why."""
    source = Path(go_command(go, module, "env", "GOROOT").stdout.strip()) / "src"
    errgroup = module / "sync" / "errgroup"
    errgroup.mkdir(parents=True)
    for path in (source / ERRGROUP).glob("*.go"):
        (errgroup / path.name).write_text(path.read_text())
    (module / "sync" / "go.mod").write_text("module golang.org/x/sync\n\ngo 1.23\n")
    (module / "go.mod").write_text("module twins\n\ngo 1.23\n\nrequire golang.org/x/sync v0.0.0\n\n"
                                   "replace golang.org/x/sync => ./sync\n")
    for variant in VARIANTS:
        folders = {twin: module / f"{variant}-source" / twin.package for twin in twins}
        for twin, folder in folders.items():
            folder.mkdir(parents=True)
            shutil.copy2(twin.path, folder / "main.go")
        if variant == "shaken":
            pairs = [str(path) for twin, folder in folders.items() for path in (folder, twin.path)]
            done = go_command(go, module, "run", HERE / "interrupt.go", *pairs)
            if done.returncode:
                print(f"interrupt.go: {done.stderr}", file=sys.stderr)
        files = module / f"{variant}-files"
        files.mkdir()
        file = overlay(source, files, variant == "shaken")
        for timed in (False, True):
            packages = [f"./{folder.relative_to(module)}" for twin, folder in folders.items() if twin.timed == timed]
            tags = ["-tags=faketime"] if timed else []
            if packages:
                done = go_command(go, module, "build", f"-overlay={file}", *tags, "-o", f"{variant}/", *packages)
                print(done.stderr, end="", file=sys.stderr)


# ---- Running ----

def unwrapped(written):
    """What a program has written, without what the playground's clock puts before each piece."""
    text, at = b"", 0
    while head := WRITTEN.match(written, at):
        at = head.end() + int.from_bytes(head[1], "big")
        text += written[head.end():at]
    return (text + written[at:]).decode(errors="replace")


def outcome(process):
    """What a run has printed and how it ended, as a lesson's output says it; None if it does not end."""
    try:
        out, err = (unwrapped(written) for written in process.communicate(timeout=SECONDS))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    if process.returncode:
        first = err.partition("\n")[0]
        known = process.returncode == 2 and first.startswith(("panic: ", "fatal error: "))
        out += first if known else f"exit status {process.returncode}"
    return told(out)


def crowds(runs):
    """How it is run: variant, processors, and how many at the same time; all ways in turn."""
    for variant, processors, crowd in itertools.cycle(itertools.product(VARIANTS, "124", (1, CROWD))):
        if runs <= 0:
            return
        yield variant, processors, crowd
        runs -= crowd


def judge(module, twin, runs):
    if twin.step is None:
        return ["the lessons have no such Predict step"]
    if not twin.path.exists():
        return [f"no program in Go: {twin.path.relative_to(COURSE.parent)}"]
    for ours, of_go in itertools.zip_longest(alike(twin.step.blocks("gosh")[0].text), alike(twin.path.read_text())):
        if ours != of_go:
            return [f"the program in Go is another: the lesson has {ours!r}, and Go {of_go!r}"]
    wrong = {}
    for variant, processors, crowd in crowds(runs if len(twin.answers) > 1 else min(runs, RUNS_OF_ONE)):
        command = module / variant / twin.package
        if not command.exists():
            return ["it does not build"]
        started = [subprocess.Popen([command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                    env={"GOMAXPROCS": processors}) for _ in range(crowd)]
        for got in [outcome(process) for process in started]:
            if got in twin.answers:
                twin.shown.add(got)
            else:
                wrong.setdefault(got, f"{variant}, GOMAXPROCS={processors}, {crowd} at a time")
    return [f"Go does not end ({how})" if got is None else f"Go prints, and the lesson does not say so ({how}):\n{got}"
            for got, how in wrong.items()]


def show(twin):
    print(f"{twin.name}: {len(twin.shown)} of {len(twin.answers)}")
    for answer in twin.answers:
        print("    " + ("shown     " if answer in twin.shown else "not shown ") + answer.replace("\n", " / "))


def main():
    options = argparse.ArgumentParser(description="Prove the answers of the lessons' Predict steps with Go.")
    options.add_argument("--runs", type=int, default=RUNS, help=f"of each twin; {RUNS} unless told")
    options.add_argument("--shown", action="store_true", help="tell of each step which of its answers Go showed")
    options.add_argument("names", nargs="*", metavar="LESSON|LESSON/STEP")
    given = options.parse_args()
    twins = find_twins(given.names)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
        module = Path(folder)
        build(find_go(), module, [twin for twin in twins if twin.path.exists()])
        code = run_all(twins, lambda twin: judge(module, twin, given.runs))
    if given.shown:
        for twin in twins:
            show(twin)
    print(f"Go showed {sum(len(twin.shown) for twin in twins)} of {sum(len(twin.answers) for twin in twins)} answers")
    return code


if __name__ == "__main__":
    sys.exit(main())
