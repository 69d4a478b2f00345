#!/usr/bin/python3
"""Learners who take the course at a terminal, each in his own way.

    tests/lessons/learners.py [--gosh build/gosh] [--who NAME] [--jobs 2] [LESSON...]

    right    does every step of each lesson as its answer says, and has then done all of it
    wrong    does every step wrong, and is let through nowhere but by :skip; sees answers; is asked missed predictions again
    odd      types every command at each step, twice, in free play and in the middle of an entry
    killed   is killed at each step, and finds everything as it was
    two      sits at two terminals at once

A learner in a lesson is one test. Where what is tested runs slowly (GOSH_TEST_SLOWNESS), grades take longer than they may, and two
lessons stand for all.
"""

import argparse
import itertools
import os
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from course import break_keys, read_course
from learner import SLOWNESS, Learner, Wrong

ROOT = Path(__file__).resolve().parent.parent.parent

# ---- Right answers ----


def do_right(learner, lesson, step, number):
    """Does what the step asks for."""
    if step.kind == "run":
        learner.enter(":run")
    elif step.kind == "do":
        learner.enter(*step.entries())
        if learner.state(lesson, step) != "done":
            learner.enter(":check")
    elif step.kind == "predict":
        learner.enter(":predict " + step.prediction(number))
    elif step.kind == "break":
        learner.walk(break_keys(learner.gosh, step))
    elif step.kind == "fix":
        mended = (lesson.path.parent / step.solution).read_text()
        if number % 2:
            learner.paste(":check\n" + mended.rstrip("\n"))
        else:
            (learner.home / "mended").write_text(mended)
            learner.enter(":edit")
    elif step.kind == "explain":
        learner.enter(":check " + "abcdefgh"[step.choices.index(True)])


def right(learner, lesson, course):
    learner.start("lesson", lesson.name)
    for number, step in enumerate(lesson.steps):
        learner.expect_step(lesson, step)
        do_right(learner, lesson, step, number)
        if step.counts:
            learner.expect_state(lesson, step, "done")
        learner.enter(":next")
    learner.expect("what you have learnt")
    done, all_of_them = learner.status()
    if not done == all_of_them == len(lesson.counted):
        raise Wrong(f"{done} of {all_of_them} are done, and {len(lesson.counted)} count")
    learner.expect(rf"{done} of {done} done\.")
    following = next((other for other in course if other.number == lesson.number + 1), None)
    learner.enter(":next")
    if following:
        learner.expect_step(following, following.steps[0])
    if learner.owed():
        raise Wrong(f"owed is {learner.owed()}")
    learner.leave()


# ---- Wrong ones ----

BROKEN = ["this is no program", "while true do end", 'panic("worse")', ""]


def do_wrong(learner, lesson, step, number):
    """Does everything but that; what the state is then."""
    if step.kind == "do":
        learner.enter(":check", "x :=:= 1", 'panic("no")', "")
    elif step.kind == "predict":
        learner.enter(":predict", ":run", ":step", ":predict never / printed / by / anything")
    elif step.kind == "break":
        learner.walk(["c"] if number % 2 else [])
        return ("missed", "done")  # it may break by itself
    elif step.kind == "fix":
        learner.recall(":check")
        learner.expect(":edit. opens it again")
        learner.enter(":check")
        (learner.home / "mended").write_text(BROKEN[number % len(BROKEN)])
        learner.enter(":edit")
    elif step.kind == "explain":
        for choice, is_right in enumerate(step.choices):
            if not is_right:
                learner.enter(":check " + "abcdefgh"[choice])
        learner.enter(":check z", ":check")
    return ("missed",)


def wrong_step(learner, lesson, step, number):
    states = do_wrong(learner, lesson, step, number) if step.kind != "run" else ("none",)
    learner.expect_state(lesson, step, *states)
    learner.enter(":next")
    done = learner.state(lesson, step) == "done"
    if not done:
        learner.expect(":skip")
        learner.enter(":lesson")
        learner.expect_step(lesson, step)
        learner.enter(*[":hint"] * (step.hints + 1), ":answer")
    if not done and number % 3 == 0 and step.kind in ("predict", "explain"):
        do_right(learner, lesson, step, number)
        learner.expect_state(lesson, step, "shown")
        learner.enter(":next")
    elif not done:
        learner.enter(":skip")
        learner.expect_state(lesson, step, *states if "run" != step.kind else ("skipped",), "skipped")


def wrong(learner, lesson, course):
    learner.start("lesson", lesson.name)
    for number, step in enumerate(lesson.steps):
        learner.expect_step(lesson, step)
        if step.counts:
            wrong_step(learner, lesson, step, number)
        else:
            learner.enter(":next")
    learner.expect("what you have learnt")
    missed = [f"{lesson.name}/{step.id}" for step in lesson.steps if step.kind == "predict"]
    if sorted(learner.owed()) != sorted(missed):
        raise Wrong(f"owed is {learner.owed()}, and has to be {missed}")
    warm_up(learner, lesson, next(other for other in course if other.name != lesson.name), missed)
    if "2" not in learner.enter("1 + 1"):
        raise Wrong("1 + 1 is something else")
    learner.leave()


