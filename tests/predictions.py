#!/usr/bin/env python3
"""Holds graded predictions against all that can happen, as tests/explore/brute.c finds it: one schedule after the other.

    tests/predictions.py [--build build] [FILE...]      default: the programs of tests/explore, random ones, and the course's

For each program, what it can print must be the same. Then predictions are made of its outputs, as they are and with lines that are
swapped, dropped, doubled or strange, and with other endings: each must get the verdict that follows from the outputs. What is said
about one that is impossible must be true of each output, and not of the prediction. One test for each program.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from run import SLOWNESS, run_all

TESTS = Path(__file__).resolve().parent
SECONDS = 120 * SLOWNESS
LIMIT = 150  # schedules of a program
PREDICTIONS = 60  # of a program, no more
FINISHED, BOUND, LEAK, EXIT, PANIC, DEADLOCK, FATAL, OUTSIDE = range(8)
RANDOM = [(5000, 40, 2, False), (6000, 50, 3, False), (7000, 20, 2, True)]
TICKS = r"`([^`]*)`"
ENDING = r"(ends well|ends in a deadlock|panics|ends in a fatal error|exits with status (\d+))(?: with `([^`]*)`)?"
TIMES = {"once": 1, "twice": 2}


def blanks(line):
    return re.sub(r"[ \t\r\v\f]+", " ", line).rstrip(" ")


def lines_of(text):
    lines = [blanks(line) for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


class Output:
    """Lines, and how it ends: (kind, what Go says)."""

    def __init__(self, lines, ending):
        self.lines, self.ending = tuple(line.lstrip(" ") for line in lines), ending
        self.text = "".join(line + "\n" for line in lines) + (blanks(ending[1]) + "\n" if ending[1] else "")


def output_of(outcome):
    kind, _, text, output = outcome
    first = text.split("\n")[0] if kind >= EXIT else ""
    return Output(lines_of(output), (FINISHED if kind == LEAK else kind, first))


def ending_fits(typed, ending):
    """Endings as they are typed: (kind, text or None for any)."""
    if typed[1] is None:
        return typed[0] == ending[0] or (typed[0] == FATAL and ending[0] == DEADLOCK)
    return typed[0] == ending[0] and typed[1].lower() == blanks(ending[1]).lower()


def fits(typed, output):
    return typed.lines == output.lines and ending_fits(typed.ending, output.ending)


# ---- Predictions ----

END_WORDS = ["panic", "deadlock"]
# How an output is changed, what is hard to tell more often.
WAYS = ["swap"] * 5 + ["join"] * 5 + ["drop"] * 3 + ["double"] * 3 + ["ending"] * 2 + ["strange"]


def endings(outputs):
    known = [o.ending for o in outputs]
    own = [(kind, blanks(text)) for kind, text in known] + [(kind, None) for kind, _ in known if kind in (PANIC, DEADLOCK)]
    strange = [(DEADLOCK, None), (PANIC, None), (PANIC, "panic: strange"), (EXIT, "exit status 77"), (FATAL, None)]
    return [(FINISHED, ""), *own, *own, *own, *strange]


def changed(chance, output, outputs):
    lines, ending = list(output.lines), (output.ending[0], blanks(output.ending[1]))
    for _ in range(chance.choice([0, 1, 1, 2])):
        way, place = chance.choice(WAYS), chance.randrange(len(lines) + 1)
        if way == "swap" and len(lines) > 1:
            other = chance.randrange(len(lines) - 1)
            lines[other], lines[other + 1] = lines[other + 1], lines[other]
        elif way == "drop" and place < len(lines):
            del lines[place]
        elif way == "double" and place < len(lines):
            lines.insert(place, lines[place])
        elif way == "strange":
            lines.insert(place, chance.choice(["strange", "7", "X", *END_WORDS]))
        elif way == "ending":
            ending = chance.choice(endings(outputs))
        elif way == "join":
            lines = list(chance.choice(outputs).lines[:place]) + lines[place:]
    while lines and lines[-1] in END_WORDS:  # in the last line it would be how it ends
        lines.pop()
    return Output(lines, ending)


def typed_text(chance, prediction):
    kind, text = prediction.ending
    word = {DEADLOCK: "deadlock", PANIC: "panic", FATAL: "fatal error"}.get(kind, "")
    last = [] if kind == FINISHED else [word if text is None else text]
    if kind == DEADLOCK and text:
        last = [chance.choice(["deadlock", "Deadlock", text])]
    return " / ".join([*prediction.lines, *last]) or "nothing"


def verdict_of(prediction, fast, slow):
    fitting = [o for o in fast if fits(prediction, o)]
    if fitting:
        return "right" if len(fitting) == len(fast) else "possible"
    return "possible" if any(fits(prediction, o) for o in slow) else "wrong"


# ---- Reasons ----


def ending_claim(words, status, text):
    kinds = {"ends well": FINISHED, "ends in a deadlock": DEADLOCK, "panics": PANIC, "ends in a fatal error": FATAL}
    kind = kinds.get(words, EXIT)
    said = {PANIC: "panic: ", FATAL: "fatal error: "}.get(kind, "") + (text or "")
    wanted = f"exit status {status}" if kind == EXIT else said if text else None
    return lambda o: o.ending[0] == kind and (wanted is None or o.ending[1] is None or blanks(o.ending[1]).lower() == wanted.lower())


def times(words):
    return TIMES.get(words) or int(words.split()[0])


def next_claim(before, line_number, listed, open_end, ends):
    def claim(o):
        start = len(before)
        begin = line_number - start if line_number else 0
        if list(o.lines[begin : begin + start]) != before or len(o.lines) < begin + start:
            return True
        rest = o.lines[begin + start :]
        return (rest[0] in listed or open_end) if rest else any(e(o) for e in ends)

    return claim


def claim_of(reason):
    """What a reason says of one output, as a function; None for a sentence that is not known."""
    found = re.fullmatch(rf"whenever it {ENDING}, (.*)", reason)
    if found:
        when, then = ending_claim(found[1], found[2], found[3]), claim_of(found[4])
        return then and (lambda o: not when(o) or then(o))
    found = re.fullmatch(rf"{TICKS} is never printed(?:, but {TICKS})?", reason)
    if found:
        return lambda o: found[1] not in o.lines
    found = re.fullmatch(rf"how it ends comes last, and nothing is printed after {TICKS}", reason)
    if found:
        return lambda o: found[1] not in o.lines
    found = re.fullmatch(rf"{TICKS} is never printed more than (.*)", reason)
    if found:
        return lambda o: o.lines.count(found[1]) <= times(found[2])
    found = re.fullmatch(rf"{TICKS} is always printed( at least)?(?: (once|twice|\d+ times))?", reason)
    if found:
        number = times(found[3]) if found[3] else 1
        exact = found[3] and not found[2]
        return lambda o: o.lines.count(found[1]) == number if exact else o.lines.count(found[1]) >= number
    found = re.fullmatch(rf"(the first )?{TICKS} always comes before (the first )?{TICKS}", reason)
    if found and bool(found[1]) == bool(found[3]):
        a, b = found[2], found[4]
        place = (lambda o: o.lines.index(a)) if found[1] else (lambda o: len(o.lines) - 1 - o.lines[::-1].index(a))
        return lambda o: a not in o.lines or b not in o.lines or place(o) < o.lines.index(b)
    found = re.fullmatch(rf"{TICKS} and {TICKS} are never both printed", reason)
    if found:
        return lambda o: not (found[1] in o.lines and found[2] in o.lines)
    found = re.fullmatch(rf"it (always|never) {ENDING}", reason)
    if found:
        ends = ending_claim(found[2], found[3], found[4])
        return ends if found[1] == "always" else lambda o: not ends(o)
    found = re.fullmatch(rf"(?:something is always printed: )?(?:after (?:line (\d+), )?{TICKS},? ?|first )?(.*)", reason)
    before = found[2].split(" / ") if found[2] else []
    rest = found[3]
    listed = re.match(r"comes (`[^`]*`(?:(?:, | or )`[^`]*`)*)(, or another line)?", rest)
    ends = [ending_claim(*words) for words in re.findall(rf"(?:it|nothing and) {ENDING}", rest)]
    if not listed and not ends:
        return None
    return next_claim(before, int(found[1] or 0), re.findall(TICKS, listed[1]) if listed else [], bool(listed and listed[2]), ends)


def reason_complaints(text, prediction, outputs):
    reason = re.fullmatch(r"Impossible: (.*)\.\n", re.sub(r"\n(?=.)", " ", text))
    if not reason:
        return [f"this is no reason: {text}"]
    if "..." in text:
        return []  # cut to what fits
    claim = claim_of(reason[1])
    if not claim:
        return [f"this is no reason: {text}"]
    wrong = [f"{text.strip()} but there is {o.text!r}" for o in outputs if not claim(o)]
    if not wrong and "another line" not in text and claim(prediction):
        wrong = [f"{text.strip()} is true of the prediction, too"]
    return wrong


# ---- Programs ----


def run(command, given=""):
    done = subprocess.run(list(map(str, command)), input=given, capture_output=True, text=True, timeout=SECONDS)
    return done.stdout


def judge_program(build, path, fine, outcomes):
    both = {output_of(o).text: output_of(o) for o in outcomes}
    fast_texts = {output_of(o).text for o in outcomes if not o[1]}
    fast, slow = [o for o in both.values() if o.text in fast_texts], [o for o in both.values() if o.text not in fast_texts]
    both = fast + slow
    chance = random.Random(path.name)
    predictions = {}
    for _ in range(4 * PREDICTIONS):
        if len(predictions) < PREDICTIONS:
            prediction = changed(chance, chance.choice(both), both)
            predictions.setdefault(typed_text(chance, prediction), prediction)
    given = "".join(text + "\n" for text in predictions)
    said = json.loads(run([build / "tests/explore/predict", *fine, path], given))
    if said.get("error") or not said["complete"]:
        return [f"not all has been tried: {said}"]
    found = sorted((text, is_slow) for text, is_slow in said["possible"])
    wanted = sorted((o.text, o in slow) for o in both)
    if found != wanted:
        return [f"found {found}, there is {wanted}"]
    wrong = []
    for (typed, prediction), (verdict, text, schedule) in zip(predictions.items(), said["grades"]):
        right = verdict_of(prediction, fast, slow)
        if verdict != right:
            wrong.append(f"{typed}: {verdict}, it is {right}: {text}")
        elif verdict == "wrong":
            wrong += [f"{typed}: {complaint}" for complaint in reason_complaints(text, prediction, both)]
        elif (verdict == "possible") != bool(schedule):
            wrong.append(f"{typed}: {verdict}, and the schedule {schedule!r}")
    return wrong


def judge(build, group):
    """All programs of a group; those that have too many schedules, or do not end, are left out."""
    listed = run([build / "tests/explore/brute", "--list", "--limit", LIMIT, *group.fine, *group.paths]).splitlines()
    wrong, decided = [], 0
    for path, line in zip(group.paths, listed):
        outcomes = json.loads(line)
        if outcomes is None or any(o[0] in (BOUND, OUTSIDE) for o in outcomes):
            continue
        decided += 1
        wrong += [f"{path.name}: {complaint}" for complaint in judge_program(build, path, group.fine, outcomes)]
    if len(listed) != len(group.paths):
        wrong.append(f"{len(listed)} of {len(group.paths)} programs were listed")
    if decided < len(group.paths) // 6:
        wrong.append(f"only {decided} programs of {len(group.paths)} have few enough schedules")
    return wrong


def predict_steps(folder):
    """The programs of the course's Predict steps, as files."""
    folder.mkdir()
    for lesson in sorted((TESTS.parent / "lessons").glob("[0-9]*.md")):
        for number, step in enumerate(re.split(r"^## ", lesson.read_text(), flags=re.M)):
            program = re.search(r"^```gosh(.*)\n((?s:.*?))^```$", step, re.M)
            if not step.startswith("Predict") or "async=off" in program[1] or "timers=exact" in program[1] or "bound" in program[1]:
                continue
            path = folder / f"{lesson.stem}_{number}{'_fine' if 'fine' in program[1] else ''}.gosh"
            path.write_text(program[2])
    paths = sorted(folder.iterdir())
    return [path for path in paths if "_fine" not in path.stem], [path for path in paths if "_fine" in path.stem]


