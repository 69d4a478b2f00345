"""Lessons as their files have them: what to type in each step stands in its answer.

The format is lessons/README.md; what is wrong with a file is the linter's to say.
"""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ENDINGS = [  # the last line of an output, and what is short for it in a prediction
    (re.compile(r"fatal error: all goroutines are asleep - deadlock!"), "deadlock"),
    (re.compile(r"panic: .*"), "panic"),
]


@dataclass(eq=False)
class Block:
    kind: str  # what stands behind the fence: "gosh", "output", "check"
    words: list
    text: str


@dataclass(eq=False)
class Step:
    kind: str  # "predict"
    title: str
    body: list = field(default_factory=list)
    answer: list = field(default_factory=list)
    hints: int = 0
    file: str = ""  # of a Fix step, beside the lesson
    solution: str = ""
    file_words: list = field(default_factory=list)
    choices: list = field(default_factory=list)  # of an Explain step: is it right?

    @property
    def id(self):
        """What progress is kept under."""
        return re.sub(r"[^a-z0-9\x80-\U0010ffff]+", "-", self.title.lower()).strip("-")

    def blocks(self, kind, part="body"):
        return [block for block in getattr(self, part) if block.kind == kind]

    @property
    def counts(self):
        return self.kind != "read"

    def prediction(self, which=0):
        """An output that is possible, as it is typed."""
        outputs = self.blocks("output", "answer")
        lines = outputs[which % len(outputs)].text.splitlines()
        for pattern, short in ENDINGS:
            if lines and pattern.fullmatch(lines[-1]):
                lines[-1] = short
        return " / ".join(lines) if lines else "nothing"

    def entries(self):
        """The lines of a Do step's answer."""
        return [line for block in self.blocks("gosh", "answer") for line in block.text.splitlines()]


@dataclass(eq=False)
class Lesson:
    name: str
    number: int  # from 1 on
    path: Path
    steps: list

    @property
    def counted(self):
        return [step for step in self.steps if step.counts]


def read_steps(path):
    steps, part, fence = [], None, None
    for line in path.read_text().splitlines():
        if fence:
            if line.startswith("```"):
                fence = None
            else:
                fence.text += line + "\n"
            continue
        heading = re.fullmatch(r"## (\w+): (.*)", line)
        link = re.fullmatch(r'\[[^\]]*\]\(([^) ]+)(?: "([^"]*)")?\)', line)
        if heading:
            steps.append(Step(heading[1].lower(), heading[2]))
            part = "body"
        elif line.startswith("## "):
            part = None  # what was learnt
        elif line.startswith("### Hint"):
            steps[-1].hints += 1
            part = "hint"
        elif line.startswith("### Answer"):
            part = "answer"
        elif line.startswith("```"):
            kind, *words = line[3:].split() or [""]
            fence = Block(kind, words, "")
            if part in ("body", "answer"):
                getattr(steps[-1], part).append(fence)
        elif link and part == "body":
            steps[-1].file, steps[-1].file_words = link[1], (link[2] or "").split()
        elif link and part == "answer":
            steps[-1].solution = link[1]
        elif part == "body" and re.match(r"- \[[ x]\] ", line):
            steps[-1].choices.append(line[3] == "x")
    return steps


def read_course(folder):
    found = re.findall(r"^- \[([a-z0-9-]+)\]\(([^)]+)\)", (folder / "pack.md").read_text(), re.MULTILINE)
    return [Lesson(name, number, folder / file, read_steps(folder / file))
            for number, (name, file) in enumerate(found, 1) if (folder / file).exists()]


# ---- Break steps: the schedule that a search finds, as keys ----

def options_of(words):
    """What the words behind ```gosh are as options of gosh explore, and of gosh step."""
    both = ["--fine"] if "fine" in words else []
    return both + [f"--bound={word[6:]}" for word in words if word.startswith("bound=")], both


def normal(text):
    return "\n".join(" ".join(line.split()) for line in text.rstrip().splitlines())


def is_goal(step, goal, outcome):
    """Does the outcome of a search come to what the step asks for?"""
    if goal != "output":
        return outcome["kind"] == goal
    printed = normal(outcome["output"])
    if outcome["kind"] not in ("finished", "leak"):
        printed = normal(printed + "\n" + outcome["text"].split("\n")[0])
    return printed in [normal(block.text) for block in step.blocks("output")]


def break_keys(gosh, step):
    """What to type at `step>`, one after the other."""
    program = step.blocks("gosh")[0]
    goal = next(word[5:] for word in program.words if word.startswith("goal="))
    explore, walk = options_of(program.words)
    env = {"GODEBUG": "asyncpreemptoff=1"} if "async=off" in program.words else None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "break.gosh"
        file.write_text(program.text)
        run = lambda *command, keys="": subprocess.run([gosh, *command], input=keys, env=env, capture_output=True,
                                                       text=True, timeout=60).stdout
        found = json.loads(run("explore", "--json", *explore, str(file)))["outcomes"]
        fitting = [outcome for outcome in found if is_goal(step, goal, outcome)]
        best = min(fitting, key=lambda outcome: (outcome["slow"], len(outcome["schedule"])))
        walked = run("step", "--plain", *walk, "--schedule", best["schedule"], str(file), keys="n\n" * 300)
    return keys_of(walked)


def keys_of(walked):
    """The same steps chosen by their numbers, from what `gosh step --plain` has shown."""
    keys, steps, before = [], 0, ""
    for picture in re.split(r"^(?=step \d+: )", walked, flags=re.MULTILINE)[1:]:
        number, what = re.match(r"step (\d+): (.*)", picture).groups()
        if int(number) == steps + 1:
            steps += 1
            who = re.match(r"goroutine (\d+) (?:selected (.*))?", what)
            key = who[1] if who else "t"
            keys.append(key + case_key(who[1], who[2], before) if who and who[2] else key)
            if what.endswith("which fired just then"):  # that is for searches only: it waits, the timer fires, it goes on
                keys += ["t", key]
        before = picture
    return keys


def case_key(goroutine, selected, before):
    """".2" if that is the second ready case of the select that the goroutine stood before."""
    would = re.search(rf"^goroutine {goroutine}: .*would select (.*)$", before, re.MULTILINE)
    cases = re.findall(r"(\d+): (.*?)(?:,? or (?=\d+: )|, (?=\d+: )|$)", would[1]) if would else []
    return next((f".{case}" for case, words in cases if selected.startswith(words)), "")