def warm_up(learner, lesson, other, missed):
    """In another lesson the predictions come again, those first that have been owed longest."""
    predictions = {f"{lesson.name}/{step.id}": step for step in lesson.steps}
    learner.enter(":lesson " + other.name)
    for name in missed[:2]:
        learner.expect("(?i)warm-up")
        learner.enter(":predict " + predictions[name].prediction())
        if name in learner.owed():
            raise Wrong(f"{name} is still owed after it was predicted; shown is\n{learner.shown}")
        learner.enter(":next")
    learner.expect_step(other, other.steps[0])


# ---- Killed ----


def killed(learner, lesson, course):
    """At each step the process is killed, each second time before the prompt comes back; it goes on where it was."""
    learner.start("lesson", lesson.name)
    states = {}
    for number, step in enumerate(lesson.steps):
        learner.expect_step(lesson, step)
        passes = step.kind in ("explain", "read")
        if step.kind == "predict" and number % 3 == 0:  # while it is graded
            learner.terminal.type(":predict never / printed\r")
            learner.terminal.wait_until(lambda: learner.terminal.fresh)
            learner.kill()
            learner.start("lesson", lesson.name)
            learner.expect_step(lesson, step)
        if passes:
            do_right(learner, lesson, step, number)
        else:
            learner.enter(":hint", "x := 1")
        if step.counts:
            states[step] = "done" if passes else "skipped"
        kill_at(learner, lesson, step, ":next" if passes else ":skip", number)
        for before, state in states.items():
            learner.expect_state(lesson, before, state)
    learner.leave()


def kill_at(learner, lesson, step, command, number):
    """Goes on to the next step, and is killed while it does, or when it has."""
    if number % 2:
        learner.terminal.type(command + "\r")
        learner.terminal.wait_until(lambda: learner.terminal.fresh)
        time.sleep(number % 7 * 0.001)
        learner.kill()
        learner.start("lesson")
        number_here = lesson.steps.index(step) + 1
        if re.search(rf"step {number_here} of", learner.shown):  # it had not come so far
            learner.enter(command)
    else:
        learner.enter(command)
    learner.kill()
    learner.start("lesson")


# ---- Odd ----

ODD = ["", " 3", " x y z", " -f ü\"'", " list", " off", " all", " 1.2.3"]  # what is typed behind a command
MOVES = {"next", "back", "skip", "drop", "lesson", "quit", "run"}
KEYS = {"watch": "\x03", "step": "q\r"}  # what ends those that take keys of their own


def commands(learner):
    """The names of all that there are."""
    found = re.findall(r"^:([a-z]+)", learner.enter(":help commands"), re.MULTILINE)
    if not {"hint", "ps", "watch", "quit"} <= set(found):
        raise Wrong(f":help commands has {found}")
    return [name for name in found if name not in MOVES]


def enter_odd(learner, name, rest):
    """Types a command that may take keys of its own, or run for long: these are ended."""
    terminal = learner.terminal
    terminal.type(f":{name}{rest}\r")
    if name in KEYS:
        watches = lambda: re.search(r"^\d+ goroutine.*, \d+ channel", learner.rows(terminal.typed_row), re.MULTILINE)
        terminal.wait_until(lambda: terminal.fresh and (learner.at_step() or watches()))
        if not terminal.at_prompt():
            terminal.send(KEYS[name])
    learner.shown = learner.await_prompt()


def stay(learner, lesson, step):
    """Is this still the step?"""
    learner.enter(":lesson")
    learner.expect_step(lesson, step)


def odd_step(learner, lesson, step, number, names):
    chosen = names[(number + lesson.number) % 4::4]
    for at, name in enumerate(chosen):
        for rest in ("", ODD[(at + number) % len(ODD)]):
            enter_odd(learner, name, rest)
        if at % 4 == 0:
            learner.enter("n := 1", "n + 1")
            learner.expect(r"^2$|\n2\n")
    stay(learner, lesson, step)
    learner.enter("if true then", ":next")  # in the middle of an entry they are a part of it, and wrong there
    learner.enter("n := [[", ":skip", ":next", "]]")
    stay(learner, lesson, step)
    learner.enter(":lesson nothing-like-it", ":lesson list", ":back", ":lesson " + lesson.name, ":drop", ":next",
                  ":lesson " + lesson.name)
    if lesson.steps[0] is not step:
        learner.expect_step(lesson, lesson.steps[number - 1])
        learner.enter(":skip")
    learner.expect_step(lesson, step)