class Group:
    """Programs that are one test."""

    def __init__(self, name, paths, fine):
        self.name, self.paths, self.fine = name, paths, ["--fine"] if fine else []


def main():
    options = argparse.ArgumentParser(description="Check graded predictions.")
    options.add_argument("--build", default=TESTS.parent / "build", type=Path)
    options.add_argument("paths", nargs="*", type=Path)
    given = options.parse_args()
    build = given.build.resolve()
    if given.paths:
        return run_all([Group(path.name, [path], False) for path in given.paths], lambda group: judge(build, group))
    programs = sorted((TESTS / "explore").glob("*.gosh"))
    fine = [path for path in programs if "-- option: --fine" in path.read_text()]
    groups = [Group("tests/explore", [path for path in programs if path not in fine], False), Group("tests/explore --fine", fine, True)]
    with tempfile.TemporaryDirectory() as folder:
        for first, count, size, is_fine in RANDOM:
            own = Path(folder) / str(first)
            command = [TESTS / "explore/random_programs.py", own, first, round(count / SLOWNESS), size]
            subprocess.run([sys.executable, *map(str, command)], check=True)
            groups.append(Group(f"random, from {first}, size {size}", sorted(own.iterdir()), is_fine))
        for paths, is_fine in zip(predict_steps(Path(folder) / "course"), (False, True)):
            groups += [Group(f"the course, {part}", paths[part::4], is_fine) for part in range(4) if paths[part::4]]
        return run_all(groups, lambda group: judge(build, group))


if __name__ == "__main__":
    sys.exit(main())