def owe(learner, lesson, course):
    """A prediction of another lesson, from before; its warm-up is another place for commands."""
    other, step = next((other, step) for other in course if other is not lesson for step in other.steps if step.kind == "predict")
    folder = learner.home / ".local/state/gosh/lessons"
    folder.mkdir(parents=True)
    (folder / "course.progress").write_text(f"2026-01-02T03:04:05Z owed {other.name}/{step.id}\n")
    return f"{other.name}/{step.id}", step.prediction()


def odd(learner, lesson, course):
    owed, prediction = owe(learner, lesson, course)
    learner.start()
    names = commands(learner)
    for name in names:
        if name not in KEYS:
            enter_odd(learner, name, "")  # before there is a lesson
    learner.enter(":next", ":back", ":skip", ":drop", ":run", ":lesson " + lesson.name)
    learner.expect("(?i)warm-up")
    learner.enter(*[f":{name}{rest}" for name in names if name not in KEYS for rest in ("", " 3 x")], ":back", ":next", ":run", ":drop")
    if learner.owed() != [owed]:
        raise Wrong(f"owed is {learner.owed()}, and has to be {owed}")
    learner.enter(":lesson " + lesson.name, ":skip", ":drop", ":lesson " + lesson.name, ":predict " + prediction, ":next")
    if learner.owed():
        raise Wrong(f"owed is {learner.owed()}, and has been predicted")
    for number, step in enumerate(lesson.steps):
        learner.expect_step(lesson, step)
        odd_step(learner, lesson, step, number, names)
        learner.enter(":skip")
    learner.expect("what you have learnt")
    learner.enter(*[":" + name for name in names if name not in KEYS], ":skip", ":skip", ":run", ":back", ":skip", ":drop", ":drop")
    for step in lesson.steps:
        if step.kind in ("predict", "fix", "break") and learner.state(lesson, step) in ("done", "shown"):
            raise Wrong(f"{step.id} is {learner.state(lesson, step)}")
    learner.enter("1 + 1")
    learner.expect(r"\n2\n")
    learner.terminal.type(":quit\r")
    if learner.terminal.end() != 0:
        raise Wrong(":quit does not leave with code 0")
    learner.terminal = None


# ---- Two ----


def two(learner, lesson, course):
    """At two terminals at once, one does every second step, the other one the others; each sees what both have done."""
    with_keys = [step for step in lesson.counted if step.kind in ("explain", "predict")]
    learner.start("lesson", lesson.name)
    first = learner.terminal
    learner.start("lesson", lesson.name)
    second = learner.terminal
    for number, step in enumerate(lesson.steps):
        for at, terminal in enumerate((first, second)):
            learner.terminal = terminal
            if step in with_keys and at == number % 2:
                do_right(learner, lesson, step, number)
                learner.expect_state(lesson, step, "done")
            learner.enter(":next" if step.kind == "read" else ":skip")
    for step in lesson.counted:
        learner.expect_state(lesson, step, "done" if step in with_keys else "skipped")
    for terminal in (first, second):
        learner.terminal = terminal
        learner.enter(":progress")
        done, _ = learner.status()
        if done != len(with_keys):
            raise Wrong(f"a terminal says that {done} are done, not {len(with_keys)}")
    second.kill()
    learner.terminal = first
    learner.leave()


# ---- All of them ----

LEARNERS = {"right": right, "wrong": wrong, "odd": odd, "killed": killed, "two": two}


def take(who, lesson, course, gosh):
    """The reason why it went wrong, or None, and how long it took."""
    begun = time.monotonic()
    try:
        with Learner(gosh) as learner:
            LEARNERS[who](learner, lesson, course)
        return None, time.monotonic() - begun
    except Wrong as wrong_:
        return str(wrong_), time.monotonic() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gosh", default="build/gosh")
    parser.add_argument("--who", choices=LEARNERS, action="append")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--times", action="store_true", help="tell how long each takes")
    parser.add_argument("lessons", nargs="*")
    options = parser.parse_args()
    gosh = os.path.abspath(options.gosh)
    course = read_course(ROOT / "lessons")
    wanted = options.lessons or (SLOWNESS > 1 and ["goroutines", "mutex"])
    chosen = [lesson for lesson in course if not wanted or lesson.name in wanted]
    failed, tests = 0, list(itertools.product(options.who or LEARNERS, chosen))
    with ProcessPoolExecutor(options.jobs) as pool:
        taken = [pool.submit(take, who, lesson, course, gosh) for who, lesson in tests]
        for (who, lesson), one in zip(tests, taken):
            wrong_, seconds = one.result()
            if options.times:
                print(f"{seconds:6.1f} s  {who} {lesson.name}", flush=True)
            if wrong_:
                failed += 1
                print(f"FAIL {who} in {lesson.name}\n" + re.sub("^", "    ", wrong_, flags=re.MULTILINE), flush=True)
    if not options.lessons and wanted:
        print("skipped: learners in most lessons, because this gosh is slow")
        print(f"{(len(course) - len(chosen)) * len(LEARNERS)} skipped")
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
